package law

import "recourse/internal/civil"

// Result is what the law says about some [Facts]. A zero date means that the
// statute gives none, or, for ComplaintFrom, that Open says why it is withheld.
type Result struct {
	// Regime, Right and Region are the ids behind the names given in the facts.
	Regime, Right, Region string
	// RuleFrom is the day from which the version of the rule applies that was used.
	// Store it and pass it to [Book.EvaluateUnder] to keep a request under its law.
	// It is zero if no version was in force.
	RuleFrom civil.Date
	// InForceFrom is the day from which the regime knows the right, where the law asked
	// for was not yet in force; zero otherwise. No other date is then given.
	InForceFrom civil.Date
	// Start is the day whose end starts the clock; it is never counted itself.
	Start civil.Date
	// Due is the last lawful day for the answer, by the reference reading.
	Due civil.Date
	// ExtendedDue is the last lawful day if a valid extension is announced in time.
	// It is given whether or not one was; Extended says so.
	ExtendedDue civil.Date
	// NoticeOfExtensionDue is the last day to announce an extension.
	NoticeOfExtensionDue civil.Date
	// AckDue is the last day to acknowledge receipt.
	AckDue civil.Date
	// ComplaintFrom is the day after the latest defensible due date. It is a
	// calendar day and may be a Sunday.
	ComplaintFrom civil.Date
	// ComplaintUntil is the last day to complain where complaining is time-limited.
	ComplaintUntil civil.Date
	// Extended reports that a valid extension was announced: ExtendedDue governs.
	Extended bool
	// Open is the question of the controller that still waits for an answer, and
	// nil if there is none. While there is one, ComplaintFrom is withheld.
	Open *OpenQuestion
	// Unconfirmed is set where a fee was validly announced and nothing confirmed the
	// request in time, and nil otherwise. No answer is owed then: while it is set, Due,
	// ExtendedDue, NoticeOfExtensionDue and the dates of the complaint are zero, and so
	// nothing can be overdue.
	Unconfirmed *Confirmation
	// Claims are the controller's pauses and extensions with their judgement.
	Claims []Claim
	// Clocks are all clocks of the law, those above and the declared ones, in the order
	// of their end; those without an end come last.
	Clocks []Clock
	// Readings are the readings of the last day that were considered, the reference
	// reading first. ComplaintFrom follows the latest of those that count; the others
	// are information.
	Readings []Reading
	// Trace says step by step why the dates are what they are.
	Trace []Step
	// Verify reports that some figure or source used has not been confirmed against
	// the primary text; wherever the dates are shown, "to be verified" belongs beside.
	Verify bool
}

// Effective returns the day that governs: ExtendedDue after a valid extension,
// otherwise Due. It is zero where the law gives no date.
func (r Result) Effective() civil.Date {
	if r.Extended {
		return r.ExtendedDue
	}
	return r.Due
}

// OpenQuestion is a question of the controller that bears on the clock and has
// not been answered.
type OpenQuestion struct {
	// Kind is the event kind of the question: [IDRequested] and the like.
	Kind string
	// On is the day it was put.
	On civil.Date
	// ComplaintFrom is the day from which a complaint would be possible if the
	// question was not justified. Whether it was is for a person to judge.
	ComplaintFrom civil.Date
}

// Confirmation is what keeps a request up that costs something, and that is missing.
type Confirmation struct {
	// On is the day on which the fee was announced.
	On civil.Date
	// By is the last day to confirm: after it the request counts as withdrawn, at no
	// cost. It is zero under a law that sets none.
	By civil.Date
	// Late is the day of a confirmation after By, which does not revive the request.
	Late civil.Date
	// Due is the last day for the answer if the request is confirmed by By; zero where
	// By or the time for it has no figure.
	Due civil.Date
}

// ClaimKind says what a controller claims.
type ClaimKind string

// What a controller may claim.
const (
	ClaimIdentity      ClaimKind = "identity"
	ClaimClarification ClaimKind = "clarification"
	ClaimFee           ClaimKind = "fee"
	ClaimExtension     ClaimKind = "extension"
)

// Standing is the judgement on a [Claim].
type Standing string

// The judgements on a claim.
const (
	// Stands: the claim meets every condition that can be checked from dates.
	Stands Standing = "stands"
	// Contestable: the dates allow for it, but a stated ground speaks against it.
	Contestable Standing = "contestable"
	// NoEffect: the claim moves no date.
	NoEffect Standing = "no_effect"
	// Waiting: the question has not been answered yet.
	Waiting Standing = "waiting"
)

// Grounds for a [Standing]; stable keys, worded by [Claim.Text].
const (
	GroundLate          = "late"           // announced after the last day to announce it
	GroundNotFirst      = "not_first"      // only one extension is possible
	GroundNoReasons     = "no_reasons"     // an extension must be announced with reasons
	GroundNotProvided   = "not_provided"   // this law knows no such claim for this right
	GroundNoMaximum     = "no_maximum"     // announced in time, but the law sets no new date
	GroundBeforeReceipt = "before_receipt" // dated before the request arrived
	GroundAfterDue      = "after_due"      // put when the time had already run out
	GroundSpeed         = "speed"          // only a question put without undue delay counts
	GroundStartMoves    = "start_moves"    // the clock starts with the answer, it is not paused

	GroundAskedAgain    = "asked_again"    // they had asked the same before
	GroundDoubtUnstated = "doubt_unstated" // proof of identity was demanded without saying what is doubtful
	GroundBeyondMaximum = "beyond_maximum" // the day they named lies beyond the longest extension
	GroundFeeException  = "fee_exception"  // a fee is possible only in exceptional cases, which they must prove
	GroundFeeAllowed    = "fee_allowed"    // the law allows for a reasonable fee, announced first
	GroundAboveMaximum  = "above_maximum"  // the sum is more than the law allows

	GroundAfterReflection = "after_reflection" // the time for the answer starts only after that for reflection
	GroundAfterAgreement  = "after_agreement"  // no answer is owed before the person agrees to the fee
	GroundUnconfirmed     = "unconfirmed"      // without a confirmation in time the request counts as withdrawn
	GroundConfirmedLate   = "confirmed_late"   // confirmed when the request already counted as withdrawn
)

// Claim is a demand for identity, a question, an extension or a fee as the controller
// claims it, with its judgement: in time, with reasons, the first, within the maximum,
// known to this law at all. The original date stays beside the effect.
type Claim struct {
	// Kind says what is claimed.
	Kind ClaimKind
	// On is the day of the claim; AnsweredOn the day of the answer to it, if any.
	On, AnsweredOn civil.Date
	// Standing is the judgement, Grounds its reasons as stable keys.
	Standing Standing
	Grounds  []string
	// Days is by how many days a pause lengthens the period.
	Days int
	// Original is the due day without the claim, Effect the one with it.
	Original, Effect civil.Date
	// Named is the day until which a notice of extension claims to have, Amount the fee
	// demanded; zero where none was recorded.
	Named  civil.Date
	Amount Amount
	// Article is the provision the claim rests on, the zero Reference if the law knows
	// none. In a Result it is never nil.
	Article *Reference
}

// Step is one step of the reasoning, in the order in which the law takes it.
// [Step.Text] words it; Key and the fields are stable for machines.
type Step struct {
	// Key names the kind of step: "received", "period_months", "shift_holiday" …
	Key string
	// On is the day the step arrives at, From the day it came from.
	On, From civil.Date
	// Days and Months are the lengths the step speaks of.
	Days, Months int
	// Region is the id of the holiday region consulted, Place its name, and Holiday
	// the public holiday met there; both are nil where the step speaks of none.
	Region  string
	Place   *Text
	Holiday *Text
	// What is the key of the text that names what happened, for the steps of clocks.
	What string
	// Article is the provision behind the step, the zero Reference for a mere
	// intermediate result. In a Result it is never nil.
	Article *Reference
	// Verify reports that Article has not been confirmed against the primary text.
	Verify bool
}
