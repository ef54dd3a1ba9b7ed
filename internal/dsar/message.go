package dsar

import (
	"time"

	"recourse/internal/civil"
)

// Direction says who wrote a message.
type Direction string

// The directions, seen from the requester.
const (
	DirectionIn  Direction = "in"
	DirectionOut Direction = "out"
)

// Message is one message of the conversation with the controller.
type Message struct {
	ID          string
	WorkspaceID string
	RequestID   string
	Direction   Direction
	On          civil.Date // legal day
	Subject     string
	From        string
	To          string
	Text        string // UTF-8 without NUL; findings count its bytes
	Language    string // recognised, "" if not
	FileName    string // of an uploaded file, "" otherwise
	MediaType   string // of the raw bytes
	RawHash     string // hex SHA-256 of the raw bytes kept beside, "" if none
	MailID      string // Message-ID header, "" if none
	LetterID    string // our own messages: the letter whose text it is
	OutboxID    string // our own messages sent by mail
	RecordedAt  time.Time
	ActorID     string
}

// LetterKind names a letter that can be composed.
type LetterKind string

// The kinds of letter.
const (
	LetterAccess        LetterKind = "access"
	LetterErasure       LetterKind = "erasure"
	LetterAccessErasure LetterKind = "access_erasure" // access first, then erasure
	LetterRectification LetterKind = "rectification"
	LetterPortability   LetterKind = "portability"
	LetterObjection     LetterKind = "objection"
	LetterRestriction   LetterKind = "restriction"
	LetterIDAnswer      LetterKind = "id_answer" // answers a demand for identification
	LetterFollowUp      LetterKind = "follow_up"
	LetterFinalNotice   LetterKind = "final_notice"
	LetterComplaint     LetterKind = "complaint"
)

// RequestLetter returns the letter that files a request for the given rights.
func RequestLetter(rights []Right) LetterKind {
	r := Request{Rights: rights}
	if r.AccessThenErasure() {
		return LetterAccessErasure
	}
	return LetterKind(r.PrimaryRight())
}

// Letter is the exact text of a letter as it was sent. It is never rendered again.
type Letter struct {
	ID          string
	WorkspaceID string
	RequestID   string
	Kind        LetterKind
	Language    string
	Subject     string
	Body        string
	Template    string // template id and version, "access/en@1"
	RuleDate    civil.Date
	CreatedAt   time.Time
}
