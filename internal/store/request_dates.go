package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

type requestDateRow struct {
	WorkspaceID string
	ID          string
	RequestID   string
	Kind        string
	Day         day
	Note        string
	CreatedBy   string
	CreatedAt   instant
	DoneAt      instant
	Version     int
}

func (requestDateRow) TableName() string { return "request_dates" }

func requestDateRowOf(d dsar.RequestDate) requestDateRow {
	return requestDateRow{
		WorkspaceID: d.WorkspaceID, ID: d.ID, RequestID: d.RequestID, Kind: string(d.Kind), Day: dayOf(d.On), Note: d.Note,
		CreatedBy: d.CreatedBy, CreatedAt: instantOf(d.CreatedAt), DoneAt: instantOf(d.DoneAt), Version: max(d.Version, 1),
	}
}

func (r requestDateRow) toDomain() dsar.RequestDate {
	return dsar.RequestDate{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, Kind: dsar.DateKind(r.Kind), On: r.Day.date(), Note: r.Note,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.time(), DoneAt: r.DoneAt.time(), Version: r.Version,
	}
}

// InsertRequestDate stores a day that a person set, with version 1. It returns
// [dsar.CodeNotFound] if the workspace has no such request.
func (s *Store) InsertRequestDate(ctx context.Context, d dsar.RequestDate) error {
	row := requestDateRowOf(d)
	return missingOwner(of[requestDateRow](s.db).Create(ctx, &row), "request")
}

// RequestDate returns one day that a person set, or [dsar.CodeNotFound].
func (s *Store) RequestDate(ctx context.Context, ws, id string) (dsar.RequestDate, error) {
	row, err := of[requestDateRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "date")
	return row.toDomain(), err
}

// RequestDatesOf returns the days that people set for requests, by day.
func (s *Store) RequestDatesOf(ctx context.Context, ws string, requestIDs []string) ([]dsar.RequestDate, error) {
	rows, err := of[requestDateRow](s.db).Where("workspace_id = ? AND request_id IN ?", ws, requestIDs).
		Order("day, id").Find(ctx)
	return toDomain(rows, requestDateRow.toDomain), found(err)
}

// FinishRequestDate notes that a day has been dealt with, or with a zero instant that it
// has not. version 0 fits any; otherwise [dsar.CodeStale] is returned if it is not the
// stored one.
func (s *Store) FinishRequestDate(ctx context.Context, d dsar.RequestDate, at time.Time, version int) error {
	n, err := s.exec(ctx, `UPDATE request_dates SET done_at = ?, version = version + 1
		WHERE workspace_id = ? AND id = ? AND (version = ? OR ? = 0)`, instantOf(at), d.WorkspaceID, d.ID, version, version)
	if err != nil || n == 1 {
		return err
	}
	_, err = s.RequestDate(ctx, d.WorkspaceID, d.ID)
	return missed(err, "date")
}

// DeleteRequestDate removes a day that a person set, or returns [dsar.CodeNotFound].
func (s *Store) DeleteRequestDate(ctx context.Context, ws, id string) error {
	n, err := s.exec(ctx, "DELETE FROM request_dates WHERE workspace_id = ? AND id = ?", ws, id)
	if err == nil && n == 0 {
		return dsar.NotFound("date")
	}
	return err
}
