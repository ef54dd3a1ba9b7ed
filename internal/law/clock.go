package law

import (
	"slices"

	"recourse/internal/civil"
)

// Party is whoever a clock runs for.
type Party string

// The parties to a request and to what follows it.
const (
	Controller Party = "controller"
	Person     Party = "person"
	Supervisor Party = "authority"
	Court      Party = "court"
)

// ClockKind says what the end of a clock means.
type ClockKind string

// The kinds of clock.
const (
	// Deadline: the party must act by the end.
	Deadline ClockKind = "deadline"
	// Window: the party may act until the end.
	Window ClockKind = "window"
	// Wait: nothing can be done before the end; a remedy opens on the day after.
	Wait ClockKind = "wait"
)

// ClockState says how a clock stands on the day [Facts.Today].
type ClockState string

// The states of a clock.
const (
	// NotStarted: what starts it has not happened, or lies after today.
	NotStarted ClockState = "not_started"
	// Running: it has started and its end has not passed, or today is not known.
	Running ClockState = "running"
	// Met: what ends it happened in time.
	Met ClockState = "met"
	// Missed: the end has passed and nothing that ends it happened in time. After a
	// [Wait] the remedy is open.
	Missed ClockState = "missed"
	// Replaced: it no longer matters. An extension took its place, or the duty that it
	// belongs to was met.
	Replaced ClockState = "replaced"
	// NoFigure: it has started and no day can be given for its end: the law names none,
	// the authority's was not recorded, or the public holidays then are not known yet.
	NoFigure ClockState = "no_figure"
)

// Reminder says when a person should be reminded of a clock.
type Reminder string

// When to remind of a clock.
const (
	// RemindNever: what happened does not tell whether the clock binds in this case, or
	// its end asks nothing of the person.
	RemindNever Reminder = "never"
	// RemindBefore: the person may act until the end.
	RemindBefore Reminder = "before"
	// RemindAfter: somebody missed the end, or something becomes possible with it.
	RemindAfter Reminder = "after"
)

// usualReminder is when to remind of a clock where its rule says nothing else.
func usualReminder(duty Party, kind ClockKind) Reminder {
	switch {
	case duty == Person && kind != Wait:
		return RemindBefore
	case kind == Window:
		return RemindNever // somebody else may act
	}
	return RemindAfter
}

// The clocks that every regime has where its law gives the figure. The other ids are
// those that the rule files declare.
const (
	ClockAcknowledgement = "acknowledgement"  // of receipt, by the controller
	ClockAnswer          = "answer"           // the answer without an extension
	ClockExtensionNotice = "extension-notice" // announcing an extension
	ClockExtendedAnswer  = "extended-answer"  // the answer after a valid extension
	ClockComplaint       = "complaint"        // from ComplaintFrom to ComplaintUntil
)

var builtInClocks = []string{ClockAcknowledgement, ClockAnswer, ClockExtensionNotice, ClockExtendedAnswer, ClockComplaint}

// Clock is one period of the law with its owner, its two ends and its reasoning.
type Clock struct {
	// ID is one of the constants above or the id given in the rule file.
	ID string
	// Duty is whose clock it is, Kind what its end means.
	Duty Party
	Kind ClockKind
	// Start is the day whose end starts the clock, for [ClockComplaint] the first day
	// for complaining. End is the last day. Both are zero while the clock has not
	// started, with one exception: [ClockExtendedAnswer] shows the day that an
	// extension would lead to, in the state [NotStarted]. End alone is zero where no day
	// can be given.
	Start, End civil.Date
	// Opens is the first day on which the person may act: for a window from its start,
	// for a wait on the day after its end. It is zero for a deadline.
	Opens civil.Date
	// Remind is when to remind of it while it runs.
	Remind Reminder
	// OfComplaint reports that a complaint has this clock itself where one is recorded,
	// see [Book.ComplaintClock].
	OfComplaint bool
	// State is how the clock stands on [Facts.Today].
	State ClockState
	// MetOn is the day of what ended it, in time or late; zero if nothing did.
	MetOn civil.Date
	// Trace says why, in the order in which the law takes the steps.
	Trace []Step
	// Article is the provision the clock rests on; it is never nil.
	Article *Reference
	// Verify reports that a source of the clock has not been confirmed against the
	// primary text: "to be verified" belongs beside its dates.
	Verify bool

	wording string
}

// Name returns what the clock is called, a short noun phrase, in the language of lang.
func (c Clock) Name(lang string) string { return c.word("clock_"+c.ID, lang) }

// About says in one sentence what the clock is and what to do when it ends.
func (c Clock) About(lang string) string { return c.word("clock_"+c.ID+"_about", lang) }

func (c Clock) word(key, lang string) string {
	if c.wording != "" {
		if t, ok := sentences()[key+"_"+c.wording]; ok {
			return t.In(lang)
		}
	}
	return sentences().word(key, lang)
}

// Clock returns the clock with that id, and false where it does not run under this law.
func (r Result) Clock(id string) (Clock, bool) {
	i := slices.IndexFunc(r.Clocks, func(c Clock) bool { return c.ID == id })
	if i < 0 {
		return Clock{}, false
	}
	return r.Clocks[i], true
}

// settle works out how the clock stands on today; a zero today is not known.
func (c *Clock) settle(today civil.Date) {
	switch {
	case c.State != "":
	case c.Start.IsZero():
		c.State = NotStarted
	case !c.MetOn.IsZero() && (c.End.IsZero() || !c.MetOn.After(c.End)):
		c.State = Met
	case !c.MetOn.IsZero():
		c.State = Missed
	case !today.IsZero() && today.Before(c.Start):
		c.State = NotStarted
	case c.End.IsZero() && c.Kind != Window:
		c.State = NoFigure
	case !today.IsZero() && !c.End.IsZero() && today.After(c.End):
		c.State = Missed
	default:
		c.State = Running
	}
}

// KeptClock is a clock that was worked out under other rules and that these do not have.
func KeptClock(id string, duty Party, kind ClockKind) Clock {
	return Clock{ID: id, Duty: duty, Kind: kind, Remind: usualReminder(duty, kind), Article: noReference}
}

// At returns the clock with the days that it had under other rules, as it stands with
// them on today.
func (c Clock) At(start, opens, end, today civil.Date) Clock {
	c.Start, c.Opens, c.End = start, opens, end
	awaitsNotice := c.ID == ClockExtendedAnswer && c.State == NotStarted
	if c.State != Replaced && !awaitsNotice {
		c.State = ""
		c.settle(today)
	}
	return c
}

// AuthorityClockName is [Clock.Name] of a clock of the right [AuthoritySilence].
func AuthorityClockName(id, lang string) string {
	return Clock{ID: id, wording: wordingAuthority}.Name(lang)
}

// CompareEnd orders clocks by their end, those without one last.
func (c Clock) CompareEnd(other Clock) int {
	if c.End.IsZero() != other.End.IsZero() {
		if c.End.IsZero() {
			return 1
		}
		return -1
	}
	return c.End.Compare(other.End)
}

// BuiltIn reports that the clock is one of those that every regime can have, and none
// that its rule file declares.
func (c Clock) BuiltIn() bool { return slices.Contains(builtInClocks, c.ID) }
