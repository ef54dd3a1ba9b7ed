package datascan

import (
	"maps"
	"slices"
	"time"

	"recourse/internal/civil"
)

// order is the order of day and month in a date of figures.
type order int8

const (
	orderUnknown order = iota
	dayFirst
	monthFirst
)

// cell counts the dates of one month.
type cell struct {
	N           int64
	First, Last int8 // days of the month
}

// months are counted by year*12 + month-1.
type months map[int]*cell

func (m months) add(d civil.Date) { m.at(monthOf(d)).add(d) }

// at is the cell of a month, which is made if need be.
func (m months) at(key int) *cell {
	c := m[key]
	if c == nil {
		c = &cell{First: 31}
		m[key] = c
	}
	return c
}

func (c *cell) add(d civil.Date) {
	c.N++
	c.First = min(c.First, int8(d.Day()))
	c.Last = max(c.Last, int8(d.Day()))
}

func (m months) merge(o months) {
	for key, from := range o {
		c := m[key]
		if c == nil {
			m[key] = &cell{N: from.N, First: from.First, Last: from.Last}
			continue
		}
		c.N += from.N
		c.First = min(c.First, from.First)
		c.Last = max(c.Last, from.Last)
	}
}

func (m months) clone() months {
	out := make(months, len(m))
	out.merge(m)
	return out
}

func monthOf(d civil.Date) int { return d.Year()*12 + int(d.Month()) - 1 }

func dayIn(month, day int) civil.Date {
	return civil.Must(month/12, time.Month(month%12+1), day)
}

// period is what the months cover.
func (m months) period() Period {
	if len(m) == 0 {
		return Period{}
	}
	keys := slices.Sorted(maps.Keys(m))
	first, last := keys[0], keys[len(keys)-1]
	p := Period{
		Earliest: dayIn(first, int(m[first].First)),
		Latest:   dayIn(last, int(m[last].Last)),
		Months:   make([]Month, 0, last-first+1),
	}
	for key := first; key <= last; key++ {
		month := Month{Start: dayIn(key, 1)}
		if c := m[key]; c != nil {
			month.Count = c.N
			month.First, month.Last = dayIn(key, int(c.First)), dayIn(key, int(c.Last))
			p.Count += c.N
		}
		p.Months = append(p.Months, month)
	}
	return p
}

// typeKey is a record type, or what was set aside of it for one reason.
type typeKey struct {
	File, Field string
	Reason      Reason
}

// tally are the dates of one record type.
type tally struct {
	Sure months
	// Dates of figures that could be read both ways, counted both ways until the
	// whole data tell which it is.
	DayFirst, MonthFirst months
	// Dates of figures that can be read in one way only.
	DayFirstSeen, MonthFirstSeen int64

	// The month that was counted last: records mostly stand in order of time.
	lastKey int
	last    *cell
}

// add counts a date that can be read in one way only.
func (t *tally) add(d civil.Date) {
	if key := monthOf(d); t.last == nil || key != t.lastKey {
		t.lastKey, t.last = key, t.Sure.at(key)
	}
	t.last.add(d)
}

func newTally() *tally {
	return &tally{Sure: months{}, DayFirst: months{}, MonthFirst: months{}}
}

func (t *tally) merge(o *tally) {
	t.Sure.merge(o.Sure)
	t.DayFirst.merge(o.DayFirst)
	t.MonthFirst.merge(o.MonthFirst)
	t.DayFirstSeen += o.DayFirstSeen
	t.MonthFirstSeen += o.MonthFirstSeen
}

// speaks is the order that the dates of the record type prove, if they agree.
func (t *tally) speaks() order {
	switch {
	case t.DayFirstSeen > 0 && t.MonthFirstSeen == 0:
		return dayFirst
	case t.MonthFirstSeen > 0 && t.DayFirstSeen == 0:
		return monthFirst
	}
	return orderUnknown
}

// settle counts the open dates in the order that the record type proves, or else all
// the data do; what stays open is returned.
func (t *tally) settle(otherwise order) (sure, open months) {
	sure = t.Sure.clone()
	o := t.speaks()
	if o == orderUnknown && t.DayFirstSeen == 0 && t.MonthFirstSeen == 0 {
		o = otherwise
	}
	switch o {
	case dayFirst:
		sure.merge(t.DayFirst)
	case monthFirst:
		sure.merge(t.MonthFirst)
	default:
		return sure, t.DayFirst
	}
	return sure, nil
}
