package page

import (
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
	Laws   []option
	Rights []option
	Sorts  []option
	View   string
	Sort   string
	Rows   []requestRow
	First  string // address of the first page, "" on it
	Next   string // address of the next page, "" on the last
	Any    bool   // some filter is set, so that an empty list means "none like that"
}

// listView is a link to one of the usual selections.
type listView struct {
	Key     string
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
	v := &requestsView{Form: form, View: view, Sort: sortOf(form), Views: viewLinks(view, form)}
	v.Section = "requests"
	v.Any = form.Value("q") != "" || form.Value("regime") != "" || form.Value("right") != ""
	v.fillOptions(p, w)
	for _, s := range page.Items {
		v.Rows = append(v.Rows, rowOf(s))
	}
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

func viewLinks(current string, f Form) []listView {
	var links []listView
	for _, key := range listViews {
		links = append(links, listView{Key: key, Href: with(f, "view", key), Current: key == current, Gap: key == "all"})
	}
	return links
}

func (v *requestsView) fillOptions(p *Pages, w words) {
	v.Laws = []option{{Label: w.t("requests.any")}}
	for _, r := range p.Law.Regimes() {
		v.Laws = append(v.Laws, option{Value: r.ID, Label: r.Name(w.lang), Selected: v.Form.Value("regime") == r.ID})
	}
	v.Rights = []option{{Label: w.t("requests.any")}}
	for _, r := range dsar.Rights() {
		v.Rights = append(v.Rights, option{Value: string(r), Label: upperFirst(w.t("right." + string(r))), Selected: v.Form.Value("right") == string(r)})
	}
	for _, s := range []casework.RequestSort{casework.SortDue, casework.SortNewest, casework.SortController, casework.SortUpdated} {
		v.Sorts = append(v.Sorts, option{Value: string(s), Label: w.t("requests.sort." + string(s)), Selected: v.Sort == string(s)})
	}
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
