package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

// HoldsOutbox reports whether the claim that m comes from is still good and stays so
// until the given instant. A worker asks before it sends: one that stood still longer
// than its lease would otherwise send what another has taken over.
func (s *Store) HoldsOutbox(ctx context.Context, m dsar.OutboxMail, until time.Time) (bool, error) {
	var n int
	err := s.scan(ctx, &n, `SELECT COUNT(*) FROM outbox WHERE workspace_id = ? AND id = ? AND state = 'sending' AND attempts = ?
		AND lease_until >= ?`, m.WorkspaceID, m.ID, m.Attempts, instantOf(until))
	return n == 1, err
}
