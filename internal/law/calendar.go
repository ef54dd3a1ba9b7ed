package law

import (
	"fmt"
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

// calendar is the calendar of one region. It never changes; its days are computed when
// they are first asked for.
type calendar struct {
	id, parent string
	aliases    []string
	name       Text
	years      span
	file       string
	line       int
	byHand     bool // a person may choose it; it is nobody's default
	// own reads the rules of the region's own file.
	own func() ([]holidayRule, error)
	// days computes the days of the region and its parents.
	days func() dayTable
}

// dayTable is what a calendar computes to.
type dayTable struct {
	list  []Holiday // sorted by day
	byDay map[civil.Date]int
	err   error // what is wrong with the holiday files; nothing is known then
}

func (c *calendar) compute(all map[string]*calendar) dayTable {
	rules, err := c.inherited(all)
	if err != nil {
		return dayTable{err: fmt.Errorf("holidays of %s: %w", c.id, err)}
	}
	return newDayTable(rules, c.years)
}

func newDayTable(rules []holidayRule, years span) dayTable {
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
	return dayTable{list: list, byDay: byDay}
}

func isWeekend(d civil.Date) bool {
	day := d.Weekday()
	return day == time.Saturday || day == time.Sunday
}

// holiday returns the public holiday on that day, if there is one. It belongs to the
// calendar and must not be changed.
func (c *calendar) holiday(d civil.Date) (*Holiday, bool) {
	table := c.days()
	i, ok := table.byDay[d]
	if !ok {
		return nil, false
	}
	return &table.list[i], true
}

// working reports whether d is neither a weekend nor a public holiday
// (Reg. 1182/71 Art. 2(2)).
func (c *calendar) working(d civil.Date) bool {
	if isWeekend(d) {
		return false
	}
	_, free := c.days().byDay[d]
	return !free
}

// err reports what is wrong with the region's holiday file or a parent's.
func (c *calendar) err() error { return c.days().err }

// check refuses a day for which the holidays are not known.
func (c *calendar) check(d civil.Date) error {
	if err := c.err(); err != nil {
		return err
	}
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
	byDay := c.days().byDay
	return d.NextWorking(func(on civil.Date) bool {
		if day := on.Weekday(); s.saturday && day == time.Saturday || s.sunday && day == time.Sunday {
			return false
		}
		_, free := byDay[on]
		return !free || !s.holiday
	})
}
