package store

import (
	"context"

	"recourse/internal/dsar"
)

// EraseRequest deletes a request with everything that belongs to it: events,
// letters, messages with their raw bytes, incoming mail that was filed with it and its
// address, findings, files and scans of the data received (see [Store.DeleteDataOf] for
// the bytes), reminders, mails (those that tell of other requests too), complaints
// that are about no other request, stored answers to calls that name it, and the data
// subject if no other request is theirs. It returns [dsar.CodeNotFound] if the workspace has no such request.
//
// Events cannot be deleted otherwise: triggers refuse it unless the stream stands
// in the table "erasing", where it stands only within this transaction.
func (s *Store) EraseRequest(ctx context.Context, ws, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		r, err := tx.Request(ctx, ws, id)
		if err != nil {
			return err
		}
		orphaned, err := tx.complaintsOnlyAbout(ctx, ws, id)
		if err != nil {
			return err
		}
		// Whoever wants the bytes of the data received gone at once has done this before;
		// those that are left without a row are swept away later.
		if _, err := tx.DeleteDataOf(ctx, ws, id); err != nil {
			return err
		}
		if err := tx.deleteOwned(ctx, ws, id); err != nil {
			return err
		}
		for _, complaint := range orphaned {
			if err := tx.eraseStream(ctx, ws, complaint, "complaints"); err != nil {
				return err
			}
		}
		if err := tx.eraseStream(ctx, ws, id, "requests"); err != nil {
			return err
		}
		if err := tx.forgetAnswersAbout(ctx, r); err != nil {
			return err
		}
		return tx.deleteUnusedSubject(ctx, r)
	})
}

func (s *Store) complaintsOnlyAbout(ctx context.Context, ws, requestID string) ([]string, error) {
	var ids []string
	err := s.scan(ctx, &ids, `SELECT complaint_id FROM complaint_requests cr
		WHERE workspace_id = ? AND request_id = ? AND NOT EXISTS (SELECT 1 FROM complaint_requests other
			WHERE other.workspace_id = cr.workspace_id AND other.complaint_id = cr.complaint_id AND other.request_id <> cr.request_id)`,
		ws, requestID)
	return ids, err
}

// deleteOwned deletes what refers to the request, the referring rows first.
func (s *Store) deleteOwned(ctx context.Context, ws, id string) error {
	if err := s.eraseDigestsAbout(ctx, ws, id); err != nil {
		return err
	}
	// A reminder of a complaint that stays is what keeps it from being sent again.
	_, err := s.exec(ctx, `UPDATE reminders SET request_id = (SELECT MIN(other.request_id) FROM complaint_requests other
			WHERE other.workspace_id = reminders.workspace_id AND other.complaint_id = reminders.subject_of AND other.request_id <> ?)
		WHERE workspace_id = ? AND request_id = ? AND subject_of <> request_id AND EXISTS (SELECT 1 FROM complaint_requests other
			WHERE other.workspace_id = reminders.workspace_id AND other.complaint_id = reminders.subject_of AND other.request_id <> ?)`,
		id, ws, id, id)
	if err != nil {
		return err
	}
	if err := s.passOnClocks(ctx, ws, id); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM clocks WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM reminders WHERE workspace_id = ? AND subject_of = ?",
		"DELETE FROM reminders WHERE workspace_id = ? AND request_id = ? AND subject_of <> request_id",
		"DELETE FROM request_dates WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM reminder_choices WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM findings WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM checklist_items WHERE workspace_id = ? AND request_id = ?",
		`DELETE FROM blobs WHERE workspace_id = ? AND hash IN (SELECT m.raw_hash FROM messages m
			WHERE m.workspace_id = blobs.workspace_id AND m.request_id = ? AND NOT EXISTS (SELECT 1 FROM messages other
				WHERE other.workspace_id = m.workspace_id AND other.raw_hash = m.raw_hash AND other.request_id <> m.request_id))`,
		"DELETE FROM messages WHERE workspace_id = ? AND request_id = ?",
		`DELETE FROM incoming_raw WHERE hash IN (SELECT m.raw_hash FROM incoming m
			WHERE m.workspace_id = ? AND m.request_id = ? AND NOT EXISTS (SELECT 1 FROM incoming other
				WHERE other.raw_hash = m.raw_hash AND other.id <> m.id))`,
		`DELETE FROM mail_checks WHERE raw_hash IN (SELECT m.raw_hash FROM incoming m
			WHERE m.workspace_id = ? AND m.request_id = ? AND NOT EXISTS (SELECT 1 FROM incoming other
				WHERE other.raw_hash = m.raw_hash AND other.id <> m.id))`,
		"DELETE FROM incoming WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM dismissed_proposals WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM thread_decisions WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM request_addresses WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM letters WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM outbox WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM complaint_requests WHERE workspace_id = ? AND request_id = ?",
	} {
		if _, err := s.exec(ctx, statement, ws, id); err != nil {
			return err
		}
	}
	return nil
}

// passOnClocks gives the clocks of complaints that stay another request to show.
func (s *Store) passOnClocks(ctx context.Context, ws, id string) error {
	_, err := s.exec(ctx, `UPDATE clocks SET request_id = (SELECT MIN(other.request_id) FROM complaint_requests other
			WHERE other.workspace_id = clocks.workspace_id AND other.complaint_id = clocks.subject_of AND other.request_id <> ?)
		WHERE workspace_id = ? AND request_id = ? AND subject_of <> request_id AND EXISTS (SELECT 1 FROM complaint_requests other
			WHERE other.workspace_id = clocks.workspace_id AND other.complaint_id = clocks.subject_of AND other.request_id <> ?)`,
		id, ws, id, id)
	return err
}

// eraseStream deletes a request or complaint with its events; owner is its table.
func (s *Store) eraseStream(ctx context.Context, ws, id, owner string) error {
	for _, statement := range []string{
		"INSERT INTO erasing (workspace_id, stream_id) VALUES (?, ?)",
		"DELETE FROM events WHERE workspace_id = ? AND stream_id = ?",
		"DELETE FROM " + owner + " WHERE workspace_id = ? AND id = ?",
		"DELETE FROM erasing WHERE workspace_id = ? AND stream_id = ?",
		"DELETE FROM streams WHERE workspace_id = ? AND id = ?",
	} {
		if _, err := s.exec(ctx, statement, ws, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) deleteUnusedSubject(ctx context.Context, r dsar.Request) error {
	for _, statement := range []string{
		"DELETE FROM subject_words WHERE workspace_id = ? AND subject_id = ? AND NOT EXISTS (SELECT 1 FROM requests WHERE workspace_id = ? AND subject_id = ?)",
		"DELETE FROM subjects WHERE workspace_id = ? AND id = ? AND NOT EXISTS (SELECT 1 FROM requests WHERE workspace_id = ? AND subject_id = ?)",
	} {
		if _, err := s.exec(ctx, statement, r.WorkspaceID, r.SubjectID, r.WorkspaceID, r.SubjectID); err != nil {
			return err
		}
	}
	return nil
}
