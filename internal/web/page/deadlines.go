package page

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// deadlinesView is the calculator. Nothing typed into it is stored; every state has
// an address.
type deadlinesView struct {
	Layout
	Form    Form
	Regimes []optionGroup
	Rights  []option
	Regions []optionGroup
	Reasons []option
	Query   string          // of the address with everything that was typed
	Answer  *deadlineAnswer // nil until a day of receipt is given
}

// The fields that are no events.
const (
	fieldReasons        = "reasons"
	fieldExtensionUntil = "extension_until" // the day that the notice of extension names
	fieldOrderUntil     = "order_until"     // the day that the authority's order names
)

var deadlineFields = slices.Concat(
	[]string{"regime", "right", "received", "region", fieldReasons, fieldExtensionUntil, fieldOrderUntil}, law.EventKinds())

// showDeadlines shows the form and, once there is a day of receipt, the dates with
// every step that leads to them.
func (p *Pages) showDeadlines(c *gin.Context) {
	f := typedDeadline(c)
	if c.Request.URL.Query().Has("received") {
		p.answerDeadline(c, f)
		return
	}
	f = preset(f, "regime", "eu-gdpr")
	f = preset(f, "right", string(dsar.RightAccess))
	f = preset(f, "region", p.readerRegion(c))
	p.renderDeadlines(c, http.StatusOK, f, nil)
}

func (p *Pages) answerDeadline(c *gin.Context, f Form) {
	answer, err := p.workOut(languageOf(c), f, readerDay(c)(p.Now()))
	if err != nil {
		p.refuseDeadline(c, f, err)
		return
	}
	p.renderDeadlines(c, http.StatusOK, f, answer)
}

// refuseDeadline shows the form again with what is wrong.
func (p *Pages) refuseDeadline(c *gin.Context, f Form, err error) {
	f, err = p.refuseFacts(languageOf(c), f, err)
	if err != nil {
		p.fail(c, err)
		return
	}
	p.renderDeadlines(c, http.StatusUnprocessableEntity, f, nil)
}

func (p *Pages) renderDeadlines(c *gin.Context, status int, f Form, answer *deadlineAnswer) {
	v := &deadlinesView{Layout: Layout{Section: "deadlines"}, Form: f, Answer: answer, Query: queryOf(f)}
	p.fillDeadlineChoices(languageOf(c), v)
	p.render(c, status, "deadlines", v)
}

// typedDeadline reads the form from the address.
func typedDeadline(c *gin.Context) Form {
	f := Form{Values: url.Values{}}
	for _, name := range deadlineFields {
		f.Values.Set(name, c.Query(name))
	}
	return f
}

// preset gives a field a value where the address has none.
func preset(f Form, name, value string) Form {
	if f.Value(name) == "" {
		f.Values.Set(name, value)
	}
	return f
}

// queryOf is the query of the address that gives the same answer again.
func queryOf(f Form) string {
	q := url.Values{}
	for _, name := range deadlineFields {
		if value := f.Value(name); value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// readerRegion is the holiday region of the country that the reader's zone lies in.
func (p *Pages) readerRegion(c *gin.Context) string {
	account, _ := accountOf(c)
	return p.Law.DefaultRegion(countryOfZone(account.User.Settings.TimeZone))
}

func (p *Pages) fillDeadlineChoices(lang string, v *deadlinesView) {
	choices := p.calculator[lang]()
	v.Regimes = selectIn(choices.regimes, v.Form.Value("regime"))
	v.Rights = markSelected(choices.rights, v.Form.Value("right"))
	v.Regions = selectIn(choices.regions, v.Form.Value("region"))
	for _, r := range []string{"unknown", "yes", "no"} {
		v.Reasons = append(v.Reasons, option{
			Value: r, Label: p.Catalog.T(lang, "deadlines.reasons."+r, nil), Selected: r == v.Form.Value(fieldReasons),
		})
	}
}

// rankOfRight puts the rights that every law has first, in the order of articles.
func rankOfRight(id string) int {
	if i := slices.Index(dsar.Rights(), dsar.Right(id)); i >= 0 {
		return i
	}
	return len(dsar.Rights())
}

// RegimeName, RightName and RegionName say what the answer is for; on paper, where
// the form is left out, nothing else does.
func (v *deadlinesView) RegimeName() string { return selectedIn(v.Regimes) }

// RightName names the right that is asked for.
func (v *deadlinesView) RightName() string { return selectedLabel(v.Rights) }

// RegionName names the place whose holidays count.
func (v *deadlinesView) RegionName() string { return selectedIn(v.Regions) }

func selectedLabel(list []option) string {
	for _, o := range list {
		if o.Selected {
			return o.Label
		}
	}
	return ""
}

// Address is that of the answer, and FileAddress that of its dates as a file; both hold
// everything that was typed.
func (v *deadlinesView) Address() string { return "/deadlines?" + v.Query }

// FileAddress is described with Address.
func (v *deadlinesView) FileAddress() string { return "/deadlines.ics?" + v.Query }

// EventsOpen reports that something that happened in between was typed in.
func (v *deadlinesView) EventsOpen() bool {
	return slices.ContainsFunc(deadlineFields[5:], func(name string) bool { return v.Form.Value(name) != "" || v.Form.Error(name) != "" })
}

// questionFields are the two days of a question that the company put: when it asked,
// and when the answer reached it.
type questionFields struct {
	Form          Form
	Kind          string // of the claim: "identity" …
	Asked         string // names of the two fields
	Answered      string
	AnsweredLabel string // catalogue key
}

// Between lists the questions that the form asks about.
func (v *deadlinesView) Between() []questionFields {
	return []questionFields{
		{v.Form, string(law.ClaimIdentity), law.IDRequested, law.IDReceived, "deadlines.answered_on"},
		{v.Form, string(law.ClaimClarification), law.ClarificationRequested, law.ClarificationReceived, "deadlines.answered_on"},
		{v.Form, string(law.ClaimFee), law.FeeRequested, law.FeePaid, "deadlines.paid_on"},
	}
}

// eventFields is a group of days on which something may have happened.
type eventFields struct {
	Form  Form
	Name  string   // of the group
	Kinds []string // of the events, and the fields of days that an event names
}

// Open reports that one of the days was typed in.
func (e eventFields) Open() bool {
	return slices.ContainsFunc(e.Kinds, func(name string) bool { return e.Form.Value(name) != "" || e.Form.Error(name) != "" })
}

// Happened lists what else the form asks about, by who did it.
func (v *deadlinesView) Happened() []eventFields {
	return []eventFields{
		{v.Form, "company", []string{law.Acknowledged, law.ReplyReceived, law.AnswerReceivedInadequate, law.Refused, law.FeeConfirmed}},
		{v.Form, "appeal", []string{
			law.ComplaintReceived, law.ControllerComplaintLodged, law.ControllerComplaintAcknowledged, law.ControllerComplaintAnswered,
			law.AppealLodged, law.AppealExtensionNotice, law.AppealAnswered,
		}},
		{v.Form, "authority", []string{
			law.ComplaintLodged, law.AuthorityInformed, law.AuthorityDecided, law.AuthorityOrdered, fieldOrderUntil, law.CourtFiled,
		}},
	}
}

// deadlineFacts reads what the law is asked from the form.
func deadlineFacts(f Form, today civil.Date) (law.Facts, error) {
	facts := law.Facts{Regime: f.Value("regime"), Right: f.Value("right"), Region: f.Value("region"), Today: today}
	var problems []dsar.Problem
	day := func(name string) civil.Date {
		d, err := typedDay(f, name)
		if err != nil {
			problems = append(problems, dsar.Problem{Field: name, Key: "deadlines.error.date"})
		}
		return d
	}
	facts.Received = day("received")
	if facts.Received.IsZero() && len(problems) == 0 {
		problems = append(problems, dsar.Problem{Field: "received", Key: "deadlines.error.received"})
	}
	extensionUntil, orderUntil := day(fieldExtensionUntil), day(fieldOrderUntil)
	for _, kind := range law.EventKinds() {
		on := day(kind)
		if on.IsZero() {
			continue
		}
		e := law.Event{Kind: kind, On: on}
		switch kind {
		case law.ExtensionNotice:
			e.Until = extensionUntil
			if reasons := f.Value(fieldReasons); reasons == "yes" || reasons == "no" {
				given := reasons == "yes"
				e.ReasonsGiven = &given
			}
		case law.AuthorityOrdered:
			e.Until = orderUntil
		}
		facts.Events = append(facts.Events, e)
	}
	if len(problems) > 0 {
		return facts, dsar.InvalidFields(problems...)
	}
	return facts, nil
}

// refuseFacts returns the form with what is wrong with it, and the error itself if
// it is none that a form can show.
func (p *Pages) refuseFacts(lang string, f Form, err error) (Form, error) {
	var fact *law.FactError
	var calendar *law.CalendarError
	switch {
	case errors.As(err, &calendar):
		err = dsar.Invalid("received", "deadlines.error.calendar", map[string]any{
			"Region": p.regionName(lang, calendar.Region), "First": calendar.FirstYear, "Last": calendar.LastYear,
		})
	case errors.As(err, &fact):
		key, value := "deadlines.error.unknown", fact.Value
		if fact.Field == "right" {
			key, value = "deadlines.error.right", p.regimeName(lang, f.Value("regime"))
		}
		err = dsar.Invalid(fact.Field, key, map[string]any{"Value": value, "Known": p.knownNames(lang, f.Value("regime"), fact)})
	}
	shown, ok := f.withError(p.Catalog, lang, err)
	if !ok {
		return f, err
	}
	shown.Title = p.Catalog.T(lang, "deadlines.problem_title", nil)
	return shown, nil
}

// knownNames are the values that would have been understood, as the reader calls them.
func (p *Pages) knownNames(lang, regimeID string, fact *law.FactError) []string {
	regime, _ := p.Law.Regime(regimeID) // an unknown one has no rights to name
	var names []string
	for _, id := range fact.Known {
		name := id
		switch fact.Field {
		case "regime":
			name = p.regimeName(lang, id)
		case "region":
			name = p.regionName(lang, id)
		case "right":
			if i := slices.IndexFunc(regime.Rights, func(r law.Right) bool { return r.ID == id }); i >= 0 {
				name = regime.Rights[i].Name(lang)
			}
		}
		names = append(names, name)
	}
	return names
}
