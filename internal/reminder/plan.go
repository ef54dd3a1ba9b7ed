package reminder

import (
	"slices"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Reminder is one thing to tell one recipient.
type Reminder struct {
	Key Key
	Day civil.Date // the legal day it speaks of; zero in a correction: there is none now
	On  civil.Date // the day to remind, before days off are skipped
	At  time.Time  // the instant from which it goes out, see [DueInstant]
	// Until is the last day, at the recipient's place, on which it is of use; zero if it
	// has no end.
	Until civil.Date
	// Corrects says that the recipient was told another day before: Was, or that there was
	// none where Was is zero.
	Corrects bool
	Was      civil.Date
}

// Urgency returns how urgent the reminder is.
func (r Reminder) Urgency() Urgency { return r.Key.Kind.Urgency() }

// Plan says what is to be told about a request to one recipient.
type Plan struct {
	Now    []Reminder // to be told, and not among [Input.Told] yet
	Later  []Reminder // as things stand, what will follow; by instant
	Cancel []Key      // pending ones that do not hold any more
}

// Make works out the plan at an instant. It is a pure function. At most one reminder per
// date of a thing is in Plan.Now, the last stage that is due: stages that were missed are
// merged into it.
func Make(in Input) Plan {
	p := newPlanner(in)
	p.make()
	return p.Plan
}

func newPlanner(in Input) *planner {
	return &planner{in: in, today: in.To.Today(in.Now), kept: make(map[int]Reminder)}
}

func (p *planner) make() {
	in := p.in
	stages := stagesOf(in)
	for len(stages) > 0 {
		t := stages[0].key.topic()
		n := 1
		for n < len(stages) && stages[n].key.topic() == t {
			n++
		}
		p.topic(t, stages[:n])
		stages = stages[n:]
	}
	p.withoutDay()
	for i, told := range in.Told {
		if told.Pending && told.Key.Kind != Escalated && !p.holds(i) {
			p.Cancel = append(p.Cancel, told.Key)
		}
	}
	slices.SortStableFunc(p.Later, func(a, b Reminder) int { return a.At.Compare(b.At) })
}

func (p *planner) holds(i int) bool {
	_, ok := p.kept[i]
	return ok
}

type planner struct {
	Plan

	in    Input
	today civil.Date
	kept  map[int]Reminder // pending ones of in.Told that hold, as they are now
}

// topic plans the stages of one date of one thing.
func (p *planner) topic(t topic, stages []stage) {
	h := p.historyOf(t, stages[0].day, stages[0].key.Again)
	due := -1
	for i, s := range stages {
		switch {
		case s.past(p.today) || h.told && s.rank() <= h.rank:
		case s.isDue(p.in):
			due = i
		default:
			p.Later = append(p.Later, p.reminder(s, h))
		}
	}
	if due >= 0 {
		p.want(p.reminder(stages[due], h))
		return
	}
	if h.corrects {
		p.correct(t, stages[0].key.Version, stages[len(stages)-1], h)
	}
}

// history is what a recipient has been told about a topic.
type history struct {
	told     bool // of this legal day, at least one stage
	rank     int  // of the last stage told of this legal day
	corrects bool // something else was told last
	was      civil.Date
}

// historyOf reads what was told of a topic since its day is what it is now.
func (p *planner) historyOf(t topic, day, again civil.Date) history {
	var h history
	for _, told := range p.in.Told {
		if told.Pending || told.Key.Kind == Escalated || told.Key.topic() != t {
			continue
		}
		if told.Day != day {
			h = history{corrects: t.kind.relied(), was: told.Day}
			continue
		}
		h.corrects = false
		if told.Key.Kind == Moved || told.Key.Again.Before(again) {
			continue // a correction is no stage, and what was put off since is told again
		}
		if rank := -told.Key.Days; !h.told || rank > h.rank {
			h.told, h.rank = true, rank
		}
	}
	return h
}

// relied reports whether a recipient counts on the day that reminders of the kind name, so
// that another day has to be told.
func (k Kind) relied() bool {
	switch k {
	case DueSoon, ComplaintFrom, ComplaintCloses, AuthoritySilent, EnforcementDue, ClockEnds, ClockEnded, ClockOpens,
		ExtensionMissed, AcknowledgementMissed, LinkExpires:
		return true
	}
	return false
}

func (p *planner) reminder(s stage, h history) Reminder {
	return Reminder{Key: s.key, Day: s.day, On: s.on, At: s.at(p.in.To), Until: s.until, Corrects: h.corrects, Was: h.was}
}

// correct plans the correction of a day that moved while no stage of the new one is due.
func (p *planner) correct(t topic, version int, last stage, h history) {
	key := Key{Subject: t.subject, Kind: Moved, Of: t.kind, About: t.about, Version: version, Recipient: p.in.To.ID}
	r := Reminder{Key: key, Day: last.day, On: p.today, At: DueInstant(p.today, last.until, p.in.To), Corrects: true, Was: h.was}
	switch {
	case p.keep(r): // whatever the hour: it was due when it was planned
	case p.in.Now.Before(r.At):
		p.Later = append(p.Later, r)
	default:
		p.want(r)
	}
}

// withoutDay corrects what was told of the answer if one is still to come and there is no
// day for it now: a question has suspended the period, or the receipt was recorded wrongly.
func (p *planner) withoutDay() {
	r := &p.in.Request
	if !r.Awaiting && r.Status != dsar.StatusSent || p.in.To.Off || p.in.Choice.Muted {
		return
	}
	if r.Due.IsZero() {
		p.dayGone(topic{r.ID, DueSoon, ""})
	}
	if r.ComplaintFrom.IsZero() {
		p.dayGone(topic{r.ID, ComplaintFrom, ""})
	}
}

func (p *planner) dayGone(t topic) {
	if h := p.historyOf(t, civil.Date{}, civil.Date{}); h.corrects {
		p.correct(t, p.in.Request.Version, stage{}, h)
	}
}

// want adds a reminder unless the same one is pending. A key that was used goes out again
// with today in it: a clock that consists of its day has its old version back when the day
// moves to and fro.
func (p *planner) want(r Reminder) {
	if p.keep(r) {
		return
	}
	if p.used(r.Key) {
		r.Key.Again = p.today
	}
	if !p.used(r.Key) {
		p.Now = append(p.Now, r)
	}
}

// used reports whether a reminder with the key went out.
func (p *planner) used(key Key) bool {
	return slices.ContainsFunc(p.in.Told, func(t Told) bool { return !t.Pending && t.Key == key })
}

// keep looks for the same reminder among the pending ones and notes that it holds.
func (p *planner) keep(r Reminder) bool {
	i := slices.IndexFunc(p.in.Told, func(t Told) bool {
		return t.Pending && t.Day == r.Day && sameStage(t.Key, r.Key)
	})
	if i < 0 {
		return false
	}
	p.kept[i] = r
	return true
}

// sameStage reports whether a pending key names the wanted stage, whatever the version of
// the clock: a version also grows when another date of the request moves.
func sameStage(pending, wanted Key) bool {
	if pending.Again.Before(wanted.Again) {
		return false // it was put off since
	}
	wanted.Version, wanted.Again = pending.Version, pending.Again
	return pending == wanted
}
