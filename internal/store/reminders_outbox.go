package store

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// RemindersOf returns the reminders that the mail of the outbox tells, in the order of
// their keys.
func (s *Store) RemindersOf(ctx context.Context, ws, outboxID string) ([]dsar.Reminder, error) {
	rows, err := of[reminderRow](s.db).Where("workspace_id = ? AND outbox_id = ? AND outbox_id <> ''", ws, outboxID).
		Order("subject_of, kind, clock_version, recipient_id").Find(ctx)
	return toDomain(rows, reminderRow.toDomain), found(err)
}

// TakeDigest notes that the digest of the user's day goes out, and reports whether it had
// not before. It belongs into the transaction that enqueues the digest.
func (s *Store) TakeDigest(ctx context.Context, ws, userID string, on civil.Date) (bool, error) {
	n, err := s.exec(ctx, "UPDATE users SET digest_on = ? WHERE workspace_id = ? AND id = ? AND (digest_on IS NULL OR digest_on <> ?)",
		dayOf(on), ws, userID, dayOf(on))
	return n == 1, err
}

// TakeBackReminders makes pending again what a mail tells that has not gone out, so that
// it is told anew without what is no longer true; the digest of that day is open again.
func (s *Store) TakeBackReminders(ctx context.Context, ws, outboxID string) error {
	return s.InTx(ctx, func(tx *Store) error { return tx.takeBack(ctx, ws, outboxID) })
}

func (s *Store) takeBack(ctx context.Context, ws, outboxID string) error {
	_, err := s.exec(ctx, `UPDATE users SET digest_on = NULL WHERE workspace_id = ? AND id IN (
			SELECT recipient_id FROM reminders WHERE workspace_id = ? AND outbox_id = ? AND outbox_id <> '')`, ws, ws, outboxID)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE reminders SET state = 'pending', outbox_id = '', sent_at = NULL, lease_until = NULL
		WHERE workspace_id = ? AND outbox_id = ? AND outbox_id <> '' AND state = 'sent'`, ws, outboxID)
	return err
}

// eraseDigestsAbout deletes the mails that tell something about a request among other
// things. What such a mail had still to tell about other requests is pending again.
func (s *Store) eraseDigestsAbout(ctx context.Context, ws, requestID string) error {
	var mails []struct {
		ID    string
		State string
	}
	err := s.scan(ctx, &mails, `SELECT id, state FROM outbox WHERE workspace_id = ? AND id IN (
			SELECT outbox_id FROM reminders WHERE workspace_id = ? AND subject_of = ?
			UNION SELECT outbox_id FROM reminders WHERE workspace_id = ? AND request_id = ? AND subject_of <> request_id)`,
		ws, ws, requestID, ws, requestID)
	if err = found(err); err != nil {
		return err
	}
	for _, m := range mails {
		if m.State == string(dsar.OutboxQueued) || m.State == string(dsar.OutboxSending) {
			if err := s.takeBack(ctx, ws, m.ID); err != nil {
				return err
			}
		}
		if _, err := s.exec(ctx, "DELETE FROM outbox WHERE workspace_id = ? AND id = ?", ws, m.ID); err != nil {
			return err
		}
	}
	return nil
}
