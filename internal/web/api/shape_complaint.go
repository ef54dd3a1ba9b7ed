package api

import "recourse/internal/casework"

// ComplaintBrief is a complaint as a request names it.
type ComplaintBrief struct {
	ID            string  `json:"id"`
	AuthorityID   string  `json:"authority_id"`
	AuthorityName string  `json:"authority_name"`
	Reference     string  `json:"reference" doc:"The authority's"`
	LodgedOn      *string `json:"lodged_on" format:"date"`
	Status        string  `json:"status"`
	LastHeardOn   *string `json:"last_heard_on" format:"date"`
	SilentDue     *string `json:"silent_due" format:"date" doc:"Last day for the authority to inform about progress or outcome"`
	RemedyFrom    *string `json:"remedy_from" format:"date" doc:"First day of the remedy against its silence"`
	Silent        bool    `json:"silent" doc:"That day has come without information"`
	Version       int     `json:"version"`
}

func complaintBriefOf(v casework.ComplaintView) ComplaintBrief {
	c := v.Complaint
	return ComplaintBrief{
		ID: c.ID, AuthorityID: c.AuthorityID, AuthorityName: c.AuthorityName, Reference: c.Reference, LodgedOn: day(c.LodgedOn),
		Status: string(c.Status), LastHeardOn: day(c.LastHeardOn), SilentDue: day(c.SilentDue), RemedyFrom: day(c.RemedyFrom),
		Silent: v.Silent, Version: c.Version,
	}
}

// complaintShape is a complaint with its events and clock.
type complaintShape struct {
	ComplaintBrief
	Regime   string         `json:"regime"`
	Requests []requestBrief `json:"requests" nullable:"false"`
	Events   []eventShape   `json:"events" nullable:"false"`
	Clocks   []caseClock    `json:"clocks" nullable:"false"`
	Trace    []stepShape    `json:"trace" nullable:"false"`
	Verify   bool           `json:"verify"`
}

func complaintIn(lang string) func(casework.ComplaintView) complaintShape {
	return func(v casework.ComplaintView) complaintShape {
		return complaintShape{
			ComplaintBrief: complaintBriefOf(v), Regime: v.Complaint.Regime,
			Requests: convert(v.Requests, requestBriefOf), Events: convert(v.Events, eventOf),
			Clocks: convert(v.Clocks, caseClockIn(lang)), Trace: convert(v.Law.Trace, stepIn(lang)), Verify: v.Law.Verify,
		}
	}
}
