package store

import (
	"context"

	"gorm.io/gorm"

	"recourse/internal/dsar"
)

// ReminderOf returns the reminder that the mail of the outbox was made of.
func (s *Store) ReminderOf(ctx context.Context, ws, outboxID string) (dsar.Reminder, error) {
	row, err := gorm.G[reminderRow](s.db).Where("workspace_id = ? AND outbox_id = ?", ws, outboxID).Take(ctx)
	row, err = one(row, err, "reminder")
	return row.toDomain(), err
}
