package casework

import (
	"context"
	"maps"
	"time"

	"recourse/internal/dsar"
)

// Reminders that cannot be told, because what they are about cannot be read or put into
// words, are tried again after as long as they have waited already, within these bounds.
const (
	firstRetry = 5 * time.Minute
	lastRetry  = 24 * time.Hour
)

// spoil sets a reminder aside that cannot be told now, for another try. The health page
// counts those that are set aside.
func (s *Service) spoil(ctx context.Context, r dsar.Reminder, reason error) error {
	s.Log.ErrorContext(ctx, "a reminder cannot be told; it is tried again", "request", r.RequestID, "kind", r.Kind, "error", reason.Error())
	waited := min(max(s.now().Sub(r.CreatedAt), firstRetry), lastRetry)
	err := s.Store.FailReminder(ctx, r, s.now().Add(waited))
	if dsar.CodeOf(err) == dsar.CodeStale {
		return nil // another instance has dealt with it
	}
	return err
}

// readable reads what the reminders of one recipient are about. One request that cannot be
// read does not keep back the reminders of the others: it is found and set aside.
func (s *Service) readable(ctx context.Context, reminders []dsar.Reminder) (*looker, []dsar.Reminder, error) {
	l, err := s.lookerFor(ctx, s.Store, reminders)
	if err == nil {
		return l, reminders, nil
	}
	bad, err := s.unreadable(ctx, reminders, err)
	if err != nil {
		return nil, nil, err
	}
	var rest []dsar.Reminder
	for _, r := range reminders {
		reason, spoilt := bad[r.RequestID]
		if !spoilt {
			rest = append(rest, r)
			continue
		}
		if err := s.spoil(ctx, r, reason); err != nil {
			return nil, nil, err
		}
	}
	l, err = s.lookerFor(ctx, s.Store, rest)
	return l, rest, err
}

// unreadable finds by halves which requests cannot be read, and why. It returns the reason
// itself where the database is gone.
func (s *Service) unreadable(ctx context.Context, reminders []dsar.Reminder, reason error) (map[string]error, error) {
	if ctx.Err() != nil || s.Store.Ping(ctx) != nil {
		return nil, reason
	}
	requests := requestsOf(reminders)
	if len(requests) == 1 {
		return map[string]error{requests[0]: reason}, nil
	}
	halves := halvesOf(reminders, requests[:len(requests)/2])
	bad := make(map[string]error)
	for _, half := range halves {
		_, err := s.lookerFor(ctx, s.Store, half)
		if err == nil {
			continue
		}
		found, err := s.unreadable(ctx, half, err)
		if err != nil {
			return nil, err
		}
		maps.Copy(bad, found)
	}
	return bad, nil
}

// halvesOf parts reminders into those about the requests and the others.
func halvesOf(reminders []dsar.Reminder, requests []string) (halves [2][]dsar.Reminder) {
	first := make(map[string]bool, len(requests))
	for _, id := range requests {
		first[id] = true
	}
	for _, r := range reminders {
		if first[r.RequestID] {
			halves[0] = append(halves[0], r)
		} else {
			halves[1] = append(halves[1], r)
		}
	}
	return halves
}
