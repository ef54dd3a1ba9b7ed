package page

import (
	"net/http"
	"slices"
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
	Competent   []authorityLine
	Abroad      bool // the company has no establishment where the law applies
	Language    string
	Languages   []string
	SubjectLine string
	Body        string
	Paragraphs  []paragraph
	Printing    bool
	Unverified  []sourceLine
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
		requestForm: f, Language: composed.Language, Languages: dsar.LetterLanguages(),
		SubjectLine: composed.Subject, Body: composed.Body,
	}
	competent, w := p.Service.Competent(f.RequestView), p.words(c)
	v.Authorities, v.Proposed = w.authorityOptions(v, list, competent)
	v.Competent, v.Abroad = w.authorityLines(competent), p.Service.Abroad(f.RequestView)
	if body := strings.ReplaceAll(f.Form.Value("body"), "\r\n", "\n"); strings.TrimSpace(body) != "" {
		v.Body = body
	}
	v.Paragraphs = layOut(v.Body, nil)
	if v.Unverified, err = p.unverified(c, f.Request.Regime, v.Body, v.Language); err != nil {
		p.fail(c, err)
		return nil, false
	}
	return v, true
}

// authorityOptions puts the authorities that can deal with the case first, and then all
// others by country. The first is chosen unless it is only one of many.
func (w words) authorityOptions(v *complaintView, list []law.Authority, competent []law.Competence) ([]optionGroup, *law.Authority) {
	chosen, said := v.Form.Value("authority_id"), v.Form.Values.Has("authority_id")
	var first *law.Authority
	proposed := optionGroup{Label: w.t("complaint.proposed")}
	for _, c := range competent {
		if first == nil && c.Role != law.OneOf {
			first = &c.Authority
		}
		proposed.Options = append(proposed.Options, option{
			Value: c.Authority.ID, Label: w.authorityLabel(c.Authority),
			Selected: chosen == c.Authority.ID || !said && first != nil && first.ID == c.Authority.ID,
		})
	}
	var groups []optionGroup
	if len(proposed.Options) > 0 {
		groups = append(groups, proposed)
	}
	byCountry := map[string][]option{}
	var countries []option
	for _, a := range list {
		if slices.ContainsFunc(competent, func(c law.Competence) bool { return c.Authority.ID == a.ID }) {
			continue
		}
		if byCountry[a.Country] == nil {
			countries = append(countries, option{Value: a.Country, Label: countryName(w.lang, a.Country)})
		}
		byCountry[a.Country] = append(byCountry[a.Country], option{Value: a.ID, Label: w.authorityLabel(a), Selected: chosen == a.ID})
	}
	sortByLabel(w.lang, countries)
	for _, country := range countries {
		sortByLabel(w.lang, byCountry[country.Value])
		groups = append(groups, optionGroup{Label: country.Label, Options: byCountry[country.Value]})
	}
	return groups, first
}

// authorityLabel is the name of an authority with what it is competent for.
func (w words) authorityLabel(a law.Authority) string {
	if territory := a.Territory.In(w.lang); territory != "" {
		return a.Name + ", " + territory
	}
	return a.Name
}
