package store

import (
	"cmp"
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type findingRow struct {
	ID           string
	WorkspaceID  string
	RequestID    string
	MessageID    string
	Kind         string
	Source       string
	Verdict      string
	FoundVerdict string
	StartByte    int
	EndByte      int
	Quote        string
	Rule         string
	Confidence   float64
	Evidence     string
	SeenOn       day
	Status       string
	Reason       string
	Note         string
	ReviewedBy   string
	ReviewedAt   instant
	Answer       string
	AnsweredBy   string
	AnsweredAt   instant
	AddedBy      string
	AddedAt      instant
	Replaces     string
	Version      int
}

func (findingRow) TableName() string { return "findings" }

// noDay is stored where a day is needed for the order and none is known.
const noDay day = "1900-01-01"

func findingRowOf(f dsar.Finding) findingRow {
	return findingRow{
		ID: f.ID, WorkspaceID: f.WorkspaceID, RequestID: f.RequestID, MessageID: f.MessageID, Kind: f.Key,
		Source: string(f.Source), Verdict: f.Verdict, FoundVerdict: cmp.Or(f.Found, f.Verdict), StartByte: f.Start, EndByte: f.End,
		Quote: f.Quote, Rule: f.Rule, Confidence: f.Confidence, Evidence: f.Evidence, SeenOn: cmp.Or(dayOf(f.SeenOn), noDay),
		Status: string(f.Status), Reason: string(f.DismissedFor), Note: f.Note, ReviewedBy: f.ReviewedBy, ReviewedAt: instantOf(f.ReviewedAt),
		Answer: string(f.Answer), AnsweredBy: f.AnsweredBy, AnsweredAt: instantOf(f.AnsweredAt),
		AddedBy: f.AddedBy, AddedAt: instantOf(f.AddedAt), Replaces: f.Replaces, Version: max(f.Version, 1),
	}
}

func (r findingRow) toDomain() dsar.Finding {
	f := dsar.Finding{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, MessageID: r.MessageID, Key: r.Kind,
		Source: dsar.FindingSource(r.Source), Verdict: r.Verdict, Found: r.FoundVerdict, Start: r.StartByte, End: r.EndByte, Quote: r.Quote,
		Rule: r.Rule, Confidence: r.Confidence, Evidence: r.Evidence, Status: dsar.FindingStatus(r.Status),
		DismissedFor: dsar.DismissReason(r.Reason), Note: r.Note, ReviewedBy: r.ReviewedBy, ReviewedAt: r.ReviewedAt.time(),
		Answer: dsar.Answer(r.Answer), AnsweredBy: r.AnsweredBy, AnsweredAt: r.AnsweredAt.time(),
		AddedBy: r.AddedBy, AddedAt: r.AddedAt.time(), Replaces: r.Replaces, Version: r.Version,
	}
	if r.SeenOn != noDay {
		f.SeenOn = r.SeenOn.date()
	}
	return f
}

// InsertFindings stores new findings, each with version 1.
func (s *Store) InsertFindings(ctx context.Context, findings []dsar.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	rows := toDomain(findings, findingRowOf)
	return missingOwner(of[findingRow](s.db).CreateInBatches(ctx, &rows, 200), "request")
}

// Findings returns a request's findings: by message, and in it by place.
func (s *Store) Findings(ctx context.Context, ws, requestID string) ([]dsar.Finding, error) {
	rows, err := of[findingRow](s.db).
		Where("workspace_id = ? AND request_id = ?", ws, requestID).
		Order("message_id, start_byte, end_byte, kind, id").Find(ctx)
	return toDomain(rows, findingRow.toDomain), found(err)
}

// FindingsFrom returns a request's findings from one source, ordered as [Store.Findings].
func (s *Store) FindingsFrom(ctx context.Context, ws, requestID string, source dsar.FindingSource) ([]dsar.Finding, error) {
	rows, err := of[findingRow](s.db).
		Where("workspace_id = ? AND request_id = ? AND source = ?", ws, requestID, string(source)).
		Order("message_id, start_byte, end_byte, kind, id").Find(ctx)
	return toDomain(rows, findingRow.toDomain), found(err)
}

// Finding returns one finding, or [dsar.CodeNotFound].
func (s *Store) Finding(ctx context.Context, ws, id string) (dsar.Finding, error) {
	row, err := of[findingRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "finding")
	return row.toDomain(), err
}

// UpdateFinding stores verdict, evidence and what a person decided of a finding, and
// raises its version by one. version 0 fits any; otherwise [dsar.CodeStale] is
// returned if it is not the stored one.
func (s *Store) UpdateFinding(ctx context.Context, f dsar.Finding, version int) error {
	row := findingRowOf(f)
	n, err := s.exec(ctx, `UPDATE findings SET verdict = ?, found_verdict = ?, evidence = ?, status = ?, reason = ?, note = ?,
		reviewed_by = ?, reviewed_at = ?, answer = ?, answered_by = ?, answered_at = ?,
		version = version + 1 WHERE workspace_id = ? AND id = ? AND (? = 0 OR version = ?)`,
		row.Verdict, row.FoundVerdict, row.Evidence, row.Status, row.Reason, row.Note,
		row.ReviewedBy, row.ReviewedAt, row.Answer, row.AnsweredBy, row.AnsweredAt, f.WorkspaceID, f.ID, version, version)
	if err != nil || n == 1 {
		return err
	}
	_, err = s.Finding(ctx, f.WorkspaceID, f.ID)
	if err != nil {
		return err
	}
	return dsar.NewError(dsar.CodeStale, "error.stale", nil)
}

// DeleteFindings deletes those findings of a request and source about which nobody has
// said anything, so that they can be computed again.
func (s *Store) DeleteFindings(ctx context.Context, ws, requestID string, source dsar.FindingSource) error {
	_, err := of[findingRow](s.db).
		Where("workspace_id = ? AND request_id = ? AND source = ? AND status = ? AND answer = '' AND added_by = ''", ws, requestID, string(source), string(dsar.FindingSuspected)).
		Delete(ctx)
	return err
}

// DeleteFinding deletes one finding. version 0 fits any; otherwise [dsar.CodeStale] is
// returned if it is not the stored one.
func (s *Store) DeleteFinding(ctx context.Context, ws, id string, version int) error {
	n, err := s.exec(ctx, "DELETE FROM findings WHERE workspace_id = ? AND id = ? AND (? = 0 OR version = ?)", ws, id, version, version)
	if err != nil || n == 1 {
		return err
	}
	if _, err = s.Finding(ctx, ws, id); err != nil {
		return err
	}
	return dsar.NewError(dsar.CodeStale, "error.stale", nil)
}

// FindingCount is how often a kind of restriction was seen on a day.
type FindingCount struct {
	Key       string
	On        civil.Date // zero if not known
	Confirmed bool       // by a person
	Count     int
}

// CountFindings counts what is unlawful or a person's to judge, and not dismissed, in
// all requests to a controller: by kind, day and whether a person confirmed it.
func (s *Store) CountFindings(ctx context.Context, ws, controllerID string) ([]FindingCount, error) {
	var rows []struct {
		Kind   string
		SeenOn day
		Status string
		N      int
	}
	err := s.scan(ctx, &rows, `SELECT f.kind, f.seen_on, f.status, COUNT(*) AS n
		FROM requests r JOIN findings f ON f.workspace_id = r.workspace_id AND f.request_id = r.id
		WHERE r.workspace_id = ? AND r.controller_id = ? AND f.status <> 'dismissed' AND f.verdict <> 'lawful'
		GROUP BY f.kind, f.seen_on, f.status ORDER BY f.seen_on, f.kind, f.status`, ws, controllerID)
	counts := make([]FindingCount, 0, len(rows))
	for _, r := range rows {
		c := FindingCount{Key: r.Kind, Confirmed: r.Status == string(dsar.FindingConfirmed), Count: r.N}
		if r.SeenOn != noDay {
			c.On = r.SeenOn.date()
		}
		counts = append(counts, c)
	}
	return counts, found(err)
}
