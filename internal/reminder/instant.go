package reminder

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// DueInstant returns the instant at which a reminder for the day on goes out to the
// recipient: their hour in their zone. It never lies before that day begins at their
// place.
//
// On a day off it waits for the next day that is none, unless that would be after until,
// the last day on which the reminder is of use; a zero until sets no limit. An hour that a
// change of the clocks skips is the moment after the change; of an hour that comes twice
// it is the first.
func DueInstant(on, until civil.Date, to Recipient) time.Time {
	if on.IsZero() {
		return time.Time{}
	}
	return wallClock(dayOfWork(on, until, to.DaysOff), to.Hour, to.zone())
}

// dayOfWork is the first day from on that is no day off, or on itself where that day would
// come too late.
func dayOfWork(on, until civil.Date, off []time.Weekday) civil.Date {
	if len(off) == 0 {
		return on
	}
	next := on.NextWorking(func(d civil.Date) bool { return !slices.Contains(off, d.Weekday()) })
	if next.IsZero() || !until.IsZero() && next.After(until) {
		return on
	}
	return next
}

// furthest is more than any zone is ahead of UTC.
const furthest = 26 * time.Hour

// wallClock is the first instant at which the clocks of the zone show the hour of the day
// or more. time.Date does not say which instant it returns for an hour that does not exist
// or exists twice, so the stretches between two changes of the clocks are looked at one by
// one.
func wallClock(day civil.Date, hour int, zone *time.Location) time.Time {
	shown := day.StartIn(time.UTC).Add(time.Duration(hour) * time.Hour)
	from := shown.Add(-furthest).In(zone)
	for {
		_, offset := from.Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if at.Before(from) {
			at = from // the change of the clocks skipped the hour
		}
		_, end := from.ZoneBounds()
		if end.IsZero() || at.Before(end) {
			return at.UTC()
		}
		from = end.In(zone)
	}
}
