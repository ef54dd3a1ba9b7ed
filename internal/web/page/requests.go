package page

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// requestsView is the list of requests. What it shows stands in its address.
type requestsView struct {
	Layout
	Views  []listView
	Form   Form
	Laws   template.HTML // the options of each select
	Rights template.HTML
	Sorts  template.HTML
	View   string
	Sort   string
	Rows   []listRow
	First  string // address of the first page, "" on it
	Next   string // address of the next page, "" on the last
	Any    bool   // some filter is set, so that an empty list means "none like that"
}

// listView is a link to one of the usual selections.
type listView struct {
	Text    string
	Href    string
	Current bool
	Gap     bool
}

// requestRow is one request as the list and the page "Today" show it.
type requestRow struct {
	casework.RequestSummary
	On     civil.Date // the day to speak of beside the due day
	OnKind string     // what it is: "late", "reply", "due", "last", "closed", "none" or "draft"
}

// listRow is a row of the list as it is written. Everything in it is worded here and
// not in the template, because a list has many of them.
type listRow struct {
	ID     string
	Date   template.HTML
	Who    string
	Matter string // the data subject, the rights, the law
	Status template.HTML
	Next   string // what is to be done
}

var listViews = []string{"open", "needs_you", "answered", "late", "complained", "draft", "closed", "all"}

func (p *Pages) showRequests(c *gin.Context) {
	form := Form{Values: c.Request.URL.Query()}
	view := form.Value("view")
	if view == "" {
		view = "open"
	}
	page, err := p.Service.Requests(c.Request.Context(), actor(c), requestQuery(view, form))
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	v := &requestsView{Form: form, View: view, Sort: sortOf(form), Views: w.viewLinks(view, form)}
	v.Section = "requests"
	v.Any = form.Value("q") != "" || form.Value("regime") != "" || form.Value("right") != ""
	v.fillOptions(p, w)
	v.Rows = p.listRows(w, page.Items)
	if form.Value("cursor") != "" {
		v.First = with(form, "cursor", "")
	}
	if page.NextCursor != "" {
		v.Next = with(form, "cursor", page.NextCursor)
	}
	p.render(c, http.StatusOK, "requests", v)
}

// requestQuery reads the selection out of the address. A view that does not exist
// is an error that casework words, with the list of known ones.
func requestQuery(view string, f Form) casework.RequestQuery {
	q := casework.RequestQuery{
		Right: dsar.Right(f.Value("right")), Regime: f.Value("regime"), Q: f.Value("q"),
		ControllerID: f.Value("controller"), Sort: casework.RequestSort(sortOf(f)), Cursor: f.Value("cursor"), Limit: 25,
		Needs: f.Value("needs") == "you",
	}
	switch view {
	case "open":
		q.Open = true
	case "late":
		q.Overdue = true
	case "all":
	default:
		q.Status = dsar.Status(view)
	}
	return q
}

func sortOf(f Form) string {
	if s := f.Value("sort"); s != "" {
		return s
	}
	return string(casework.SortDue)
}

// with is the address of the list with one parameter changed; a change of anything
// but the cursor goes back to the first page.
func with(f Form, name, value string) string {
	v := url.Values{}
	for key, values := range f.Values {
		if len(values) > 0 && values[0] != "" && key != "cursor" && key != name {
			v.Set(key, values[0])
		}
	}
	if value != "" {
		v.Set(name, value)
	}
	if len(v) == 0 {
		return "/requests"
	}
	return "/requests?" + v.Encode()
}

func (w words) viewLinks(current string, f Form) []listView {
	var links []listView
	for _, key := range listViews {
		links = append(links, listView{Text: w.t("requests.view." + key), Href: with(f, "view", key), Current: key == current, Gap: key == "all"})
	}
	return links
}

func (v *requestsView) fillOptions(p *Pages, w words) {
	laws := []option{{Label: w.t("requests.any")}}
	for _, r := range p.Law.Regimes() {
		laws = append(laws, option{Value: r.ID, Label: r.Name(w.lang), Selected: v.Form.Value("regime") == r.ID})
	}
	rights := []option{{Label: w.t("requests.any")}}
	for _, r := range dsar.Rights() {
		rights = append(rights, option{Value: string(r), Label: upperFirst(w.t("right." + string(r))), Selected: v.Form.Value("right") == string(r)})
	}
	var sorts []option
	for _, s := range []casework.RequestSort{casework.SortDue, casework.SortNewest, casework.SortController, casework.SortUpdated} {
		sorts = append(sorts, option{Value: string(s), Label: w.t("requests.sort." + string(s)), Selected: v.Sort == string(s)})
	}
	v.Laws, v.Rights, v.Sorts = optionElements(laws), optionElements(rights), optionElements(sorts)
}

// SortHref is the address of the list in another order.
func (v *requestsView) SortHref(sort string) string { return with(v.Form, "sort", sort) }

func rowOf(s casework.RequestSummary) requestRow {
	row := requestRow{RequestSummary: s}
	pr := s.Request.Projection
	switch {
	case s.Overdue:
		row.On, row.OnKind = pr.EffectiveDue, "late"
	case pr.Status == dsar.StatusDraft:
		row.OnKind = "draft"
	case pr.Status == dsar.StatusAnswered && !pr.ReplyOn.IsZero():
		row.On, row.OnKind = pr.ReplyOn, "reply"
	case pr.Status == dsar.StatusClosed:
		row.On, row.OnKind = pr.LastEventOn, "closed"
	case pr.Awaiting && !pr.EffectiveDue.IsZero():
		row.On, row.OnKind = pr.EffectiveDue, "due"
	case pr.Awaiting:
		row.OnKind = "none"
	default:
		row.On, row.OnKind = pr.LastEventOn, "last"
	}
	return row
}
