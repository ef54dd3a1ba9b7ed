package casework

import (
	"context"
	"errors"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
)

var (
	errNoRelay   = errors.New("no mail server is set up that could send this mail")
	errNoMailbox = errors.New("nothing is sent from the address of this letter any more: its mailbox has been removed, or the sender of the service changed; give the mailbox again, or send the letter anew")
)

// relayOf returns the server that sends a mail: the relay of the installation for what
// it says itself and for letters from its address, the workspace's own mailbox for letters
// from that. An error
// counts as one of sending: the mail is tried again.
func (s *Service) relayOf(ctx context.Context, o dsar.OutboxMail) (*mail.SMTP, error) {
	if o.Kind != "letter" || o.From == s.From {
		if s.Mailer == nil {
			return nil, errNoRelay
		}
		return s.Mailer, nil
	}
	m, err := s.Store.Mailbox(ctx, o.WorkspaceID)
	if dsar.CodeOf(err) == dsar.CodeNotFound || err == nil && m.Address != o.From {
		// Any other server would send it in the name of somebody it does not know.
		return nil, errNoMailbox
	}
	if err != nil {
		return nil, err
	}
	return s.smtpOf(m)
}

// CanSendLetters reports whether letters of the workspace can be sent by mail: by the
// installation's relay, or by the workspace's own mailbox.
func (s *Service) CanSendLetters(ctx context.Context, a Actor) (bool, error) {
	if s.MailConfigured() {
		return true, nil
	}
	_, err := s.Store.Mailbox(ctx, a.WorkspaceID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return false, nil
	}
	return err == nil, err
}

// mustSendLetters returns [dsar.CodeUnavailable] if letters cannot be sent by mail.
func (s *Service) mustSendLetters(ctx context.Context, a Actor) error {
	can, err := s.CanSendLetters(ctx, a)
	if err == nil && !can {
		return dsar.NewError(dsar.CodeUnavailable, "error.mail.off", nil)
	}
	return err
}

// canDeliver reports whether anything in the outbox can be sent.
func (s *Service) canDeliver(ctx context.Context) (bool, error) {
	if s.MailConfigured() {
		return true, nil
	}
	boxes, err := s.Store.Mailboxes(ctx)
	return len(boxes) > 0, err
}

// letterHead is whom a letter comes from, where answers go, and its subject.
type letterHead struct{ from, answers, subject string }

// headOf returns the head of a letter of the request. From the workspace's own mailbox,
// answers go to its address with the request's token; where such mail would not arrive, the
// reference in the subject says what they answer.
func (c *requestChange) headOf(ctx context.Context, subject string) (letterHead, error) {
	m, err := c.tx.Mailbox(ctx, c.request.WorkspaceID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		answers, err := c.addressOf(ctx)
		return letterHead{c.s.From, answers, subject}, err
	}
	if err != nil {
		return letterHead{}, err
	}
	if m.Plus {
		token, err := c.token(ctx)
		return letterHead{m.Address, address.Scheme{Mailbox: m.Address}.Address(token), subject}, err
	}
	if named, _ := address.References(subject); len(named) == 0 {
		subject = strings.TrimSpace(subject + " [" + c.request.Reference + "]")
	}
	return letterHead{m.Address, m.Address, subject}, nil
}
