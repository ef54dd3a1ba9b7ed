package mail_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"recourse/internal/mail"
	"recourse/internal/mail/mailtest"
)

const letter = "From: a@example.org\r\nTo: b@example.net\r\nSubject: x\r\n\r\nFirst line\r\n.line with a dot\r\nGr\xc3\xbc\xc3\x9fe\r\n"

func client(t *testing.T, addr string, change func(*mail.SMTPConfig)) *mail.SMTP {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	c := mail.SMTPConfig{Host: host, Port: n, Security: mail.Plain, Timeout: 2 * time.Second}
	if change != nil {
		change(&c)
	}
	s, err := mail.NewSMTP(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSendHandsOverTheExactBytes(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{})
	response, err := client(t, relay.Addr, nil).Send(t.Context(), "Ada <a@example.org>", "b@bücher.example", []byte(letter))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(response, "250 ") || len(response) < 6 {
		t.Errorf("response %q is not the relay's reply line", response)
	}
	got := relay.Messages()
	if len(got) != 1 {
		t.Fatalf("relay took %d mails", len(got))
	}
	if string(got[0].Raw) != letter {
		t.Errorf("sent %q\ntook %q", letter, got[0].Raw)
	}
	if got[0].From != "a@example.org" || got[0].To != "b@xn--bcher-kva.example" {
		t.Errorf("envelope %q → %q", got[0].From, got[0].To)
	}
}

func TestSendProtectsTheConnection(t *testing.T) {
	for name, o := range map[string]mailtest.Options{
		"by STARTTLS":             {StartTLS: true},
		"by TLS":                  {TLS: true},
		"and signs in within TLS": {StartTLS: true, Username: "ada", Password: "p@ss/#"},
	} {
		t.Run(name, func(t *testing.T) {
			relay := mailtest.Start(t, o)
			s := client(t, relay.Addr, func(c *mail.SMTPConfig) {
				c.Security, c.RootCAs = mail.StartTLS, relay.CAs
				if o.TLS {
					c.Security = mail.TLS
				}
				c.Username, c.Password = o.Username, o.Password
			})
			if _, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter)); err != nil {
				t.Fatal(err)
			}
			got := relay.Messages()
			if len(got) != 1 || !got[0].TLS || got[0].User != o.Username {
				t.Errorf("took %d mails; TLS %v, user %q", len(got), got[0].TLS, got[0].User)
			}
		})
	}
}

func TestSendRefusesAnUnprotectedConnection(t *testing.T) {
	t.Run("when STARTTLS is not offered", func(t *testing.T) {
		relay := mailtest.Start(t, mailtest.Options{})
		s := client(t, relay.Addr, func(c *mail.SMTPConfig) { c.Security = mail.StartTLS })
		_, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
		wantStep(t, err, "starttls")
	})
	t.Run("when the certificate is not trusted", func(t *testing.T) {
		relay := mailtest.Start(t, mailtest.Options{StartTLS: true})
		s := client(t, relay.Addr, func(c *mail.SMTPConfig) { c.Security = mail.StartTLS })
		_, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
		wantStep(t, err, "starttls")
		if len(relay.Messages()) != 0 {
			t.Error("the mail was sent all the same")
		}
	})
	t.Run("when plain goes to another machine", func(t *testing.T) {
		if _, err := mail.NewSMTP(mail.SMTPConfig{Host: "mail.example.org", Port: 25, Security: mail.Plain}); err == nil {
			t.Error("accepted")
		}
	})
}

func TestSendReportsRefusals(t *testing.T) {
	const recipient = "somebody.private@example.net"
	for name, c := range map[string]struct {
		err       error
		permanent bool
	}{
		"unknown mailbox is permanent":  {mailtest.Refuse(550, "<"+recipient+"> unknown"), true},
		"greylisting is temporary":      {mailtest.Refuse(451, "<"+recipient+"> try later"), false},
		"full mailbox (4xx) is retried": {mailtest.Refuse(452, "full"), false},
	} {
		for _, step := range []string{"recipient", "data"} {
			t.Run(name+" at "+step, func(t *testing.T) {
				relay := mailtest.Start(t, mailtest.Options{})
				if step == "recipient" {
					relay.OnRecipient(func(string) error { return c.err })
				} else {
					relay.OnData(func(mailtest.Message) error { return c.err })
				}
				response, err := client(t, relay.Addr, nil).Send(t.Context(), "a@example.org", recipient, []byte(letter))
				wantStep(t, err, step)
				if mail.IsPermanent(err) != c.permanent {
					t.Errorf("permanent = %v for %v", !c.permanent, err)
				}
				if len(response) < 4 || response[:2] != c.err.Error()[len("SMTP error "):][:2] {
					t.Errorf("response %q is not the relay's reply", response)
				}
				if strings.Contains(err.Error(), "somebody") {
					t.Errorf("error names the recipient: %v", err)
				}
			})
		}
	}
}

func TestSendTreatsAWrongPasswordAsMendable(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{StartTLS: true, Username: "ada", Password: "right"})
	s := client(t, relay.Addr, func(c *mail.SMTPConfig) {
		c.Security, c.RootCAs, c.Username, c.Password = mail.StartTLS, relay.CAs, "ada", "wrong"
	})
	response, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
	wantStep(t, err, "auth")
	if mail.IsPermanent(err) {
		t.Error("a mail is given up because of a wrong password")
	}
	if !strings.HasPrefix(response, "5") || strings.Contains(err.Error()+response, "wrong") {
		t.Errorf("response %q, error %v", response, err)
	}
}

func TestSendWithoutTheRequiredSignInIsMendable(t *testing.T) {
	relay := mailtest.Start(t, mailtest.Options{Username: "ada", Password: "x"})
	_, err := client(t, relay.Addr, nil).Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
	wantStep(t, err, "sender")
	if mail.IsPermanent(err) {
		t.Error("a mail is given up because signing in is not configured")
	}
}

func TestSendEndsInTime(t *testing.T) {
	t.Run("when nobody listens", func(t *testing.T) {
		_, err := client(t, mailtest.Closed(t), nil).Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
		wantStep(t, err, "connect")
	})
	t.Run("when the relay says nothing", func(t *testing.T) {
		l := mailtest.Mute(t)
		s := client(t, l, func(c *mail.SMTPConfig) { c.Timeout = 100 * time.Millisecond })
		_, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
		wantStep(t, err, "greeting")
	})
	t.Run("when the context ends", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		s := client(t, mailtest.Mute(t), func(c *mail.SMTPConfig) { c.Timeout = time.Minute })
		_, err := s.Send(ctx, "a@example.org", "b@example.net", []byte(letter))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when the relay thinks too long about the mail", func(t *testing.T) {
		relay := mailtest.Start(t, mailtest.Options{})
		relay.OnData(func(mailtest.Message) error { time.Sleep(time.Second); return nil })
		s := client(t, relay.Addr, func(c *mail.SMTPConfig) { c.Timeout = 150 * time.Millisecond })
		_, err := s.Send(t.Context(), "a@example.org", "b@example.net", []byte(letter))
		wantStep(t, err, "data")
		if mail.IsPermanent(err) {
			t.Error("a timeout is not permanent")
		}
	})
}

func wantStep(t *testing.T, err error, step string) {
	t.Helper()
	var e *mail.SendError
	if !errors.As(err, &e) || e.Step != step {
		t.Fatalf("got %v, want an error at step %q", err, step)
	}
}

func TestParseSMTPURL(t *testing.T) {
	good := map[string]mail.SMTPConfig{
		"smtps://me:p%40ss%2F@mail.example.org":   {Host: "mail.example.org", Port: 465, Security: mail.TLS, Username: "me", Password: "p@ss/"},
		"smtp://mail.example.org":                 {Host: "mail.example.org", Port: 587, Security: mail.StartTLS},
		"smtp://mail.example.org:2525/":           {Host: "mail.example.org", Port: 2525, Security: mail.StartTLS},
		"smtp://127.0.0.1:1025":                   {Host: "127.0.0.1", Port: 1025, Security: mail.Plain},
		"smtp://[::1]:1025":                       {Host: "::1", Port: 1025, Security: mail.Plain},
		"smtp://localhost:25?from=me@example.org": {Host: "localhost", Port: 25, Security: mail.Plain, From: "me@example.org"},
	}
	for in, want := range good {
		got, err := mail.ParseSMTPURL(in)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
	}
	bad := map[string]string{
		"mail.example.org:465":                       "must begin with",
		"https://mail.example.org":                   "must begin with",
		"smtps://":                                   "no host",
		"smtps://mail.example.org:99999":             "port",
		"smtps://me@mail.example.org":                "not both",
		"smtps://me:se/cret@mail.example.org":        "percent-encode",
		"smtps://me:se#cret@mail.example.org":        "percent-encode",
		"smtps://me:se%zzcret@mail.example.org":      "percent-encode",
		"smtps://mail.example.org?form=x@example.fr": "unknown setting",
		"smtps://mail.example.org?from=nobody":       "not one mail address",
	}
	for in, want := range bad {
		_, err := mail.ParseSMTPURL(in)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "cret") {
			t.Errorf("%s: the error repeats the password: %v", in, err)
		}
	}
}

func TestRelayNameHasNoCredentials(t *testing.T) {
	c, err := mail.ParseSMTPURL("smtps://me:secret@mail.example.org")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.String(); got != "smtps://mail.example.org:465 (tls)" {
		t.Errorf("got %q", got)
	}
}
