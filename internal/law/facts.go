package law

import (
	"slices"
	"strings"
	"time"

	"recourse/internal/civil"
)

// Event kinds the rules may speak of. Any other kind is ignored by [Book.Evaluate].
const (
	Acknowledged             = "acknowledged"               // the controller said that it has the request
	ReplyReceived            = "reply_received"             // a substantive answer came
	AnswerReceivedInadequate = "answer_received_inadequate" // an answer came that does not answer
	Refused                  = "refused"                    // the controller refused, in whole or in part
	ExtensionNotice          = "extension_notice"           // the controller said it needs longer
	IDRequested              = "id_requested"               // the controller asked for proof of identity
	IDReceived               = "id_received"                // the proof reached the controller
	ClarificationRequested   = "clarification_requested"    // the controller asked what exactly is wanted
	ClarificationReceived    = "clarification_received"     // the answer to that reached the controller
	FeeRequested             = "fee_requested"              // the controller asked for a fee
	FeeConfirmed             = "fee_confirmed"              // the person said that it will pay
	FeePaid                  = "fee_paid"                   // the fee reached the controller

	ComplaintReceived               = "complaint_received"                // the controller received a complaint about itself
	ControllerComplaintLodged       = "controller_complaint_lodged"       // a complaint went to the controller itself
	ControllerComplaintAcknowledged = "controller_complaint_acknowledged" // the controller said that it has the complaint
	ControllerComplaintAnswered     = "controller_complaint_answered"     // the controller answered the complaint
	AppealLodged                    = "appeal_lodged"                     // an internal appeal reached the controller
	AppealExtensionNotice           = "appeal_extension_notice"           // the controller said it needs longer for the appeal
	AppealAnswered                  = "appeal_answered"                   // the controller decided on the appeal

	ComplaintLodged   = "complaint_lodged"   // an authority received a complaint
	AuthorityInformed = "authority_informed" // the authority told of progress
	AuthorityDecided  = "authority_decided"  // the authority decided on the complaint
	AuthorityOrdered  = "authority_ordered"  // the authority gave the controller a day to comply
	CourtFiled        = "court_filed"        // an action was brought in court
)

var eventKinds = []string{
	Acknowledged, ReplyReceived, AnswerReceivedInadequate, Refused, ExtensionNotice, IDRequested, IDReceived,
	ClarificationRequested, ClarificationReceived, FeeRequested, FeeConfirmed, FeePaid,
	ComplaintReceived, ControllerComplaintLodged, ControllerComplaintAcknowledged, ControllerComplaintAnswered,
	AppealLodged, AppealExtensionNotice, AppealAnswered,
	ComplaintLodged, AuthorityInformed, AuthorityDecided, AuthorityOrdered, CourtFiled,
}

// eventTexts are the keys of the texts that name them.
var eventTexts = func() map[string]string {
	keys := make(map[string]string, len(eventKinds))
	for _, kind := range eventKinds {
		keys[kind] = "event_" + kind
	}
	return keys
}()

var knownKinds = strings.Join(eventKinds, ", ")

// EventKinds lists the kinds of event on which a date, a clock or a judgement may
// depend: the constants above, in their order.
func EventKinds() []string { return slices.Clone(eventKinds) }

// Facts is what a date depends on.
type Facts struct {
	// Regime is the id or an alias of a regime: "eu-gdpr", "gdpr".
	Regime string
	// Right is the id or an alias of a right the regime knows: "access".
	Right string
	// Received is the legal day of receipt, local to where the controller must act.
	// For a complaint it is the day on which that complaint arrived.
	Received civil.Date
	// Region is the id or an alias of the holiday calendar of the place where the
	// controller must act: "FR", "DE-BY", or "NONE" for weekends alone.
	Region string
	// Events are what happened since; days as for Received. Those of different days may
	// stand in any order, those of one day stand in the order in which they happened: a
	// question and its answer on one day are a question that was answered. Where instants
	// are known, they decide that order.
	Events []Event
	// SenderReceived is optional: the day of receipt in the sender's own time zone, where
	// it differs. No date depends on it; a [Reading] tells what it would give.
	SenderReceived civil.Date
	// Today is optional. It decides how a clock stands and chooses between wordings
	// such as "would end" and "would have ended"; no date depends on it.
	Today civil.Date
}

// Event is something that happened on a legal day.
type Event struct {
	// Kind is one of the constants above; unknown kinds are ignored.
	Kind string
	// On is the legal day at the controller.
	On civil.Date
	// At is the instant, the zero time where only the day is known. It puts events of one
	// day in order; no date depends on it otherwise.
	At time.Time
	// ReasonsGiven says whether a notice or demand gave reasons; nil is unknown.
	ReasonsGiven *bool
	// Amount is the fee asked for; the zero Amount is unknown.
	Amount Amount
	// Until is the day that the event itself names, if it does: the last day that an
	// authority set for the controller, or the day until which a notice of extension
	// claims to have.
	Until civil.Date
}

// Amount is a sum of money.
type Amount struct {
	// Minor is the sum in hundredths of the currency: 30000 for 300 francs.
	Minor int64
	// Currency is the ISO 4217 code: "CHF".
	Currency string
}

// IsZero reports whether there is no amount at all.
func (a Amount) IsZero() bool { return a == Amount{} }

// exceeds reports whether a is more than the most; other currencies are not compared.
func (a Amount) exceeds(most Amount) bool {
	return a.Currency == most.Currency && a.Currency != "" && a.Minor > most.Minor
}
