package casework

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"

	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/store"
)

// verificationTime is how long the link of a verification works.
const verificationTime = 72 * time.Hour

// AskVerification mails a link by which the actor shows that an address is theirs: the one
// of their account if email is "", or another that then takes its place, for which the
// password is asked. Until the link is followed the account keeps its address; an earlier
// link works no longer. It returns [dsar.CodeInvalid] for an address that is none and for a
// wrong password, [dsar.CodeConflict] for an address that is verified or that has been
// mailed often enough, [dsar.CodeUnavailable] without SMTP.
func (s *Service) AskVerification(ctx context.Context, a Actor, email, password string) error {
	if !s.MailConfigured() {
		return dsar.NewError(dsar.CodeUnavailable, "error.mail.off", nil)
	}
	account, err := s.AccountByID(ctx, a.UserID)
	if err != nil {
		return err
	}
	u := account.User
	email = cmp.Or(strings.ToLower(strings.TrimSpace(email)), u.Email)
	if email == u.Email && !u.VerifiedAt.IsZero() {
		return dsar.NewError(dsar.CodeConflict, "error.account.verified", nil)
	}
	if email != u.Email {
		if err := s.mayChangeAddress(u, email, password); err != nil {
			return err
		}
	}
	if err := s.mayMail(ctx, email, "verification", verificationLimit); err != nil {
		return err
	}
	return s.sendVerification(ctx, u, email)
}

func (s *Service) mayChangeAddress(u dsar.User, email, password string) error {
	if !validEmail(email) {
		return dsar.Invalid("email", "error.email", nil)
	}
	match, err := argon2id.ComparePasswordAndHash(password, u.PasswordHash)
	if err == nil && !match {
		return dsar.Invalid("email_password", "error.account.old_password", nil)
	}
	return err
}

func (s *Service) sendVerification(ctx context.Context, u dsar.User, email string) error {
	secret, now := newSecret(), s.now()
	text, err := s.Letters.Verification(u.Settings.Language, s.BaseURL+"/verify/"+secret)
	if err != nil {
		return err
	}
	o := dsar.OutboxMail{
		ID: newID(), WorkspaceID: u.WorkspaceID, Kind: "verification", From: s.From, To: email,
		State: dsar.OutboxQueued, NotBefore: now, CreatedAt: now,
	}
	if err := compose(&o, letter.DigestMail{Mail: text}, automaticMail()); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		err := tx.PutVerification(ctx, dsar.EmailVerification{
			WorkspaceID: u.WorkspaceID, UserID: u.ID, Email: email, TokenHash: hashSecret(secret),
			CreatedAt: now, ExpiresAt: now.Add(verificationTime),
		})
		if err != nil {
			return err
		}
		return tx.Enqueue(ctx, o)
	})
}

// Verifiable returns the address that the secret of a link verifies, or
// [dsar.CodeNotFound] for one that was used, was replaced or has expired.
func (s *Service) Verifiable(ctx context.Context, secret string) (email string, err error) {
	v, err := s.verification(ctx, secret)
	return v.Email, err
}

func (s *Service) verification(ctx context.Context, secret string) (dsar.EmailVerification, error) {
	v, err := s.Store.Verification(ctx, hashSecret(secret), s.now())
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		err = dsar.NewError(dsar.CodeNotFound, "error.account.verify_gone", nil)
	}
	return v, err
}

// Verify makes the address that the secret was mailed to its user's. Errors as for
// [Service.Verifiable], and [dsar.CodeInvalid] if the address has another account.
func (s *Service) Verify(ctx context.Context, secret string) (email string, err error) {
	v, err := s.verification(ctx, secret)
	if err != nil {
		return "", err
	}
	return v.Email, s.Store.Verify(ctx, v, s.now())
}

// PendingAddress returns the address that the actor still has to show to be theirs, and ""
// if there is none for which a link was mailed.
func (s *Service) PendingAddress(ctx context.Context, a Actor) (string, error) {
	v, err := s.Store.VerificationOf(ctx, a.WorkspaceID, a.UserID)
	if dsar.CodeOf(err) == dsar.CodeNotFound || err == nil && !s.now().Before(v.ExpiresAt) {
		return "", nil
	}
	return v.Email, err
}
