package dsar

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
)

// EventKind says what happened.
type EventKind string

// Events of a request. Those that package law counts with have its spelling.
const (
	EventSent                   EventKind = "sent"
	EventReceived               EventKind = "received"     // the request reached the controller
	EventAcknowledged           EventKind = "acknowledged" // the controller said that it has it
	EventIDRequested            EventKind = "id_requested"
	EventIDReceived             EventKind = "id_received"  // the person's proof reached the controller
	EventIDContested            EventKind = "id_contested" // the person asked why proof is needed
	EventClarificationRequested EventKind = "clarification_requested"
	EventClarificationReceived  EventKind = "clarification_received"
	EventExtensionNotice        EventKind = "extension_notice"
	EventReplyReceived          EventKind = "reply_received"   // a substantive answer
	EventReplyJudged            EventKind = "reply_judged"     // Satisfied says how
	EventErasureReported        EventKind = "erasure_reported" // the controller says it has erased
	EventRefused                EventKind = "refused"          // the controller refused, in whole or in part
	EventFeeRequested           EventKind = "fee_requested"    // Amount and Currency say how much, if known
	EventFeeConfirmed           EventKind = "fee_confirmed"    // the person said that it will pay
	EventFeePaid                EventKind = "fee_paid"
	EventReminded               EventKind = "reminded" // the person asked again
	EventFollowUpSent           EventKind = "follow_up_sent"
	EventFinalNoticeSent        EventKind = "final_notice_sent"
	EventComplaintLodged        EventKind = "complaint_lodged"
	EventWithdrawn              EventKind = "withdrawn"
	EventClosed                 EventKind = "closed" // Outcome says how
	EventReopened               EventKind = "reopened"
	EventNote                   EventKind = "note"
	EventCorrection             EventKind = "correction" // replaces or voids the event named in Corrects
)

// Events of a request that concern an internal appeal or a complaint to the
// controller itself, as some laws provide.
const (
	EventAppealLodged                    EventKind = "appeal_lodged"
	EventAppealExtensionNotice           EventKind = "appeal_extension_notice" // the controller needs longer for the appeal
	EventAppealAnswered                  EventKind = "appeal_answered"
	EventControllerComplaintLodged       EventKind = "controller_complaint_lodged"
	EventControllerComplaintAcknowledged EventKind = "controller_complaint_acknowledged"
	EventControllerComplaintAnswered     EventKind = "controller_complaint_answered"
)

// Events of a request from which no date follows, and by which a restriction may show.
const (
	EventAutomaticReply EventKind = "automatic_reply" // a machine wrote: no confirmation, no answer
	EventReferred       EventKind = "referred"        // the controller sent the person to somebody else
	EventReferredBack   EventKind = "referred_back"   // that somebody sent the person back to the controller
	EventLinkExpired    EventKind = "link_expired"    // a link to the data no longer worked
	EventDisadvantaged  EventKind = "disadvantaged"   // an account closed, a contract ended, a benefit withdrawn
)

// EventLawChanged says that the dates moved because the rules did: Moved has the old and
// the new ones, Files what changed.
const EventLawChanged EventKind = "law_changed"

// Events of a complaint.
const (
	EventAuthorityAcknowledged EventKind = "authority_acknowledged"
	EventAuthorityInformed     EventKind = "authority_informed" // progress or outcome, Art. 78(2)
	EventAuthorityDecided      EventKind = "authority_decided"
)

// Events of a request or of a complaint.
const (
	EventAuthorityOrdered EventKind = "authority_ordered" // Until is the day the controller was given
	EventCourtFiled       EventKind = "court_filed"
)

// RecordableKinds lists the kinds that a person may record on a request by hand,
// in the order in which they are offered.
func RecordableKinds() []EventKind {
	return []EventKind{
		EventSent, EventReceived, EventAcknowledged, EventIDRequested, EventIDReceived, EventIDContested,
		EventClarificationRequested, EventClarificationReceived, EventExtensionNotice, EventReplyReceived,
		EventRefused, EventReplyJudged, EventErasureReported, EventFeeRequested, EventFeeConfirmed, EventFeePaid,
		EventReminded, EventFollowUpSent, EventFinalNoticeSent,
		EventAutomaticReply, EventReferred, EventReferredBack, EventLinkExpired, EventDisadvantaged,
		EventAppealLodged, EventAppealExtensionNotice, EventAppealAnswered,
		EventControllerComplaintLodged, EventControllerComplaintAcknowledged, EventControllerComplaintAnswered,
		EventAuthorityOrdered, EventCourtFiled,
		EventWithdrawn, EventClosed, EventReopened, EventNote,
	}
}

// ComplaintKinds lists the kinds that a person may record on a complaint by hand.
func ComplaintKinds() []EventKind {
	return []EventKind{
		EventAuthorityAcknowledged, EventAuthorityInformed, EventAuthorityDecided, EventAuthorityOrdered, EventCourtFiled,
		EventWithdrawn, EventNote,
	}
}

// NamesDay reports whether an event of the kind can name a day of its own in
// [Details.Until].
func (k EventKind) NamesDay() bool { return k == EventAuthorityOrdered || k == EventExtensionNotice }

// GivesReasons reports whether it matters for an event of the kind if the controller gave
// reasons, see [Details.ReasonsGiven].
func (k EventKind) GivesReasons() bool { return k == EventExtensionNotice || k == EventRefused }

// NamesAmount reports whether an event of the kind can name a sum of money.
func (k EventKind) NamesAmount() bool { return k == EventFeeRequested }

// What the controller does about a request shows that it has it. Where the day of
// receipt itself is not recorded, the clock starts on the first such day: later
// than the truth, so that nobody is called late too early.
func (k EventKind) provesReceipt() bool {
	switch k {
	case EventAcknowledged, EventIDRequested, EventClarificationRequested, EventExtensionNotice, EventReplyReceived,
		EventRefused, EventFeeRequested, EventReferred:
		return true
	}
	return false
}

// Event is one thing that happened to a request or a complaint. Events are only
// ever appended; a wrong one is corrected by another.
type Event struct {
	ID          string // UUIDv7
	WorkspaceID string
	StreamID    string // id of the request or complaint
	Seq         int    // 1, 2, 3 … within the stream
	Kind        EventKind
	On          civil.Date // the legal day, at the controller's (or authority's) place
	RecordedAt  time.Time  // UTC, whole seconds
	ActorID     string     // user, or "" for the program itself
	MessageID   string     // the message that is the evidence, "" if none
	Details     Details
	PrevHash    string // Hash of the event before it, "" for the first
	Hash        string // hex SHA-256, see [Event.ComputeHash]
}

// Details are what some kinds of event say beyond the day.
type Details struct {
	Note         string
	ReasonsGiven *bool   // extension_notice, refused: whether reasons were given; nil if unknown
	Outcome      Outcome // closed
	Satisfied    *bool   // reply_judged
	Corrects     string  // correction: id of the corrected event
	Void         bool    // correction: the event never happened
	NewKind      EventKind
	NewOn        civil.Date
	Reference    string     // complaint_lodged, authority_*: the authority's reference
	ComplaintID  string     // complaint_lodged
	LetterID     string     // *_sent: the exact text
	Automatic    bool       // recorded by the program, not by a person
	Until        civil.Date // authority_ordered: the day set; extension_notice: the day named
	Amount       int64      // fee_requested: in hundredths of the currency, 0 if unknown
	Currency     string     // of Amount, ISO 4217
	Moved        []MovedDate
	Files        []string // law_changed: "holidays/FR"; empty where it cannot be told
}

// ComputeHash returns the hash that chains the event to the one before it: the
// hex SHA-256 of all its fields but Hash, each with its length, so that no two
// different events give the same text. Fields that came later are hashed with their
// name and only where they say something: an event recorded before there was such a
// field keeps its hash.
func (e Event) ComputeHash() string {
	h := sha256.New()
	for _, field := range e.hashed() {
		h.Write([]byte(strconv.Itoa(len(field))))
		h.Write([]byte{':'})
		h.Write([]byte(field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (e Event) hashed() []string {
	d := e.Details
	fields := []string{
		e.PrevHash, e.ID, e.WorkspaceID, e.StreamID, strconv.Itoa(e.Seq), string(e.Kind), e.On.String(),
		e.RecordedAt.UTC().Format(time.RFC3339), e.ActorID, e.MessageID,
		d.Note, formatBool(d.ReasonsGiven), string(d.Outcome), formatBool(d.Satisfied), d.Corrects,
		strconv.FormatBool(d.Void), string(d.NewKind), d.NewOn.String(), d.Reference, d.ComplaintID,
		d.LetterID, strconv.FormatBool(d.Automatic),
	}
	if !d.Until.IsZero() {
		fields = append(fields, "until", d.Until.String())
	}
	if d.Amount != 0 || d.Currency != "" {
		fields = append(fields, "amount", strconv.FormatInt(d.Amount, 10), d.Currency)
	}
	for _, m := range d.Moved {
		fields = append(fields, "moved", m.String())
	}
	for _, file := range d.Files {
		fields = append(fields, "file", file)
	}
	return fields
}

func formatBool(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// VerifyChain returns the number of the first event that does not fit the one
// before it, and 0 if all do. events are one stream in the order of Seq.
func VerifyChain(events []Event) int {
	prev := ""
	for i, e := range events {
		if e.Seq != i+1 || e.PrevHash != prev || e.Hash != e.ComputeHash() {
			return i + 1
		}
		prev = e.Hash
	}
	return 0
}

// Effective returns what the events say happened, with corrections applied:
// notes of correction and voided events are gone, corrected ones have their new
// kind, day and details. The result is ordered by legal day, then by Seq.
func Effective(events []Event) []Event {
	corrections := make(map[string]Event)
	for _, e := range events {
		if e.Kind == EventCorrection {
			corrections[e.Details.Corrects] = e // the last correction counts
		}
	}
	effective := make([]Event, 0, len(events))
	for _, e := range events {
		if e.Kind == EventCorrection {
			continue
		}
		c, corrected := corrections[e.ID]
		if corrected && c.Details.Void {
			continue
		}
		if corrected {
			e = withCorrection(e, c)
		}
		effective = append(effective, e)
	}
	slices.SortStableFunc(effective, func(a, b Event) int {
		if c := a.On.Compare(b.On); c != 0 {
			return c
		}
		return a.Seq - b.Seq
	})
	return effective
}

func withCorrection(e, correction Event) Event {
	d := correction.Details
	if d.NewKind != "" {
		e.Kind = d.NewKind
	}
	if !d.NewOn.IsZero() {
		e.On = d.NewOn
	}
	if d.ReasonsGiven != nil {
		e.Details.ReasonsGiven = d.ReasonsGiven
	}
	if d.Satisfied != nil {
		e.Details.Satisfied = d.Satisfied
	}
	if d.Outcome != "" {
		e.Details.Outcome = d.Outcome
	}
	if !d.Until.IsZero() {
		e.Details.Until = d.Until
	}
	if d.Amount != 0 {
		e.Details.Amount, e.Details.Currency = d.Amount, d.Currency
	}
	if note := strings.TrimSpace(d.Note); note != "" {
		e.Details.Note = note
	}
	return e
}
