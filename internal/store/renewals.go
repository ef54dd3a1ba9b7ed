package store

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// EachRequestUnanswered hands fn, in batches, every request of the installation to which
// an answer is awaited, about which a complaint is possible on the day, and on which no
// finding of the given kind from events is stored.
func (s *Store) EachRequestUnanswered(ctx context.Context, batch int, on civil.Date, key string, fn func([]dsar.Request) error) error {
	return s.eachRequest(ctx, batch, `awaiting AND complaint_from <= ? AND NOT EXISTS (SELECT 1 FROM findings f
		WHERE f.workspace_id = requests.workspace_id AND f.request_id = requests.id AND f.source = 'events' AND f.kind = ?)`,
		[]any{dayOf(on), key}, fn)
}

// RenewFindings puts fresh findings from events in the place of those on which nobody has
// decided. Nothing has happened to the request, so its version stays. It returns
// [dsar.CodeStale] if the request has changed since it was read.
func (s *Store) RenewFindings(ctx context.Context, r dsar.Request, fresh []dsar.Finding) error {
	return s.InTx(ctx, func(tx *Store) error {
		stored, err := tx.lockRequest(ctx, r.WorkspaceID, r.ID)
		if err != nil {
			return err
		}
		if stored != r.Version {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		if err := tx.DeleteFindings(ctx, r.WorkspaceID, r.ID, dsar.SourceEvents); err != nil {
			return err
		}
		return tx.InsertFindings(ctx, fresh)
	})
}
