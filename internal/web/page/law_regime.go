package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// regimeView is one law: its rights with every clock and figure, as it was, is and
// will be, and its sources.
type regimeView struct {
	Layout
	lawRow
	ID         string
	Place      string
	Aliases    []string
	Groups     []rightsView
	Clocks     []furtherView
	Sources    []sourceView
	Regions    []option // whose holidays count, by the places of the law
	Calculator string   // address of the calculator for it
}

// rightsView is one or more rights under the same clocks.
type rightsView struct {
	Anchor   string
	Name     string
	Versions []versionView // that in force first, then the coming ones, then the old
}

// versionView is the law from one day on.
type versionView struct {
	From, Until civil.Date
	Time        string // "now", "coming" or "past"
	Row         lawRow // in a line
	NoFigure    bool
	Figures     []figureView
	Notes       []figureView
	Open        bool
}

// furtherView is a clock beside those of the rights.
type furtherView struct {
	Name, About string
	Rights      []string // "" where it runs for all
	Regions     []string // names of the places it is limited to
	Versions    []clockVersionView
}

// clockVersionView is such a clock from one day on.
type clockVersionView struct {
	From, Until civil.Date
	Time        string
	Duty        law.Party
	Kind        law.ClockKind
	Length      string
	Figures     []figureView
	Source      sourceView
	Verify      bool
}

// figureView is one figure with its source.
type figureView struct {
	Label  string
	Text   string
	Source sourceView
}

// showRegime shows one law, by its id or an alias.
func (p *Pages) showRegime(c *gin.Context) {
	d, err := p.Law.Describe(c.Param("regime"))
	if unknown, ok := unknownName(err, "regime"); ok {
		p.renderLaw(c, http.StatusNotFound, unknown)
		return
	}
	if err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, http.StatusOK, "law-regime", p.regimePage(languageOf(c), d, readerDay(c)(p.Now())))
}

func (p *Pages) regimePage(lang string, d law.Description, today civil.Date) *regimeView {
	v := &regimeView{
		Layout: Layout{Section: "law"}, lawRow: newLawRow(lang, d, today), ID: d.ID, Aliases: d.Aliases,
		Place: p.placeName(lang, d.Place),
	}
	query := url.Values{"regime": {d.ID}, "right": {d.Lead().Rights[0].ID}}
	if len(d.Regions) == 1 {
		query.Set("region", d.Regions[0])
	}
	v.Calculator = "/deadlines?" + query.Encode()
	for i, g := range d.Groups {
		group := rightsView{Anchor: g.Rights[0].ID, Name: upperFirst(i18n.Typeset(lang, i18n.Join(lang, rightNames(lang, g.Rights))))}
		for _, version := range g.Versions {
			group.Versions = append(group.Versions, newVersion(lang, version, today))
		}
		slices.SortStableFunc(group.Versions, func(a, b versionView) int { return rankOfTime(a.Time) - rankOfTime(b.Time) })
		group.Versions[0].Open = i == 0
		v.Groups = append(v.Groups, group)
	}
	for _, clock := range d.Further {
		v.Clocks = append(v.Clocks, p.newFurther(lang, clock, len(d.Rights), today))
	}
	for _, id := range d.Regions {
		v.Regions = append(v.Regions, option{Value: id, Label: p.regionName(lang, id)})
	}
	sortByLabel(lang, v.Regions)
	v.Sources = sourcesOf(lang, d)
	v.Verify = slices.ContainsFunc(v.Sources, func(s sourceView) bool { return s.Verify })
	return v
}

func rightNames(lang string, rights []law.Right) []string {
	names := make([]string, 0, len(rights))
	for _, r := range rights {
		names = append(names, r.Name(lang))
	}
	return names
}

// timeOf says where a version lies as seen from today.
func timeOf(from, until, today civil.Date) string {
	switch {
	case from.After(today):
		return "coming"
	case !until.IsZero() && until.Before(today):
		return "past"
	}
	return "now"
}

func rankOfTime(t string) int { return slices.Index([]string{"now", "coming", "past"}, t) }

func newVersion(lang string, v law.VersionDescription, today civil.Date) versionView {
	view := versionView{
		From: v.From, Until: v.Until, Time: timeOf(v.From, v.Until, today), NoFigure: v.NoFigure, Figures: newFigures(lang, v.Figures),
		Row: lawRow{
			Answer: v.Answer.Text(lang), Ack: v.Acknowledgement.Text(lang), Extended: v.Extended.Text(lang),
			OpenEnded: v.OpenEnded, Verify: v.Verify(),
		},
	}
	for _, n := range v.Notes {
		view.Notes = append(view.Notes, figureView{Text: i18n.Typeset(lang, n.Text(lang)), Source: newSource(lang, n.Article)})
	}
	return view
}

func newFigures(lang string, figures []law.Figure) []figureView {
	list := make([]figureView, 0, len(figures))
	for _, f := range figures {
		list = append(list, figureView{
			Label: f.Label(lang), Text: upperFirst(i18n.Typeset(lang, f.Text(lang))), Source: newSource(lang, f.Article),
		})
	}
	return list
}

func (p *Pages) newFurther(lang string, c law.ClockDescription, rights int, today civil.Date) furtherView {
	v := furtherView{Name: upperFirst(i18n.Typeset(lang, c.Name(lang))), About: i18n.Typeset(lang, c.About(lang))}
	if len(c.Rights) < rights {
		v.Rights = rightNames(lang, c.Rights)
	}
	for _, id := range c.Regions {
		v.Regions = append(v.Regions, p.regionName(lang, id))
	}
	for _, version := range c.Versions {
		v.Versions = append(v.Versions, clockVersionView{
			From: version.From, Until: version.Until, Time: timeOf(version.From, version.Until, today),
			Duty: version.Duty, Kind: version.Kind, Length: version.Length.Text(lang),
			Figures: newFigures(lang, version.Figures), Source: newSource(lang, version.Article), Verify: version.Verify(),
		})
	}
	slices.SortStableFunc(v.Versions, func(a, b clockVersionView) int { return rankOfTime(a.Time) - rankOfTime(b.Time) })
	return v
}

// sourcesOf lists every source that a version of any clock of the law rests on, each
// once, in the order in which the page meets them.
func sourcesOf(lang string, d law.Description) []sourceView {
	var list []sourceView
	seen := map[*law.Reference]bool{}
	add := func(r *law.Reference) {
		if r == nil || r.IsZero() || seen[r] {
			return
		}
		seen[r] = true
		list = append(list, newSource(lang, r))
	}
	figures := func(list []law.Figure, notes []law.NoteDescription) {
		for _, f := range list {
			add(f.Article)
		}
		for _, n := range notes {
			add(n.Article)
		}
	}
	for _, g := range d.Groups {
		for _, v := range g.Versions {
			add(v.Article)
			figures(v.Figures, v.Notes)
		}
	}
	for _, c := range d.Further {
		for _, v := range c.Versions {
			add(v.Article)
			figures(v.Figures, v.Notes)
		}
	}
	return list
}
