package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// policyFormView is the form that takes what a company publishes about requests.
type policyFormView struct {
	Layout
	Form       Form
	Controller dsar.Controller
	Today      civil.Date
}

func (p *Pages) showPolicyForm(c *gin.Context) { p.renderPolicyForm(c, http.StatusOK, newForm()) }

func (p *Pages) renderPolicyForm(c *gin.Context, status int, f Form) {
	ctrl, err := p.Service.Controller(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, status, "policy-form", &policyFormView{
		Layout: Layout{Section: "controllers"}, Form: f, Controller: ctrl, Today: readerDay(c)(p.Now()),
	})
}

// addPolicy keeps a policy and shows what was found in it.
func (p *Pages) addPolicy(c *gin.Context) {
	f := postedForm(c, "text", "url", "read_on")
	readOn, err := parseDay(f.Value("read_on"))
	if err != nil {
		err = badDay("read_on", f.Value("read_on"))
	}
	var policy dsar.Policy
	if err == nil {
		policy, err = p.Service.AddPolicy(c.Request.Context(), actor(c), c.Param("id"), casework.PolicyInput{
			Text: f.Value("text"), URL: f.Value("url"), ReadOn: readOn,
		})
	}
	if err != nil {
		p.failForm(c, f, err, p.renderPolicyForm)
		return
	}
	redirect(c, "/policies/"+policy.ID)
}

// policyView is a policy with what was found in it.
type policyView struct {
	Layout
	Policy     dsar.Policy
	Controller dsar.Controller
	Language   string // in words, "" if it could not be told
	Host       string
	Paragraphs []paragraph
	Found      []foundLine
}

// foundLine is a restriction found in it.
type foundLine struct {
	Letter, Key, Name, Quote string
}

func (p *Pages) showPolicy(c *gin.Context) {
	policy, err := p.Service.Policy(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	ctrl, err := p.Service.Controller(c.Request.Context(), actor(c), policy.ControllerID)
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	v := &policyView{Layout: Layout{Section: "controllers"}, Policy: policy, Controller: ctrl, Host: hostOf(policy.URL)}
	if policy.Language != "" {
		v.Language = languageNames(w.lang, []string{policy.Language})[0]
	}
	var passages []passage
	for i, f := range policy.Found {
		kind, known := p.Service.Detector.Kind(f.Key)
		if !known {
			continue
		}
		line := foundLine{Letter: letterKey(i), Key: f.Key, Name: i18n.Typeset(w.lang, kind.Name(w.lang)), Quote: f.Quote}
		v.Found = append(v.Found, line)
		passages = append(passages, passage{Key: line.Letter, Verdict: "judge", Label: line.Name, Start: f.Start, End: f.End})
	}
	v.Paragraphs = layOut(policy.Text, passages)
	p.render(c, http.StatusOK, "policy", v)
}

func (p *Pages) deletePolicy(c *gin.Context) {
	policy, err := p.Service.Policy(c.Request.Context(), actor(c), c.Param("id"))
	if err == nil {
		err = p.Service.DeletePolicy(c.Request.Context(), actor(c), policy.ID)
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "policy.deleted"})
	redirect(c, "/controllers/"+policy.ControllerID)
}
