package law

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// Holiday is a public holiday of a region.
type Holiday struct {
	// On is the day that is free. For a holiday observed on another day it is that
	// other day.
	On civil.Date
	// Name is what the day is called.
	Name Text
	// Substitute reports that On stands in for the day itself, which fell on a weekend.
	Substitute bool
	// Source is the statute or proclamation.
	Source Reference
}

// span is a closed range of years; the zero span has no bounds.
type span struct{ first, last int }

func (s span) has(year int) bool {
	return (s.first == 0 || year >= s.first) && (s.last == 0 || year <= s.last)
}

// observance says what happens to a holiday that falls on a weekend.
type observance string

const (
	stays          observance = "stays"           // nothing
	nextFreeDay    observance = "next_free_day"   // the next weekday that is not itself a holiday
	nearestWeekday observance = "nearest_weekday" // Saturday on Friday, Sunday on Monday
)

// holidayRule is one line of a holiday file.
type holidayRule struct {
	name    Text
	source  Reference
	on      dayRule
	years   span
	except  []int
	weekend observance
}

func (h holidayRule) in(year int) (civil.Date, bool) {
	if !h.years.has(year) || slices.Contains(h.except, year) {
		return civil.Date{}, false
	}
	return h.on(year)
}

// calendar is the computed calendar of one region. It never changes.
type calendar struct {
	id, parent string
	aliases    []string
	name       Text
	years      span
	list       []Holiday // sorted by day
	byDay      map[civil.Date]int
}

func newCalendar(rules []holidayRule, years span) ([]Holiday, map[civil.Date]int) {
	var list []Holiday
	// One year more on each side: a holiday may be observed in the neighbouring year.
	for year := years.first - 1; year <= years.last+1 && years.first > 0; year++ {
		list = append(list, observed(rules, year)...)
	}
	list = slices.DeleteFunc(list, func(h Holiday) bool { return !years.has(h.On.Year()) })
	slices.SortStableFunc(list, func(a, b Holiday) int { return a.On.Compare(b.On) })
	byDay := make(map[civil.Date]int, len(list))
	for i, h := range list {
		if _, taken := byDay[h.On]; !taken {
			byDay[h.On] = i
		}
	}
	return list, byDay
}

// observed returns the free days that the holidays of one year lead to.
func observed(rules []holidayRule, year int) []Holiday {
	days := make([]Holiday, 0, len(rules))
	moves := make([]observance, 0, len(rules))
	taken := make(map[civil.Date]bool, len(rules))
	for _, rule := range rules {
		if on, ok := rule.in(year); ok {
			days = append(days, Holiday{On: on, Name: rule.name, Source: rule.source})
			moves = append(moves, rule.weekend)
			taken[on] = true
		}
	}
	for i, h := range days {
		on := observedOn(h.On, moves[i], taken)
		if on != h.On {
			days[i].On, days[i].Substitute = on, true
			taken[on] = true
		}
	}
	return days
}

func observedOn(on civil.Date, how observance, taken map[civil.Date]bool) civil.Date {
	weekday := on.Weekday()
	if weekday != time.Saturday && weekday != time.Sunday {
		return on
	}
	switch {
	case how == nextFreeDay:
		return on.NextWorking(func(d civil.Date) bool { return !isWeekend(d) && !taken[d] })
	case how == nearestWeekday && weekday == time.Saturday:
		return on.AddDays(-1)
	case how == nearestWeekday:
		return on.AddDays(1)
	}
	return on
}

func isWeekend(d civil.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// holiday returns the public holiday on that day, if there is one.
func (c *calendar) holiday(d civil.Date) (Holiday, bool) {
	i, ok := c.byDay[d]
	if !ok {
		return Holiday{}, false
	}
	return c.list[i], true
}

// working reports whether d is neither a weekend nor a public holiday
// (Reg. 1182/71 Art. 2(2)).
func (c *calendar) working(d civil.Date) bool {
	if isWeekend(d) {
		return false
	}
	_, free := c.byDay[d]
	return !free
}

// check refuses a day for which the holidays are not known.
func (c *calendar) check(d civil.Date) error {
	if d.IsZero() || c.years.has(d.Year()) {
		return nil
	}
	return &CalendarError{Region: c.id, On: d, FirstYear: c.years.first, LastYear: c.years.last}
}

// shift says which days cannot be the last day of a period. The zero shift moves
// nothing.
type shift struct{ saturday, sunday, holiday bool }

func (s shift) isZero() bool { return s == shift{} }

// next returns the first day from d on that can be the last day.
func (c *calendar) next(d civil.Date, s shift) civil.Date {
	if s.isZero() {
		return d
	}
	return d.NextWorking(func(on civil.Date) bool {
		if s.saturday && on.Weekday() == time.Saturday || s.sunday && on.Weekday() == time.Sunday {
			return false
		}
		_, free := c.byDay[on]
		return !free || !s.holiday
	})
}
