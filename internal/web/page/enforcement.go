package page

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/enforcement"
	"recourse/internal/i18n"
)

// enforcementView is what authorities did against one company.
type enforcementView struct {
	Layout
	Party, About, Stance string
	Country              string
	Fines, Contested     []string // their sums by currency, as declared
	Against              int      // authorities that acted against it
	Actions              []actionView
	Verify               bool // something is to be verified
}

// actionView is what one authority did.
type actionView struct {
	ID, Authority, Country, Reference, Against string
	For                                        enforcement.Beneficiaries
	Status                                     enforcement.Status
	Kinds                                      []kindName
	Steps                                      []stepView
}

// kindName is a kind of restriction to link to.
type kindName struct{ Key, Name string }

// stepView is one step of it.
type stepView struct {
	Kind                         enforcement.StepKind
	Day, Notified, Published     civil.Date
	Months                       string // where no day is known, in words
	Text, Doubt, Source          string
	Amount, Per                  string
	Verify                       bool
	Days, Inclusive              int // of a penalty, 0 without one
	Rate, Computed, WithBothEnds string
	Matches                      bool // what was declared is what the difference of the days gives
}

// showEnforcement shows the record of one company.
func (p *Pages) showEnforcement(c *gin.Context) {
	for _, r := range p.Service.Records {
		if r.Key == c.Param("key") {
			p.render(c, http.StatusOK, "enforcement", p.words(c).enforcement(p, r))
			return
		}
	}
	p.fail(c, dsar.NotFound("record"))
}

func (w words) enforcement(p *Pages, r enforcement.Record) *enforcementView {
	v := &enforcementView{
		Layout: Layout{Section: "restrictions"}, Party: r.Party, Country: countryName(w.lang, r.Country),
		About: i18n.Typeset(w.lang, r.About.In(w.lang)), Stance: i18n.Typeset(w.lang, r.Stance.In(w.lang)),
	}
	v.Fines, v.Contested, v.Against = w.sums(r.Fines(false)), w.sums(r.Fines(true)), len(r.Against())
	for _, a := range r.Actions {
		view := actionView{
			ID: a.ID, Authority: a.Authority, Country: countryName(w.lang, a.Country), Reference: a.Reference, Against: a.Against,
			For: a.For, Status: a.Status,
		}
		for _, key := range a.Kinds {
			if k, ok := p.Service.Detector.Kind(key); ok {
				view.Kinds = append(view.Kinds, kindName{key, i18n.Typeset(w.lang, k.Name(w.lang))})
			}
		}
		for _, s := range a.Steps {
			view.Steps = append(view.Steps, w.step(s))
			v.Verify = v.Verify || s.Verify()
		}
		v.Actions = append(v.Actions, view)
	}
	return v
}

func (w words) step(s enforcement.Step) stepView {
	v := stepView{
		Kind: s.Kind, Day: s.Day(), Notified: s.Notified, Published: s.Published, Months: w.months(s.Period),
		Text: i18n.Typeset(w.lang, s.Text.In(w.lang)), Doubt: i18n.Typeset(w.lang, s.Doubt.In(w.lang)), Source: s.Source,
		Amount: w.money(s.Amount), Per: s.Amount.Per, Verify: s.Verify(),
	}
	if s.Penalty != nil {
		v.Days, v.Inclusive = s.Penalty.Days()
		sum, more := s.Penalty.Sums()
		in := func(n int64) string { return w.money(enforcement.Amount{Sum: n, Currency: s.Amount.Currency}) }
		v.Rate, v.Computed, v.WithBothEnds, v.Matches = in(s.Penalty.Rate), in(sum), in(more), sum == s.Amount.Sum
	}
	return v
}

// money writes a sum with the code of its currency, which is the same in every language.
func (w words) money(a enforcement.Amount) string {
	if a.Sum == 0 {
		return ""
	}
	return a.Currency + "\u00a0" + i18n.FormatNumber(w.lang, int(a.Sum))
}

// months writes "2020-05/2020-12" in words.
func (w words) months(period string) string {
	var parts []string
	for _, month := range strings.Split(period, "/") {
		if t, err := time.Parse("2006-01", month); err == nil {
			parts = append(parts, i18n.FormatDate(w.lang, civil.Of(t, time.UTC), i18n.Month))
		}
	}
	return strings.Join(parts, " – ")
}

// recordLink leads to the record of a company; without a key there is none.
type recordLink struct {
	Key   string
	Fines []string
	Count int // authorities
}

func (w words) recordLink(r *enforcement.Record) recordLink {
	if r == nil {
		return recordLink{}
	}
	return recordLink{Key: r.Key, Count: len(r.Against()), Fines: w.sums(r.Fines(false))}
}

func (w words) sums(amounts []enforcement.Amount) []string {
	var list []string
	for _, a := range amounts {
		list = append(list, w.money(a))
	}
	return list
}
