package main

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse/internal/mail/check"
	"recourse/internal/mail/imaptest"
	"recourse/internal/mail/mailtest"
)

// silentDNS answers nothing, as without a network.
func silentDNS() check.Resolver {
	err := &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	return check.Resolver{
		MX:   func(context.Context, string) ([]*net.MX, error) { return nil, err },
		TXT:  func(context.Context, string) ([]string, error) { return nil, err },
		Host: func(context.Context, string) ([]string, error) { return nil, err },
	}
}

func TestTheDoctorLooksAtMail(t *testing.T) {
	server, relay := imaptest.Start(t), mailtest.Start(t, mailtest.Options{})
	doctor := func(dns check.Resolver, environ ...string) (status int, said string) {
		t.Helper()
		var out, complaints bytes.Buffer
		p := process{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints, Now: time.Now, DNS: dns,
			Environ: append([]string{"RECOURSE_DATA=" + filepath.Join(t.TempDir(), "data")}, environ...),
		}
		status = run(t.Context(), []string{"doctor"}, p)
		said = out.String() + complaints.String()
		if strings.Contains(said, server.Password) {
			t.Errorf("a password is in\n%s", said)
		}
		return status, said
	}
	box := "RECOURSE_IMAP_URL=imap://ada%40example.org:" + server.Password + "@" + server.Addr
	smtp := []string{"RECOURSE_SMTP_URL=smtp://" + relay.Addr, "RECOURSE_MAIL_FROM=recourse@example.org"}
	t.Run("and is content where all is well", func(t *testing.T) {
		status, said := doctor(silentDNS(), append(smtp, box)...)
		if status != exitOK || !strings.Contains(said, ": ok: open, with 0 messages") || !strings.Contains(said, ": ok: takes mail") {
			t.Errorf("status %d\n%s", status, said)
		}
	})
	t.Run("and says nothing of it where none is set up", func(t *testing.T) {
		status, said := doctor(silentDNS())
		if status != exitOK || strings.Contains(said, "MX") || strings.Contains(said, "SMTP") {
			t.Errorf("status %d\n%s", status, said)
		}
	})
	t.Run("and says what to mend", func(t *testing.T) {
		status, said := doctor(silentDNS(), "RECOURSE_IMAP_URL=imap://ada%40example.org:wrong@"+server.Addr)
		if status != exitProblems || !strings.Contains(said, "mend: it does not accept user and password") {
			t.Errorf("status %d\n%s", status, said)
		}
	})
	t.Run("and takes a DNS that is silent for no answer", func(t *testing.T) {
		status, said := doctor(silentDNS(), "RECOURSE_MAIL_DOMAIN=answers.example.org")
		if status != exitProblems || !strings.Contains(said, "could not ask") || strings.Contains(said, "ok:") {
			t.Errorf("status %d\n%s", status, said)
		}
	})
	t.Run("and says that nobody listens", func(t *testing.T) {
		dns := silentDNS()
		dns.MX = func(context.Context, string) ([]*net.MX, error) { return []*net.MX{{Host: "mx.example.org."}}, nil }
		dns.Host = func(context.Context, string) ([]string, error) { return []string{"192.0.2.1"}, nil }
		status, said := doctor(dns, "RECOURSE_MAIL_DOMAIN=answers.example.org", "RECOURSE_MAIL_LISTEN=lmtp://127.0.0.1:1")
		if status != exitProblems || !strings.Contains(said, "nothing answers there") || !strings.Contains(said, "mx.example.org (192.0.2.1)") {
			t.Errorf("status %d\n%s", status, said)
		}
	})
	if got := relay.Messages(); len(got) != 0 {
		t.Error("the doctor sent mail")
	}
}
