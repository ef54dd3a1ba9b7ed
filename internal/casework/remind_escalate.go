package casework

import (
	"context"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// escalated is why an owner is told of something that is somebody else's.
type escalated struct {
	person string // the caseworker's name
	reason reminder.Reason
	since  civil.Date // when the caseworker was reminded
	back   civil.Date // the last day of their absence, zero if there is none or it is not known
}

// team is who works in a workspace, read when something is escalated.
type team struct {
	idleDays int
	members  []dsar.User
}

// readTeam reads who works in the workspace, if a reminder is about what somebody leaves
// undone.
func (l *looker) readTeam(ctx context.Context, st *store.Store, ws string, reminders []dsar.Reminder) error {
	if !slices.ContainsFunc(reminders, isEscalated) {
		return nil
	}
	w, err := st.Workspace(ctx, ws)
	if err != nil {
		return err
	}
	l.team.idleDays = w.EscalateAfter
	l.team.members, err = st.UsersOf(ctx, ws)
	return err
}

// escalatedPrefix begins the stored kind of a reminder to an owner.
const escalatedPrefix = string(reminder.Escalated) + ":"

func isEscalated(r dsar.Reminder) bool { return strings.HasPrefix(r.Kind, escalatedPrefix) }

// lookEscalated asks the present state whether an owner is to be told what a caseworker was
// reminded of: whether it still holds for the caseworker, whether nobody has acted since, and
// whether the owner was told it before.
func (l *looker) lookEscalated(ctx context.Context, f *reminderFacts, r dsar.Reminder) (reminded, reminder.Fate, error) {
	switch {
	case l.to.Off:
		return reminded{}, reminder.Unwanted, nil
	case l.choices[f.request.ID].Muted:
		return reminded{}, reminder.Silenced, nil
	case f.toldAnotherStage(r):
		return reminded{}, reminder.Superseded, nil
	}
	i := slices.IndexFunc(l.team.members, func(u dsar.User) bool { return u.ID == f.request.CreatedBy && u.Role == dsar.RoleCaseworker })
	told, ok := f.toldTo(f.request.CreatedBy, r)
	if i < 0 || !ok {
		return reminded{}, reminder.Over, nil
	}
	caseworker := l.team.members[i]
	open, fate, err := l.openFor(ctx, f, caseworker, told)
	if err != nil || fate != reminder.Send {
		return reminded{}, fate, err
	}
	return l.escalate(f, caseworker, open)
}

// openFor looks at a reminder that went out to the caseworker as they would be told it now.
func (l *looker) openFor(ctx context.Context, f *reminderFacts, caseworker dsar.User, told dsar.Reminder) (reminder.Open, reminder.Fate, error) {
	to, err := l.service.recipientOf(caseworker)
	if err != nil {
		return reminder.Open{}, "", err
	}
	to.Off = false // whoever switches reminders off before a holiday has not acted either
	st, ws := l.service.Store, f.request.WorkspaceID
	choices, err := choicesOf(ctx, st, ws, caseworker.ID, []string{f.request.ID})
	if err != nil {
		return reminder.Open{}, "", err
	}
	key, err := f.keyOf(told)
	if err != nil {
		return reminder.Open{}, "", err
	}
	in := reminder.Input{
		Request: f.of(caseworker.ID), To: to, Choice: choices[f.request.ID], Told: f.told(caseworker.ID, told), Now: l.service.now(),
	}
	found, fate := reminder.Look(in, reminder.Told{Key: key, Day: told.Date})
	if fate != reminder.Send {
		return reminder.Open{}, fate, nil
	}
	acted, err := st.ActedSince(ctx, ws, []string{f.request.ID, told.SubjectOf}, told.SentAt)
	return reminder.Open{Reminder: found, SentAt: told.SentAt, Acted: acted}, fate, err
}

// escalate says what the recipient is told as an owner, if they are.
func (l *looker) escalate(f *reminderFacts, caseworker dsar.User, open reminder.Open) (reminded, reminder.Fate, error) {
	in := reminder.Escalating{Open: []reminder.Open{open}, IdleDays: l.team.idleDays, Now: l.service.now()}
	for _, u := range l.team.members {
		to, err := l.service.recipientOf(u)
		if err != nil {
			return reminded{}, "", err
		}
		m := reminder.Member{Recipient: to, Absences: []reminder.Absence{{From: u.Settings.AbsentFrom, Until: u.Settings.AbsentUntil}}}
		if u.ID == caseworker.ID {
			in.Caseworker = m
		}
		if u.Role == dsar.RoleOwner {
			in.Owners = append(in.Owners, m)
		}
	}
	for _, e := range reminder.Escalate(in) {
		if e.Key.Recipient != l.user.ID {
			continue
		}
		now := reminded{facts: f, reminder: e.Reminder}
		now.escalated = escalated{person: caseworker.Name, reason: e.Reason, since: in.Caseworker.Today(open.SentAt)}
		if e.Reason == reminder.Absent {
			now.escalated.back = caseworker.Settings.AbsentUntil
		}
		return now, reminder.Send, nil
	}
	return reminded{}, reminder.Answered, nil
}

// toldTo returns what went out to somebody and an escalation is about, the last of it if it
// was put off in between.
func (f *reminderFacts) toldTo(userID string, escalation dsar.Reminder) (dsar.Reminder, bool) {
	var last dsar.Reminder
	for _, r := range f.reminders {
		kind, _, _ := strings.Cut(r.Kind, "@")
		if r.RecipientID == userID && r.State == dsar.ReminderSent && r.SubjectOf == escalation.SubjectOf &&
			r.ClockVersion == escalation.ClockVersion && escalatedPrefix+kind == escalation.Kind && r.SentAt.After(last.SentAt) {
			last = r
		}
	}
	return last, !last.SentAt.IsZero()
}

// toldAnotherStage reports whether an owner was told of another stage of the same date: that
// a month is left and nobody acts is said once, not again when a week is left.
func (f *reminderFacts) toldAnotherStage(r dsar.Reminder) bool {
	key, err := f.keyOf(r)
	return err == nil && slices.ContainsFunc(f.reminders, func(o dsar.Reminder) bool {
		other, err := f.keyOf(o)
		key.Days, other.Days = 0, 0
		return err == nil && o.State == dsar.ReminderSent && !sameReminder(o, r) && other == key
	})
}
