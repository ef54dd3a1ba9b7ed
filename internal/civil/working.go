package civil

import "time"

// Working reports whether a day is a working day. Which days are is a matter of
// law and place; this package only counts them.
type Working func(Date) bool

// horizon bounds how far [Date.NextWorking] looks: longer than any run of
// non-working days, so that a Working that never says yes cannot hang a program.
const horizon = 400

// NextWorking returns d if it is a working day, otherwise the first working day
// after it. It returns the zero Date if there is none within 400 days, and for the
// zero Date.
func (d Date) NextWorking(working Working) Date {
	if d.IsZero() {
		return d
	}
	for range horizon {
		if working(d) {
			return d
		}
		d = d.AddDays(1)
	}
	return Date{}
}

// AddWorkingDays returns the n-th working day after d, d itself not counted
// whatever it is (Reg. 1182/71 Art. 3(1)). It returns d for n < 1, and the zero
// Date if the days run out or for the zero Date.
func (d Date) AddWorkingDays(n int, working Working) Date {
	for range n {
		if d.IsZero() {
			return d
		}
		d = d.AddDays(1).NextWorking(working)
	}
	return d
}

// Easter returns Easter Sunday of the Gregorian calendar, by the Gregorian
// computus as Meeus, Jones and Butcher wrote it down. It panics for a year outside
// [MinYear] to [MaxYear].
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := (h + l - 7*m + 90) / 25
	p := (h + l - 7*m + 33*n + 19) % 32
	return Must(year, time.Month(n), p)
}
