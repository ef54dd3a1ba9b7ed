package store

import (
	"context"
	"strings"
	"time"

	"recourse/internal/dsar"
)

type addressRow struct {
	WorkspaceID string
	RequestID   string
	Token       string
	CreatedAt   instant
}

func (addressRow) TableName() string { return "request_addresses" }

type decisionRow struct {
	WorkspaceID string
	MailID      string
	RequestID   string
	DecidedBy   string
	DecidedAt   instant
}

func (decisionRow) TableName() string { return "thread_decisions" }

// AddressToken returns the token in the request's address, "" if it has none yet.
func (s *Store) AddressToken(ctx context.Context, ws, requestID string) (string, error) {
	rows, err := of[addressRow](s.db).Where("workspace_id = ? AND request_id = ?", ws, requestID).Find(ctx)
	if err = found(err); err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].Token, nil
}

// PutAddressToken gives the request this token, unless it has one, and returns the one
// that it has. It returns [dsar.CodeNotFound] if the workspace has no such request.
func (s *Store) PutAddressToken(ctx context.Context, ws, requestID, token string, now time.Time) (string, error) {
	_, err := s.exec(ctx, `INSERT INTO request_addresses (workspace_id, request_id, token, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (workspace_id, request_id) DO NOTHING`, ws, requestID, token, instantOf(now))
	if err != nil {
		return "", missingOwner(err, "request")
	}
	return s.AddressToken(ctx, ws, requestID)
}

// Traced is a request that a key in a mail leads to. Key is that key.
type Traced struct {
	Key         string
	WorkspaceID string
	RequestID   string
	Status      dsar.Status
}

type tracedRow struct {
	Key         string
	WorkspaceID string
	RequestID   string
	Status      string
}

func (r tracedRow) toDomain() Traced {
	return Traced{Key: r.Key, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, Status: dsar.Status(r.Status)}
}

// The lookups of a mail's keys go through all workspaces if ws is "": a key that
// nobody can guess is what tells whose mail it is.

// TraceTokens returns the requests whose addresses have the tokens.
func (s *Store) TraceTokens(ctx context.Context, ws string, tokens []string) ([]Traced, error) {
	return s.trace(ctx, ws, tokens, `SELECT a.token AS key, r.workspace_id, r.id AS request_id, r.status
		FROM request_addresses a JOIN requests r ON r.workspace_id = a.workspace_id AND r.id = a.request_id WHERE a.token IN ?`)
}

// TraceMails returns the requests that have a message with one of the Message-IDs.
func (s *Store) TraceMails(ctx context.Context, ws string, ids []string) ([]Traced, error) {
	return s.trace(ctx, ws, ids, `SELECT DISTINCT m.mail_id AS key, r.workspace_id, r.id AS request_id, r.status
		FROM messages m JOIN requests r ON r.workspace_id = m.workspace_id AND r.id = m.request_id WHERE m.mail_id <> '' AND m.mail_id IN ?`)
}

// TraceReferences returns the requests with the references.
func (s *Store) TraceReferences(ctx context.Context, ws string, references []string) ([]Traced, error) {
	return s.trace(ctx, ws, references, `SELECT r.reference AS key, r.workspace_id, r.id AS request_id, r.status
		FROM requests r WHERE r.reference IN ?`)
}

// TraceDecisions returns the requests that people assigned the mails with the
// Message-IDs to.
func (s *Store) TraceDecisions(ctx context.Context, ws string, ids []string) ([]Traced, error) {
	return s.trace(ctx, ws, ids, `SELECT d.mail_id AS key, r.workspace_id, r.id AS request_id, r.status
		FROM thread_decisions d JOIN requests r ON r.workspace_id = d.workspace_id AND r.id = d.request_id WHERE d.mail_id IN ?`)
}

func (s *Store) trace(ctx context.Context, ws string, keys []string, query string) ([]Traced, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	args := []any{keys}
	if ws != "" {
		query += " AND r.workspace_id = ?"
		args = append(args, ws)
	}
	var rows []tracedRow
	err := s.scan(ctx, &rows, query+" ORDER BY r.workspace_id, r.id", args...)
	return toDomain(rows, tracedRow.toDomain), found(err)
}

// maxSenders bounds the open requests that a sender may be answering.
const maxSenders = 30

// OpenRequestsOf returns the open requests of the workspace to controllers that have
// the address (then Key is it) or, if domain is not "", another one of this domain
// (then Key is "").
func (s *Store) OpenRequestsOf(ctx context.Context, ws, address, domain string) ([]Traced, error) {
	if address == "" {
		return nil, nil
	}
	exact := `%"` + likeText(strings.ToLower(address)) + `"%`
	loose := exact
	if domain != "" {
		loose = `%@` + likeText(strings.ToLower(domain)) + `"%`
	}
	var rows []tracedRow
	err := s.scan(ctx, &rows, `SELECT CASE WHEN LOWER(f.emails) LIKE ? ESCAPE '\' THEN ? ELSE '' END AS key, r.workspace_id, r.id AS request_id, r.status
		FROM requests r JOIN controllers f ON f.workspace_id = r.workspace_id AND f.id = r.controller_id
		WHERE r.workspace_id = ? AND r.status NOT IN ('draft', 'closed') AND (LOWER(f.emails) LIKE ? ESCAPE '\' OR LOWER(f.emails) LIKE ? ESCAPE '\')
		ORDER BY r.created_at DESC, r.id`+limitTo(maxSenders), exact, address, ws, exact, loose)
	return toDomain(rows, tracedRow.toDomain), found(err)
}

// likeText makes a text match itself in LIKE … ESCAPE '\'.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// IsOwnAddress reports whether an address is that of an account or of a data subject
// of the workspace.
func (s *Store) IsOwnAddress(ctx context.Context, ws, address string) (bool, error) {
	if address == "" {
		return false, nil
	}
	var n int
	address = strings.ToLower(address)
	err := s.scan(ctx, &n, `SELECT (SELECT COUNT(*) FROM users WHERE workspace_id = ? AND email = ?)
		+ (SELECT COUNT(*) FROM subjects WHERE workspace_id = ? AND LOWER(email) = ?)`, ws, address, ws, address)
	return n > 0, found(err)
}

// ThreadDecision is what a person said of a mail: it and what follows it belong to the
// request.
type ThreadDecision struct {
	MailIDs   []string
	RequestID string
	DecidedBy string
	DecidedAt time.Time
}

// PutThreadDecision stores a decision in place of earlier ones about the same mails. It
// returns [dsar.CodeNotFound] if the workspace has no such request.
func (s *Store) PutThreadDecision(ctx context.Context, ws string, d ThreadDecision) error {
	for _, id := range d.MailIDs {
		_, err := s.exec(ctx, `INSERT INTO thread_decisions (workspace_id, mail_id, request_id, decided_by, decided_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (workspace_id, mail_id) DO UPDATE SET request_id = excluded.request_id, decided_by = excluded.decided_by,
				decided_at = excluded.decided_at`, ws, id, d.RequestID, d.DecidedBy, instantOf(d.DecidedAt))
		if err != nil {
			return missingOwner(err, "request")
		}
	}
	return nil
}

// DeleteThreadDecision takes back what was said of the mails.
func (s *Store) DeleteThreadDecision(ctx context.Context, ws string, mailIDs []string) error {
	if len(mailIDs) == 0 {
		return nil
	}
	_, err := s.exec(ctx, "DELETE FROM thread_decisions WHERE workspace_id = ? AND mail_id IN ?", ws, mailIDs)
	return err
}
