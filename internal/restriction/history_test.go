package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHistory(t *testing.T) {
	d := builtInDetector(t)
	e := func(kind EventKind, on string) Event { return Event{Kind: kind, On: day(t, on)} }
	reasoned := e(Refused, "2026-06-01")
	reasoned.Reasoned = true
	for _, c := range []struct {
		name    string
		h       History
		key     string
		reason  string
		count   int
		verdict Verdict
	}{
		{
			"a reply after the third message",
			History{Regime: "gdpr", Due: day(t, "2026-02-05"), Events: []Event{
				e(Requested, "2026-01-05"), e(Reminded, "2026-01-10"), e(Reminded, "2026-01-20"), e(Replied, "2026-01-30"),
			}},
			"repeated_requests_needed", ReasonThirdMessage, 3, Unlawful,
		},
		{
			"a late reply after a reminder",
			History{Regime: "gdpr", Due: day(t, "2026-02-05"), Events: []Event{
				e(Replied, "2026-02-20"), e(Requested, "2026-01-05"), e(Reminded, "2026-02-10"),
			}},
			"repeated_requests_needed", ReasonOnlyAfterReminder, 2, Unlawful,
		},
		{"a timely reply after a reminder", History{Regime: "gdpr", Due: day(t, "2026-02-05"), Events: []Event{
			e(Requested, "2026-01-05"), e(Reminded, "2026-01-10"), e(Replied, "2026-02-05"),
		}}, "", "", 0, ""},
		{"a late reply without a reminder", History{Regime: "gdpr", Due: day(t, "2026-02-05"), Events: []Event{
			e(Requested, "2026-01-05"), e(Replied, "2026-03-05"),
		}}, "", "", 0, ""},
		{"reminders without any reply are silence, not this", History{Regime: "gdpr", Events: []Event{
			e(Requested, "2026-01-05"), e(Reminded, "2026-02-10"), e(Reminded, "2026-03-10"), e(Reminded, "2026-04-10"),
		}}, "", "", 0, ""},
		{
			"a reminder and a reply on one day",
			History{Regime: "gdpr", Due: day(t, "2026-02-05"), Events: []Event{
				e(Requested, "2026-01-05"), e(Replied, "2026-02-10"), e(Reminded, "2026-02-10"),
			}},
			"repeated_requests_needed", ReasonOnlyAfterReminder, 2, Unlawful,
		},
		{
			"an unknown regime leaves it to a person",
			History{Regime: "mars", Events: []Event{
				e(Requested, "2026-01-05"), e(Reminded, "2026-01-06"), e(Reminded, "2026-01-07"), e(Replied, "2026-01-08"),
			}},
			"repeated_requests_needed", ReasonThirdMessage, 3, Judge,
		},
		{"a later request refused without reasons", History{Regime: "gdpr", Earlier: []civil.Date{day(t, "2025-10-01")}, Events: []Event{
			e(Requested, "2026-05-10"), e(Refused, "2026-06-01"),
		}}, "frequency_limit", ReasonLaterRequestRefused, 2, Judge},
		{"a later request refused with reasons", History{Regime: "gdpr", Earlier: []civil.Date{day(t, "2025-10-01")}, Events: []Event{
			e(Requested, "2026-05-10"), reasoned,
		}}, "", "", 0, ""},
		{"a first request refused", History{Regime: "gdpr", Events: []Event{
			e(Requested, "2026-05-10"), e(Refused, "2026-06-01"),
		}}, "", "", 0, ""},
		{"events without a day are ignored", History{Regime: "gdpr", Events: []Event{
			{Kind: Requested}, {Kind: Reminded}, {Kind: Reminded}, e(Replied, "2026-06-01"),
		}}, "", "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := d.History(c.h)
			if c.key == "" {
				if len(got) != 0 {
					t.Fatalf("found %+v", got)
				}
				return
			}
			if len(got) != 1 {
				t.Fatalf("found %+v, want one %s", got, c.key)
			}
			f := got[0]
			if f.Key != c.key || f.Reason != c.reason || f.Count != c.count || f.Verdict != c.verdict {
				t.Errorf("found %+v", f)
			}
			if len(f.Evidence) != c.count+1 {
				t.Errorf("%d days of evidence, want the %d messages and the answer", len(f.Evidence), c.count)
			}
			for i := 1; i < len(f.Evidence); i++ {
				if f.Evidence[i].Before(f.Evidence[i-1]) {
					t.Errorf("evidence is not in order: %v", f.Evidence)
				}
			}
		})
	}
}
