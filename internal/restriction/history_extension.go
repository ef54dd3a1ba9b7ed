package restriction

import "recourse/internal/civil"

// lateExtensionNotice: the first announcement of an extension came after the last day
// for the answer by every defensible reading, and before any answer. Only under a law
// that knows extensions; under others there is nothing to announce.
func lateExtensionNotice(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "late_extension_notice", Reason: ReasonExtensionLate}
	notices := h.notices(events)
	if !h.Extendable || len(notices) == 0 || !h.late(notices[0].On) {
		return f, false
	}
	f.Evidence = append(h.period(), notices[0].evidence())
	return f, true
}

// unreasonedExtension: an extension was announced, and it is recorded that no reasons
// were given. Nothing follows where that is not known.
func unreasonedExtension(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "extension_without_reasons", Reason: ReasonExtensionUnreasoned}
	for _, n := range h.notices(events) {
		if n.unreasoned() {
			f.Evidence = append(f.Evidence, n.evidence())
		}
	}
	return f, h.Extendable && len(f.Evidence) > 0
}

// serialExtension: an extension was announced after another one, or until a day beyond
// the longest one. The same day announced twice is one extension. Where a notice names
// no day, the second may repeat the first: that is for a person to judge.
func serialExtension(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "serial_extension"}
	if !h.Extendable {
		return f, false
	}
	notices := h.notices(events)
	for i, n := range notices {
		switch {
		case !h.Longest.IsZero() && n.Until.After(h.Longest):
			f.Reason = ReasonExtensionBeyond
		case i > 0 && again(notices[:i], n):
			f.Reason = ReasonExtensionAgain
			f.doubt = n.Until.IsZero() || latestNamed(notices[:i]).IsZero()
		default:
			continue
		}
		f.Evidence = evidenceOf(notices[:i+1])
		return f, true
	}
	return f, false
}

// again reports whether a notice asks for more time than those before it, or may do so.
func again(before []Event, n Event) bool {
	named := latestNamed(before)
	if n.Until.IsZero() || named.IsZero() {
		return n.On.After(before[len(before)-1].On)
	}
	return n.Until.After(named)
}

func latestNamed(notices []Event) civil.Date {
	var latest civil.Date
	for _, n := range notices {
		latest = civil.Latest(latest, n.Until)
	}
	return latest
}

// notices are the announcements of an extension that came before any answer: one that
// comes with or after it is about something else.
func (h History) notices(events []Event) []Event {
	answer, answered := first(events, Replied, Refused)
	var out []Event
	for _, n := range onlyOf(events, ExtensionAnnounced) {
		if !answered || n.On.Before(answer.On) {
			out = append(out, n)
		}
	}
	return out
}
