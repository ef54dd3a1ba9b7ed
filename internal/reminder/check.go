package reminder

import (
	"slices"

	"recourse/internal/dsar"
)

// Fate says what becomes of a reminder at the moment of sending.
type Fate string

// The fates. Every one but [Send] and [Early] withdraws the reminder.
const (
	Send       Fate = "send"
	Early      Fate = "early"      // it holds, but its time has not come: hold it until then
	Unwanted   Fate = "unwanted"   // the recipient wants no reminders, or has left
	Silenced   Fate = "silenced"   // the request was muted
	PutOff     Fate = "put_off"    // snoozed; it comes again
	Over       Fate = "over"       // the request was closed
	Answered   Fate = "answered"   // a reply came, or what it waited for happened
	Changed    Fate = "changed"    // the day moved; a correction follows if one is needed
	Superseded Fate = "superseded" // another stage took its place while it waited
	Past       Fate = "past"       // its last day of use is over
)

// Settles reports whether what a recipient was told has been dealt with, or decided to be
// dealt with later.
func (f Fate) Settles() bool { return f == Answered || f == Over || f == PutOff }

// Look asks at the moment of sending whether a pending reminder holds, with the facts as
// they are then, and returns it as it is now, under the key that it was stored with. It
// agrees with [Make]: a reminder is sent exactly if a plan made at that moment would keep it.
func Look(in Input, pending Told) (Reminder, Fate) {
	pending.Pending = true
	kept := in
	kept.Told = append([]Told{pending}, without(in.Told, pending.Key)...)
	p := newPlanner(kept)
	p.make()
	if r, ok := p.kept[0]; ok {
		r.Key = pending.Key
		return r, Send
	}
	for _, later := range p.Later {
		if later.Day == pending.Day && sameStage(pending.Key, later.Key) {
			later.Key = pending.Key
			return later, Early
		}
	}
	return Reminder{}, whyNot(in, pending)
}

// without leaves out the pending reminder with that key.
func without(list []Told, key Key) []Told {
	var rest []Told
	for _, t := range list {
		if !t.Pending || t.Key != key {
			rest = append(rest, t)
		}
	}
	return rest
}

// whyNot says why a reminder does not hold.
func whyNot(in Input, pending Told) Fate {
	switch {
	case in.To.Off:
		return Unwanted
	case in.Choice.Muted:
		return Silenced
	}
	t := pending.Key.topic()
	for _, s := range stagesOf(in) {
		switch {
		case s.key.topic() != t:
		case s.day != pending.Day:
			return Changed
		case pending.Key.Again.Before(s.key.Again) && s.on.After(in.To.Today(in.Now)):
			return PutOff
		case s.key.Days != pending.Key.Days && s.isDue(in):
			return Superseded
		}
	}
	return gone(in, t)
}

// gone says why a topic has no stage that could be sent.
func gone(in Input, t topic) Fate {
	r := &in.Request
	switch {
	case slices.ContainsFunc(stagesOf(in), func(s stage) bool { return s.key.topic() == t }):
		return Past
	case r.Status == dsar.StatusClosed:
		return Over
	case r.Awaiting && t.subject == r.ID && (t.kind == DueSoon || t.kind == ComplaintFrom):
		return Changed // there is no day for it now
	}
	return Answered
}
