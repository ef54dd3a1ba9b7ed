package law

import "recourse/internal/civil"

// Event kinds the rules may speak of. Any other kind is ignored by [Book.Evaluate].
const (
	ExtensionNotice          = "extension_notice"           // the controller said it needs longer
	IDRequested              = "id_requested"               // the controller asked for proof of identity
	IDReceived               = "id_received"                // the proof reached the controller
	ClarificationRequested   = "clarification_requested"    // the controller asked what exactly is wanted
	ClarificationReceived    = "clarification_received"     // the answer to that reached the controller
	FeeRequested             = "fee_requested"              // the controller asked for a fee
	FeePaid                  = "fee_paid"                   // the fee reached the controller
	ComplaintReceived        = "complaint_received"         // the controller received a complaint about itself
	ComplaintLodged          = "complaint_lodged"           // an authority received a complaint
	AnswerReceivedInadequate = "answer_received_inadequate" // an answer came that does not answer
)

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
	// Events are what happened since, in any order; days as for Received.
	Events []Event
	// Today is optional. It only chooses between wordings such as "would end" and
	// "would have ended"; no date depends on it.
	Today civil.Date
}

// Event is something that happened on a legal day.
type Event struct {
	// Kind is one of the constants above; unknown kinds are ignored.
	Kind string
	// On is the legal day at the controller.
	On civil.Date
	// ReasonsGiven says whether an extension notice gave reasons; nil is unknown.
	ReasonsGiven *bool
}
