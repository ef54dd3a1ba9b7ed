package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// findingsView is the list of findings over all requests. What it shows stands in its
// address.
type findingsView struct {
	Layout
	Views     []listView
	View      string
	Form      Form
	Chapters  []kindOptions
	Verdicts  []option
	Languages []option
	Sorts     []option
	Sort      string
	Company   string // name of the one that the list is limited to
	Rows      []findingRow
	First     string // address of the first page, "" on it
	Next      string // address of the next page, "" on the last
	Any       bool   // some filter is set
	Unfilter  string // address of the view without filters
	AllOf     string // address of the view with all companies
}

// findingRow is one finding in a line.
type findingRow struct {
	casework.FindingSummary
	Name   string
	Href   string // its note in the conversation
	Quote  string // cut short
	Reason string // what the events show
	Answer string
	Why    string // it was dismissed
}

var findingViews = []string{"open", "confirmed", "dismissed", "all"}

// findingFilters are the parameters that select, beside the view.
var findingFilters = []string{"q", "kind", "verdict", "language", "controller"}

func (p *Pages) showFindings(c *gin.Context) {
	w, form := p.words(c), Form{Values: c.Request.URL.Query()}
	v := &findingsView{Layout: Layout{Section: "findings"}, Form: form, View: form.Value("view"), Sort: form.Value("sort")}
	if v.View == "" {
		v.View = findingViews[0]
	}
	if v.Sort == "" {
		v.Sort = string(casework.FindingsNewest)
	}
	q, err := v.query(findingViews)
	if err != nil {
		p.fail(c, err)
		return
	}
	page, err := p.Service.AllFindings(c.Request.Context(), actor(c), q)
	if err != nil {
		p.fail(c, err)
		return
	}
	if q.ControllerID != "" {
		found, err := p.Service.Controller(c.Request.Context(), actor(c), q.ControllerID)
		if err != nil {
			p.fail(c, err)
			return
		}
		v.Company = found.Name
	}
	for _, s := range page.Items {
		v.Rows = append(v.Rows, w.findingRow(s))
	}
	v.fill(p, w)
	if form.Value("cursor") != "" {
		v.First = v.with("cursor", "")
	}
	if page.NextCursor != "" {
		v.Next = v.with("cursor", page.NextCursor)
	}
	p.render(c, http.StatusOK, "findings", v)
}

// query reads the selection out of the address.
func (v *findingsView) query(views []string) (casework.FindingQuery, error) {
	f := v.Form
	q := casework.FindingQuery{
		Kind: f.Value("kind"), Verdict: f.Value("verdict"), Language: f.Value("language"), ControllerID: f.Value("controller"), Q: f.Value("q"),
		Sort: casework.FindingSort(v.Sort), Cursor: f.Value("cursor"),
	}
	switch {
	case !slices.Contains(views, v.View):
		return q, dsar.Invalid("view", "error.unknown", map[string]any{"Value": brief(v.View), "Known": "open, confirmed, dismissed, all"})
	case v.View == "open":
		q.Open = true
	case v.View != "all":
		q.Status = dsar.FindingStatus(v.View)
	}
	return q, nil
}

func (v *findingsView) fill(p *Pages, w words) {
	for _, view := range findingViews {
		v.Views = append(v.Views, listView{Text: w.t("findings.view." + view), Href: v.with("view", view), Current: view == v.View, Gap: view == "all"})
	}
	for _, g := range p.Service.Detector.Groups() {
		chapter := kindOptions{Name: g.Name(w.lang)}
		for _, k := range g.Kinds {
			chapter.Kinds = append(chapter.Kinds, option{Value: k.Key, Label: w.kindName(k), Selected: k.Key == v.Form.Value("kind")})
		}
		v.Chapters = append(v.Chapters, chapter)
	}
	for _, verdict := range casework.Verdicts() {
		v.Verdicts = append(v.Verdicts, option{Value: verdict, Label: w.t("verdict." + verdict), Selected: verdict == v.Form.Value("verdict")})
	}
	for _, lang := range p.Service.Detector.Languages() {
		v.Languages = append(v.Languages, option{Value: lang, Label: languageNames(w.lang, []string{lang})[0], Selected: lang == v.Form.Value("language")})
	}
	sortByLabel(w.lang, v.Languages)
	for _, sort := range casework.FindingSorts() {
		v.Sorts = append(v.Sorts, option{Value: string(sort), Label: w.t("findings.sort." + string(sort)), Selected: string(sort) == v.Sort})
	}
	v.Any = slices.ContainsFunc(findingFilters, func(name string) bool { return v.Form.Value(name) != "" })
	v.Unfilter, v.AllOf = "/findings?view="+v.View, v.with("controller", "")
}

// with is the address of the list with one parameter changed; a change of anything but
// the cursor goes back to the first page.
func (v *findingsView) with(name, value string) string {
	query := url.Values{}
	for key := range v.Form.Values {
		if kept := v.Form.Value(key); kept != "" && key != "cursor" && key != name {
			query.Set(key, kept)
		}
	}
	if value != "" {
		query.Set(name, value)
	}
	if len(query) == 0 {
		return "/findings"
	}
	return "/findings?" + query.Encode()
}

// quoteRunes is how much of a passage the list shows.
const quoteRunes = 160

func (w words) findingRow(s casework.FindingSummary) findingRow {
	f := s.Finding
	row := findingRow{
		FindingSummary: s, Name: w.kindName(s.Kind), Href: requestPath(f.RequestID) + "#finding-" + f.ID, Quote: f.Quote, Reason: w.reasonOf(f),
	}
	if r := []rune(f.Quote); len(r) > quoteRunes {
		row.Quote = string(r[:quoteRunes]) + "…"
	}
	if f.Answer != "" {
		row.Answer = w.t("finding.answers." + string(f.Answer))
	}
	if f.DismissedFor != "" {
		row.Why = w.t("finding.reasons." + string(f.DismissedFor))
	}
	return row
}
