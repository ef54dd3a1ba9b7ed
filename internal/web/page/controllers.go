package page

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// controllersView is the directory.
type controllersView struct {
	Layout
	Form      Form // q, country
	Items     []dsar.Controller
	Countries []option
	NextURL   string // of the next page, "" on the last
	FirstURL  string // of the first page, "" on the first
	AddURL    string // the form for a new company, with what was searched as its name
}

const controllersPerPage = 50

// showControllers lists and searches the directory. Every state has an address.
func (p *Pages) showControllers(c *gin.Context) {
	q, country, cursor := c.Query("q"), c.Query("country"), c.Query("after")
	page, err := p.Service.Controllers(c.Request.Context(), actor(c), casework.ControllerQuery{
		Q: q, Country: country, Limit: controllersPerPage, Cursor: cursor,
	})
	if err != nil {
		p.fail(c, err)
		return
	}
	seats, err := p.Service.ControllerCountries(c.Request.Context(), actor(c))
	if err != nil {
		p.fail(c, err)
		return
	}
	v := &controllersView{
		Layout: Layout{Section: "controllers"}, Form: newForm("q", q, "country", country), Items: page.Items,
		Countries: countriesAmong(seats, languageOf(c), country), AddURL: address("/controllers/new", "name", q),
	}
	if page.NextCursor != "" {
		v.NextURL = address("/controllers", "q", q, "country", country, "after", page.NextCursor)
	}
	if cursor != "" {
		v.FirstURL = address("/controllers", "q", q, "country", country)
	}
	p.render(c, http.StatusOK, "controllers", v)
}

// Filtered reports whether the list is narrowed down.
func (v *controllersView) Filtered() bool {
	return v.Form.Value("q") != "" || v.Form.Value("country") != ""
}

// address returns the path with those of the given names and values that are not
// empty as its query.
func address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
