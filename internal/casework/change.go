package casework

import (
	"context"
	"slices"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// requestChange is one change of one request inside a transaction. Whatever its
// steps are, the projection is stored once, at the end, under the version that was
// read: of two changes at the same time the second is told.
type requestChange struct {
	s       *Service
	tx      *store.Store
	actor   Actor
	request dsar.Request
	events  []dsar.Event
	result  projected
}

// change reads the request, lets fn append events and stores what follows. version
// is the one the caller has seen, or [AnyVersion]. Where the rules have moved the dates
// since, that is recorded first.
func (s *Service) change(ctx context.Context, a Actor, requestID string, version int, fn func(*requestChange) error) error {
	return s.changeUnnoted(ctx, a, requestID, version, noted(ctx, fn))
}

// noted is fn after a note that the rules moved the dates, if they did.
func noted(ctx context.Context, fn func(*requestChange) error) func(*requestChange) error {
	return func(c *requestChange) error {
		if _, err := c.noteLaw(ctx, true); err != nil {
			return err
		}
		return fn(c)
	}
}

// changeUnnoted is change without that record.
func (s *Service) changeUnnoted(ctx context.Context, a Actor, requestID string, version int, fn func(*requestChange) error) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		r, err := tx.Request(ctx, a.WorkspaceID, requestID)
		if err != nil {
			return err
		}
		if version != AnyVersion && version != r.Version {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		events, err := tx.Events(ctx, a.WorkspaceID, r.ID)
		if err != nil {
			return err
		}
		return s.carryOut(ctx, tx, a, r, events, fn)
	})
}

// changeViewed is change for a caller who has read the request already: what they
// have read is not read again. The version under which it is stored is the one that
// was read, so that anything that happened since makes the change [dsar.CodeStale].
func (s *Service) changeViewed(ctx context.Context, a Actor, v RequestView, version int, fn func(*requestChange) error) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	if version != AnyVersion && version != v.Request.Version {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		return s.carryOut(ctx, tx, a, v.Request, v.Events, noted(ctx, fn))
	})
}

func (s *Service) carryOut(ctx context.Context, tx *store.Store, a Actor, r dsar.Request, events []dsar.Event, fn func(*requestChange) error) error {
	c := &requestChange{s: s, tx: tx, actor: a, request: r, events: slices.Clone(events)}
	if err := fn(c); err != nil {
		return err
	}
	return c.finish(ctx)
}

// append adds an event after checking that it fits those before it.
func (c *requestChange) append(ctx context.Context, e dsar.Event) error {
	if err := c.checkOpen(e); err != nil {
		return err
	}
	e.ID, e.WorkspaceID, e.StreamID = newID(), c.request.WorkspaceID, c.request.ID
	e.RecordedAt, e.ActorID, e.Seq = c.s.now(), c.actor.UserID, len(c.events)+1
	if err := dsar.CheckOrder(append(slices.Clone(c.events), e)); err != nil {
		return err
	}
	stored, err := c.tx.AppendEvent(ctx, e)
	if err != nil {
		return err
	}
	c.events = append(c.events, stored)
	return nil
}

// checkOpen refuses what cannot happen to a draft or to a closed request.
func (c *requestChange) checkOpen(e dsar.Event) error {
	anytime := []dsar.EventKind{dsar.EventNote, dsar.EventCorrection, dsar.EventLawChanged}
	if slices.Contains(anytime, e.Kind) {
		return nil
	}
	switch dsar.Fold(c.events).Status {
	case dsar.StatusClosed:
		if e.Kind != dsar.EventReopened {
			return dsar.NewError(dsar.CodeConflict, "error.event.closed", nil)
		}
	case dsar.StatusDraft:
		first := []dsar.EventKind{dsar.EventSent, dsar.EventReceived, dsar.EventWithdrawn, dsar.EventClosed}
		if !slices.Contains(first, e.Kind) {
			return dsar.NewError(dsar.CodeConflict, "error.event.not_sent", nil)
		}
	default:
		if e.Kind == dsar.EventReopened {
			return dsar.NewError(dsar.CodeConflict, "error.event.not_closed", nil)
		}
	}
	return nil
}

// correctable returns the event with the id, if it is one that can be corrected.
func (c *requestChange) correctable(eventID string) (dsar.Event, error) {
	for _, e := range c.events {
		if e.ID != eventID {
			continue
		}
		if e.Kind == dsar.EventCorrection {
			return e, dsar.NewError(dsar.CodeConflict, "error.event.is_correction", nil)
		}
		if e.Kind == dsar.EventLawChanged {
			return e, dsar.NewError(dsar.CodeConflict, "error.event.is_law_change", nil)
		}
		return e, nil
	}
	return dsar.Event{}, dsar.NotFound("event")
}

// checkHold refuses to send an erasure while access is open: what is erased can no
// longer be shown. Once overridden, knowingly, the request remembers it.
func (c *requestChange) checkHold(ctx context.Context, override bool) error {
	if !holdable(c.request) || c.request.HoldOverride {
		return nil
	}
	if override {
		c.request.HoldOverride = true
		return nil
	}
	hold, err := c.s.holdOf(ctx, c.tx, c.request)
	if err != nil || hold == nil {
		return err
	}
	return dsar.NewError(dsar.CodeHeld, "error.held", map[string]any{"Reference": hold.Reference})
}

// holdable reports whether the request asks for erasure without asking for access
// first in the same letter.
func holdable(r dsar.Request) bool { return r.Asks(dsar.RightErasure) && !r.Asks(dsar.RightAccess) }

// holdOf returns the open access request of the same person to the same controller
// that holds the erasure back, and nil if there is none.
func (s *Service) holdOf(ctx context.Context, tx *store.Store, r dsar.Request) (*Hold, error) {
	subject, err := tx.Subject(ctx, r.WorkspaceID, r.SubjectID)
	if err != nil {
		return nil, err
	}
	open, found, err := tx.OpenAccessRequest(ctx, r.WorkspaceID, r.ControllerID, subject.ID, subject.Name, r.ID)
	if err != nil || !found {
		return nil, err
	}
	return &Hold{RequestID: open.ID, Reference: open.Reference}, nil
}

// finish computes what the events add up to, once, and stores it.
func (c *requestChange) finish(ctx context.Context) error {
	complaints, err := c.s.complaintsAbout(ctx, c.tx, c.request, c.events)
	if err != nil {
		return err
	}
	result, err := c.s.project(c.request, c.events, authorityEvents(complaints))
	if err != nil {
		return err
	}
	c.result = result
	if result.LawKnown && c.request.RuleDate.IsZero() {
		c.request.RuleDate = result.Law.RuleFrom
	}
	c.request.Projection = result.Projection
	c.request.Edition, c.request.LawMoved = c.s.edition(c.request, complaints), false
	if err := c.refreshHistoryFindings(ctx); err != nil {
		return err
	}
	if err := c.tx.UpdateRequest(ctx, c.request, c.request.Version); err != nil {
		return err
	}
	list := c.s.clocksOf(c.request, result, c.events, complaints)
	if err := storeClocks(ctx, c.tx, c.request.WorkspaceID, keptClocks(c.request, result.State, list, complaints)); err != nil {
		return err
	}
	return c.s.correctReminders(ctx, c.tx, c.request.WorkspaceID, c.request.ID)
}
