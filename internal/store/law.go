package store

import (
	"context"

	"gorm.io/gorm"

	"recourse/internal/dsar"
)

// MarkLaw stores what a comparison with the rules found of a request: Edition, LawMoved
// and the last day to complain. Nothing has happened to the request, so its version
// stays. It returns [dsar.CodeStale] if the request has changed since it was read.
func (s *Store) MarkLaw(ctx context.Context, r dsar.Request) error {
	return s.InTx(ctx, func(tx *Store) error {
		stored, err := tx.lockRequest(ctx, r.WorkspaceID, r.ID)
		if err != nil {
			return err
		}
		if stored != r.Version {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		_, err = gorm.G[requestRow](tx.db).Where("workspace_id = ? AND id = ?", r.WorkspaceID, r.ID).
			Select("law_edition", "law_moved", "complaint_until").Updates(ctx, requestRowOf(r))
		return err
	})
}
