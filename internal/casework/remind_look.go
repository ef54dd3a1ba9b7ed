package casework

import (
	"context"
	"fmt"

	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// looker looks at reminders of one user again: whether they hold, and what they say.
type looker struct {
	service     *Service
	user        dsar.User // without an id if there is none any more
	to          reminder.Recipient
	facts       map[string]*reminderFacts
	choices     map[string]reminder.Choice
	controllers map[string]string // names by id
	team        team              // read if something is escalated
}

// lookerFor reads what is needed to look at reminders, which are all of one recipient.
func (s *Service) lookerFor(ctx context.Context, st *store.Store, reminders []dsar.Reminder) (*looker, error) {
	l := &looker{service: s, controllers: make(map[string]string)}
	if len(reminders) == 0 {
		return l, nil
	}
	ws := reminders[0].WorkspaceID
	user, err := st.User(ctx, reminders[0].RecipientID)
	if dsar.CodeOf(err) == dsar.CodeNotFound || err == nil && user.WorkspaceID != ws {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	l.user = user
	if l.to, err = s.recipientOf(user); err != nil {
		return nil, err
	}
	ids := requestsOf(reminders)
	if l.facts, err = reminderFactsOf(ctx, st, ws, ids); err != nil {
		return nil, err
	}
	if l.choices, err = choicesOf(ctx, st, ws, user.ID, ids); err != nil {
		return nil, err
	}
	return l, l.readTeam(ctx, st, ws, reminders)
}

// requestsOf lists the requests that reminders are about, each once.
func requestsOf(reminders []dsar.Reminder) []string {
	seen := make(map[string]bool, len(reminders))
	var ids []string
	for _, r := range reminders {
		if !seen[r.RequestID] {
			seen[r.RequestID] = true
			ids = append(ids, r.RequestID)
		}
	}
	return ids
}

func choicesOf(ctx context.Context, st *store.Store, ws, userID string, requestIDs []string) (map[string]reminder.Choice, error) {
	chosen, err := st.ReminderChoices(ctx, ws, userID, requestIDs)
	choices := make(map[string]reminder.Choice, len(chosen))
	for _, c := range chosen {
		choices[c.RequestID] = choiceOf(c)
	}
	return choices, err
}

func choiceOf(c dsar.ReminderChoice) reminder.Choice {
	choice := reminder.Choice{Muted: c.Muted}
	if !c.SnoozedUntil.IsZero() {
		choice.Snoozes = []reminder.Snooze{{Until: c.SnoozedUntil}}
	}
	return choice
}

// input is what package reminder decides from about a request. except is a reminder that
// is looked at, and does not count as told.
func (l *looker) input(f *reminderFacts, except dsar.Reminder) reminder.Input {
	return reminder.Input{
		Request: f.of(l.user.ID), To: l.to, Choice: l.choices[f.request.ID], Told: f.told(l.user.ID, except), Now: l.service.now(),
	}
}

// reminded is what a reminder that holds is about.
type reminded struct {
	facts    *reminderFacts
	reminder reminder.Reminder
	days     int // until its legal day, at the recipient's place
	// escalated says why the recipient is told of somebody else's reminder; zero if it is theirs.
	escalated escalated
}

// look asks the present state whether a reminder holds.
func (l *looker) look(ctx context.Context, r dsar.Reminder) (reminded, reminder.Fate, error) {
	f, ok := l.facts[r.RequestID]
	if !ok || l.user.ID == "" {
		return reminded{}, reminder.Over, nil
	}
	now, fate, err := l.lookOf(ctx, f, r)
	if err != nil {
		return reminded{}, "", fmt.Errorf("reminder of request %s: %w", r.RequestID, err)
	}
	if day := now.reminder.Day; !day.IsZero() {
		now.days = l.to.Today(l.service.now()).DaysUntil(day)
	}
	return now, fate, nil
}

func (l *looker) lookOf(ctx context.Context, f *reminderFacts, r dsar.Reminder) (reminded, reminder.Fate, error) {
	if isEscalated(r) {
		return l.lookEscalated(ctx, f, r)
	}
	key, err := f.keyOf(r)
	if err != nil {
		return reminded{}, "", err
	}
	found, fate := reminder.Look(l.input(f, r), reminder.Told{Key: key, Day: r.Date})
	return reminded{facts: f, reminder: found}, fate, nil
}

// controller returns the name of the controller of a request.
func (l *looker) controller(ctx context.Context, r dsar.Request) (string, error) {
	if name, ok := l.controllers[r.ControllerID]; ok {
		return name, nil
	}
	c, err := l.service.Store.Controller(ctx, r.WorkspaceID, r.ControllerID)
	if err != nil {
		return "", err
	}
	l.controllers[r.ControllerID] = c.Name
	return c.Name, nil
}
