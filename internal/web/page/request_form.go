package page

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// requestForm is a page with one form about a request. The form carries the
// version that was read and how many events there were, so that a change made
// meanwhile is noticed and can be shown.
type requestForm struct {
	Layout
	casework.RequestView
	Form     Form
	Conflict *conflict
}

// conflict is what somebody else did while the form was being filled in.
type conflict struct {
	New []dsar.Event
}

// Names of the hidden fields that every form about a request carries.
const (
	fieldVersion = "version"
	fieldSeen    = "seen"
)

// newRequestForm loads the request for a form. Posted values are kept; a form that
// is opened takes the address's parameters as its first content.
func (p *Pages) newRequestForm(c *gin.Context) (requestForm, bool) {
	v, ok := p.loadRequest(c)
	if !ok {
		return requestForm{}, false
	}
	f := requestForm{RequestView: v}
	f.Section = "requests"
	if c.Request.Method == http.MethodPost {
		if err := c.Request.ParseForm(); err != nil {
			p.fail(c, badForm(err))
			return requestForm{}, false
		}
		f.Form.Values, f.Form.Posted = c.Request.PostForm, true
		return f, true
	}
	f.Form.Values = c.Request.URL.Query()
	return f, true
}

// version is the one that the reader has seen.
func (f *requestForm) version() int { return atoi(f.Form.Value(fieldVersion)) }

// refuse makes the form ready to be shown again after err and returns the status
// for it. It returns false for an error that no form can mend.
func (p *Pages) refuse(c *gin.Context, f *requestForm, err error) (int, bool) {
	code := dsar.CodeOf(err)
	switch code {
	case dsar.CodeStale:
		f.Conflict = &conflict{New: eventsSince(f.Events, atoi(f.Form.Value(fieldSeen)))}
		return respond.Status(code), true
	case dsar.CodeInvalid, dsar.CodeConflict, dsar.CodeHeld, dsar.CodeUnavailable, dsar.CodeTooLarge:
		form, ok := f.Form.withError(p.Catalog, languageOf(c), p.named(languageOf(c), err))
		f.Form = form
		return respond.Status(code), ok
	}
	return 0, false
}

func eventsSince(events []dsar.Event, seen int) []dsar.Event {
	if seen < 0 || seen > len(events) {
		return nil
	}
	return events[seen:]
}

// answerForm shows the form again after err, or the page for an error that it
// cannot mend.
func (p *Pages) answerForm(c *gin.Context, name string, v view, f *requestForm, err error) {
	status, ok := p.refuse(c, f, err)
	if !ok {
		p.fail(c, err)
		return
	}
	p.render(c, status, name, v)
}

// badForm is the error for a body that is no form, or is too large.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return dsar.NewError(respond.CodeMalformed, "form.malformed", nil)
}
