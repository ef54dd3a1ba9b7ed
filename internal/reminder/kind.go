package reminder

import (
	"slices"

	"recourse/internal/dsar"
)

// Kind says what a reminder is about. Where package dsar has a kind of its own for the
// same thing, the spelling is the same.
type Kind string

// The kinds that come from the time for the answer.
const (
	// DueSoon: the answer is due in some days (GDPR Art. 12(3) first sentence, or the
	// corresponding period of the law of the case). The recipient chooses how many.
	DueSoon = Kind(dsar.ReminderDueSoon)
	// DueToday: today is the last lawful day for the answer.
	DueToday Kind = "due_today"
	// ExtendedDue: today is the last lawful day after a valid extension (Art. 12(3)
	// second sentence). It takes the place of [DueToday].
	ExtendedDue Kind = "extended_due"
	// ExtensionMissed: the last day for announcing an extension with its reasons has passed
	// without one (Art. 12(3) third sentence), and it was not the due day itself.
	ExtensionMissed Kind = "extension_missed"
	// AcknowledgementMissed: the law gives a day for confirming receipt, and it has passed
	// (Cal. Code Regs. tit. 11 § 7021(a); DPA 2018 s. 164A). The GDPR gives none.
	AcknowledgementMissed Kind = "acknowledgement_missed"
	// NoReceipt: sent for [dsar.NoReceiptDays] days, and neither receipt nor an
	// acknowledgement is known. No law asks for it; without receipt no period runs.
	NoReceipt = Kind(dsar.ReminderNoReceipt)
)

// The kinds that wait for the recipient.
const (
	// ReplyWaits: a reply has not been judged for [dsar.ReplyWaitsDays] days.
	ReplyWaits = Kind(dsar.ReminderReplyWaits)
	// IdentityWaits: the controller has asked for proof of identity (Art. 12(6)), and the
	// period may be suspended until it has an answer.
	IdentityWaits Kind = "identity_waits"
	// ClarificationWaits: the controller has asked which data are meant (recital 63), with
	// the same effect.
	ClarificationWaits Kind = "clarification_waits"
	// Bounce: a letter has come back as undeliverable, so that nothing was received.
	Bounce Kind = "bounce"
	// DraftUnsent: a request was written [DraftDays] days ago and never sent.
	DraftUnsent Kind = "draft_unsent"
	// LinkExpires: the link to the data received stops working.
	LinkExpires Kind = "link_expires"
	// Own: the date a person set themselves, whatever the state of the request.
	Own Kind = "own"
)

// The kinds that come from what may be done against the controller or the authority.
const (
	// ComplaintFrom: under every reading of the law the answer is late; a complaint is
	// possible (Art. 77(1)).
	ComplaintFrom = Kind(dsar.ReminderComplaintFrom)
	// ComplaintCloses: the last day to complain approaches, where the law sets one.
	ComplaintCloses Kind = "complaint_closes"
	// AuthoritySilent: the remedy against an authority that does not inform is open
	// (Art. 78(2): three months).
	AuthoritySilent = Kind(dsar.ReminderAuthoritySilent)
	// EnforcementDue: the day that an authority set the controller has passed (Art. 58(2)).
	EnforcementDue Kind = "enforcement_due"
	// ClockEnds: the person may act until the end of a further clock of the law.
	ClockEnds Kind = "clock_ends"
	// ClockEnded: somebody else should have acted by the end of a further clock.
	ClockEnded Kind = "clock_ended"
	// ClockOpens: the last day of waiting of a further clock is over.
	ClockOpens Kind = "clock_opens"
)

// The kinds that speak of another reminder, which [Key.Of] names.
const (
	// Moved corrects a date that the recipient was told before.
	Moved Kind = "moved"
	// Escalated tells an owner of the workspace that somebody else does not act.
	Escalated Kind = "escalated"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		DueSoon, DueToday, ExtendedDue, ExtensionMissed, AcknowledgementMissed, NoReceipt,
		ReplyWaits, IdentityWaits, ClarificationWaits, Bounce, DraftUnsent, LinkExpires, Own,
		ComplaintFrom, ComplaintCloses, AuthoritySilent, EnforcementDue, ClockEnds, ClockEnded, ClockOpens,
		Moved, Escalated,
	}
}

// Known reports whether the kind is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Urgency says how much depends on the recipient.
type Urgency int

// The urgencies, least first.
const (
	// Notice: it is good to know; the next step is somebody else's.
	Notice Urgency = iota
	// Action: the recipient can do something now, and nothing is lost if they wait.
	Action
	// Urgent: a right or data are lost, or nothing goes on, until the recipient acts.
	Urgent
)

// String names the urgency: "notice", "action", "urgent".
func (u Urgency) String() string { return [...]string{"notice", "action", "urgent"}[u] }

// Urgency returns how urgent a reminder of the kind is.
func (k Kind) Urgency() Urgency {
	switch k {
	case ComplaintCloses, ClockEnds, LinkExpires, Bounce, IdentityWaits, ClarificationWaits, Escalated:
		return Urgent
	case DueSoon, DueToday, ExtendedDue, ExtensionMissed, AcknowledgementMissed, Moved:
		return Notice
	}
	return Action
}

// topic is the kind under which reminders of the same date stand together: only the last
// of them that is due is told.
func (k Kind) topic() Kind {
	switch k {
	case DueToday, ExtendedDue:
		return DueSoon
	case ClarificationWaits:
		return IdentityWaits
	}
	return k
}
