package casework_test

import (
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail/mailtest"
)

// days does what the jobs do once a day at noon, from the day on, and returns the
// subjects of the mails that went out, by day.
func (b *bench) days(relay *mailtest.Relay, from string, n int) map[string][]string {
	b.t.Helper()
	sent := make(map[string][]string)
	for i := range n {
		on := day(from).AddDays(i)
		if fresh := b.fresh(relay, on.String()+"T12:00:00Z"); len(fresh) > 0 {
			sent[on.String()] = fresh
		}
	}
	return sent
}

// lines returns the texts of the mails that went out since the number of them, each in
// one line.
func lines(relay *mailtest.Relay, since int) string {
	var all strings.Builder
	for _, m := range relay.Messages()[since:] {
		text := strings.ReplaceAll(string(m.Raw), "=\r\n", "")
		all.WriteString(strings.ReplaceAll(text, "\r\n", "\n"))
	}
	return all.String()
}

func wantDays(t *testing.T, got map[string][]string, want map[string]string) {
	t.Helper()
	for on, subjects := range got {
		if want[on] == "" || len(subjects) != 1 {
			t.Errorf("%s: unexpected %q", on, subjects)
		}
	}
	for on, part := range want {
		if len(got[on]) != 1 || !strings.Contains(got[on][0], part) {
			t.Errorf("%s: %q, want one mail about %q", on, got[on], part)
		}
	}
}

func TestEveryKindComesOnce(t *testing.T) {
	t.Run("a draft that was never sent", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			b.request(dsar.RightAccess)
			wantDays(t, b.days(relay, "2026-05-05", 20), map[string]string{"2026-05-11": "written on 4 May"})
		})
	})
	t.Run("a question of the controller, until it is answered", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			v := b.receivedOn("2026-05-04")
			b.record(v.Request.ID, dsar.EventIDRequested, "2026-05-04")
			wantDays(t, b.days(relay, "2026-05-05", 10), map[string]string{"2026-05-07": "proof of your identity"})
			answered := b.receivedOn("2026-05-14")
			b.record(answered.Request.ID, dsar.EventClarificationRequested, "2026-05-14")
			b.at("2026-05-16T12:00:00Z")
			b.record(answered.Request.ID, dsar.EventClarificationReceived, "2026-05-16")
			wantDays(t, b.days(relay, "2026-05-17", 5), nil)
		})
	})
	t.Run("the day of the answer, also after an extension", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			b.settings(func(s *dsar.Settings) { s.ReminderDays = nil })
			v := b.receivedOn("2026-05-04")
			wantDays(t, b.days(relay, "2026-06-01", 4), map[string]string{"2026-06-04": "due today"})
			given := true
			extended := b.receivedOn("2026-06-04")
			must(b.RecordEvent(b.ctx(), b.owner, extended.Request.ID, casework.EventInput{Kind: dsar.EventExtensionNotice, On: day("2026-06-04"), ReasonsGiven: &given}, casework.AnyVersion))(t)
			b.record(v.Request.ID, dsar.EventWithdrawn, "2026-06-04")
			wantDays(t, b.days(relay, "2026-09-03", 2), map[string]string{"2026-09-04": "the extended time"})
		})
	})
	t.Run("a letter that could not be delivered", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			relay.OnRecipient(func(to string) error {
				if strings.Contains(to, "controller.example") {
					return mailtest.Refuse(550, "no such mailbox")
				}
				return nil
			})
			v := b.request(dsar.RightAccess)
			must(b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(t)
			b.at("2026-05-04T12:30:00Z")
			must(b.DeliverOutbox(b.ctx()))(t)
			wantDays(t, b.days(relay, "2026-05-05", 5), map[string]string{"2026-05-05": "your letter came back"})
		})
	})
	t.Run("a day of one's own", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			v := b.receivedOn("2026-05-04")
			must(b.AddRequestDate(b.ctx(), b.owner, v.Request.ID, casework.DateInput{On: day("2026-05-09"), Note: "call  the\nofficer"}))(t)
			wantDays(t, b.days(relay, "2026-05-05", 10), map[string]string{"2026-05-09": "call the officer"})
		})
	})
	t.Run("a link that stops working", func(t *testing.T) {
		onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
			relay := b.withRelay()
			v := b.receivedOn("2026-05-04")
			must(b.AddRequestDate(b.ctx(), b.owner, v.Request.ID, casework.DateInput{Kind: dsar.DateLink, On: day("2026-05-10")}))(t)
			wantDays(t, b.days(relay, "2026-05-05", 10), map[string]string{
				"2026-05-07": "link to your data", "2026-05-09": "link to your data", "2026-05-10": "link to your data",
			})
		})
	})
}

func TestRequestDates(t *testing.T) {
	b := onSQLite(t, "2026-05-04")
	v := b.receivedOn("2026-05-04")
	id := v.Request.ID
	for name, in := range map[string]casework.DateInput{
		"date": {On: day("2026-05-03"), Note: "yesterday"},
		"note": {On: day("2026-05-05")},
		"kind": {Kind: "birthday", On: day("2026-05-05"), Note: "x"},
	} {
		_, err := b.AddRequestDate(b.ctx(), b.owner, id, in)
		wantField(t, err, name)
	}
	_, err := b.AddRequestDate(b.ctx(), b.owner, id, casework.DateInput{Note: "no day"})
	wantField(t, err, "date")
	_, err = b.AddRequestDate(b.ctx(), b.owner, id, casework.DateInput{On: day("2037-01-01"), Note: "far"})
	wantField(t, err, "date")
	_, err = b.AddRequestDate(b.ctx(), b.owner, id, casework.DateInput{On: day("2026-05-05"), Note: strings.Repeat("x", 201)})
	wantField(t, err, "note")

	mine := must(b.AddRequestDate(b.ctx(), b.owner, id, casework.DateInput{On: day("2026-05-05"), Note: "mine"}))(t)
	link := must(b.AddRequestDate(b.ctx(), b.owner, id, casework.DateInput{Kind: dsar.DateLink, On: day("2026-05-06")}))(t)
	colleague := b.owner
	colleague.UserID = "somebody-else"
	t.Run("a day of one's own is nobody else's", func(t *testing.T) {
		if dates := must(b.Request(b.ctx(), colleague, id))(t).Dates; len(dates) != 1 || dates[0].ID != link.ID {
			t.Errorf("a colleague sees %+v", dates)
		}
		wantCode(t, b.DeleteRequestDate(b.ctx(), colleague, id, mine.ID), dsar.CodeNotFound)
	})
	t.Run("done, and not after all", func(t *testing.T) {
		done := must(b.FinishRequestDate(b.ctx(), b.owner, id, mine.ID, true, mine.Version))(t)
		if done.DoneAt.IsZero() {
			t.Error("not done")
		}
		_, err := b.FinishRequestDate(b.ctx(), b.owner, id, mine.ID, false, mine.Version)
		wantCode(t, err, dsar.CodeStale)
		if again := must(b.FinishRequestDate(b.ctx(), b.owner, id, mine.ID, false, done.Version))(t); !again.DoneAt.IsZero() {
			t.Error("still done")
		}
	})
	t.Run("of another request it is not there", func(t *testing.T) {
		other := b.receivedOn("2026-05-04")
		wantCode(t, b.DeleteRequestDate(b.ctx(), b.owner, other.Request.ID, mine.ID), dsar.CodeNotFound)
	})
	t.Run("readers set and choose nothing", func(t *testing.T) {
		reader := b.owner
		reader.Role = dsar.RoleReader
		_, err := b.AddRequestDate(b.ctx(), reader, id, casework.DateInput{On: day("2026-05-05"), Note: "x"})
		wantCode(t, err, dsar.CodeForbidden)
		wantCode(t, b.MuteRequest(b.ctx(), reader, id, true), dsar.CodeForbidden)
		wantCode(t, b.SnoozeRequest(b.ctx(), reader, id, day("2026-05-09")), dsar.CodeForbidden)
		wantCode(t, b.DeleteRequestDate(b.ctx(), reader, id, link.ID), dsar.CodeForbidden)
	})
}

func TestMutedAndPutOff(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.receivedOn("2026-05-04") // due on 4 June, a complaint is possible from the 5th
		id := v.Request.ID
		must(0, b.MuteRequest(b.ctx(), b.owner, id, true))(t)
		wantDays(t, b.days(relay, "2026-06-03", 3), nil)
		must(0, b.MuteRequest(b.ctx(), b.owner, id, false))(t)
		wantDays(t, b.days(relay, "2026-06-06", 2), map[string]string{"2026-06-06": "a complaint is possible"})

		wantField(t, b.SnoozeRequest(b.ctx(), b.owner, id, day("2026-06-07")), "until") // today
		wantField(t, b.SnoozeRequest(b.ctx(), b.owner, id, day("2028-06-07")), "until")
		must(0, b.SnoozeRequest(b.ctx(), b.owner, id, day("2026-06-12")))(t)
		wantDays(t, b.days(relay, "2026-06-08", 10), map[string]string{"2026-06-12": "a complaint is possible"})

		must(0, b.SnoozeRequest(b.ctx(), b.owner, id, day("2026-07-30")))(t)
		must(0, b.SnoozeRequest(b.ctx(), b.owner, id, civil.Date{}))(t) // after all: what holds is told again
		wantDays(t, b.days(relay, "2026-06-18", 5), map[string]string{"2026-06-18": "a complaint is possible"})
	})
}

// What was put off while it waited for its mail is not in it.
func TestPutOffWhileItWaits(t *testing.T) {
	b := onSQLite(t, "2026-05-04")
	relay := b.withRelay()
	v := b.receivedOn("2026-05-04")
	b.at("2026-06-05T12:00:00Z")
	must(b.Sweep(b.ctx()))(t)
	must(0, b.SnoozeRequest(b.ctx(), b.owner, v.Request.ID, day("2026-06-09")))(t)
	wantDays(t, b.days(relay, "2026-06-05", 10), map[string]string{"2026-06-09": "a complaint is possible"})
}

func TestADayThatWasRecordedWronglyIsCorrected(t *testing.T) {
	onEach(t, "2026-05-05", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.receivedOn("2026-05-05") // due on Friday 5 June
		wantDays(t, b.days(relay, "2026-05-29", 1), map[string]string{"2026-05-29": "due in 7 days"})
		b.at("2026-05-30T05:00:00Z")
		receipt := v.Events[1].ID
		must(b.CorrectEvent(b.ctx(), b.owner, v.Request.ID, receipt, casework.CorrectionInput{EventInput: casework.EventInput{On: day("2026-05-20")}}, casework.AnyVersion))(t)
		since := len(relay.Messages())
		wantDays(t, b.days(relay, "2026-05-30", 3), map[string]string{"2026-05-30": "last day for the answer"})
		if text := lines(relay, since); !strings.Contains(text, "until now: 5 June 2026") {
			t.Errorf("the mail does not name the old day:\n%s", text)
		}
		t.Run("also where none takes its place", func(t *testing.T) {
			must(b.CorrectEvent(b.ctx(), b.owner, v.Request.ID, receipt, casework.CorrectionInput{Void: true}, casework.AnyVersion))(t)
			since := len(relay.Messages())
			wantDays(t, b.days(relay, "2026-06-02", 3), map[string]string{"2026-06-02": "2 reminders"})
			if text := lines(relay, since); !strings.Contains(text, "last day for the answer: none at present (until now: 22 June 2026)") {
				t.Errorf("the mail does not name the old day:\n%s", text)
			}
		})
	})
}

func TestRemindersEverywhere(t *testing.T) {
	for zone, eight := range map[string]string{ // 8 o'clock of 5 June there
		"Pacific/Pago_Pago":   "2026-06-05T19:00:00Z", // UTC-11
		"America/St_Johns":    "2026-06-05T10:30:00Z",
		"Europe/Paris":        "2026-06-05T06:00:00Z",
		"Asia/Kathmandu":      "2026-06-05T02:15:00Z",
		"Pacific/Kiritimati":  "2026-06-04T18:00:00Z", // UTC+14
		"Australia/Lord_Howe": "2026-06-04T21:30:00Z",
	} {
		t.Run(zone, func(t *testing.T) {
			b := onSQLite(t, "2026-05-04")
			relay := b.withRelay()
			b.settings(func(s *dsar.Settings) { s.TimeZone, s.ReminderDays = zone, nil })
			b.receivedOn("2026-05-04") // a complaint is possible from 5 June
			at := must(time.Parse(time.RFC3339, eight))(t)
			b.fresh(relay, at.Add(-24*time.Hour).Format(time.RFC3339)) // due today, the day before
			wantSubjects(t, b.fresh(relay, at.Add(-time.Second).Format(time.RFC3339)))
			wantSubjects(t, b.fresh(relay, eight), "a complaint is possible")
			wantSubjects(t, b.fresh(relay, at.Add(24*time.Hour).Format(time.RFC3339)))
		})
	}
}

// The clocks go forward on 29 March 2026 in Paris, from 2 to 3, and back on 25 October,
// from 3 to 2.
func TestRemindersWhenTheClocksChange(t *testing.T) {
	for name, c := range map[string]struct {
		received, before, at string
		hour                 int
	}{
		"an hour that does not exist comes when it would have begun": {"2026-02-28", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", 2},
		"an hour that comes twice comes the first time":              {"2026-09-24", "2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := onSQLite(t, c.received)
			relay := b.withRelay()
			b.settings(func(s *dsar.Settings) { s.ReminderHour = c.hour })
			v := b.receivedOn(c.received)
			must(b.AddRequestDate(b.ctx(), b.owner, v.Request.ID, casework.DateInput{On: day(c.at[:10]), Note: "the clocks change"}))(t)
			b.settings(single)
			if early := strings.Join(b.fresh(relay, c.before), "\n"); strings.Contains(early, "the clocks change") {
				t.Errorf("too early: %q", early)
			}
			found := strings.Join(b.fresh(relay, c.at), "\n")
			if strings.Count(found, "the clocks change") != 1 {
				t.Errorf("at %s: %q", c.at, found)
			}
			later := must(time.Parse(time.RFC3339, c.at))(t).Add(time.Hour)
			if again := b.fresh(relay, later.Format(time.RFC3339)); len(again) != 0 {
				t.Errorf("again an hour later: %q", again)
			}
		})
	}
}

func TestDowntimeAndClocksThatJump(t *testing.T) {
	onEach(t, "2026-05-05", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.receivedOn("2026-05-05") // due on Friday 5 June, a complaint is possible from the 6th
		b.at("2026-05-29T12:00:00Z")
		t.Run("after three days without the program only the last stage is told", func(t *testing.T) {
			b.fresh(relay, "2026-05-28T12:00:00Z")
			wantSubjects(t, b.fresh(relay, "2026-06-05T12:00:00Z"), "due today") // neither 7 days nor 1 day
		})
		t.Run("a clock that was set back tells nothing twice", func(t *testing.T) {
			wantSubjects(t, b.fresh(relay, "2026-06-01T12:00:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-05T13:00:00Z"))
		})
		t.Run("what was due by a wrong clock comes at its time", func(t *testing.T) {
			b.at("2026-06-06T12:00:00Z")
			must(b.Sweep(b.ctx()))(t)
			wantSubjects(t, b.fresh(relay, "2026-06-05T14:00:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-06T06:00:00Z"), "a complaint is possible")
		})
	})
}

func TestReminderOfTheSameDayUnderANewVersionIsToldOnce(t *testing.T) {
	b := onSQLite(t, "2026-05-05")
	relay := b.withRelay()
	v := b.receivedOn("2026-05-05")
	wantSubjects(t, b.fresh(relay, "2026-05-29T12:00:00Z"), "due in 7 days")
	// The sent day is corrected: a date of the request moves, and the answer's does not.
	must(b.CorrectEvent(b.ctx(), b.owner, v.Request.ID, v.Events[0].ID, casework.CorrectionInput{EventInput: casework.EventInput{On: day("2026-05-03")}}, casework.AnyVersion))(t)
	wantDays(t, b.days(relay, "2026-05-30", 4), nil)
}
