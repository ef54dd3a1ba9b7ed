package dsar

import "recourse/internal/civil"

// Status says where a request stands.
type Status string

// The statuses.
const (
	StatusDraft      Status = "draft"
	StatusSent       Status = "sent"       // receipt is not known
	StatusWaiting    Status = "waiting"    // received; the period runs
	StatusNeedsYou   Status = "needs_you"  // something is asked of the requester
	StatusAnswered   Status = "answered"   // a reply waits to be judged
	StatusDisputed   Status = "disputed"   // the reply was contested, or a last notice is out
	StatusComplained Status = "complained" // an authority has it
	StatusClosed     Status = "closed"
)

// Statuses lists every status in the order of a request's life.
func Statuses() []Status {
	return []Status{StatusDraft, StatusSent, StatusWaiting, StatusNeedsYou, StatusAnswered, StatusDisputed, StatusComplained, StatusClosed}
}

// Outcome says how a request ended. It is "" until the request is closed.
type Outcome string

// The outcomes.
const (
	OutcomeFulfilled Outcome = "fulfilled"
	OutcomePartly    Outcome = "partly"
	OutcomeRefused   Outcome = "refused"
	OutcomeNoData    Outcome = "no_data"
	OutcomeIgnored   Outcome = "ignored"
	OutcomeWithdrawn Outcome = "withdrawn"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome {
	return []Outcome{OutcomeFulfilled, OutcomePartly, OutcomeRefused, OutcomeNoData, OutcomeIgnored, OutcomeWithdrawn}
}

// State is what the events of a request add up to.
type State struct {
	Status       Status
	Outcome      Outcome
	SentOn       civil.Date // first sending
	ReceivedOn   civil.Date // first receipt by the controller, where recorded
	StartOn      civil.Date // ReceivedOn, or the first day that proves receipt where none is recorded
	AckOn        civil.Date
	AskedOn      civil.Date // day of the question that still waits for an answer
	AskedKind    EventKind  // EventIDRequested or EventClarificationRequested while AskedOn is set
	ReplyOn      civil.Date // day of the reply that waits to be judged
	FirstReplyOn civil.Date // first substantive reply or refusal, judged or not
	ClosedOn     civil.Date
	Contested    bool       // the last reply was judged insufficient or was answered
	FollowUpOn   civil.Date // last letter that contests a reply
	FinalNotice  civil.Date // last notice to the controller
	Complained   bool
	Erased       bool // the controller reported erasure
	Awaiting     bool // the controller still owes an answer
}

// Fold computes the state from all events of a request; corrections are applied
// first. It is a pure function: the same events give the same state.
func Fold(events []Event) State {
	var s State
	for _, e := range Effective(events) {
		s.apply(e)
	}
	s.Status = s.status()
	s.Awaiting = s.awaiting()
	return s
}

// NextAction returns the action that the events alone call for, whatever the day:
// [ActionWait] where only the calendar decides.
func (s State) NextAction() Action {
	switch s.Status {
	case StatusDraft:
		return ActionSend
	case StatusSent:
		return ActionRecordReceipt
	case StatusNeedsYou:
		return ActionAnswer
	case StatusAnswered:
		return ActionJudgeReply
	case StatusComplained:
		return ActionAwaitDecision
	case StatusClosed:
		return ActionNone
	case StatusDisputed:
		if s.Contested && s.FollowUpOn.IsZero() {
			return ActionFollowUp
		}
	case StatusWaiting:
		if !s.FirstReplyOn.IsZero() {
			return ActionClose
		}
	}
	return ActionWait
}

func (s *State) apply(e Event) {
	if e.Kind.provesReceipt() {
		setFirst(&s.StartOn, e.On)
	}
	switch e.Kind {
	case EventSent:
		setFirst(&s.SentOn, e.On)
	case EventReceived:
		setFirst(&s.ReceivedOn, e.On)
		s.StartOn = s.ReceivedOn
	case EventAcknowledged:
		setFirst(&s.AckOn, e.On)
	case EventIDRequested, EventClarificationRequested:
		s.AskedOn, s.AskedKind = e.On, e.Kind
	case EventIDReceived, EventIDContested, EventClarificationReceived:
		s.AskedOn, s.AskedKind = civil.Date{}, ""
	case EventReplyReceived:
		setFirst(&s.FirstReplyOn, e.On)
		s.ReplyOn = e.On
	case EventReplyJudged:
		s.ReplyOn = civil.Date{}
		s.Contested = e.Details.Satisfied != nil && !*e.Details.Satisfied
		s.FollowUpOn = civil.Date{}
	case EventRefused:
		setFirst(&s.FirstReplyOn, e.On)
		s.ReplyOn = civil.Date{}
		s.Contested, s.FollowUpOn = true, civil.Date{}
	case EventAppealAnswered:
		s.ReplyOn = e.On
	case EventErasureReported:
		s.Erased = true
	case EventFollowUpSent, EventAppealLodged:
		s.ReplyOn = civil.Date{}
		s.Contested, s.FollowUpOn = true, e.On
	case EventFinalNoticeSent:
		s.FinalNotice = e.On
	case EventComplaintLodged: // says what the requester thinks of a reply that is here
		s.Complained = true
		s.Contested = s.Contested || !s.ReplyOn.IsZero()
		s.ReplyOn = civil.Date{}
	case EventClosed, EventWithdrawn:
		s.ClosedOn = e.On
		s.Outcome = outcomeOf(e)
	case EventReopened:
		s.ClosedOn, s.Outcome = civil.Date{}, ""
	}
}

func outcomeOf(e Event) Outcome {
	if e.Kind == EventWithdrawn {
		return OutcomeWithdrawn
	}
	return e.Details.Outcome
}

func (s *State) status() Status {
	switch {
	case !s.ClosedOn.IsZero():
		return StatusClosed
	case !s.ReplyOn.IsZero():
		return StatusAnswered
	case s.Complained:
		return StatusComplained
	case !s.AskedOn.IsZero():
		return StatusNeedsYou
	case s.Contested || !s.FinalNotice.IsZero():
		return StatusDisputed
	case !s.StartOn.IsZero():
		return StatusWaiting
	case !s.SentOn.IsZero():
		return StatusSent
	}
	return StatusDraft
}

// The controller owes an answer from receipt until it has answered at all.
// Whether the answer was good enough is a dispute, not a delay.
func (s *State) awaiting() bool {
	return !s.StartOn.IsZero() && s.ClosedOn.IsZero() && s.FirstReplyOn.IsZero()
}

func setFirst(d *civil.Date, on civil.Date) {
	if d.IsZero() {
		*d = on
	}
}
