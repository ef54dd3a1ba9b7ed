package page

import (
	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

var complaintEventFields = []string{"kind", "date", "until", "reference", "note", "version"}

// recordComplaintEvent records what the authority did.
func (p *Pages) recordComplaintEvent(c *gin.Context) {
	f := postedForm(c, complaintEventFields...)
	on, err := typedDay(f, "date")
	if err != nil {
		p.failForm(c, f, err, p.renderComplaintCase)
		return
	}
	until, err := typedDay(f, "until")
	if err != nil {
		p.failForm(c, f, err, p.renderComplaintCase)
		return
	}
	in := casework.EventInput{
		Kind: dsar.EventKind(f.Value("kind")), On: on, Until: until, Note: f.Value("note"), Reference: f.Value("reference"),
	}
	if _, err := p.Service.RecordComplaintEvent(c.Request.Context(), actor(c), c.Param("id"), in, versionOf(f)); err != nil {
		p.failForm(c, f, err, p.renderComplaintCase)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "complaints.record.done"})
	redirect(c, "/complaints/"+c.Param("id"))
}

// typedDay reads a day from a form. A field left empty gives no day.
func typedDay(f Form, name string) (civil.Date, error) {
	typed := f.Value(name)
	if typed == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(typed)
	if err != nil {
		return civil.Date{}, dsar.Invalid(name, "deadlines.error.date", nil)
	}
	return d, nil
}
