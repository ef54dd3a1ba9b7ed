package law_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/law"
)

// A fee announced under a law whose answer waits for the person: received on Monday
// 2 March 2026, so that the answer is due on 1 April without any fee.
func TestAFeeMovesTheDatesOnlyIfItBinds(t *testing.T) {
	book := mustBook(t)
	francs := func(n int64) law.Amount { return law.Amount{Minor: n * 100, Currency: "CHF"} }
	asked := func(day string) law.Event { return law.Event{Kind: law.FeeRequested, On: on(day)} }
	confirmed := func(day string) law.Event { return law.Event{Kind: law.FeeConfirmed, On: on(day)} }
	paid := func(day string) law.Event { return law.Event{Kind: law.FeePaid, On: on(day)} }
	no := false
	plain := dates{Due: on("2026-04-01"), NoticeDue: on("2026-04-01"), ComplaintFrom: on("2026-04-02")}
	after := func(due, complaint string) dates {
		return dates{Due: on(due), NoticeDue: on(due), ComplaintFrom: on(complaint)}
	}
	moved := after("2026-04-20", "2026-04-21")
	withheld := dates{Due: plain.Due, NoticeDue: plain.NoticeDue}

	for name, c := range map[string]struct {
		events   []law.Event
		want     dates
		open     bool   // a complaint waits for the person's judgement
		lapse    string // "by late", "by" or ""
		claims   string
		readings string
	}{
		"no fee": {want: plain, readings: "reference 2026-04-01 !"},
		"confirmed in time: thirty days after the ten, to a Monday": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-12")}, want: moved,
			claims: "stands 2026-04-01>2026-04-20", readings: "reference 2026-04-20 !, no_fee 2026-04-01 -",
		},
		"confirmed on the day of the announcement": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-10")}, want: moved, claims: "stands 2026-04-01>2026-04-20",
		},
		"confirmed on the last day": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-20")}, want: moved, claims: "stands 2026-04-01>2026-04-20",
		},
		"paid without a confirmation": {
			events: []law.Event{asked("2026-03-10"), paid("2026-03-19")}, want: moved, claims: "stands 2026-04-01>2026-04-20",
		},
		"confirmed and paid later": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-11"), paid("2026-03-30")}, want: moved, claims: "stands 2026-04-01>2026-04-20",
		},
		"a Saturday is no last day for confirming": {
			events: []law.Event{asked("2026-03-11"), confirmed("2026-03-23")}, want: after("2026-04-22", "2026-04-23"), claims: "stands 2026-04-01>2026-04-22",
		},
		"announced on the last day for the answer": {
			events: []law.Event{asked("2026-04-01"), confirmed("2026-04-02")}, want: after("2026-05-13", "2026-05-14"), claims: "stands 2026-04-01>2026-05-13",
		},
		"announced a day later: nothing moves": {
			events: []law.Event{asked("2026-04-02"), confirmed("2026-04-03")}, want: plain, claims: "no_effect 2026-04-01>2026-04-01",
			readings: "reference 2026-04-01 !",
		},
		"announced late and not confirmed: nothing is withdrawn": {
			events: []law.Event{asked("2026-04-02")}, want: plain, claims: "no_effect 2026-04-01>2026-04-01",
		},
		"not confirmed: nothing is owed": {
			events: []law.Event{asked("2026-03-10")}, open: true, lapse: "2026-03-20", claims: "waiting 2026-04-01>",
		},
		"confirmed a day late: nothing is owed": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-21")}, open: true, lapse: "2026-03-20 2026-03-21", claims: "stands 2026-04-01>",
		},
		"confirmed only before it was announced": {
			events: []law.Event{confirmed("2026-03-05"), asked("2026-03-10")}, open: true, lapse: "2026-03-20", claims: "waiting 2026-04-01>",
		},
		"confirmed, though nothing was announced": {events: []law.Event{confirmed("2026-03-05"), paid("2026-03-06")}, want: plain},
		"announced twice: the first counts": {
			events: []law.Event{asked("2026-03-10"), asked("2026-03-16"), confirmed("2026-03-18")}, want: moved,
			claims: "stands 2026-04-01>2026-04-20, no_effect 2026-04-01>2026-04-01",
		},
		"announced again after the ten days: it stays withdrawn": {
			events: []law.Event{asked("2026-03-03"), asked("2026-03-16"), confirmed("2026-03-18")}, open: true, lapse: "2026-03-13 2026-03-18",
			claims: "stands 2026-04-01>, no_effect 2026-04-01>2026-04-01",
		},
		"above the maximum: the date stays, the complaint waits": {
			events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10"), Amount: francs(301)}, confirmed("2026-03-12")},
			want:   after("2026-04-01", "2026-04-21"), claims: "contestable 2026-04-01>2026-04-20",
			readings: "reference 2026-04-01, fee 2026-04-20 !",
		},
		"above the maximum and unconfirmed: the person judges": {
			events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10"), Amount: francs(301)}},
			want:   withheld, open: true, claims: "contestable 2026-04-01>2026-04-01",
		},
		"lowered to the maximum: the second announcement counts": {
			events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10"), Amount: francs(500)}, {Kind: law.FeeRequested, On: on("2026-03-16"), Amount: francs(300)}, confirmed("2026-03-17")},
			want:   after("2026-04-27", "2026-04-28"), claims: "contestable 2026-04-01>2026-04-20, stands 2026-04-01>2026-04-27",
		},
		"without reasons: the date stays, the complaint waits": {
			events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10"), ReasonsGiven: &no}, confirmed("2026-03-12")},
			want:   after("2026-04-01", "2026-04-21"), claims: "contestable 2026-04-01>2026-04-20",
		},
		"dated before the request: counted from receipt": {
			events: []law.Event{asked("2026-02-20"), confirmed("2026-03-12")}, want: after("2026-04-13", "2026-04-14"), claims: "stands 2026-04-01>2026-04-13",
		},
		"a notice of a later day is judged by the moved date": {
			events: []law.Event{asked("2026-03-10"), confirmed("2026-03-12"), {Kind: law.ExtensionNotice, On: on("2026-04-15")}}, want: moved,
			claims: "stands 2026-04-01>2026-04-20, no_effect 2026-04-20>2026-04-20",
		},
		"a notice while nothing is owed gives no date": {
			events: []law.Event{asked("2026-03-10"), {Kind: law.ExtensionNotice, On: on("2026-03-31")}}, open: true, lapse: "2026-03-20",
			claims: "waiting 2026-04-01>, no_effect 2026-04-20>2026-04-20",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := book.Evaluate(law.Facts{Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Events: c.events})
			if err != nil {
				t.Fatal(err)
			}
			if datesOf(r) != c.want {
				t.Errorf("dates\ngot  %v\nwant %v", datesOf(r), c.want)
			}
			if open := r.Open != nil; open != c.open || open && (r.Open.Kind != law.FeeRequested || r.Open.ComplaintFrom != plain.ComplaintFrom) {
				t.Errorf("open %+v", r.Open)
			}
			if got := lapseOf(r); got != c.lapse {
				t.Errorf("withdrawn %q, want %q", got, c.lapse)
			}
			if got := standings(r); got != c.claims {
				t.Errorf("claims\ngot  %s\nwant %s", got, c.claims)
			}
			if got := toldAll(r); c.readings != "" && got != c.readings {
				t.Errorf("readings\ngot  %s\nwant %s", got, c.readings)
			}
		})
	}
}

func lapseOf(r law.Result) string {
	if r.Unconfirmed == nil {
		return ""
	}
	return strings.TrimSpace(r.Unconfirmed.By.String() + " " + r.Unconfirmed.Late.String())
}

func standings(r law.Result) string {
	var list []string
	for _, c := range r.Claims {
		list = append(list, string(c.Standing)+" "+c.Original.String()+">"+c.Effect.String())
	}
	return strings.Join(list, ", ")
}

func toldAll(r law.Result) string {
	var list []string
	for _, reading := range r.Readings {
		list = append(list, told(reading))
	}
	return strings.Join(list, ", ")
}

func TestAFeeMovesPortabilityTooAndErasureNot(t *testing.T) {
	events := []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10")}, {Kind: law.FeeConfirmed, On: on("2026-03-12")}}
	for right, want := range map[string]dates{
		"portability": {Due: on("2026-04-20"), NoticeDue: on("2026-04-20"), ComplaintFrom: on("2026-04-21")},
		"erasure":     {},
	} {
		r, err := mustBook(t).Evaluate(law.Facts{Regime: "ch-fadp", Right: right, Region: "CH", Received: on("2026-03-02"), Events: events})
		if err != nil || datesOf(r) != want {
			t.Errorf("%s: %v, %v", right, datesOf(r), err)
		}
	}
}

func TestTodayTellsAWithdrawnRequestFromOneThatWaits(t *testing.T) {
	for today, want := range map[string]string{"": "fee_unconfirmed", "2026-03-20": "fee_unconfirmed", "2026-03-21": "fee_withdrawn"} {
		facts := law.Facts{
			Regime: "ch-fadp", Right: "access", Region: "CH", Received: on("2026-03-02"),
			Events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10")}},
		}
		if today != "" {
			facts.Today = on(today)
		}
		r, err := mustBook(t).Evaluate(facts)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(r.Trace, func(s law.Step) bool { return s.Key == want })
		if i < 0 || r.Trace[i].Article.Article != "Art. 19" {
			t.Errorf("on %q: %s", today, keys(r.Trace))
		}
		if r.Unconfirmed.Due != on("2026-04-20") {
			t.Errorf("if confirmed it would be due on %s", r.Unconfirmed.Due)
		}
		if c, _ := r.Clock(law.ClockAnswer); c.State != law.NotStarted || !c.End.IsZero() {
			t.Errorf("the answer is %s", show(c))
		}
	}
}

func TestWhereAFeeNeedsAgreementTheTimeStartsWithIt(t *testing.T) {
	asked := law.Event{Kind: law.FeeRequested, On: on("2026-03-10")}
	for name, c := range map[string]struct {
		events []law.Event
		want   dates
		open   bool
	}{
		"no agreement, no date": {events: []law.Event{asked}, open: true},
		"agreed": {
			events: []law.Event{asked, {Kind: law.FeeConfirmed, On: on("2026-03-12")}},
			want:   dates{Due: on("2026-04-11"), NoticeDue: on("2026-04-11"), ComplaintFrom: on("2026-04-12")},
		},
		"agreed after a long while": {
			events: []law.Event{asked, {Kind: law.FeePaid, On: on("2026-06-01")}},
			want:   dates{Due: on("2026-07-01"), NoticeDue: on("2026-07-01"), ComplaintFrom: on("2026-07-02")},
		},
		"announced when the answer was overdue": {
			events: []law.Event{{Kind: law.FeeRequested, On: on("2026-04-02")}},
			want:   dates{Due: on("2026-04-01"), NoticeDue: on("2026-04-01"), ComplaintFrom: on("2026-04-02")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := mustBook(t).Evaluate(law.Facts{Regime: "sg-pdpa", Right: "access", Region: "SG", Received: on("2026-03-02"), Events: c.events})
			if err != nil || datesOf(r) != c.want || (r.Unconfirmed != nil) != c.open || (r.Open != nil) != c.open {
				t.Errorf("got  %v, open %+v, %v\nwant %v", datesOf(r), r.Open, err, c.want)
			}
			if c.open && !r.Unconfirmed.By.IsZero() {
				t.Errorf("it would be withdrawn on %s", r.Unconfirmed.By)
			}
		})
	}
}
