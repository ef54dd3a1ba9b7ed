package page

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// changePassword replaces the reader's password. This session gets a new id and goes
// on; all others of the account end.
func (p *Pages) changePassword(c *gin.Context) {
	f := postedForm(c) // passwords are never shown again
	show := func(c *gin.Context, status int, f Form) { p.renderSettings(c, status, &settingsView{Password: f}) }
	replacement := c.PostForm("new_password")
	if replacement != c.PostForm("repeat_password") {
		f = p.formProblem(c, f, "repeat_password", "account.password_repeat.error", nil)
		show(c, http.StatusUnprocessableEntity, f)
		return
	}
	ctx := c.Request.Context()
	account, err := p.Service.ChangePassword(ctx, actor(c), c.PostForm("old_password"), replacement)
	if err == nil {
		err = p.signIn(c, account)
	}
	if err != nil {
		p.failForm(c, f, err, show)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "settings.password.done"})
	redirect(c, "/settings")
}
