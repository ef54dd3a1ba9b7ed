package store

import (
	"context"

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
	return of[tokenRow](s.db).Create(ctx, &tokenRow{
		ID: t.ID, WorkspaceID: t.WorkspaceID, UserID: t.UserID, Name: t.Name, Hash: t.Hash,
		CreatedAt: instantOf(t.CreatedAt), LastUsedOn: dayOf(t.LastUsedOn),
	})
}

// Bearer is a token with whom it belongs to.
type Bearer struct {
	Token     dsar.Token
	User      dsar.User
	Workspace dsar.Workspace
}

type bearerRow struct {
	User               userRow `gorm:"embedded"`
	TokenID            string
	TokenName          string
	Hash               string
	TokenCreatedAt     instant
	LastUsedOn         day
	WorkspaceName      string
	WorkspaceCreatedAt instant

	WorkspaceEscalateAfter int
}

// TokenByHash returns the token whose secret has the hash, with its user and their
// workspace, or [dsar.CodeNotFound]. Every call of the API begins with it.
func (s *Store) TokenByHash(ctx context.Context, hash string) (Bearer, error) {
	var rows []bearerRow
	err := s.scan(ctx, &rows, `SELECT u.*, t.id AS token_id, t.name AS token_name, t.hash, t.created_at AS token_created_at, t.last_used_on,
			w.name AS workspace_name, w.created_at AS workspace_created_at, w.escalate_after AS workspace_escalate_after
		FROM tokens t
		JOIN users u ON u.workspace_id = t.workspace_id AND u.id = t.user_id
		JOIN workspaces w ON w.id = t.workspace_id
		WHERE t.hash = ?`, hash)
	if err = found(err); err != nil {
		return Bearer{}, err
	}
	if len(rows) == 0 {
		return Bearer{}, dsar.NotFound("token")
	}
	return rows[0].toDomain(), nil
}

func (r bearerRow) toDomain() Bearer {
	token := tokenRow{
		ID: r.TokenID, WorkspaceID: r.User.WorkspaceID, UserID: r.User.ID, Name: r.TokenName, Hash: r.Hash,
		CreatedAt: r.TokenCreatedAt, LastUsedOn: r.LastUsedOn,
	}
	workspace := workspaceRow{ID: r.User.WorkspaceID, Name: r.WorkspaceName, CreatedAt: r.WorkspaceCreatedAt, EscalateAfter: r.WorkspaceEscalateAfter}
	return Bearer{Token: token.toDomain(), User: r.User.toDomain(), Workspace: workspace.toDomain()}
}

// TouchToken notes the day on which a token was used; it writes once a day.
func (s *Store) TouchToken(ctx context.Context, id string, on civil.Date) error {
	_, err := s.exec(ctx, "UPDATE tokens SET last_used_on = ? WHERE id = ? AND (last_used_on IS NULL OR last_used_on < ?)",
		dayOf(on), id, dayOf(on))
	return err
}

// Tokens returns a user's tokens, the newest first.
func (s *Store) Tokens(ctx context.Context, ws, userID string) ([]dsar.Token, error) {
	rows, err := of[tokenRow](s.db).
		Where("workspace_id = ? AND user_id = ?", ws, userID).Order("created_at DESC, id DESC").Find(ctx)
	return toDomain(rows, tokenRow.toDomain), found(err)
}

// DeleteToken deletes one of a user's tokens, or returns [dsar.CodeNotFound].
func (s *Store) DeleteToken(ctx context.Context, ws, userID, id string) error {
	n, err := of[tokenRow](s.db).Where("workspace_id = ? AND user_id = ? AND id = ?", ws, userID, id).Delete(ctx)
	if err == nil && n == 0 {
		return dsar.NotFound("token")
	}
	return err
}
