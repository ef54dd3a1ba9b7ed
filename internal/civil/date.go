// Package civil has the calendar day without a clock and without a time zone,
// and the arithmetic that legal periods need.
//
// A [Date] is what statutes count in. Months are added with a named rounding
// ([Date.AddMonthsClamped]) because the two usual roundings give different legal
// days: 31 January plus one month is 28 or 29 February here, never 3 March.
package civil

import (
	"fmt"
	"regexp"
	"time"
)

// Date is a day of the proleptic Gregorian calendar.
//
// The zero Date is no day at all; it says "there is no such date" and
// [Date.IsZero] reports it. Dates are comparable with == and usable as map keys.
type Date struct {
	year  int16
	month uint8
	day   uint8
}

const layout = "2006-01-02"

// dayShape is what a day looks like, whether or not it exists.
var dayShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// The years a Date can hold. They are wide enough for every legal period and
// narrow enough to refuse slips of the keyboard such as the year 0202.
const (
	MinYear = 1900
	MaxYear = 2199
)

// New returns the day year-month-day, or an error if no such day exists or the
// year lies outside [MinYear] to [MaxYear].
func New(year int, month time.Month, day int) (Date, error) {
	if year < MinYear || year > MaxYear {
		return Date{}, fmt.Errorf("year %d lies outside %d to %d", year, MinYear, MaxYear)
	}
	if month < time.January || month > time.December || day < 1 || day > daysIn(year, month) {
		return Date{}, fmt.Errorf("there is no day %04d-%02d-%02d", year, int(month), day)
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// Must is like [New] for days known to exist. It panics otherwise.
func Must(year int, month time.Month, day int) Date {
	d, err := New(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// Parse reads a day written as 2026-01-31 and nothing else.
func Parse(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	switch {
	case err == nil:
		return New(t.Year(), t.Month(), t.Day())
	case dayShape.MatchString(s):
		return Date{}, fmt.Errorf("there is no day %s", s)
	}
	return Date{}, fmt.Errorf("%q is not a day written as 2026-01-31", s)
}

// MustParse is like [Parse] for texts known to be good. It panics otherwise.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Of returns the day on which the instant t falls in the zone loc.
func Of(t time.Time, loc *time.Location) Date {
	t = t.In(loc)
	return fromTime(t)
}

func fromTime(t time.Time) Date {
	return Date{int16(t.Year()), uint8(t.Month()), uint8(t.Day())}
}

// IsZero reports whether d is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year, and 0 for the zero Date.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, and 0 for the zero Date.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month, and 0 for the zero Date.
func (d Date) Day() int { return int(d.day) }

// Weekday returns the day of the week. The zero Date has none; it gives Sunday.
func (d Date) Weekday() time.Weekday {
	if d.IsZero() {
		return time.Sunday
	}
	// Sakamoto's method: January and February count to the year before, and each month
	// brings its own offset. A legal date asks for many weekdays.
	year := int(d.year)
	if d.month < 3 {
		year--
	}
	return time.Weekday((year + year/4 - year/100 + year/400 + int(weekdayOffsets[d.month-1]) + int(d.day)) % 7)
}

var weekdayOffsets = [12]uint8{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}

// String returns the day as 2026-01-31, and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Before reports whether d is earlier than e. The zero Date is before every day.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare returns -1, 0 or +1 as d is before, equal to or after e.
func (d Date) Compare(e Date) int {
	if c := int(d.year) - int(e.year); c != 0 {
		return sign(c)
	}
	if c := int(d.month) - int(e.month); c != 0 {
		return sign(c)
	}
	return sign(int(d.day) - int(e.day))
}

// Latest returns the latest of the given days; zero Dates count as earliest.
func Latest(first Date, others ...Date) Date {
	for _, d := range others {
		if d.After(first) {
			first = d
		}
	}
	return first
}

// AddDays returns the day n days after d; n may be negative.
// The zero Date stays the zero Date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	if n < 0 || n > 400 {
		return fromTime(d.utc().AddDate(0, 0, n))
	}
	// Legal periods are short: walking the months costs less than going through time.
	year, month, day := int(d.year), time.Month(d.month), int(d.day)+n
	for day > 28 {
		length := daysIn(year, month)
		if day <= length {
			break
		}
		day -= length
		if month++; month > time.December {
			year, month = year+1, time.January
		}
	}
	return Date{int16(year), uint8(month), uint8(day)}
}

// AddMonthsClamped returns the day with the same number n months later, or the
// last day of that month if it has no such day: 31 January plus one month is 28
// or 29 February (Reg. 1182/71 Art. 3(2)(c)). n may be negative.
// The zero Date stays the zero Date.
func (d Date) AddMonthsClamped(n int) Date {
	if d.IsZero() {
		return d
	}
	months := int(d.year)*12 + int(d.month) - 1 + n
	year, month := months/12, time.Month(months%12+1)
	return Date{int16(year), uint8(month), uint8(min(int(d.day), daysIn(year, month)))}
}

// DaysUntil returns the number of days from d to e; it is negative if e is earlier.
func (d Date) DaysUntil(e Date) int {
	return int(e.utc().Sub(d.utc()) / (24 * time.Hour))
}

// StartIn returns the instant at which the day begins in the zone loc.
func (d Date) StartIn(loc *time.Location) time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, loc)
}

// MarshalText writes the day as 2026-01-31 and the zero Date as nothing.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Date.MarshalText] writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Date) utc() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

func daysIn(year int, month time.Month) int {
	if month == time.February && (year%4 != 0 || year%100 == 0 && year%400 != 0) {
		return 28
	}
	return int(monthLengths[month-1])
}

// monthLengths are those of a leap year.
var monthLengths = [12]uint8{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
