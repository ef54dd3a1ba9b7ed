package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

// KeepUnsubscribe gives a user the secret by which reminders are ended from a mail, unless
// they have one, and returns the one that they have.
func (s *Store) KeepUnsubscribe(ctx context.Context, ws, userID, secret string) (kept string, err error) {
	_, err = s.exec(ctx, "UPDATE users SET unsubscribe_token = ? WHERE workspace_id = ? AND id = ? AND unsubscribe_token = ''", secret, ws, userID)
	if err != nil {
		return "", err
	}
	err = s.scan(ctx, &kept, "SELECT unsubscribe_token FROM users WHERE workspace_id = ? AND id = ?", ws, userID)
	return kept, err
}

// ForgetUnsubscribe makes the secret in the mails sent so far useless.
func (s *Store) ForgetUnsubscribe(ctx context.Context, ws, userID string) error {
	_, err := s.exec(ctx, "UPDATE users SET unsubscribe_token = '' WHERE workspace_id = ? AND id = ?", ws, userID)
	return err
}

// UserByUnsubscribe returns the user who has the secret, or [dsar.CodeNotFound].
func (s *Store) UserByUnsubscribe(ctx context.Context, secret string) (dsar.User, error) {
	if secret == "" {
		return dsar.User{}, dsar.NotFound("page")
	}
	row, err := of[userRow](s.db).Where("unsubscribe_token = ?", secret).Take(ctx)
	row, err = one(row, err, "page")
	return row.toDomain(), err
}

// EndReminders turns off the reminders of a user.
func (s *Store) EndReminders(ctx context.Context, ws, userID string) error {
	_, err := s.exec(ctx, "UPDATE users SET reminders = ?, version = version + 1 WHERE workspace_id = ? AND id = ? AND reminders = ?",
		false, ws, userID, true)
	return err
}

type verificationRow struct {
	WorkspaceID string
	UserID      string
	Email       string
	TokenHash   string
	CreatedAt   instant
	ExpiresAt   instant
}

func (verificationRow) TableName() string { return "email_verifications" }

func (r verificationRow) toDomain() dsar.EmailVerification {
	return dsar.EmailVerification{
		WorkspaceID: r.WorkspaceID, UserID: r.UserID, Email: r.Email, TokenHash: r.TokenHash,
		CreatedAt: r.CreatedAt.time(), ExpiresAt: r.ExpiresAt.time(),
	}
}

// PutVerification notes the address that a user has to show to be theirs. An earlier one,
// and its link, counts no longer.
func (s *Store) PutVerification(ctx context.Context, v dsar.EmailVerification) error {
	_, err := s.exec(ctx, `INSERT INTO email_verifications (workspace_id, user_id, email, token_hash, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace_id, user_id) DO UPDATE SET email = excluded.email, token_hash = excluded.token_hash,
			created_at = excluded.created_at, expires_at = excluded.expires_at`,
		v.WorkspaceID, v.UserID, v.Email, v.TokenHash, instantOf(v.CreatedAt), instantOf(v.ExpiresAt))
	return err
}

// Verification returns what the link with the hashed secret verifies and has not expired
// at now, or [dsar.CodeNotFound].
func (s *Store) Verification(ctx context.Context, hash string, now time.Time) (dsar.EmailVerification, error) {
	row, err := of[verificationRow](s.db).Where("token_hash = ? AND expires_at > ?", hash, instantOf(now)).Take(ctx)
	row, err = one(row, err, "page")
	return row.toDomain(), err
}

// VerificationOf returns the address that a user still has to show to be theirs, or
// [dsar.CodeNotFound].
func (s *Store) VerificationOf(ctx context.Context, ws, userID string) (dsar.EmailVerification, error) {
	row, err := of[verificationRow](s.db).Where("workspace_id = ? AND user_id = ?", ws, userID).Take(ctx)
	row, err = one(row, err, "page")
	return row.toDomain(), err
}

// UnverifiedPause is how long the reminders for somebody wait whose address is not
// verified, before they are looked at again. Verifying it ends the wait at once.
const UnverifiedPause = 15 * time.Minute

// Verify makes the address the user's, once. It returns [dsar.CodeNotFound] if the link was
// used or has been replaced since v was read, and [dsar.CodeInvalid] for the field "email"
// if the address has another account.
func (s *Store) Verify(ctx context.Context, v dsar.EmailVerification, now time.Time) error {
	return s.InTx(ctx, func(tx *Store) error {
		n, err := tx.exec(ctx, "DELETE FROM email_verifications WHERE workspace_id = ? AND user_id = ? AND token_hash = ?",
			v.WorkspaceID, v.UserID, v.TokenHash)
		if err == nil && n == 0 {
			return dsar.NotFound("page")
		}
		if err != nil {
			return err
		}
		if err := tx.releaseHeld(ctx, v, now); err != nil {
			return err
		}
		n, err = of[userRow](tx.db).Where("workspace_id = ? AND id = ?", v.WorkspaceID, v.UserID).
			Select("email", "email_verified_at").Updates(ctx, userRow{Email: v.Email, EmailVerifiedAt: instantOf(now)})
		if isDuplicate(err) {
			return dsar.Invalid("email", "error.account.email_taken", nil)
		}
		if err == nil && n == 0 {
			return dsar.NotFound("user")
		}
		return err
	})
}

// releaseHeld has the reminders that wait for the first address of a user to be verified go
// out in the next round. Those of a user who changes an address are not held for it.
func (s *Store) releaseHeld(ctx context.Context, v dsar.EmailVerification, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE reminders SET lease_until = ? WHERE workspace_id = ? AND recipient_id = ? AND state = 'pending'
			AND lease_until > ? AND lease_until <= ? AND EXISTS (SELECT 1 FROM users u
				WHERE u.workspace_id = ? AND u.id = ? AND u.email_verified_at IS NULL)`,
		instantOf(now), v.WorkspaceID, v.UserID, instantOf(now), instantOf(now.Add(UnverifiedPause)), v.WorkspaceID, v.UserID)
	return err
}

// MailsTo returns when mails of a kind to the address were written since, of the whole
// installation, the oldest first.
func (s *Store) MailsTo(ctx context.Context, address, kind string, since time.Time) ([]time.Time, error) {
	var at []instant
	err := s.scan(ctx, &at, "SELECT created_at FROM outbox WHERE to_address = ? AND kind = ? AND created_at > ? ORDER BY created_at"+limitTo(1000),
		address, kind, instantOf(since))
	times := make([]time.Time, 0, len(at))
	for _, one := range at {
		times = append(times, one.time())
	}
	return times, found(err)
}
