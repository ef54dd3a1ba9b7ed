package casework

import (
	"context"
	"slices"

	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// correctReminders writes a reminder for everybody who was told a day for the answer or
// for a complaint that has moved since: "is 12 April, was 3 March". Who is reminded of the
// new day anyway is not told twice.
func (s *Service) correctReminders(ctx context.Context, tx *store.Store, before, r dsar.Request, state dsar.State) error {
	was, is := before.Projection, r.Projection
	if was.EffectiveDue == is.EffectiveDue && was.ComplaintFrom == is.ComplaintFrom {
		return nil
	}
	stored, err := tx.RemindersAbout(ctx, r.WorkspaceID, r.ID)
	if err != nil || len(stored) == 0 {
		return err
	}
	var seen []string
	for _, one := range stored {
		if slices.Contains(seen, one.RecipientID) {
			continue
		}
		seen = append(seen, one.RecipientID)
		if err := s.correctFor(ctx, tx, one.RecipientID, r, state, stored); err != nil {
			return err
		}
	}
	return nil
}

// correctFor writes the corrections for one recipient.
func (s *Service) correctFor(ctx context.Context, tx *store.Store, userID string, r dsar.Request, state dsar.State, stored []dsar.Reminder) error {
	user, err := tx.User(ctx, userID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	corrections, err := s.corrections(user, r, state, stored)
	if err != nil {
		return err
	}
	for _, c := range corrections {
		err := tx.InsertReminder(ctx, dsar.Reminder{
			SubjectOf: c.Key.Subject, Kind: c.Key.KindText(), ClockVersion: c.Key.Version, RecipientID: c.Key.Recipient,
			WorkspaceID: r.WorkspaceID, RequestID: r.ID, Date: c.Day, State: dsar.ReminderPending, CreatedAt: c.At,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// corrections are what the user has to be told because it is not what they were told last.
// A day that has gone without another in its place is none: whoever recorded the question
// that suspends the period knows of it.
func (s *Service) corrections(user dsar.User, r dsar.Request, state dsar.State, stored []dsar.Reminder) ([]reminder.Reminder, error) {
	to, err := s.recipientOf(user)
	if err != nil {
		return nil, err
	}
	plan := reminder.Make(reminder.Input{Request: reminder.Of(r, state), To: to, Told: toldTo(user.ID, stored), Now: s.now()})
	return slices.DeleteFunc(slices.Concat(plan.Now, plan.Later), func(p reminder.Reminder) bool {
		return p.Key.Kind != reminder.Moved || p.Day.IsZero()
	}), nil
}

// toldTo are the reminders of a recipient that went out, in the order in which they are.
// Those of clocks have keys of their own and are left out.
func toldTo(userID string, stored []dsar.Reminder) []reminder.Told {
	var told []reminder.Told
	for _, r := range stored {
		key, err := reminder.ParseKind(r.Kind)
		if err != nil || r.RecipientID != userID || r.State != dsar.ReminderSent {
			continue
		}
		key.Subject, key.Version, key.Recipient = r.SubjectOf, r.ClockVersion, r.RecipientID
		told = append(told, reminder.Told{Key: key, Day: r.Date})
	}
	return told
}

// aboutCorrection returns the correction that a stored one has become, or errObsolete if
// the day has moved again or been told otherwise.
func (s *Service) aboutCorrection(ctx context.Context, r dsar.Reminder, request dsar.Request, user dsar.User) (reminder.Reminder, error) {
	events, err := s.Store.Events(ctx, r.WorkspaceID, r.RequestID)
	if err != nil {
		return reminder.Reminder{}, err
	}
	stored, err := s.Store.RemindersAbout(ctx, r.WorkspaceID, r.RequestID)
	if err != nil {
		return reminder.Reminder{}, err
	}
	// Of what has gone into the outbox the correction itself is not yet told.
	stored = slices.DeleteFunc(stored, func(other dsar.Reminder) bool {
		return other.Kind == r.Kind && other.ClockVersion == r.ClockVersion && other.RecipientID == r.RecipientID
	})
	corrections, err := s.corrections(user, request, dsar.Fold(events), stored)
	if err != nil {
		return reminder.Reminder{}, err
	}
	wanted, err := reminder.ParseKind(r.Kind)
	if err != nil {
		return reminder.Reminder{}, err
	}
	for _, c := range corrections {
		if c.Key.Of == wanted.Of && c.Day == r.Date {
			return c, nil
		}
	}
	return reminder.Reminder{}, errObsolete
}
