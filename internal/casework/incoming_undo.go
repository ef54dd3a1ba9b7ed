package casework

import (
	"context"
	"slices"

	"recourse/internal/dsar"
	"recourse/internal/mail/thread"
	"recourse/internal/store"
)

// UndoIncoming takes back that a mail was filed. The message leaves the request with what
// was found in it, and the events that rest on it are declared void by corrections; the
// mail waits again, and later mail of the thread no longer follows. What a delivery report
// said of our mail and of its address no longer counts. A message that was there before
// the mail came stays. It returns [dsar.CodeConflict] for a mail that is not
// filed, and [dsar.CodeStale] if version is not the mail's.
func (s *Service) UndoIncoming(ctx context.Context, a Actor, id string, version int) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	m, err := s.Store.Incoming(ctx, a.WorkspaceID, id)
	if err != nil {
		return err
	}
	if m.State != dsar.IncomingAssigned || m.RequestID == "" {
		return dsar.NewError(dsar.CodeConflict, "error.incoming.not_filed", nil)
	}
	m.Version = orAny(version, m.Version)
	r, err := s.unfiled(ctx, a, m)
	if err != nil {
		return err
	}
	return s.change(ctx, a, m.RequestID, AnyVersion, func(c *requestChange) error {
		if err := c.withdrawMail(ctx, m); err != nil {
			return err
		}
		if err := r.withdrawReport(ctx, c, m); err != nil {
			return err
		}
		ids, err := s.followed(ctx, c.tx, a, m)
		if err != nil {
			return err
		}
		if err := c.tx.DeleteThreadDecision(ctx, a.WorkspaceID, ids); err != nil {
			return err
		}
		if err := c.tx.KeepIncomingRaw(ctx, m.RawHash, r.raw); err != nil {
			return err
		}
		if err := c.tx.UpdateIncoming(ctx, r.mail, m.Version); err != nil {
			return err
		}
		return c.tx.Audit(ctx, a.WorkspaceID, a.UserID, "incoming.undo", m.ID, s.now())
	})
}

// unfiled is the mail as it waits again, with proposals as if nobody had decided about
// its thread.
func (s *Service) unfiled(ctx context.Context, a Actor, m dsar.Incoming) (*reading, error) {
	r, err := s.parseIncoming(ctx, m)
	if err != nil {
		return nil, err
	}
	known, err := s.knownBeside(ctx, a.WorkspaceID, r.keys, nil)
	if err != nil {
		return nil, err
	}
	r.decide(a.WorkspaceID, known)
	if to, ok := r.target(); ok {
		r.propose(to)
	}
	r.mail.State, r.mail.Reason = dsar.IncomingWaiting, string(thread.TakenBack)
	r.mail.RequestID, r.mail.MessageID = "", ""
	r.mail.DecidedBy, r.mail.DecidedAt = a.UserID, s.now()
	return r, nil
}

// withdrawMail takes the message that the mail became out of the request.
func (c *requestChange) withdrawMail(ctx context.Context, m dsar.Incoming) error {
	others, err := c.tx.CountIncomingOf(ctx, m.WorkspaceID, m.MessageID)
	if err != nil {
		return err
	}
	if others > 1 || slices.Contains(m.Notes, string(thread.NoteKnown)) {
		return nil
	}
	message, err := c.tx.Message(ctx, m.WorkspaceID, m.MessageID)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range dsar.Effective(c.events) {
		if e.MessageID != message.ID {
			continue
		}
		void := dsar.Event{Kind: dsar.EventCorrection, On: c.s.dayIn(c.request.TimeZone), Details: dsar.Details{Corrects: e.ID, Void: true}}
		if err := c.append(ctx, void); err != nil {
			return err
		}
	}
	return c.tx.DeleteMessage(ctx, message)
}

// followed are the ids by which later mail of the thread follows a decision about m. Our
// own letters are not among them: they belong to their request, whatever was answered.
func (s *Service) followed(ctx context.Context, tx *store.Store, a Actor, m dsar.Incoming) ([]string, error) {
	ours, err := tx.TraceMails(ctx, a.WorkspaceID, m.Thread)
	if err != nil {
		return nil, err
	}
	ids := slices.DeleteFunc(slices.Clone(m.Thread), func(id string) bool {
		return slices.ContainsFunc(ours, func(t store.Traced) bool { return t.Key == id })
	})
	if m.MailID != "" {
		ids = append(ids, m.MailID)
	}
	return ids, nil
}
