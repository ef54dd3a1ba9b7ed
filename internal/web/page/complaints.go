package page

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
)

// complaintsView lists the complaints, those with the nearest date first.
type complaintsView struct {
	Layout
	Items   []complaintRow
	NextURL string
}

// complaintRow is a complaint as a list shows it.
type complaintRow struct {
	casework.ComplaintView
	Companies []string // whom it is about, each once
}

func (p *Pages) showComplaints(c *gin.Context) {
	page, err := p.Service.Complaints(c.Request.Context(), actor(c), c.Query("after"), 0)
	if err != nil {
		p.fail(c, err)
		return
	}
	v := &complaintsView{Layout: Layout{Section: "complaints"}}
	for _, complaint := range page.Items {
		v.Items = append(v.Items, newComplaintRow(complaint))
	}
	if page.NextCursor != "" {
		v.NextURL = address("/complaints", "after", page.NextCursor)
	}
	p.render(c, http.StatusOK, "complaints", v)
}

func newComplaintRow(v casework.ComplaintView) complaintRow {
	row := complaintRow{ComplaintView: v}
	seen := map[string]bool{}
	for _, r := range v.Requests {
		if !seen[r.ControllerName] {
			seen[r.ControllerName] = true
			row.Companies = append(row.Companies, r.ControllerName)
		}
	}
	return row
}

// SilentTotal counts the complaints shown whose authority was silent too long.
func (v *complaintsView) SilentTotal() int {
	n := 0
	for _, c := range v.Items {
		if c.Silent {
			n++
		}
	}
	return n
}
