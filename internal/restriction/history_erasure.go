package restriction

import "recourse/internal/civil"

// deletionBeforeAccess: the controller reported that it erased while the access that was
// asked for was open: no reply had come by then, or the last one was found incomplete.
// A reply of the same day counts as having come before. Where a reply came afterwards,
// the data may have been kept for it: a person judges, and nothing is found if the
// reply was found complete.
func deletionBeforeAccess(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "deletion_before_access", Reason: ReasonErasedBeforeAnswer}
	erased, answered := erasedWhileOpen(h, events)
	if erased.On.IsZero() || !answered && insteadOf(h) {
		return f, false
	}
	f.doubt = answered
	f.Evidence = append(arrival(h), erased.evidence())
	return f, true
}

// erasureInsteadOfAccess: nothing but access was asked for, the controller reported that
// it erased, and the last day passed without the access. Until that day it is
// [deletionBeforeAccess]: the answer may still come.
func erasureInsteadOfAccess(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "erasure_instead_of_access", Reason: ReasonErasedInstead}
	erased, answered := erasedWhileOpen(h, events)
	if erased.On.IsZero() || answered || !insteadOf(h) {
		return f, false
	}
	f.Evidence = append(h.period(), erased.evidence())
	return f, true
}

// insteadOf reports that erasure was not asked for, and that access is overdue.
func insteadOf(h History) bool { return !h.Erasure && h.overdue() }

// arrival is the day on which the request had arrived, where that is known.
func arrival(h History) []Evidence {
	if h.Received.IsZero() {
		return nil
	}
	return []Evidence{{h.Received, DayReceived}}
}

// erasedWhileOpen returns the first report of erasure while access was open, and
// whether a reply came after it. The event is the zero one if there is no such report,
// or if what came after it was found complete.
func erasedWhileOpen(h History, events []Event) (erased Event, answered bool) {
	if !h.Access {
		return Event{}, false
	}
	for _, e := range onlyOf(events, ErasureReported) {
		if accessOpen(events, e.On) && (h.Closed.IsZero() || e.On.Before(h.Closed)) {
			erased = e
			break
		}
	}
	if erased.On.IsZero() {
		return Event{}, false
	}
	for _, e := range events {
		if e.On.After(erased.On) && e.Kind == Replied {
			answered = true
		}
		if !e.On.Before(erased.On) && e.Kind == FoundComplete {
			return Event{}, false
		}
	}
	return erased, answered
}

// accessOpen reports whether access was open at the end of the day. The last reply up to
// it counts, with the judgement that was passed on it whenever that was.
func accessOpen(events []Event, on civil.Date) bool {
	open := true
	for _, e := range events {
		switch {
		case e.Kind == Replied && e.On.After(on):
			return open
		case e.Kind == Replied, e.Kind == FoundComplete:
			open = false
		case e.Kind == FoundIncomplete:
			open = true
		}
	}
	return open
}
