package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"recourse/internal/dsar"
)

type mailCheckRow struct {
	RawHash   string
	ClientIP  string
	Hello     string
	MailFrom  string
	Attempts  int
	DueAt     instant
	CheckedAt instant
	Verdicts  verdicts
}

func (mailCheckRow) TableName() string { return "mail_checks" }

func (r mailCheckRow) toDomain() dsar.MailCheck {
	return dsar.MailCheck{
		RawHash: r.RawHash, ClientIP: r.ClientIP, Hello: r.Hello, MailFrom: r.MailFrom, Attempts: r.Attempts,
		DueAt: r.DueAt.time(), CheckedAt: r.CheckedAt.time(), Verdicts: r.Verdicts,
	}
}

// PutMailCheck notes that it is to be checked who sent the mail with the bytes under
// c.RawHash, unless it has been noted before.
func (s *Store) PutMailCheck(ctx context.Context, c dsar.MailCheck) error {
	_, err := s.exec(ctx, `INSERT INTO mail_checks (raw_hash, client_ip, hello, mail_from, attempts, due_at, checked_at, verdicts)
		VALUES (?, ?, ?, ?, 0, ?, NULL, '[]') ON CONFLICT (raw_hash) DO NOTHING`,
		c.RawHash, c.ClientIP, c.Hello, c.MailFrom, instantOf(c.DueAt))
	return err
}

// ClaimMailChecks takes up to limit checks that are due at now and puts each off until
// its lease ends. Attempts has been raised by one in what is returned.
func (s *Store) ClaimMailChecks(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]dsar.MailCheck, error) {
	rows, err := gorm.G[mailCheckRow](s.db).Raw(`WITH picked AS MATERIALIZED (
			SELECT raw_hash FROM mail_checks WHERE due_at <= ? ORDER BY due_at, raw_hash LIMIT ?`+s.skipLocked()+`)
		UPDATE mail_checks SET attempts = attempts + 1, due_at = ? WHERE raw_hash IN (SELECT raw_hash FROM picked) RETURNING *`,
		instantOf(now), limit, instantOf(now.Add(lease))).Find(ctx)
	return toDomain(rows, mailCheckRow.toDomain), found(err)
}

// FinishMailCheck stores what the check that c was claimed for came to, and when it is
// repeated, never if c.DueAt is zero. Somebody else's later attempt is left alone.
func (s *Store) FinishMailCheck(ctx context.Context, c dsar.MailCheck) error {
	_, err := s.exec(ctx, "UPDATE mail_checks SET due_at = ?, checked_at = ?, verdicts = ? WHERE raw_hash = ? AND attempts = ?",
		instantOf(c.DueAt), instantOf(c.CheckedAt), verdicts(c.Verdicts), c.RawHash, c.Attempts)
	return err
}

// IncomingOfBytes returns one incoming mail with the bytes under a hash, of whatever
// workspace, or [dsar.CodeNotFound].
func (s *Store) IncomingOfBytes(ctx context.Context, rawHash string) (dsar.Incoming, error) {
	row, err := gorm.G[incomingRow](s.db).Where("raw_hash = ?", rawHash).Order("workspace_id DESC, id").Take(ctx)
	row, err = one(row, err, "incoming")
	return row.toDomain(), err
}

// MailChecks returns what is known of who sent mails, by the hash of their bytes. The
// caller has the hashes from mails of its workspace.
func (s *Store) MailChecks(ctx context.Context, rawHashes []string) (map[string]dsar.MailCheck, error) {
	checks := make(map[string]dsar.MailCheck)
	if len(rawHashes) == 0 {
		return checks, nil
	}
	rows, err := gorm.G[mailCheckRow](s.db).Where("raw_hash IN ?", rawHashes).Find(ctx)
	for _, r := range rows {
		checks[r.RawHash] = r.toDomain()
	}
	return checks, found(err)
}

// verdicts is a column of verdicts, as JSON.
type verdicts []dsar.SenderVerdict

// Value implements [driver.Valuer].
func (v verdicts) Value() (driver.Value, error) {
	if len(v) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]dsar.SenderVerdict(v))
	return string(text), err
}

// Scan implements sql.Scanner.
func (v *verdicts) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	if *v = nil; text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]dsar.SenderVerdict)(v))
}
