package casework

import (
	"context"
	"errors"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

const (
	silenceBatch = 200
	// silencesPerRun bounds the work of one run; the next one goes on.
	silencesPerRun = 500
)

// errEnoughFound ends a run that has written as much as it may.
var errEnoughFound = errors.New("enough for one run")

// WatchSilence finds what the calendar alone brings about: the last day for an answer
// passes, and nothing happens to the request that would have it looked at. Requests that
// somebody changes at the same time are left to that change. It returns how many
// requests have other findings now.
func (s *Service) WatchSilence(ctx context.Context) (renewed int, err error) {
	if _, known := s.Detector.Kind(restriction.KeySilence); !known {
		return 0, nil
	}
	on := civil.Of(s.Now(), time.FixedZone("", 14*60*60)) // the latest day anywhere
	err = s.Store.EachRequestUnanswered(ctx, silenceBatch, on, restriction.KeySilence, func(batch []dsar.Request) error {
		for _, r := range batch {
			if renewed == silencesPerRun {
				return errEnoughFound
			}
			changed, err := s.renewFindings(ctx, r)
			if err != nil {
				return err
			}
			if changed {
				renewed++
			}
		}
		return nil
	})
	if errors.Is(err, errEnoughFound) {
		err = nil
	}
	return renewed, err
}

// renewFindings brings the findings from events of a request up to the day.
func (s *Service) renewFindings(ctx context.Context, r dsar.Request) (changed bool, err error) {
	events, err := s.Store.Events(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return false, err
	}
	complaints, stored, err := s.besideEvents(ctx, s.Store, r, events)
	if err != nil {
		return false, err
	}
	t, err := s.stand(r, events, complaints, stored)
	if err != nil {
		// A request whose dates cannot be computed is the matter of the law job.
		return false, nil //nolint:nilerr // nothing is found without dates
	}
	fresh, differ, err := s.freshFindings(ctx, s.Store, r, events, t.projected)
	if err != nil || !differ {
		return false, err
	}
	err = s.Store.RenewFindings(ctx, r, fresh)
	if code := dsar.CodeOf(err); code == dsar.CodeStale || code == dsar.CodeNotFound {
		return false, nil
	}
	return err == nil, err
}
