package page

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// showNewController shows the empty form, with the name that was searched for.
func (p *Pages) showNewController(c *gin.Context) {
	p.renderNewController(c, http.StatusOK, newForm("name", c.Query("name"), "for", c.Query("for")))
}

func (p *Pages) renderNewController(c *gin.Context, status int, f Form) {
	v := &controllerFormView{Form: f, Action: "/controllers/new", Cancel: "/controllers"}
	if v.ForRequest = f.Value("for") == "request"; v.ForRequest {
		v.Cancel = "/requests/new"
	}
	p.renderControllerForm(c, status, v)
}

// createController adds a company by hand. Where it is added to write to it, the
// request follows.
func (p *Pages) createController(c *gin.Context) {
	f := postedController(c)
	ctrl, err := p.Service.CreateController(c.Request.Context(), actor(c), controllerInput(f))
	if err != nil {
		p.failForm(c, f, err, p.renderNewController)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "controllers.new.done", Args: map[string]any{"Name": ctrl.Name}})
	if f.Value("for") == "request" {
		redirect(c, address("/requests/new", "controller", ctrl.ID))
		return
	}
	redirect(c, "/controllers/"+ctrl.ID)
}
