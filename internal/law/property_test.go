package law_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// somewhere draws a regime, a right and a region it makes sense with.
func somewhere(t *rapid.T, book *law.Book) law.Facts {
	regime := rapid.SampledFrom(book.Regimes()).Draw(t, "regime")
	right := rapid.SampledFrom(regime.Rights).Draw(t, "right")
	region := rapid.SampledFrom(wellKnown(book)).Draw(t, "region")
	return law.Facts{Regime: regime.ID, Right: right.ID, Region: region.ID, Received: someDay(t, "received")}
}

// wellKnown lists the regions whose holidays are known as far as someDay and the
// longest periods reach.
func wellKnown(book *law.Book) []law.Region {
	return slices.DeleteFunc(book.Regions(), func(r law.Region) bool {
		return r.FirstYear > 2018 || r.LastYear != 0 && r.LastYear < 2035
	})
}

// someDay draws a day that leaves room for every period before the tables end.
func someDay(t *rapid.T, label string) civil.Date {
	return civil.Must(2018, 1, 1).AddDays(rapid.IntRange(0, 16*365).Draw(t, label))
}

// history draws events up to 120 days around receipt.
func history(t *rapid.T, received civil.Date) []law.Event {
	kinds := []string{
		law.ExtensionNotice, law.IDRequested, law.IDReceived, law.ClarificationRequested,
		law.ClarificationReceived, law.FeeRequested, law.FeeConfirmed, law.FeePaid, "sent", "reply_received",
	}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) law.Event {
		e := law.Event{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			On:   received.AddDays(rapid.IntRange(-5, 120).Draw(t, "after")),
		}
		if rapid.Bool().Draw(t, "known") {
			reasons := rapid.Bool().Draw(t, "reasons")
			e.ReasonsGiven = &reasons
		}
		return e
	}), 0, 8).Draw(t, "events")
}

// anything draws a history of every kind of event, with days that events name.
func anything(t *rapid.T, received civil.Date) []law.Event {
	events := history(t, received)
	for i := range events {
		events[i].Kind = rapid.SampledFrom(law.EventKinds()).Draw(t, "any kind")
		if rapid.Bool().Draw(t, "names a day") {
			events[i].Until = events[i].On.AddDays(rapid.IntRange(-20, 90).Draw(t, "until"))
		}
	}
	return events
}

func evaluate(t *rapid.T, book *law.Book, f law.Facts) law.Result {
	r, err := book.Evaluate(f)
	if err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	return r
}

func TestDueIsMonotoneInTheDayOfReceipt(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		earlier := evaluate(t, book, f)
		f.Received = f.Received.AddDays(rapid.IntRange(1, 60).Draw(t, "later"))
		later := evaluate(t, book, f)
		if earlier.RuleFrom != later.RuleFrom {
			return // the law changed between the two
		}
		if later.Due.Before(earlier.Due) || later.ExtendedDue.Before(earlier.ExtendedDue) ||
			later.AckDue.Before(earlier.AckDue) || later.ComplaintFrom.Before(earlier.ComplaintFrom) {
			t.Fatalf("%s %s %s: %v then %v", f.Regime, f.Right, f.Region, datesOf(earlier), datesOf(later))
		}
	})
}

func TestNoEventMakesTheAnswerDueEarlier(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		plain := evaluate(t, book, f)
		f.Events = history(t, f.Received)
		r := evaluate(t, book, f)
		if r.Unconfirmed != nil {
			return // no answer is owed; another property holds its dates
		}
		if r.Due.Before(plain.Due) || r.ExtendedDue.Before(plain.ExtendedDue) || r.AckDue.Before(plain.AckDue) {
			t.Fatalf("%+v: %v instead of %v", f, datesOf(r), datesOf(plain))
		}
		if !r.ComplaintFrom.IsZero() && r.ComplaintFrom.Before(plain.ComplaintFrom) {
			t.Fatalf("%+v: complaint from %s instead of %s", f, r.ComplaintFrom, plain.ComplaintFrom)
		}
	})
}

func TestNobodyIsAccusedBeforeTheGoverningDayHasPassed(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = history(t, f.Received)
		r := evaluate(t, book, f)
		if !r.ComplaintFrom.IsZero() && !r.ComplaintFrom.After(r.Effective()) {
			t.Fatalf("%+v: due %s, complaint from %s", f, r.Effective(), r.ComplaintFrom)
		}
		if r.Open != nil && !r.ComplaintFrom.IsZero() {
			t.Fatalf("%+v: a question is open and a complaint is possible from %s", f, r.ComplaintFrom)
		}
	})
}

func TestWhileAFeeIsUnconfirmedNothingIsOwed(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := law.Facts{
			Regime: rapid.SampledFrom([]string{"ch-fadp", "sg-pdpa"}).Draw(t, "regime"), Right: "access", Region: "NONE",
			Received: civil.Must(2024, 1, 1).AddDays(rapid.IntRange(0, 2000).Draw(t, "received")),
		}
		plain := evaluate(t, book, f)
		f.Events = history(t, f.Received)
		r := evaluate(t, book, f)
		switch {
		case r.Unconfirmed == nil:
			if r.Due.Before(plain.Due) || !r.ComplaintFrom.IsZero() && r.ComplaintFrom.Before(r.Effective().AddDays(1)) {
				t.Fatalf("%+v: %v", f, datesOf(r))
			}
		case datesOf(r) != dates{}:
			t.Fatalf("%+v: nothing is owed, and there are dates: %v", f, datesOf(r))
		case r.Open == nil || r.Open.Kind != law.FeeRequested || r.Open.ComplaintFrom != plain.ComplaintFrom:
			t.Fatalf("%+v: open %+v", f, r.Open)
		case !r.Unconfirmed.By.IsZero() && !r.Unconfirmed.Late.IsZero() && !r.Unconfirmed.Late.After(r.Unconfirmed.By):
			t.Fatalf("%+v: %+v was in time", f, r.Unconfirmed)
		}
	})
}

func TestALateExtensionNoticeChangesNoDate(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = slices.DeleteFunc(history(t, f.Received), func(e law.Event) bool { return e.Kind == law.ExtensionNotice })
		before := evaluate(t, book, f)
		if before.NoticeOfExtensionDue.IsZero() {
			return
		}
		late := before.NoticeOfExtensionDue.AddDays(rapid.IntRange(1, 90).Draw(t, "late"))
		f.Events = append(f.Events, law.Event{Kind: law.ExtensionNotice, On: late})
		after := evaluate(t, book, f)
		if datesOf(after) != datesOf(before) || after.Extended {
			t.Fatalf("%+v: %v became %v", f, datesOf(before), datesOf(after))
		}
	})
}

func TestUnrelatedEventsAndTheirOrderChangeNothing(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = history(t, f.Received)
		before := evaluate(t, book, f)
		given := slices.Clone(f.Events)
		f.Events = append([]law.Event{{Kind: "note", On: someDay(t, "note")}}, f.Events...)
		f.Today = someDay(t, "today")
		after := evaluate(t, book, f)
		if datesOf(after) != datesOf(before) || len(after.Claims) != len(before.Claims) {
			t.Fatalf("%+v: %v became %v", f, datesOf(before), datesOf(after))
		}
		if got, want := ends(after, before), ends(before, after); got != want {
			t.Fatalf("%+v:\n%s\nbecame\n%s", f, want, got)
		}
		if !slices.Equal(f.Events[1:], given) {
			t.Fatal("the facts were changed")
		}
	})
}

func TestTheTraceTellsEveryDate(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = history(t, f.Received)
		r := evaluate(t, book, f)
		if len(r.Trace) == 0 {
			t.Fatal("no trace")
		}
		for _, on := range []civil.Date{r.Start, r.Due, r.ExtendedDue, r.AckDue, r.ComplaintFrom, r.ComplaintUntil} {
			told := slices.ContainsFunc(r.Trace, func(s law.Step) bool { return s.On == on })
			if !on.IsZero() && !told {
				t.Fatalf("%+v: no step tells %s: %s", f, on, keys(r.Trace))
			}
		}
	})
}

func TestTheRuleDateKeepsTheLaw(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = history(t, f.Received)
		first := evaluate(t, book, f)
		if first.RuleFrom.IsZero() {
			return
		}
		again, err := book.EvaluateUnder(f, first.RuleFrom)
		if err != nil || datesOf(again) != datesOf(first) || again.RuleFrom != first.RuleFrom {
			t.Fatalf("%+v: %v became %v, %v", f, datesOf(first), datesOf(again), err)
		}
	})
}

// ends lists the clocks of r that the other result has too, with their ends. Today
// decides how a clock stands and whether a later law's is shown.
func ends(r, other law.Result) string {
	var text strings.Builder
	for _, c := range r.Clocks {
		if _, both := other.Clock(c.ID); both {
			fmt.Fprintf(&text, "%s %s..%s %s\n", c.ID, c.Start, c.End, c.MetOn)
		}
	}
	for _, reading := range r.Readings {
		fmt.Fprintf(&text, "%s\n", told(reading))
	}
	return text.String()
}

func TestNoClockEndsBeforeItStarts(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = anything(t, f.Received)
		if rapid.Bool().Draw(t, "today is known") {
			f.Today = f.Received.AddDays(rapid.IntRange(0, 900).Draw(t, "today"))
		}
		r := evaluate(t, book, f)
		previous := civil.Date{}
		for i, c := range r.Clocks {
			if !c.End.IsZero() && c.End.Before(c.Start) {
				t.Fatalf("%+v: %s ends on %s and starts on %s", f, c.ID, c.End, c.Start)
			}
			idle := c.State == law.NotStarted && c.MetOn.IsZero() || c.ID == law.ClockComplaint && c.State == law.Met
			if c.Start.IsZero() && (!idle || !c.End.IsZero()) {
				t.Fatalf("%s has no start and is %s: %+v", c.ID, show(c), f)
			}
			if !c.Start.IsZero() && c.Start.Before(f.Received) && r.Start != c.Start {
				t.Fatalf("%+v: %s starts on %s, before receipt", f, c.ID, c.Start)
			}
			if c.State == law.Missed && c.MetOn.IsZero() && !f.Today.After(c.End) {
				t.Fatalf("%+v: %s is missed before its end", f, c.ID)
			}
			if len(c.Trace) == 0 || c.Article == nil || c.Duty == "" || c.State == "" {
				t.Fatalf("%+v: %s is not complete: %+v", f, c.ID, c)
			}
			if i > 0 && !c.End.IsZero() && (previous.IsZero() || c.End.Before(previous)) {
				t.Fatalf("%+v: %s is out of order", f, c.ID)
			}
			previous = c.End
		}
	})
}

func TestOneReadingGovernsTheComplaint(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		f.Events = anything(t, f.Received)
		r := evaluate(t, book, f)
		governing := 0
		for _, reading := range r.Readings {
			if !reading.Governs {
				continue
			}
			governing++
			// An answer that does not answer can open the complaint earlier.
			if !r.ComplaintFrom.IsZero() && r.ComplaintFrom.After(reading.ComplaintFrom) {
				t.Fatalf("%+v: %s governs and a complaint is possible from %s", f, told(reading), r.ComplaintFrom)
			}
		}
		if want := min(1, len(r.Readings)); governing != want {
			t.Fatalf("%+v: %d readings govern", f, governing)
		}
	})
}

// What an authority does about a complaint starts and ends clocks. Whoever works the
// dates of a request out may give these events along or leave them out.
func TestNoDateOfARequestFollowsWhatAnAuthorityDoes(t *testing.T) {
	book := mustBook(t)
	rapid.Check(t, func(t *rapid.T) {
		f := somewhere(t, book)
		if f.Right == "authority-silence" {
			t.Skip("the request is the complaint")
		}
		f.Events = history(t, f.Received)
		alone := evaluate(t, book, f)
		for _, kind := range []string{law.AuthorityInformed, law.AuthorityDecided, law.AuthorityOrdered} {
			f.Events = append(f.Events, law.Event{Kind: kind, On: f.Received.AddDays(rapid.IntRange(0, 200).Draw(t, kind))})
		}
		told := evaluate(t, book, f)
		for _, date := range []struct {
			name string
			a, b civil.Date
		}{
			{"due", alone.Due, told.Due},
			{"extended due", alone.ExtendedDue, told.ExtendedDue},
			{"effective", alone.Effective(), told.Effective()},
			{"notice of extension", alone.NoticeOfExtensionDue, told.NoticeOfExtensionDue},
			{"acknowledgement", alone.AckDue, told.AckDue},
			{"complaint from", alone.ComplaintFrom, told.ComplaintFrom},
			{"complaint until", alone.ComplaintUntil, told.ComplaintUntil},
		} {
			if date.a != date.b {
				t.Errorf("%s: %s became %s", date.name, date.a, date.b)
			}
		}
	})
}
