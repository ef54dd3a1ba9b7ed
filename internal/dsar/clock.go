package dsar

import "recourse/internal/civil"

// Clock is a period of the law of which somebody may have to be reminded. It is
// derived from the events of a request, or of a complaint, and kept for queries.
type Clock struct {
	WorkspaceID string
	SubjectOf   string        // id of the request or complaint it belongs to
	RequestID   string        // the request to show
	Regime      string        // id of package law
	ID          string        // of the clock in package law
	Duty        string        // whose it is, as package law spells it
	Kind        string        // what its end means, likewise
	Remind      ClockReminder // "": nobody is reminded of it
	Start       civil.Date
	Opens       civil.Date // first day on which the person may act, zero for a deadline
	End         civil.Date // never zero
}

// ClockReminder says when a clock is reminded of.
type ClockReminder string

// When a clock is reminded of.
const (
	RemindBefore ClockReminder = "before" // the person may act until the end
	RemindAfter  ClockReminder = "after"  // the end was missed, or something becomes possible with it
)

// Key names the clock within the request or complaint: "us-co-cpa/appeal-answer".
func (c Clock) Key() string { return c.Regime + "/" + c.ID }

// Version is the end as a number: the clock with another end is reminded of anew.
func (c Clock) Version() int { return c.End.Year()*10000 + int(c.End.Month())*100 + c.End.Day() }
