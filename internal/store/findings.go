package store

import (
	"context"

	"gorm.io/gorm"

	"recourse/internal/dsar"
)

type findingRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	MessageID   string
	Kind        string
	Source      string
	Verdict     string
	StartByte   int
	EndByte     int
	Quote       string
	Rule        string
	Confidence  float64
	Evidence    string
	Status      string
	ReviewedBy  string
	ReviewedAt  instant
	Version     int
}

func (findingRow) TableName() string { return "findings" }

func findingRowOf(f dsar.Finding) findingRow {
	return findingRow{
		ID: f.ID, WorkspaceID: f.WorkspaceID, RequestID: f.RequestID, MessageID: f.MessageID, Kind: f.Key,
		Source: string(f.Source), Verdict: f.Verdict, StartByte: f.Start, EndByte: f.End, Quote: f.Quote, Rule: f.Rule,
		Confidence: f.Confidence, Evidence: f.Evidence, Status: string(f.Status), ReviewedBy: f.ReviewedBy,
		ReviewedAt: instantOf(f.ReviewedAt), Version: max(f.Version, 1),
	}
}

func (r findingRow) toDomain() dsar.Finding {
	return dsar.Finding{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, MessageID: r.MessageID, Key: r.Kind,
		Source: dsar.FindingSource(r.Source), Verdict: r.Verdict, Start: r.StartByte, End: r.EndByte, Quote: r.Quote, Rule: r.Rule,
		Confidence: r.Confidence, Evidence: r.Evidence, Status: dsar.FindingStatus(r.Status), ReviewedBy: r.ReviewedBy,
		ReviewedAt: r.ReviewedAt.time(), Version: r.Version,
	}
}

// InsertFindings stores new findings, each with version 1.
func (s *Store) InsertFindings(ctx context.Context, findings []dsar.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	rows := toDomain(findings, findingRowOf)
	return missingOwner(gorm.G[findingRow](s.db).CreateInBatches(ctx, &rows, 200), "request")
}

// Findings returns a request's findings: by message, and in it by place.
func (s *Store) Findings(ctx context.Context, ws, requestID string) ([]dsar.Finding, error) {
	rows, err := gorm.G[findingRow](s.db).
		Where("workspace_id = ? AND request_id = ?", ws, requestID).
		Order("message_id, start_byte, end_byte, kind, id").Find(ctx)
	return toDomain(rows, findingRow.toDomain), found(err)
}

// Finding returns one finding, or [dsar.CodeNotFound].
func (s *Store) Finding(ctx context.Context, ws, id string) (dsar.Finding, error) {
	row, err := gorm.G[findingRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "finding")
	return row.toDomain(), err
}

// UpdateFinding stores verdict, evidence, status and reviewer of a finding and
// raises its version by one. version 0 fits any; otherwise [dsar.CodeStale] is
// returned if it is not the stored one.
func (s *Store) UpdateFinding(ctx context.Context, f dsar.Finding, version int) error {
	row := findingRowOf(f)
	n, err := s.exec(ctx, `UPDATE findings SET verdict = ?, evidence = ?, status = ?, reviewed_by = ?, reviewed_at = ?,
		version = version + 1 WHERE workspace_id = ? AND id = ? AND (? = 0 OR version = ?)`,
		row.Verdict, row.Evidence, row.Status, row.ReviewedBy, row.ReviewedAt, f.WorkspaceID, f.ID, version, version)
	if err != nil || n == 1 {
		return err
	}
	_, err = s.Finding(ctx, f.WorkspaceID, f.ID)
	if err != nil {
		return err
	}
	return dsar.NewError(dsar.CodeStale, "error.stale", nil)
}

// DeleteFindings deletes those findings of a request and source on which nobody
// has decided, so that they can be computed again.
func (s *Store) DeleteFindings(ctx context.Context, ws, requestID string, source dsar.FindingSource) error {
	_, err := gorm.G[findingRow](s.db).
		Where("workspace_id = ? AND request_id = ? AND source = ? AND status = ?", ws, requestID, string(source), string(dsar.FindingSuspected)).
		Delete(ctx)
	return err
}
