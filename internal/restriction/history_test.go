package restriction

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
)

func day(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// story is a history written in lines: "2026-01-05 requested", with "no reasons",
// "with reasons" or "until 2026-04-05" behind.
func story(t testing.TB, lines ...string) []Event {
	t.Helper()
	var events []Event
	for _, line := range lines {
		on, rest, _ := strings.Cut(line, " ")
		kind, more, _ := strings.Cut(rest, " ")
		e := Event{Kind: EventKind(kind), On: day(t, on)}
		switch {
		case more == "no reasons" || more == "with reasons":
			given := more == "with reasons"
			e.ReasonsGiven = &given
		case strings.HasPrefix(more, "until "):
			e.Until = day(t, strings.TrimPrefix(more, "until "))
		case more != "":
			t.Fatalf("%q is not understood", line)
		}
		events = append(events, e)
	}
	return events
}

// january is an access request received on 5 January 2026 that was to be answered by
// 5 February on every reading, looked at on 20 April.
func january(t testing.TB, lines ...string) History {
	t.Helper()
	return History{
		Regime: "gdpr", Today: day(t, "2026-04-20"), Received: day(t, "2026-01-05"), Last: day(t, "2026-02-05"),
		Extendable: true, Access: true, Events: story(t, append([]string{"2026-01-05 requested"}, lines...)...),
	}
}

// historyCase is what a finder makes of a history. No reason: it finds nothing.
type historyCase struct {
	name     string
	h        History
	reason   string
	evidence string // "2026-01-05/received …"
	judge    bool   // the verdict is left to a person
}

func checkFinder(t *testing.T, key string, find finder, cases []historyCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, found := find(c.h, dated(c.h.Events))
			if !found {
				if c.reason != "" {
					t.Fatalf("found nothing, want %s", c.reason)
				}
				return
			}
			var days []string
			for _, e := range f.Evidence {
				if e.On.IsZero() {
					t.Errorf("evidence without a day: %v", f.Evidence)
				}
				days = append(days, e.On.String()+"/"+string(e.What))
			}
			if f.Key != key || f.Reason != c.reason || f.doubt != c.judge {
				t.Errorf("found %s by %q, left to a person %v; want %s by %q, %v", f.Key, f.Reason, f.doubt, key, c.reason, c.judge)
			}
			slices.Sort(days)
			want := strings.Fields(c.evidence)
			slices.Sort(want)
			if !slices.Equal(days, want) {
				t.Errorf("evidence %v, want %v", days, want)
			}
			if !slices.Contains(HistoryReasons(), f.Reason) {
				t.Errorf("the reason %q is not listed", f.Reason)
			}
			for _, e := range f.Evidence {
				if !slices.Contains(HistoryDays(), e.What) {
					t.Errorf("the day %q is not listed", e.What)
				}
			}
		})
	}
}

// with returns the history with a change made to it.
func with(h History, change func(*History)) History {
	change(&h)
	return h
}

func TestHistory(t *testing.T) {
	d := builtInDetector(t)
	late := january(t, "2026-02-10 reminded", "2026-02-20 replied")
	find := func(h History) (HistoryFinding, bool) {
		for _, f := range d.History(h) {
			if f.Key == "repeated_requests_needed" {
				return f, true
			}
		}
		return HistoryFinding{}, false
	}

	t.Run("gives the verdict of the regime, with the evidence by day", func(t *testing.T) {
		f, ok := find(late)
		if !ok || f.Verdict != Unlawful || f.Count != 2 || len(f.Evidence) != 3 {
			t.Fatalf("found %+v", f)
		}
		for i := 1; i < len(f.Evidence); i++ {
			if f.Evidence[i].On.Before(f.Evidence[i-1].On) {
				t.Errorf("evidence is not in order: %v", f.Evidence)
			}
		}
	})
	t.Run("leaves the verdict to a person under a law that the taxonomy does not know", func(t *testing.T) {
		if f, ok := find(with(late, func(h *History) { h.Regime = "mars" })); !ok || f.Verdict != Judge {
			t.Errorf("found %+v", f)
		}
	})
	t.Run("leaves the verdict to a person where the events do not show it", func(t *testing.T) {
		if f, ok := find(january(t, "2026-01-10 reminded", "2026-01-20 reminded", "2026-01-30 replied")); !ok || f.Verdict != Judge {
			t.Errorf("found %+v", f)
		}
	})
	t.Run("passes over kinds that the taxonomy does not have", func(t *testing.T) {
		few := &Detector{kinds: map[string]Kind{"frequency_limit": {}}, aliases: d.aliases}
		if got := few.History(late); len(got) != 0 {
			t.Errorf("found %+v", got)
		}
	})
	t.Run("ignores events without a day", func(t *testing.T) {
		h := late
		h.Events = []Event{{Kind: Requested}, {Kind: Reminded}, {Kind: Reminded}, {Kind: Replied, On: day(t, "2026-06-01")}}
		if f, ok := find(h); ok {
			t.Errorf("found %+v", f)
		}
	})
	t.Run("finds at most one of each kind, and each under a key of its own", func(t *testing.T) {
		seen := map[string]bool{}
		for _, find := range finders() {
			f, _ := find(late, dated(late.Events))
			if f.Key == "" || seen[f.Key] {
				t.Errorf("the key %q is empty or stands twice", f.Key)
			}
			seen[f.Key] = true
		}
	})
}
