package law

import (
	"fmt"
	"time"

	"recourse/internal/civil"
)

// ParseMoment reads the legal day of an event, written as a day ("2026-01-31") or as
// an instant with offset (RFC 3339). An instant becomes the local day in loc, the
// zone of the place where the controller must act; a nil loc counts as UTC. The instant
// is returned too; it is the zero time where only a day was written.
func ParseMoment(s string, loc *time.Location) (civil.Date, time.Time, error) {
	if day, err := civil.Parse(s); err == nil {
		return day, time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return civil.Date{}, time.Time{}, fmt.Errorf("%q is neither a day (2026-01-31) nor an instant (2026-01-31T09:30:00+01:00)", s)
	}
	if loc == nil {
		loc = time.UTC
	}
	local := at.In(loc)
	day, err := civil.New(local.Year(), local.Month(), local.Day())
	return day, at, err
}
