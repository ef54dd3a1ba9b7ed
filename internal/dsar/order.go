package dsar

import "recourse/internal/civil"

// CheckOrder returns [CodeInvalid] for the field "date" if the events cannot have
// happened on the days they have: a receipt before the sending, an act of the
// controller before it had the request, or an answer before what it answers.
// Corrections are applied first.
func CheckOrder(events []Event) error {
	s, effective := Fold(events), Effective(events)
	for _, e := range effective {
		if problem, ok := s.misplaced(e); ok {
			return InvalidFields(problem)
		}
	}
	if problem, ok := misplacedAnswer(effective); ok {
		return InvalidFields(problem)
	}
	return nil
}

func (s State) misplaced(e Event) (Problem, bool) {
	if e.Kind == EventSent || e.Kind == EventNote || e.Kind == EventLawChanged {
		return Problem{}, false
	}
	if before(e.On, s.SentOn) {
		return orderProblem("error.event.before_sent", e, s.SentOn), true
	}
	if e.Kind.needsReceipt() && before(e.On, s.ReceivedOn) {
		return orderProblem("error.event.before_received", e, s.ReceivedOn), true
	}
	return Problem{}, false
}

// needsReceipt says which events cannot come before the controller had the
// request: its own acts and the answers to its questions.
func (k EventKind) needsReceipt() bool {
	switch k {
	case EventIDReceived, EventIDContested, EventClarificationReceived, EventReplyJudged, EventFeeConfirmed, EventFeePaid,
		EventAppealLodged, EventAppealExtensionNotice, EventAppealAnswered:
		return true
	}
	return k.provesReceipt()
}

// answers says of some events which one they follow: where that one is recorded, they
// cannot lie before the first of its kind.
var answers = map[EventKind]EventKind{
	EventAppealExtensionNotice:           EventAppealLodged,
	EventAppealAnswered:                  EventAppealLodged,
	EventControllerComplaintAcknowledged: EventControllerComplaintLodged,
	EventControllerComplaintAnswered:     EventControllerComplaintLodged,
	EventFeeConfirmed:                    EventFeeRequested,
	EventFeePaid:                         EventFeeRequested,
	EventReferredBack:                    EventReferred,
}

// beforeAsked words that an answer lies before what it answers.
var beforeAsked = map[EventKind]string{
	EventAppealLodged:              "error.event.before_appeal_lodged",
	EventControllerComplaintLodged: "error.event.before_controller_complaint_lodged",
	EventFeeRequested:              "error.event.before_fee_requested",
	EventReferred:                  "error.event.before_referred",
}

// misplacedAnswer finds an event that lies before the one it answers.
func misplacedAnswer(effective []Event) (Problem, bool) {
	first := make(map[EventKind]civil.Date)
	for _, e := range effective {
		if _, ok := first[e.Kind]; !ok {
			first[e.Kind] = e.On
		}
	}
	for _, e := range effective {
		if asked, ok := answers[e.Kind]; ok && before(e.On, first[asked]) {
			return orderProblem(beforeAsked[asked], e, first[asked]), true
		}
	}
	return Problem{}, false
}

func before(on, limit civil.Date) bool { return !limit.IsZero() && on.Before(limit) }

func orderProblem(key string, e Event, limit civil.Date) Problem {
	return Problem{Field: "date", Key: key, Args: map[string]any{"Kind": string(e.Kind), "On": e.On, "Limit": limit}}
}
