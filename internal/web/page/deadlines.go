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
	Regimes []option
	Rights  []option
	Regions []option
	Reasons []option
	Answer  *deadlineAnswer // nil until a day of receipt is given
}

var deadlineFields = []string{
	"regime", "right", "received", "region", "reasons", law.IDRequested, law.IDReceived,
	law.ClarificationRequested, law.ClarificationReceived, law.FeeRequested, law.FeePaid, law.ExtensionNotice,
}

// showDeadlines shows the form and, once there is a day of receipt, the dates with
// every step that leads to them.
func (p *Pages) showDeadlines(c *gin.Context) {
	lang := languageOf(c)
	f := Form{Values: url.Values{}}
	for _, name := range deadlineFields {
		f.Values.Set(name, c.Query(name))
	}
	asked := c.Request.URL.Query().Has("received")
	if !asked {
		f.Values.Set("regime", "eu-gdpr")
		f.Values.Set("right", string(dsar.RightAccess))
		f.Values.Set("region", p.readerRegion(c))
	}
	v := &deadlinesView{Layout: Layout{Section: "deadlines"}}
	status := http.StatusOK
	if asked {
		answer, err := p.workOut(lang, f, readerDay(c)(p.Now()))
		if err != nil {
			if f, err = p.refuseFacts(lang, f, err); err != nil {
				p.fail(c, err)
				return
			}
			status = http.StatusUnprocessableEntity
		}
		v.Answer = answer
	}
	v.Form = f
	p.fillDeadlineChoices(lang, v)
	p.render(c, status, "deadlines", v)
}

// readerRegion is the holiday region of the country that the reader's zone lies in.
func (p *Pages) readerRegion(c *gin.Context) string {
	account, _ := accountOf(c)
	return p.Law.DefaultRegion(countryOfZone(account.User.Settings.TimeZone))
}

func (p *Pages) fillDeadlineChoices(lang string, v *deadlinesView) {
	seen := map[string]bool{}
	for _, regime := range p.Law.Regimes() {
		if !asksControllers(regime) {
			continue
		}
		v.Regimes = append(v.Regimes, option{Value: regime.ID, Label: regime.Name(lang)})
		for _, right := range regime.Rights {
			if !seen[right.ID] && right.ID != "authority-silence" {
				seen[right.ID] = true
				v.Rights = append(v.Rights, option{Value: right.ID, Label: upperFirst(right.Name(lang))})
			}
		}
	}
	slices.SortStableFunc(v.Rights, func(a, b option) int { return rankOfRight(a.Value) - rankOfRight(b.Value) })
	v.Regimes = markSelected(v.Regimes, v.Form.Value("regime"))
	v.Rights = markSelected(v.Rights, v.Form.Value("right"))
	v.Regions = regionOptions(p.Law.Regions(), lang, v.Form.Value("region"))
	for _, r := range []string{"unknown", "yes", "no"} {
		v.Reasons = append(v.Reasons, option{
			Value: r, Label: p.Catalog.T(lang, "deadlines.reasons."+r, nil), Selected: r == v.Form.Value("reasons"),
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
func (v *deadlinesView) RegimeName() string { return selectedLabel(v.Regimes) }

// RightName names the right that is asked for.
func (v *deadlinesView) RightName() string { return selectedLabel(v.Rights) }

// RegionName names the place whose holidays count.
func (v *deadlinesView) RegionName() string { return selectedLabel(v.Regions) }

func selectedLabel(list []option) string {
	for _, o := range list {
		if o.Selected {
			return o.Label
		}
	}
	return ""
}

// EventsOpen reports that something that happened in between was typed in.
func (v *deadlinesView) EventsOpen() bool {
	for _, name := range deadlineFields[5:] {
		if v.Form.Value(name) != "" || v.Form.Error(name) != "" {
			return true
		}
	}
	return false
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
	for _, kind := range deadlineFields[5:] {
		on := day(kind)
		if on.IsZero() {
			continue
		}
		e := law.Event{Kind: kind, On: on}
		if reasons := f.Value("reasons"); kind == law.ExtensionNotice && (reasons == "yes" || reasons == "no") {
			given := reasons == "yes"
			e.ReasonsGiven = &given
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
