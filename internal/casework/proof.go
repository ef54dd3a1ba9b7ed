package casework

import (
	"context"

	"recourse/internal/dsar"
)

// SentMail returns one of the mails with a message, counted from 1, and the exact bytes
// that were or will be sent. It returns [dsar.CodeNotFound] for one that does not exist.
func (s *Service) SentMail(ctx context.Context, a Actor, messageID string, number int) (dsar.OutboxMail, error) {
	mails, err := s.SentMails(ctx, a, messageID)
	if err != nil {
		return dsar.OutboxMail{}, err
	}
	if number < 1 || number > len(mails) {
		return dsar.OutboxMail{}, dsar.NotFound("message")
	}
	return s.Store.OutboxMail(ctx, a.WorkspaceID, mails[number-1].ID)
}

// WholeSentMails is [Service.SentMails] with the exact bytes of each.
func (s *Service) WholeSentMails(ctx context.Context, a Actor, messageID string) ([]dsar.OutboxMail, error) {
	mails, err := s.SentMails(ctx, a, messageID)
	for i := range mails {
		if mails[i], err = s.Store.OutboxMail(ctx, a.WorkspaceID, mails[i].ID); err != nil {
			return nil, err
		}
	}
	return mails, err
}

// SentMails returns the mails with a message, the first one first, without their bytes;
// none for a message that was not sent from here. It returns [dsar.CodeNotFound] for a
// message that does not exist.
func (s *Service) SentMails(ctx context.Context, a Actor, messageID string) ([]dsar.OutboxMail, error) {
	m, err := s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return nil, err
	}
	mails, err := s.Store.OutboxOf(ctx, a.WorkspaceID, m.RequestID)
	return mailsWith(mails, m), err
}
