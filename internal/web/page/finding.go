package page

import (
	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
)

// reviewFinding takes a person's verdict on a finding and goes back to its note.
func (p *Pages) reviewFinding(c *gin.Context) {
	status := dsar.FindingStatus(c.PostForm("status"))
	_, err := p.Service.ReviewFinding(c.Request.Context(), actor(c), c.Param("finding"), status, atoi(c.PostForm(fieldVersion)))
	back := requestPath(c.Param("id"))
	if anchor := c.PostForm("anchor"); anchor != "" && len(anchor) < 8 {
		back += "#n-" + anchor
	}
	switch {
	case dsar.CodeOf(err) == dsar.CodeStale: // nothing was typed that could be lost
		p.flash(c, Notice{Tone: "judge", Key: "finding.stale"})
	case err != nil:
		p.fail(c, err)
		return
	default:
		p.flash(c, Notice{Tone: "ok", Key: "finding.done." + string(status)})
	}
	redirect(c, back)
}
