package store

import (
	"context"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// What a day of a calendar is.
const (
	DayDue            = "due"             // the last day for the answer
	DayExtendedDue    = "extended_due"    // the same, after a valid extension
	DayComplaint      = "complaint"       // a complaint becomes possible
	DayComplaintUntil = "complaint_until" // the last day for it
	DayClock          = "clock"           // a clock with an end that somebody is reminded of
)

// CalendarDay is a day of the law that is still ahead or not long past.
type CalendarDay struct {
	What           string // one of the Day constants
	On             civil.Date
	RequestID      string
	SubjectOf      string // the request or complaint
	Key            string // of the clock, as in [dsar.Clock.Key]; "" unless What is DayClock
	Kind           string // of the clock, as package law spells it
	Reference      string
	ControllerName string
	SubjectName    string
}

// CalendarDays returns at most limit days of the workspace's requests from the given one
// on, the earliest first: of what is still awaited, and of the clocks that somebody is
// reminded of. A wait stands on the day on which it is over.
func (s *Store) CalendarDays(ctx context.Context, ws string, from civil.Date, limit int) ([]CalendarDay, error) {
	var rows []struct {
		What           string
		OnDay          day
		RequestID      string
		SubjectOf      string
		Clock          string
		Kind           string
		Reference      string
		ControllerName string
		SubjectName    string
	}
	start := dayOf(from)
	err := s.scan(ctx, &rows, `SELECT d.*, r.reference, c.name AS controller_name, p.name AS subject_name FROM (
			SELECT CASE WHEN extended THEN 'extended_due' ELSE 'due' END AS what, effective_due AS on_day, id AS request_id,
				id AS subject_of, '' AS clock, '' AS kind FROM requests
			WHERE workspace_id = ? AND awaiting AND effective_due >= ?
			UNION ALL SELECT 'complaint', complaint_from, id, id, '', '' FROM requests
			WHERE workspace_id = ? AND awaiting AND status <> 'complained' AND complaint_from >= ?
			UNION ALL SELECT 'complaint_until', complaint_until, id, id, '', '' FROM requests
			WHERE workspace_id = ? AND status NOT IN ('draft', 'complained', 'closed') AND complaint_until >= ?
			UNION ALL SELECT 'clock', CASE WHEN kind = 'wait' AND opens_on IS NOT NULL THEN opens_on ELSE end_on END,
				request_id, subject_of, clock, kind FROM clocks
			WHERE workspace_id = ? AND remind IN ('before', 'after') AND end_on >= ?
		) d
		JOIN requests r ON r.workspace_id = ? AND r.id = d.request_id
		JOIN controllers c ON c.workspace_id = r.workspace_id AND c.id = r.controller_id
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id
		ORDER BY d.on_day, d.subject_of, d.what, d.clock`+limitTo(limit), ws, start, ws, start, ws, start, ws, start, ws)
	days := make([]CalendarDay, 0, len(rows))
	for _, r := range rows {
		days = append(days, CalendarDay{
			What: r.What, On: r.OnDay.date(), RequestID: r.RequestID, SubjectOf: r.SubjectOf, Key: r.Clock, Kind: r.Kind,
			Reference: r.Reference, ControllerName: r.ControllerName, SubjectName: r.SubjectName,
		})
	}
	return days, found(err)
}

// Happening is an event with what a list of them needs to name it.
type Happening struct {
	ID             string // of the event
	Kind           dsar.EventKind
	On             civil.Date
	RecordedAt     time.Time
	RequestID      string // that the event belongs to, or one that the complaint is about
	Reference      string
	ControllerName string
	SubjectName    string
}

// Happenings returns the latest events of the workspace's requests and complaints, the
// last to be recorded first.
func (s *Store) Happenings(ctx context.Context, ws string, limit int) ([]Happening, error) {
	var rows []struct {
		ID             string
		Kind           string
		OnDay          day
		RecordedAt     instant
		RequestID      string
		Reference      string
		ControllerName string
		SubjectName    string
	}
	// The ids of events begin with the time, so their index is in the order of recording.
	err := s.scan(ctx, &rows, `SELECT e.id, e.kind, e.on_day, e.recorded_at, r.id AS request_id, r.reference, c.name AS controller_name,
			p.name AS subject_name
		FROM (SELECT workspace_id, id, kind, on_day, recorded_at, stream_id FROM events WHERE workspace_id = ? ORDER BY id DESC`+limitTo(limit)+`) e
		JOIN requests r ON r.workspace_id = e.workspace_id AND r.id = COALESCE((SELECT MIN(k.request_id) FROM complaint_requests k
			WHERE k.workspace_id = e.workspace_id AND k.complaint_id = e.stream_id), e.stream_id)
		JOIN controllers c ON c.workspace_id = r.workspace_id AND c.id = r.controller_id
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id
		ORDER BY e.recorded_at DESC, e.id DESC`, ws)
	list := make([]Happening, 0, len(rows))
	for _, r := range rows {
		list = append(list, Happening{
			ID: r.ID, Kind: dsar.EventKind(r.Kind), On: r.OnDay.date(), RecordedAt: r.RecordedAt.time(), RequestID: r.RequestID,
			Reference: r.Reference, ControllerName: r.ControllerName, SubjectName: r.SubjectName,
		})
	}
	return list, found(err)
}
