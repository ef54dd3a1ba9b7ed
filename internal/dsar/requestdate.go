package dsar

import (
	"time"

	"recourse/internal/civil"
)

// DateKind says what a day is that a person set for a request.
type DateKind string

// The kinds of day.
const (
	// DateOwn is a day of the person's own: they alone are reminded, on it.
	DateOwn DateKind = "own"
	// DateLink is the last day on which a link to the data received works: everybody who
	// works on the request is reminded before.
	DateLink DateKind = "link_expires"
)

// DateKinds lists the kinds in the order in which they are offered.
func DateKinds() []DateKind { return []DateKind{DateOwn, DateLink} }

// RequestDate is a day that a person set for a request, beside those of the law.
type RequestDate struct {
	ID          string // UUIDv7
	WorkspaceID string
	RequestID   string
	Kind        DateKind
	On          civil.Date
	Note        string // what the person wrote, "" if nothing
	CreatedBy   string
	CreatedAt   time.Time
	DoneAt      time.Time // zero until it is dealt with
	Version     int
}

// ReminderChoice is what a person chose for the reminders of one request. The zero choice
// is none.
type ReminderChoice struct {
	WorkspaceID  string
	RequestID    string
	UserID       string
	Muted        bool       // they are not reminded of it at all
	SnoozedUntil civil.Date // they are not before this day, zero if they are
}
