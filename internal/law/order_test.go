package law_test

import (
	"testing"
	"time"

	"recourse/internal/law"
)

// Under the GDPR a question of identity that is open withholds the day for a complaint.
func TestEventsOfOneDay(t *testing.T) {
	at := func(clock string) time.Time {
		when, err := time.Parse(time.RFC3339, "2026-09-03T"+clock)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	asked := func(when time.Time) law.Event {
		return law.Event{Kind: law.IDRequested, On: on("2026-09-03"), At: when}
	}
	answered := func(when time.Time) law.Event { return law.Event{Kind: law.IDReceived, On: on("2026-09-03"), At: when} }
	morning, evening, unknown := at("09:00:00+02:00"), at("18:00:00+02:00"), time.Time{}
	for name, c := range map[string]struct {
		events []law.Event
		open   bool
	}{
		"given as they happened":                {[]law.Event{asked(unknown), answered(unknown)}, false},
		"an answer given before its question":   {[]law.Event{answered(unknown), asked(unknown)}, true},
		"instants decide":                       {[]law.Event{answered(evening), asked(morning)}, false},
		"instants decide, against us":           {[]law.Event{asked(evening), answered(morning)}, true},
		"across offsets":                        {[]law.Event{answered(at("10:00:00+00:00")), asked(at("11:00:00+02:00"))}, false},
		"one instant leaves the order as given": {[]law.Event{answered(morning), asked(unknown)}, true},
		"a mere day between keeps its place": {
			[]law.Event{answered(evening), {Kind: law.Acknowledged, On: on("2026-09-03")}, asked(morning)}, false,
		},
		"days come first": {
			[]law.Event{{Kind: law.IDReceived, On: on("2026-09-04"), At: morning}, asked(evening)}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			first := c.events[0].Kind
			r, err := mustBook(t).Evaluate(law.Facts{
				Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"), Events: c.events,
			})
			if err != nil {
				t.Fatal(err)
			}
			if (r.Open != nil) != c.open || r.ComplaintFrom.IsZero() != c.open {
				t.Errorf("open %+v, complaint from %s", r.Open, r.ComplaintFrom)
			}
			if c.events[0].Kind != first {
				t.Error("the list given was put in another order")
			}
		})
	}
}
