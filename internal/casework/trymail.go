package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// MailConfigured reports whether mail can be sent at all.
func (s *Service) MailConfigured() bool { return s.Mailer != nil }

// SendTestMail sends one mail to the actor at once and returns the relay's words.
// It returns [dsar.CodeUnavailable] if no SMTP is configured or it refuses.
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
	raw, err := mail.Compose(mail.Outgoing{
		From: s.From, To: account.User.Email, Subject: text.Subject, Text: text.Body,
		MessageID: mail.NewMessageID(newID(), s.From), Date: s.now(), Headers: automaticMail(),
	})
	if err != nil {
		return "", err
	}
	response, err = s.Mailer.Send(ctx, s.From, account.User.Email, raw)
	if err != nil {
		return "", dsar.NewError(dsar.CodeUnavailable, "error.mail.refused", map[string]any{"Response": relayWords(err)})
	}
	return response, nil
}

// automaticMail marks mail that nobody wrote by hand, so that no machine answers
// it (RFC 3834).
func automaticMail() map[string]string {
	return map[string]string{"Auto-Submitted": "auto-generated"}
}
