package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/address"
	"recourse/internal/mail/thread"
)

// intake is a bench on which requests have addresses and a letter has been sent.
type intake struct {
	*bench
	sent  casework.RequestView
	reply string // the address that the letter asks to answer to
}

func withIntake(t *testing.T, b *bench) *intake {
	t.Helper()
	relay := b.withRelay()
	b.Addresses = address.Scheme{Domain: "answers.example.org"}
	i := &intake{bench: b}
	i.sent = i.sendTo(b.controller("Photomatch SAS", "FR"))
	must(b.DeliverOutbox(b.ctx()))(t)
	raw := string(relay.Messages()[0].Raw)
	_, after, found := strings.Cut(raw, "Reply-To: <")
	if !found {
		t.Fatalf("no Reply-To in\n%s", raw)
	}
	i.reply, _, _ = strings.Cut(after, ">")
	return i
}

func (i *intake) sendTo(c dsar.Controller) casework.RequestView {
	i.t.Helper()
	v := i.requestTo(c, dsar.RightAccess)
	return must(i.SendLetter(i.ctx(), i.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(i.t)
}

// mail is a mail of the company; fields come before its own.
func companyMail(text string, fields ...string) string {
	return strings.Join(append(fields, "From: Photomatch <privacy@controller.example>", "Subject: Your request"), "\r\n") +
		"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"
}

func (i *intake) take(raw string, rcpt ...string) bool {
	i.t.Helper()
	fresh := must(i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorLMTP, Recipients: rcpt, Raw: []byte(raw)}))(i.t)
	must(i.ReadIncoming(i.ctx()))(i.t)
	return fresh
}

func (i *intake) request(id string) casework.RequestView {
	i.t.Helper()
	return must(i.Request(i.ctx(), i.owner, id))(i.t)
}

func (i *intake) list(states ...dsar.IncomingState) []casework.IncomingView {
	i.t.Helper()
	return must(i.IncomingMails(i.ctx(), i.owner, states, ""))(i.t).Items
}

func TestMailToTheAddressOfARequest(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.at("2026-05-28T22:30:00Z") // the 29th in Paris
		i.take(companyMail(twelveMonths, "Message-ID: <1@c>", "To: "+strings.ToUpper(i.reply), "Date: Mon, 1 Jan 2035 00:00:00 +0000"))
		v := i.request(i.sent.Request.ID)
		t.Run("is a reply on the day it arrived, with its findings and bytes", func(t *testing.T) {
			if v.State.Status != dsar.StatusAnswered || len(v.Messages) != 2 {
				t.Fatalf("%s, %d messages", v.State.Status, len(v.Messages))
			}
			m := v.Messages[1]
			if m.Message.On != day("2026-05-29") || len(m.Findings) == 0 || m.Message.RawHash == "" || m.Message.MailID != "1@c" {
				t.Errorf("%+v", m.Message)
			}
			if _, raw, err := i.RawMessage(i.ctx(), i.owner, m.Message.ID); err != nil || !strings.Contains(string(raw), "Message-ID: <1@c>") {
				t.Errorf("%q, %v", raw, err)
			}
		})
		t.Run("waits for nobody and is listed as filed", func(t *testing.T) {
			if n := must(i.WaitingMails(i.ctx(), i.owner))(t); n != 0 {
				t.Errorf("%d wait", n)
			}
			filed := i.list(dsar.IncomingAssigned)
			if len(filed) != 1 || filed[0].Request.Request.ID != v.Request.ID || filed[0].Mail.Reason != string(thread.ByToken) {
				t.Errorf("%+v", filed)
			}
		})
		t.Run("comes once, by however many doors", func(t *testing.T) {
			again := "Received: from elsewhere\r\n" + companyMail(twelveMonths, "Message-ID: <1@c>", "To: "+strings.ToUpper(i.reply), "Date: Mon, 1 Jan 2035 00:00:00 +0000")
			if i.take(again) || len(i.request(v.Request.ID).Messages) != 2 {
				t.Error("it was filed twice")
			}
		})
		t.Run("with other bytes under the same name and words is the same message, and keeps its bytes", func(t *testing.T) {
			i.take(companyMail(twelveMonths, "X-Changed: on the way", "Message-ID: <1@c>", "To: "+strings.ToUpper(i.reply), "Date: Mon, 1 Jan 2035 00:00:00 +0000"))
			if n := len(i.request(v.Request.ID).Messages); n != 2 {
				t.Errorf("%d messages", n)
			}
			for _, one := range i.list(dsar.IncomingAssigned) {
				if raw, err := i.IncomingRaw(i.ctx(), i.owner, one.Mail.ID); err != nil || int64(len(raw)) != one.Mail.Size {
					t.Errorf("%d bytes of %d, %v", len(raw), one.Mail.Size, err)
				}
			}
		})
		t.Run("that follows the company's own mail finds the request too", func(t *testing.T) {
			i.take(companyMail("We add that we hold your photographs.", "Message-ID: <2@c>", "References: <1@c>"))
			if n := len(i.request(v.Request.ID).Messages); n != 3 {
				t.Errorf("%d messages", n)
			}
		})
		t.Run("to a closed request is correspondence, and it stays closed", func(t *testing.T) {
			must(i.RecordEvent(i.ctx(), i.owner, v.Request.ID, casework.EventInput{Kind: dsar.EventClosed, On: day("2026-05-29"), Outcome: dsar.OutcomeFulfilled}, casework.AnyVersion))(t)
			i.take(companyMail("One more thing.", "Message-ID: <3@c>", "To: "+i.reply))
			v := i.request(v.Request.ID)
			if v.State.Status != dsar.StatusClosed || len(v.Messages) != 4 {
				t.Errorf("%s, %d messages", v.State.Status, len(v.Messages))
			}
		})
	})
}

func TestMailsThatWaitTogetherAreFiledInTheOrderOfTheirArrival(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		second := i.sendTo(b.controller("Other Ltd", "IE"))
		token := must(i.Store.AddressToken(i.ctx(), i.owner.WorkspaceID, second.Request.ID))(t)
		i.setToday("2026-05-29")
		to := map[string]string{i.sent.Request.ID: i.reply, second.Request.ID: i.Addresses.Address(address.Token(token))}
		for n := range 9 {
			for request, address := range to {
				raw := companyMail(fmt.Sprintf("Answer %d.", n), fmt.Sprintf("Message-ID: <%d.%s@c>", n, request), "To: "+address)
				if n%3 == 2 { // it is known by the one before it alone
					raw = companyMail(fmt.Sprintf("Answer %d.", n), fmt.Sprintf("Message-ID: <%d.%s@c>", n, request), fmt.Sprintf("In-Reply-To: <%d.%s@c>", n-1, request))
				}
				must(i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorLMTP, Raw: []byte(raw)}))(t)
			}
		}
		if n := must(i.ReadIncoming(i.ctx()))(t); n != 18 {
			t.Errorf("%d mails were read", n)
		}
		for request := range to {
			v := i.request(request)
			words := map[string]string{}
			for _, m := range v.Messages {
				words[m.Message.ID] = strings.TrimSpace(m.Message.Text)
			}
			var answers []string
			for _, e := range v.Events {
				if e.Kind == dsar.EventReplyReceived {
					answers = append(answers, words[e.MessageID])
				}
			}
			if len(answers) != 9 || !slices.IsSorted(answers) {
				t.Errorf("%s: %q", v.Controller.Name, answers)
			}
		}
	})
}

func TestMailForTwoRequests(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		second := i.sendTo(b.controller("Other Ltd", "IE"))
		token := must(i.Store.AddressToken(i.ctx(), i.owner.WorkspaceID, second.Request.ID))(t)
		other := i.Addresses.Address(address.Token(token))
		i.setToday("2026-05-29")
		t.Run("is filed with each", func(t *testing.T) {
			i.take(companyMail("To both.", "Message-ID: <1@c>", "To: "+i.reply+", "+other))
			for _, id := range []string{i.sent.Request.ID, second.Request.ID} {
				if v := i.request(id); v.State.Status != dsar.StatusAnswered || len(v.Messages) != 2 {
					t.Errorf("%s: %s, %d messages", v.Controller.Name, v.State.Status, len(v.Messages))
				}
			}
		})
		t.Run("as blind copies that arrive one by one", func(t *testing.T) {
			raw := companyMail("Blind.", "Message-ID: <2@c>", "To: somebody@elsewhere.example")
			i.take(raw, i.reply)
			i.take(raw, other)
			for _, id := range []string{i.sent.Request.ID, second.Request.ID} {
				if v := i.request(id); len(v.Messages) != 3 {
					t.Errorf("%s: %d messages", v.Controller.Name, len(v.Messages))
				}
			}
		})
	})
}

func TestMailThatWaits(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.setToday("2026-05-29")
		id := i.sent.Request.ID
		i.take(companyMail("We answer you.", "Message-ID: <1@c>", "To: me@home.example"))
		waiting := i.list()
		t.Run("proposes the open request of the sender", func(t *testing.T) {
			if len(waiting) != 1 || len(waiting[0].Proposals) != 1 || waiting[0].Proposals[0].Request.ID != id || waiting[0].Proposals[0].Score != 65 {
				t.Fatalf("%+v", waiting)
			}
			if v := i.request(id); v.State.Status != dsar.StatusSent {
				t.Errorf("the request is %s already", v.State.Status)
			}
		})
		m := waiting[0].Mail
		t.Run("is not decided about by a reader, a stranger or in an old version", func(t *testing.T) {
			reader, stranger := i.owner, i.owner
			reader.Role, stranger.WorkspaceID = dsar.RoleReader, "another"
			wantCode(t, i.AssignIncoming(i.ctx(), reader, m.ID, casework.Assignment{RequestID: id}, m.Version), dsar.CodeForbidden)
			wantCode(t, i.AssignIncoming(i.ctx(), stranger, m.ID, casework.Assignment{RequestID: id}, m.Version), dsar.CodeNotFound)
			wantCode(t, i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{RequestID: id}, m.Version+7), dsar.CodeStale)
			wantField(t, i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{}, m.Version), "request")
			if v := i.request(id); len(v.Messages) != 1 {
				t.Error("a refused decision left a message")
			}
		})
		t.Run("can be set aside and brought back", func(t *testing.T) {
			if err := i.RefuseIncoming(i.ctx(), i.owner, m.ID, m.Version); err != nil {
				t.Fatal(err)
			}
			if n := len(i.list()); n != 0 {
				t.Errorf("%d still wait", n)
			}
			if err := i.RestoreIncoming(i.ctx(), i.owner, m.ID, casework.AnyVersion); err != nil {
				t.Fatal(err)
			}
			must(i.ReadIncoming(i.ctx()))(t)
			if again := i.list(); len(again) != 1 || len(again[0].Proposals) != 1 {
				t.Errorf("%+v", again)
			}
			wantCode(t, i.RestoreIncoming(i.ctx(), i.owner, m.ID, casework.AnyVersion), dsar.CodeConflict)
		})
		t.Run("is filed where a person says, and the thread follows", func(t *testing.T) {
			if err := i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{RequestID: id}, casework.AnyVersion); err != nil {
				t.Fatal(err)
			}
			i.take(companyMail("And more.", "Message-ID: <2@c>", "In-Reply-To: <1@c>"))
			if v := i.request(id); v.State.Status != dsar.StatusAnswered || len(v.Messages) != 3 {
				t.Errorf("%s, %d messages", v.State.Status, len(v.Messages))
			}
			if filed := i.list(dsar.IncomingAssigned); len(filed) != 2 {
				t.Errorf("%+v", filed)
			}
			wantCode(t, i.AssignIncoming(i.ctx(), i.owner, m.ID, casework.Assignment{RequestID: id}, casework.AnyVersion), dsar.CodeConflict)
		})
	})
}

func TestMailThatIsNoAnswer(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	for name, c := range map[string]struct {
		raw    string
		filed  bool
		waits  bool
		reason string
	}{
		"somebody is away":        {raw: companyMail("I am away.", "Message-ID: <a@c>", "To: "+i.reply, "Auto-Submitted: auto-replied", "X-Autoreply: yes", "Subject: Out of office")},
		"one of us writes to it":  {raw: strings.Replace(companyMail("Look at this.", "To: "+i.reply), "privacy@controller.example", "camille@mail.example", 1), waits: true},
		"nobody knows what it is": {raw: "From: x@y.example\r\nSubject: Hello\r\n\r\nHello\r\n", waits: true},
		"a mistyped address":      {raw: strings.Replace(companyMail("Typo.", "To: "+i.reply), i.reply[:12], i.reply[:11]+"z", 1), waits: true},
		"nothing but bytes":       {raw: "\x01\x02\x03", waits: true},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(i.list())
			i.take(c.raw)
			if v := i.request(i.sent.Request.ID); v.State.Status != dsar.StatusSent {
				t.Errorf("the request is %s", v.State.Status)
			}
			if waits := len(i.list()) > before; waits != c.waits && name != "somebody is away" {
				t.Errorf("waits: %v", waits)
			}
		})
	}
	t.Run("what is empty or too large is not taken", func(t *testing.T) {
		_, err := i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(" \r\n")})
		wantField(t, err, "file")
		_, err = i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorPipe, Raw: make([]byte, casework.MaxIncomingBytes+1)})
		wantCode(t, err, dsar.CodeTooLarge)
	})
	t.Run("all of it is read again when asked", func(t *testing.T) {
		waiting := len(i.list())
		if n := must(i.ReparseMail(i.ctx()))(t); n != waiting {
			t.Errorf("%d of %d", n, waiting)
		}
		must(i.ReadIncoming(i.ctx()))(t)
		if n := len(i.list()); n != waiting {
			t.Errorf("%d wait, not %d", n, waiting)
		}
	})
}

func TestMailOfNobody(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	if err := b.Store.InsertWorkspace(b.ctx(), dsar.Workspace{ID: "second", Name: "second", CreatedAt: b.clock}); err != nil {
		t.Fatal(err)
	}
	i.take(companyMail("To whom?", "To: info@answers.example.org"))
	t.Run("is shown to no workspace of several, and the operator sees that there is one", func(t *testing.T) {
		if n := len(i.list()); n != 0 {
			t.Errorf("%d mails", n)
		}
		h := must(i.Store.IncomingHealth(i.ctx()))(t)
		if h.Ownerless != 1 || h.Waiting != 0 {
			t.Errorf("%+v", h)
		}
	})
	t.Run("waits in the workspace that it is given to, and in no other", func(t *testing.T) {
		unowned := must(i.UnownedMail(i.ctx(), 10))(t)
		if len(unowned) != 1 || unowned[0].Subject != "Your request" {
			t.Fatalf("%+v", unowned)
		}
		mine := must(i.Store.Workspace(i.ctx(), i.owner.WorkspaceID))(t)
		give := func(id, workspace string) error {
			_, err := i.GiveMail(i.ctx(), id, workspace)
			return err
		}
		wantFieldError(t, give(unowned[0].ID, "third"), "workspace", "error.incoming.workspace")
		wantCode(t, give("no such mail", "second"), dsar.CodeNotFound)
		if err := give(unowned[0].ID, mine.Name); err != nil {
			t.Fatal(err)
		}
		wantCode(t, give(unowned[0].ID, "second"), dsar.CodeConflict)
		must(i.ReadIncoming(i.ctx()))(t)
		if waiting := i.list(); len(waiting) != 1 || waiting[0].Mail.ID != unowned[0].ID || len(must(i.UnownedMail(i.ctx(), 10))(t)) != 0 {
			t.Errorf("%+v", waiting)
		}
	})
	t.Run("with a token it finds its workspace all the same", func(t *testing.T) {
		i.at("2026-05-29T12:00:00Z")
		i.take(companyMail("To you.", "To: "+i.reply))
		if v := i.request(i.sent.Request.ID); v.State.Status != dsar.StatusAnswered {
			t.Errorf("%s", v.State.Status)
		}
	})
}

func TestTwoReadersFileEachMailOnce(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		i.setToday("2026-05-29")
		const mails = 12
		for n := range mails {
			raw := companyMail("Part "+strings.Repeat("x", n+1), "To: "+i.reply)
			must(i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorLMTP, Raw: []byte(raw)}))(t)
		}
		other := casework.New(b.Options)
		done := make(chan error, 2)
		for _, s := range []*casework.Service{b.Service, other} {
			go func() { _, err := s.ReadIncoming(b.ctx()); done <- err }()
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		for range 6 { // what two readers wanted to file at once is read again after the lease
			b.clock = b.clock.Add(10 * time.Minute)
			must(i.ReadIncoming(i.ctx()))(t)
		}
		if n := len(i.request(i.sent.Request.ID).Messages); n != mails+1 {
			t.Errorf("%d messages", n)
		}
	})
}

// TestOutcomesOfMail states what becomes of mail that comes by an unusual way, as
// docs/operating-mail.md does.
func TestOutcomesOfMail(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	i := withIntake(t, b)
	i.setToday("2026-05-29")
	id := i.sent.Request.ID
	messages := func() int { return len(i.request(id).Messages) }
	t.Run("a forwarded mail waits, and the request of the mail within is proposed", func(t *testing.T) {
		i.take("From: friend@elsewhere.example\r\nTo: me@home.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
			"--b\r\nContent-Type: text/plain\r\n\r\nThis came to me.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" +
			companyMail("Our answer.", "To: "+i.reply) + "\r\n--b--\r\n")
		waiting := i.list()
		if len(waiting) != 1 || len(waiting[0].Proposals) != 1 || waiting[0].Proposals[0].Request.ID != id || messages() != 1 {
			t.Errorf("%+v", waiting)
		}
	})
	t.Run("a mistyped address waits, and the request that it leads to is proposed", func(t *testing.T) {
		local, domain, _ := strings.Cut(i.reply, "@")
		last := "2"
		if strings.HasSuffix(local, "2") {
			last = "3"
		}
		i.take(companyMail("With a mistake in the last character.", "To: "+local[:len(local)-1]+last+"@"+domain))
		if n := len(i.list()); n != 2 || messages() != 1 {
			t.Errorf("%d wait, %d messages", n, messages())
		}
	})
	t.Run("a blind copy is filed by the envelope, and once when it comes by another door", func(t *testing.T) {
		raw := companyMail("Blind.", "Message-ID: <bcc@c>", "To: somebody@elsewhere.example")
		i.take(raw, strings.ToUpper(i.reply))
		fresh := must(i.TakeMail(i.ctx(), casework.MailIn{Door: dsar.DoorFile, Recipients: []string{i.reply}, Raw: []byte("Received: again\r\n" + raw)}))(t)
		must(i.ReadIncoming(i.ctx()))(t)
		if fresh || messages() != 2 {
			t.Errorf("new: %v, %d messages", fresh, messages())
		}
	})
}
