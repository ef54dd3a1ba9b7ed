package page

import (
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// requestView is the page of one request: when, what and why, then the
// conversation, then the reasons.
type requestView struct {
	Layout
	casework.RequestView
	Picture template.HTML
	Dates   []dateRow
	Now     nowView
	Thread  thread
	Reasons reasons
	Timing  clockList
	Planned []plannedLine
	History []historyItem
	LawMove *lawMoveView // the rules of this release give other dates
	Zone    string       // the reader's, for instants
	Clock   time.Time    // now, for what ends in minutes
	MailOff bool
	// Abroad: the company has no establishment where the law applies, so that the page
	// says what an authority can do about it.
	Abroad bool
	WhyLaw whyLaw
	// Checklist: there is a list of what the answer has to contain. Data: files can be
	// added.
	Checklist, Data bool
	Record          *caseRecord // where the case is printed
}

// Closed reports that nothing is to be done about the request any more.
func (v *requestView) Closed() bool { return v.State.Status == dsar.StatusClosed }

// showRequest shows a request by id or by its public reference.
func (p *Pages) showRequest(c *gin.Context) {
	v, ok := p.loadRequest(c)
	if !ok {
		return
	}
	record, err := p.caseRecordOf(c, v)
	if err != nil {
		p.fail(c, err)
		return
	}
	attached, err := p.attachmentsTo(c, v)
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	account, _ := accountOf(c)
	picture := w.timelineOf(v)
	view := &requestView{
		RequestView: v,
		Picture:     picture.draw(),
		Dates:       w.dateRows(v),
		Now:         w.nowOf(v, !p.mailOff(c)),
		Thread:      w.threadOf(v, newOnlooker(c)),
		Reasons:     w.reasonsOf(v),
		Timing:      w.clocksOf(v.Clocks, v.Law.Regime, func(regime string) string { return p.Service.Law.Name(regime, w.lang) }),
		Planned:     w.planned(v.Reminders),
		History:     w.historyOf(v.Events, account.User.ID, account.User.Settings.TimeZone),
		Zone:        account.User.Settings.TimeZone,
		Clock:       p.Now(),
		MailOff:     p.mailOff(c),
		Abroad:      p.Service.Abroad(v),
		WhyLaw:      p.whyLawOf(w, v, readerDay(c), printed(c)),
		Record:      record,
	}
	view.Thread.attach(attached)
	if err := errors.Join(p.tellMails(c, v, &view.Thread), p.propose(c, v, &view.Thread)); err != nil {
		p.fail(c, err)
		return
	}
	view.Section = "requests"
	view.Data = v.State.Status != dsar.StatusDraft
	view.Checklist = casework.HasChecklist(v.Request, v.State.Status) == ""
	view.Timing.Print = printed(c)
	if v.Move != nil {
		move := p.lawMoveView(w, *v.Move)
		view.LawMove = &move
	}
	for i := range view.History {
		view.History[i].Moved = p.movedText(w, view.History[i].Event)
	}
	p.render(c, http.StatusOK, "request", view)
}

// loadRequest reads the request that the address names, or answers that there is
// none.
func (p *Pages) loadRequest(c *gin.Context) (casework.RequestView, bool) {
	v, err := p.Service.Request(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return casework.RequestView{}, false
	}
	return v, true
}

// requestPath is the address of a request's page.
func requestPath(id string) string { return "/requests/" + id }
