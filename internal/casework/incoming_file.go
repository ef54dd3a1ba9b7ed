package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail/thread"
	"recourse/internal/store"
)

// fileOrWait files the mail. What the request does not allow, such as an answer from
// before it was sent, is left to a person with the reason.
func (r *reading) fileOrWait(ctx context.Context, to thread.Assignment, reply bool) error {
	r.mail.WorkspaceID = to.Request.WorkspaceID
	clerk := Actor{WorkspaceID: to.Request.WorkspaceID, Role: dsar.RoleCaseworker, TimeZone: "UTC"}
	err := r.file(ctx, clerk, filing{requestID: to.Request.ID, reason: string(to.Reason), reply: reply && !to.Request.Closed, finish: func(tx *store.Store, m dsar.Incoming) error {
		return tx.FinishIncoming(ctx, m)
	}})
	var refused *dsar.Error
	if errors.As(err, &refused) && (refused.Code == dsar.CodeConflict || refused.Code == dsar.CodeInvalid || refused.Code == dsar.CodeNotFound) {
		key := refused.Key
		if len(refused.Problems) > 0 {
			key = refused.Problems[0].Key
		}
		r.mail.RequestID, r.mail.MessageID = "", ""
		r.propose(to)
		return r.wait(ctx, key)
	}
	return err
}

// filing is how a mail becomes a message of a request.
type filing struct {
	requestID string
	reason    string
	reply     bool // it is the controller's answer
	finish    func(tx *store.Store, m dsar.Incoming) error
}

// file makes the mail a message of the request and notes that, in one transaction. It
// goes by the request as it was before the mail was searched, which may take a while: if
// somebody has changed it meanwhile, it begins anew.
func (r *reading) file(ctx context.Context, a Actor, f filing) error {
	err := r.fileOnce(ctx, a, f)
	if dsar.CodeOf(err) == dsar.CodeStale {
		err = r.fileOnce(ctx, a, f)
	}
	return err
}

func (r *reading) fileOnce(ctx context.Context, a Actor, f filing) error {
	request, err := r.s.Store.Request(ctx, a.WorkspaceID, f.requestID)
	if err != nil {
		return err
	}
	events, err := r.s.Store.Events(ctx, a.WorkspaceID, f.requestID)
	if err != nil {
		return err
	}
	m, err := r.message(a, request)
	if err != nil {
		return err
	}
	findings, err := r.s.detect(ctx, &m, request)
	if err != nil {
		return err
	}
	if f.reason == reasonReport { // what it returns is our own letter
		findings = nil
	}
	filed := r.mail
	filed.State, filed.Reason, filed.RequestID, filed.MessageID = dsar.IncomingAssigned, f.reason, f.requestID, m.ID
	return r.s.changeViewed(ctx, a, RequestView{Request: request, Events: events}, AnyVersion, func(c *requestChange) error {
		known, err := c.sameMail(ctx, m)
		if err != nil {
			return err
		}
		if known != "" {
			filed.MessageID, filed.Notes = known, append(slices.Clone(filed.Notes), string(thread.NoteKnown))
		} else if err := c.addMessage(ctx, m, r.raw, findings, f.reply); err != nil {
			return err
		}
		if err := f.finish(c.tx, filed); err != nil {
			return err
		}
		return c.tx.DropIncomingRaw(ctx, filed.RawHash)
	})
}

// sameMail returns the id of the message that somebody uploaded out of the same mail,
// "" if there is none.
func (c *requestChange) sameMail(ctx context.Context, m dsar.Message) (string, error) {
	messages, err := c.tx.MessagesOfMail(ctx, c.request.WorkspaceID, c.request.ID, m.RawHash, m.MailID)
	for _, other := range messages {
		if other.RawHash == m.RawHash || other.Text == m.Text {
			return other.ID, nil
		}
	}
	return "", err
}

// message is the mail as a message of the request. A mail without text is a message
// too: what is attached to it may be the answer.
func (r *reading) message(a Actor, request dsar.Request) (dsar.Message, error) {
	on, err := r.day(request)
	if err != nil {
		return dsar.Message{}, err
	}
	m := dsar.Message{
		ID: newID(), WorkspaceID: a.WorkspaceID, RequestID: request.ID, Direction: dsar.DirectionIn, On: on,
		Subject: r.parsed.Subject, From: r.mail.From, To: strings.Join(r.mail.Recipients, ", "), MailID: r.mail.MailID,
		MediaType: "message/rfc822", FileName: "mail.eml", RawHash: r.mail.RawHash, RecordedAt: r.s.now(), ActorID: a.UserID,
	}
	if upload, ok := r.parsed.Upload(); ok {
		m.From, m.To, m.Text = cmp.Or(upload.From, m.From), cmp.Or(upload.To, m.To), upload.Text
	}
	if strings.TrimSpace(m.Text) == "" {
		m.Text = cmp.Or(strings.TrimSpace(m.Subject), "—")
	}
	if len(m.Text) > MaxTextBytes { // the original has the rest
		m.Text = strings.ToValidUTF8(m.Text[:MaxTextBytes], "")
	}
	return m, nil
}

// day is the legal day of the mail: the one on which it arrived here, whatever it says
// of itself. Only a file that is read in later tells its own.
func (r *reading) day(request dsar.Request) (civil.Date, error) {
	loc, err := r.s.zones.get(request.TimeZone)
	if err != nil {
		return civil.Date{}, err
	}
	at := r.mail.ReceivedAt
	if r.mail.Door == dsar.DoorFile && !r.parsed.Date.IsZero() && r.parsed.Date.Before(at) {
		at = r.parsed.Date
	}
	return civil.Of(at, loc), nil
}
