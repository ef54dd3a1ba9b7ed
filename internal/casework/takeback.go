package casework

import (
	"cmp"
	"context"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// TakeBack takes a letter back within the undo window: its mail is not sent, and the event
// that sending it was is voided, so that the request stands where it stood before. The
// letter's text stays with the message. It returns [dsar.CodeConflict] for a message that
// was not sent by mail or was taken back already, and once the window is over.
func (s *Service) TakeBack(ctx context.Context, a Actor, requestID, messageID string, version int) (RequestView, error) {
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		o, err := c.mailOf(ctx, messageID)
		if err != nil {
			return err
		}
		if o.State == dsar.OutboxCanceled {
			return dsar.NewError(dsar.CodeConflict, "error.mail.taken_back", nil)
		}
		taken, err := c.tx.TakeBackMail(ctx, o.WorkspaceID, o.ID, s.now())
		if err != nil {
			return err
		}
		if !taken {
			return dsar.NewError(dsar.CodeConflict, "error.mail.too_late", nil)
		}
		return c.voidSending(ctx, o)
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

// voidSending says that the letter was not sent. A letter that was to be sent again had
// been sent before: only the repetition is gone.
func (c *requestChange) voidSending(ctx context.Context, o dsar.OutboxMail) error {
	sent, found := sendingOf(c.events, o.MessageID)
	if !found || o.ResendOf != "" {
		return nil
	}
	return c.append(ctx, dsar.Event{Kind: dsar.EventCorrection, On: c.s.dayIn(c.request.TimeZone), Details: dsar.Details{
		Corrects: sent.ID, Void: true, Automatic: true,
	}})
}

// mailOf returns the last mail with a message of the request, without its bytes.
func (c *requestChange) mailOf(ctx context.Context, messageID string) (dsar.OutboxMail, error) {
	m, err := c.tx.Message(ctx, c.request.WorkspaceID, messageID)
	if err != nil {
		return dsar.OutboxMail{}, err
	}
	if m.RequestID != c.request.ID {
		return dsar.OutboxMail{}, dsar.NotFound("message")
	}
	mails, err := c.tx.OutboxOf(ctx, c.request.WorkspaceID, c.request.ID)
	if err != nil {
		return dsar.OutboxMail{}, err
	}
	mine := mailsWith(mails, m)
	if len(mine) == 0 {
		return dsar.OutboxMail{}, dsar.NewError(dsar.CodeConflict, "error.mail.not_mailed", nil)
	}
	return mine[len(mine)-1], nil
}

// mailsWith are the mails that carry the message, in the order in which they were written.
func mailsWith(mails []dsar.OutboxMail, m dsar.Message) []dsar.OutboxMail {
	var mine []dsar.OutboxMail
	for _, o := range mails {
		if o.MessageID == m.ID || m.OutboxID != "" && o.ID == m.OutboxID {
			mine = append(mine, o)
		}
	}
	return mine
}

// AgainInput sends a letter once more.
type AgainInput struct {
	To             string // "" takes the address that the last mail went to
	OverrideBounce bool   // send although mail to the address came back
}

// SendAgain sends a letter once more that was sent by mail, to the address it went to or
// to another one: the same text with the same files, as a new mail that refers to the
// first. No period begins anew. If the relay had taken the first mail, the day of sending
// stays; if none was ever taken, it is the day on which this one is. It returns
// [dsar.CodeInvalid] for an address that is none or that mail came back from, [dsar.CodeConflict] while the first mail
// is still on its way and for a letter that was taken back.
func (s *Service) SendAgain(ctx context.Context, a Actor, requestID, messageID string, in AgainInput, version int) (RequestView, error) {
	if err := s.mustSendLetters(ctx, a); err != nil {
		return RequestView{}, err
	}
	to := strings.TrimSpace(in.To)
	if to != "" && !validEmail(to) {
		return RequestView{}, dsar.Invalid("to", "error.mail.address", nil)
	}
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		last, err := c.mailOf(ctx, messageID)
		if err != nil {
			return err
		}
		if !last.CanSendAgain() {
			return dsar.NewError(dsar.CodeConflict, "error.mail.under_way", nil)
		}
		to = cmp.Or(to, last.To)
		if err := s.refuseBounced(ctx, c.tx, a, to, in.OverrideBounce); err != nil {
			return err
		}
		return c.enqueueAgain(ctx, last, to)
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

func (c *requestChange) enqueueAgain(ctx context.Context, last dsar.OutboxMail, to string) error {
	first, err := c.tx.OutboxMail(ctx, last.WorkspaceID, last.ID)
	if err != nil {
		return err
	}
	o := c.newLetterMail(last.From, to)
	o.MessageID, o.ResendOf = last.MessageID, last.ID
	o.Raw, err = mail.SendAgain(first.Raw, mail.Again{To: to, MessageID: o.MailID, Date: o.CreatedAt})
	if err != nil {
		return err
	}
	return c.tx.Enqueue(ctx, o)
}

// newLetterMail is a mail that goes out when the undo window is over.
func (c *requestChange) newLetterMail(from, to string) dsar.OutboxMail {
	now := c.s.now()
	o := dsar.OutboxMail{
		ID: newID(), WorkspaceID: c.request.WorkspaceID, RequestID: c.request.ID, Kind: "letter",
		From: from, To: to, State: dsar.OutboxQueued, NotBefore: now.Add(c.s.UndoWindow), CreatedAt: now,
	}
	o.MailID = mail.NewMessageID(o.ID, from)
	return o
}
