package dsar

import "recourse/internal/civil"

// CheckOrder returns [CodeInvalid] for the field "date" if the events cannot have
// happened on the days they have: a receipt before the sending, or an act of the
// controller before it had the request. Corrections are applied first.
func CheckOrder(events []Event) error {
	s := Fold(events)
	for _, e := range Effective(events) {
		if problem, ok := s.misplaced(e); ok {
			return InvalidFields(problem)
		}
	}
	return nil
}

func (s State) misplaced(e Event) (Problem, bool) {
	if e.Kind == EventSent || e.Kind == EventNote {
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
	return k.provesReceipt() || k == EventIDReceived || k == EventIDContested || k == EventClarificationReceived || k == EventReplyJudged
}

func before(on, limit civil.Date) bool { return !limit.IsZero() && on.Before(limit) }

func orderProblem(key string, e Event, limit civil.Date) Problem {
	return Problem{Field: "date", Key: key, Args: map[string]any{"Kind": string(e.Kind), "On": e.On, "Limit": limit}}
}
