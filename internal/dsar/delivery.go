package dsar

import (
	"time"

	"recourse/internal/civil"
)

// OutboxState says how far a mail has come.
type OutboxState string

// The states of a mail to send.
const (
	OutboxQueued   OutboxState = "queued"
	OutboxSending  OutboxState = "sending"  // claimed under a lease
	OutboxAccepted OutboxState = "accepted" // the relay took it; Response keeps its words
	OutboxFailed   OutboxState = "failed"   // given up; Response says why
	OutboxCanceled OutboxState = "canceled" // no longer true at the moment of sending
)

// OutboxMail is one mail to send. Its row is written in the transaction that
// decides to send it; delivery is at-least-once with a stable Message-ID.
type OutboxMail struct {
	ID          string
	WorkspaceID string
	RequestID   string // "" for mail that concerns no request
	Kind        string // "letter", "reminder" or "test"
	From        string
	To          string
	MailID      string // Message-ID header
	Raw         []byte // the exact bytes, RFC 5322
	State       OutboxState
	Attempts    int
	NotBefore   time.Time // next attempt
	LeaseUntil  time.Time // while sending
	Response    string    // the relay's last words
	CreatedAt   time.Time
	SentAt      time.Time // when accepted
}

// ReminderState says how far a reminder has come.
type ReminderState string

// The states of a reminder.
const (
	ReminderPending  ReminderState = "pending"
	ReminderSent     ReminderState = "sent"     // handed to the outbox
	ReminderObsolete ReminderState = "obsolete" // no longer true when it was to be sent
	ReminderFailed   ReminderState = "failed"   // could not be composed
)

// ReminderKind says what a reminder is about.
type ReminderKind string

// The kinds of reminder. "due_soon" is followed by the number of days: "due_soon:7".
const (
	ReminderDueSoon         ReminderKind = "due_soon"
	ReminderComplaintFrom   ReminderKind = "complaint_from"
	ReminderReplyWaits      ReminderKind = "reply_waits"      // unjudged for 7 days
	ReminderNoReceipt       ReminderKind = "no_receipt"       // sent 14 days ago, no receipt known
	ReminderAuthoritySilent ReminderKind = "authority_silent" // Art. 78(2)
	// ReminderClock is about a [Clock] and followed by its key and, where it is reminded
	// of before its end, the number of days: "clock:eu-gdpr/complaint:7".
	ReminderClock ReminderKind = "clock"
)

// Days after which the two internal reminders are due.
const (
	ReplyWaitsDays = 7
	NoReceiptDays  = 14
)

// Reminder tells one recipient one thing about one version of a request's (or
// complaint's) clock, once: the first four fields are its unique key.
type Reminder struct {
	SubjectOf    string // id of the request or complaint
	Kind         string // a ReminderKind, with what follows it
	ClockVersion int
	RecipientID  string
	WorkspaceID  string
	RequestID    string     // the request to show; equal to SubjectOf unless it is a complaint
	Date         civil.Date // the date it speaks of
	State        ReminderState
	CreatedAt    time.Time
	SentAt       time.Time
	OutboxID     string
}

// JobRun is what is known about the last runs of a background job.
type JobRun struct {
	Name        string
	LastStarted time.Time
	LastSuccess time.Time
	LastError   string
	LastErrorAt time.Time
}
