package page

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// controllerView is one company: how to reach it, where that is known from, and
// the requests to it.
type controllerView struct {
	Layout
	Controller dsar.Controller
	Emails     []bounceLine
	Requests   []casework.RequestSummary
	Open       int        // requests that are not closed, among those shown
	NextDue    civil.Date // the earliest day to come on which one of them is due, zero if none
	Region     string     // name of the holiday region that counts for it
	Changed    civil.Date // day of the last change by hand, zero if none
	Entered    civil.Date // day of import or of adding
	Languages  []string   // in which it writes, named in the reader's
	Law        lawLines   // what decides the law of requests to it
	Practices  practicesView
	Counts     countsView // what was found in the requests to it, over time
}

// controllerRequests is how many requests the page of a company lists at most.
const controllerRequests = 50

// showController shows one company.
func (p *Pages) showController(c *gin.Context) {
	found, err := p.Service.ControllerWithRequests(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	practices, err := p.Service.KnownPractices(c.Request.Context(), actor(c), found.Controller)
	if err != nil {
		p.fail(c, err)
		return
	}
	v := &controllerView{
		Layout: Layout{Section: "controllers"}, Controller: found.Controller, Requests: found.Requests,
		Emails:    bounceLines(found.Controller.Emails, found.Bounced, readerDay(c)),
		Region:    p.regionName(languageOf(c), cmp.Or(found.Controller.HolidaysRegion, p.Law.DefaultRegion(seatOf(found.Controller)))),
		Languages: languageNames(languageOf(c), found.Controller.Languages),
		Law:       lawLinesOf(languageOf(c), found.Controller),
		Practices: p.words(c).practices(practices),
		Counts:    p.words(c).countsOf(practices.Found),
	}
	v.fillDays(readerDay(c))
	for _, r := range found.Requests {
		if r.Request.Projection.Status == dsar.StatusClosed {
			continue
		}
		v.Open++
		due := r.Request.Projection.EffectiveDue
		if r.Request.Projection.Awaiting && !r.Overdue && !due.IsZero() && (v.NextDue.IsZero() || due.Before(v.NextDue)) {
			v.NextDue = due
		}
	}
	p.render(c, http.StatusOK, "controller", v)
}

func (v *controllerView) fillDays(day dayOf) {
	v.Entered = day(v.Controller.ImportedAt)
	if v.Entered.IsZero() {
		v.Entered = day(v.Controller.CreatedAt)
	}
	if changed := day(v.Controller.UpdatedAt); changed != v.Entered {
		v.Changed = changed
	}
}

// More reports that there may be requests that are not shown.
func (v *controllerView) More() bool { return len(v.Requests) >= controllerRequests }

// Imported reports that the entry comes from a directory.
func (v *controllerView) Imported() bool { return imported(v.Controller) }

func imported(c dsar.Controller) bool { return c.Source != "" && c.Source != "manual" }

// Reachable reports that at least one way to reach the company is known.
func (v *controllerView) Reachable() bool {
	ctrl := v.Controller
	return len(ctrl.Emails) > 0 || ctrl.Webform != "" || ctrl.Address != "" || ctrl.Fax != "" || ctrl.Phone != ""
}

// WebHost is the web site without its scheme, as people write it.
func (v *controllerView) WebHost() string { return hostOf(v.Controller.Web) }

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}

func (p *Pages) regionName(lang, id string) string {
	if id == "" {
		return ""
	}
	for _, r := range p.Law.Regions() {
		if r.ID == id {
			return r.Name(lang)
		}
	}
	return id
}
