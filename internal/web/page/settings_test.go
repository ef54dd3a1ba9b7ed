package page_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail/imapin"
)

// withoutField leaves a field out of pairs of names and values.
func withoutField(name string, pairs []string) []string {
	var rest []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != name {
			rest = append(rest, pairs[i], pairs[i+1])
		}
	}
	return rest
}

func TestSettings(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	form := func(changes ...string) []string {
		values := map[string]string{
			"name": "Camille", "language": "en", "time_zone": "Europe/Berlin", "theme": "dark", "reminders": "1",
			"reminder_hour": "7", "reminder_days": "1; 14, 7", "reminder_way": "single", "days_off": "6",
			"absent_from": "2026-08-01", "absent_until": "2026-08-15",
		}
		for i := 0; i+1 < len(changes); i += 2 {
			values[changes[i]] = changes[i+1]
		}
		var pairs []string
		for name, value := range values {
			pairs = append(pairs, name, value)
		}
		return pairs
	}

	t.Run("are kept and shown", func(t *testing.T) {
		r.post(t, "/settings", form()...).see(t, http.StatusSeeOther)
		a := r.get(t, "/settings").see(t, http.StatusOK, "Your settings are saved.", "camille@example.org, owner")
		for name, want := range map[string]string{
			"name": "Camille", "time_zone": "Europe/Berlin", "theme": "dark", "reminders": "1", "reminder_hour": "7", "reminder_days": "14, 7, 1",
			"reminder_way": "single", "days_off": "6", "absent_from": "2026-08-01", "absent_until": "2026-08-15",
		} {
			if got := a.value(t, name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if !strings.Contains(a.Body, `data-theme="dark"`) {
			t.Error("the page is not dark")
		}
	})
	t.Run("refuse an absence that ends before it begins", func(t *testing.T) {
		r.post(t, "/settings", form("absent_until", "2026-07-31")...).see(t, http.StatusUnprocessableEntity, "cannot be before the first")
		r.post(t, "/settings", form("absent_from", "soon")...).see(t, http.StatusUnprocessableEntity)
	})
	t.Run("say that who works alone is not escalated", func(t *testing.T) {
		r.get(t, "/settings").see(t, http.StatusOK, "You work here alone")
		r.post(t, "/settings/escalation", "escalate_after", "61").see(t, http.StatusUnprocessableEntity, "between 0 and 60")
	})
	t.Run("turn reminders off by an empty box", func(t *testing.T) {
		r.post(t, "/settings", form("reminders", "")...).see(t, http.StatusSeeOther)
		if got := r.get(t, "/settings").value(t, "reminders"); got != "" {
			t.Errorf("the box is %q", got)
		}
	})
	t.Run("give the system's appearance back", func(t *testing.T) {
		r.post(t, "/settings", form("theme", "system")...).see(t, http.StatusSeeOther)
		if a := r.get(t, "/settings"); strings.Contains(a.Body, "data-theme") {
			t.Error("a theme is still set")
		}
	})
	t.Run("give one mail a day and no days off back", func(t *testing.T) {
		r.post(t, "/settings", form("reminder_way", "digest", "days_off", "")...).see(t, http.StatusUnprocessableEntity)
		r.post(t, "/settings", withoutField("days_off", form("reminder_way", "digest"))...).see(t, http.StatusSeeOther)
		a := r.get(t, "/settings")
		if way, off := a.value(t, "reminder_way"), a.value(t, "days_off"); way != "digest" || off != "" {
			t.Errorf("way %q, days off %q", way, off)
		}
	})
	for name, tt := range map[string]struct{ field, value, want string }{
		"a day that no week has":      {"days_off", "7", "between 0 and 6"},
		"an offset that is no number": {"reminder_days", "7, soon", "Give whole numbers from 0 to 60"},
		"an offset too far":           {"reminder_days", "90", "numbers from 0 to 60"},
		"an hour that is none":        {"reminder_hour", "24", "between 0 and 23"},
		"a zone that is none":         {"time_zone", "Europe/Nowhere", "is not a time zone"},
		"a language not spoken":       {"language", "eo", "“eo” is not known"},
		"a theme that is none":        {"theme", "pink", "“pink” is not known"},
	} {
		t.Run("refuse "+name+" and keep the rest", func(t *testing.T) {
			a := r.post(t, "/settings", form("name", "Typed name", tt.field, tt.value)...).see(t, http.StatusUnprocessableEntity, tt.want)
			if a.value(t, "name") != "Typed name" {
				t.Errorf("the name is %q", a.value(t, "name"))
			}
		})
	}
	t.Run("say honestly that mail is not set up", func(t *testing.T) {
		r.get(t, "/settings").see(t, http.StatusOK, "Mail is not set up.", "RECOURSE_SMTP_URL").not(t, "Send me a test mail")
		r.post(t, "/settings/test-mail").see(t, http.StatusOK, "The test mail did not go out", "No mail server is set up")
	})
}

func TestChangePassword(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	change := func(old, replacement, repeat string) answer {
		return r.post(t, "/settings/password", "old_password", old, "new_password", replacement, "repeat_password", repeat)
	}
	change("wrong wrong", "another sentence", "another sentence").see(t, http.StatusUnprocessableEntity, "This is not your present password.")
	change("a long sentence", "short", "short").see(t, http.StatusUnprocessableEntity, "between 8 and 512 characters")
	a := change("a long sentence", "another sentence", "yet another one").see(t, http.StatusUnprocessableEntity, "The two passwords differ")
	if strings.Contains(a.Body, "another sentence") || strings.Contains(a.Body, "a long sentence") {
		t.Error("a password is in the page")
	}
	elsewhere := s.reader(t)
	elsewhere.post(t, "/sign-in", "email", "camille@example.org", "password", "a long sentence").see(t, http.StatusSeeOther)
	elsewhere.get(t, "/settings").see(t, http.StatusOK)
	change("a long sentence", "another sentence", "another sentence").see(t, http.StatusSeeOther)
	r.get(t, "/settings").see(t, http.StatusOK, "Your password is changed.")
	if to := elsewhere.get(t, "/settings").see(t, http.StatusSeeOther).Location; !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("another session goes on after the password has changed, to %s", to)
	}

	again := s.reader(t)
	again.post(t, "/sign-in", "email", "camille@example.org", "password", "a long sentence").see(t, http.StatusUnprocessableEntity)
	again.post(t, "/sign-in", "email", "camille@example.org", "password", "another sentence").see(t, http.StatusSeeOther)
}

func TestTokens(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")

	r.get(t, "/settings").see(t, http.StatusOK, "No token exists.")
	r.post(t, "/settings/tokens", "token_name", " ").see(t, http.StatusUnprocessableEntity, "The length must lie between 1 and")
	a := r.post(t, "/settings/tokens", "token_name", "Evening export").see(t, http.StatusOK, "Copy this token now", "Evening export", "never")
	secret := regexp.MustCompile(`rct_[a-z2-7]+`).FindString(a.Body)
	if _, err := s.AccountByToken(context.Background(), secret); err != nil {
		t.Fatalf("the token %q does not work: %v", secret, err)
	}
	if b := r.get(t, "/settings"); strings.Contains(b.Body, "rct_") {
		t.Error("the token is shown again")
	}
	path := regexp.MustCompile(`/settings/tokens/[^"]+/revoke`).FindString(a.Body)

	other := s.account(t, "other@example.org")
	other.post(t, path).see(t, http.StatusNotFound, "There is no such token.")

	r.post(t, path).see(t, http.StatusSeeOther)
	r.get(t, "/settings").see(t, http.StatusOK, "“Evening export” no longer works.", "No token exists.")
	if _, err := s.AccountByToken(context.Background(), secret); dsar.CodeOf(err) != dsar.CodeUnauthenticated {
		t.Errorf("the token still works: %v", err)
	}
}

func TestHealth(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	ctx := context.Background()

	t.Run("is fair while mail is not set up", func(t *testing.T) {
		r.get(t, "/health").see(t, http.StatusOK, "It works, but mail is not set up.", "SQLite", "No work has run yet.")
	})
	t.Run("has the age of every job's last success", func(t *testing.T) {
		must(t, s.RecordJob(ctx, "sweep", func(context.Context) error { return nil }))
		s.Now = s.Now.Add(3 * 60 * 60 * 1e9)
		r.get(t, "/health").see(t, http.StatusOK, "Find what falls due", "3 hours ago", "It should succeed at least every 10 minutes.")
	})
	t.Run("says that a job fails", func(t *testing.T) {
		_ = s.RecordJob(ctx, "outbox", func(context.Context) error { return errors.New("relay is gone") })
		r.get(t, "/health").see(t, http.StatusOK, "Something here needs attention.", "failing since", "relay is gone", "never")
	})
	t.Run("says what is late and what to do", func(t *testing.T) {
		_, err := s.TakeMail(ctx, casework.MailIn{Door: dsar.DoorPipe, Raw: []byte("Subject: x\r\n\r\nx")})
		must(t, err)
		r.get(t, "/health").see(t, http.StatusOK, "The oldest has waited for less than a minute; late after 10 minutes.")
		s.Now = s.Now.Add(time.Hour)
		r.get(t, "/health").see(t, http.StatusOK, "late", "The oldest has waited for 1 hour; 10 minutes at most would be right. Nothing is lost.")
	})
	t.Run("has the mailboxes that are read and the listener", func(t *testing.T) {
		r.get(t, "/health").see(t, http.StatusOK, "No mailbox is read.", "Listener", "off")
		box := imapin.Config{Host: "imap.example.org", Port: 993, Security: "tls", Username: "someone"}
		s.Intake = casework.Intake{Listening: []string{"lmtp"}, Polled: []imapin.Config{box}}
		reading, err := s.Store.ClaimReading(ctx, "", box.String(), "me", s.Now, time.Hour)
		must(t, err)
		reading.Failures, reading.FailedAt, reading.Problem, reading.Reply = 1, s.Now, "error.mailbox.imap_auth", "NO someone@example.org"
		must(t, s.Store.PutReading(ctx, reading))
		r.get(t, "/health").see(t, http.StatusOK, "imap.example.org, INBOX", "did not accept user name and password", "LMTP").not(t, "someone")
	})
	t.Run("is for signed-in readers only", func(t *testing.T) {
		s.reader(t).get(t, "/health").see(t, http.StatusSeeOther)
	})
}

func TestEveryDirectoryPageInEveryLanguage(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	path := lodged(t, s, r, "2026-09-01", "2026-10-12")
	c := clearview(t, s, r.Actor)
	pages := []string{
		"/requests/new", "/requests/new?q=clear", "/requests/new?controller=" + c.ID + "&subject=new", "/controllers", "/controllers/new",
		"/controllers/" + c.ID, "/controllers/" + c.ID + "/edit", "/complaints", path, "/settings", "/settings/mailbox", "/health", "/about", "/deadlines",
		"/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR&id_requested=2026-02-03",
	}
	for _, lang := range dsar.Languages() {
		_, err := s.UpdateSettings(context.Background(), r.Actor, casework.SettingsInput{Name: "Camille", Settings: dsar.Settings{
			Language: lang, TimeZone: "Europe/Paris", ReminderHour: 8, Reminders: true,
		}})
		must(t, err)
		for _, page := range pages {
			a := r.get(t, page).see(t, http.StatusOK)
			if strings.Contains(a.Body, " style=") || strings.Contains(a.Body, " onclick=") {
				t.Errorf("%s has something the content security policy forbids", page)
			}
			if !strings.Contains(a.Body, `<html lang="`+lang+`"`) {
				t.Errorf("%s is not in %s", page, lang)
			}
		}
	}
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences that do not exist: %v", missing)
	}
	if gaps := s.Catalog.Gaps(); len(gaps) > 0 {
		t.Errorf("sentences that some language lacks: %v", gaps)
	}
}
