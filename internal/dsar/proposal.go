package dsar

import "time"

// Dismissal says that a message does not tell of an event that was proposed from it.
type Dismissal struct {
	WorkspaceID string
	RequestID   string
	MessageID   string
	Kind        EventKind
	By          string
	At          time.Time
}
