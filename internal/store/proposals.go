package store

import (
	"context"

	"recourse/internal/dsar"
)

type dismissalRow struct {
	WorkspaceID string
	MessageID   string
	Kind        string
	RequestID   string
	DismissedBy string
	DismissedAt instant
}

func (dismissalRow) TableName() string { return "dismissed_proposals" }

func (r dismissalRow) toDomain() dsar.Dismissal {
	return dsar.Dismissal{
		WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, MessageID: r.MessageID, Kind: dsar.EventKind(r.Kind),
		By: r.DismissedBy, At: r.DismissedAt.time(),
	}
}

// PutDismissal stores that a message does not tell of an event; once is enough. It
// returns [dsar.CodeNotFound] if the workspace has no such request.
func (s *Store) PutDismissal(ctx context.Context, d dsar.Dismissal) error {
	_, err := s.exec(ctx, `INSERT INTO dismissed_proposals (workspace_id, message_id, kind, request_id, dismissed_by, dismissed_at)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (workspace_id, message_id, kind) DO NOTHING`,
		d.WorkspaceID, d.MessageID, string(d.Kind), d.RequestID, d.By, instantOf(d.At))
	return missingOwner(err, "request")
}

// DeleteDismissal has the event proposed again.
func (s *Store) DeleteDismissal(ctx context.Context, ws, messageID string, kind dsar.EventKind) error {
	_, err := s.exec(ctx, "DELETE FROM dismissed_proposals WHERE workspace_id = ? AND message_id = ? AND kind = ?", ws, messageID, string(kind))
	return err
}

// Dismissals returns what was said of the messages of a request.
func (s *Store) Dismissals(ctx context.Context, ws, requestID string) ([]dsar.Dismissal, error) {
	var rows []dismissalRow
	err := s.scan(ctx, &rows, "SELECT * FROM dismissed_proposals WHERE workspace_id = ? AND request_id = ? ORDER BY message_id, kind", ws, requestID)
	return toDomain(rows, dismissalRow.toDomain), found(err)
}
