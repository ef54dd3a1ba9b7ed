package page

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// confirmView is a page that a link in a mail leads to. The link itself changes nothing:
// mail programs open links to look at them. The button does.
type confirmView struct {
	Layout
	Topic  string // "unsubscribe" or "verify": the beginning of its words
	Action string // what the button posts to
	Email  string
	Done   bool
	Form   Form
}

// showUnsubscribe asks whether reminders should end.
func (p *Pages) showUnsubscribe(c *gin.Context) {
	if _, err := p.Service.Unsubscriber(c.Request.Context(), c.Param("secret")); err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, http.StatusOK, "confirm", &confirmView{Topic: "unsubscribe", Action: c.Request.URL.Path, Form: newForm()})
}

// unsubscribe ends the reminders. Mail programs send this form without a session and from
// anywhere (RFC 8058); the secret in the address is all that it takes.
func (p *Pages) unsubscribe(c *gin.Context) {
	if _, err := p.Service.EndReminders(c.Request.Context(), c.Param("secret")); err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, http.StatusOK, "confirm", &confirmView{Topic: "unsubscribe", Done: true, Form: newForm()})
}

// showVerify asks whether the address is the reader's.
func (p *Pages) showVerify(c *gin.Context) {
	email, err := p.Service.Verifiable(c.Request.Context(), c.Param("secret"))
	if err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, http.StatusOK, "confirm", &confirmView{Topic: "verify", Action: c.Request.URL.Path, Email: email, Form: newForm()})
}

// verify takes the reader's word for it.
func (p *Pages) verify(c *gin.Context) {
	email, err := p.Service.Verify(c.Request.Context(), c.Param("secret"))
	if err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, http.StatusOK, "confirm", &confirmView{Topic: "verify", Email: email, Done: true, Form: newForm()})
}

// askVerification mails a link to the reader's address, or to the one that is to take its
// place.
func (p *Pages) askVerification(c *gin.Context) {
	f := postedForm(c, "email")
	err := p.Service.AskVerification(c.Request.Context(), actor(c), f.Value("email"), c.PostForm("email_password"))
	if err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
			p.renderSettings(c, status, &settingsView{Address: f})
		})
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "address.asked"})
	redirect(c, "/settings#address")
}
