package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// subjectView mends what is known about the data subject of a request.
type subjectView struct {
	requestForm
	Tag       string // of what is stored
	Countries []optionGroup
	Stored    *dsar.Subject // somebody else changed it meanwhile: what is stored now
}

func (p *Pages) showSubject(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	s := f.Subject
	f.Form = newForm("subject.name", s.Name, "subject.email", s.Email, "subject.address", s.Address,
		"subject.country", s.Country, "subject.identifiers", s.Identifiers)
	p.renderSubject(c, http.StatusOK, &subjectView{requestForm: f})
}

func (p *Pages) renderSubject(c *gin.Context, status int, v *subjectView) {
	v.Tag = casework.SubjectTag(v.Subject)
	v.Countries = residenceOptions(languageOf(c), v.Form.Value("subject.country"))
	p.render(c, status, "subject", v)
}

func (p *Pages) updateSubject(c *gin.Context) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return
	}
	v := &subjectView{requestForm: f}
	in := casework.SubjectInput{
		Name: f.Form.Value("subject.name"), Email: f.Form.Value("subject.email"), Address: f.Form.Value("subject.address"),
		Country: f.Form.Value("subject.country"), Identifiers: f.Form.Value("subject.identifiers"),
	}
	tag := f.Form.Value("tag")
	if tag == "" {
		tag = "none" // a form without it has not shown what is stored
	}
	_, err := p.Service.UpdateSubject(c.Request.Context(), actor(c), v.Request.ID, in, tag)
	switch code := dsar.CodeOf(err); {
	case err == nil:
		p.flash(c, Notice{Tone: "ok", Key: "subject.done"})
		redirect(c, requestPath(v.Request.ID))
	case code == dsar.CodeStale:
		v.Stored = &v.Subject
		p.renderSubject(c, respond.Status(code), v)
	default:
		status, mendable := p.refuse(c, &v.requestForm, err)
		if !mendable {
			p.fail(c, err)
			return
		}
		p.renderSubject(c, status, v)
	}
}
