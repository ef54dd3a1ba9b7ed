// Package web puts the pages and the JSON API behind one HTTP handler: the gin
// engine with its middleware, the sessions and the limits on size and speed.
// gin.Context does not leave this package and the packages below it.
package web

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/i18n"
	"recourse/internal/law"
	"recourse/internal/restriction"
	"recourse/internal/web/page"
	"recourse/internal/web/respond"
	"recourse/internal/web/throttle"
)

// Options are what the surface works with. TrustedProxies may be empty: then
// nobody's X-Forwarded-For is believed. Everything else is required.
type Options struct {
	Service        *casework.Service
	Sessions       scs.Store // where sessions are kept
	Catalog        *i18n.Catalog
	Templates      fs.FS // holds layout/, partials/ and pages/
	Law            *law.Book
	Detector       *restriction.Detector
	BaseURL        string   // as people type it, "https://recourse.example.org"
	TrustedProxies []string // addresses or networks, "10.0.0.0/8"
	SecureCookies  bool     // also when BaseURL is not https
	Now            func() time.Time
	Log            *slog.Logger
	Version        string
}

// New returns the handler for everything: pages, static files, API and probes. It
// returns an error for a template or an address in the options that cannot be used.
func New(o Options) (http.Handler, error) {
	s, err := newServer(o)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// server is the handler with what its middleware needs.
type server struct {
	Options
	wording  respond.Wording
	base     *url.URL
	engine   *gin.Engine
	sessions *scs.SessionManager
	paged    http.Handler // the engine with a session around it
	pages    *page.Pages
	origins  *http.CrossOriginProtection
	accounts *throttle.Throttle // attempts to sign in, by account
	clients  *throttle.Throttle // attempts to sign in and wrong tokens, by address

	calculations *throttle.Throttle // by the calculator without an account, by address

	stall time.Duration // how long a transfer of a large file may stand still
}

func newServer(o Options) (*server, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("base URL %q must look like https://recourse.example.org", o.BaseURL)
	}
	s := &server{
		Options:  o,
		wording:  respond.Wording{Catalog: o.Catalog, Log: o.Log},
		base:     base,
		accounts: throttle.New(throttle.Options{Burst: 10, Every: time.Minute, Keys: 10_000, Now: o.Now}),
		clients:  throttle.New(throttle.Options{Burst: 30, Every: 5 * time.Second, Keys: 10_000, Now: o.Now}),

		calculations: throttle.New(throttle.Options{Burst: 60, Every: time.Second, Keys: 10_000, Now: o.Now}),
		stall:        stallTime,
	}
	s.sessions = s.newSessions()
	s.origins = http.NewCrossOriginProtection()
	// Behind a proxy that rewrites Host, a form's Origin is still the public one.
	if err := s.origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	if err := s.newEngine(); err != nil {
		return nil, err
	}
	s.paged = s.sessions.LoadAndSave(s.engine)
	return s, nil
}

// ServeHTTP answers a request. Only pages have a session: the API must never be
// reachable with a cookie, and static files and probes need none.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if hasSession(r.URL.Path) {
		s.paged.ServeHTTP(w, r)
		return
	}
	s.engine.ServeHTTP(w, r)
}

func hasSession(path string) bool {
	for _, prefix := range []string{"/static/", "/problems/", page.FeedPrefix} {
		if strings.HasPrefix(path, prefix) {
			return false
		}
	}
	return !isAPI(path) && path != pathLive && path != pathReady
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

func (s *server) https() bool { return s.base.Scheme == "https" }
