package page

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// complaintCaseView is one lodged complaint with the clock of its authority.
type complaintCaseView struct {
	Layout
	complaintRow
	Form    Form
	Kinds   []choice
	Happens []dsar.Event // what happened, corrections applied, oldest first
	Trace   []traceStep
	Timing  clockList
	Latest  civil.Date // last day that can be recorded

	ReaderDay civil.Date // today where the reader is
}

// showComplaintCase shows one complaint.
func (p *Pages) showComplaintCase(c *gin.Context) {
	p.renderComplaintCase(c, http.StatusOK, newForm())
}

// renderComplaintCase shows the complaint with the form as far as it was filled in.
func (p *Pages) renderComplaintCase(c *gin.Context, status int, f Form) {
	found, err := p.Service.Complaint(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	lang := languageOf(c)
	v := &complaintCaseView{
		Layout: Layout{Section: "complaints"}, complaintRow: newComplaintRow(found), Form: f,
		Happens: dsar.Effective(found.Events), Trace: traceSteps(lang, found.Law.Trace),
		ReaderDay: readerDay(c)(p.Now()),
	}
	w := p.words(c)
	v.Timing = w.clocksOf(found.Clocks, found.Law.Regime, func(regime string) string { return p.Service.Law.Name(regime, lang) })
	v.Timing.Print = printed(c)
	v.Latest = civil.Latest(found.Today, v.ReaderDay)
	// The page shows what is stored now, so a form that is shown again after somebody
	// else was faster may be sent again.
	f.Values.Set("version", strconv.Itoa(found.Complaint.Version))
	for _, kind := range dsar.ComplaintKinds() {
		key := "complaints.kind." + string(kind)
		v.Kinds = append(v.Kinds, choice{Value: string(kind), Label: p.Catalog.T(lang, key, nil), Hint: p.Catalog.T(lang, key+"_hint", nil)})
	}
	p.render(c, status, "complaint-case", v)
}

// Over reports that nothing is waited for any more.
func (v *complaintCaseView) Over() bool {
	s := v.Complaint.Status
	return s == dsar.ComplaintDecided || s == dsar.ComplaintWithdrawn
}

// Since is the day from which the authority has said nothing.
func (v *complaintCaseView) Since() civil.Date {
	return civil.Latest(v.Complaint.LodgedOn, v.Complaint.LastHeardOn)
}

// Verify reports that some source of the date has not been confirmed.
func (v *complaintCaseView) Verify() bool { return v.Law.Verify }
