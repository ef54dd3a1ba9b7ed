package casework_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
)

// withRelay gives the bench a relay to send mail through.
func (b *bench) withRelay() *mailtest.Relay {
	b.t.Helper()
	relay := mailtest.Start(b.t, mailtest.Options{})
	config := must(mail.ParseSMTPURL("smtp://" + relay.Addr))(b.t)
	b.Mailer = must(mail.NewSMTP(config))(b.t)
	return relay
}

// at turns the clock to an instant.
func (b *bench) at(instant string) {
	b.t.Helper()
	b.clock = must(time.Parse(time.RFC3339, instant))(b.t)
}

// remind does what the jobs do at every tick.
func (b *bench) remind() {
	b.t.Helper()
	must(b.Sweep(b.ctx()))(b.t)
	must(b.DispatchReminders(b.ctx()))(b.t)
	must(b.DeliverOutbox(b.ctx()))(b.t)
}

func subjects(messages []mailtest.Message) []string {
	var found []string
	for _, m := range messages {
		for line := range strings.Lines(string(m.Raw)) {
			if s, ok := strings.CutPrefix(line, "Subject: "); ok {
				found = append(found, strings.TrimSpace(s))
			}
		}
	}
	return found
}

func TestSendLetterByMail(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.request(dsar.RightAccess)
		v = must(b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, v.Request.Version))(t)
		if v.State.Status != dsar.StatusSent || v.Messages[0].Mail == nil || v.Messages[0].Mail.State != dsar.OutboxQueued {
			t.Fatalf("%s, mail %+v", v.State.Status, v.Messages[0].Mail)
		}
		if v.LawKnown || v.Presumed != day("2026-06-22") { // 20 June 2026 is a Saturday
			t.Errorf("law known %v before the receipt, presumed %s", v.LawKnown, v.Presumed)
		}
		must(b.DeliverOutbox(b.ctx()))(t)
		v = must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		if m := v.Messages[0].Mail; m.State != dsar.OutboxAccepted || m.Response == "" || m.SentAt.IsZero() {
			t.Errorf("after the delivery: %+v", m)
		}
		taken := relay.Messages()
		if len(taken) != 1 || taken[0].To != "privacy@controller.example" {
			t.Fatalf("the relay has %d mails", len(taken))
		}
		raw := string(taken[0].Raw)
		if !strings.Contains(raw, "Reply-To: <camille@mail.example>") || !strings.Contains(raw, v.Messages[0].Message.MailID) {
			t.Errorf("the mail lacks Reply-To or its stable Message-ID:\n%s", raw[:min(len(raw), 600)])
		}
	})
}

func TestWithoutRelayNothingPretends(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	v := b.request(dsar.RightAccess)
	_, err := b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion)
	wantCode(t, err, dsar.CodeUnavailable)
	if v := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t); v.State.Status != dsar.StatusDraft || len(v.Messages) != 0 {
		t.Errorf("%s with %d messages", v.State.Status, len(v.Messages))
	}
}

func TestRelayTrouble(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.request(dsar.RightAccess)
		must(b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(t)
		state := func() *dsar.OutboxMail {
			return must(b.Request(b.ctx(), b.owner, v.Request.ID))(t).Messages[0].Mail
		}

		relay.OnRecipient(func(string) error { return mailtest.Refuse(451, "try later") })
		must(b.DeliverOutbox(b.ctx()))(t)
		if m := state(); m.State != dsar.OutboxQueued || !strings.Contains(m.Response, "try later") || !m.NotBefore.After(b.clock) {
			t.Fatalf("after a 451: %+v", m)
		}
		if n := must(b.DeliverOutbox(b.ctx()))(t); n != 0 || state().Attempts != 1 {
			t.Errorf("it was tried again at once: %d attempts", state().Attempts)
		}

		relay.OnRecipient(nil)
		b.clock = b.clock.Add(5 * time.Minute)
		if n := must(b.DeliverOutbox(b.ctx()))(t); n != 1 || state().State != dsar.OutboxAccepted {
			t.Errorf("after the pause: %d accepted, %+v", n, state())
		}
		if n := must(b.DeliverOutbox(b.ctx()))(t); n != 0 || len(relay.Messages()) != 1 {
			t.Errorf("the relay has %d mails", len(relay.Messages()))
		}
	})
}

func TestRefusedForGood(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	relay.OnRecipient(func(string) error { return mailtest.Refuse(550, "no such mailbox") })
	v := b.request(dsar.RightAccess)
	must(b.SendLetter(b.ctx(), b.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(t)
	must(b.DeliverOutbox(b.ctx()))(t)
	m := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t).Messages[0].Mail
	if m.State != dsar.OutboxFailed || !strings.Contains(m.Response, "no such mailbox") {
		t.Errorf("%+v", m)
	}
}

// The reminders of one request over its whole life, each once, at eight in Paris.
func TestReminders(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.request(dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")

		steps := []struct {
			at   string
			want string // part of the subject of the one mail that goes out, "" if none
		}{
			{"2026-05-17T12:00:00Z", ""},
			{"2026-05-18T05:59:00Z", ""}, // 07:59 in Paris
			{"2026-05-18T06:00:00Z", "Did it arrive"},
			{"2026-05-19T12:00:00Z", ""},
		}
		run := func(at, want string) {
			t.Helper()
			b.at(at)
			before := len(relay.Messages())
			b.remind()
			b.remind()
			fresh := subjects(relay.Messages()[before:])
			switch {
			case want == "" && len(fresh) > 0:
				t.Fatalf("%s: unexpected %q", at, fresh)
			case want != "" && len(fresh) != 1:
				t.Fatalf("%s: %q, want one mail", at, fresh)
			}
		}
		for _, step := range steps {
			run(step.at, step.want)
		}
		b.record(v.Request.ID, dsar.EventReceived, "2026-05-05") // due on Friday 5 June
		run("2026-05-28T12:00:00Z", "")
		run("2026-05-29T06:00:00Z", "due in 7 days")
		run("2026-06-03T12:00:00Z", "")
		run("2026-06-04T09:00:00Z", "due tomorrow")
		run("2026-06-05T12:00:00Z", "due today")
		run("2026-06-08T06:30:00Z", "a complaint is possible") // from 6 June; two days were missed
		b.at("2026-06-09T12:00:00Z")
		b.reply(v.Request.ID, "2026-06-09", twelveMonths)
		run("2026-06-15T12:00:00Z", "")
		run("2026-06-16T12:00:00Z", "reply waits")
		must(b.LodgeComplaint(b.ctx(), b.owner, v.Request.ID, casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: day("2026-06-16")}, casework.AnyVersion))(t)
		run("2026-09-16T12:00:00Z", "")
		b.at("2026-09-17T12:00:00Z")
		before := len(relay.Messages())
		b.remind()
		b.remind()
		// In France the silence is also a rejection, against which the time for going to court begins.
		if fresh := subjects(relay.Messages()[before:]); len(fresh) != 1 || fresh[0] != "Recourse: 2 reminders" {
			t.Fatalf("authority silent: %q, want one mail about it and the implied rejection", fresh)
		}
	})
}

func TestReminderThatIsNoLongerTrue(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		v := b.request(dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
		b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
		b.at("2026-06-05T12:00:00Z") // overdue: a complaint is possible
		must(b.Sweep(b.ctx()))(t)
		t.Run("is not made into a mail", func(t *testing.T) {
			b.reply(v.Request.ID, "2026-06-05", "All your data, since the beginning, are attached.")
			if n := must(b.DispatchReminders(b.ctx()))(t); n != 0 {
				t.Errorf("%d reminders went out after the reply", n)
			}
		})
		t.Run("is taken back from the outbox", func(t *testing.T) {
			b.at("2026-06-13T12:00:00Z")
			relay.OnRecipient(func(string) error { return mailtest.Refuse(451, "later") })
			b.remind() // the reply has waited for a week
			relay.OnRecipient(nil)
			b.record(v.Request.ID, dsar.EventFollowUpSent, "2026-06-13")
			b.clock = b.clock.Add(time.Hour)
			must(b.DeliverOutbox(b.ctx()))(t)
			if taken := relay.Messages(); len(taken) != 0 {
				t.Errorf("sent all the same: %q", subjects(taken))
			}
		})
	})
}

func TestOnePoisonedReminderDoesNotStopTheOthers(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		c := b.controller("Photomatch SAS", "FR")
		for range 3 {
			v := b.requestTo(c, dsar.RightAccess)
			b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
			b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
		}
		poisoned := b.request(dsar.RightAccess)
		b.record(poisoned.Request.ID, dsar.EventSent, "2026-05-04")
		b.record(poisoned.Request.ID, dsar.EventReceived, "2026-05-04")
		nameless := poisoned.Controller // what a careless repair of the database could leave
		nameless.Name = " "
		if err := b.Store.UpdateController(b.ctx(), nameless, nameless.Version); err != nil {
			t.Fatal(err)
		}
		wantSubjects(t, b.fresh(relay, "2026-06-05T12:00:00Z"), "Recourse: 3 reminders")
	})
}

// Two instances work on one database at the same time.
func TestTwoInstancesSendEachReminderOnce(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.settings(single)
		c := b.controller("Photomatch SAS", "FR")
		const requests = 20
		for range requests {
			v := b.requestTo(c, dsar.RightAccess)
			b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
			b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
		}
		b.at("2026-06-05T12:00:00Z")
		b.remindFromTwo()
		if n := len(relay.Messages()); n != requests {
			t.Errorf("%d mails for %d reminders", n, requests)
		}
	})
}

func TestJobsAreRecorded(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		if err := b.RecordJob(b.ctx(), "sound", func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := b.RecordJob(b.ctx(), "panics", func(context.Context) error { panic("at the disco") }); err == nil {
			t.Error("a panic gives no error")
		}
		health := must(b.Health(b.ctx()))(t)
		for _, job := range health.Jobs {
			switch job.Name {
			case "sound":
				if job.LastSuccess.IsZero() || job.LastError != "" {
					t.Errorf("%+v", job)
				}
			case "panics":
				if !job.LastSuccess.IsZero() || !strings.Contains(job.LastError, "at the disco") {
					t.Errorf("%+v", job)
				}
			}
		}
		if len(health.Jobs) != 2 {
			t.Errorf("%d jobs", len(health.Jobs))
		}
	})
}

// remindFromTwo lets two instances send what is due at the same time.
func (b *bench) remindFromTwo() {
	b.t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, s := range []*casework.Service{b.Service, casework.New(b.Options)} {
		wg.Go(func() {
			for range 3 {
				_, sweep := s.Sweep(b.ctx())
				_, dispatch := s.DispatchReminders(b.ctx())
				_, deliver := s.DeliverOutbox(b.ctx())
				errs[i] = errors.Join(errs[i], sweep, dispatch, deliver)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		b.t.Fatal(err)
	}
}
