package restriction

import "recourse/internal/civil"

// automatedLoopDays is for how long nothing but automatic replies must have come.
const automatedLoopDays = 14

// linkRenewalDays is how long a controller has to renew a link that expired: as long as
// the letters give it.
const linkRenewalDays = 14

// automatedLoop: two or more automatic replies, two weeks or more since the first of
// them, and no message that somebody wrote. A confirmation of receipt may have been
// written by somebody and speaks against it. Until the last day for the answer has
// passed, a person judges: an automatic receipt of each message is no fault.
func automatedLoop(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "automated_loop", Reason: ReasonOnlyAutomatic, doubt: !h.late(h.Today)}
	written := []EventKind{
		Replied, Refused, Acknowledged, Contacted, Responded, ExtensionAnnounced, ErasureReported, Referred, ReferredBack,
	}
	if _, ok := first(events, written...); ok || !h.Closed.IsZero() {
		return f, false
	}
	replies := onlyOf(events, AutoReplied)
	if len(replies) < 2 || h.Today.Before(replies[0].On.AddDays(automatedLoopDays)) {
		return f, false
	}
	f.Count = len(replies)
	f.Evidence = evidenceOf(onlyOf(events, Requested, Reminded, AutoReplied))
	return f, true
}

// sentAround: the controller sent the requester to somebody else, who sent them back,
// and no answer came since. Which of the two has to answer the events cannot show: a
// person judges.
func sentAround(_ History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "controller_pingpong", Reason: ReasonSentAround, doubt: true}
	var away, back Event
	for _, e := range events {
		switch {
		case e.Kind == Referred && away.On.IsZero():
			away = e
		case e.Kind == ReferredBack && !away.On.IsZero():
			back = e
		case e.Kind == Replied || e.Kind == Refused:
			away, back = Event{}, Event{}
		}
	}
	f.Evidence = evidenceOf([]Event{away, back})
	return f, !back.On.IsZero()
}

// expiredLink: a link to the data no longer worked, the requester asked again on that day
// or later, and the controller refused, or two weeks passed without a reply. A reply of
// the day on which the link was found expired may have renewed it.
func expiredLink(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "expired_link", Reason: ReasonLinkNotRenewed}
	expired, ok := first(after(events, lastReply(events)), LinkExpired)
	if !ok {
		return f, false
	}
	later := after(events, expired.On.AddDays(-1))
	asked, ok := first(later, Reminded, FollowedUp)
	if !ok {
		return f, false
	}
	f.Evidence = evidenceOf([]Event{expired, asked})
	if refused, ok := first(after(later, asked.On.AddDays(-1)), Refused); ok {
		f.Evidence = append(f.Evidence, refused.evidence())
		return f, true
	}
	return f, h.Closed.IsZero() && h.Today.After(asked.On.AddDays(linkRenewalDays))
}

// lastReply is the day of the last reply, zero if there is none.
func lastReply(events []Event) civil.Date {
	var on civil.Date
	for _, e := range onlyOf(events, Replied) {
		on = e.On
	}
	return on
}

// after returns the events of later days.
func after(events []Event, on civil.Date) []Event {
	var out []Event
	for _, e := range events {
		if e.On.After(on) {
			out = append(out, e)
		}
	}
	return out
}

// retaliation: a disadvantage came after the day on which the controller had the
// request. That it came because of it the events cannot show: a person judges.
func retaliation(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "retaliation", Reason: ReasonDisadvantageAfter, doubt: true}
	if h.Received.IsZero() {
		return f, false
	}
	for _, e := range onlyOf(events, Disadvantaged) {
		if e.On.After(h.Received) {
			f.Evidence = append(f.Evidence, e.evidence())
		}
	}
	if len(f.Evidence) == 0 {
		return f, false
	}
	f.Evidence = append(arrival(h), f.Evidence...)
	return f, true
}
