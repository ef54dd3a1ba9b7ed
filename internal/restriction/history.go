package restriction

import (
	"sort"

	"recourse/internal/civil"
)

// EventKind is what happened in the history of a request.
type EventKind string

// What the requester does.
const (
	// Requested is the request itself, or a later request for the same.
	Requested EventKind = "requested"
	// Reminded is a reminder or renewal by the requester.
	Reminded EventKind = "reminded"
	// FollowedUp is a letter of the requester that contests a reply.
	FollowedUp EventKind = "followed_up"
	// FoundComplete and FoundIncomplete are the requester's judgement on a reply.
	FoundComplete   EventKind = "found_complete"
	FoundIncomplete EventKind = "found_incomplete"
)

// What the controller does.
const (
	// Replied is a substantive reply of the controller, in whole or in part. A
	// receipt or an automatic message is not one.
	Replied EventKind = "replied"
	// Refused is a reply that refuses to act.
	Refused EventKind = "refused"
	// Acknowledged is a confirmation of receipt, by a person or a machine.
	Acknowledged EventKind = "acknowledged"
	// Contacted is a message that is no answer but takes somebody to write: a question
	// about identity or scope, a demand for a fee.
	Contacted EventKind = "contacted"
	// Responded is an answer to something else than the request: to an internal appeal
	// or a complaint to the controller.
	Responded EventKind = "responded"
	// ExtensionAnnounced is a notice that the answer will take longer.
	ExtensionAnnounced EventKind = "extension_announced"
	// ErasureReported is the controller's word that it has erased the data.
	ErasureReported EventKind = "erasure_reported"
	// AutoReplied is a message that a machine wrote, such as "do not reply".
	AutoReplied EventKind = "auto_replied"
	// Referred is a message that sends the requester to somebody else, ReferredBack the
	// message by which that somebody sends them back.
	Referred     EventKind = "referred"
	ReferredBack EventKind = "referred_back"
	// LinkExpired is the discovery that a link to the data no longer works.
	LinkExpired EventKind = "link_expired"
	// Disadvantaged is a disadvantage that the controller brought upon the requester: an
	// account closed, a contract ended, a benefit withdrawn.
	Disadvantaged EventKind = "disadvantaged"
)

// Days of evidence that are no event.
const (
	// DayReceived is [History.Received], DayLast is [History.Last].
	DayReceived EventKind = "received"
	DayLast     EventKind = "last_day"
)

// Event is one thing that happened between requester and controller.
type Event struct {
	Kind EventKind
	// On is the legal day. An event without a day is ignored.
	On civil.Date
	// ReasonsGiven tells of [Refused] and [ExtensionAnnounced] whether the message gave
	// reasons from the facts of this request; nil is unknown, and nothing is concluded
	// from it.
	ReasonsGiven *bool
	// Until is the day until which an [ExtensionAnnounced] claims to have, if it names one.
	Until civil.Date
}

// History is what happened in one case with one controller, and what the law makes of
// it. A zero day means that it is not known, and what would rest on it is not found.
type History struct {
	// Regime is the id or an alias of the law that governs the case.
	Regime string
	// Events in any order.
	Events []Event
	// Today is the day on which the question is asked, at the controller's place.
	Today civil.Date
	// Received is the day on which the controller had the request: as recorded, or the
	// first day that proves it. A proven day may be later than the truth and never
	// earlier, so that nobody is called late too early.
	Received civil.Date
	// Last is the last day for the answer by the latest defensible reading of the law,
	// with whatever moved it lawfully: the day before a complaint about silence is
	// possible. Zero where the law sets no day, or while a question of the controller
	// waits for its answer.
	Last civil.Date
	// Longest is the last day of the longest extension by the latest reading; zero where
	// no extension was announced that counts.
	Longest civil.Date
	// Extendable reports that the law lets the answer to this request be extended.
	Extendable bool
	// Access and Erasure say what was asked for.
	Access, Erasure bool
	// Closed is the day on which the requester ended the case; zero while it is open.
	Closed civil.Date
	// Earlier are the days of earlier requests to the same controller for the same
	// right that were answered before this one was made.
	Earlier []civil.Date
}

// The reasons a [HistoryFinding] can give. They are keys for the texts of the
// reader's language; [HistoryReasons] lists them.
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
	// ReasonNoAnswer: the last day passed without an answer.
	ReasonNoAnswer = "no_answer"
	// ReasonAnsweredLate: the first answer came after the last day.
	ReasonAnsweredLate = "answered_late"
	// ReasonExtensionLate: an extension was announced after the last day to answer.
	ReasonExtensionLate = "extension_late"
	// ReasonExtensionUnreasoned: an extension was announced without reasons.
	ReasonExtensionUnreasoned = "extension_unreasoned"
	// ReasonExtensionAgain: an extension was announced after another one.
	ReasonExtensionAgain = "extension_again"
	// ReasonExtensionBeyond: the day that was announced lies beyond the longest extension.
	ReasonExtensionBeyond = "extension_beyond"
	// ReasonErasedInstead: erasure was reported, it was not asked for, and the last day
	// for the access that was passed without an answer.
	ReasonErasedInstead = "erased_instead"
	// ReasonErasedBeforeAnswer: erasure was reported while access was not yet given.
	ReasonErasedBeforeAnswer = "erased_before_answer"
	// ReasonOnlyAutomatic: nothing but automatic replies came for two weeks.
	ReasonOnlyAutomatic = "only_automatic"
	// ReasonSentAround: the controller referred to somebody who referred back.
	ReasonSentAround = "sent_around"
	// ReasonLinkNotRenewed: a link expired and was not renewed when asked.
	ReasonLinkNotRenewed = "link_not_renewed"
	// ReasonDisadvantageAfter: a disadvantage followed upon the request.
	ReasonDisadvantageAfter = "disadvantage_after"
)

// HistoryReasons lists every reason that a finding can give.
func HistoryReasons() []string {
	return []string{
		ReasonNoAnswer, ReasonAnsweredLate, ReasonExtensionLate, ReasonExtensionUnreasoned, ReasonExtensionAgain,
		ReasonExtensionBeyond, ReasonThirdMessage, ReasonOnlyAfterReminder, ReasonLaterRequestRefused,
		ReasonErasedBeforeAnswer, ReasonErasedInstead, ReasonOnlyAutomatic, ReasonSentAround, ReasonLinkNotRenewed,
		ReasonDisadvantageAfter,
	}
}

// HistoryDays lists every name that [Evidence] can give to a day.
func HistoryDays() []EventKind {
	return []EventKind{
		DayReceived, DayLast, Requested, Reminded, FollowedUp, Replied, Refused, ExtensionAnnounced, ErasureReported,
		AutoReplied, Referred, ReferredBack, LinkExpired, Disadvantaged,
	}
}

// Evidence is a day that a finding rests on, and what happened on it.
type Evidence struct {
	On civil.Date
	// What is the kind of the event, or [DayReceived] or [DayLast].
	What EventKind
}

// HistoryFinding is a restriction that shows in what happened.
type HistoryFinding struct {
	Key     string
	Verdict Verdict
	// Reason is one of the Reason constants.
	Reason string
	// Count is the number of messages or requests that a finding about their number
	// counts; 0 for the others.
	Count int
	// Evidence is what it rests on, by day.
	Evidence []Evidence

	// doubt is set where the events show the restriction but not that it was unlawful:
	// the verdict is then a person's.
	doubt bool
}

// finder looks for one kind of restriction. It is a pure function of the facts; the
// events have days and are in their order.
type finder func(History, []Event) (HistoryFinding, bool)

func finders() []finder {
	return []finder{
		silence, lateAnswer, lateExtensionNotice, unreasonedExtension, serialExtension, repeatedRequests, laterRequestRefused,
		deletionBeforeAccess, erasureInsteadOfAccess, automatedLoop, sentAround, expiredLink, retaliation,
	}
}

// History finds the restrictions that show in the events, at most one of a kind. It
// never fails: a kind that the taxonomy does not have is passed over, and under a
// regime on which the taxonomy has nothing the verdict is [Judge].
//
// Each finder states its rule. They have in common that nothing rests on a day that is
// not known, that lateness is measured by the latest defensible reading of the law, and
// that the verdict is left to a person where the events cannot show why something
// happened.
func (d *Detector) History(h History) []HistoryFinding {
	events := dated(h.Events)
	var out []HistoryFinding
	for _, find := range finders() {
		f, ok := find(h, events)
		if !ok {
			continue
		}
		kind, known := d.kinds[f.Key]
		if !known {
			continue
		}
		f.Verdict = kind.judgement(d.aliases[h.Regime]).Verdict
		if f.doubt {
			f.Verdict = Judge
		}
		sort.SliceStable(f.Evidence, func(i, j int) bool { return f.Evidence[i].On.Before(f.Evidence[j].On) })
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

// unreasoned reports that the message is known to have given no reasons.
func (e Event) unreasoned() bool { return e.ReasonsGiven != nil && !*e.ReasonsGiven }

func (e Event) evidence() Evidence { return Evidence{On: e.On, What: e.Kind} }

// first returns the first event of one of the kinds.
func first(events []Event, kinds ...EventKind) (Event, bool) {
	for _, e := range events {
		for _, k := range kinds {
			if e.Kind == k {
				return e, true
			}
		}
	}
	return Event{}, false
}

// onlyOf returns the events of one of the kinds.
func onlyOf(events []Event, kinds ...EventKind) []Event {
	var out []Event
	for _, e := range events {
		if _, ok := first([]Event{e}, kinds...); ok {
			out = append(out, e)
		}
	}
	return out
}

func evidenceOf(events []Event) []Evidence {
	var out []Evidence
	for _, e := range events {
		out = append(out, e.evidence())
	}
	return out
}

// period is the evidence of a time that ran out: receipt and the last day.
func (h History) period() []Evidence {
	return []Evidence{{h.Received, DayReceived}, {h.Last, DayLast}}
}

// timed reports that lateness can be told at all: receipt and the last day are known.
func (h History) timed() bool { return !h.Received.IsZero() && !h.Last.IsZero() }

// late reports that a day lies after the last one, on every reading.
func (h History) late(on civil.Date) bool { return h.timed() && on.After(h.Last) }

// overdue reports that the last day passed while the case was open.
func (h History) overdue() bool {
	if !h.Closed.IsZero() && h.Closed.Before(h.Today) {
		return h.late(h.Closed)
	}
	return h.late(h.Today)
}
