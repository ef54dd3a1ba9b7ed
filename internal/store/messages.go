package store

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type messageRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	Direction   string
	OnDay       day
	Subject     string
	FromAddress string
	ToAddress   string
	Body        string
	Language    string
	FileName    string
	MediaType   string
	RawHash     string
	MailID      string
	LetterID    string
	OutboxID    string
	RecordedAt  instant
	ActorID     string
}

func (messageRow) TableName() string { return "messages" }

// blobRow is bytes kept under their own hash, once per workspace however often the
// same file is uploaded.
type blobRow struct {
	WorkspaceID string
	Hash        string
	Content     []byte
}

func (blobRow) TableName() string { return "blobs" }

func messageRowOf(m dsar.Message) messageRow {
	return messageRow{
		ID: m.ID, WorkspaceID: m.WorkspaceID, RequestID: m.RequestID, Direction: string(m.Direction), OnDay: dayOf(m.On),
		Subject: m.Subject, FromAddress: m.From, ToAddress: m.To, Body: m.Text, Language: m.Language,
		FileName: m.FileName, MediaType: m.MediaType, RawHash: m.RawHash, MailID: m.MailID, LetterID: m.LetterID,
		OutboxID: m.OutboxID, RecordedAt: instantOf(m.RecordedAt), ActorID: m.ActorID,
	}
}

func (r messageRow) toDomain() dsar.Message {
	return dsar.Message{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, Direction: dsar.Direction(r.Direction), On: r.OnDay.date(),
		Subject: r.Subject, From: r.FromAddress, To: r.ToAddress, Text: r.Body, Language: r.Language,
		FileName: r.FileName, MediaType: r.MediaType, RawHash: r.RawHash, MailID: r.MailID, LetterID: r.LetterID,
		OutboxID: r.OutboxID, RecordedAt: r.RecordedAt.time(), ActorID: r.ActorID,
	}
}

// InsertMessage stores a message and, if m.RawHash is set, its raw bytes. Those of an
// incoming mail are there already and do not go to the database a second time.
func (s *Store) InsertMessage(ctx context.Context, m dsar.Message, raw []byte) error {
	return s.InTx(ctx, func(tx *Store) error {
		row := messageRowOf(m)
		if err := missingOwner(of[messageRow](tx.db).Create(ctx, &row), "request"); err != nil || m.RawHash == "" {
			return err
		}
		n, err := tx.exec(ctx, `INSERT INTO blobs (workspace_id, hash, content) SELECT ?, hash, content FROM incoming_raw WHERE hash = ?
			ON CONFLICT DO NOTHING`, m.WorkspaceID, m.RawHash)
		if err != nil || n > 0 {
			return err
		}
		if raw == nil {
			raw = []byte{}
		}
		_, err = tx.exec(ctx, "INSERT INTO blobs (workspace_id, hash, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			m.WorkspaceID, m.RawHash, raw)
		return err
	})
}

// Messages returns a request's messages in the order of their days.
func (s *Store) Messages(ctx context.Context, ws, requestID string) ([]dsar.Message, error) {
	rows, err := of[messageRow](s.db).
		Where("workspace_id = ? AND request_id = ?", ws, requestID).Order("on_day, recorded_at, id").Find(ctx)
	return toDomain(rows, messageRow.toDomain), found(err)
}

// MessagesOfMail returns the incoming messages of a request that were made out of a mail
// with these bytes or this Message-ID, in the order of their days.
func (s *Store) MessagesOfMail(ctx context.Context, ws, requestID, rawHash, mailID string) ([]dsar.Message, error) {
	rows, err := of[messageRow](s.db).
		Where("workspace_id = ? AND request_id = ? AND direction = 'in' AND (raw_hash = ? OR mail_id = ? AND mail_id <> '')", ws, requestID, rawHash, mailID).
		Order("on_day, recorded_at, id").Find(ctx)
	return toDomain(rows, messageRow.toDomain), found(err)
}

// Message returns one message, or [dsar.CodeNotFound].
func (s *Store) Message(ctx context.Context, ws, id string) (dsar.Message, error) {
	row, err := of[messageRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "message")
	return row.toDomain(), err
}

// MoveMessage gives a message another legal day.
func (s *Store) MoveMessage(ctx context.Context, ws, id string, on civil.Date) error {
	_, err := s.exec(ctx, "UPDATE messages SET on_day = ? WHERE workspace_id = ? AND id = ?", dayOf(on), ws, id)
	return err
}

// DeleteMessage deletes a message of the workspace with what was found in it, and its
// bytes unless another message has the same. The events that name it stay.
func (s *Store) DeleteMessage(ctx context.Context, m dsar.Message) error {
	return s.InTx(ctx, func(tx *Store) error {
		for _, d := range []struct {
			query string
			args  []any
		}{
			{"DELETE FROM findings WHERE workspace_id = ? AND request_id = ? AND message_id = ?", []any{m.WorkspaceID, m.RequestID, m.ID}},
			{"DELETE FROM dismissed_proposals WHERE workspace_id = ? AND message_id = ?", []any{m.WorkspaceID, m.ID}},
			{"DELETE FROM messages WHERE workspace_id = ? AND id = ?", []any{m.WorkspaceID, m.ID}},
			{`DELETE FROM blobs WHERE workspace_id = ? AND hash = ? AND NOT EXISTS (
				SELECT 1 FROM messages other WHERE other.workspace_id = blobs.workspace_id AND other.raw_hash = blobs.hash)`, []any{m.WorkspaceID, m.RawHash}},
		} {
			if _, err := tx.exec(ctx, d.query, d.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Raw returns the bytes with the given hash, or [dsar.CodeNotFound].
func (s *Store) Raw(ctx context.Context, ws, hash string) ([]byte, error) {
	row, err := of[blobRow](s.db).Where("workspace_id = ? AND hash = ?", ws, hash).Take(ctx)
	row, err = one(row, err, "message")
	return row.Content, err
}
