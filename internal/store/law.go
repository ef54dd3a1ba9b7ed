package store

import (
	"context"

	"recourse/internal/dsar"
)

// Editions lists the editions of the law that the requests of the installation, drafts
// apart, were last found right under, each once.
func (s *Store) Editions(ctx context.Context) ([]string, error) {
	var editions []string
	err := s.scan(ctx, &editions, "SELECT DISTINCT law_edition FROM requests WHERE status <> 'draft' ORDER BY law_edition")
	return editions, err
}

// CountOpen counts the requests of the installation that are neither drafts nor closed.
func (s *Store) CountOpen(ctx context.Context) (n int, err error) {
	err = s.scan(ctx, &n, "SELECT COUNT(*) FROM requests WHERE status NOT IN ('draft', 'closed')")
	return n, err
}

// EachRequestUnder hands fn, in batches, every open request of the installation that was
// last found right under one of the editions or that the rules move, and every request
// but drafts under one of those given as unheld.
func (s *Store) EachRequestUnder(ctx context.Context, batch int, editions, unheld []string, fn func([]dsar.Request) error) error {
	return s.eachRequest(ctx, batch, `(status NOT IN ('draft', 'closed') AND (law_moved OR law_edition IN ?)
		OR status <> 'draft' AND law_edition IN ?)`, []any{editions, unheld}, fn)
}

// EachRequest hands every request of every workspace to fn, in batches, for a
// rebuild or an examination of everything.
func (s *Store) EachRequest(ctx context.Context, batch int, fn func([]dsar.Request) error) error {
	return s.eachRequest(ctx, batch, "1 = 1", nil, fn)
}

func (s *Store) eachRequest(ctx context.Context, batch int, condition string, args []any, fn func([]dsar.Request) error) error {
	var ws, id string
	for {
		rows, err := of[requestRow](s.db).Where("(workspace_id, id) > (?, ?) AND "+condition, append([]any{ws, id}, args...)...).
			Order("workspace_id, id").Limit(batch).Find(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := fn(toDomain(rows, requestRow.toDomain)); err != nil {
			return err
		}
		ws, id = rows[len(rows)-1].WorkspaceID, rows[len(rows)-1].ID
	}
}

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
		_, err = of[requestRow](tx.db).Where("workspace_id = ? AND id = ?", r.WorkspaceID, r.ID).
			Select("law_edition", "law_moved", "complaint_until").Updates(ctx, requestRowOf(r))
		return err
	})
}
