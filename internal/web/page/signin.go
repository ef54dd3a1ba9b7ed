package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
)

// signInView is the page that asks for address and password.
type signInView struct {
	Layout
	Form   Form
	Next   string // page to go to afterwards
	Notice string // catalogue key of a sentence above the form, "" for none
}

// Sentences that another page may put above the form.
var signInNotices = map[string]string{
	"exists":     "account.setup.exists",
	"signed-out": "account.signout.done",
}

// showSignIn shows the form. Who is signed in goes on; while there is no account
// at all, the first one is made.
func (p *Pages) showSignIn(c *gin.Context) {
	next := localPath(c.Query("next"), "/")
	if _, ok := accountOf(c); ok {
		redirect(c, next)
		return
	}
	fresh, err := p.Service.NeedsSetup(c.Request.Context())
	if err != nil {
		p.fail(c, err)
		return
	}
	if fresh {
		redirect(c, "/setup")
		return
	}
	v := &signInView{Next: next, Notice: signInNotices[c.Query("notice")]}
	if v.Notice == "" && next != "/" {
		v.Notice = "account.signin.first"
	}
	p.renderSignIn(c, http.StatusOK, v)
}

func (p *Pages) renderSignIn(c *gin.Context, status int, v *signInView) {
	v.Section = "sign-in"
	p.render(c, status, "sign-in", v)
}

// takeSignIn signs in. The answer to wrong credentials does not say which of the
// two is wrong.
func (p *Pages) takeSignIn(c *gin.Context) {
	f := postedForm(c, "email")
	next := localPath(c.PostForm("next"), "/")
	account, err := p.Service.SignIn(c.Request.Context(), f.Value("email"), c.PostForm("password"))
	if dsar.CodeOf(err) == dsar.CodeUnauthenticated {
		f = p.formProblem(c, f, "password", "account.signin.failed", nil)
		f.Title = p.Catalog.T(languageOf(c), "account.signin.failed_title", nil)
		p.renderSignIn(c, http.StatusUnprocessableEntity, &signInView{Form: f, Next: next})
		return
	}
	if err == nil {
		err = p.signIn(c, account)
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	redirect(c, next)
}

// takeSignOut ends the session.
func (p *Pages) takeSignOut(c *gin.Context) {
	if err := p.signOut(c); err != nil {
		p.fail(c, err)
		return
	}
	redirect(c, "/sign-in?notice=signed-out")
}
