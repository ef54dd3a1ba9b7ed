package store

import (
	"context"

	"recourse/internal/dsar"
)

type letterRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	Kind        string
	Language    string
	Subject     string
	Body        string
	Template    string
	RuleDate    day
	CreatedAt   instant
}

func (letterRow) TableName() string { return "letters" }

func letterRowOf(l dsar.Letter) letterRow {
	return letterRow{
		ID: l.ID, WorkspaceID: l.WorkspaceID, RequestID: l.RequestID, Kind: string(l.Kind), Language: l.Language,
		Subject: l.Subject, Body: l.Body, Template: l.Template, RuleDate: dayOf(l.RuleDate), CreatedAt: instantOf(l.CreatedAt),
	}
}

func (r letterRow) toDomain() dsar.Letter {
	return dsar.Letter{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, Kind: dsar.LetterKind(r.Kind), Language: r.Language,
		Subject: r.Subject, Body: r.Body, Template: r.Template, RuleDate: r.RuleDate.date(), CreatedAt: r.CreatedAt.time(),
	}
}

// InsertLetter stores the text of a letter as it was sent.
func (s *Store) InsertLetter(ctx context.Context, l dsar.Letter) error {
	row := letterRowOf(l)
	return missingOwner(of[letterRow](s.db).Create(ctx, &row), "request")
}

// Letter returns one letter, or [dsar.CodeNotFound].
func (s *Store) Letter(ctx context.Context, ws, id string) (dsar.Letter, error) {
	row, err := of[letterRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "letter")
	return row.toDomain(), err
}

// Letters returns a request's letters, the oldest first.
func (s *Store) Letters(ctx context.Context, ws, requestID string) ([]dsar.Letter, error) {
	rows, err := of[letterRow](s.db).
		Where("workspace_id = ? AND request_id = ?", ws, requestID).Order("created_at, id").Find(ctx)
	return toDomain(rows, letterRow.toDomain), found(err)
}
