package store

import (
	"context"

	"recourse/internal/dsar"
)

type choiceRow struct {
	WorkspaceID  string
	RequestID    string
	UserID       string
	Muted        bool
	SnoozedUntil day
}

func (choiceRow) TableName() string { return "reminder_choices" }

func (r choiceRow) toDomain() dsar.ReminderChoice {
	return dsar.ReminderChoice{
		WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, UserID: r.UserID, Muted: r.Muted, SnoozedUntil: r.SnoozedUntil.date(),
	}
}

// ChooseReminders stores what a user chose for the reminders of a request in place of what
// they had chosen. What was withdrawn of them before may be told anew.
func (s *Store) ChooseReminders(ctx context.Context, c dsar.ReminderChoice) error {
	return s.InTx(ctx, func(tx *Store) error {
		_, err := tx.exec(ctx, `INSERT INTO reminder_choices (workspace_id, request_id, user_id, muted, snoozed_until) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (workspace_id, request_id, user_id) DO UPDATE SET muted = excluded.muted, snoozed_until = excluded.snoozed_until`,
			c.WorkspaceID, c.RequestID, c.UserID, c.Muted, dayOf(c.SnoozedUntil))
		if err != nil {
			return missingOwner(err, "request")
		}
		return tx.FreeReminders(ctx, c.WorkspaceID, c.RequestID)
	})
}

// ReminderChoices returns what a user chose for the reminders of requests, those without a
// choice left out.
func (s *Store) ReminderChoices(ctx context.Context, ws, userID string, requestIDs []string) ([]dsar.ReminderChoice, error) {
	rows, err := of[choiceRow](s.db).Where("workspace_id = ? AND user_id = ? AND request_id IN ?", ws, userID, requestIDs).Find(ctx)
	return toDomain(rows, choiceRow.toDomain), found(err)
}

// FreeReminders makes it possible to tell again what was withdrawn of a request, or of a
// complaint about it, before it went out: its keys are free.
func (s *Store) FreeReminders(ctx context.Context, ws, requestID string) error {
	for _, of := range []string{"subject_of = ?", "request_id = ? AND subject_of <> request_id"} {
		if _, err := s.exec(ctx, "DELETE FROM reminders WHERE workspace_id = ? AND "+of+" AND state = 'obsolete'", ws, requestID); err != nil {
			return err
		}
	}
	return nil
}
