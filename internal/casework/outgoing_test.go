package casework_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
)

// sendLetter mails a letter of the request.
func (b *bench) sendLetter(id string, in casework.SendInput) casework.RequestView {
	b.t.Helper()
	return must(b.SendLetter(b.ctx(), b.owner, id, in, casework.AnyVersion))(b.t)
}

func (b *bench) view(id string) casework.RequestView {
	b.t.Helper()
	return must(b.Request(b.ctx(), b.owner, id))(b.t)
}

// deliver sends what is due and returns how many mails the relay took.
func (b *bench) deliver() int {
	b.t.Helper()
	return must(b.DeliverOutbox(b.ctx()))(b.t)
}

func (b *bench) wait(d time.Duration) { b.clock = b.clock.Add(d) }

const undoWindow = 2 * time.Minute

func TestTakeBack(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.UndoWindow = undoWindow
		id := b.request(dsar.RightAccess).Request.ID
		v := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess, Body: "My own words."})
		message := v.Messages[0].Message.ID
		t.Run("the letter waits for the window to end", func(t *testing.T) {
			b.wait(undoWindow - time.Second)
			if n := b.deliver(); n != 0 || v.State.Status != dsar.StatusSent {
				t.Errorf("%d went out, %s", n, v.State.Status)
			}
		})
		t.Run("a reader and a stranger cannot take it back", func(t *testing.T) {
			reader := b.owner
			reader.Role = dsar.RoleReader
			_, err := b.TakeBack(b.ctx(), reader, id, message, casework.AnyVersion)
			wantCode(t, err, dsar.CodeForbidden)
			stranger := b.owner
			stranger.WorkspaceID = "another"
			_, err = b.TakeBack(b.ctx(), stranger, id, message, casework.AnyVersion)
			wantCode(t, err, dsar.CodeNotFound)
		})
		t.Run("taken back, the request stands where it stood, and the text is kept", func(t *testing.T) {
			v := must(b.TakeBack(b.ctx(), b.owner, id, message, casework.AnyVersion))(t)
			if v.State.Status != dsar.StatusDraft || !v.State.SentOn.IsZero() || v.Messages[0].Letter.Body != "My own words." {
				t.Errorf("%s, sent %s", v.State.Status, v.State.SentOn)
			}
			if v.Messages[0].Mail.State != dsar.OutboxCanceled || dsar.VerifyChain(v.Events) != 0 || len(v.Events) != 2 {
				t.Errorf("%s, %d events", v.Messages[0].Mail.State, len(v.Events))
			}
			b.wait(time.Hour)
			if b.deliver() != 0 || len(relay.Messages()) != 0 {
				t.Error("it went out all the same")
			}
		})
		t.Run("not twice", func(t *testing.T) {
			_, err := b.TakeBack(b.ctx(), b.owner, id, message, casework.AnyVersion)
			wantCode(t, err, dsar.CodeConflict)
		})
		t.Run("it is not sent again either: it is written anew", func(t *testing.T) {
			_, err := b.SendAgain(b.ctx(), b.owner, id, message, casework.AgainInput{}, casework.AnyVersion)
			wantCode(t, err, dsar.CodeConflict)
			v := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess, Body: "Better words."})
			if v.State.Status != dsar.StatusSent {
				t.Fatal(v.State.Status)
			}
			b.wait(undoWindow)
			if b.deliver() != 1 {
				t.Error("the second letter did not go out")
			}
		})
		t.Run("after the window it is too late", func(t *testing.T) {
			v := b.view(id)
			_, err := b.TakeBack(b.ctx(), b.owner, id, v.Messages[1].Message.ID, casework.AnyVersion)
			wantCode(t, err, dsar.CodeConflict)
			if v := b.view(id); v.State.Status != dsar.StatusSent || len(v.Events) != 3 {
				t.Errorf("%s, %d events", v.State.Status, len(v.Events))
			}
		})
		t.Run("what was not mailed cannot be taken back", func(t *testing.T) {
			reply := b.reply(id, "2026-05-20", "We have it.")
			_, err := b.TakeBack(b.ctx(), b.owner, id, reply.Message.ID, casework.AnyVersion)
			wantCode(t, err, dsar.CodeConflict)
			other := b.request(dsar.RightErasure).Request.ID
			_, err = b.TakeBack(b.ctx(), b.owner, other, message, casework.AnyVersion)
			wantCode(t, err, dsar.CodeNotFound)
		})
	})
}

func TestDayOfSendingIsTheDayItGoesOut(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	b.UndoWindow = undoWindow
	id := b.request(dsar.RightAccess).Request.ID
	b.at("2026-05-20T21:59:00Z") // one minute to midnight in Paris
	if v := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess}); v.State.SentOn != day("2026-05-20") {
		t.Fatal(v.State.SentOn)
	}
	relay.OnRecipient(func(string) error { return mailtest.Refuse(451, "later") })
	b.wait(undoWindow)
	b.deliver()
	relay.OnRecipient(nil)
	b.at("2026-05-22T06:00:00Z")
	if b.deliver() != 1 {
		t.Fatal("it did not go out")
	}
	v := b.view(id)
	if v.State.SentOn != day("2026-05-22") || v.Messages[0].Message.On != day("2026-05-22") || dsar.VerifyChain(v.Events) != 0 {
		t.Errorf("sent on %s, message of %s", v.State.SentOn, v.Messages[0].Message.On)
	}
	if last := v.Events[len(v.Events)-1]; last.ActorID != "" || !last.Details.Automatic {
		t.Errorf("%+v", last)
	}
	t.Run("but not where a person said another day", func(t *testing.T) {
		id := b.request(dsar.RightAccess).Request.ID
		v := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess})
		must(b.CorrectEvent(b.ctx(), b.owner, id, v.Events[0].ID, casework.CorrectionInput{EventInput: casework.EventInput{On: day("2026-05-21")}}, casework.AnyVersion))(t)
		b.at("2026-05-23T06:00:00Z")
		b.deliver()
		if v := b.view(id); v.State.SentOn != day("2026-05-21") || v.Messages[0].Mail.State != dsar.OutboxAccepted {
			t.Errorf("sent on %s, %s", v.State.SentOn, v.Messages[0].Mail.State)
		}
	})
}

func TestSendAgain(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		id := b.request(dsar.RightAccess).Request.ID
		message := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess}).Messages[0].Message.ID
		_, err := b.SendAgain(b.ctx(), b.owner, id, message, casework.AgainInput{}, casework.AnyVersion)
		wantCode(t, err, dsar.CodeConflict) // it is still on its way
		b.deliver()
		o := b.view(id).Messages[0].Mail
		_, _, err = b.Store.NoteDelivery(b.ctx(), o.WorkspaceID, o.ID, dsar.DeliveryReport{Outcome: dsar.FailedOutcome, Words: "550 no such user", At: b.clock})
		if err != nil {
			t.Fatal(err)
		}

		b.at("2026-05-25T12:00:00Z")
		_, err = b.SendAgain(b.ctx(), b.owner, id, message, casework.AgainInput{To: "nobody"}, casework.AnyVersion)
		wantField(t, err, "to")
		v := must(b.SendAgain(b.ctx(), b.owner, id, message, casework.AgainInput{To: "dpo@controller.example"}, casework.AnyVersion))(t)
		if len(v.Messages) != 1 || len(v.Messages[0].Mails) != 2 || v.Messages[0].Mail.ResendOf != o.ID {
			t.Fatalf("%+v", v.Messages[0].Mails)
		}
		if b.deliver() != 1 {
			t.Fatal("it did not go out")
		}
		v = b.view(id)
		if v.State.SentOn != day("2026-05-20") || len(v.Events) != 1 {
			t.Errorf("the day of sending is %s with %d events", v.State.SentOn, len(v.Events))
		}
		first, second := relay.Messages()[0], relay.Messages()[1]
		if second.To != "dpo@controller.example" || bodyOf(second.Raw) != bodyOf(first.Raw) || bodyOf(first.Raw) == "" {
			t.Errorf("to %s; the letters differ", second.To)
		}
		mails := v.Messages[0].Mails
		if mails[0].MailID == mails[1].MailID || !strings.Contains(string(second.Raw), "References: <"+mails[0].MailID+">") {
			t.Errorf("Message-IDs %s and %s:\n%.600s", mails[0].MailID, mails[1].MailID, second.Raw)
		}
		for number, want := range map[int][]byte{1: first.Raw, 2: second.Raw} {
			if o := must(b.SentMail(b.ctx(), b.owner, message, number))(t); string(o.Raw) != string(want) {
				t.Errorf("mail %d: the bytes kept are not those that the relay took", number)
			}
		}
		_, err = b.SentMail(b.ctx(), b.owner, message, 3)
		wantCode(t, err, dsar.CodeNotFound)
	})
}

func bodyOf(raw []byte) string {
	_, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	return body
}

func TestLetterThatWasNeverTakenIsSentOnTheDayItIs(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	relay.OnRecipient(func(string) error { return mailtest.Refuse(550, "no such mailbox") })
	id := b.request(dsar.RightAccess).Request.ID
	message := b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess}).Messages[0].Message.ID
	b.deliver()
	relay.OnRecipient(nil)
	b.at("2026-05-27T12:00:00Z")
	must(b.SendAgain(b.ctx(), b.owner, id, message, casework.AgainInput{To: "dpo@controller.example"}, casework.AnyVersion))(t)
	b.deliver()
	if v := b.view(id); v.State.SentOn != day("2026-05-27") {
		t.Errorf("sent on %s", v.State.SentOn)
	}
}

// Whatever the relay does, every mail ends in a state that says what happened.
func TestRelayFaults(t *testing.T) {
	mailTo := func(b *bench, n int) (ids []string) {
		for i := range n {
			id := b.request(dsar.RightAccess).Request.ID
			b.sendLetter(id, casework.SendInput{Kind: dsar.LetterAccess, To: fmt.Sprintf("p%d@controller.example", i)})
			ids = append(ids, id)
		}
		return ids
	}
	states := func(b *bench, ids []string) map[dsar.OutboxState]int {
		count := map[dsar.OutboxState]int{}
		for _, id := range ids {
			count[b.view(id).Messages[0].Mail.State]++
		}
		return count
	}
	t.Run("it refuses every connection: tried for two days, then given up with the reason", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		b.relayAt(mailtest.Closed(t))
		ids := mailTo(b, 2)
		for range 60 {
			b.deliver()
			b.wait(time.Hour)
		}
		m := b.view(ids[0]).Messages[0].Mail
		if states(b, ids)[dsar.OutboxFailed] != 2 || m.Attempts < 10 || !strings.Contains(m.Response, "connect") {
			t.Errorf("%v, %d attempts, %q", states(b, ids), m.Attempts, m.Response)
		}
		if m.AttemptedAt.After(casework.GivenUpAt(*m)) {
			t.Errorf("the last attempt was at %s", m.AttemptedAt)
		}
	})
	t.Run("it accepts connections and says nothing", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		b.relayAt(mailtest.Mute(t))
		ids := mailTo(b, 1)
		b.deliver()
		if m := b.view(ids[0]).Messages[0].Mail; m.State != dsar.OutboxQueued || m.Response == "" || !m.NotBefore.After(b.clock) {
			t.Errorf("%+v", m)
		}
	})
	t.Run("it takes the mail and hangs up before it says so: sent again with the same Message-ID", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		relay := b.withRelay()
		relay.DropAfterData(1)
		ids := mailTo(b, 1)
		b.deliver()
		if m := b.view(ids[0]).Messages[0].Mail; m.State != dsar.OutboxQueued || m.Response == "" {
			t.Fatalf("%+v", m)
		}
		b.wait(5 * time.Minute)
		b.deliver()
		taken := relay.Messages()
		if len(taken) != 2 || string(taken[0].Raw) != string(taken[1].Raw) {
			t.Errorf("%d mails, or they differ", len(taken))
		}
		if states(b, ids)[dsar.OutboxAccepted] != 1 {
			t.Error(states(b, ids))
		}
	})
	t.Run("it puts off half of the recipients", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		relay := b.withRelay()
		relay.OnRecipient(func(to string) error {
			if strings.HasPrefix(to, "p1") || strings.HasPrefix(to, "p3") {
				return mailtest.Refuse(452, "mailbox is full")
			}
			return nil
		})
		ids := mailTo(b, 4)
		b.deliver()
		if got := states(b, ids); got[dsar.OutboxAccepted] != 2 || got[dsar.OutboxQueued] != 2 {
			t.Fatal(got)
		}
		relay.OnRecipient(nil)
		b.wait(5 * time.Minute)
		b.deliver()
		if got := states(b, ids); got[dsar.OutboxAccepted] != 4 || len(relay.Messages()) != 4 {
			t.Errorf("%v, %d mails", got, len(relay.Messages()))
		}
	})
	t.Run("it speaks slowly", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		relay := b.withRelay()
		relay.OnRecipient(func(string) error { time.Sleep(100 * time.Millisecond); return nil })
		ids := mailTo(b, 3)
		b.deliver()
		if got := states(b, ids); got[dsar.OutboxAccepted] != 3 {
			t.Error(got)
		}
	})
	t.Run("the program is stopped while it waits: the mail is tried again after the lease", func(t *testing.T) {
		b := onSQLite(t, "2026-05-20")
		relay := b.withRelay()
		ctx, stop := context.WithCancel(b.ctx())
		relay.OnRecipient(func(string) error { stop(); time.Sleep(50 * time.Millisecond); return nil })
		ids := mailTo(b, 1)
		if _, err := b.DeliverOutbox(ctx); err == nil && len(relay.Messages()) == 0 {
			t.Error("no error although it was stopped")
		}
		relay.OnRecipient(nil)
		b.wait(time.Hour)
		b.deliver()
		if got := states(b, ids); got[dsar.OutboxAccepted] != 1 {
			t.Error(got)
		}
	})
}

// relayAt sends through whatever listens at the address, with little patience.
func (b *bench) relayAt(addr string) {
	b.t.Helper()
	config := must(mail.ParseSMTPURL("smtp://" + addr))(b.t)
	config.Timeout = 200 * time.Millisecond
	b.Mailer = must(mail.NewSMTP(config))(b.t)
}

func TestMailsToABusyDomainWaitAndOthersDoNot(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	b.MailsPerMinute = 2
	for i := range 5 {
		b.sendLetter(b.request(dsar.RightAccess).Request.ID, casework.SendInput{Kind: dsar.LetterAccess, To: fmt.Sprintf("p%d@busy.example", i)})
	}
	b.sendLetter(b.request(dsar.RightAccess).Request.ID, casework.SendInput{Kind: dsar.LetterAccess, To: "p@other.example"})
	for minute, want := range []int{3, 5, 6} {
		b.deliver()
		if got := len(relay.Messages()); got != want {
			t.Errorf("after minute %d: %d mails, want %d", minute, got, want)
		}
		b.wait(time.Minute)
	}
}

func TestFilesGoWithALetter(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	id := b.request(dsar.RightAccess).Request.ID
	send := func(files ...casework.SentFile) error {
		_, err := b.SendLetter(b.ctx(), b.owner, id, casework.SendInput{Kind: dsar.LetterAccess, Files: files}, casework.AnyVersion)
		return err
	}
	for name, files := range map[string][]casework.SentFile{
		"more than the budget": {{Name: "a", Content: make([]byte, casework.MaxSentBytes)}, {Name: "b", Content: []byte("x")}},
		"too many":             make([]casework.SentFile, casework.MaxSentFiles+1),
		"without a name":       {{Name: " "}},
		"a name of two lines":  {{Name: "a\r\nBcc: b@example.org"}},
	} {
		t.Run(name, func(t *testing.T) { wantField(t, send(files...), "files") })
	}
	if b.view(id).State.Status != dsar.StatusDraft {
		t.Fatal("something was recorded")
	}
	if err := send(casework.SentFile{Name: "Vollmacht für Zoë.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7")}, casework.SentFile{Name: "x", Type: "no type\r\n"}); err != nil {
		t.Fatal(err)
	}
	b.deliver()
	parsed := mail.Parse(relay.Messages()[0].Raw, mail.DefaultLimits())
	if len(parsed.Attachments) != 2 || parsed.Attachments[0].Name != "Vollmacht für Zoë.pdf" || parsed.Attachments[0].Type != "application/pdf" {
		t.Errorf("%+v", parsed.Attachments)
	}
}
