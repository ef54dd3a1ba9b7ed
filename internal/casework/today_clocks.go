package casework

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// TodayClock is a clock with the names by which the page "Today" shows it.
type TodayClock struct{ store.ClockEntry }

// Name is what the clock is called in the language of lang.
func (c TodayClock) Name(lang string) string { return law.Clock{ID: c.Clock.ID}.Name(lang) }

// todayClocks are the windows of the reader that close within the coming days.
func (s *Service) todayClocks(ctx context.Context, a Actor, day civil.Date) ([]TodayClock, error) {
	entries, err := s.Store.ClocksEnding(ctx, a.WorkspaceID, dsar.RemindBefore, day, day.AddDays(horizonDays), todayLate)
	list := make([]TodayClock, 0, len(entries))
	for _, e := range entries {
		list = append(list, TodayClock{e})
	}
	return list, err
}
