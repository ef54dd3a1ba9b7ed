package page

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type aboutView struct{ Layout }

// showAbout says what the program is, how it treats its users and under which
// licence it comes.
func (p *Pages) showAbout(c *gin.Context) { p.render(c, http.StatusOK, "about", &aboutView{}) }
