package law

import (
	"slices"

	"recourse/internal/civil"
)

// clockRule is a declared clock with its dated versions, oldest first.
type clockRule struct {
	id       string
	regions  []string // only for these holiday regions and those inside them; all if empty
	explicit bool     // its rights are named, so that it runs without a figure too
	remind   Reminder // "" leaves it to whose clock it is and what its end means
	// complaintUnder is the regime whose right authority-silence is the same clock, counted
	// for a complaint; "" if none is.
	complaintUnder string
	lodgedFrom     civil.Date // only for complaints lodged on this day or later; all if zero
	versions       []*clockVersion
}

// clockVersion is a declared clock as the law stands from one day on.
type clockVersion struct {
	from      civil.Date
	reference *Reference
	duty      Party
	kind      ClockKind
	starts    clockStart
	period    period // zero: the day is stated by the event
	extension *clockExtension
	metBy     []string
	roundRef  *Reference
	shift     shift
	shiftRef  *Reference
	notes     []noteRule
	endsKey   string // of the step that tells the end
	idle      []Step // the trace while nothing has started it
}

// clockStart says what starts a clock: the first of such events, and where there is
// none, a day worked out before.
type clockStart struct {
	with  []string
	after clockBase
	clock string    // for afterClock
	when  clockTurn // for afterClock
	what  string    // key of the text that names what starts it
}

type clockBase string

const (
	onAnswer        clockBase = "answer"         // the last day for the answer, extended if validly so
	onStart         clockBase = "start"          // the start of the time for the answer
	onComplaintFrom clockBase = "complaint_from" // the first day for a complaint
	onClock         clockBase = "clock"          // the end of another clock
)

// clockTurn says which turn of the other clock starts the next one.
type clockTurn string

const (
	whenUnmet clockTurn = "unmet" // its end passed and nothing ended it before
	whenMet   clockTurn = "met"   // something ended it; the next one still starts with its end
	whenOver  clockTurn = "over"  // its end, whatever happened
)

// clockExtension lengthens a clock once, after a notice by its last day.
type clockExtension struct {
	total period // from the start
	with  []string
}

// references lists every source a version rests on.
func (v *clockVersion) references() []*Reference {
	all := []*Reference{v.reference, v.roundRef, v.shiftRef}
	for _, n := range v.notes {
		all = append(all, n.reference)
	}
	return slices.DeleteFunc(all, func(r *Reference) bool { return r == nil })
}
