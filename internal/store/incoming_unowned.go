package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

// UnownedIncoming returns up to limit mails of the installation that were read and belong
// to no workspace that could be told, the oldest first.
func (s *Store) UnownedIncoming(ctx context.Context, limit int) ([]dsar.Incoming, error) {
	rows, err := of[incomingRow](s.db).Where("workspace_id = '' AND state IN ('waiting', 'failed')").
		Order("received_at, id").Limit(limit).Find(ctx)
	return toDomain(rows, incomingRow.toDomain), found(err)
}

// GiveIncoming gives a mail that belongs to no workspace to one, to be read there as if it
// had just come. It returns [dsar.CodeNotFound] for a mail that does not exist and
// [dsar.CodeConflict] for one that a workspace has already.
func (s *Store) GiveIncoming(ctx context.Context, id, ws string, now time.Time) error {
	n, err := s.exec(ctx, `UPDATE incoming SET workspace_id = ?, state = 'stored', reason = '', attempts = 0, not_before = ?,
		lease_until = NULL, version = version + 1 WHERE id = ? AND workspace_id = ''`, ws, instantOf(now), id)
	if err != nil || n > 0 {
		return err
	}
	var there int
	if err := s.scan(ctx, &there, "SELECT COUNT(*) FROM incoming WHERE id = ?", id); err != nil {
		return err
	}
	if there == 0 {
		return dsar.NotFound("incoming")
	}
	return dsar.NewError(dsar.CodeConflict, "error.incoming.owned", nil)
}
