package page

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// createToken makes an API token and shows its secret, this once: it is never
// kept, so it cannot wait in the session for another page.
func (p *Pages) createToken(c *gin.Context) {
	f := postedForm(c, "token_name")
	secret, _, err := p.Service.CreateToken(c.Request.Context(), actor(c), f.Value("token_name"))
	if err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
			f = renameProblem(f, "name", "token_name") // the page has another field of that name
			p.renderSettings(c, status, &settingsView{Token: f})
		})
		return
	}
	p.renderSettings(c, http.StatusOK, &settingsView{Secret: secret})
}

// renameProblem moves what is wrong with one field to another.
func renameProblem(f Form, from, to string) Form {
	for i := range f.Problems {
		if f.Problems[i].Field == from {
			f.Problems[i].Field = to
		}
	}
	return f
}

// revokeToken takes a token back.
func (p *Pages) revokeToken(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	tokens, err := p.Service.Tokens(ctx, a)
	if err != nil {
		p.fail(c, err)
		return
	}
	name := ""
	for _, t := range tokens {
		if t.ID == id {
			name = t.Name
		}
	}
	if err := p.Service.RevokeToken(ctx, a, id); err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "settings.tokens.revoked", Args: map[string]any{"Name": name}})
	redirect(c, "/settings")
}
