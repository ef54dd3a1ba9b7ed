package web

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/api"
	"recourse/internal/web/page"
	"recourse/internal/web/respond"
)

// newEngine builds the gin engine. The order of the middleware matters: whatever
// fails is answered with an id, in the log, and under the security headers.
func (s *server) newEngine() error {
	gin.SetMode(gin.ReleaseMode) // otherwise gin writes to standard output what the log has already
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = true
	e.RedirectFixedPath = false
	e.ContextWithFallback = false
	if err := e.SetTrustedProxies(s.TrustedProxies); err != nil {
		return fmt.Errorf("trusted proxies: %w", err)
	}
	s.engine = e
	e.Use(s.identify, s.logAccess, s.secure, s.recover, s.limitBody, s.bePatient)
	e.NoRoute(s.noRoute)
	e.NoMethod(s.noMethod)

	s.mountProbes(e)
	e.GET("/problems/:code", s.explainProblem)
	s.mountAPI(e)
	return s.mountPages(e)
}

func (s *server) mountPages(e *gin.Engine) error {
	pages, err := page.New(page.Options{
		Service:   s.Service,
		Catalog:   s.Catalog,
		Templates: s.Templates,
		Sessions:  s.sessions,
		Law:       s.Law,
		Now:       s.Now,
		Log:       s.Log,
		Version:   s.Version,
	})
	if err != nil {
		return err
	}
	s.pages = pages
	pages.MountStatic(e)
	pages.MountFeeds(e.Group("", s.limitFeeds))
	pages.Mount(e.Group("", s.checkOrigin, s.keepSession, s.limitSignIn, s.limitCalculations))
	return nil
}

func (s *server) mountAPI(e *gin.Engine) {
	api.Mount(e, api.Options{
		Service:  s.Service,
		Wording:  s.wording,
		Law:      s.Law,
		Detector: s.Detector,
		Clients:  s.clients,
		Public:   s.calculations,
		Now:      s.Now,
		Version:  s.Version,
	})
}

// fail answers with a problem where the API is asked, otherwise with a page.
func (s *server) fail(c *gin.Context, err error) {
	if c.Writer.Written() { // too late for an honest status; the log has it
		_ = s.wording.Problem(c.Request.Context(), "en", err)
		c.Abort()
		return
	}
	if hasSession(c.Request.URL.Path) && s.pages != nil {
		s.pages.Fail(c, err)
		return
	}
	lang := api.LanguageOf(c.Request)
	respond.WriteProblem(c.Writer, s.wording.Problem(c.Request.Context(), lang, err))
	c.Abort()
}

func (s *server) noRoute(c *gin.Context) { s.fail(c, dsar.NotFound("page")) }

func (s *server) noMethod(c *gin.Context) {
	args := map[string]any{"Allowed": c.Writer.Header().Get("Allow")}
	s.fail(c, dsar.NewError(respond.CodeMethodNotAllowed, "error.method_not_allowed", args))
}

// explainProblem says what a problem's type means, for whoever follows the
// reference in it.
func (s *server) explainProblem(c *gin.Context) {
	for _, code := range respond.Codes() {
		if string(code) == c.Param("code") {
			lang := api.LanguageOf(c.Request)
			c.Header("Vary", "Accept-Language")
			c.String(http.StatusOK, "%d %s\n\n%s\n", respond.Status(code),
				s.Catalog.T(lang, "error.title."+string(code), nil), s.Catalog.T(lang, "error.about."+string(code), nil))
			return
		}
	}
	s.noRoute(c)
}
