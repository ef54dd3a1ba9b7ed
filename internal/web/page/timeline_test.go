package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"recourse/internal/civil"
	"recourse/internal/i18n"
)

func day(s string) civil.Date { return civil.MustParse(s) }

func testLine(today string, marks ...mark) timeline {
	t := timeline{
		Marks: marks, TodayWord: "Today", Sentence: "Time line: a sentence",
		Month: func(d civil.Date) string { return i18n.FormatDate("en", d, i18n.Month)[:3] },
	}
	if today != "" {
		t.Today, t.TodayNote = day(today), "24 Nov"
	}
	return t
}

func clearview() timeline {
	return testLine("2026-11-24",
		mark{On: day("2026-09-25"), Shape: shapeYou, Label: "You sent it", Note: "25 Sep, came back"},
		mark{On: day("2026-09-28"), Shape: shapeYou, Label: "Received", Note: "28 Sep, second address"},
		mark{On: day("2026-10-06"), Shape: shapeThey, Label: "They ask for a photo", Note: "6 Oct"},
		mark{On: day("2026-10-09"), Shape: shapeYou, Label: "You answer", Note: "9 Oct"},
		mark{On: day("2026-11-17"), Shape: shapeThey, Label: "Reply", Note: "17 Nov, 20 days late", Tone: "w"},
		mark{On: day("2026-10-28"), Shape: shapeDue, Label: "Due, and last day to extend", Note: "28 Oct", Tone: "strong"},
		mark{On: day("2026-11-03"), Shape: shapeComplaint, Label: "Complaint possible", Note: "from 3 Nov", Tone: "w"},
		mark{On: day("2026-12-28"), Shape: shapePossible, Label: "Due if extended", Note: "28 Dec, not announced", Tone: "q"},
	)
}

// collisions says what would be unreadable at the narrowest width.
func collisions(list []label, today float64) []string {
	var found []string
	for i, a := range list {
		if today > 0 && a.covers(today) {
			found = append(found, fmt.Sprintf("%q runs over today", a.Label))
		}
		if from, to := a.span(); from < -1 || to > narrowest+1 {
			found = append(found, fmt.Sprintf("%q leaves the picture", a.Label))
		}
		for j, b := range list {
			if i == j {
				continue
			}
			if a.lane == b.lane && a.overlaps(b) {
				found = append(found, fmt.Sprintf("%q and %q overlap", a.Label, b.Label))
			}
			if a.covers(b.at) && b.lane >= a.lane {
				found = append(found, fmt.Sprintf("the leader of %q crosses %q", b.Label, a.Label))
			}
		}
	}
	return found
}

func sorted(t timeline) timeline {
	var b strings.Builder
	b.WriteString(string(t.draw())) // draw sorts a copy; the layout is asked for below
	for i := range t.Marks {
		for j := i + 1; j < len(t.Marks); j++ {
			if t.Marks[j].On.Before(t.Marks[i].On) {
				t.Marks[i], t.Marks[j] = t.Marks[j], t.Marks[i]
			}
		}
	}
	return t
}

func checkLayout(t *testing.T, line timeline) {
	t.Helper()
	line = sorted(line)
	s := line.newScale()
	today := 0.0
	if !line.Today.IsZero() {
		today = s.px(line.Today)
	}
	for _, c := range append(collisions(line.labels(s, false), today), collisions(line.labels(s, true), 0)...) {
		t.Error(c)
	}
}

func TestTimelineWordsNeverCollide(t *testing.T) {
	tests := map[string]timeline{
		"a full case": clearview(),
		"one day": testLine("2026-11-24",
			mark{On: day("2026-11-24"), Shape: shapeYou, Label: "You sent it", Note: "24 Nov"}),
		"two things on one day": testLine("2026-11-24",
			mark{On: day("2026-11-20"), Shape: shapeYou, Label: "You sent it", Note: "20 Nov"},
			mark{On: day("2026-11-20"), Shape: shapeThey, Label: "They confirm that they have it", Note: "20 Nov"},
			mark{On: day("2026-12-21"), Shape: shapeDue, Label: "Due", Note: "21 Dec"}),
		"sent three days ago": testLine("2026-11-24",
			mark{On: day("2026-11-21"), Shape: shapeYou, Label: "Received", Note: "21 Nov, second address of the company"},
			mark{On: day("2026-12-21"), Shape: shapeDue, Label: "Due, and last day to extend", Note: "21 Dec"},
			mark{On: day("2027-02-22"), Shape: shapePossible, Label: "Due if extended", Note: "22 Feb 2027"}),
		"four years": testLine("2026-11-24",
			mark{On: day("2022-11-21"), Shape: shapeYou, Label: "Received", Note: "21 Nov 2022"},
			mark{On: day("2022-12-21"), Shape: shapeDue, Label: "Due, and last day to extend", Note: "21 Dec 2022"},
			mark{On: day("2023-01-02"), Shape: shapeComplaint, Label: "Complaint possible", Note: "from 2 Jan 2023"},
			mark{On: day("2023-02-21"), Shape: shapePossible, Label: "Due if extended", Note: "21 Feb 2023, not announced"}),
		"everything in a week": testLine("2026-11-24",
			mark{On: day("2026-11-18"), Shape: shapeYou, Label: "You sent it", Note: "18 Nov"},
			mark{On: day("2026-11-19"), Shape: shapeThey, Label: "They confirm receipt", Note: "19 Nov"},
			mark{On: day("2026-11-20"), Shape: shapeThey, Label: "They ask who you are", Note: "20 Nov"},
			mark{On: day("2026-11-21"), Shape: shapeYou, Label: "You prove it", Note: "21 Nov"},
			mark{On: day("2026-11-23"), Shape: shapeThey, Label: "Reply", Note: "23 Nov"}),
	}
	for name, line := range tests {
		t.Run(name, func(t *testing.T) { checkLayout(t, line) })
	}
}

func TestTimelineLawNeverCollides(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		start := day("2026-01-01")
		line := testLine(start.AddDays(rapid.IntRange(0, 400).Draw(rt, "today")).String())
		for i := range rapid.IntRange(1, 6).Draw(rt, "marks") {
			line.Marks = append(line.Marks, mark{
				On:    start.AddDays(rapid.IntRange(0, 400).Draw(rt, "day")),
				Shape: rapid.SampledFrom([]shape{shapeDue, shapeComplaint, shapePossible}).Draw(rt, "shape"),
				Label: strings.Repeat("x", rapid.IntRange(3, 28).Draw(rt, "letters")), Note: fmt.Sprint(i),
			})
		}
		line = sorted(line)
		for _, c := range collisions(line.labels(line.newScale(), true), 0) {
			rt.Error(c)
		}
	})
}

func TestTimelineDraws(t *testing.T) {
	picture := string(clearview().draw())
	for name, part := range map[string]string{
		"both variants":                  `<svg class="tall"`,
		"one sentence for all":           `role="img" aria-label="Time line: a sentence"`,
		"the double bar for the due day": `d="M-2.5-13V13M2.5-13V13"`,
		"months on the ruler":            `>Oct</text>`,
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(picture, part) {
				t.Errorf("no %s in\n%s", part, picture)
			}
		})
	}
	t.Run("no style attribute, which the content security policy forbids", func(t *testing.T) {
		if strings.Contains(picture, "style=") {
			t.Error(picture)
		}
	})
	t.Run("words escaped", func(t *testing.T) {
		line := testLine("", mark{On: day("2026-01-01"), Label: `<b>"`})
		if got := string(line.draw()); strings.Contains(got, "<b>") {
			t.Error(got)
		}
	})
	t.Run("nothing for no dates", func(t *testing.T) {
		if got := testLine("2026-01-01").draw(); got != "" {
			t.Error(got)
		}
	})
}

func TestMonthsOnTheRulerDoNotCrowd(t *testing.T) {
	for _, days := range []int{3, 40, 200, 800, 3000} {
		line := testLine("", mark{On: day("2020-01-15"), Label: "a"}, mark{On: day("2020-01-15").AddDays(days), Label: "b"})
		n := strings.Count(string(line.draw()), `text-anchor="middle"`)
		if n > 12 {
			t.Errorf("%d days: %d months", days, n)
		}
	}
	if got := firstOfMonth(day("2026-02-02"), 3); got != day("2026-04-01") {
		t.Errorf("first quarter on or after 2 February is %v", got)
	}
	if got := firstOfMonth(day("2026-02-01"), 1); got.Month() != time.February {
		t.Errorf("the first itself counts, got %v", got)
	}
}
