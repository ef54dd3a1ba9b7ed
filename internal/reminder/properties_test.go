package reminder_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

// journal plays the part of a store and a mail server: what is planned goes out at once
// or waits, and keys are used once.
type journal struct {
	t    *rapid.T
	told []reminder.Told
	sent []sent
}

type sent struct {
	reminder.Reminder

	when time.Time
}

// tick plans, sends what is due and withdraws what does not hold. With hold, what is
// planned stays pending until a later tick.
func (j *journal) tick(in reminder.Input, hold bool) reminder.Plan {
	in.Told = j.told
	plan := reminder.Make(in)
	j.told = slices.DeleteFunc(j.told, func(t reminder.Told) bool { return slices.Contains(plan.Cancel, t.Key) })
	for i := range j.told {
		if j.told[i].Pending && !hold {
			j.told[i].Pending = false
		}
	}
	for _, r := range plan.Now {
		j.record(in, r, hold)
	}
	return plan
}

func (j *journal) record(in reminder.Input, r reminder.Reminder, hold bool) {
	for _, t := range j.told {
		if t.Key == r.Key {
			j.t.Fatalf("the key %s is used twice", r.Key.KindText())
		}
	}
	if in.Now.Before(r.At) {
		j.t.Fatalf("%s is told at %s, before %s", r.Key.KindText(), in.Now, r.At)
	}
	if today := in.To.Today(in.Now); today.Before(r.On) || !r.Until.IsZero() && today.After(r.Until) {
		j.t.Fatalf("%s is told on %s, outside %s to %s", r.Key.KindText(), today, r.On, r.Until)
	}
	j.told = append(j.told, reminder.Told{Key: r.Key, Day: r.Day, Pending: hold})
	j.sent = append(j.sent, sent{r, in.Now})
}

func drawRequest(t *rapid.T) reminder.Request {
	due := drawDay(t, "due")
	r := reminder.Request{
		ID: "r", Status: rapid.SampledFrom(dsar.Statuses()).Draw(t, "status"), Version: 1,
		Awaiting: rapid.Bool().Draw(t, "awaiting"), Due: due, Extended: rapid.Bool().Draw(t, "extended"),
		ComplaintFrom: due.AddDays(rapid.IntRange(1, 9).Draw(t, "readings apart")),
		SentUnseenOn:  drawDay(t, "sent"), ReplyOn: drawDay(t, "reply"), AskedOn: drawDay(t, "asked"), DraftedOn: drawDay(t, "drafted"),
		Own: []reminder.Dated{{ID: "a", On: drawDay(t, "own")}, {ID: "b", On: drawDay(t, "own")}},
	}
	for i, remind := range []dsar.ClockReminder{dsar.RemindBefore, dsar.RemindAfter, dsar.RemindBefore} {
		end := drawDay(t, "end")
		r.Clocks = append(r.Clocks, dsar.Clock{
			SubjectOf: "r", Regime: "us-co-cpa", ID: []string{"appeal", "appeal-answer", "complaint"}[i], Remind: remind, End: end,
			Opens: end.AddDays(-rapid.IntRange(0, 40).Draw(t, "window")),
		})
	}
	return r
}

// begin is before every drawn day.
var begin = time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)

// TestEachReminderGoesOutOnce: whatever the times at which the program looks, each thing
// that is due at one of them is told at the first of them, and never again.
func TestEachReminderGoesOutOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := reminder.Input{Request: drawRequest(t), To: drawRecipient(t)}
		j := &journal{t: t}
		in.Now = begin
		expected := reminder.Make(in).Later
		var ticks []time.Time
		for now := begin; now.Before(begin.AddDate(1, 6, 0)); {
			now = now.Add(time.Duration(rapid.Int64Range(1, int64(5*24*time.Hour/time.Second)).Draw(t, "pause")) * time.Second)
			ticks = append(ticks, now)
		}
		for _, now := range ticks {
			in.Now = now
			j.tick(in, rapid.Bool().Draw(t, "hold"))
		}
		for i, want := range expected {
			first, due := firstTick(ticks, want, next(expected, i), in.To)
			var at []time.Time
			for _, s := range j.sent {
				if s.Key == want.Key {
					at = append(at, s.when)
				}
			}
			switch {
			case due && (len(at) != 1 || !at[0].Equal(first)):
				t.Fatalf("%s of %s went out at %v, not at %s", want.Key.KindText(), want.Day, at, first)
			case !due && len(at) > 0:
				t.Fatalf("%s of %s went out at %v although it was of no use at any time", want.Key.KindText(), want.Day, at)
			}
		}
	})
}

// next is the instant at which a later stage of the same thing takes the place of
// expected[i], zero if none does.
func next(expected []reminder.Reminder, i int) time.Time {
	var at time.Time
	for k, other := range expected {
		same := other.Key.Subject == expected[i].Key.Subject && other.Key.About == expected[i].Key.About && family(other) == family(expected[i])
		later := other.Key.Days < expected[i].Key.Days && k != i
		if same && later && (at.IsZero() || other.At.Before(at)) {
			at = other.At
		}
	}
	return at
}

func family(r reminder.Reminder) reminder.Kind {
	if r.Key.Kind == reminder.DueToday || r.Key.Kind == reminder.ExtendedDue {
		return reminder.DueSoon
	}
	return r.Key.Kind
}

// firstTick is the first tick at which the reminder is due and of use, before a later
// stage takes its place.
func firstTick(ticks []time.Time, r reminder.Reminder, replaced time.Time, to reminder.Recipient) (time.Time, bool) {
	for _, now := range ticks {
		switch {
		case now.Before(r.At):
		case !replaced.IsZero() && !now.Before(replaced), !r.Until.IsZero() && to.Today(now).After(r.Until):
			return time.Time{}, false
		default:
			return now, true
		}
	}
	return time.Time{}, false
}

// TestClockJumpsAndMovedDates: with a clock that jumps to and fro, with dates that move,
// snoozes and mutes, no key is used twice, nothing goes out before its time, the same
// stage of the same day is not told twice in a row, and whoever was told a day is told
// the day that holds.
func TestClockJumpsAndMovedDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := reminder.Input{Request: drawRequest(t), To: drawRecipient(t)}
		in.Request.Awaiting = true
		j := &journal{t: t}
		in.Now = begin
		for range rapid.IntRange(1, 40).Draw(t, "ticks") {
			in.Now = in.Now.Add(time.Duration(rapid.IntRange(-30*24, 60*24).Draw(t, "jump in hours")) * time.Hour)
			switch rapid.IntRange(0, 5).Draw(t, "what happens") {
			case 0:
				in.Request.Version++
				in.Request.Due = drawDay(t, "due moves")
				in.Request.ComplaintFrom = in.Request.Due.AddDays(3)
			case 1:
				in.Request.Version++
				in.Request.Due, in.Request.ComplaintFrom = civil.Date{}, civil.Date{}
			case 2:
				in.Request.Clocks[0].End = drawDay(t, "clock moves")
			case 3:
				in.Choice.Muted = rapid.Bool().Draw(t, "muted")
			}
			j.tick(in, rapid.Bool().Draw(t, "hold"))
			if again := j.tick(in, true); len(again.Now)+len(again.Cancel) > 0 {
				t.Fatalf("the second plan of the same instant has %v", show(again.Now))
			}
		}
		in.Choice.Muted = false
		in.Now = reminder.DueInstant(in.To.Today(in.Now).AddDays(10), civil.Date{}, in.To) // a day of work, after the hour
		j.tick(in, false)
		j.lastWordHolds(in.Request)
	})
}

// lastWordHolds checks what was said last about the answer.
func (j *journal) lastWordHolds(r reminder.Request) {
	last, told := civil.Date{}, false
	for _, s := range j.told {
		if kind := s.Key.Kind; kind == reminder.DueSoon || kind == reminder.DueToday || kind == reminder.ExtendedDue || s.Key.Of == reminder.DueSoon {
			last, told = s.Day, true
		}
	}
	if told && last != r.Due {
		j.t.Fatalf("the recipient believes in %q, the day is %q", last, r.Due)
	}
}

// TestLookAgreesWithThePlan: what a plan has just called for is true, and what the
// plan of another moment would withdraw is not.
func TestLookAgreesWithThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := reminder.Input{Request: drawRequest(t), To: drawRecipient(t), Now: begin.Add(time.Duration(rapid.IntRange(0, 500*24).Draw(t, "hours")) * time.Hour)}
		for _, r := range reminder.Make(in).Now {
			pending := reminder.Told{Key: r.Key, Day: r.Day, Pending: true}
			if fate := fateOf(in, pending); fate != reminder.Send {
				t.Fatalf("%s: %s", r.Key.KindText(), fate)
			}
			later := in
			later.Now = in.Now.Add(time.Duration(rapid.IntRange(-100, 1000).Draw(t, "hours later")) * time.Hour)
			later.Request.Awaiting = rapid.Bool().Draw(t, "still awaiting")
			later.Told = []reminder.Told{pending}
			withdrawn := slices.Contains(reminder.Make(later).Cancel, r.Key)
			if fate := fateOf(later, pending); (fate != reminder.Send) != withdrawn {
				t.Fatalf("%s: %s, withdrawn %v", r.Key.KindText(), fate, withdrawn)
			}
		}
	})
}

func TestKindTextIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := reminder.Key{
			Kind: rapid.SampledFrom(reminder.Kinds()).Draw(t, "kind"), Days: rapid.IntRange(0, 60).Draw(t, "days"),
			About: rapid.SampledFrom([]string{"", "us-co-cpa/appeal", "0190a0b2-7c3d-7e11-9d2f-3a4b5c6d7e8f"}).Draw(t, "about"),
		}
		if key.Kind == reminder.Moved || key.Kind == reminder.Escalated {
			key.Of = rapid.SampledFrom(reminder.Kinds()).Draw(t, "of")
		}
		if rapid.Bool().Draw(t, "put off") {
			key.Again = drawDay(t, "again")
		}
		if got, err := reminder.ParseKind(key.KindText()); err != nil || got != key {
			t.Fatalf("%s is read as %+v, %v", key.KindText(), got, err)
		}
	})
}

func TestKindTextRefuses(t *testing.T) {
	for _, text := range []string{"", "birthday", "moved", "moved:birthday", "due_soon@yesterday", "own:a:b:c", "own:a:b"} {
		if key, err := reminder.ParseKind(text); err == nil {
			t.Errorf("%q is read as %+v", text, key)
		}
	}
}
