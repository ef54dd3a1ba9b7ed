package page

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// newRequestView is the page on which a request is written, in four steps: the
// company, the person, the rights with the law, the letter. What is settled stands
// above what is asked next.
type newRequestView struct {
	Layout
	Form       Form
	Search     controllerSearch
	Controller *dsar.Controller // nil until one is chosen
	Practices  practicesView    // what it is known for
	Entered    string           // day of the company's entry, in words
	Subject    *dsar.Subject    // nil for somebody new
	Pick       []option         // people to choose from; the person is chosen before anything else
	Asks       []choice
	Laws       []lawChoice
	Others     []optionGroup // laws that are not proposed, by place
	OtherLaw   bool          // one of them is chosen
	Lacking    []string      // laws that do not know what is asked
	LawTwice   bool          // a proposed law and another one are named
	LawAsked   string        // what the proposals of law are for
	LawChanged bool          // the answers above changed the proposals since they were shown
	Proposed   bool          // at least one law is proposed
	Answers    lawAnswers
	Held       *casework.RequestSummary
	Countries  []optionGroup
	Languages  []option
	Channels   []choice
	Regions    []optionGroup
	Zones      []optionGroup
}

// somebodyNew stands in the address for a person no request was written for yet.
const somebodyNew = "new"

// showNewRequest shows the step that the address names: without a company the
// search, without a person the choice of one, otherwise the rest of the form.
func (p *Pages) showNewRequest(c *gin.Context) {
	id := c.Query("controller")
	if id == "" {
		p.showControllerSearch(c)
		return
	}
	v, err := p.newRequest(c, id, c.Query("subject"), newForm())
	if err != nil {
		p.fail(c, err)
		return
	}
	f := v.Form
	f.Values.Set("rights", cmp.Or(c.Query("ask"), f.Value("rights"), string(dsar.RightAccess)))
	if country, ok := c.GetQuery("country"); ok {
		f.Values.Set("subject.country", country)
	}
	for _, name := range answerFields {
		f.Values[name] = c.QueryArray(name)
	}
	f.Values.Set("language", p.letterLanguage(c, *v.Controller))
	f.Values.Set("channel", string(usualChannel(*v.Controller)))
	p.renderNewRequest(c, http.StatusOK, v)
}

// newRequest returns the view for a company and a person, before rights and law.
// subjectID is "" where nobody was chosen yet.
func (p *Pages) newRequest(c *gin.Context, controllerID, subjectID string, f Form) (*newRequestView, error) {
	ctx, a := c.Request.Context(), actor(c)
	found, err := p.Service.Controller(ctx, a, controllerID)
	if err != nil {
		return nil, err
	}
	people, err := p.Service.Subjects(ctx, a)
	if err != nil {
		return nil, err
	}
	practices, err := p.Service.KnownPractices(ctx, a, found)
	if err != nil {
		return nil, err
	}
	v := &newRequestView{Form: f, Controller: &found, Practices: p.words(c).practices(practices)}
	if subjectID == "" && len(people) == 1 {
		subjectID = people[0].ID
	}
	if len(people) == 0 {
		subjectID = somebodyNew
		p.suggestSelf(c, f)
	}
	if i := slices.IndexFunc(people, func(s dsar.Subject) bool { return s.ID == subjectID }); i >= 0 {
		v.Subject = &people[i]
		v.Held, err = p.openAccess(ctx, a, controllerID, people[i].ID)
		return v, err
	}
	switch subjectID {
	case somebodyNew:
		return v, nil
	case "":
		v.Pick = personOptions(people)
		return v, nil
	}
	return nil, dsar.NotFound("subject")
}

// suggestSelf fills the very first request with the account's own name: most
// people write for themselves. What was typed stays.
func (p *Pages) suggestSelf(c *gin.Context, f Form) {
	if f.Values.Has("subject.name") {
		return
	}
	account, _ := accountOf(c)
	f.Values.Set("subject.name", account.User.Name)
	f.Values.Set("subject.email", account.User.Email)
	f.Values.Set("subject.country", countryOfZone(account.User.Settings.TimeZone))
}

func personOptions(people []dsar.Subject) []option {
	list := make([]option, 0, len(people))
	for _, s := range people {
		label := s.Name
		if s.Email != "" {
			label += ", " + s.Email
		}
		list = append(list, option{Value: s.ID, Label: label})
	}
	return list
}

// openAccess returns an access request to the company for the person that was
// sent and not judged yet: until then an erasure is held back.
func (p *Pages) openAccess(ctx context.Context, a casework.Actor, controllerID, subjectID string) (*casework.RequestSummary, error) {
	open, err := p.Service.Requests(ctx, a, casework.RequestQuery{
		ControllerID: controllerID, Right: dsar.RightAccess, Open: true, Sort: casework.SortNewest, Limit: 100,
	})
	if err != nil {
		return nil, err
	}
	unanswered := []dsar.Status{dsar.StatusSent, dsar.StatusWaiting, dsar.StatusNeedsYou, dsar.StatusAnswered}
	for _, r := range open.Items {
		if r.Request.SubjectID == subjectID && slices.Contains(unanswered, r.Request.Projection.Status) {
			return &r, nil
		}
	}
	return nil, nil
}

// letterLanguage is the reader's language if the company reads it, otherwise the
// first one that it does.
func (p *Pages) letterLanguage(c *gin.Context, ctrl dsar.Controller) string {
	own := languageOf(c)
	if len(ctrl.Languages) == 0 || slices.Contains(ctrl.Languages, own) {
		return own
	}
	for _, lang := range ctrl.Languages {
		if slices.Contains(dsar.LetterLanguages(), lang) {
			return lang
		}
	}
	return own
}

// usualChannel is the way in that the company prefers, as far as one is known.
func usualChannel(ctrl dsar.Controller) dsar.Channel {
	switch {
	case ctrl.Transport == "webform" && ctrl.Webform != "":
		return dsar.ChannelForm
	case (ctrl.Transport == "letter" || ctrl.Transport == "fax") && ctrl.Address != "":
		return dsar.ChannelPost
	case len(ctrl.Emails) > 0:
		return dsar.ChannelEmail
	case ctrl.Webform != "":
		return dsar.ChannelForm
	}
	return dsar.ChannelPost
}
