package page

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// lawView lists every law known, by the place it comes from.
type lawView struct {
	Layout
	Places  []lawPlace
	Unknown string // what was asked for and is not known; "" on the list itself
	Verify  bool   // some figure in the list is still to be verified
}

// lawPlace is a place and its laws.
type lawPlace struct {
	Name string
	Laws []lawRow
}

// lawRow is one law in a line, told by the right that stands for it.
type lawRow struct {
	ID, Name  string
	Right     string // the right that the times are for
	Other     bool   // that right is not access
	Answer    string // length of the time for the answer; "" where the law names none
	Ack       string // of the acknowledgement
	Extended  string // of the answer after an extension, from the start
	OpenEnded bool   // an extension without a limit
	From      civil.Date
	Coming    bool       // not in force yet
	Next      civil.Date // a version to come; zero if none is known
	Verify    bool
}

// showLaw lists the laws.
func (p *Pages) showLaw(c *gin.Context) { p.renderLaw(c, http.StatusOK, "") }

func (p *Pages) renderLaw(c *gin.Context, status int, unknown string) {
	lang := languageOf(c)
	v := &lawView{Layout: Layout{Section: "law"}, Unknown: unknown}
	var err error
	if v.Places, err = p.lawPlaces(lang, readerDay(c)(p.Now())); err != nil {
		p.fail(c, err)
		return
	}
	for _, place := range v.Places {
		v.Verify = v.Verify || slices.ContainsFunc(place.Laws, func(r lawRow) bool { return r.Verify })
	}
	p.render(c, status, "law", v)
}

// lawPlaces groups the laws: the European Union first, then the places in the order
// of the reader's language.
func (p *Pages) lawPlaces(lang string, today civil.Date) ([]lawPlace, error) {
	laws := map[string][]lawRow{}
	for _, id := range p.Law.RegimeIDs() {
		d, err := p.Law.Describe(id)
		if err != nil {
			return nil, err
		}
		laws[d.Place] = append(laws[d.Place], newLawRow(lang, d, today))
	}
	var places []lawPlace
	for _, o := range orderPlaces(p, lang, laws) {
		places = append(places, lawPlace{Name: o.Label, Laws: laws[o.Value]})
	}
	return places, nil
}

// orderPlaces orders the places of laws: the European Union first, then by name.
func orderPlaces[T any](p *Pages, lang string, byPlace map[string]T) []option {
	var order []option
	for code := range byPlace {
		order = append(order, option{Value: code, Label: p.placeName(lang, code)})
	}
	sortByLabel(lang, order)
	slices.SortStableFunc(order, func(a, b option) int { return rankOfPlace(a.Value) - rankOfPlace(b.Value) })
	return order
}

func rankOfPlace(code string) int {
	if code == "EU" {
		return 0
	}
	return 1
}

func (p *Pages) placeName(lang, code string) string {
	if code == "EU" {
		return p.Catalog.T(lang, "law.place_eu", nil)
	}
	return countryName(lang, code)
}

func newLawRow(lang string, d law.Description, today civil.Date) lawRow {
	lead := d.Lead()
	version, inForce := lead.At(today)
	row := lawRow{
		ID: d.ID, Name: d.Name(lang), Right: lead.Rights[0].Name(lang), Answer: version.Answer.Text(lang), Ack: version.Acknowledgement.Text(lang),
		Extended: version.Extended.Text(lang), OpenEnded: version.OpenEnded, From: d.From, Coming: !inForce, Verify: version.VerifyAnswer(),
		Next: nextVersion(d, today), Other: !slices.ContainsFunc(lead.Rights, func(r law.Right) bool { return r.ID == "access" }),
	}
	if row.Coming {
		row.From = version.From
	}
	return row
}

// nextVersion is the first day after today on which some clock of the law changes.
func nextVersion(d law.Description, today civil.Date) civil.Date {
	var next civil.Date
	consider := func(from civil.Date) {
		if from.After(today) && (next.IsZero() || from.Before(next)) {
			next = from
		}
	}
	for _, g := range d.Groups {
		for _, v := range g.Versions {
			consider(v.From)
		}
	}
	for _, c := range d.Further {
		for _, v := range c.Versions {
			consider(v.From)
		}
	}
	return next
}

// sourceView is a legal source as the margin shows it.
type sourceView struct {
	Cite       string
	Full       string // instrument and article as the instrument names itself
	Gist       string
	Link       string
	Checked    civil.Date
	Confidence law.Confidence
	Verify     bool
}

func newSource(lang string, r *law.Reference) sourceView {
	if r == nil || r.IsZero() {
		return sourceView{}
	}
	return sourceView{
		Cite: i18n.Typeset(lang, r.Cite(lang)), Full: r.String(), Gist: i18n.Typeset(lang, r.Gist.In(lang)), Link: r.Link,
		Checked: r.LastChecked, Confidence: r.Confidence, Verify: r.Confidence.ToVerify(),
	}
}

// unknownName returns what was asked for where the error says that it is not known.
func unknownName(err error, field string) (string, bool) {
	var fact *law.FactError
	if !errors.As(err, &fact) || fact.Field != field {
		return "", false
	}
	return brief(fact.Value), true
}

// brief shortens what somebody typed into an address, so that it fits into a sentence.
func brief(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return strings.TrimSpace(s)
}
