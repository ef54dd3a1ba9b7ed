package casework

import (
	"context"
	"fmt"

	"recourse/internal/civil"
	"recourse/internal/store"
)

// Sweep writes a reminder for everything that has become due at its recipient's
// hour in their zone, by set-based statements; a reminder that exists already is
// left alone. It returns how many were new.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	zones, err := s.Store.UserZones(ctx)
	if err != nil {
		return 0, err
	}
	now := s.now()
	sweep := store.Sweep{Now: now}
	for _, name := range zones {
		loc, err := s.zones.get(name)
		if err != nil {
			return 0, fmt.Errorf("load zone %q: %w", name, err)
		}
		sweep.Zones = append(sweep.Zones, store.ZoneDay{Zone: name, Hour: now.In(loc).Hour(), Day: civil.Of(now, loc)})
	}
	return s.Store.SweepReminders(ctx, sweep)
}
