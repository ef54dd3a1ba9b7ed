package casework_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/imapin"
	"recourse/internal/mail/imaptest"
	"recourse/internal/mail/mailtest"
	"recourse/internal/seal"
)

// ownMailbox is a bench whose workspace has a mailbox of its own. What is sent to its
// address arrives in it.
type ownMailbox struct {
	*bench
	imap  *imaptest.Server
	relay *mailtest.Relay
	log   *bytes.Buffer
}

const sealSecret = "0123456789abcdef0123456789abcdef"

func withMailbox(t *testing.T, b *bench) *ownMailbox {
	t.Helper()
	o := &ownMailbox{bench: b, imap: imaptest.Start(t), log: new(bytes.Buffer)}
	o.relay = mailtest.Start(t, mailtest.Options{Username: o.imap.Username, Password: o.imap.Password})
	o.relay.OnData(func(m mailtest.Message) error {
		if strings.HasPrefix(m.To, "ada") {
			o.imap.Put(t, string(m.Raw))
		}
		return nil
	})
	key := must(seal.NewKey(sealSecret))(t)
	b.Key = func() (*seal.Key, error) { return key, nil }
	b.AllowPrivateMailHosts, b.MailTrial = true, 10*time.Second
	b.Log = slog.New(slog.NewTextHandler(o.log, nil))
	must(b.SaveMailbox(b.ctx(), b.owner, o.input(), casework.AnyVersion))(t)
	return o
}

func serverAt(t *testing.T, addr string) dsar.MailServer {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return dsar.MailServer{Host: host, Port: must(strconv.Atoi(port))(t), Security: "plain"}
}

func (o *ownMailbox) input() casework.MailboxInput {
	o.t.Helper()
	return casework.MailboxInput{
		Address: "ada@example.org", Password: o.imap.Password, SMTP: serverAt(o.t, o.relay.Addr), IMAP: serverAt(o.t, o.imap.Addr),
	}
}

func (o *ownMailbox) try() map[string]casework.TrialStep {
	o.t.Helper()
	steps := make(map[string]casework.TrialStep)
	for _, step := range must(o.TryMailbox(o.ctx(), o.owner))(o.t).Steps {
		steps[step.Name] = step
	}
	return steps
}

// send sends a letter and returns its request and the bytes that the relay got.
func (o *ownMailbox) send() (casework.RequestView, string) {
	o.t.Helper()
	v := o.request(dsar.RightAccess)
	must(o.SendLetter(o.ctx(), o.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(o.t)
	if n := must(o.DeliverOutbox(o.ctx()))(o.t); n != 1 {
		o.t.Fatalf("%d mails were accepted", n)
	}
	sent := o.relay.Messages()
	return v, string(sent[len(sent)-1].Raw)
}

func (o *ownMailbox) fetch() int {
	o.t.Helper()
	n := must(o.ReadMailboxes(o.ctx()))(o.t)
	must(o.ReadIncoming(o.ctx()))(o.t)
	return n
}

func (o *ownMailbox) status(id string) dsar.Status {
	o.t.Helper()
	return must(o.Request(o.ctx(), o.owner, id))(o.t).State.Status
}

func field(raw, name string) string {
	for line := range strings.Lines(raw) {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func TestLettersGoThroughTheWorkspacesOwnMailbox(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		o := withMailbox(t, b)
		t.Run("with the reference in the subject until plus-addressing was tried", func(t *testing.T) {
			v, raw := o.send()
			if field(raw, "From") != "<ada@example.org>" || field(raw, "Reply-To") != "<ada@example.org>" || !strings.Contains(raw, v.Request.Reference) {
				t.Errorf("sent\n%s", raw)
			}
			o.imap.Put(t, companyMail(twelveMonths, "Message-ID: <1@c>", "Subject: Re: "+v.Request.Reference, "To: ada@example.org"))
			if n := o.fetch(); n != 1 || o.status(v.Request.ID) != dsar.StatusAnswered {
				t.Errorf("%d were taken, the request is %s", n, o.status(v.Request.ID))
			}
		})
		t.Run("with an address of the request once that is known to arrive", func(t *testing.T) {
			if steps := o.try(); !steps["arrived"].OK || !steps["plus"].OK {
				t.Fatalf("steps %+v", steps)
			}
			v, raw := o.send()
			reply := strings.Trim(field(raw, "Reply-To"), "<>")
			if !strings.HasPrefix(reply, "ada+r.") || !strings.HasSuffix(reply, "@example.org") {
				t.Fatalf("sent\n%s", raw)
			}
			o.imap.Put(t, companyMail(twelveMonths, "Message-ID: <2@c>", "To: "+strings.ToUpper(reply)))
			if n := o.fetch(); n != 1 || o.status(v.Request.ID) != dsar.StatusAnswered {
				t.Errorf("%d were taken, the request is %s", n, o.status(v.Request.ID))
			}
		})
		t.Run("and the same answer by another door is one", func(t *testing.T) {
			again := companyMail(twelveMonths, "Message-ID: <1@c>", "Subject: other", "To: ada@example.org")
			o.imap.Put(t, again)
			raw := strings.ReplaceAll(again, "\r\n", "\n")
			o.fetch()
			if fresh := must(o.TakeMail(o.ctx(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(raw)}))(t); fresh {
				t.Error("it was stored twice")
			}
		})
	})
}

func TestPrivateMailIsNeverStored(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		o := withMailbox(t, b)
		o.send()
		for _, private := range []string{
			"From: mum@family.example\nTo: ada@example.org\nSubject: Sunday\nMessage-ID: <a@f>\n\nSecret birthday\n",
			"From: doctor@clinic.example\nTo: ada@example.org\nSubject: Your results\nMessage-ID: <b@f>\n\nSecret results\n",
			"From: shop@shop.example\nTo: ada+shop@example.org\nSubject: RC-1234-5678\nMessage-ID: <c@f>\nReferences: <x@y>\n\nSecret order\n",
			// A report is looked into; this one is about another mail.
			"From: mailer-daemon@example.org\nTo: ada@example.org\nSubject: Undelivered\nMessage-ID: <d@f>\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nSecret\n--b--\n",
		} {
			o.imap.Put(t, private)
		}
		if n := o.fetch(); n != 0 {
			t.Errorf("%d were taken", n)
		}
		if mails := must(o.IncomingMails(o.ctx(), o.owner, dsar.IncomingStates(), ""))(t).Items; len(mails) != 0 {
			t.Errorf("stored %+v", mails)
		}
		for _, table := range []string{"incoming", "incoming_raw"} {
			var rows int
			if err := o.Store.SQL().QueryRowContext(o.ctx(), "SELECT COUNT(*) FROM "+table).Scan(&rows); err != nil || rows != 0 {
				t.Errorf("%s has %d rows, %v", table, rows, err)
			}
		}
		for _, flags := range o.imap.Flags(t, "INBOX") {
			if len(flags) > 0 {
				t.Errorf("a private mail was marked %q", flags)
			}
		}
		if strings.Contains(o.log.String(), "family") || strings.Contains(o.log.String(), "Sunday") {
			t.Errorf("the log speaks of private mail: %s", o.log)
		}
	})
}

func TestMailOfACompanyWithAnOpenRequestWaitsForAPerson(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		o := withMailbox(t, b)
		v, _ := o.send()
		o.imap.Put(t, companyMail("Dear Ada", "Message-ID: <1@c>", "To: ada@example.org"))
		if n := o.fetch(); n != 1 {
			t.Fatalf("%d were taken", n)
		}
		waiting := must(o.IncomingMails(o.ctx(), o.owner, nil, ""))(t).Items
		if len(waiting) != 1 || len(waiting[0].Proposals) != 1 || waiting[0].Proposals[0].Request.ID != v.Request.ID || waiting[0].Mail.Door != dsar.DoorIMAP {
			t.Errorf("waiting %+v", waiting)
		}
	})
}

func TestTryingAMailbox(t *testing.T) {
	for name, c := range map[string]struct {
		change func(o *ownMailbox, in *casework.MailboxInput)
		failed string // the step
		key    string
	}{
		"that works": {func(*ownMailbox, *casework.MailboxInput) {}, "", ""},
		"whose server knows no plus": {func(o *ownMailbox, _ *casework.MailboxInput) {
			o.relay.OnRecipient(func(to string) error {
				if strings.Contains(to, "+") {
					return mailtest.Refuse(550, "no such user")
				}
				return nil
			})
		}, "plus", "error.mailbox.no_plus"},
		"with a wrong password":  {func(_ *ownMailbox, in *casework.MailboxInput) { in.Password = "wrong" }, "imap", "error.mailbox.imap_auth"},
		"that nobody answers at": {func(_ *ownMailbox, in *casework.MailboxInput) { in.IMAP.Port = 1 }, "imap", "error.mailbox.imap_connect"},
		"without the folder":     {func(_ *ownMailbox, in *casework.MailboxInput) { in.Folder = "Nowhere" }, "imap", "error.mailbox.imap_folder"},
		"whose relay is away":    {func(_ *ownMailbox, in *casework.MailboxInput) { in.SMTP.Port = 1 }, "smtp", "error.mailbox.smtp_connect"},
		"whose relay refuses": {func(o *ownMailbox, _ *casework.MailboxInput) {
			o.relay.OnRecipient(func(string) error { return mailtest.Refuse(550, "quota") })
		}, "smtp", "error.mailbox.smtp_refused"},
		"in which nothing arrives": {func(o *ownMailbox, _ *casework.MailboxInput) {
			o.MailTrial = 200 * time.Millisecond
			o.relay.OnData(func(mailtest.Message) error { return nil })
		}, "arrived", "error.mailbox.not_arrived"},
	} {
		t.Run(name, func(t *testing.T) {
			o := withMailbox(t, onSQLite(t, "2026-05-20"))
			in := o.input()
			c.change(o, &in)
			must(o.SaveMailbox(o.ctx(), o.owner, in, casework.AnyVersion))(t)
			trial := must(o.TryMailbox(o.ctx(), o.owner))(t)
			last := trial.Steps[len(trial.Steps)-1]
			if c.failed == "" {
				if len(trial.Steps) != 4 || !trial.Works() || !last.OK {
					t.Errorf("steps %+v", trial.Steps)
				}
				return
			}
			if last.OK || last.Name != c.failed || last.Key != c.key || trial.Works() != (c.failed == "plus") {
				t.Errorf("steps %+v", trial.Steps)
			}
			if v := must(o.Mailbox(o.ctx(), o.owner))(t); v.Mailbox.Plus {
				t.Error("plus-addressing counts as working")
			}
		})
	}
}

func TestThePasswordOfAMailbox(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		o := withMailbox(t, b)
		t.Run("is neither shown nor readable in the database nor logged", func(t *testing.T) {
			if v := must(o.Mailbox(o.ctx(), o.owner))(t); v.Mailbox.Sealed != "" {
				t.Errorf("shown as %q", v.Mailbox.Sealed)
			}
			stored := must(o.Store.Mailbox(o.ctx(), o.owner.WorkspaceID))(t)
			if stored.Sealed == "" || strings.Contains(stored.Sealed, o.imap.Password) {
				t.Errorf("stored as %q", stored.Sealed)
			}
			o.Log.Info("a mailbox", "mailbox", stored)
			if strings.Contains(o.log.String(), o.imap.Password) || strings.Contains(o.log.String(), "ada@") {
				t.Errorf("logged: %s", o.log)
			}
		})
		t.Run("is kept while it goes to the same servers, and asked for where they change", func(t *testing.T) {
			in := o.input()
			in.Password, in.Folder = "", "INBOX"
			must(o.SaveMailbox(o.ctx(), o.owner, in, casework.AnyVersion))(t)
			if steps := o.try(); !steps["arrived"].OK {
				t.Errorf("steps %+v", steps)
			}
			in.SMTP.Port++
			_, err := o.SaveMailbox(o.ctx(), o.owner, in, casework.AnyVersion)
			wantField(t, err, "password")
		})
		t.Run("that was encrypted with another key has to be given again", func(t *testing.T) {
			other := must(seal.NewKey("another " + sealSecret))(t)
			o.Key = func() (*seal.Key, error) { return other, nil }
			if steps := o.try(); steps["imap"].OK || steps["imap"].Key != "error.mailbox.sealed" {
				t.Errorf("steps %+v", steps)
			}
		})
		t.Run("is not taken without a key", func(t *testing.T) {
			for _, missing := range []func() (*seal.Key, error){nil, func() (*seal.Key, error) { return nil, errors.New("unreadable") }} {
				o.Key = missing
				_, err := o.SaveMailbox(o.ctx(), o.owner, o.input(), casework.AnyVersion)
				wantCode(t, err, dsar.CodeUnavailable)
				if o.CanKeepSecrets() {
					t.Error("it says that it can")
				}
			}
		})
	})
}

func TestWhoMayChangeAMailbox(t *testing.T) {
	o := withMailbox(t, onSQLite(t, "2026-05-20"))
	for _, role := range []dsar.Role{dsar.RoleCaseworker, dsar.RoleReader} {
		a := o.owner
		a.Role = role
		_, err := o.SaveMailbox(o.ctx(), a, o.input(), casework.AnyVersion)
		wantCode(t, err, dsar.CodeForbidden)
		_, err = o.TryMailbox(o.ctx(), a)
		wantCode(t, err, dsar.CodeForbidden)
		wantCode(t, o.RemoveMailbox(o.ctx(), a), dsar.CodeForbidden)
		must(o.Mailbox(o.ctx(), a))(t)
	}
	stranger := must(o.CreateUser(o.ctx(), casework.NewAccount{Email: "s@example.org", Password: "correct horse"}))(t).Actor()
	_, err := o.Mailbox(o.ctx(), stranger)
	wantCode(t, err, dsar.CodeNotFound)
	_, err = o.TryMailbox(o.ctx(), stranger)
	wantCode(t, err, dsar.CodeNotFound)
	wantCode(t, o.RemoveMailbox(o.ctx(), stranger), dsar.CodeNotFound)
}

func TestWrongMailboxesAreRefusedByField(t *testing.T) {
	o := withMailbox(t, onSQLite(t, "2026-05-20"))
	for name, c := range map[string]struct {
		change func(*casework.MailboxInput)
		field  string
	}{
		"no address":             {func(in *casework.MailboxInput) { in.Address = "" }, "address"},
		"an address with a name": {func(in *casework.MailboxInput) { in.Address = "Ada <ada@example.org>" }, "address"},
		"an address with a plus": {func(in *casework.MailboxInput) { in.Address = "ada+x@example.org" }, "address"},
		"no password":            {func(in *casework.MailboxInput) { in.Password, in.Username = "", "other" }, "password"},
		"a password of lines":    {func(in *casework.MailboxInput) { in.Password = "a\r\nb" }, "password"},
		"no host":                {func(in *casework.MailboxInput) { in.SMTP.Host = "" }, "smtp_host"},
		"a host with a path":     {func(in *casework.MailboxInput) { in.IMAP.Host = "mail.example.org/x" }, "imap_host"},
		"no port":                {func(in *casework.MailboxInput) { in.IMAP.Port = 0 }, "imap_port"},
		"too large a port":       {func(in *casework.MailboxInput) { in.SMTP.Port = 65536 }, "smtp_port"},
		"an unknown protection":  {func(in *casework.MailboxInput) { in.SMTP.Security = "ssl" }, "smtp_security"},
		"plain to elsewhere":     {func(in *casework.MailboxInput) { in.SMTP.Host = "mail.example.org" }, "smtp_security"},
		"a folder of lines":      {func(in *casework.MailboxInput) { in.Folder = "A\nB" }, "folder"},
	} {
		t.Run(name, func(t *testing.T) {
			in := o.input()
			c.change(&in)
			_, err := o.SaveMailbox(o.ctx(), o.owner, in, casework.AnyVersion)
			wantField(t, err, c.field)
		})
	}
	t.Run("a private address, unless that is allowed", func(t *testing.T) {
		o.AllowPrivateMailHosts = false
		_, err := o.SaveMailbox(o.ctx(), o.owner, o.input(), casework.AnyVersion)
		wantField(t, err, "imap_host")
		wantField(t, err, "smtp_host")
		// One that was stored before is not reached either.
		if steps := o.try(); steps["imap"].Key != "error.mailbox.private" {
			t.Errorf("steps %+v", steps)
		}
	})
	t.Run("somebody else's version", func(t *testing.T) {
		o.AllowPrivateMailHosts = true
		_, err := o.SaveMailbox(o.ctx(), o.owner, o.input(), 99)
		wantCode(t, err, dsar.CodeStale)
	})
}

func TestALetterWhoseMailboxWasRemovedWaitsAndSaysSo(t *testing.T) {
	o := withMailbox(t, onSQLite(t, "2026-05-20"))
	o.withRelay() // which must not send it in somebody else's name
	v := o.request(dsar.RightAccess)
	must(o.SendLetter(o.ctx(), o.owner, v.Request.ID, casework.SendInput{Kind: dsar.LetterAccess}, casework.AnyVersion))(t)
	if err := o.RemoveMailbox(o.ctx(), o.owner); err != nil {
		t.Fatal(err)
	}
	if n := must(o.DeliverOutbox(o.ctx()))(t); n != 0 {
		t.Errorf("%d mails were accepted", n)
	}
	m := must(o.Request(o.ctx(), o.owner, v.Request.ID))(t).Messages[0].Mail
	if m.State != dsar.OutboxQueued || !strings.Contains(m.Response, "has been removed") {
		t.Errorf("mail %+v", m)
	}
}

func TestAMailboxThatCannotBeReadIsTriedLessAndLess(t *testing.T) {
	o := withMailbox(t, onSQLite(t, "2026-05-20"))
	in := o.input()
	in.Password = "wrong"
	must(o.SaveMailbox(o.ctx(), o.owner, in, casework.AnyVersion))(t)
	o.fetch()
	before := o.imap.Connections()
	o.fetch()
	if o.imap.Connections() != before {
		t.Error("it was tried again at once")
	}
	v := must(o.Mailbox(o.ctx(), o.owner))(t)
	if v.Reading.Failures != 1 || v.Reading.Problem != "error.mailbox.imap_auth" || v.Reading.Reply == "" || !v.Reading.FailedAt.Equal(o.clock) {
		t.Errorf("reading %+v", v.Reading)
	}
	o.clock = o.clock.Add(5 * time.Minute)
	must(o.SaveMailbox(o.ctx(), o.owner, o.input(), casework.AnyVersion))(t)
	o.fetch()
	if v := must(o.Mailbox(o.ctx(), o.owner))(t); v.Reading.Problem != "" || v.Reading.SucceededAt.IsZero() {
		t.Errorf("reading %+v", v.Reading)
	}
}

func TestTheMailboxesOfTheInstallation(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		i := withIntake(t, b)
		server := imaptest.Start(t)
		at := serverAt(t, server.Addr)
		box := imapin.Config{Host: at.Host, Port: at.Port, Security: mail.Plain, Username: server.Username, Password: server.Password, Mark: imapin.FlagSeen}
		watch := func(until func() bool) {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); i.WatchMailbox(ctx, box) }()
			for deadline := time.Now().Add(20 * time.Second); !until() && time.Now().Before(deadline); {
				time.Sleep(10 * time.Millisecond)
			}
			cancel()
			<-ended
		}
		seen := func() int {
			n := 0
			for _, flags := range server.Flags(t, "INBOX") {
				if slices.Contains(flags, `\Seen`) {
					n++
				}
			}
			return n
		}
		t.Run("leave their mail unmarked while it cannot be stored", func(t *testing.T) {
			rename := func(from, to string) {
				if _, err := i.Store.SQL().ExecContext(i.ctx(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
					t.Fatal(err)
				}
			}
			server.Put(t, companyMail(twelveMonths, "Message-ID: <1@c>", "To: "+i.reply))
			rename("incoming_raw", "gone")
			watch(func() bool {
				v, err := i.Store.Reading(i.ctx(), "", box.String())
				return err == nil && v.Failures > 0
			})
			rename("gone", "incoming_raw")
			if n := seen(); n != 0 {
				t.Errorf("%d are marked", n)
			}
		})
		t.Run("have it taken and marked at the next go", func(t *testing.T) {
			server.Put(t, companyMail("Second", "Message-ID: <2@c>", "To: "+i.reply))
			watch(func() bool { // until the round has been noted as well
				v, err := i.Store.Reading(i.ctx(), "", box.String())
				return seen() == 2 && err == nil && v.Taken == 2 && v.Problem == ""
			})
			must(i.ReadIncoming(i.ctx()))(t)
			if v := i.request(i.sent.Request.ID); v.State.Status != dsar.StatusAnswered || len(v.Messages) != 3 {
				t.Errorf("%s, %d messages", v.State.Status, len(v.Messages))
			}
			r := must(i.Store.Reading(i.ctx(), "", box.String()))(t)
			if r.Taken != 2 || r.Problem != "" || r.LastUID != 2 {
				t.Errorf("reading %+v", r)
			}
			if strings.Contains(r.Mailbox, server.Password) {
				t.Errorf("the password is in %q", r.Mailbox)
			}
		})
	})
}
