package casework

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/store"
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

// headOf returns the head of a letter of the request.
func (c *requestChange) headOf(ctx context.Context, subject string) (letterHead, error) {
	answers, err := c.s.answersOf(ctx, c.tx, c.request, true)
	if err != nil {
		return letterHead{}, err
	}
	if named, _ := address.References(subject); answers.byReference && len(named) == 0 {
		subject = strings.TrimSpace(subject + " [" + c.request.Reference + "]")
	}
	return letterHead{cmp.Or(answers.mailbox, c.s.From), answers.to, subject}, nil
}

// answers is where answers to a request's letters go. Letters that are taken by hand name
// it too.
type answers struct {
	to          string // "" where nothing but the person's own address is known
	byReference bool   // the address is not the request's alone: its reference tells what an answer is about
	mailbox     string // the workspace's own, which letters are sent from; "" if it has none
}

// answersOf returns where answers go. From the workspace's own mailbox they go to its address
// with the request's token; where such mail would not arrive, the reference in the subject
// says what they answer. A request that has no token yet gets one if create is set, and has no
// address of its own otherwise.
func (s *Service) answersOf(ctx context.Context, db *store.Store, r dsar.Request, create bool) (answers, error) {
	m, err := db.Mailbox(ctx, r.WorkspaceID)
	none := dsar.CodeOf(err) == dsar.CodeNotFound
	switch {
	case err != nil && !none:
		return answers{}, err
	case !none && !m.Plus:
		return answers{to: m.Address, byReference: true, mailbox: m.Address}, nil
	case none && !s.Addresses.Configured():
		return answers{}, nil
	}
	scheme := s.Addresses
	if !none {
		scheme = address.Scheme{Mailbox: m.Address}
	}
	token, err := s.tokenOf(ctx, db, r, create)
	if err != nil || token == "" {
		return answers{mailbox: m.Address}, err
	}
	return answers{to: scheme.Address(token), mailbox: m.Address}, nil
}

// tokenOf returns the token in the request's address.
func (s *Service) tokenOf(ctx context.Context, db *store.Store, r dsar.Request, create bool) (address.Token, error) {
	if !create {
		kept, err := db.AddressToken(ctx, r.WorkspaceID, r.ID)
		if dsar.CodeOf(err) == dsar.CodeNotFound {
			err = nil
		}
		return address.Token(kept), err
	}
	token, err := address.NewToken(rand.Reader)
	if err != nil {
		return "", err
	}
	kept, err := db.PutAddressToken(ctx, r.WorkspaceID, r.ID, string(token), s.now())
	return address.Token(kept), err
}

// nameAnswers finds out where a letter asks for answers. What a person sees of a letter is
// what is sent, so that the request's address is made when one of its letters is first
// composed by somebody who may send it.
func (s *Service) nameAnswers(ctx context.Context, a Actor, view *RequestView) (err error) {
	view.answers, err = s.answersOf(ctx, s.Store, view.Request, mayWrite(a) == nil)
	return err
}
