package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// controllerSearch is the search for the company to write to.
type controllerSearch struct {
	Q      string
	Found  []dsar.Controller
	More   bool   // there are more than are shown
	Empty  bool   // the directory has no company at all
	AddURL string // the form for a company that is not in the directory
}

const searchResults = 20

// showControllerSearch shows the first step. Without script the search is a plain
// form; with it, the answers come while one types.
func (p *Pages) showControllerSearch(c *gin.Context) {
	q := c.Query("q")
	page, err := p.Service.Controllers(c.Request.Context(), actor(c), casework.ControllerQuery{Q: q, Limit: searchResults})
	if err != nil {
		p.fail(c, err)
		return
	}
	search := controllerSearch{
		Q: q, Empty: q == "" && len(page.Items) == 0, AddURL: address("/controllers/new", "for", "request", "name", q),
	}
	if q != "" {
		search.Found, search.More = page.Items, page.NextCursor != ""
	}
	p.render(c, http.StatusOK, "new-request", &newRequestView{Layout: Layout{Section: "requests"}, Search: search})
}
