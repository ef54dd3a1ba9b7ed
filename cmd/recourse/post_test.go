package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"recourse/internal/dsar"
	"recourse/internal/mail/mailtest"
	"recourse/internal/store"
)

// post is mail on its way into and out of a fleet.
type post struct {
	*fleet
	db         *store.Store
	workspace  string
	references []string // of the requests that mails answer
	door       string   // address of the LMTP listener

	senders sync.WaitGroup
	sent    int // mails enqueued
	arrived int // mails handed to a sender
}

// newPost prepares a database with as many requests. Nothing runs on it yet.
func newPost(t *testing.T, database string, requests int) *post {
	t.Helper()
	p := newProgram(t, database)
	p.now.Store(time.Now().Unix())
	p.command("", "migrate")
	p.command("correct horse battery\n", "user", "create", "--email", "ada@ngo.example", "--password-stdin")
	p.token = strings.TrimSpace(p.command("", "token", "create", "--email", "ada@ngo.example"))
	p.serve()
	f := &post{fleet: newFleet(p), door: mailtest.Closed(t)}
	controller := p.call("POST", "/controllers", map[string]any{"name": "Photomatch SAS", "country": "FR"}, 201)
	for i := range requests {
		request := p.call("POST", "/requests", map[string]any{
			"controller_id": controller["id"], "rights": []string{"access"}, "regime": "eu-gdpr",
			"subject": map[string]any{"name": fmt.Sprintf("Person %d", i)},
		}, 201)
		yesterday := time.Now().Add(-24 * time.Hour).Format(time.DateOnly)
		p.call("POST", fmt.Sprintf("/requests/%s/events", request["id"]), map[string]any{"kind": "sent", "date": yesterday}, 201)
		f.references = append(f.references, fmt.Sprint(request["reference"]))
	}
	p.stop()
	p.environ = append(p.environ, "RECOURSE_LOG_LEVEL=error", "RECOURSE_FILES="+t.TempDir())
	var err error
	if f.db, err = store.Open(t.Context(), store.Options{URL: database}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.db.Close() })
	first, err := f.db.FirstWorkspace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.workspace = first.ID
	return f
}

// openDoor has the instances take mail in by LMTP. Only one can run at a time then.
func (f *post) openDoor() {
	f.environ = append(f.environ, "RECOURSE_MAIL_DOMAIN=answers.example.org", "RECOURSE_MAIL_LISTEN=lmtp://"+f.door)
}

// send puts n mails into the outbox, each to a domain of its own.
func (f *post) send(n int) {
	f.t.Helper()
	for range n {
		f.sent++
		id := fmt.Sprintf("out-%d@ngo.example", f.sent)
		to := fmt.Sprintf("somebody@d%d.example", f.sent)
		raw := fmt.Sprintf("From: recourse@ngo.example\r\nTo: %s\r\nMessage-ID: <%s>\r\nSubject: A letter\r\n\r\nHello.\r\n", to, id)
		now := time.Now()
		err := f.db.Enqueue(f.t.Context(), dsar.OutboxMail{
			ID: uuid.Must(uuid.NewV7()).String(), WorkspaceID: f.workspace, Kind: "test", From: "recourse@ngo.example", To: to,
			MailID: id, Raw: []byte(raw), State: dsar.OutboxQueued, CreatedAt: now, NotBefore: now,
		})
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

// arrive lets n mails come in, most by LMTP and some through the pipe, each until it is
// accepted, as a mail server does. It does not wait for them.
func (f *post) arrive(ctx context.Context, n int) {
	for range n {
		f.arrived++
		number, reference := f.arrived, f.references[f.arrived%len(f.references)]
		raw := fmt.Sprintf("From: dpo@controller.example\r\nMessage-ID: <in-%d@controller.example>\r\nSubject: Re: %s\r\n"+
			"Date: %s\r\n\r\nThis is answer number %d.\r\n", number, reference, time.Now().Format(time.RFC1123Z), number)
		deliver := f.byLMTP
		if number%20 == 1 {
			deliver = f.byPipe
		}
		f.senders.Go(func() {
			for ctx.Err() == nil && deliver(ctx, raw) != nil {
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
}

func (f *post) byLMTP(_ context.Context, raw string) error {
	conn, err := net.DialTimeout("tcp", f.door, 5*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	c := smtp.NewClientLMTP(conn)
	if err := errors.Join(c.Hello("mx.example"), c.Mail("dpo@controller.example", nil), c.Rcpt("postmaster@answers.example.org", nil)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err = w.Write([]byte(raw)); err != nil {
		return err
	}
	_, err = w.CloseWithLMTPResponse() // the error is that of a recipient, too
	return err
}

// byPipe is the command that a mail server calls.
func (f *post) byPipe(ctx context.Context, raw string) error {
	c := f.spawn("mail", "intake")
	c.Stdin = strings.NewReader(raw)
	if err := c.Start(); err != nil {
		return err
	}
	killer := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
	defer killer.Stop()
	return c.Wait()
}

// waiting counts the mails that have not come to their end.
func (f *post) waiting() (out, in int) {
	f.t.Helper()
	f.ask(&out, "SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')")
	f.ask(&in, "SELECT COUNT(*) FROM incoming WHERE state = 'stored'")
	return out, in
}

func (f *post) ask(into any, query string) {
	f.t.Helper()
	if err := f.db.SQL().QueryRowContext(f.t.Context(), query).Scan(into); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
}

// wantDrained waits until nothing waits any more, with whatever runs.
func (f *post) wantDrained() {
	f.t.Helper()
	for range 600 {
		if out, in := f.waiting(); out+in == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	out, in := f.waiting()
	f.t.Fatalf("%d mails to send and %d to read are stuck\n%s", out, in, f.log.String())
}

// wantHealthy has the data examined. What the doctor says of servers and of a DNS that
// nobody can ask here is not what the test is about.
func (f *post) wantHealthy() {
	f.t.Helper()
	doctor := f.spawn("doctor")
	doctor.Env = slices.DeleteFunc(doctor.Env, func(setting string) bool {
		return strings.HasPrefix(setting, "RECOURSE_MAIL_") || strings.HasPrefix(setting, "RECOURSE_SMTP_")
	})
	if out, err := doctor.Output(); err != nil || !strings.Contains(string(out), "0 problems") {
		f.t.Errorf("the doctor: %v: %s", err, out)
	}
}

// finish lets one instance work until nothing waits any more.
func (f *post) finish() {
	f.t.Helper()
	last := f.ready(f.start())
	defer last.kill()
	f.finishWith()
}

// finishWith lets the instances that run work until nothing waits any more.
func (f *post) finishWith() {
	f.t.Helper()
	f.senders.Wait()
	for range 40 {
		f.sleep(leaseOver) // what a process held that is gone
		for range 20 {
			if out, in := f.waiting(); out+in == 0 {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	out, in := f.waiting()
	f.t.Fatalf("%d mails to send and %d to read are stuck\n%s", out, in, f.log.String())
}

var messageID = regexp.MustCompile(`(?m)^Message-ID: <(out-\d+@ngo\.example)>`)

// wantSent checks that every mail went out, and that at most so many did twice. A second
// one has the same Message-ID and the same bytes: the mail program shows one.
func (f *post) wantSent(twice int) {
	f.t.Helper()
	bytesOf := map[string]string{}
	again := 0
	for _, m := range f.relay.Messages() {
		id := string(messageID.FindSubmatch(m.Raw)[1])
		if first, seen := bytesOf[id]; seen {
			again++
			if first != string(m.Raw) {
				f.t.Errorf("%s was sent with other bytes than before", id)
			}
		}
		bytesOf[id] = string(m.Raw)
	}
	if len(bytesOf) != f.sent {
		f.t.Errorf("%d of %d mails went out", len(bytesOf), f.sent)
	}
	if again > twice {
		f.t.Errorf("%d mails went out again, want at most %d", again, twice)
	}
	f.t.Logf("%d mails out, %d of them again", len(bytesOf), again)
	var accepted int
	f.ask(&accepted, "SELECT COUNT(*) FROM outbox WHERE state = 'accepted' AND response <> ''")
	if accepted != f.sent {
		f.t.Errorf("%d of %d mails are known to be accepted", accepted, f.sent)
	}
}

// wantFiled checks that every mail is there once and filed once with its request.
func (f *post) wantFiled() {
	f.t.Helper()
	var all, different, filed, messages, once int
	f.ask(&all, "SELECT COUNT(*) FROM incoming")
	f.ask(&different, "SELECT COUNT(DISTINCT mail_id) FROM incoming")
	f.ask(&filed, "SELECT COUNT(*) FROM incoming WHERE state = 'assigned'")
	f.ask(&messages, "SELECT COUNT(*) FROM messages WHERE direction = 'in'")
	f.ask(&once, "SELECT COUNT(DISTINCT mail_id) FROM messages WHERE direction = 'in'")
	if all != f.arrived || different != f.arrived || filed != f.arrived || messages != f.arrived || once != f.arrived {
		f.t.Errorf("of %d mails that were accepted %d are stored (%d different ones), %d filed, as %d messages (%d different ones)",
			f.arrived, all, different, filed, messages, once)
		var example string
		f.ask(&example, "SELECT state || ', ' || reason FROM incoming ORDER BY state DESC LIMIT 1")
		f.t.Errorf("one of them is %s", example)
	}
}
