package page

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

var newRequestFields = append([]string{
	"controller_id", "subject_id", "subject.name", "subject.email", "subject.address", "subject.country", "subject.identifiers",
	"rights", "details", "regime", "regime_other", "law_asked", "language", "channel", "holidays_region", "time_zone",
}, answerFields...)

// fileRequest keeps the request as a draft and goes on to its letter. Nothing is
// sent by it.
func (p *Pages) fileRequest(c *gin.Context) {
	f := postedForm(c, newRequestFields...)
	v, err := p.newRequest(c, f.Value("controller_id"), f.Value("subject_id"), f)
	if err != nil {
		p.fail(c, err)
		return
	}
	if err := p.proposeLaws(c, v); err != nil {
		p.refuseAnswers(c, v, err)
		return
	}
	if c.PostForm("step") == "propose" {
		f.Values.Del("regime")
		f.Values.Del("regime_other")
		p.renderNewRequest(c, http.StatusOK, v)
		return
	}
	if v.LawChanged {
		v.Form.Title = p.Catalog.T(languageOf(c), "newrequest.law.changed", nil)
		p.renderNewRequest(c, http.StatusUnprocessableEntity, v)
		return
	}
	if v.LawTwice {
		p.refuseRequest(c, v, dsar.Invalid("regime", "newrequest.law.twice", nil))
		return
	}
	filed, err := p.Service.CreateRequest(c.Request.Context(), actor(c), newRequestInput(f))
	if err != nil {
		p.refuseRequest(c, v, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "newrequest.done", Args: map[string]any{"Reference": filed.Request.Reference}})
	kind := dsar.RequestLetter(filed.Request.Rights)
	redirect(c, "/requests/"+filed.Request.ID+"/letter?kind="+url.QueryEscape(string(kind)))
}

func newRequestInput(f Form) casework.NewRequest {
	regime, _ := chosenRegime(f)
	in := casework.NewRequest{
		ControllerID: f.Value("controller_id"), Rights: askedRights(f.Value("rights")), Regime: regime,
		Region: f.Value("holidays_region"), TimeZone: f.Value("time_zone"), Language: f.Value("language"),
		Channel: dsar.Channel(f.Value("channel")), Details: f.Value("details"),
		AlsoRegimes: f.Values["also"], Answers: typedAnswers(f),
	}
	if id := f.Value("subject_id"); id != somebodyNew {
		in.SubjectID = id
		return in
	}
	in.Subject = casework.SubjectInput{
		Name: f.Value("subject.name"), Email: f.Value("subject.email"), Address: f.Value("subject.address"),
		Country: f.Value("subject.country"), Identifiers: f.Value("subject.identifiers"),
	}
	return in
}

// refuseRequest shows the form again. A law that was not chosen and a right that
// was not are said in the words of the page.
func (p *Pages) refuseRequest(c *gin.Context, v *newRequestView, err error) {
	var e *dsar.Error
	if !errors.As(err, &e) || e.Code != dsar.CodeInvalid {
		p.fail(c, err)
		return
	}
	plain := *e
	plain.Problems = nil
	for _, problem := range e.Problems {
		switch {
		case problem.Field == "regime" && noRegime(v.Form):
			problem = dsar.Problem{Field: "regime", Key: "newrequest.law.choose"}
		case problem.Field == "rights" && len(askedRights(v.Form.Value("rights"))) == 0:
			problem = dsar.Problem{Field: "rights", Key: "newrequest.error.ask"}
		}
		plain.Problems = append(plain.Problems, problem)
	}
	v.Form, _ = v.Form.withError(p.Catalog, languageOf(c), &plain)
	v.Form.Title = p.Catalog.T(languageOf(c), "newrequest.problem_title", nil)
	p.renderNewRequest(c, respond.Status(e.Code), v)
}

// noRegime reports that no law was chosen at all.
func noRegime(f Form) bool {
	regime, twice := chosenRegime(f)
	return regime == "" && !twice
}
