package page

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// errorView is the page that says what went wrong and what to do now.
type errorView struct {
	Layout
	Problem *respond.Problem
	Again   string // address to load again, "" if that makes no sense
}

// Fail answers with the page for an error and stops the chain. Only what is meant
// for the reader reaches them; anything else is logged under the number that the
// page shows. It serves the engine's own middleware too.
func (p *Pages) Fail(c *gin.Context, err error) {
	if c.GetString(keyLanguage) == "" {
		p.recogniseQuietly(c)
	}
	w := respond.Wording{Catalog: p.Catalog, Log: p.Log}
	problem := w.Problem(c.Request.Context(), languageOf(c), err)
	v := &errorView{Problem: problem}
	if c.Request.Method == http.MethodGet && problem.Status >= http.StatusInternalServerError {
		v.Again = c.Request.URL.RequestURI()
	}
	problem.SetHeaders(c.Writer.Header())
	p.render(c, problem.Status, "error", v)
	c.Abort()
}

// fail is Fail, for the handlers of this package.
func (p *Pages) fail(c *gin.Context, err error) { p.Fail(c, err) }

// NotFound answers for an address that does not exist.
func (p *Pages) NotFound(c *gin.Context) { p.Fail(c, dsar.NotFound("page")) }

// MethodNotAllowed answers for a method that an address does not have.
func (p *Pages) MethodNotAllowed(c *gin.Context) {
	p.Fail(c, dsar.NewError(respond.CodeMethodNotAllowed, "error.method_not_allowed", nil))
}

// failBare is the last resort when a page cannot be rendered: the same page
// without anything that could fail again.
func (p *Pages) failBare(c *gin.Context, err error) {
	w := respond.Wording{Catalog: p.Catalog, Log: p.Log}
	v := &errorView{Problem: w.Problem(c.Request.Context(), languageOf(c), err)}
	v.Lang, v.Version = languageOf(c), p.Version
	if failed := p.write(c, http.StatusInternalServerError, "error", v); failed != nil {
		p.Log.ErrorContext(c.Request.Context(), "error page", "error", failed)
		http.Error(c.Writer, fmt.Sprintf("%s %s", v.Problem.Title, v.Problem.ID), http.StatusInternalServerError)
	}
	c.Abort()
}
