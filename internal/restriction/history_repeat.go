package restriction

// repeatedRequests: three or more requests and reminders before or on the day of the
// first substantive reply, or that reply came only after a reminder and after the last
// day. Confirmations of receipt and automatic messages are no replies. Where the reply
// was not late, it cannot be told whether it needed the reminders: a person judges.
func repeatedRequests(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "repeated_requests_needed"}
	for _, e := range events {
		if e.asks() {
			f.Count++
			f.Evidence = append(f.Evidence, e.evidence())
			continue
		}
		if e.Kind != Replied && e.Kind != Refused {
			continue
		}
		late := h.late(e.On)
		switch {
		case f.Count >= 3:
			f.Reason, f.doubt = ReasonThirdMessage, !late
		case f.Count == 2 && late:
			f.Reason = ReasonOnlyAfterReminder
		default:
			return f, false
		}
		f.Evidence = append(f.Evidence, e.evidence())
		return f, true
	}
	return f, false
}

// laterRequestRefused: a request after an earlier one was refused, and it is recorded
// that the refusal gave no reasons from the facts of this request (Art. 12(5) GDPR).
// That the number of requests was the ground is for a person to say.
func laterRequestRefused(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "frequency_limit", Reason: ReasonLaterRequestRefused, Count: len(h.Earlier), doubt: true}
	for _, on := range h.Earlier {
		f.Evidence = append(f.Evidence, Evidence{On: on, What: Requested})
	}
	answered := len(h.Earlier) > 0
	for _, e := range events {
		switch e.Kind {
		case Requested:
			f.Count++
			f.Evidence = append(f.Evidence, e.evidence())
		case Replied:
			answered = answered || f.Count > 0
		case Refused:
			if answered && f.Count >= 2 && e.unreasoned() {
				f.Evidence = append(f.Evidence, e.evidence())
				return f, true
			}
		}
	}
	return f, false
}
