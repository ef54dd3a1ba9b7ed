package restriction

// KeySilence is the kind of restriction that comes with the calendar alone: nothing has
// to happen for it to begin.
const KeySilence = "silence"

// silence: the last day has passed by every defensible reading, and no answer of any
// kind is recorded: no reply, refusal, report of erasure, referral to somebody else or
// answer to an appeal. A confirmation of receipt, an automatic message, a question that
// was answered and an announcement of delay are no answers. What the requester ended
// by that day is no silence.
func silence(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: KeySilence, Reason: ReasonNoAnswer, Evidence: h.period()}
	if _, answered := first(events, Replied, Refused, ErasureReported, Referred, ReferredBack, Responded); answered {
		return f, false
	}
	return f, h.overdue()
}

// lateAnswer: the first reply or refusal came after the last day by every defensible
// reading. To a request for nothing but erasure, the report of erasure is an answer too.
func lateAnswer(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "late_answer", Reason: ReasonAnsweredLate}
	answers := []EventKind{Replied, Refused}
	if h.Erasure && !h.Access {
		answers = append(answers, ErasureReported)
	}
	answer, ok := first(events, answers...)
	if !ok || !h.late(answer.On) {
		return f, false
	}
	f.Evidence = append(h.period(), answer.evidence())
	return f, true
}
