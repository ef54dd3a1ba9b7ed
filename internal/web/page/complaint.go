package page

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// complaintView is the page on which a complaint is written and recorded as lodged.
type complaintView struct {
	requestForm
	Authorities []optionGroup
	Proposed    *law.Authority // the first of the list, nil if none fits the case
	Language    string
	Languages   []string
	SubjectLine string
	Body        string
	Paragraphs  []paragraph
	Printing    bool
}

func (p *Pages) showComplaint(c *gin.Context) {
	v, ok := p.newComplaint(c)
	if !ok {
		return
	}
	p.render(c, http.StatusOK, "complaint", v)
}

// complain records the complaint, or shows or prints its letter as changed.
func (p *Pages) complain(c *gin.Context) {
	v, ok := p.newComplaint(c)
	if !ok {
		return
	}
	if do := v.Form.Value("do"); do != "lodge" {
		v.Printing = do == "print"
		p.render(c, http.StatusOK, "complaint", v)
		return
	}
	in, err := complaintInput(v)
	if err == nil {
		_, err = p.Service.LodgeComplaint(c.Request.Context(), actor(c), v.Request.ID, in, v.version())
	}
	if err != nil {
		p.answerForm(c, "complaint", v, &v.requestForm, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "complaint.done"})
	redirect(c, requestPath(v.Request.ID))
}

func complaintInput(v *complaintView) (casework.ComplaintInput, error) {
	on, err := parseDay(v.Form.Value("lodged_on"))
	if err != nil {
		return casework.ComplaintInput{}, badDay("lodged_on", v.Form.Value("lodged_on"))
	}
	in := casework.ComplaintInput{
		AuthorityID: v.Form.Value("authority_id"), AuthorityName: v.Form.Value("authority_name"),
		LodgedOn: on, Reference: v.Form.Value("reference"),
	}
	if v.Form.Value("keep") == "1" {
		in.Letter = v.Body
	}
	return in, nil
}

func (p *Pages) newComplaint(c *gin.Context) (*complaintView, bool) {
	f, ok := p.newRequestForm(c)
	if !ok {
		return nil, false
	}
	ctx, a := c.Request.Context(), actor(c)
	composed, err := p.Service.ComposeLetter(ctx, a, f.Request.ID, dsar.LetterComplaint, f.Form.Value("language"))
	if err != nil {
		p.fail(c, err)
		return nil, false
	}
	list, err := p.Service.Authorities(ctx, a, f.Request.ID)
	if err != nil {
		p.fail(c, err)
		return nil, false
	}
	v := &complaintView{
		requestForm: f, Language: composed.Language, Languages: dsar.Languages(),
		SubjectLine: composed.Subject, Body: composed.Body,
	}
	v.Authorities, v.Proposed = p.words(c).authorityOptions(v, list)
	if body := strings.ReplaceAll(f.Form.Value("body"), "\r\n", "\n"); strings.TrimSpace(body) != "" {
		v.Body = body
	}
	v.Paragraphs = layOut(v.Body, nil)
	return v, true
}

// authorityOptions puts the authorities that the case points to first, those of the
// person's and the company's country, and then all others.
func (w words) authorityOptions(v *complaintView, list []law.Authority) ([]optionGroup, *law.Authority) {
	proposed, others := optionGroup{Label: w.t("complaint.proposed")}, optionGroup{Label: w.t("complaint.others")}
	var first *law.Authority
	chosen := v.Form.Value("authority_id")
	for i, a := range list {
		near := a.Country != "" && (a.Country == v.RequestView.Subject.Country || a.Country == v.Controller.Country)
		if near && first == nil {
			first = &list[i]
		}
		label := a.Name
		if territory := a.Territory.In(w.lang); territory != "" {
			label += ", " + territory
		} else if !near {
			label = countryName(w.lang, a.Country) + ": " + label
		}
		o := option{Value: a.ID, Label: label, Selected: chosen == a.ID || !v.Form.Values.Has("authority_id") && first == &list[i]}
		if near {
			proposed.Options = append(proposed.Options, o)
			continue
		}
		others.Options = append(others.Options, o)
	}
	sortByLabel(w.lang, others.Options)
	if len(proposed.Options) == 0 {
		return []optionGroup{others}, nil
	}
	return []optionGroup{proposed, others}, first
}
