package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
	"recourse/internal/web/throttle"
)

// How long a session lives: at most sessionLife, and no longer than sessionIdle
// after the last page. Its last use is noted at most every sessionNoted, so that
// reading pages does not write to the database each time.
const (
	sessionLife  = 30 * 24 * time.Hour
	sessionIdle  = 7 * 24 * time.Hour
	sessionNoted = time.Hour

	sessionSeen = "seen" // Unix seconds
)

func (s *server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = s.Sessions
	m.Lifetime = sessionLife
	m.HashTokenInStore = true // who reads the database cannot sign in with it
	m.Cookie.Name = "recourse_session"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = s.SecureCookies || s.https()
	if m.Cookie.Secure {
		m.Cookie.Name = "__Host-recourse_session"
	}
	m.ErrorFunc = s.failSession
	return m
}

// failSession answers when sessions can be neither read nor written. Pages need a
// session even to say that something failed, so this is plain text.
func (s *server) failSession(w http.ResponseWriter, r *http.Request, err error) {
	if respond.Gone(r.Context()) {
		return
	}
	id := respond.RequestID(r.Context())
	if id == "" { // the engine has not been reached
		id = "session"
	}
	s.Log.ErrorContext(r.Context(), "session", "request_id", id, "error", err)
	lang := i18n.Negotiate(r.Header.Get("Accept-Language"), "en")
	http.Error(w, s.Catalog.T(lang, "error.internal", nil), http.StatusInternalServerError)
}

// keepSession ends a session that was left alone for too long and notes that the
// others are in use.
func (s *server) keepSession(c *gin.Context) {
	ctx, now := c.Request.Context(), s.Now()
	if len(s.sessions.Keys(ctx)) == 0 {
		return
	}
	seen := time.Unix(s.sessions.GetInt64(ctx, sessionSeen), 0)
	if s.sessions.Exists(ctx, sessionSeen) && now.Sub(seen) > sessionIdle {
		if err := s.sessions.Clear(ctx); err != nil {
			s.fail(c, fmt.Errorf("end idle session: %w", err))
		}
		return
	}
	if now.Sub(seen) > sessionNoted {
		s.sessions.Put(ctx, sessionSeen, now.Unix())
	}
}

// checkOrigin refuses forms that another site sends in the reader's name.
func (s *server) checkOrigin(c *gin.Context) {
	if c.FullPath() == pathUnsubscribe {
		return // mail programs end reminders for people from anywhere (RFC 8058), by a secret and without a cookie
	}
	if err := s.origins.Check(c.Request); err != nil {
		s.fail(c, dsar.NewError(respond.CodeCrossOrigin, "error.cross_origin", nil))
	}
}

const pathUnsubscribe = "/unsubscribe/:secret"

// The forms that a password is sent with.
const (
	pathSignIn   = "/sign-in"
	pathPassword = "/settings/password" // asks for the old one
)

// limitSignIn slows down guessing of passwords, by account and by address. Who
// signs in has not guessed: the account's attempts begin anew.
func (s *server) limitSignIn(c *gin.Context) {
	route := c.FullPath()
	if c.Request.Method != http.MethodPost || route != pathSignIn && route != pathPassword {
		return
	}
	wait := s.clients.Take(throttle.Address(c.ClientIP()))
	account := throttle.Account(c.PostForm("email")) // none in the form for the password
	if wait == 0 && route == pathSignIn {
		wait = s.accounts.Take(account)
	}
	switch {
	case wait > 0 && route == pathSignIn:
		s.pages.SlowDown(c, wait)
		return
	case wait > 0:
		s.fail(c, s.tooMany(c, wait))
		return
	}
	c.Next()
	if c.Writer.Status() < http.StatusBadRequest {
		s.accounts.Forget(account)
	}
}

// limitFeeds slows down guessing of the secrets of feeds.
func (s *server) limitFeeds(c *gin.Context) {
	client := throttle.Address(c.ClientIP())
	if wait := s.clients.Wait(client); wait > 0 {
		s.fail(c, s.tooMany(c, wait))
		return
	}
	c.Next()
	if c.Writer.Status() == http.StatusNotFound {
		s.clients.Take(client)
	}
}

// limitCalculations keeps one address from having the calculator work all day. The
// empty form costs nothing and is always there.
func (s *server) limitCalculations(c *gin.Context) {
	route := c.FullPath()
	if route != "/deadlines.ics" && (route != "/deadlines" || !c.Request.URL.Query().Has("received")) {
		return
	}
	if wait := s.calculations.Take(throttle.Address(c.ClientIP())); wait > 0 {
		s.fail(c, s.tooMany(c, wait))
	}
}

func (s *server) tooMany(c *gin.Context, wait time.Duration) error {
	err := dsar.NewError(respond.CodeTooManyRequests, "error.too_many_requests", map[string]any{"Seconds": int(wait.Seconds()) + 1})
	p := s.wording.Problem(c.Request.Context(), i18n.Negotiate(c.GetHeader("Accept-Language"), "en"), err)
	p.RetryAfter = wait
	return p
}
