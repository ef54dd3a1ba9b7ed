package casework

import (
	"context"
	"slices"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// noteAccepted notes that the relay has taken a mail. The legal day on which a letter was
// sent is the day on which it went out: where the mail waited past midnight, the event is
// corrected with it. Whatever becomes of that, the acceptance is noted.
func (s *Service) noteAccepted(ctx context.Context, o dsar.OutboxMail, response string) error {
	accepted := func(tx *store.Store) error {
		return tx.FinishAttempt(ctx, o, dsar.OutboxAccepted, response, s.now(), time.Time{})
	}
	if o.Kind != "letter" || o.MessageID == "" {
		return accepted(s.Store)
	}
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := accepted(tx); err != nil {
			return err
		}
		return s.moveSending(ctx, tx, o)
	})
	if err == nil {
		return nil
	}
	s.Log.WarnContext(ctx, "the day of a sending could not be brought up to the mail", "request", o.RequestID, "error", err.Error())
	return accepted(s.Store)
}

// moveSending brings the event that sending the letter was up to today, if this is the
// first of the letter's mails that the relay took and no person gave the event another day.
func (s *Service) moveSending(ctx context.Context, tx *store.Store, o dsar.OutboxMail) error {
	r, err := tx.Request(ctx, o.WorkspaceID, o.RequestID)
	if err != nil {
		return err
	}
	events, err := tx.Events(ctx, o.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	today := s.dayIn(r.TimeZone)
	sent, found := sendingOf(events, o.MessageID)
	if !found || !sent.On.Before(today) || correctedByHand(events, sent.ID) {
		return nil
	}
	first, err := firstAccepted(ctx, tx, o)
	if err != nil || !first {
		return err
	}
	program := Actor{WorkspaceID: r.WorkspaceID}
	err = s.carryOut(ctx, tx, program, r, events, func(c *requestChange) error {
		return c.append(ctx, dsar.Event{Kind: dsar.EventCorrection, On: today, Details: dsar.Details{
			Corrects: sent.ID, NewKind: sent.Kind, NewOn: today, Automatic: true,
		}})
	})
	if err != nil {
		return err
	}
	return tx.MoveMessage(ctx, o.WorkspaceID, o.MessageID, today)
}

// sendingOf is the event that sending the message was, as it stands; an event that was
// taken back is none.
func sendingOf(events []dsar.Event, messageID string) (dsar.Event, bool) {
	for _, e := range dsar.Effective(events) {
		if e.MessageID == messageID && e.Details.LetterID != "" {
			return e, true
		}
	}
	return dsar.Event{}, false
}

func correctedByHand(events []dsar.Event, id string) bool {
	return slices.ContainsFunc(events, func(e dsar.Event) bool {
		return e.Kind == dsar.EventCorrection && e.Details.Corrects == id && !e.Details.Automatic
	})
}

// firstAccepted reports whether no other mail with the same letter has been taken.
func firstAccepted(ctx context.Context, tx *store.Store, o dsar.OutboxMail) (bool, error) {
	mails, err := tx.OutboxOf(ctx, o.WorkspaceID, o.RequestID)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(mails, func(other dsar.OutboxMail) bool {
		return other.ID != o.ID && other.MessageID == o.MessageID && !other.SentAt.IsZero()
	}), nil
}
