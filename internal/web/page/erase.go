package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
)

// eraseView asks before a request is deleted with everything that belongs to it.
type eraseView struct{ requestForm }

func (p *Pages) showErase(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "erase", &eraseView{f})
}

func (p *Pages) erase(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v := &eraseView{f}
	if v.Form.Value("confirm") != "1" {
		p.answerForm(c, "erase", v, &v.requestForm, dsar.Invalid("confirm", "erase.confirm_missing", nil))
		return
	}
	if err := p.Service.EraseRequest(c.Request.Context(), actor(c), v.Request.ID); err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "erase.done", Args: map[string]any{"Reference": v.Request.Reference}})
	redirect(c, "/requests")
}
