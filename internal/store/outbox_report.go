package store

import (
	"context"
	"strings"
	"time"

	"recourse/internal/dsar"
)

// OutboxMail returns a mail with its bytes, or [dsar.CodeNotFound].
func (s *Store) OutboxMail(ctx context.Context, ws, id string) (dsar.OutboxMail, error) {
	row, err := of[outboxRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "message")
	return row.toDomain(), err
}

// SentAs returns the mail of the installation that went out under a Message-ID, with or
// without angle brackets and without Raw, or [dsar.CodeNotFound]. Whose mail a delivery
// report is about is not known before.
func (s *Store) SentAs(ctx context.Context, mailID string) (dsar.OutboxMail, error) {
	bare := strings.Trim(strings.TrimSpace(mailID), "<>")
	if bare == "" {
		return dsar.OutboxMail{}, dsar.NotFound("message")
	}
	row, err := of[outboxRow](s.db).Where("mail_id = ?", bare).Select(withoutRaw).Order("created_at DESC, id").Take(ctx)
	row, err = one(row, err, "message")
	return row.toDomain(), err
}

// NoteDelivery notes what a delivery report says of a mail, as [dsar.OutboxMail.WithReport]
// has it, and returns the mail as it then is, without Raw. changed is false if the report
// says nothing new. It returns [dsar.CodeNotFound].
func (s *Store) NoteDelivery(ctx context.Context, ws, id string, r dsar.DeliveryReport) (mail dsar.OutboxMail, changed bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		before, err := tx.lockedMail(ctx, ws, id)
		if err != nil {
			return err
		}
		if mail, changed = before.WithReport(r); !changed {
			return nil
		}
		return tx.writeReport(ctx, mail)
	})
	return mail, changed, err
}

// RenoteDelivery notes what remains of the delivery reports about a mail after one was
// taken back, as [dsar.OutboxMail.WithReports] has it. It returns [dsar.CodeNotFound].
func (s *Store) RenoteDelivery(ctx context.Context, ws, id string, reports []dsar.DeliveryReport) error {
	return s.InTx(ctx, func(tx *Store) error {
		mail, err := tx.lockedMail(ctx, ws, id)
		if err != nil || mail.Reported == "" {
			return err
		}
		return tx.writeReport(ctx, mail.WithReports(reports))
	})
}

// lockedMail reads a mail that this transaction is going to change, without Raw.
func (s *Store) lockedMail(ctx context.Context, ws, id string) (dsar.OutboxMail, error) {
	var rows []outboxRow
	err := found(s.scan(ctx, &rows, "SELECT "+withoutRaw+" FROM outbox WHERE workspace_id = ? AND id = ?"+s.forUpdate(), ws, id))
	if err == nil && len(rows) == 0 {
		err = dsar.NotFound("message")
	}
	if err != nil {
		return dsar.OutboxMail{}, err
	}
	return rows[0].toDomain(), nil
}

func (s *Store) writeReport(ctx context.Context, mail dsar.OutboxMail) error {
	_, err := s.exec(ctx, `UPDATE outbox SET state = ?, sent_at = ?, lease_until = NULL, slot_at = NULL,
		reported = ?, report = ?, reported_at = ?, report_id = ? WHERE workspace_id = ? AND id = ?`,
		string(mail.State), instantOf(mail.SentAt), string(mail.Reported), mail.Report, instantOf(mail.ReportedAt), mail.ReportID,
		mail.WorkspaceID, mail.ID)
	return err
}

// TakeBackMail takes a letter back that nobody has begun to send and that is not due at
// now, and reports whether it did. Its row and its bytes stay.
func (s *Store) TakeBackMail(ctx context.Context, ws, id string, now time.Time) (bool, error) {
	n, err := s.exec(ctx, `UPDATE outbox SET state = 'canceled', lease_until = NULL, slot_at = NULL
		WHERE workspace_id = ? AND id = ? AND kind = 'letter' AND state = 'queued' AND attempts = 0 AND not_before > ?`,
		ws, id, instantOf(now))
	return n == 1, err
}
