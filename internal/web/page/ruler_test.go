package page

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
)

func TestRulerPiles(t *testing.T) {
	pile := func(you, they, authority int) []turn {
		return slices.Concat(slices.Repeat([]turn{turnYou}, you), slices.Repeat([]turn{turnThey}, they), slices.Repeat([]turn{turnAuthority}, authority))
	}
	for name, c := range map[string]struct{ pile, want []turn }{
		"what fits is shown":                   {pile(4, 2, 0), pile(4, 2, 0)},
		"one kind is cut":                      {pile(9, 0, 0), pile(5, 0, 0)},
		"an answer due today is never hidden":  {pile(8, 1, 0), pile(4, 1, 0)},
		"nor is an authority behind two kinds": {pile(7, 2, 1), pile(3, 1, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shownOf(c.pile); !slices.Equal(got, c.want) {
				t.Errorf("shown %v, want %v", got, c.want)
			}
		})
	}
	t.Run("the number beside the pile counts what is left out", func(t *testing.T) {
		r := ruler{From: day("2026-11-22"), Days: 31, Label: words{testCatalog(t), "en"}.rulerMonth}
		for _, turn := range pile(8, 1, 0) {
			r.Marks = append(r.Marks, rulerMark{day("2026-11-22"), turn})
		}
		if got := string(r.draw()); !strings.Contains(got, "<circle") || !strings.Contains(got, ">+4<") {
			t.Error(got)
		}
	})
}

func TestNoDateIsWrittenOverTheEdgeOfTheRuler(t *testing.T) {
	for from := day("2026-11-22"); from.Before(day("2026-11-29")); from = from.AddDays(1) {
		r := ruler{From: from, Days: 31, Label: civil.Date.String}
		picture := string(r.draw())
		if strings.Count(picture, `text-anchor="start"`) < 3 {
			t.Errorf("from %s there are too few dates: %s", from, picture)
		}
		for i := r.Days - rulerLabelDays + 1; i < r.Days; i++ {
			if label := ">" + r.Label(from.AddDays(i)) + "<"; strings.Contains(picture, label) {
				t.Errorf("from %s, %s stands at the edge", from, label)
			}
		}
	}
}

func TestAPauseStandsOnAGroundOfItsOwn(t *testing.T) {
	line := testLine("2026-03-01", mark{On: day("2026-01-01"), Label: "a"}, mark{On: day("2026-02-01"), Label: "b"})
	line.Stretches = []stretch{
		{day("2026-01-01"), day("2026-03-01"), stretchLate}, {day("2026-01-10"), day("2026-01-20"), stretchPause},
	}
	picture := string(line.draw())
	late, pause := strings.Index(picture, `class="sw"`), strings.Index(picture, `class="sd"`)
	if late < 0 || pause < late || !strings.Contains(picture[pause:], `stroke-width="10"`) {
		t.Error("wax shows beside the ochre of a pause")
	}
}

func TestDaysDoNotBreak(t *testing.T) {
	p := newTestPages(t)
	for lang, want := range map[string]string{
		"en": "on Wed\u00a028\u00a0Oct\u00a02026", "fr": "le mer.\u00a028\u00a0oct.\u00a02026", "de": "am Mi.,\u00a028.\u00a0Okt.\u00a02026",
	} {
		got, err := p.sentence(lang, "now.reminder", []any{"On", day("2026-10-28")})
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %q, %v; want %q in it", lang, got, err, want)
		}
		if got := (words{p.Catalog, lang}).t("now.reminder", "On", day("2026-10-28")); !strings.Contains(got, want) {
			t.Errorf("%s, from Go: %q", lang, got)
		}
		for _, r := range p.funcs(lang)["plainDay"].(func(civil.Date) string)(day("2026-10-28")) {
			if r == ' ' {
				t.Errorf("%s: a plain day can break", lang)
			}
		}
	}
	if got := (words{p.Catalog, "de"}).spoken(day("2026-10-28"), day("2026-11-22")); got != "28.\u00a0Oktober" {
		t.Errorf("spoken: %q", got)
	}
}
