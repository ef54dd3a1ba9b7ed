package datascan

import (
	"bytes"
	"time"

	"recourse/internal/civil"
)

// collector counts the dates of one file.
type collector struct {
	*state
	window
	file string // as RecordType.File
	size int64  // of the file in bytes, -1 if it is not known
	// reason sets aside every date of the file.
	reason Reason
}

// window has the days by which a date is judged.
type window struct {
	// requested is the day from which a date may be that of the export.
	requested civil.Date
	received  civil.Date
}

// field is one place in a structured file where values stand.
type field struct {
	name string // as RecordType.Field
	naming
	tally *tally // what counts; nil until the first date
}

// value counts a value if it is a date.
func (c *collector) value(f *field, v []byte) {
	if !startsLikeDate(v) {
		if f.timely && len(v) > 0 && len(v) <= 20 {
			c.number(f, v)
		}
		return
	}
	r, ok := wholeDate(v)
	switch {
	case ok && (!r.short || f.timely || timeFollows(v, r.end)):
		c.add(f, r, v)
	case f.timely:
		c.number(f, v)
	}
}

// number counts a bare number if the field speaks of time and it is a time stamp or
// a day without signs, 20240131.
func (c *collector) number(f *field, v []byte) {
	if !f.timely {
		return
	}
	v = bytes.TrimSpace(v)
	if m, ok := bytes.CutPrefix(v, []byte("/Date(")); ok {
		v, _, _ = bytes.Cut(m, []byte(")"))
		v, _, _ = bytes.Cut(v, []byte("+"))
	}
	if r, ok := bareDay(v); ok {
		c.add(f, r, nil)
		return
	}
	seconds, zero, ok := stampSeconds(v)
	switch {
	case zero:
		c.setAside(f.name, EpochZero, civil.Must(1970, time.January, 1))
	case ok:
		c.count(f, civil.Of(time.Unix(seconds, 0), time.UTC))
	}
}

// bareDay reads 20240131, and the month 2024-01 as its first day.
func bareDay(v []byte) (reading, bool) {
	cur := cursor{b: v}
	n, length := cur.number()
	r := digits8(n)
	if length == 4 && cur.skip('-') {
		month, digits := cur.number()
		r = reading{year: n, month: month, day: 1}
		return r, digits == 2 && !cur.more() && r.exists()
	}
	return r, length == 8 && !cur.more() && r.year >= civil.MinYear && r.exists()
}

// add counts a date that was read.
func (c *collector) add(f *field, r reading, v []byte) {
	r = c.lengthen(r)
	if isZeroDay(r, v) {
		c.setAside(f.name, EpochZero, c.asDay(r))
		return
	}
	day, err := civil.New(r.year, time.Month(r.month), r.day)
	if err != nil {
		c.setAside(f.name, Future, civil.Date{})
		return
	}
	if r.open {
		c.countOpen(f, r, day)
		return
	}
	if t := c.count(f, day); t != nil {
		switch r.proves {
		case dayFirst:
			t.DayFirstSeen++
		case monthFirst:
			t.MonthFirstSeen++
		case orderUnknown:
		}
	}
}

// lengthen gives a year of two digits its century: the latest that is not after the
// data were received.
func (c *collector) lengthen(r reading) reading {
	if !r.short {
		return r
	}
	now := c.received.Year()
	r.year += now - now%100
	if r.year > now {
		r.year -= 100
	}
	r.short = false
	return r
}

// count counts a day, or sets it aside; it returns where it was counted.
func (c *collector) count(f *field, day civil.Date) *tally {
	if reason := c.judge(f.naming, day); reason != "" {
		c.setAside(f.name, reason, day)
		return nil
	}
	if f.tally == nil {
		f.tally = c.tallyOf(typeKey{c.file, f.name, ""})
	}
	f.tally.add(day)
	c.counted++
	return f.tally
}

// countOpen counts a date of which day and month may be exchanged.
func (c *collector) countOpen(f *field, r reading, day civil.Date) {
	other := civil.Must(r.year, time.Month(r.day), r.month)
	reason, otherReason := c.judge(f.naming, day), c.judge(f.naming, other)
	switch {
	case reason == Future && otherReason == "":
		c.count(f, other) // only one of the two can have been
		return
	case otherReason == Future && reason == "":
		c.count(f, day)
		return
	case reason != "":
		c.setAside(f.name, reason, day)
		return
	}
	if f.tally == nil {
		f.tally = c.tallyOf(typeKey{c.file, f.name, ""})
	}
	c.counted++
	f.tally.DayFirst.add(day)
	f.tally.MonthFirst.add(other)
}

// judge says why a day of a field does not count.
func (c *collector) judge(n naming, day civil.Date) Reason {
	switch {
	case c.reason != "":
		return c.reason
	case n.reason == Export:
		if !day.Before(c.requested) {
			return Export
		}
	case n.reason != "":
		return n.reason
	}
	if day.After(c.received.AddDays(1)) { // the clock of another zone may be ahead
		return Future
	}
	return ""
}

func (c *collector) setAside(name string, reason Reason, day civil.Date) {
	if !day.IsZero() {
		c.tallyOf(typeKey{c.file, name, reason}).add(day)
	}
}

func (c *collector) asDay(r reading) civil.Date {
	day, err := civil.New(r.year, time.Month(r.month), r.day)
	if err != nil {
		return civil.Date{}
	}
	return day
}

// zeroDays are where the clocks of computers begin: Unix (with the zones west of
// Greenwich), spreadsheets, old disks and Macs. Days before 1900 cannot be held and
// are nobody's record.
var zeroDays = map[[3]int]bool{
	{1970, 1, 1}: true, {1969, 12, 31}: true,
	{1900, 1, 1}: true, {1899, 12, 31}: true, {1899, 12, 30}: true,
	{1904, 1, 1}: true, {1980, 1, 1}: true, {1979, 12, 31}: true,
}

// isZeroDay reports whether a date is the zero of a clock. 1 January 2001 is one only
// at the stroke of midnight.
func isZeroDay(r reading, v []byte) bool {
	if r.year > 1980 && r.year != 2001 {
		return false
	}
	day := [3]int{r.year, r.month, r.day}
	if zeroDays[day] || r.year < civil.MinYear {
		return true
	}
	return day == [3]int{2001, 1, 1} && bytes.Contains(v, []byte("00:00:00"))
}
