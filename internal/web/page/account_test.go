package page_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestSetup(t *testing.T) {
	s := newStack(t)
	r := s.reader(t)
	form := []string{
		"name", "Inès Laurent", "email", "ines@example.org", "password", "a long sentence", "password_repeat", "a long sentence",
		"language", "fr", "time_zone", "Europe/Paris",
	}

	t.Run("is where the first visit leads", func(t *testing.T) {
		if to := r.get(t, "/").see(t, http.StatusSeeOther).Location; to != "/sign-in" {
			t.Fatalf("/ leads to %q", to)
		}
		if to := r.get(t, "/sign-in").see(t, http.StatusSeeOther).Location; to != "/setup" {
			t.Fatalf("/sign-in leads to %q", to)
		}
		r.get(t, "/setup").see(t, http.StatusOK, "Create your account", "At least 8 characters", "Buenos Aires")
	})
	t.Run("keeps what was typed when a password is too short", func(t *testing.T) {
		short := append([]string{}, form...)
		short[5], short[7] = "short", "short"
		a := r.post(t, "/setup", short...).see(t, http.StatusUnprocessableEntity, "between 8 and 512 characters", "Inès Laurent")
		if a.value(t, "time_zone") != "Europe/Paris" || a.value(t, "language") != "fr" {
			t.Errorf("zone %q and language %q were not kept", a.value(t, "time_zone"), a.value(t, "language"))
		}
		if strings.Contains(a.Body, "short") {
			t.Error("the password is in the page")
		}
	})
	t.Run("refuses two different passwords", func(t *testing.T) {
		other := append([]string{}, form...)
		other[7] = "another sentence"
		r.post(t, "/setup", other...).see(t, http.StatusUnprocessableEntity, "The two passwords differ")
	})
	t.Run("names a zone that does not exist", func(t *testing.T) {
		wrong := append([]string{}, form...)
		wrong[11] = "Europe/Nowhere"
		r.post(t, "/setup", wrong...).see(t, http.StatusUnprocessableEntity, "“Europe/Nowhere” is not a time zone")
	})
	t.Run("makes the account and signs it in, in its language", func(t *testing.T) {
		if to := r.post(t, "/setup", form...).see(t, http.StatusSeeOther).Location; to != "/" {
			t.Fatalf("leads to %q", to)
		}
		r.get(t, "/settings").see(t, http.StatusOK, "Réglages", "Votre compte est prêt.", "ines@example.org, propriétaire")
	})
	t.Run("happens once", func(t *testing.T) {
		second := s.reader(t)
		if to := second.get(t, "/setup").see(t, http.StatusSeeOther).Location; to != "/sign-in" {
			t.Errorf("GET leads to %q", to)
		}
		to := second.post(t, "/setup", form...).see(t, http.StatusSeeOther).Location
		second.get(t, to).see(t, http.StatusOK, "An account exists already")
	})
}

func TestSignIn(t *testing.T) {
	s := newStack(t)
	s.account(t, "camille@example.org")
	r := s.reader(t)

	t.Run("says the same for a wrong password and an unknown address", func(t *testing.T) {
		for _, email := range []string{"camille@example.org", "nobody@example.org"} {
			a := r.post(t, "/sign-in", "email", email, "password", "wrong wrong").
				see(t, http.StatusUnprocessableEntity, "Address and password do not belong together", email)
			if strings.Contains(a.Body, "wrong wrong") {
				t.Error("the password is in the page")
			}
		}
	})
	t.Run("leads back to the page that was asked for", func(t *testing.T) {
		to := r.get(t, "/controllers?q=a").see(t, http.StatusSeeOther).Location
		a := r.get(t, to).see(t, http.StatusOK, "Sign in to see that page.")
		next := a.value(t, "next")
		if to := r.post(t, "/sign-in", "email", "camille@example.org", "password", "a long sentence", "next", next).Location; to != "/controllers?q=a" {
			t.Errorf("leads to %q", to)
		}
	})
	t.Run("never leads to another site", func(t *testing.T) {
		for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
			other := s.reader(t)
			if to := other.post(t, "/sign-in", "email", "camille@example.org", "password", "a long sentence", "next", next).Location; to != "/" {
				t.Errorf("%q leads to %q", next, to)
			}
		}
	})
	t.Run("ends with signing out", func(t *testing.T) {
		to := r.post(t, "/sign-out").see(t, http.StatusSeeOther).Location
		r.get(t, to).see(t, http.StatusOK, "You are signed out.")
		r.get(t, "/settings").see(t, http.StatusSeeOther)
	})
	t.Run("speaks the language that a guest chose", func(t *testing.T) {
		guest := s.reader(t)
		guest.get(t, "/sign-in?lang=de").see(t, http.StatusOK, "Anmelden", "Passwort")
		guest.get(t, "/about").see(t, http.StatusOK, "Barrierefreiheit")
	})
	t.Run("is slowed down after too many attempts", func(t *testing.T) {
		guesser := s.reader(t)
		var a answer
		for range 40 {
			if a = guesser.post(t, "/sign-in", "email", "camille@example.org", "password", "guess guess"); a.Status == http.StatusTooManyRequests {
				break
			}
		}
		a.see(t, http.StatusTooManyRequests, "Too many attempts", "Try again in")
	})
}
