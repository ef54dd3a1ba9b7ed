package listener_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/mail/listener"
	"recourse/internal/mail/mailtest"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// door is a running listener with a request whose mail it takes.
type door struct {
	*listener.Listener
	t       *testing.T
	store   *store.Store
	service *casework.Service
	request string // its address
}

func onLoopback(lmtp bool) mail.Endpoint {
	return mail.Endpoint{LMTP: lmtp, Network: "tcp", Address: "127.0.0.1:0"}
}

func open(t *testing.T, s *store.Store, o listener.Options) *door {
	t.Helper()
	d := &door{t: t, store: s, service: newService(t, s)}
	d.request = addressOfARequest(t, d.service)
	o.Service, o.Log, o.Name = d.service, slog.New(slog.DiscardHandler), "mx.answers.example.org"
	o.OnFail = func(err error) { t.Errorf("it ended by itself: %v", err) }
	var err error
	if d.Listener, err = listener.Start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = d.Stop(ctx) // a test may have stopped it
	})
	return d
}

func newService(t *testing.T, s *store.Store) *casework.Service {
	t.Helper()
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	return casework.New(casework.Options{
		Store: s, Law: book, From: "Recourse <recourse@answers.example.org>", Addresses: address.Scheme{Domain: "answers.example.org"},
		BaseURL: "https://recourse.example.org", Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
	})
}

func addressOfARequest(t *testing.T, s *casework.Service) string {
	t.Helper()
	ctx := t.Context()
	account, err := s.Setup(ctx, casework.NewAccount{Email: "o@example.org", Name: "O", Password: "correct horse", Language: "en", TimeZone: "Europe/Paris"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.CreateController(ctx, account.Actor(), casework.ControllerInput{Name: "Photomatch SAS", Country: "FR"})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.CreateRequest(ctx, account.Actor(), casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en",
		Subject: casework.SubjectInput{Name: "Camille Moreau", Email: "camille@mail.example", Country: "FR"},
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := address.NewToken(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.Store.PutAddressToken(ctx, account.Actor().WorkspaceID, v.Request.ID, string(token), s.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s.Addresses.Address(address.Token(kept))
}

// client speaks the listener's protocol.
func (d *door) client(lmtp bool) *smtp.Client {
	d.t.Helper()
	c, err := net.Dial(d.Addr().Network(), d.Addr().String())
	if err != nil {
		d.t.Fatal(err)
	}
	if lmtp {
		return smtp.NewClientLMTP(c)
	}
	return smtp.NewClient(c)
}

// send sends a mail and returns what the listener replied to it.
func (d *door) send(lmtp bool, raw string, to ...string) error {
	d.t.Helper()
	c := d.client(lmtp)
	defer c.Close()
	if err := c.Mail("dpo@controller.example", nil); err != nil {
		return err
	}
	for _, one := range to {
		if err := c.Rcpt(one, nil); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(raw)); err != nil {
		return err
	}
	return w.Close()
}

// stored returns the mails that were taken, the first first.
func (d *door) stored() []dsar.Incoming {
	d.t.Helper()
	mails, err := d.store.ClaimIncoming(d.t.Context(), d.service.Now(), 0, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	return mails
}

func wantReply(t *testing.T, err error, code int) {
	t.Helper()
	var said *smtp.SMTPError
	var lmtp smtp.LMTPDataError
	if errors.As(err, &lmtp) {
		for _, one := range lmtp {
			said = one
		}
	}
	if said == nil && !errors.As(err, &said) || said.Code != code {
		t.Errorf("the reply is %v, want %d", err, code)
	}
}

const answer = "From: DPO <dpo@controller.example>\r\nSubject: Your request\r\n\r\nWe answer.\r\n.A line with a dot\r\n"

// onEachProtocol runs fn for SMTP and for LMTP.
func onEachProtocol(t *testing.T, fn func(t *testing.T, lmtp bool)) {
	for name, lmtp := range map[string]bool{"smtp": false, "lmtp": true} {
		t.Run(name, func(t *testing.T) { fn(t, lmtp) })
	}
}

func TestMailIsStoredAsItCame(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		d := open(t, s, listener.Options{Endpoint: onLoopback(true)})
		if err := d.send(true, answer, strings.ToUpper(d.request)); err != nil {
			t.Fatal(err)
		}
		if err := d.send(true, answer, strings.ToUpper(d.request)); err != nil {
			t.Errorf("the same mail again: %v", err)
		}
		mails := d.stored()
		if len(mails) != 1 {
			t.Fatalf("%d mails", len(mails))
		}
		m := mails[0]
		if m.Door != dsar.DoorLMTP || m.MailFrom != "dpo@controller.example" || len(m.Recipients) != 1 || m.Recipients[0] != strings.ToUpper(d.request) {
			t.Errorf("%+v", m)
		}
		if raw, err := s.IncomingRaw(t.Context(), m); err != nil || string(raw) != answer {
			t.Errorf("%q, %v", raw, err)
		}
	})
}

func TestWhoseMailIsTaken(t *testing.T) {
	onEachProtocol(t, func(t *testing.T, lmtp bool) {
		d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(lmtp)})
		typo := d.request[:12] + "z" + d.request[13:]
		for to, code := range map[string]int{
			d.request: 250, typo: 250, "postmaster@answers.example.org": 250, "recourse@answers.example.org": 250,
			"info@answers.example.org": 550, "somebody@elsewhere.example": 550, "r.22222222222222222222222222@elsewhere.example": 550,
		} {
			c := d.client(lmtp)
			if err := c.Mail("dpo@controller.example", nil); err != nil {
				t.Fatal(err)
			}
			if err := c.Rcpt(to, nil); code == 250 && err != nil {
				t.Errorf("%s: %v", to, err)
			} else if code != 250 {
				wantReply(t, err, code)
			}
			c.Close()
		}
	})
}

func TestAClientThatGuessesAddressesIsSentAway(t *testing.T) {
	limits := listener.DefaultLimits()
	limits.Refused = 3
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false), Limits: limits})
	c := d.client(false)
	defer c.Close()
	if err := c.Mail("a@b.example", nil); err != nil {
		t.Fatal(err)
	}
	for n := range limits.Refused + 1 {
		wantReply(t, c.Rcpt(fmt.Sprintf("guess%d@answers.example.org", n), nil), 550)
	}
	if err := c.Rcpt(d.request, nil); err == nil {
		t.Error("it may go on")
	}
}

func TestMailThatIsNeverTaken(t *testing.T) {
	onEachProtocol(t, func(t *testing.T, lmtp bool) {
		limits := listener.DefaultLimits()
		limits.Bytes = 3 << 20
		d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(lmtp), Limits: limits})
		large := strings.Repeat(strings.Repeat("x", 998)+"\r\n", int(limits.Bytes)/1000+500)
		wantReply(t, d.send(lmtp, "Subject: x\r\n\r\n"+large, d.request), 552)
		wantReply(t, d.send(lmtp, " \r\n", d.request), 554)
		if err := d.send(lmtp, answer, d.request); err != nil {
			t.Errorf("after that: %v", err)
		}
		if n := len(d.stored()); n != 1 {
			t.Errorf("%d mails", n)
		}
		c := d.client(lmtp)
		defer c.Close()
		wantReply(t, c.Mail("a@b.example", &smtp.MailOptions{Size: limits.Bytes + 1}), 552)
	})
}

func TestALineWithoutEndIsTakenInAMailAndNotAsACommand(t *testing.T) {
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false)})
	long := "Subject: x\r\n\r\n" + strings.Repeat("endless ", 1<<17) + "\r\n"
	if err := d.send(false, long, d.request); err != nil {
		t.Fatal(err)
	}
	if mails := d.stored(); len(mails) != 1 || mails[0].Size != int64(len(long)) {
		t.Errorf("%+v", mails)
	}
	r := d.dial()
	r.expect("220")
	_, _ = r.Write(bytes.Repeat([]byte("NOOP "), 1<<16))
	r.expect("421")
}

func TestWhenTheDatabaseIsGone(t *testing.T) {
	onEachProtocol(t, func(t *testing.T, lmtp bool) {
		url := testdb.SQLiteURL(t)
		first := openURL(t, url)
		d := open(t, first, listener.Options{Endpoint: onLoopback(lmtp)})
		c := d.client(lmtp)
		defer c.Close()
		if err := errors.Join(c.Mail("dpo@controller.example", nil), c.Rcpt(d.request, nil)); err != nil {
			t.Fatal(err)
		}
		w, err := c.Data()
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(answer))
		t.Run("the mail is to be sent again", func(t *testing.T) { wantReply(t, w.Close(), 451) })
		t.Run("recipients too", func(t *testing.T) { wantReply(t, d.send(lmtp, answer, d.request), 451) })
		t.Run("and it is stored once when the database is back", func(t *testing.T) {
			d.service.Store = openURL(t, url)
			d.store = d.service.Store
			for range 2 {
				if err := d.send(lmtp, answer, d.request); err != nil {
					t.Fatal(err)
				}
			}
			if n := len(d.stored()); n != 1 {
				t.Errorf("%d mails", n)
			}
		})
	})
}

func openURL(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // again, where the test closed it
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSTARTTLS(t *testing.T) {
	config, pool := mailtest.Certificate(t)
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: onLoopback(false), TLS: config})
	raw, err := net.Dial("tcp", d.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := smtp.NewClientStartTLS(raw, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SendMail("dpo@controller.example", []string{d.request}, strings.NewReader(answer)); err != nil {
		t.Fatal(err)
	}
	if n := len(d.stored()); n != 1 {
		t.Errorf("%d mails", n)
	}
}

func TestTheSocketOfAMailServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lmtp")
	abandoned, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	abandoned.SetUnlinkOnClose(false)
	abandoned.Close()
	endpoint := mail.Endpoint{LMTP: true, Network: "unix", Address: path}
	d := open(t, testdb.SQLite(t), listener.Options{Endpoint: endpoint})
	if err := d.send(true, answer, d.request); err != nil {
		t.Error(err)
	}
	if _, err := listener.Start(t.Context(), listener.Options{Endpoint: endpoint, Service: d.service}); err == nil {
		t.Error("a second program takes the socket away")
	}
}
