package reminder_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

// me wants to know 7 days and 1 day before, at 8 in Paris.
func me(t testing.TB) reminder.Recipient {
	return reminder.Recipient{ID: "me", Zone: zone(t, "Europe/Paris"), Hour: 8, Offsets: []int{7, 1}}
}

// waiting is a request that is due on a Friday; a complaint is possible from the Monday.
func waiting() reminder.Request {
	return reminder.Request{
		ID: "r", Status: dsar.StatusWaiting, Version: 3, Awaiting: true,
		Due: day("2026-03-13"), ComplaintFrom: day("2026-03-16"),
	}
}

// at9 is 9 o'clock in Paris on the day, in winter.
func at9(t testing.TB, d string) time.Time { return instant(t, d+"T09:00:00+01:00") }

// show writes reminders as "kind day", corrections with what was told before.
func show(list []reminder.Reminder) []string {
	var words []string
	for _, r := range list {
		word := r.Key.KindText() + " " + r.Day.String()
		if r.Corrects {
			word += " was " + r.Was.String()
		}
		words = append(words, strings.TrimSpace(word))
	}
	return words
}

func wantNow(t *testing.T, in reminder.Input, want ...string) reminder.Plan {
	t.Helper()
	plan := reminder.Make(in)
	if diff := cmp.Diff(want, show(plan.Now)); diff != "" {
		t.Errorf("now (- wanted, + planned):\n%s", diff)
	}
	return plan
}

// told are the reminders as having gone out.
func told(list ...reminder.Reminder) []reminder.Told {
	var told []reminder.Told
	for _, r := range list {
		told = append(told, reminder.Told{Key: r.Key, Day: r.Day})
	}
	return told
}

func TestWhatIsRemindedOf(t *testing.T) {
	clock := func(id, kind string, remind dsar.ClockReminder, end string) []dsar.Clock {
		return []dsar.Clock{{SubjectOf: "c", RequestID: "r", Regime: "us-co-cpa", ID: id, Kind: kind, Remind: remind, End: day(end)}}
	}
	with := func(change func(*reminder.Request)) reminder.Request {
		r := waiting()
		change(&r)
		return r
	}
	only := func(status dsar.Status, change func(*reminder.Request)) reminder.Request {
		r := reminder.Request{ID: "r", Status: status, Version: 3}
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		request reminder.Request
		now     string
		want    []string
	}{
		"nothing eight days before":                      {waiting(), "2026-03-05", nil},
		"the answer is due in 7 days":                    {waiting(), "2026-03-06", []string{"due_soon:7 2026-03-13"}},
		"between two offsets, the one that has come":     {waiting(), "2026-03-11", []string{"due_soon:7 2026-03-13"}},
		"the answer is due tomorrow":                     {waiting(), "2026-03-12", []string{"due_soon:1 2026-03-13"}},
		"the answer is due today":                        {waiting(), "2026-03-13", []string{"due_today 2026-03-13"}},
		"the extended answer is due today":               {with(func(r *reminder.Request) { r.Extended = true }), "2026-03-13", []string{"extended_due 2026-03-13"}},
		"late on one reading only, nobody is accused":    {waiting(), "2026-03-14", nil},
		"a complaint is possible":                        {waiting(), "2026-03-16", []string{"complaint_from 2026-03-16"}},
		"a complaint was made, the answer is still owed": {with(func(r *reminder.Request) { r.Status = dsar.StatusComplained }), "2026-03-16", nil},
		"an answer has come":                             {with(func(r *reminder.Request) { r.Awaiting = false }), "2026-03-16", nil},
		"sent 13 days ago":                               {only("sent", func(r *reminder.Request) { r.SentUnseenOn = day("2026-03-01") }), "2026-03-14", nil},
		"sent 14 days ago, no receipt known":             {only("sent", func(r *reminder.Request) { r.SentUnseenOn = day("2026-03-01") }), "2026-03-15", []string{"no_receipt 2026-03-01"}},
		"a reply is 6 days old":                          {only("answered", func(r *reminder.Request) { r.ReplyOn = day("2026-03-01") }), "2026-03-07", nil},
		"a reply has not been judged for 7 days":         {only("answered", func(r *reminder.Request) { r.ReplyOn = day("2026-03-01") }), "2026-03-08", []string{"reply_waits 2026-03-01"}},
		"proof of identity is asked for":                 {only("needs_you", func(r *reminder.Request) { r.AskedOn, r.AskedKind = day("2026-03-01"), dsar.EventIDRequested }), "2026-03-04", []string{"identity_waits 2026-03-01"}},
		"a clarification is asked for": {only("needs_you", func(r *reminder.Request) {
			r.AskedOn, r.AskedKind = day("2026-03-01"), dsar.EventClarificationRequested
		}), "2026-03-04", []string{"clarification_waits 2026-03-01"}},
		"a draft lies for a week":                 {only("draft", func(r *reminder.Request) { r.DraftedOn = day("2026-03-01") }), "2026-03-08", []string{"draft_unsent 2026-03-01"}},
		"a letter came back":                      {only("sent", func(r *reminder.Request) { r.Bounces = []reminder.Dated{{ID: "m", On: day("2026-03-04")}} }), "2026-03-04", []string{"bounce:m 2026-03-04"}},
		"a link stops working":                    {only("answered", func(r *reminder.Request) { r.Links = []reminder.Dated{{ID: "m", On: day("2026-03-04")}} }), "2026-03-01", []string{"link_expires:m:3 2026-03-04"}},
		"a link stops working today":              {only("answered", func(r *reminder.Request) { r.Links = []reminder.Dated{{ID: "m", On: day("2026-03-04")}} }), "2026-03-04", []string{"link_expires:m 2026-03-04"}},
		"a link has stopped working":              {only("answered", func(r *reminder.Request) { r.Links = []reminder.Dated{{ID: "m", On: day("2026-03-04")}} }), "2026-03-05", nil},
		"a link of a closed request":              {only("closed", func(r *reminder.Request) { r.Links = []reminder.Dated{{ID: "m", On: day("2026-03-04")}} }), "2026-03-04", nil},
		"a date of one's own, whatever the state": {only("closed", func(r *reminder.Request) { r.Own = []reminder.Dated{{ID: "o", On: day("2026-03-04")}} }), "2026-03-04", []string{"own:o 2026-03-04"}},
		"the authority has been silent": {only("complained", func(r *reminder.Request) {
			r.Complaints = []reminder.Complaint{{ID: "c", Status: "lodged", RemedyFrom: day("2026-03-04")}}
		}), "2026-03-04", []string{"authority_silent 2026-03-04"}},
		"the authority has decided": {only("complained", func(r *reminder.Request) {
			r.Complaints = []reminder.Complaint{{ID: "c", Status: "decided", RemedyFrom: day("2026-03-04")}}
		}), "2026-03-04", nil},
		"an appeal is possible for 7 more days":         {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal", "window", "before", "2026-03-11") }), "2026-03-04", []string{"clock_ends:us-co-cpa/appeal:7 2026-03-11"}},
		"the last day of an appeal":                     {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal", "window", "before", "2026-03-11") }), "2026-03-11", []string{"clock_ends:us-co-cpa/appeal 2026-03-11"}},
		"the window for complaining closes":             {only("disputed", func(r *reminder.Request) { r.Clocks = clock("complaint", "window", "before", "2026-03-11") }), "2026-03-10", []string{"complaint_closes:us-co-cpa/complaint:1 2026-03-11"}},
		"no extension was announced in time":            {with(func(r *reminder.Request) { r.Clocks = clock("extension-notice", "window", "after", "2026-03-03") }), "2026-03-04", []string{"extension_missed:us-co-cpa/extension-notice 2026-03-03"}},
		"no acknowledgement as the law wants it":        {with(func(r *reminder.Request) { r.Clocks = clock("acknowledgement", "deadline", "after", "2026-03-03") }), "2026-03-04", []string{"acknowledgement_missed:us-co-cpa/acknowledgement 2026-03-03"}},
		"the day that an authority set has passed":      {only("complained", func(r *reminder.Request) { r.Clocks = clock("authority-order", "deadline", "after", "2026-03-03") }), "2026-03-04", []string{"enforcement_due:us-co-cpa/authority-order 2026-03-03"}},
		"a further clock ended":                         {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal-answer", "deadline", "after", "2026-03-03") }), "2026-03-04", []string{"clock_ended:us-co-cpa/appeal-answer 2026-03-03"}},
		"a further clock has not ended on its last day": {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal-answer", "deadline", "after", "2026-03-03") }), "2026-03-03", nil},
		"a wait is over":                                {only("disputed", func(r *reminder.Request) { r.Clocks = clock("court-bar", "wait", "after", "2026-03-03") }), "2026-03-04", []string{"clock_opens:us-co-cpa/court-bar 2026-03-03"}},
		"what ended a month ago is no news":             {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal-answer", "deadline", "after", "2026-01-30") }), "2026-03-04", nil},
		"a clock that nobody is reminded of":            {only("disputed", func(r *reminder.Request) { r.Clocks = clock("appeal-answer", "deadline", "", "2026-03-03") }), "2026-03-04", nil},
		"a window is not reminded of before it opens": {only("disputed", func(r *reminder.Request) {
			r.Clocks = clock("appeal", "window", "before", "2026-03-11")
			r.Clocks[0].Opens = day("2026-03-06")
		}), "2026-03-05", nil},
		"two dates of one's own are two reminders": {only("waiting", func(r *reminder.Request) {
			r.Own = []reminder.Dated{{"a", day("2026-03-04")}, {"b", day("2026-03-04")}}
		}), "2026-03-04", []string{"own:a 2026-03-04", "own:b 2026-03-04"}},
		"several things about one request": {with(func(r *reminder.Request) { r.Own = []reminder.Dated{{"a", day("2026-03-16")}} }), "2026-03-16", []string{"complaint_from 2026-03-16", "own:a 2026-03-16"}},
		"a request without any date":       {reminder.Request{ID: "r", Status: dsar.StatusWaiting, Awaiting: true}, "2026-03-16", nil},
	} {
		t.Run(name, func(t *testing.T) {
			wantNow(t, reminder.Input{Request: c.request, To: me(t), Now: at9(t, c.now)}, c.want...)
		})
	}
}

func TestWhoIsNotReminded(t *testing.T) {
	in := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-13")}
	pending := reminder.Make(in).Now[0]
	in.Told = []reminder.Told{{Key: pending.Key, Day: pending.Day, Pending: true}}
	check := func(t *testing.T, in reminder.Input, fate reminder.Fate) {
		t.Helper()
		plan := wantNow(t, in)
		if !slices.Equal(plan.Cancel, []reminder.Key{pending.Key}) {
			t.Errorf("withdrawn: %v", plan.Cancel)
		}
		if got := fateOf(in, in.Told[0]); got != fate {
			t.Errorf("fate %s, want %s", got, fate)
		}
	}
	t.Run("who wants no reminders", func(t *testing.T) {
		off := in
		off.To.Off = true
		check(t, off, reminder.Unwanted)
	})
	t.Run("who muted the request", func(t *testing.T) {
		muted := in
		muted.Choice.Muted = true
		check(t, muted, reminder.Silenced)
	})
	t.Run("before the hour of the day", func(t *testing.T) {
		early := in
		early.Now, early.Told = instant(t, "2026-03-06T07:59:59+01:00"), nil
		wantNow(t, early)
		early.Now = instant(t, "2026-03-06T08:00:00+01:00")
		wantNow(t, early, "due_soon:7 2026-03-13")
	})
}

func TestSnooze(t *testing.T) {
	in := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-06")}
	first := reminder.Make(in).Now
	in.Told = told(first...)
	in.Choice.Snoozes = []reminder.Snooze{{Kind: reminder.DueSoon, Until: day("2026-03-09")}}

	t.Run("nothing before the day", func(t *testing.T) {
		in.Now = at9(t, "2026-03-08")
		wantNow(t, in)
	})
	t.Run("again on the day, once", func(t *testing.T) {
		in.Now = at9(t, "2026-03-09")
		again := wantNow(t, in, "due_soon:7@2026-03-09 2026-03-13")
		in.Told = append(told(first...), told(again.Now...)...)
		wantNow(t, in)
	})
	t.Run("the next stage comes as usual", func(t *testing.T) {
		in.Now = at9(t, "2026-03-12")
		wantNow(t, in, "due_soon:1@2026-03-09 2026-03-13")
	})
	t.Run("a pending one is withdrawn", func(t *testing.T) {
		early := in
		early.Now = at9(t, "2026-03-07")
		early.Told = []reminder.Told{{Key: first[0].Key, Day: first[0].Day, Pending: true}}
		if plan := wantNow(t, early); len(plan.Cancel) != 1 {
			t.Error("it stays pending")
		}
		if fate := fateOf(early, early.Told[0]); fate != reminder.PutOff {
			t.Errorf("fate %s", fate)
		}
	})
	t.Run("never past the last day of use", func(t *testing.T) {
		late := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-13")}
		late.Choice.Snoozes = []reminder.Snooze{{Until: day("2026-04-01")}}
		wantNow(t, late, "due_today@2026-04-01 2026-03-13")
	})
	t.Run("what has no last day waits as long as was asked", func(t *testing.T) {
		late := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-31")}
		late.Choice.Snoozes = []reminder.Snooze{{Kind: reminder.ComplaintFrom, Until: day("2026-04-01")}}
		wantNow(t, late)
		late.Now = at9(t, "2026-04-01")
		wantNow(t, late, "complaint_from@2026-04-01 2026-03-16")
	})
	t.Run("another kind is not put off", func(t *testing.T) {
		other := in
		other.Told, other.Now = nil, at9(t, "2026-03-16")
		wantNow(t, other, "complaint_from 2026-03-16")
	})
}

// moved is the request of waiting with other dates.
func moved(due, complaint string) reminder.Request {
	r := waiting()
	r.Version++
	r.Due, r.ComplaintFrom = civil.Date{}, civil.Date{}
	if due != "" {
		r.Due, r.ComplaintFrom = day(due), day(complaint)
	}
	return r
}

func TestMovedDates(t *testing.T) {
	first := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-06")}
	sent := told(reminder.Make(first).Now...)

	t.Run("the correction says what was told before", func(t *testing.T) {
		in := reminder.Input{Request: moved("2026-04-13", "2026-04-14"), To: me(t), Told: sent, Now: at9(t, "2026-03-09")}
		plan := wantNow(t, in, "moved:due_soon 2026-04-13 was 2026-03-13")
		in.Told = append(slices.Clone(sent), told(plan.Now...)...)
		wantNow(t, in)
		in.Now = instant(t, "2026-04-06T09:00:00+02:00")
		wantNow(t, in, "due_soon:7 2026-04-13")
	})
	t.Run("a stage of the new date that is due is the correction", func(t *testing.T) {
		in := reminder.Input{Request: moved("2026-03-17", "2026-03-18"), To: me(t), Told: sent, Now: at9(t, "2026-03-10")}
		wantNow(t, in, "due_soon:7 2026-03-17 was 2026-03-13")
	})
	t.Run("a day that moved into the past is corrected, too", func(t *testing.T) {
		in := reminder.Input{Request: moved("2026-03-07", "2026-03-20"), To: me(t), Told: sent, Now: at9(t, "2026-03-10")}
		wantNow(t, in, "moved:due_soon 2026-03-07 was 2026-03-13")
	})
	t.Run("who was told nothing is told no correction", func(t *testing.T) {
		wantNow(t, reminder.Input{Request: moved("2026-04-13", "2026-04-14"), To: me(t), Now: at9(t, "2026-03-09")})
	})
	t.Run("a pending one of the old date is withdrawn without a correction", func(t *testing.T) {
		pending := slices.Clone(sent)
		pending[0].Pending = true
		in := reminder.Input{Request: moved("2026-04-13", "2026-04-14"), To: me(t), Told: pending, Now: at9(t, "2026-03-09")}
		plan := wantNow(t, in)
		if len(plan.Cancel) != 1 {
			t.Error("it stays pending")
		}
		if fate := fateOf(in, pending[0]); fate != reminder.Changed {
			t.Errorf("fate %s", fate)
		}
	})
	t.Run("a correction that waits stays until it goes out", func(t *testing.T) {
		in := reminder.Input{Request: moved("2026-04-13", "2026-04-14"), To: me(t), Told: sent, Now: at9(t, "2026-03-09")}
		correction := told(reminder.Make(in).Now...)[0]
		correction.Pending = true
		in.Told = append(slices.Clone(sent), correction)
		in.Now = instant(t, "2026-03-10T06:00:00+01:00") // before the hour of the next day
		if plan := wantNow(t, in); len(plan.Cancel) != 0 {
			t.Error("it is withdrawn")
		}
		if fate := fateOf(in, correction); fate != reminder.Send {
			t.Errorf("fate %s", fate)
		}
	})
	t.Run("a question leaves no day, its answer gives one again", func(t *testing.T) {
		in := reminder.Input{Request: moved("", ""), To: me(t), Told: sent, Now: at9(t, "2026-03-09")}
		gone := wantNow(t, in, "moved:due_soon  was 2026-03-13")
		in.Told = append(slices.Clone(sent), told(gone.Now...)...)
		wantNow(t, in)
		in.Request = moved("2026-04-13", "2026-04-14")
		in.Request.Version++
		back := reminder.Make(in)
		if diff := cmp.Diff([]string{"moved:due_soon 2026-04-13 was"}, show(back.Now)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("an answer needs no correction", func(t *testing.T) {
		r := moved("", "")
		r.Awaiting, r.Status = false, dsar.StatusAnswered
		wantNow(t, reminder.Input{Request: r, To: me(t), Told: sent, Now: at9(t, "2026-03-09")})
	})
	t.Run("another version with the same day tells nothing anew", func(t *testing.T) {
		r := waiting()
		r.Version++
		wantNow(t, reminder.Input{Request: r, To: me(t), Told: sent, Now: at9(t, "2026-03-09")})
	})
	t.Run("a day that moves to and fro is told each time, with keys of its own", func(t *testing.T) {
		clock := func(end string) reminder.Request {
			return reminder.Request{ID: "r", Status: dsar.StatusDisputed, Clocks: []dsar.Clock{
				{SubjectOf: "r", Regime: "us-co-cpa", ID: "appeal", Kind: "window", Remind: dsar.RemindBefore, End: day(end)},
			}}
		}
		in := reminder.Input{To: me(t)}
		var keys []reminder.Key
		for i, c := range []struct{ end, now string }{
			{"2026-03-10", "2026-03-04"}, {"2026-03-11", "2026-03-05"}, {"2026-03-10", "2026-03-06"}, {"2026-03-11", "2026-03-07"},
		} {
			in.Request, in.Now = clock(c.end), at9(t, c.now)
			plan := reminder.Make(in)
			if len(plan.Now) != 1 || plan.Now[0].Corrects != (i > 0) {
				t.Fatalf("step %d: %v", i, show(plan.Now))
			}
			if slices.Contains(keys, plan.Now[0].Key) {
				t.Errorf("step %d: the key %s is used twice", i, plan.Now[0].Key.KindText())
			}
			keys = append(keys, plan.Now[0].Key)
			in.Told = append(in.Told, told(plan.Now...)...)
			in.Now = in.Now.Add(24 * time.Hour)
			if again := reminder.Make(in); i < 3 && len(again.Now) > 0 {
				t.Errorf("step %d: told again on the next day: %v", i, show(again.Now))
			}
		}
	})
}

func TestDowntime(t *testing.T) {
	daily := me(t)
	daily.Offsets = []int{4, 3, 2, 1}
	in := reminder.Input{Request: waiting(), To: daily, Now: at9(t, "2026-03-09")}
	in.Told = told(wantNow(t, in, "due_soon:4 2026-03-13").Now...)

	t.Run("three days are merged into the last stage", func(t *testing.T) {
		back := in
		back.Now = at9(t, "2026-03-12")
		plan := wantNow(t, back, "due_soon:1 2026-03-13")
		back.Told = append(slices.Clone(in.Told), told(plan.Now...)...)
		wantNow(t, back)
	})
	t.Run("what has lost its use is not told", func(t *testing.T) {
		back := in
		back.Now = at9(t, "2026-03-14")
		wantNow(t, back)
	})
	t.Run("what waited in the outbox is superseded", func(t *testing.T) {
		back := in
		back.Now = at9(t, "2026-03-12")
		waits := in.Told[0]
		waits.Pending = true
		back.Told = []reminder.Told{waits}
		if fate := fateOf(back, waits); fate != reminder.Superseded {
			t.Errorf("fate %s", fate)
		}
		back.Now = at9(t, "2026-03-14")
		if fate := fateOf(back, waits); fate != reminder.Past {
			t.Errorf("a day later: fate %s", fate)
		}
	})
	t.Run("a clock that jumps back tells no earlier stage", func(t *testing.T) {
		back := in
		back.Now = at9(t, "2026-03-12")
		back.Told = append(slices.Clone(in.Told), told(reminder.Make(back).Now...)...)
		back.Now = at9(t, "2026-03-10")
		wantNow(t, back)
		back.Now = at9(t, "2025-03-10")
		wantNow(t, back)
	})
}

func TestLook(t *testing.T) {
	in := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-12")}
	r := reminder.Make(in).Now[0]
	pending := reminder.Told{Key: r.Key, Day: r.Day, Pending: true}
	for name, c := range map[string]struct {
		change func(*reminder.Input)
		want   reminder.Fate
	}{
		"nothing has happened": {func(*reminder.Input) {}, reminder.Send},
		"a reply came a minute ago": {func(in *reminder.Input) {
			in.Request.Awaiting, in.Request.Status, in.Request.ReplyOn = false, dsar.StatusAnswered, day("2026-03-12")
		}, reminder.Answered},
		"the request was closed": {func(in *reminder.Input) {
			in.Request.Awaiting, in.Request.Status = false, dsar.StatusClosed
		}, reminder.Over},
		"the period was suspended":                 {func(in *reminder.Input) { in.Request.Due = civil.Date{} }, reminder.Changed},
		"the day moved":                            {func(in *reminder.Input) { in.Request.Due = day("2026-04-13") }, reminder.Changed},
		"another date moved, and the version grew": {func(in *reminder.Input) { in.Request.Version++ }, reminder.Send},
		"it waited until the day itself":           {func(in *reminder.Input) { in.Now = in.Now.Add(24 * time.Hour) }, reminder.Superseded},
		"it waited too long":                       {func(in *reminder.Input) { in.Now = in.Now.Add(5 * 24 * time.Hour) }, reminder.Past},
		"the recipient left":                       {func(in *reminder.Input) { in.To.Off = true }, reminder.Unwanted},
		"it was muted":                             {func(in *reminder.Input) { in.Choice.Muted = true }, reminder.Silenced},
		"it was put off": {func(in *reminder.Input) {
			in.Choice.Snoozes = []reminder.Snooze{{Until: day("2026-03-13")}}
		}, reminder.PutOff},
		"the day that was chosen is another": {func(in *reminder.Input) { in.To.Offsets = []int{5} }, reminder.Superseded},
	} {
		t.Run(name, func(t *testing.T) {
			now := in
			c.change(&now)
			if got := fateOf(now, pending); got != c.want {
				t.Errorf("fate %s, want %s", got, c.want)
			}
		})
	}
}

func TestSettled(t *testing.T) {
	in := reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-06")}
	sent := told(reminder.Make(in).Now...)[0]
	if fateOf(in, sent).Settles() {
		t.Error("it is settled although nothing happened")
	}
	in.Request.Due = day("2026-04-13")
	if fateOf(in, sent).Settles() {
		t.Error("a moved day is settled")
	}
	in.Request.Due = civil.Date{}
	if fateOf(in, sent).Settles() {
		t.Error("a suspended period is settled")
	}
	in.Request.Awaiting, in.Request.Status = false, dsar.StatusAnswered
	if !fateOf(in, sent).Settles() {
		t.Error("an answered request is not settled")
	}
}

func TestLaterStages(t *testing.T) {
	plan := reminder.Make(reminder.Input{Request: waiting(), To: me(t), Now: at9(t, "2026-03-01")})
	want := []string{"due_soon:7 2026-03-13", "due_soon:1 2026-03-13", "due_today 2026-03-13", "complaint_from 2026-03-16"}
	if diff := cmp.Diff(want, show(plan.Later)); diff != "" {
		t.Error(diff)
	}
	if got := plan.Later[0].At; !got.Equal(instant(t, "2026-03-06T08:00:00+01:00")) {
		t.Errorf("the first comes at %s", got)
	}
}

func TestDaysOff(t *testing.T) {
	to := me(t)
	to.DaysOff = []time.Weekday{time.Saturday, time.Sunday}
	r := waiting()
	r.Due, r.ComplaintFrom = day("2026-03-15"), day("2026-03-21") // Sunday and Saturday
	in := reminder.Input{Request: r, To: to}
	for _, c := range []struct {
		now  string
		want []string
	}{
		{"2026-03-07", nil}, // a Saturday: 8 days before, the offset of 7 is Sunday
		{"2026-03-08", nil},
		{"2026-03-09", []string{"due_soon:7 2026-03-15"}},
		{"2026-03-14", []string{"due_soon:1 2026-03-15"}}, // it cannot wait
		{"2026-03-15", []string{"due_today 2026-03-15"}},
		{"2026-03-21", nil},
		{"2026-03-22", nil},
		{"2026-03-23", []string{"complaint_from 2026-03-21"}},
	} {
		in.Now = at9(t, c.now)
		plan := wantNow(t, in, c.want...)
		in.Told = append(in.Told, told(plan.Now...)...)
	}
}

func fateOf(in reminder.Input, told reminder.Told) reminder.Fate {
	_, fate := reminder.Look(in, told)
	return fate
}
