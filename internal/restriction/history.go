package restriction

import (
	"sort"

	"recourse/internal/civil"
)

// EventKind is what happened in the history of a request.
type EventKind string

const (
	// Requested is the request itself, or a later request for the same.
	Requested EventKind = "requested"
	// Reminded is a reminder or renewal by the requester.
	Reminded EventKind = "reminded"
	// Replied is a substantive reply of the controller, in whole or in part. A
	// receipt or an automatic message is not one and is left out.
	Replied EventKind = "replied"
	// Refused is a reply that refuses to act.
	Refused EventKind = "refused"
)

// Event is one thing that happened between requester and controller.
type Event struct {
	Kind EventKind
	// On is the legal day. An event without a day is ignored.
	On civil.Date
	// Reasoned tells of a [Refused] event that it reasons on the facts of this
	// request why it is manifestly unfounded or excessive (Art. 12(5) GDPR).
	Reasoned bool
}

// History is what happened in one case with one controller.
type History struct {
	// Regime is the id or an alias of the law that governs the case.
	Regime string
	// Events in any order.
	Events []Event
	// Due is the day the answer to the first request was due, with whatever moved
	// it lawfully; zero if the law sets no day.
	Due civil.Date
	// Earlier are the days of earlier requests to the same controller for the same
	// right that were closed before this one.
	Earlier []civil.Date
}

// The reasons a [HistoryFinding] can give. They are keys for the texts of the
// reader's language.
const (
	// ReasonThirdMessage: the first substantive reply came after three or more
	// requests and reminders.
	ReasonThirdMessage = "third_message"
	// ReasonOnlyAfterReminder: the first substantive reply came only after a
	// reminder, and late.
	ReasonOnlyAfterReminder = "only_after_reminder"
	// ReasonLaterRequestRefused: a further request was refused without reasons on
	// its own facts.
	ReasonLaterRequestRefused = "later_request_refused"
)

// HistoryFinding is a restriction that shows in what happened.
type HistoryFinding struct {
	Key     string
	Verdict Verdict
	// Reason is one of the Reason constants.
	Reason string
	// Count is the number of messages or requests the finding counts.
	Count int
	// Evidence are the days of the events it rests on, ascending.
	Evidence []civil.Date
}

// History finds the restrictions that show in the events. It returns nothing for
// an unknown regime's verdict but [Judge]; it never fails.
//
// repeated_requests_needed: three or more requests and reminders before or on the
// day of the first substantive reply, or that reply came only after a reminder and
// after the due day. frequency_limit: a request after an earlier one was refused
// without reasoning on its own facts.
func (d *Detector) History(h History) []HistoryFinding {
	events := dated(h.Events)
	var out []HistoryFinding
	for _, find := range []func(History, []Event) (HistoryFinding, bool){repeatedRequests, laterRequestRefused} {
		f, ok := find(h, events)
		if !ok {
			continue
		}
		kind, known := d.kinds[f.Key]
		if !known {
			continue
		}
		f.Verdict = kind.judgement(d.aliases[h.Regime]).Verdict
		if f.Reason == ReasonLaterRequestRefused {
			f.Verdict = Judge
		}
		out = append(out, f)
	}
	return out
}

// dated returns the events that have a day, by day; of one day, what the
// requester did comes first.
func dated(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if !e.On.IsZero() {
			out = append(out, e)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].On != out[j].On {
			return out[i].On.Before(out[j].On)
		}
		return out[i].asks() && !out[j].asks()
	})
	return out
}

func (e Event) asks() bool { return e.Kind == Requested || e.Kind == Reminded }

func repeatedRequests(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "repeated_requests_needed"}
	for _, e := range events {
		if e.asks() {
			f.Count++
			f.Evidence = append(f.Evidence, e.On)
			continue
		}
		late := !h.Due.IsZero() && e.On.After(h.Due)
		switch {
		case f.Count >= 3:
			f.Reason = ReasonThirdMessage
		case f.Count == 2 && late:
			f.Reason = ReasonOnlyAfterReminder
		default:
			return f, false
		}
		f.Evidence = append(f.Evidence, e.On)
		return f, true
	}
	return f, false
}

func laterRequestRefused(h History, events []Event) (HistoryFinding, bool) {
	f := HistoryFinding{Key: "frequency_limit", Reason: ReasonLaterRequestRefused, Count: len(h.Earlier)}
	f.Evidence = append(f.Evidence, h.Earlier...)
	answered := len(h.Earlier) > 0
	for _, e := range events {
		switch e.Kind {
		case Requested:
			f.Count++
			f.Evidence = append(f.Evidence, e.On)
		case Replied:
			answered = answered || f.Count > 0
		case Refused:
			if answered && f.Count >= 2 && !e.Reasoned {
				f.Evidence = append(f.Evidence, e.On)
				sort.Slice(f.Evidence, func(i, j int) bool { return f.Evidence[i].Before(f.Evidence[j]) })
				return f, true
			}
		}
	}
	return f, false
}
