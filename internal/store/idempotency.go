package store

import (
	"bytes"
	"context"
	"time"

	"recourse/internal/dsar"
)

// idempotencyRow is what was answered to a call with a key. Status 0 says that the
// call is still running.
type idempotencyRow struct {
	WorkspaceID string
	Key         string
	Fingerprint string
	Status      int
	Body        []byte
	CreatedAt   instant
}

func (idempotencyRow) TableName() string { return "idempotency" }

// ReserveIdempotent claims a key for one call and reports whether this caller has
// it: of several at once exactly one does. The others find with [Store.Idempotent]
// either the answer or, while it is still being worked out, status 0. A
// reservation older than lease is given to the next caller, because the one that
// held it may be gone.
func (s *Store) ReserveIdempotent(ctx context.Context, ws, key, fingerprint string, at time.Time, lease time.Duration) (bool, error) {
	n, err := s.exec(ctx, `INSERT INTO idempotency (workspace_id, key, fingerprint, status, body, created_at) VALUES (?, ?, ?, 0, ?, ?)
		ON CONFLICT (workspace_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = excluded.created_at
		WHERE idempotency.status = 0 AND idempotency.created_at <= ?`,
		ws, key, fingerprint, []byte{}, instantOf(at), instantOf(at.Add(-lease)))
	return n == 1, missingOwner(err, "workspace")
}

// PutIdempotent stores the answer to the call that reserved the key, or to one that
// had no need to. The answer must spell the ids of requests that it speaks of as they
// are: [Store.EraseRequest] finds it by them. It returns [dsar.CodeConflict] "error.idempotency.taken" if the
// key has an answer already or was reserved for another call.
func (s *Store) PutIdempotent(ctx context.Context, ws, key, fingerprint string, status int, body []byte, at time.Time) error {
	if body == nil {
		body = []byte{}
	}
	n, err := s.exec(ctx, `INSERT INTO idempotency (workspace_id, key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace_id, key) DO UPDATE SET status = excluded.status, body = excluded.body, created_at = excluded.created_at
		WHERE idempotency.status = 0 AND idempotency.fingerprint = excluded.fingerprint`,
		ws, key, fingerprint, status, body, instantOf(at))
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeConflict, "error.idempotency.taken", nil)
	}
	return missingOwner(err, "workspace")
}

// ReleaseIdempotent gives up a reservation, so that the call can be tried again.
func (s *Store) ReleaseIdempotent(ctx context.Context, ws, key string) error {
	_, err := of[idempotencyRow](s.db).Where("workspace_id = ? AND key = ? AND status = 0", ws, key).Delete(ctx)
	return err
}

// Idempotent returns the answer stored under a key. status 0 with found says that
// the call is still running.
func (s *Store) Idempotent(ctx context.Context, ws, key string) (fingerprint string, status int, body []byte, found bool, err error) {
	rows, err := of[idempotencyRow](s.db).Where("workspace_id = ? AND key = ?", ws, key).Find(ctx)
	if err != nil || len(rows) == 0 {
		return "", 0, nil, false, err
	}
	return rows[0].Fingerprint, rows[0].Status, rows[0].Body, true, nil
}

// forgetAnswersAbout deletes the stored answers that name the request by its id or
// reference. Answers are kept for a day, so there are few to look through.
func (s *Store) forgetAnswersAbout(ctx context.Context, r dsar.Request) error {
	last := ""
	for {
		rows, err := of[idempotencyRow](s.db).Where("workspace_id = ? AND key > ?", r.WorkspaceID, last).
			Order("key").Limit(answersPerBatch).Find(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if !bytes.Contains(row.Body, []byte(r.ID)) && !bytes.Contains(row.Body, []byte(r.Reference)) {
				continue
			}
			if _, err := of[idempotencyRow](s.db).Where("workspace_id = ? AND key = ?", row.WorkspaceID, row.Key).Delete(ctx); err != nil {
				return err
			}
		}
		last = rows[len(rows)-1].Key
	}
}

const answersPerBatch = 100

// DeleteIdempotentBefore forgets the answers stored before the instant and returns
// how many they were. They may contain personal data and are of no use after a day.
func (s *Store) DeleteIdempotentBefore(ctx context.Context, before time.Time) (int, error) {
	return of[idempotencyRow](s.db).Where("created_at < ?", instantOf(before)).Delete(ctx)
}
