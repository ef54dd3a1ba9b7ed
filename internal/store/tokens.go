package store

import (
	"context"

	"gorm.io/gorm"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type tokenRow struct {
	ID          string
	WorkspaceID string
	UserID      string
	Name        string
	Hash        string
	CreatedAt   instant
	LastUsedOn  day
}

func (tokenRow) TableName() string { return "tokens" }

func (r tokenRow) toDomain() dsar.Token {
	return dsar.Token{
		ID: r.ID, WorkspaceID: r.WorkspaceID, UserID: r.UserID, Name: r.Name, Hash: r.Hash,
		CreatedAt: r.CreatedAt.time(), LastUsedOn: r.LastUsedOn.date(),
	}
}

// InsertToken stores a new API token.
func (s *Store) InsertToken(ctx context.Context, t dsar.Token) error {
	return gorm.G[tokenRow](s.db).Create(ctx, &tokenRow{
		ID: t.ID, WorkspaceID: t.WorkspaceID, UserID: t.UserID, Name: t.Name, Hash: t.Hash,
		CreatedAt: instantOf(t.CreatedAt), LastUsedOn: dayOf(t.LastUsedOn),
	})
}

// TokenByHash returns the token whose secret has the hash, or [dsar.CodeNotFound].
func (s *Store) TokenByHash(ctx context.Context, hash string) (dsar.Token, error) {
	row, err := gorm.G[tokenRow](s.db).Where("hash = ?", hash).Take(ctx)
	row, err = one(row, err, "token")
	return row.toDomain(), err
}

// TouchToken notes the day on which a token was used; it writes once a day.
func (s *Store) TouchToken(ctx context.Context, id string, on civil.Date) error {
	_, err := s.exec(ctx, "UPDATE tokens SET last_used_on = ? WHERE id = ? AND (last_used_on IS NULL OR last_used_on < ?)",
		dayOf(on), id, dayOf(on))
	return err
}

// Tokens returns a user's tokens, the newest first.
func (s *Store) Tokens(ctx context.Context, ws, userID string) ([]dsar.Token, error) {
	rows, err := gorm.G[tokenRow](s.db).
		Where("workspace_id = ? AND user_id = ?", ws, userID).Order("created_at DESC, id DESC").Find(ctx)
	return toDomain(rows, tokenRow.toDomain), found(err)
}

// DeleteToken deletes one of a user's tokens, or returns [dsar.CodeNotFound].
func (s *Store) DeleteToken(ctx context.Context, ws, userID, id string) error {
	n, err := gorm.G[tokenRow](s.db).Where("workspace_id = ? AND user_id = ? AND id = ?", ws, userID, id).Delete(ctx)
	if err == nil && n == 0 {
		return dsar.NotFound("token")
	}
	return err
}
