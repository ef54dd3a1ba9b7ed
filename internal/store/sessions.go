package store

import (
	"context"
	"time"
)

type sessionRow struct {
	Token  string
	Data   []byte
	Expiry instant
}

func (sessionRow) TableName() string { return "sessions" }

// Sessions is where package scs keeps the sessions of the browser; it is an
// scs.CtxStore. Since scs sets expiries by the real clock, the database's clock
// decides whether a session has expired.
type Sessions struct{ store *Store }

// Sessions returns the store of sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// FindCtx returns the data of a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	rows, err := of[sessionRow](s.store.db).Where("token = ? AND expiry > "+s.store.present(), token).Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, false, found(err)
	}
	return rows[0].Data, true, nil
}

// CommitCtx stores a session, replacing the one with the same token.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if data == nil {
		data = []byte{}
	}
	_, err := s.store.exec(ctx, `INSERT INTO sessions (token, data, expiry) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry`, token, data, instantOf(expiry))
	return err
}

// DeleteCtx deletes a session; one that does not exist is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := of[sessionRow](s.store.db).Where("token = ?", token).Delete(ctx)
	return found(err)
}

// Find is FindCtx without a context, as scs.Store wants it.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context, as scs.Store wants it.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context, as scs.Store wants it.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// DeleteExpiredSessions deletes the sessions that have expired at now and returns
// how many they were.
func (s *Store) DeleteExpiredSessions(ctx context.Context, now time.Time) (int, error) {
	return of[sessionRow](s.db).Where("expiry <= ?", instantOf(now)).Delete(ctx)
}
