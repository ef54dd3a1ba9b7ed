package page

import (
	"mime"
	"net/http"
	"path"

	"github.com/gin-gonic/gin"
)

// original hands out a message as it was uploaded. It is never shown by the browser
// under this address: a page that somebody sent must not run here.
func (p *Pages) original(c *gin.Context) {
	m, raw, err := p.Service.RawMessage(c.Request.Context(), actor(c), c.Param("message"))
	if err != nil {
		p.fail(c, err)
		return
	}
	name := path.Base(m.FileName)
	if m.FileName == "" {
		name = "message.txt"
	}
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	c.Data(http.StatusOK, "application/octet-stream", raw)
}
