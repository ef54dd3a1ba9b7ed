package law

import "recourse/internal/civil"

// regime is a checked rule file.
type regime struct {
	id      string
	aliases []string
	name    Text
	scope   []scopeRule
	rights  []right
	byRight map[string]*right // by id and by alias
	// complaintUnder is the regime whose right authority-silence is the clock of a
	// complaint; "" if there is none.
	complaintUnder string
}

// right is one right of a regime with its dated clocks, oldest first. Rights under
// the same article share the clocks.
type right struct {
	id       string
	aliases  []string
	versions []*version
	clocks   []*clockRule // declared ones, each after the one it starts with
}

// at returns the version in force on a day, or nil before the first.
func (r *right) at(on civil.Date) *version {
	var found *version
	for _, v := range r.versions {
		if v.from.After(on) {
			break
		}
		found = v
	}
	return found
}

// version is the clock of a right as the law stands from one day on.
type version struct {
	from      civil.Date
	reference *Reference
	noFigure  bool
	wording   string

	start     startRule
	answer    period
	answerRef *Reference
	extension *extensionRule
	ack       period
	ackRef    *Reference
	pauses    []pauseRule
	roundRef  *Reference
	shift     shift
	shiftRef  *Reference
	complaint complaintRule
	mentions  []mentionRule
	fee       *feeRule
	notes     []noteRule
}

// The wordings: whose clock a version is, where it is not a controller's answering a
// request.
const (
	wordingAuthority = "authority" // the authority's, which owes news of a complaint
	wordingComplaint = "complaint" // the controller's, answering a complaint about itself
)

// startRule says which day starts the clock.
type startRule struct {
	reference *Reference
	firstDay  *Reference
	replaced  []string   // the day of such an event takes the place of receipt
	latest    []question // the clock starts with the latest of receipt and the answers
}

// question is a question of the controller and its answer, as event kinds.
type question struct {
	claim           ClaimKind
	asked, answered string
	reference       *Reference
}

// pauseRule lengthens the period by the days between a question and its answer.
type pauseRule struct {
	question
	counting counting
	caution  string // ground to add to every such claim, or ""
}

// counting says which days of a pause are left out of the period.
type counting string

const (
	// difference adds answer day minus question day, summed over the pairs.
	difference counting = "difference"
	// bothDaysOnce adds each day from question to answer, both included, once.
	bothDaysOnce counting = "both_days_once"
)

// extensionRule is the one extension a controller may announce.
type extensionRule struct {
	total     period // from the start, zero if open-ended
	reference *Reference
}

// complaintRule says when complaining becomes and ceases to be possible.
type complaintRule struct {
	after     complaintBase
	wait      period // after the start, for afterStart
	reference *Reference
	readings  []readingRule
	opensWith []string // a complaint is possible on the day after such an event
	until     []untilRule
}

type complaintBase string

const (
	afterAnswer complaintBase = "answer"          // the answer, extended if validly so
	afterAck    complaintBase = "acknowledgement" // the acknowledgement
	afterStart  complaintBase = "start"           // a period from the start
)

// readingRule is a later defensible reading that a complaint waits for.
type readingRule struct {
	reading   reading
	region    string // for otherCalendar
	days      int    // for laterStart
	shift     shift  // for moved
	reference *Reference
}

type reading string

const (
	restart       reading = "restart"        // the whole period anew from the last answer
	otherCalendar reading = "other_calendar" // the same computation with another region's holidays
	laterStart    reading = "later_start"    // the period from some days later
	moved         reading = "moved"          // the last day moved although no rule moving it was found
)

// feeRule says when a fee may be asked for. Without confirmedBy it moves no date; a law
// whose clock waits for the payment says so under startRule.
type feeRule struct {
	open      feeOpen
	maximum   Amount // zero if the law names none
	reference *Reference
	// confirmedBy are the events by which the person keeps the request up after a fee was
	// announced in time; no answer is owed before. Its time then starts with that day or,
	// where there is a reflection, with the end of that.
	confirmedBy []string
	reflection  period // unconfirmed at its end the request counts as withdrawn
}

type feeOpen string

const (
	feeNever         feeOpen = "never"         // the law forbids it
	feeExceptionally feeOpen = "exceptionally" // for unfounded or excessive requests and further copies
	feeReasonable    feeOpen = "reasonable"    // a reasonable one, announced first
)

// mentionRule is a reading that is told and moves nothing.
type mentionRule struct {
	reading   mention
	reference *Reference
}

type mention string

const (
	chainedExtension mention = "chained_extension" // the extension counted from the end of the first period
	nationalCalendar mention = "national_calendar" // the holidays of the country instead of the region
	regionalCalendar mention = "regional_calendar" // those of a region instead of the country
)

// untilRule is one limit for complaining; the earliest that applies governs.
type untilRule struct {
	after     string // answer, start, or an event kind
	period    period
	reference *Reference
}

// noteRule is a sentence that belongs to the clock without moving it.
type noteRule struct {
	key       string
	regions   []string // the holiday regions it is for, with those inside them; all if empty
	reference *Reference
}
