package page_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"recourse/internal/mail/imaptest"
	"recourse/internal/mail/mailtest"
)

func TestYourMailbox(t *testing.T) {
	s := newStack(t)
	s.AllowPrivateMailHosts, s.MailTrial = true, 10*time.Second
	r := s.account(t, "camille@example.org")
	server := imaptest.Start(t)
	relay := mailtest.Start(t, mailtest.Options{Username: server.Username, Password: server.Password})
	relay.OnData(func(m mailtest.Message) error { server.Put(t, string(m.Raw)); return nil })
	form := func(changes ...string) []string {
		smtpHost, smtpPort, _ := net.SplitHostPort(relay.Addr)
		imapHost, imapPort, _ := net.SplitHostPort(server.Addr)
		pairs := []string{
			"address", "ada@example.org", "password", server.Password, "folder", "INBOX",
			"smtp_host", smtpHost, "smtp_port", smtpPort, "smtp_security", "plain",
			"imap_host", imapHost, "imap_port", imapPort, "imap_security", "plain",
		}
		for i := 0; i+1 < len(changes); i += 2 {
			pairs = append(withoutField(changes[i], pairs), changes[i], changes[i+1])
		}
		return pairs
	}

	t.Run("is asked for, and says what is read of it", func(t *testing.T) {
		r.get(t, "/settings").see(t, http.StatusOK, "Send and receive with your own mailbox")
		r.get(t, "/settings/mailbox").see(t, http.StatusOK, "No mailbox is set up.", "App password", "nothing of it is stored").not(t, "Try it</button>")
	})
	t.Run("comes back with what is wrong, and without the password", func(t *testing.T) {
		r.post(t, "/settings/mailbox", form("smtp_port", "0", "imap_host", "a/b", "password", "hunter2")...).
			see(t, http.StatusUnprocessableEntity, "Give a port from 1 to 65535", "Give the name of the server", "ada@example.org").not(t, "hunter2")
	})
	t.Run("is saved and never shows its password", func(t *testing.T) {
		r.post(t, "/settings/mailbox", form()...).see(t, http.StatusSeeOther)
		r.get(t, "/settings/mailbox").see(t, http.StatusOK, "Now try it.", "Letters are sent from ada@example.org.", "has not been read yet").not(t, server.Password)
	})
	t.Run("is tried, step by step", func(t *testing.T) {
		a := r.post(t, "/settings/mailbox/try").see(t, http.StatusOK, "It works", "A mail to the address with a plus arrives too", "ada+r.…@example.org")
		if strings.Contains(a.Body, "failed") {
			t.Errorf("a step failed: %s", a.Body)
		}
	})
	t.Run("that does not work says how to mend it", func(t *testing.T) {
		r.post(t, "/settings/mailbox", form("password", "wrong")...).see(t, http.StatusSeeOther)
		r.post(t, "/settings/mailbox/try").see(t, http.StatusOK, "It does not work yet", "Make an app password at your provider", "The server said:").not(t, "wrong")
	})
	t.Run("is removed", func(t *testing.T) {
		r.post(t, "/settings/mailbox/remove").see(t, http.StatusSeeOther)
		r.get(t, "/settings/mailbox").see(t, http.StatusOK, "its password deleted", "No mailbox is set up.")
		r.post(t, "/settings/mailbox/try").see(t, http.StatusNotFound)
	})
	t.Run("cannot be given where nothing encrypts its password", func(t *testing.T) {
		s.Key = nil
		r.get(t, "/settings/mailbox").see(t, http.StatusOK, "RECOURSE_SECRET_KEY").not(t, `name="password"`)
	})
}
