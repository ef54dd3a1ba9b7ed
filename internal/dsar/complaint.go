package dsar

import (
	"time"

	"recourse/internal/civil"
)

// ComplaintStatus says where a complaint stands.
type ComplaintStatus string

// The statuses of a complaint.
const (
	ComplaintLodged    ComplaintStatus = "lodged"
	ComplaintInformed  ComplaintStatus = "informed" // the authority has reported progress
	ComplaintDecided   ComplaintStatus = "decided"
	ComplaintWithdrawn ComplaintStatus = "withdrawn"
)

// Complaint is a complaint to a supervisory authority (GDPR Art. 77). It can
// carry several requests and has its own events and its own clock (Art. 78(2)).
type Complaint struct {
	ID            string
	WorkspaceID   string
	RequestIDs    []string
	AuthorityID   string // of the list in package law, "" if named by hand
	AuthorityName string
	Regime        string
	Region        string // holiday region of the authority
	TimeZone      string
	Reference     string // the authority's
	LodgedOn      civil.Date
	Status        ComplaintStatus
	LastHeardOn   civil.Date // last information from the authority, zero if none
	SilentDue     civil.Date // last day to inform about progress or outcome; zero: no such date
	RemedyFrom    civil.Date // first day of the remedy against silence; zero: none
	ClockVersion  int
	CreatedAt     time.Time
	Version       int
}

// ComplaintState is what the events of a complaint add up to.
type ComplaintState struct {
	Status      ComplaintStatus
	LodgedOn    civil.Date
	LastHeardOn civil.Date // zero if the authority has said nothing
	Reference   string
}

// FoldComplaint computes the state from all events of a complaint.
func FoldComplaint(events []Event) ComplaintState {
	var s ComplaintState
	for _, e := range Effective(events) {
		if e.Details.Reference != "" {
			s.Reference = e.Details.Reference
		}
		switch e.Kind {
		case EventComplaintLodged:
			s.Status, s.LodgedOn = ComplaintLodged, e.On
		case EventAuthorityInformed:
			s.Status, s.LastHeardOn = ComplaintInformed, e.On
		case EventAuthorityDecided:
			s.Status, s.LastHeardOn = ComplaintDecided, e.On
		case EventWithdrawn:
			s.Status = ComplaintWithdrawn
		}
	}
	return s
}
