package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/gin-gonic/gin"

	"recourse/internal/web/throttle"
)

func TestSecurityHeaders(t *testing.T) {
	s := newSite(t, func(o *Options) { o.BaseURL = "https://recourse.test" })
	for _, path := range []string{"/sign-in", "/nowhere", "/api/v1/requests", "/api/nowhere", "/static/nowhere", pathReady} {
		t.Run(path, func(t *testing.T) {
			h := s.browser().get(path).Header()
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
				"Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
			} {
				if h.Get(name) != want {
					t.Errorf("%s: %q", name, h.Get(name))
				}
			}
			csp := h.Get("Content-Security-Policy")
			for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
				if !strings.Contains(csp, directive) {
					t.Errorf("no %s in %q", directive, csp)
				}
			}
			if strings.Contains(csp, "unsafe") {
				t.Errorf("unsafe: %q", csp)
			}
			if h.Get("X-Request-Id") == "" {
				t.Error("no request id")
			}
		})
	}
	t.Run("without https there is no HSTS", func(t *testing.T) {
		if got := newSite(t, nil).browser().get("/sign-in").Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSession(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()

	t.Run("the cookie is out of reach of scripts and other sites", func(t *testing.T) {
		b := s.signedIn("owner@example.org")
		c := b.cookies["recourse_session"]
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure {
			t.Fatalf("cookie %+v", c)
		}
		if w := b.get("/"); w.Code != http.StatusOK {
			t.Errorf("signed in: %d", w.Code)
		}
	})
	t.Run("an id known before the sign-in is worth nothing after it", func(t *testing.T) {
		b := s.browser()
		b.get("/sign-in?lang=fr") // a choice of language makes a session
		before := b.cookies["recourse_session"]
		if before == nil {
			t.Skip("no session before the sign-in")
		}
		b.post("/sign-in", url.Values{"email": {"owner@example.org"}, "password": {password}})
		if after := b.cookies["recourse_session"]; after == nil || after.Value == before.Value {
			t.Error("the id is the same")
		}
		fixed := s.browser()
		fixed.cookies["recourse_session"] = before
		if w := fixed.get("/"); w.Code != http.StatusSeeOther {
			t.Errorf("the old id opens the door: %d", w.Code)
		}
	})
	t.Run("signing out ends it on the server", func(t *testing.T) {
		b := s.signedIn("owner@example.org")
		kept := b.cookies["recourse_session"]
		b.post("/sign-out", nil)
		b.cookies["recourse_session"] = kept
		if w := b.get("/"); w.Code != http.StatusSeeOther {
			t.Errorf("got %d", w.Code)
		}
	})
	t.Run("it ends when it is left alone for a week, not before", func(t *testing.T) {
		b := s.signedIn("owner@example.org")
		b.get("/")
		for range 3 {
			s.clock = s.clock.Add(sessionIdle - time.Hour)
			if w := b.get("/"); w.Code != http.StatusOK {
				t.Fatalf("in use: %d", w.Code)
			}
		}
		s.clock = s.clock.Add(sessionIdle + time.Hour)
		if w := b.get("/"); w.Code != http.StatusSeeOther {
			t.Errorf("left alone: %d", w.Code)
		}
	})
	t.Run("reading pages does not write it each time", func(t *testing.T) {
		b := s.signedIn("owner@example.org")
		b.get("/")
		if w := b.get("/"); w.Header().Get("Set-Cookie") != "" {
			t.Error("the session was written again")
		}
	})
	t.Run("the API does not know it", func(t *testing.T) {
		if w := s.signedIn("owner@example.org").get("/api/v1/requests"); w.Code != http.StatusUnauthorized {
			t.Errorf("got %d", w.Code)
		}
	})
	t.Run("under https it is bound to it", func(t *testing.T) {
		secure := newSite(t, func(o *Options) { o.BaseURL = "https://recourse.test" })
		secure.addAccounts()
		c := secure.signedIn("owner@example.org").cookies["__Host-recourse_session"]
		if c == nil || !c.Secure {
			t.Errorf("cookie %+v", c)
		}
	})
}

// brokenSessions cannot be reached.
type brokenSessions struct{ *memstore.MemStore }

func (brokenSessions) Find(string) ([]byte, bool, error) {
	return nil, false, errors.New("secret detail")
}

func TestBrokenSessionStoreIsAnHonestError(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Sessions = brokenSessions{memstore.NewWithCleanupInterval(0)} })
	b := s.browser()
	b.cookies["recourse_session"] = &http.Cookie{Name: "recourse_session", Value: "x"}
	w := b.get("/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret detail") || w.Body.Len() == 0 {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	if !strings.Contains(s.log.String(), "secret detail") {
		t.Error("the log does not say why")
	}
}

func TestWhoHasGoneAwayIsNoErrorOfTheSession(t *testing.T) {
	s := newSite(t, nil)
	ctx, leave := context.WithCancel(t.Context())
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	s.failSession(httptest.NewRecorder(), request, context.Canceled)
	if !strings.Contains(s.log.String(), "level=ERROR") {
		t.Error("a session that fails while somebody waits is not logged")
	}
	before := s.log.String()
	leave()
	s.failSession(httptest.NewRecorder(), request, context.Canceled)
	if s.log.String() != before {
		t.Errorf("the log says %s", strings.TrimPrefix(s.log.String(), before))
	}
}

func TestSignInIsSlowedDown(t *testing.T) {
	guess := url.Values{"email": {"owner@example.org"}, "password": {"guess"}}
	t.Run("for an account, from wherever", func(t *testing.T) {
		s := newSite(t, nil)
		s.addAccounts()
		for range 9 { // each would cost a password hash
			s.accounts.Take(throttle.Account("owner@example.org"))
		}
		if w := s.browser().post("/sign-in", guess); w.Code != http.StatusUnprocessableEntity {
			t.Fatalf("the tenth: %d", w.Code)
		}
		elsewhere := s.browser()
		elsewhere.from = "198.51.100.7:1"
		if w := elsewhere.post("/sign-in", guess); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" {
			t.Errorf("the eleventh: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
		right := s.browser()
		if w := right.post("/sign-in", url.Values{"email": {"OWNER@example.org "}, "password": {password}}); w.Code != http.StatusTooManyRequests {
			t.Errorf("another spelling gets through: %d", w.Code)
		}
		s.clock = s.clock.Add(time.Minute)
		if w := right.post("/sign-in", url.Values{"email": {"owner@example.org"}, "password": {password}}); w.Code != http.StatusSeeOther {
			t.Errorf("after a minute: %d", w.Code)
		}
	})
	t.Run("for an address, whatever the account", func(t *testing.T) {
		s := newSite(t, nil)
		s.addAccounts()
		s.exhaust("192.0.2.1")
		if w := s.browser().post("/sign-in", guess); w.Code != http.StatusTooManyRequests {
			t.Errorf("got %d", w.Code)
		}
		if w := s.browser().post("/settings/password", guess); w.Code != http.StatusTooManyRequests {
			t.Errorf("the form for the password: %d", w.Code)
		}
	})
	t.Run("a forged address does not help without a trusted proxy", func(t *testing.T) {
		s := newSite(t, nil)
		s.exhaust("192.0.2.1")
		if w := s.forwarded("198.51.100.9"); w.Code != http.StatusTooManyRequests {
			t.Errorf("got %d", w.Code)
		}
	})
	t.Run("behind a trusted proxy the client's own address counts", func(t *testing.T) {
		s := newSite(t, func(o *Options) { o.TrustedProxies = []string{"192.0.2.0/24"} })
		s.exhaust("198.51.100.9")
		if w := s.forwarded("198.51.100.9"); w.Code != http.StatusTooManyRequests {
			t.Errorf("the client: %d", w.Code)
		}
		if w := s.forwarded("198.51.100.10"); w.Code == http.StatusTooManyRequests {
			t.Error("another client is slowed down too")
		}
	})
}

// exhaust uses up all attempts of an address.
func (s *site) exhaust(address string) {
	for range 30 {
		s.clients.Take(throttle.Address(address))
	}
}

// forwarded sends a wrong password through a proxy that names the client.
func (s *site) forwarded(client string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://recourse.test/sign-in", strings.NewReader("email=a@example.org&password=guess"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-For", client)
	r.RemoteAddr = "192.0.2.1:1234"
	return s.browser().send(r)
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	for name, header := range map[string][2]string{
		"by the browser's word":   {"Sec-Fetch-Site", "cross-site"},
		"by the origin":           {"Origin", "https://evil.example"},
		"from a sister subdomain": {"Sec-Fetch-Site", "same-site"},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.signedIn("owner@example.org")
			r := httptest.NewRequest(http.MethodPost, "http://recourse.test/settings", strings.NewReader("name=Mallory"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			if w := b.send(r); w.Code != http.StatusForbidden {
				t.Errorf("got %d", w.Code)
			}
		})
	}
	t.Run("behind a proxy that rewrites the host our own are taken", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodPost, "http://backend:8080/sign-in", strings.NewReader("email=a&password=b"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://recourse.test")
		if w := s.browser().send(r); w.Code == http.StatusForbidden {
			t.Error("refused")
		}
	})
}

func TestBodiesAreLimited(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	b := s.signedIn("owner@example.org")
	large := bytes.Repeat([]byte("x"), maxBody+1)
	w := b.do(http.MethodPost, "/settings", bytes.NewReader(large))
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("page: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	w = b.do(http.MethodPost, "/api/v1/controllers", bytes.NewReader(large))
	if w.Code != http.StatusRequestEntityTooLarge || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("API: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	if w := b.do(http.MethodPost, "/requests/x/messages", bytes.NewReader(large)); w.Code == http.StatusRequestEntityTooLarge {
		t.Error("a reply of a megabyte is refused")
	}
	if w := b.do(http.MethodPost, "/requests/x/messages", bytes.NewReader(make([]byte, maxUpload+1))); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("upload: %d", w.Code)
	}
}

func TestErrorsOutsideTheHandlers(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	s.engine.GET("/panics", func(*gin.Context) { panic("ada@example.org") })
	s.engine.GET("/api/v1/panics", func(*gin.Context) { panic("ada@example.org") })
	b := s.browser()

	for _, tc := range []struct {
		name, method, path string
		status             int
		contentType        string
	}{
		{"an unknown page", http.MethodGet, "/nowhere", 404, "text/html; charset=utf-8"},
		{"an unknown call", http.MethodGet, "/api/v1/nowhere", 404, "application/problem+json"},
		{"an unknown call at the root", http.MethodGet, "/api", 404, "application/problem+json"},
		{"a method that a page does not have", http.MethodDelete, "/sign-in", 405, "text/html; charset=utf-8"},
		{"a method that a call does not have", http.MethodPut, "/api/v1/requests", 405, "application/problem+json"},
		{"a page that panics", http.MethodGet, "/panics", 500, "text/html; charset=utf-8"},
		{"a call that panics", http.MethodGet, "/api/v1/panics", 500, "application/problem+json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := b.do(tc.method, tc.path, nil)
			if w.Code != tc.status || w.Header().Get("Content-Type") != tc.contentType {
				t.Errorf("got %d %s", w.Code, w.Header().Get("Content-Type"))
			}
			if strings.Contains(w.Body.String(), "ada@") || strings.Contains(w.Body.String(), "goroutine") {
				t.Errorf("the answer tells too much: %s", w.Body)
			}
			if tc.status == 405 && w.Header().Get("Allow") == "" {
				t.Error("no Allow")
			}
			if tc.status == 500 && !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
				t.Error("the answer does not show the id under which the log has it")
			}
		})
	}
	if !strings.Contains(s.log.String(), "middleware.go") {
		t.Error("the log has no stack")
	}
}

func TestEveryProblemTypeLeadsToAnExplanation(t *testing.T) {
	s := newSite(t, nil)
	r := httptest.NewRequest(http.MethodGet, "/problems/stale", nil)
	r.Header.Set("Accept-Language", "fr")
	w := s.browser().send(r)
	if w.Code != 200 || !strings.Contains(w.Body.String(), "412 Modifié entre-temps") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := s.browser().get("/problems/nonsense"); w.Code != 404 {
		t.Errorf("got %d", w.Code)
	}
}

func TestAccessLogHasNoPersonalData(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	b := s.signedIn("owner@example.org")
	b.get("/requests?q=Camille+Moreau")
	b.get("/controllers/Camille-Moreau")
	b.get("/nowhere/Camille-Moreau")
	r := httptest.NewRequest("CAMILLE", "/", nil)
	b.send(r)
	text := s.log.String()
	for _, secret := range []string{"Camille", "CAMILLE", "owner@example.org", password, "192.0.2.1", b.cookies["recourse_session"].Value} {
		if strings.Contains(text, secret) {
			t.Errorf("the log names %q:\n%s", secret, text)
		}
	}
	if !strings.Contains(text, "route=/controllers/:id") || !strings.Contains(text, "status=404") {
		t.Errorf("the log does not say what was asked for:\n%s", text)
	}
}

func TestProbes(t *testing.T) {
	s := newSite(t, nil)
	for _, path := range []string{pathLive, pathReady} {
		if w := s.browser().get(path); w.Code != 200 || w.Body.String() != "ok\n" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	s.must(s.store.Close())
	if w := s.browser().get(pathReady); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without database: %d", w.Code)
	}
	if w := s.browser().get(pathLive); w.Code != 200 {
		t.Errorf("alive without database: %d", w.Code)
	}
}

func TestNewRefuses(t *testing.T) {
	good := newSite(t, nil).Options
	for name, change := range map[string]func(*Options){
		"a base URL without scheme": func(o *Options) { o.BaseURL = "recourse.example.org" },
		"a base URL of mail":        func(o *Options) { o.BaseURL = "mailto:a@example.org" },
		"a proxy that is none":      func(o *Options) { o.TrustedProxies = []string{"my-proxy"} },
	} {
		t.Run(name, func(t *testing.T) {
			o := good
			change(&o)
			if _, err := New(o); err == nil {
				t.Error("taken")
			}
		})
	}
}

func TestAPIThroughTheWholeStack(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	secret, _, err := s.service.CreateToken(context.Background(), s.owner.Actor(), "test")
	s.must(err)
	r := httptest.NewRequest(http.MethodGet, "/api/v1/account", nil)
	r.Header.Set("Authorization", "Bearer "+secret)
	w := s.browser().send(r)
	var got struct{ Email, Role string }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || got.Email != "owner@example.org" || got.Role != "owner" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", w.Header())
	}
}
