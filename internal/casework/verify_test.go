package casework_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/mailtest"
)

// lastLink is the secret in the last mail's link of the kind.
func lastLink(t *testing.T, relay *mailtest.Relay, kind string) string {
	t.Helper()
	taken := relay.Messages()
	if len(taken) == 0 {
		t.Fatal("no mail")
	}
	raw := strings.ReplaceAll(string(taken[len(taken)-1].Raw), "=\r\n", "")
	found := regexp.MustCompile("/" + kind + "/([a-z0-9]+)").FindStringSubmatch(raw)
	if found == nil {
		t.Fatalf("no link for %s in\n%s", kind, raw)
	}
	return found[1]
}

func TestAddressesAreVerified(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		account := must(b.CreateUser(b.ctx(), casework.NewAccount{
			Email: "new@example.org", Password: "correct horse", TimeZone: "Europe/Paris", Unverified: true,
		}))(t)
		b.owner = account.Actor()
		t.Run("reminders wait for it", func(t *testing.T) {
			b.receivedOn("2026-04-17")
			if got := b.fresh(relay, "2026-05-20T12:00:00Z"); len(got) != 0 {
				t.Errorf("%q went to an address that nobody has verified", got)
			}
		})
		t.Run("a link verifies it, once", func(t *testing.T) {
			if err := b.AskVerification(b.ctx(), b.owner, "", ""); err != nil {
				t.Fatal(err)
			}
			b.deliver()
			secret := lastLink(t, relay, "verify")
			if email := must(b.Verifiable(b.ctx(), secret))(t); email != "new@example.org" {
				t.Error(email)
			}
			if !must(b.AccountByID(b.ctx(), b.owner.UserID))(t).User.VerifiedAt.IsZero() {
				t.Error("looking at the link verified the address")
			}
			must(b.Verify(b.ctx(), secret))(t)
			_, err := b.Verify(b.ctx(), secret)
			wantCode(t, err, dsar.CodeNotFound)
			wantCode(t, b.AskVerification(b.ctx(), b.owner, "", ""), dsar.CodeConflict)
		})
		t.Run("and then they come in the next round", func(t *testing.T) {
			if got := b.fresh(relay, "2026-05-20T12:05:00Z"); len(got) == 0 {
				t.Error("no reminder after the verification")
			}
		})
		t.Run("another address takes its place when its link is followed", func(t *testing.T) {
			wantField(t, b.AskVerification(b.ctx(), b.owner, "other@example.org", "wrong"), "email_password")
			wantField(t, b.AskVerification(b.ctx(), b.owner, "nobody", "correct horse"), "email")
			if err := b.AskVerification(b.ctx(), b.owner, "Other@example.org", "correct horse"); err != nil {
				t.Fatal(err)
			}
			b.deliver()
			if u := must(b.AccountByID(b.ctx(), b.owner.UserID))(t).User; u.Email != "new@example.org" {
				t.Error(u.Email)
			}
			must(b.Verify(b.ctx(), lastLink(t, relay, "verify")))(t)
			if u := must(b.AccountByID(b.ctx(), b.owner.UserID))(t).User; u.Email != "other@example.org" {
				t.Error(u.Email)
			}
		})
		t.Run("not one that has another account", func(t *testing.T) {
			if err := b.AskVerification(b.ctx(), b.owner, "owner@example.org", "correct horse"); err != nil {
				t.Fatal(err) // whether it has one is told only to whoever reads its mail
			}
			b.deliver()
			_, err := b.Verify(b.ctx(), lastLink(t, relay, "verify"))
			wantField(t, err, "email")
		})
		t.Run("a link is replaced by the next and ends after three days", func(t *testing.T) {
			ask := func(email string) string {
				if err := b.AskVerification(b.ctx(), b.owner, email, "correct horse"); err != nil {
					t.Fatal(err)
				}
				b.deliver()
				return lastLink(t, relay, "verify")
			}
			first, second := ask("third@example.org"), ask("fourth@example.org")
			_, err := b.Verifiable(b.ctx(), first)
			wantCode(t, err, dsar.CodeNotFound)
			b.wait(72 * time.Hour)
			_, err = b.Verify(b.ctx(), second)
			wantCode(t, err, dsar.CodeNotFound)
			if pending := must(b.PendingAddress(b.ctx(), b.owner))(t); pending != "" {
				t.Error(pending)
			}
		})
		t.Run("nobody is flooded with links", func(t *testing.T) {
			for range 5 {
				if err := b.AskVerification(b.ctx(), b.owner, "victim@example.org", "correct horse"); err != nil {
					t.Fatal(err)
				}
			}
			wantCode(t, b.AskVerification(b.ctx(), b.owner, "victim@example.org", "correct horse"), dsar.CodeConflict)
			b.wait(25 * time.Hour)
			if err := b.AskVerification(b.ctx(), b.owner, "victim@example.org", "correct horse"); err != nil {
				t.Error(err)
			}
		})
	})
}

func TestTestMailsAreLimited(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	relay := b.withRelay()
	for range 10 {
		must(b.SendTestMail(b.ctx(), b.owner))(t)
	}
	_, err := b.SendTestMail(b.ctx(), b.owner)
	wantCode(t, err, dsar.CodeConflict)
	b.wait(time.Hour)
	must(b.SendTestMail(b.ctx(), b.owner))(t)
	if got := len(relay.Messages()); got != 11 {
		t.Errorf("%d mails", got)
	}
}

func TestSingleRemindersAreLimited(t *testing.T) {
	b := onSQLite(t, "2026-05-04")
	relay := b.withRelay()
	b.settings(single)
	c := b.controller("Photomatch SAS", "FR")
	for range 101 {
		v := b.requestTo(c, dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
		b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
	}
	if got := len(b.fresh(relay, "2026-06-05T06:00:00Z")); got != 100 {
		t.Errorf("%d mails on the first day", got)
	}
	if got := len(b.fresh(relay, "2026-06-06T06:00:00Z")); got != 1 {
		t.Errorf("%d mails on the next", got)
	}
}

func TestRemindersCanBeEndedFromTheMail(t *testing.T) {
	onEach(t, "2026-05-04", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		b.receivedOn("2026-05-04")
		b.receivedOn("2026-05-04")
		if got := b.fresh(relay, "2026-06-05T06:00:00Z"); len(got) != 1 {
			t.Fatal(got)
		}
		head, _, _ := strings.Cut(strings.ReplaceAll(string(relay.Messages()[0].Raw), "\r\n ", " "), "\r\n\r\n")
		secret := lastLink(t, relay, "unsubscribe")
		for _, want := range []string{"List-Unsubscribe: <https://recourse.example.org/unsubscribe/", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"} {
			if !strings.Contains(head, want) {
				t.Errorf("the header lacks %q:\n%s", want, head)
			}
		}
		must(b.Unsubscriber(b.ctx(), secret))(t)
		_, err := b.EndReminders(b.ctx(), "nothing")
		wantCode(t, err, dsar.CodeNotFound)
		_, err = b.EndReminders(b.ctx(), "")
		wantCode(t, err, dsar.CodeNotFound)
		must(b.EndReminders(b.ctx(), secret))(t)
		must(b.EndReminders(b.ctx(), secret))(t)
		b.receivedOn("2026-05-05")
		if got := b.fresh(relay, "2026-06-07T06:00:00Z"); len(got) != 0 {
			t.Errorf("%q after the end", got)
		}
		t.Run("switched on again, an old mail ends them no more", func(t *testing.T) {
			b.owner = must(b.AccountByID(b.ctx(), b.owner.UserID))(t).Actor()
			b.settings(func(s *dsar.Settings) { s.Reminders = true })
			_, err := b.EndReminders(b.ctx(), secret)
			wantCode(t, err, dsar.CodeNotFound)
		})
	})
}
