package store

import (
	"context"

	"recourse/internal/dsar"
)

type workspaceRow struct {
	ID        string
	Name      string
	CreatedAt instant

	EscalateAfter int
}

func (workspaceRow) TableName() string { return "workspaces" }

func (r workspaceRow) toDomain() dsar.Workspace {
	return dsar.Workspace{ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt.time(), EscalateAfter: r.EscalateAfter}
}

// InsertWorkspace stores a new workspace.
func (s *Store) InsertWorkspace(ctx context.Context, w dsar.Workspace) error {
	return of[workspaceRow](s.db).Create(ctx, &workspaceRow{ID: w.ID, Name: w.Name, CreatedAt: instantOf(w.CreatedAt), EscalateAfter: w.EscalateAfter})
}

// SetEscalation stores after how many days the owners of a workspace are told what is left
// undone, or returns [dsar.CodeNotFound].
func (s *Store) SetEscalation(ctx context.Context, ws string, days int) error {
	n, err := s.exec(ctx, "UPDATE workspaces SET escalate_after = ? WHERE id = ?", days, ws)
	if err == nil && n == 0 {
		return dsar.NotFound("workspace")
	}
	return err
}

// FirstWorkspace returns the oldest workspace, or [dsar.CodeNotFound] if there is none.
func (s *Store) FirstWorkspace(ctx context.Context) (dsar.Workspace, error) {
	row, err := of[workspaceRow](s.db).Order("created_at, id").Take(ctx)
	row, err = one(row, err, "workspace")
	return row.toDomain(), err
}

// Workspaces returns every workspace, the oldest first.
func (s *Store) Workspaces(ctx context.Context) ([]dsar.Workspace, error) {
	rows, err := of[workspaceRow](s.db).Order("created_at, id").Find(ctx)
	return toDomain(rows, workspaceRow.toDomain), err
}

// Workspace returns one workspace, or [dsar.CodeNotFound].
func (s *Store) Workspace(ctx context.Context, id string) (dsar.Workspace, error) {
	row, err := of[workspaceRow](s.db).Where("id = ?", id).Take(ctx)
	row, err = one(row, err, "workspace")
	return row.toDomain(), err
}

func toDomain[R, D any](rows []R, convert func(R) D) []D {
	if len(rows) == 0 {
		return nil
	}
	things := make([]D, len(rows))
	for i, row := range rows {
		things[i] = convert(row)
	}
	return things
}
