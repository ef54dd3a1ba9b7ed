package page

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// todayView is the first page: what waits, what is late, what comes next.
type todayView struct {
	Layout
	casework.TodayView
	Title   string
	Lede    string
	Ruler   template.HTML
	Dates   []rulerDate
	Waiting []requestRow
	Late    []requestRow
	Next    []nextItem
	Hour    int
	Zone    string
	Moves   int // open requests to which the rules of this release give other dates
}

// nextItem is one coming date: of a request, or of a complaint.
type nextItem struct {
	On        civil.Date
	Request   *requestRow
	Complaint *casework.ComplaintView
}

// maxMovesTold is up to how many requests with moved dates are counted.
const maxMovesTold = 999

func (p *Pages) showToday(c *gin.Context) {
	t, err := p.Service.Today(c.Request.Context(), actor(c))
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	account, _ := accountOf(c)
	v := &todayView{TodayView: t, Hour: account.User.Settings.ReminderHour, Zone: account.User.Settings.TimeZone}
	v.Section = "today"
	if v.Moves, err = p.Service.CountLawMoves(c.Request.Context(), actor(c), maxMovesTold); err != nil {
		p.fail(c, err)
		return
	}
	for _, s := range t.Waiting {
		v.Waiting = append(v.Waiting, waitingRow(s))
	}
	slices.SortStableFunc(v.Waiting, oldestFirst)
	for _, s := range t.Late {
		v.Late = append(v.Late, rowOf(s))
	}
	v.Next = nextItems(t)
	count := len(t.Waiting) + len(t.Silent)
	if t.More.Waiting {
		count = max(count, p.needsYou(c))
	}
	v.Title = w.countTitle("today.title", count)
	v.Lede = w.todayLede(t)
	v.Ruler, v.Dates = w.rulerOf(t)
	p.render(c, http.StatusOK, "today", v)
}

const keyNeedsYou = "needs you"

// needsYou counts what waits for the reader, once for each page.
func (p *Pages) needsYou(c *gin.Context) int {
	if n, counted := c.Get(keyNeedsYou); counted {
		return n.(int)
	}
	n, err := p.Service.NeedsYou(c.Request.Context(), actor(c))
	// The number is a convenience, the page is not. A reader who went on meanwhile is no failure.
	if err != nil && c.Request.Context().Err() == nil {
		p.Log.ErrorContext(c.Request.Context(), "count what waits", "err", err)
	}
	c.Set(keyNeedsYou, n)
	return n
}

// oldestFirst orders what waits; drafts, for which no time runs, come last.
func oldestFirst(a, b requestRow) int {
	if a.On.IsZero() != b.On.IsZero() {
		if a.On.IsZero() {
			return 1
		}
		return -1
	}
	return a.On.Compare(b.On)
}

// waitingRow shows since when a request waits for the reader, even if it is late
// at the same time.
func waitingRow(s casework.RequestSummary) requestRow {
	row := rowOf(s)
	pr := s.Request.Projection
	switch {
	case pr.Status == dsar.StatusDraft:
	case pr.Status == dsar.StatusAnswered && !pr.ReplyOn.IsZero():
		row.On = pr.ReplyOn
	case !pr.LastEventOn.IsZero():
		row.On = pr.LastEventOn
	}
	return row
}

// countTitle says a number of things, spelt out up to twelve.
func (w words) countTitle(key string, n int) string {
	if n == 0 {
		return w.t(key + "_none")
	}
	return upperFirst(w.t(key, "Count", n, "Number", w.number(n)))
}

func (w words) number(n int) string {
	if n < 1 || n > 12 {
		return w.t("number.digits", "N", n)
	}
	return w.t("number.n" + string(rune('a'+n-1)))
}

func (w words) todayLede(t casework.TodayView) string {
	late := w.t("today.late_none")
	if n := len(t.Late); n > 0 {
		key := "today.late"
		if t.More.Late {
			key = "today.late_more"
		}
		late = upperFirst(w.t(key, "Count", n, "Number", w.number(n)))
	}
	if len(t.Next) == 0 {
		return late + " " + w.t("today.next_none")
	}
	if t.Next[0].Request.Projection.EffectiveDue == t.Day {
		return late + " " + w.t("today.next_today")
	}
	return late + " " + w.t("today.next_first", "On", w.spoken(t.Next[0].Request.Projection.EffectiveDue, t.Day))
}

// nextItems merges the coming dates of requests and complaints.
func nextItems(t casework.TodayView) []nextItem {
	var items []nextItem
	for _, s := range t.Next {
		row := rowOf(s)
		items = append(items, nextItem{On: s.Request.Projection.EffectiveDue, Request: &row})
	}
	for i := range t.Upcoming {
		items = append(items, nextItem{On: t.Upcoming[i].Complaint.RemedyFrom, Complaint: &t.Upcoming[i]})
	}
	slices.SortStableFunc(items, func(a, b nextItem) int { return a.On.Compare(b.On) })
	return items
}
