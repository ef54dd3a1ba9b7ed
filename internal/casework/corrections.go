package casework

import (
	"context"
	"slices"

	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// correctReminders brings the reminders of a request up to what happened to it: whoever was
// told a day that has moved since, or that is none any more, is told of that ("is 12 April,
// was 3 March"). Who is reminded of the new day anyway is not told twice. What was
// withdrawn before may be told anew.
func (s *Service) correctReminders(ctx context.Context, tx *store.Store, ws, requestID string) error {
	reminders, err := tx.AllReminders(ctx, ws, []string{requestID})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(reminders, func(r dsar.Reminder) bool { return r.State == dsar.ReminderObsolete }) {
		if err := tx.FreeReminders(ctx, ws, requestID); err != nil {
			return err
		}
	}
	reminders = slices.DeleteFunc(reminders, func(r dsar.Reminder) bool { return r.State != dsar.ReminderSent })
	seen := make(map[string]bool)
	for _, r := range reminders {
		if seen[r.RecipientID] {
			continue
		}
		seen[r.RecipientID] = true
		if err := s.correctFor(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// correctFor writes the corrections for the recipient of a reminder.
func (s *Service) correctFor(ctx context.Context, tx *store.Store, told dsar.Reminder) error {
	l, err := s.lookerFor(ctx, tx, []dsar.Reminder{told})
	if err != nil || l.user.ID == "" {
		return err
	}
	f, ok := l.facts[told.RequestID]
	if !ok {
		return nil
	}
	plan := reminder.Make(l.input(f, dsar.Reminder{}))
	for _, c := range slices.Concat(plan.Now, plan.Later) {
		if c.Key.Kind != reminder.Moved {
			continue
		}
		err := tx.InsertReminder(ctx, dsar.Reminder{
			SubjectOf: c.Key.Subject, Kind: c.Key.KindText(), ClockVersion: c.Key.Version, RecipientID: c.Key.Recipient,
			WorkspaceID: told.WorkspaceID, RequestID: told.RequestID, Date: c.Day, State: dsar.ReminderPending, CreatedAt: s.now(),
		}, c.At)
		if err != nil {
			return err
		}
	}
	return nil
}
