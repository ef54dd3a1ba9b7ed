package page

import (
	"path"

	"github.com/gin-gonic/gin"
)

// original hands out a message as it was uploaded.
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
	download(c, name, raw)
}
