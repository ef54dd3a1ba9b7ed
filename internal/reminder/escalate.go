package reminder

import (
	"slices"

	"recourse/internal/civil"
)

// IdleDays is how long an urgent reminder may go without any action before an owner of the
// workspace is told.
const IdleDays = 7

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
	SentOn   civil.Date // the day on which it went out
	// ActedOn is the last day on which anybody did something about the request, zero if
	// nobody has.
	ActedOn civil.Date
}

// Reason says why something is escalated.
type Reason string

// The reasons.
const (
	Absent Reason = "absent" // the caseworker is away
	Idle   Reason = "idle"   // nobody has acted on something urgent
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
	IdleDays   int      // 0 is [IdleDays]
	Today      civil.Date
}

// Escalate says what the owners of a workspace have to be told because a caseworker is
// absent, or because nobody has done anything about something urgent for some days. While
// the caseworker is absent everything they could act on is told, otherwise only what is
// urgent. An owner who is absent is passed over unless all are; a caseworker who is the
// only owner is not told about themselves.
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
		if !m.absent(e.Today) {
			present = append(present, m)
		}
	}
	if len(present) == 0 {
		return all
	}
	return present
}

// reason says why something is escalated, "" if it is not. An action on the day on which
// the reminder went out counts.
func (e Escalating) reason(o Open) Reason {
	urgency := o.Reminder.Urgency()
	if o.Reminder.Key.Kind == Escalated {
		return ""
	}
	idle := e.IdleDays
	if idle == 0 {
		idle = IdleDays
	}
	acted := !o.ActedOn.IsZero() && !o.ActedOn.Before(o.SentOn)
	switch {
	case acted:
		return ""
	case e.Caseworker.absent(e.Today) && urgency >= Action:
		return Absent
	case urgency == Urgent && !e.Today.Before(o.SentOn.AddDays(idle)):
		return Idle
	}
	return ""
}

func (e Escalating) escalation(o Open, owner Member, reason Reason) Escalation {
	r := o.Reminder
	r.Key.Kind, r.Key.Of, r.Key.Recipient = Escalated, r.Key.Kind, owner.ID
	r.On = e.Today
	r.At = DueInstant(e.Today, e.Today, owner.Recipient)
	return Escalation{Reminder: r, Reason: reason, Caseworker: e.Caseworker.ID}
}
