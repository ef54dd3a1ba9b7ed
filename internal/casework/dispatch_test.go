package casework_test

import (
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/mailtest"
)

// settings changes what the owner chose about reminders.
func (b *bench) settings(change func(*dsar.Settings)) {
	b.t.Helper()
	account := must(b.AccountByID(b.ctx(), b.owner.UserID))(b.t)
	in := casework.SettingsInput{Name: account.User.Name, Settings: account.User.Settings}
	change(&in.Settings)
	must(b.UpdateSettings(b.ctx(), b.owner, in))(b.t)
}

func single(s *dsar.Settings) { s.Singles = true }

// receivedOn files a request that the company has had since the day.
func (b *bench) receivedOn(on string) casework.RequestView {
	b.t.Helper()
	v := b.request(dsar.RightAccess)
	b.record(v.Request.ID, dsar.EventSent, on)
	return b.record(v.Request.ID, dsar.EventReceived, on)
}

// fresh does what the jobs do at the instant, twice, and returns the subjects of the mails
// that went out.
func (b *bench) fresh(relay *mailtest.Relay, at string) []string {
	b.t.Helper()
	b.at(at)
	before := len(relay.Messages())
	b.remind()
	b.remind()
	return subjects(relay.Messages()[before:])
}

func wantSubjects(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q, want %d mails", got, len(want))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

func TestDigest(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		for range 3 {
			b.receivedOn("2026-05-04") // due on 4 June, a complaint is possible from the 5th
		}
		wantSubjects(t, b.fresh(relay, "2026-06-05T05:59:00Z"))
		wantSubjects(t, b.fresh(relay, "2026-06-05T06:00:00Z"), "Recourse: 3 reminders")
		raw := string(relay.Messages()[0].Raw)
		for _, want := range []string{"multipart/alternative", "text/html", "text/plain", "You can do something", "Auto-Submitted"} {
			if !strings.Contains(raw, want) {
				t.Errorf("the mail lacks %q:\n%s", want, raw)
			}
		}
		t.Run("what comes later that day waits for the next one", func(t *testing.T) {
			b.receivedOn("2026-05-04")
			wantSubjects(t, b.fresh(relay, "2026-06-05T13:00:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-06T05:59:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-06T06:00:00Z"), "a complaint is possible")
		})
		t.Run("unless tomorrow is too late", func(t *testing.T) {
			b.receivedOn("2026-05-06") // due on Monday 8 June, since the 6th is a Saturday
			wantSubjects(t, b.fresh(relay, "2026-06-08T06:00:00Z"), "due today")
			b.receivedOn("2026-05-06")
			b.receivedOn("2026-05-04")
			wantSubjects(t, b.fresh(relay, "2026-06-08T13:00:00Z"), "due today")
			wantSubjects(t, b.fresh(relay, "2026-06-09T06:00:00Z"), "Recourse: 3 reminders")
		})
	})
}

func TestSingleRemindersByChoice(t *testing.T) {
	b := onSQLite(t, "2026-05-04")
	relay := b.withRelay()
	b.settings(single)
	b.receivedOn("2026-05-04")
	b.receivedOn("2026-05-04")
	wantSubjects(t, b.fresh(relay, "2026-06-05T06:00:00Z"), "a complaint is possible", "a complaint is possible")
}

func TestRemindersOnDaysOff(t *testing.T) {
	onEach(t, "2026-05-12", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.settings(func(s *dsar.Settings) { s.DaysOff = []time.Weekday{time.Saturday, time.Sunday} })
		b.receivedOn("2026-05-05") // a complaint is possible from Saturday 6 June
		b.at("2026-06-05T12:00:00Z")
		b.remind()
		t.Run("what can wait comes on the next day of work", func(t *testing.T) {
			wantSubjects(t, b.fresh(relay, "2026-06-06T12:00:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-07T12:00:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-08T05:59:00Z"))
			wantSubjects(t, b.fresh(relay, "2026-06-08T06:00:00Z"), "a complaint is possible")
		})
		t.Run("what cannot wait comes on the day off", func(t *testing.T) {
			b.settings(func(s *dsar.Settings) { s.DaysOff = []time.Weekday{time.Monday} })
			b.receivedOn("2026-05-12") // due on Friday 12 June
			b.at("2026-06-12T12:00:00Z")
			b.settings(func(s *dsar.Settings) { s.DaysOff = []time.Weekday{time.Friday, time.Saturday} })
			wantSubjects(t, b.fresh(relay, "2026-06-12T12:00:00Z"), "due today")
		})
	})
}

func TestDigestMissedYesterdayDoesNotTakeTheOneOfToday(t *testing.T) {
	b := onSQLite(t, "2026-05-05")
	relay := b.withRelay()
	b.receivedOn("2026-05-04") // a complaint is possible from 5 June
	b.receivedOn("2026-05-05") // and from 6 June
	wantSubjects(t, b.fresh(relay, "2026-06-06T03:00:00Z"), "a complaint is possible")
	wantSubjects(t, b.fresh(relay, "2026-06-06T06:00:00Z"), "a complaint is possible")
}

func TestDigestThatIsPartlyNoLongerTrue(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		answered := b.receivedOn("2026-05-04")
		b.receivedOn("2026-05-04")
		b.receivedOn("2026-05-04")
		relay.OnRecipient(func(string) error { return mailtest.Refuse(451, "later") })
		wantSubjects(t, b.fresh(relay, "2026-06-05T12:00:00Z"))
		b.reply(answered.Request.ID, "2026-06-05", "All your data, since the beginning, are attached.")
		relay.OnRecipient(nil)
		wantSubjects(t, b.fresh(relay, "2026-06-05T13:00:00Z"), "Recourse: 2 reminders")
		if raw := string(relay.Messages()[0].Raw); strings.Contains(raw, answered.Request.Reference) {
			t.Errorf("the mail speaks of the request that was answered:\n%s", raw)
		}
		wantSubjects(t, b.fresh(relay, "2026-06-05T14:00:00Z"))
	})
}

func TestTwoInstancesSendOneDigest(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		c := b.controller("Photomatch SAS", "FR")
		for range 10 {
			v := b.requestTo(c, dsar.RightAccess)
			b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
			b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
		}
		b.at("2026-06-05T12:00:00Z")
		b.remindFromTwo()
		wantSubjects(t, subjects(relay.Messages()), "Recourse: 10 reminders")
	})
}

func TestMovedDatesAreCorrected(t *testing.T) {
	onEach(t, "2026-05-12", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.receivedOn("2026-05-05") // due on Friday 5 June
		untold := b.receivedOn("2026-05-12")
		wantSubjects(t, b.fresh(relay, "2026-05-29T06:00:00Z"), "due in 7 days")
		extend := func(id, on string) {
			b.t.Helper()
			given := true
			must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{Kind: dsar.EventExtensionNotice, On: day(on), ReasonsGiven: &given}, casework.AnyVersion))(b.t)
		}
		b.at("2026-06-01T12:00:00Z")
		extend(v.Request.ID, "2026-06-01")
		extend(untold.Request.ID, "2026-06-01")
		t.Run("whoever was told the old day, once", func(t *testing.T) {
			got := b.fresh(relay, "2026-06-01T12:05:00Z")
			wantSubjects(t, got, "last day for the answer: 5") // the rest of it stands on the next line
			raw := strings.ReplaceAll(string(relay.Messages()[1].Raw), "=\r\n", "")
			if want := "last day for the answer: 5 August 2026 (until now: 5 June 2026)"; !strings.Contains(raw, want) {
				t.Errorf("the mail lacks %q:\n%s", want, raw)
			}
			wantSubjects(t, b.fresh(relay, "2026-06-02T12:00:00Z"))
		})
		t.Run("and reminded of the new day as usual", func(t *testing.T) {
			wantSubjects(t, b.fresh(relay, "2026-07-29T12:00:00Z"), "due in 7 days")
		})
	})
}

func TestACorrectionThatIsOvertakenIsNotSent(t *testing.T) {
	b := onSQLite(t, "2026-05-12")
	relay := b.withRelay()
	v := b.receivedOn("2026-05-05")
	wantSubjects(t, b.fresh(relay, "2026-05-29T06:00:00Z"), "due in 7 days")
	b.at("2026-06-01T05:00:00Z") // before the hour of the day
	given := true
	must(b.RecordEvent(b.ctx(), b.owner, v.Request.ID, casework.EventInput{Kind: dsar.EventExtensionNotice, On: day("2026-06-01"), ReasonsGiven: &given}, casework.AnyVersion))(t)
	wantSubjects(t, b.fresh(relay, "2026-06-01T05:30:00Z"))
	b.reply(v.Request.ID, "2026-06-01", "All your data, since the beginning, are attached.")
	wantSubjects(t, b.fresh(relay, "2026-06-01T06:30:00Z"))
}
