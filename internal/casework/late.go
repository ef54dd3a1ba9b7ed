package casework

import (
	"context"

	"recourse/internal/dsar"
)

// markLateAnswers fills in by how many days the answers came late. When the first
// answer came is known from the events alone; they are read for those requests of
// the list that may have been answered late.
func (s *Service) markLateAnswers(ctx context.Context, a Actor, list []RequestSummary) error {
	var ids []string
	for _, item := range list {
		if maybeAnsweredLate(item.Request.Projection) {
			ids = append(ids, item.Request.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	events, err := s.Store.EventsOf(ctx, a.WorkspaceID, ids)
	if err != nil {
		return err
	}
	for i, item := range list {
		state := dsar.Fold(events[item.Request.ID])
		if !state.FirstReplyOn.IsZero() {
			list[i].AnsweredLate = daysLate(item.Request.Projection, state, item.Today)
		}
	}
	return nil
}

// maybeAnsweredLate reports whether the event recorded last lies after the last
// lawful day of a request to which no answer is awaited any more. Only a request to
// which a late answer was followed by an event of an earlier day goes unmarked.
func maybeAnsweredLate(p dsar.Projection) bool {
	return !p.Awaiting && !p.EffectiveDue.IsZero() && p.LastEventOn.After(p.EffectiveDue)
}
