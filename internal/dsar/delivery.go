package dsar

import (
	"strings"
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
	// OutboxDelivered: a delivery report says that the mail arrived, or was handed on to a
	// system that does not report.
	OutboxDelivered OutboxState = "delivered"
	OutboxFailed    OutboxState = "failed"   // given up, as Response says, or bounced, as Report says
	OutboxCanceled  OutboxState = "canceled" // taken back, or no longer true at the moment of sending
)

// DeliveryOutcome is what a delivery report says of a mail.
type DeliveryOutcome string

// The outcomes.
const (
	DeliveredOutcome DeliveryOutcome = "delivered"
	DelayedOutcome   DeliveryOutcome = "delayed" // another server is still trying
	FailedOutcome    DeliveryOutcome = "failed"
)

// DeliveryReport is what a mail system told about one of our mails.
type DeliveryReport struct {
	Outcome   DeliveryOutcome
	Words     string    // of the report, one line, "" if it has none
	At        time.Time // when the report came
	MessageID string    // the message of the conversation that the report is, "" if none
}

// OutboxMail is one mail to send. Its row is written in the transaction that
// decides to send it; delivery is at-least-once with a stable Message-ID.
type OutboxMail struct {
	ID          string
	WorkspaceID string
	RequestID   string // "" for mail that concerns no request
	Kind        string // "letter", "reminder", "test" or "verification"
	MessageID   string // our message whose text it carries, "" if it is no letter
	ResendOf    string // id of the mail that it repeats, "" if it is the first
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
	AttemptedAt time.Time // the last attempt, zero if there was none

	Reported   DeliveryOutcome // what delivery reports say, "" while there is none
	Report     string          // their words
	ReportedAt time.Time
	ReportID   string // the message that is the report, "" if none
}

// CanTakeBack reports whether the mail can still be taken back at the instant: it is a
// letter, nobody has begun to send it, and it is not due yet.
func (m OutboxMail) CanTakeBack(now time.Time) bool {
	return m.Kind == "letter" && m.State == OutboxQueued && m.Attempts == 0 && now.Before(m.NotBefore)
}

// CanSendAgain reports whether the mail is a letter of which nothing more is going to be
// sent by itself.
func (m OutboxMail) CanSendAgain() bool {
	ended := m.State == OutboxAccepted || m.State == OutboxDelivered || m.State == OutboxFailed
	return m.Kind == "letter" && m.MessageID != "" && ended
}

// WithReport returns the mail as it stands after a delivery report, and false if the
// report changes nothing. A failure is the last word, since a server that only handed the
// mail on reports success before it; a delay says nothing once the outcome is known. A
// report about a mail of which no acceptance was noted shows that the relay took it.
func (m OutboxMail) WithReport(r DeliveryReport) (OutboxMail, bool) {
	switch {
	case m.State == OutboxCanceled || m.Attempts == 0:
		return m, false
	case m.Reported == FailedOutcome, m.Reported == r.Outcome && m.Report == r.Words:
		return m, false
	case r.Outcome == DelayedOutcome && m.Reported != "" && m.Reported != DelayedOutcome:
		return m, false
	}
	switch r.Outcome {
	case DeliveredOutcome:
		m.State = OutboxDelivered
	case FailedOutcome:
		m.State = OutboxFailed
	case DelayedOutcome:
		m.State = OutboxAccepted
	default:
		return m, false
	}
	if m.SentAt.IsZero() {
		m.SentAt = m.AttemptedAt
	}
	m.LeaseUntil = time.Time{}
	m.Reported, m.Report, m.ReportedAt, m.ReportID = r.Outcome, r.Words, r.At, r.MessageID
	return m, true
}

// WithReports returns the mail as it stands after these reports alone, in the order in
// which they came, whatever others said of it before. Without any, a mail that the relay
// is not known to have taken counts as failed: nobody can say whether it arrived, and a
// person decides about sending it again.
func (m OutboxMail) WithReports(reports []DeliveryReport) OutboxMail {
	if m.Reported == "" {
		return m
	}
	m.State = OutboxFailed
	if strings.HasPrefix(m.Response, "2") {
		m.State = OutboxAccepted
	} else {
		m.SentAt = time.Time{}
	}
	m.Reported, m.Report, m.ReportedAt, m.ReportID = "", "", time.Time{}, ""
	for _, r := range reports {
		m, _ = m.WithReport(r)
	}
	return m
}

// ReminderState says how far a reminder has come.
type ReminderState string

// The states of a reminder.
const (
	ReminderPending  ReminderState = "pending"
	ReminderSent     ReminderState = "sent"     // handed to the outbox
	ReminderObsolete ReminderState = "obsolete" // no longer true when it was to be sent
	ReminderFailed   ReminderState = "failed"   // could not be read or put into words; tried again
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
