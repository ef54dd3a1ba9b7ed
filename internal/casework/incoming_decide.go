package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/mail/thread"
	"recourse/internal/store"
)

// Assignment is what a person says of an incoming mail.
type Assignment struct {
	RequestID string
	Reference string // instead of RequestID
	// Correspondence files the mail without counting it as the controller's answer.
	Correspondence bool
}

// AssignIncoming files a mail with a request, as the controller's answer or as mere
// correspondence. Later mail of the same thread follows. It returns
// [dsar.CodeConflict] for a mail that is filed already, or where the request does not
// allow it, and [dsar.CodeStale] if version is not the mail's.
func (s *Service) AssignIncoming(ctx context.Context, a Actor, id string, in Assignment, version int) error {
	m, err := s.decidable(ctx, a, id, version)
	if err != nil {
		return err
	}
	if in.RequestID, err = s.namedRequest(ctx, a, in); err != nil {
		return err
	}
	r, err := s.parseIncoming(ctx, m)
	if err != nil {
		return err
	}
	r.mail.DecidedBy, r.mail.DecidedAt, r.mail.Proposals = a.UserID, s.now(), nil
	request, err := s.Store.Request(ctx, a.WorkspaceID, in.RequestID)
	if err != nil {
		return err
	}
	reply := !in.Correspondence && request.Projection.Status != dsar.StatusClosed
	return r.file(ctx, a, filing{requestID: in.RequestID, reason: string(thread.ByPerson), reply: reply, finish: func(tx *store.Store, m dsar.Incoming) error {
		if err := tx.UpdateIncoming(ctx, m, m.Version); err != nil {
			return err
		}
		return s.rememberThread(ctx, tx, a, m)
	}})
}

// namedRequest returns the id of the request that an assignment names.
func (s *Service) namedRequest(ctx context.Context, a Actor, in Assignment) (string, error) {
	if in.RequestID != "" {
		return in.RequestID, nil
	}
	reference, ok := dsar.ParseReference(in.Reference)
	if !ok {
		return "", dsar.Invalid("request", "error.incoming.request", nil)
	}
	r, err := s.Store.RequestByReference(ctx, a.WorkspaceID, reference)
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		err = dsar.Invalid("request", "error.incoming.request", nil)
	}
	return r.ID, err
}

// rememberThread has later mail of the thread follow the decision.
func (s *Service) rememberThread(ctx context.Context, tx *store.Store, a Actor, m dsar.Incoming) error {
	ids, err := s.followed(ctx, tx, a, m)
	if err != nil {
		return err
	}
	return tx.PutThreadDecision(ctx, a.WorkspaceID, store.ThreadDecision{
		MailIDs: ids, RequestID: m.RequestID, DecidedBy: a.UserID, DecidedAt: m.DecidedAt,
	})
}

// RefuseIncoming sets a mail aside that belongs to no request. It is kept, and
// [Service.RestoreIncoming] brings it back.
func (s *Service) RefuseIncoming(ctx context.Context, a Actor, id string, version int) error {
	m, err := s.decidable(ctx, a, id, version)
	if err != nil {
		return err
	}
	m.State, m.DecidedBy, m.DecidedAt = dsar.IncomingRefused, a.UserID, s.now()
	return s.Store.UpdateIncoming(ctx, m, m.Version)
}

// RestoreIncoming has a mail that was set aside read again, as if it had just come.
func (s *Service) RestoreIncoming(ctx context.Context, a Actor, id string, version int) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	m, err := s.Store.Incoming(ctx, a.WorkspaceID, id)
	if err != nil {
		return err
	}
	if m.State != dsar.IncomingRefused {
		return dsar.NewError(dsar.CodeConflict, "error.incoming.not_refused", nil)
	}
	m.State, m.Reason, m.DecidedBy, m.Attempts, m.NotBefore = dsar.IncomingStored, "", "", 0, s.now()
	return s.Store.UpdateIncoming(ctx, m, orAny(version, m.Version))
}

// decidable returns a mail that a person can decide about, in the version they saw.
func (s *Service) decidable(ctx context.Context, a Actor, id string, version int) (dsar.Incoming, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Incoming{}, err
	}
	m, err := s.Store.Incoming(ctx, a.WorkspaceID, id)
	if err != nil {
		return m, err
	}
	if m.State == dsar.IncomingAssigned {
		return m, dsar.NewError(dsar.CodeConflict, "error.incoming.assigned", nil)
	}
	m.Version = orAny(version, m.Version)
	return m, nil
}
