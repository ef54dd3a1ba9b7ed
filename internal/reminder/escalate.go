package reminder

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// halfADay lets a reminder of some days ago count as that old at the same hour, which is
// never to the second.
const halfADay = 12 * time.Hour

// IdleSince is the instant since which a reminder must have gone without any action for an
// owner to be told now, some days being allowed for.
func IdleSince(now time.Time, days int) time.Time {
	return now.Add(halfADay - time.Duration(days)*24*time.Hour)
}

// Absence is a time in which somebody does not work, both days among it. A zero Until has
// no end, a zero From no beginning.
type Absence struct{ From, Until civil.Date }

// Covers reports whether the day lies in the absence. The zero Absence covers none.
func (a Absence) Covers(day civil.Date) bool {
	if a == (Absence{}) {
		return false
	}
	return !day.Before(a.From) && (a.Until.IsZero() || !day.After(a.Until))
}

// Member is somebody who can be told.
type Member struct {
	Recipient

	Absences []Absence
}

func (m Member) absent(day civil.Date) bool {
	return slices.ContainsFunc(m.Absences, func(a Absence) bool { return a.Covers(day) })
}

// Open is a reminder that went out to a caseworker and still holds.
type Open struct {
	Reminder Reminder
	SentAt   time.Time // when it went out
	Acted    bool      // somebody has done something about the request since
}

// Reason says why something is escalated.
type Reason string

// The reasons.
const (
	Absent Reason = "absent" // the caseworker is away
	Idle   Reason = "idle"   // nobody has acted
)

// Escalation is a reminder to an owner about what a caseworker was reminded of.
type Escalation struct {
	Reminder

	Reason     Reason
	Caseworker string // user id
}

// Escalating is what [Escalate] decides about.
type Escalating struct {
	Caseworker Member
	Open       []Open
	Owners     []Member // of the workspace
	IdleDays   int      // after which an owner is told; 0 tells them nothing
	Now        time.Time
}

// Escalate says what the owners of a workspace have to be told because a caseworker is
// absent, or because nobody has done anything for some days about what they could act on.
// What is only good to know goes no further, and neither does a day that the caseworker set
// for themselves. An owner who is absent is passed over unless all are; a caseworker who is
// the only owner is not told about themselves.
//
// The key of an escalation does not depend on the reason or the caseworker: an owner is
// told once of each thing.
func Escalate(e Escalating) []Escalation {
	owners := e.told()
	var list []Escalation
	for _, o := range e.Open {
		reason := e.reason(o)
		if reason == "" {
			continue
		}
		for _, owner := range owners {
			list = append(list, e.escalation(o, owner, reason))
		}
	}
	return list
}

// told are the owners to tell.
func (e Escalating) told() []Member {
	var present, all []Member
	for _, m := range e.Owners {
		if m.ID == e.Caseworker.ID || m.Off {
			continue
		}
		all = append(all, m)
		if !m.absent(m.Today(e.Now)) {
			present = append(present, m)
		}
	}
	if len(present) == 0 {
		return all
	}
	return present
}

// reason says why something is escalated, "" if it is not.
func (e Escalating) reason(o Open) Reason {
	kind := o.Reminder.Key.Kind
	switch {
	case e.IdleDays == 0 || o.Acted || kind == Escalated || kind == Own || kind.Urgency() < Action:
		return ""
	case e.Caseworker.absent(e.Caseworker.Today(e.Now)):
		return Absent
	case !o.SentAt.After(IdleSince(e.Now, e.IdleDays)):
		return Idle
	}
	return ""
}

func (e Escalating) escalation(o Open, owner Member, reason Reason) Escalation {
	r := o.Reminder
	r.Key.Kind, r.Key.Of, r.Key.Recipient = Escalated, r.Key.Kind, owner.ID
	r.Key.Again, r.Corrects = civil.Date{}, false
	r.On = owner.Today(e.Now)
	r.At = DueInstant(r.On, r.On, owner.Recipient)
	return Escalation{Reminder: r, Reason: reason, Caseworker: e.Caseworker.ID}
}
