package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type clockRow struct {
	WorkspaceID  string
	SubjectOf    string
	Clock        string // regime and id
	RequestID    string
	Duty         string
	Kind         string
	Remind       string
	StartOn      day
	OpensOn      day
	EndOn        day
	ClockVersion int
}

func (clockRow) TableName() string { return "clocks" }

func clockRowOf(c dsar.Clock) clockRow {
	return clockRow{
		WorkspaceID: c.WorkspaceID, SubjectOf: c.SubjectOf, Clock: c.Key(), RequestID: c.RequestID, Duty: c.Duty, Kind: c.Kind,
		Remind: string(c.Remind), StartOn: dayOf(c.Start), OpensOn: dayOf(c.Opens), EndOn: dayOf(c.End), ClockVersion: c.Version(),
	}
}

func (r clockRow) toDomain() dsar.Clock {
	regime, id, _ := strings.Cut(r.Clock, "/")
	return dsar.Clock{
		WorkspaceID: r.WorkspaceID, SubjectOf: r.SubjectOf, RequestID: r.RequestID, Regime: regime, ID: id, Duty: r.Duty, Kind: r.Kind,
		Remind: dsar.ClockReminder(r.Remind), Start: r.StartOn.date(), Opens: r.OpensOn.date(), End: r.EndOn.date(),
	}
}

// ReplaceClocks stores the clocks of a request or complaint in place of those it had.
// It returns [dsar.CodeNotFound] if the workspace has no such request or complaint.
func (s *Store) ReplaceClocks(ctx context.Context, ws, subjectOf string, clocks []dsar.Clock) error {
	rows := toDomain(clocks, clockRowOf)
	for i := range rows {
		rows[i].WorkspaceID, rows[i].SubjectOf = ws, subjectOf
	}
	return s.InTx(ctx, func(tx *Store) error {
		stored, err := of[clockRow](tx.db).Where("workspace_id = ? AND subject_of = ?", ws, subjectOf).Find(ctx)
		if err != nil || sameClocks(stored, rows) {
			return err
		}
		if _, err := tx.exec(ctx, "DELETE FROM clocks WHERE workspace_id = ? AND subject_of = ?", ws, subjectOf); err != nil || len(clocks) == 0 {
			return err
		}
		return missingOwner(of[clockRow](tx.db).CreateInBatches(ctx, &rows, lookupBatch), "request")
	})
}

// sameClocks reports whether two lists have the same clocks. Most of what happens to a
// request moves none.
func sameClocks(a, b []clockRow) bool {
	byKey := func(a, b clockRow) int { return cmp.Compare(a.Clock, b.Clock) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byKey), slices.SortedFunc(slices.Values(b), byKey))
}

// Clock returns one clock of a request or complaint, or [dsar.CodeNotFound].
func (s *Store) Clock(ctx context.Context, ws, subjectOf, key string) (dsar.Clock, error) {
	row, err := of[clockRow](s.db).Where("workspace_id = ? AND subject_of = ? AND clock = ?", ws, subjectOf, key).Take(ctx)
	row, err = one(row, err, "clock")
	return row.toDomain(), err
}

// ClocksOf returns the clocks of several requests or complaints by their ids, each in
// the order of their keys.
func (s *Store) ClocksOf(ctx context.Context, ws string, subjects []string) (map[string][]dsar.Clock, error) {
	found := make(map[string][]dsar.Clock)
	if len(subjects) == 0 {
		return found, nil
	}
	rows, err := of[clockRow](s.db).Where("workspace_id = ? AND subject_of IN ?", ws, subjects).Order("subject_of, clock").Find(ctx)
	for _, row := range rows {
		found[row.SubjectOf] = append(found[row.SubjectOf], row.toDomain())
	}
	return found, err
}

// ClocksAbout returns the clocks of requests and of the complaints about them.
func (s *Store) ClocksAbout(ctx context.Context, ws string, requestIDs []string) ([]dsar.Clock, error) {
	rows, err := of[clockRow](s.db).Where("workspace_id = ? AND request_id IN ?", ws, requestIDs).
		Order("subject_of, clock").Find(ctx)
	return toDomain(rows, clockRow.toDomain), found(err)
}

// ClockEntry is a clock with the names by which a list shows it.
type ClockEntry struct {
	Clock          dsar.Clock
	ControllerName string
	SubjectName    string
}

// ClocksEnding returns the clocks of a workspace with the reminder that end within the
// days, the first to end first.
func (s *Store) ClocksEnding(ctx context.Context, ws string, remind dsar.ClockReminder, from, to civil.Date, limit int) ([]ClockEntry, error) {
	var rows []struct {
		Row            clockRow `gorm:"embedded"`
		ControllerName string
		SubjectName    string
	}
	err := s.scan(ctx, &rows, `SELECT k.*, c.name AS controller_name, p.name AS subject_name FROM clocks k
		JOIN requests r ON r.workspace_id = k.workspace_id AND r.id = k.request_id
		JOIN controllers c ON c.workspace_id = r.workspace_id AND c.id = r.controller_id
		JOIN subjects p ON p.workspace_id = r.workspace_id AND p.id = r.subject_id
		WHERE k.workspace_id = ? AND k.remind = ? AND k.end_on >= ? AND k.end_on <= ?
		ORDER BY k.end_on, k.subject_of, k.clock`+limitTo(limit), ws, string(remind), dayOf(from), dayOf(to))
	entries := make([]ClockEntry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, ClockEntry{row.Row.toDomain(), row.ControllerName, row.SubjectName})
	}
	return entries, found(err)
}
