package casework

import (
	"sync"
	"time"
	_ "time/tzdata" // the zones must be there on machines without a zone database

	"recourse/internal/civil"
)

// zoneCache keeps loaded zones: reading one from disk costs more than the whole
// rest of a list row.
type zoneCache struct{ loaded sync.Map }

func (c *zoneCache) get(name string) (*time.Location, error) {
	if loc, ok := c.loaded.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	c.loaded.Store(name, loc)
	return loc, nil
}

// now is the present instant in whole seconds, UTC.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Second) }

// dayIn is today in the named zone; an unknown zone counts as UTC, since zones are
// checked before they are stored.
func (s *Service) dayIn(zone string) civil.Date {
	loc, err := s.zones.get(zone)
	if err != nil {
		loc = time.UTC
	}
	return civil.Of(s.Now(), loc)
}
