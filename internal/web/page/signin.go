package page

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
)

// signInView is the page that asks for address and password.
type signInView struct {
	Layout
	Form   Form
	Next   string // page to go to afterwards
	Notice string // catalogue key of a sentence above the form, "" for none
	Kept   keptForm
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
		p.renderSignIn(c, http.StatusUnprocessableEntity, &signInView{Form: f, Next: next, Kept: postedKept(c)})
		return
	}
	if err == nil {
		err = p.signIn(c, account)
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	if kept := postedKept(c); kept.Some() && len(kept.Fields) > 0 {
		c.Set(keyAccount, account)
		c.Set(keyLanguage, i18n.Base(account.User.Settings.Language))
		p.giveBack(c, kept)
		return
	}
	redirect(c, next)
}

// SlowDown answers a sign-in that comes too soon after others: with the form, what
// was typed in it but the password, and how long to wait.
func (p *Pages) SlowDown(c *gin.Context, wait time.Duration) {
	p.recogniseQuietly(c)
	err := dsar.NewError(respond.CodeTooManyRequests, "error.too_many_requests", map[string]any{"Seconds": int(wait.Seconds()) + 1})
	w := respond.Wording{Catalog: p.Catalog, Log: p.Log}
	problem := w.Problem(c.Request.Context(), languageOf(c), err)
	problem.RetryAfter = wait
	problem.SetHeaders(c.Writer.Header())
	f := postedForm(c, "email")
	f.Title, f.Problems = problem.Title, []i18n.FieldText{{Text: problem.Detail}}
	p.renderSignIn(c, problem.Status, &signInView{Form: f, Next: localPath(c.PostForm("next"), "/"), Kept: postedKept(c)})
	c.Abort()
}

// takeSignOut ends the session.
func (p *Pages) takeSignOut(c *gin.Context) {
	if err := p.signOut(c); err != nil {
		p.fail(c, err)
		return
	}
	redirect(c, "/sign-in?notice=signed-out")
}
