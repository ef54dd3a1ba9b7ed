package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"recourse/internal/dsar"
)

type mailboxRow struct {
	WorkspaceID  string
	Address      string
	SMTPHost     string `gorm:"column:smtp_host"`
	SMTPPort     int    `gorm:"column:smtp_port"`
	SMTPSecurity string `gorm:"column:smtp_security"`
	IMAPHost     string `gorm:"column:imap_host"`
	IMAPPort     int    `gorm:"column:imap_port"`
	IMAPSecurity string `gorm:"column:imap_security"`
	Folder       string
	Username     string
	Sealed       string
	Plus         bool
	CreatedAt    instant
	ChangedBy    string
	ChangedAt    instant
	Version      int
}

func (mailboxRow) TableName() string { return "mailboxes" }

func mailboxRowOf(m dsar.Mailbox) mailboxRow {
	return mailboxRow{
		WorkspaceID: m.WorkspaceID, Address: m.Address, SMTPHost: m.SMTP.Host, SMTPPort: m.SMTP.Port, SMTPSecurity: m.SMTP.Security,
		IMAPHost: m.IMAP.Host, IMAPPort: m.IMAP.Port, IMAPSecurity: m.IMAP.Security, Folder: m.Folder, Username: m.Username, Sealed: m.Sealed,
		Plus: m.Plus, CreatedAt: instantOf(m.CreatedAt), ChangedBy: m.ChangedBy, ChangedAt: instantOf(m.ChangedAt), Version: max(m.Version, 1),
	}
}

func (r mailboxRow) toDomain() dsar.Mailbox {
	return dsar.Mailbox{
		WorkspaceID: r.WorkspaceID, Address: r.Address,
		SMTP:   dsar.MailServer{Host: r.SMTPHost, Port: r.SMTPPort, Security: r.SMTPSecurity},
		IMAP:   dsar.MailServer{Host: r.IMAPHost, Port: r.IMAPPort, Security: r.IMAPSecurity},
		Folder: r.Folder, Username: r.Username, Sealed: r.Sealed, Plus: r.Plus,
		CreatedAt: r.CreatedAt.time(), ChangedBy: r.ChangedBy, ChangedAt: r.ChangedAt.time(), Version: r.Version,
	}
}

// Mailbox returns the workspace's own mailbox, or [dsar.CodeNotFound].
func (s *Store) Mailbox(ctx context.Context, ws string) (dsar.Mailbox, error) {
	row, err := of[mailboxRow](s.db).Where("workspace_id = ?", ws).Take(ctx)
	row, err = one(row, err, "mailbox")
	return row.toDomain(), err
}

// Mailboxes returns the own mailboxes of all workspaces of the installation.
func (s *Store) Mailboxes(ctx context.Context) ([]dsar.Mailbox, error) {
	rows, err := of[mailboxRow](s.db).Order("workspace_id").Find(ctx)
	return toDomain(rows, mailboxRow.toDomain), found(err)
}

// InsertMailbox stores a workspace's own mailbox. It returns [dsar.CodeStale] if the
// workspace has one already.
func (s *Store) InsertMailbox(ctx context.Context, m dsar.Mailbox) error {
	r := mailboxRowOf(m)
	n, err := s.exec(ctx, `INSERT INTO mailboxes (workspace_id, address, smtp_host, smtp_port, smtp_security, imap_host, imap_port,
			imap_security, folder, username, sealed, plus, created_at, changed_by, changed_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (workspace_id) DO NOTHING`,
		r.WorkspaceID, r.Address, r.SMTPHost, r.SMTPPort, r.SMTPSecurity, r.IMAPHost, r.IMAPPort,
		r.IMAPSecurity, r.Folder, r.Username, r.Sealed, r.Plus, r.CreatedAt, r.ChangedBy, r.ChangedAt)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return missingOwner(err, "workspace")
}

// UpdateMailbox stores a changed mailbox and raises its version. It returns
// [dsar.CodeStale] if version is not the stored one.
func (s *Store) UpdateMailbox(ctx context.Context, m dsar.Mailbox, version int) error {
	r := mailboxRowOf(m)
	n, err := s.exec(ctx, `UPDATE mailboxes SET address = ?, smtp_host = ?, smtp_port = ?, smtp_security = ?, imap_host = ?, imap_port = ?,
		imap_security = ?, folder = ?, username = ?, sealed = ?, plus = ?, changed_by = ?, changed_at = ?, version = version + 1
		WHERE workspace_id = ? AND version = ?`,
		r.Address, r.SMTPHost, r.SMTPPort, r.SMTPSecurity, r.IMAPHost, r.IMAPPort,
		r.IMAPSecurity, r.Folder, r.Username, r.Sealed, r.Plus, r.ChangedBy, r.ChangedAt, r.WorkspaceID, version)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// DeleteMailbox removes the workspace's own mailbox with its password and how far it was
// read. It returns [dsar.CodeNotFound] if there is none.
func (s *Store) DeleteMailbox(ctx context.Context, ws string) error {
	return s.InTx(ctx, func(tx *Store) error {
		n, err := tx.exec(ctx, "DELETE FROM mailboxes WHERE workspace_id = ?", ws)
		if err != nil {
			return err
		}
		if n == 0 {
			return dsar.NotFound("mailbox")
		}
		_, err = tx.exec(ctx, "DELETE FROM mailbox_readings WHERE workspace_id = ?", ws)
		return err
	})
}

type readingRow struct {
	WorkspaceID string
	Mailbox     string
	UIDValidity int64 `gorm:"column:uid_validity"`
	LastUID     int64 `gorm:"column:last_uid"`
	Again       retries
	TakenCount  int
	LeftCount   int
	SucceededAt instant
	FailedAt    instant
	Failures    int
	Problem     string
	Reply       string
	Holder      string
	LeaseUntil  instant
}

func (readingRow) TableName() string { return "mailbox_readings" }

func (r readingRow) toDomain() dsar.MailboxReading {
	return dsar.MailboxReading{
		WorkspaceID: r.WorkspaceID, Mailbox: r.Mailbox, UIDValidity: uint32(r.UIDValidity), LastUID: uint32(r.LastUID), Again: r.Again,
		Taken: r.TakenCount, Left: r.LeftCount, SucceededAt: r.SucceededAt.time(), FailedAt: r.FailedAt.time(), Failures: r.Failures,
		Problem: r.Problem, Reply: r.Reply, Holder: r.Holder, LeaseUntil: r.LeaseUntil.time(),
	}
}

// ClaimReading returns how far a mailbox has been read and gives it to the holder until
// the lease ends, or returns [dsar.CodeConflict] while somebody else has it. ws is "" for a
// mailbox of the installation.
func (s *Store) ClaimReading(ctx context.Context, ws, mailbox, holder string, now time.Time, lease time.Duration) (r dsar.MailboxReading, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		_, err := tx.exec(ctx, `INSERT INTO mailbox_readings (workspace_id, mailbox, uid_validity, last_uid, again, taken_count, left_count, failures, problem, reply, holder)
			VALUES (?, ?, 0, 0, '[]', 0, 0, 0, '', '', '') ON CONFLICT DO NOTHING`, ws, mailbox)
		if err != nil {
			return err
		}
		n, err := tx.exec(ctx, `UPDATE mailbox_readings SET holder = ?, lease_until = ?
			WHERE workspace_id = ? AND mailbox = ? AND (holder = ? OR lease_until IS NULL OR lease_until <= ?)`,
			holder, instantOf(now.Add(lease)), ws, mailbox, holder, instantOf(now))
		if err != nil {
			return err
		}
		if n == 0 {
			return dsar.NewError(dsar.CodeConflict, "error.stale", nil)
		}
		r, err = tx.Reading(ctx, ws, mailbox)
		return err
	})
	return r, err
}

// Reading returns how far a mailbox has been read, or [dsar.CodeNotFound].
func (s *Store) Reading(ctx context.Context, ws, mailbox string) (dsar.MailboxReading, error) {
	row, err := of[readingRow](s.db).Where("workspace_id = ? AND mailbox = ?", ws, mailbox).Take(ctx)
	row, err = one(row, err, "mailbox")
	return row.toDomain(), err
}

// PutReading stores how far a mailbox has been read, for the holder who claimed it. It
// returns [dsar.CodeStale] if somebody else has it now, or it was removed.
func (s *Store) PutReading(ctx context.Context, r dsar.MailboxReading) error {
	n, err := s.exec(ctx, `UPDATE mailbox_readings SET uid_validity = ?, last_uid = ?, again = ?, taken_count = ?, left_count = ?,
		succeeded_at = ?, failed_at = ?, failures = ?, problem = ?, reply = ?, lease_until = ?
		WHERE workspace_id = ? AND mailbox = ? AND holder = ?`,
		int64(r.UIDValidity), int64(r.LastUID), retries(r.Again), r.Taken, r.Left,
		instantOf(r.SucceededAt), instantOf(r.FailedAt), r.Failures, r.Problem, r.Reply, instantOf(r.LeaseUntil),
		r.WorkspaceID, r.Mailbox, r.Holder)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// ForgetReading has a mailbox read from its beginning again.
func (s *Store) ForgetReading(ctx context.Context, ws, mailbox string) error {
	_, err := s.exec(ctx, "DELETE FROM mailbox_readings WHERE workspace_id = ? AND mailbox = ?", ws, mailbox)
	return err
}

// retries is a column of messages to try again, as JSON.
type retries []dsar.MailboxRetry

// Value implements [driver.Valuer].
func (r retries) Value() (driver.Value, error) {
	if len(r) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]dsar.MailboxRetry(r))
	return string(text), err
}

// Scan implements sql.Scanner.
func (r *retries) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	if *r = nil; text == "[]" || text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]dsar.MailboxRetry)(r))
}

// UnreadMailboxes counts people's own mailboxes that could not be read at their last turn
// and have not been read since the instant.
func (s *Store) UnreadMailboxes(ctx context.Context, since time.Time) (n int, err error) {
	return n, s.scan(ctx, &n, `SELECT COUNT(*) FROM mailbox_readings
		WHERE workspace_id <> '' AND failures > 0 AND (succeeded_at IS NULL OR succeeded_at < ?)`, instantOf(since))
}
