package casework

import (
	"context"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/mail"
)

// MailConfigured reports whether mail can be sent at all.
func (s *Service) MailConfigured() bool { return s.Mailer != nil }

// SendTestMail sends one mail to the actor at once and returns the relay's words. It returns
// [dsar.CodeUnavailable] if no SMTP is configured or it refuses, and [dsar.CodeConflict] if
// the address has had enough of them for now.
func (s *Service) SendTestMail(ctx context.Context, a Actor) (response string, err error) {
	if !s.MailConfigured() {
		return "", dsar.NewError(dsar.CodeUnavailable, "error.mail.off", nil)
	}
	account, err := s.AccountByID(ctx, a.UserID)
	if err != nil {
		return "", err
	}
	text, err := s.Letters.TestMail(account.User.Settings.Language)
	if err != nil {
		return "", err
	}
	if err := s.mayMail(ctx, account.User.Email, "test", testMailLimit); err != nil {
		return "", err
	}
	now := s.now()
	o := dsar.OutboxMail{
		ID: newID(), WorkspaceID: account.Workspace.ID, Kind: "test", From: s.From, To: account.User.Email,
		State: dsar.OutboxAccepted, Attempts: 1, CreatedAt: now, AttemptedAt: now, SentAt: now,
	}
	if err := compose(&o, letter.DigestMail{Mail: text}, automaticMail()); err != nil {
		return "", err
	}
	o.Response, err = s.Mailer.Send(ctx, o.From, o.To, o.Raw)
	if err != nil {
		o.State, o.Response, o.SentAt = dsar.OutboxFailed, relayWords(err), time.Time{}
	}
	// It is kept so that it counts towards the limit; the relay may have taken it.
	if noted := s.Store.Enqueue(ctx, o); noted != nil {
		return "", noted
	}
	if err != nil {
		return "", dsar.NewError(dsar.CodeUnavailable, "error.mail.refused", map[string]any{"Response": relayWords(err)})
	}
	return o.Response, nil
}

// compose gives a mail of the installation its id and its bytes.
func compose(o *dsar.OutboxMail, words letter.DigestMail, headers map[string]string) (err error) {
	o.MailID = mail.NewMessageID(o.ID, o.From)
	o.Raw, err = mail.Compose(mail.Outgoing{
		From: o.From, To: o.To, Subject: words.Subject, Text: words.Body, HTML: words.HTML,
		MessageID: o.MailID, Date: o.CreatedAt, Headers: headers,
	})
	return err
}

// automaticMail marks mail that nobody wrote by hand, so that no machine answers
// it (RFC 3834).
func automaticMail() map[string]string {
	return map[string]string{"Auto-Submitted": "auto-generated"}
}
