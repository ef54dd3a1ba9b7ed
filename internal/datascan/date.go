package datascan

import (
	"unicode"
	"unicode/utf8"
)

// reading is a date as it stands in a text. Whether there is such a day is checked,
// whether it is plausible is not.
type reading struct {
	year, month, day int
	// open: day and month could be exchanged.
	open bool
	// proves is the order that figures prove in which only one order is possible.
	proves order
	// short: the year has two digits.
	short bool
	// start and end are the bytes of the date, without the time of day.
	start, end int
}

// readDate reads the date whose first number begins at position i of b. The word
// before may be its month.
func readDate(b []byte, i int) (reading, bool) {
	c := cursor{b: b, i: i}
	n, length := c.number()
	var r reading
	ok := false
	switch length {
	case 4:
		r, ok = yearFirst(&c, n)
	case 8:
		r, ok = compact(&c, n)
	case 1, 2:
		r, ok = smallFirst(b, &c, n, i)
	}
	if !ok {
		return reading{}, false
	}
	r.end = c.i
	if r.start == 0 {
		r.start = i
	}
	return r, r.exists() && !isAlnumAfter(b, r.end)
}

// isAlnumAfter reports whether a number or word goes on at position i. The T before
// a time of day does not count.
func isAlnumAfter(b []byte, i int) bool {
	if i >= len(b) || !isAlnum(b[i]) {
		return false
	}
	if b[i] >= utf8.RuneSelf {
		r, _ := utf8.DecodeRune(b[i:])
		return unicode.IsLetter(r)
	}
	return b[i] != 'T' && b[i] != 't' || i+1 >= len(b) || !isDigit(b[i+1])
}

var monthDays = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func (r reading) exists() bool {
	if r.month < 1 || r.month > 12 || r.day < 1 || r.day > monthDays[r.month] {
		return false
	}
	leap := r.year%4 == 0 && (r.year%100 != 0 || r.year%400 == 0)
	return r.month != 2 || r.day < 29 || leap
}

// yearFirst reads what follows the year in 2024-01-31, 2024/1/31, 2024.01.31 and
// 2024-Jan-31.
func yearFirst(c *cursor, year int) (reading, bool) {
	separator := c.peek()
	if separator != '-' && separator != '/' && separator != '.' {
		return reading{}, false
	}
	c.i++
	month, length := c.number()
	if length == 0 {
		var scratch [maxWord]byte
		month, length = monthNames[string(c.word(&scratch))], 2
	}
	if length > 2 || !c.skip(separator) {
		return reading{}, false
	}
	day, length := c.number()
	return reading{year: year, month: month, day: day}, length == 1 || length == 2
}

// compact reads 20240131 where a T and a time of day follow.
func compact(c *cursor, n int) (reading, bool) {
	if c.peek() != 'T' || c.i+1 >= len(c.b) || !isDigit(c.b[c.i+1]) {
		return reading{}, false
	}
	return digits8(n), true
}

func digits8(n int) reading {
	return reading{year: n / 10000, month: n / 100 % 100, day: n % 100}
}

// smallFirst reads a date that begins with a day or a month, or whose month is the
// word before.
func smallFirst(b []byte, c *cursor, n, i int) (reading, bool) {
	at := *c
	if r, ok := figures(c, n); ok {
		return r, true
	}
	*c = at
	if r, ok := dayThenName(c, n); ok {
		return r, true
	}
	*c = at
	var scratch [maxWord]byte
	word, start := wordBefore(b, i, &scratch)
	month := monthNames[string(word)]
	if month == 0 {
		return reading{}, false
	}
	year, ok := yearAfterDay(c)
	return reading{year: year, month: month, day: n, start: start}, ok
}

// figures reads what follows the first number in 31.01.2024, 31/1/2024 and 31-01-24.
// A point means that the day comes first; the other signs leave it open.
func figures(c *cursor, a int) (reading, bool) {
	separator := c.peek()
	if separator != '-' && separator != '/' && separator != '.' {
		return reading{}, false
	}
	c.i++
	b, length := c.number()
	if length < 1 || length > 2 || !c.skip(separator) {
		return reading{}, false
	}
	year, length := c.number()
	if length != 4 && length != 2 {
		return reading{}, false
	}
	r := reading{year: year, month: b, day: a, short: length == 2}
	if separator == '.' {
		return r, true
	}
	return inOrder(r), true
}

func inOrder(r reading) reading {
	switch {
	case r.day > 12:
		r.proves = dayFirst
	case r.month > 12:
		r.day, r.month = r.month, r.day
		r.proves = monthFirst
	default:
		r.open = r.day != r.month
	}
	return r
}

// dayThenName reads what follows the day in 5 January 2024, 1er janvier 2024,
// 5. Januar 2024, 5 de enero de 2024, 05-Jan-2024 and 05/Jan/2024.
func dayThenName(c *cursor, day int) (reading, bool) {
	month, between := 0, 0
	var scratch [maxWord]byte
	for ; month == 0 && between < 3; between++ {
		separate(c, "-/.")
		word := c.word(&scratch)
		month = monthNames[string(word)]
		if month == 0 && !joinWords[string(word)] {
			return reading{}, false
		}
	}
	separate(c, "-/.,")
	at := *c
	if word := c.word(&scratch); len(word) > 0 && joinWords[string(word)] {
		c.blanks()
	} else {
		*c = at
	}
	year, length := c.number()
	return reading{year: year, month: month, day: day}, length == 4
}

// separate passes over one of the signs, with blanks around it.
func separate(c *cursor, signs string) {
	c.blanks()
	for k := range len(signs) {
		if c.skip(signs[k]) {
			break
		}
	}
	c.blanks()
}

// yearAfterDay reads what follows the day in January 5, 2024 and in the forms of
// clocks that put the time before the year: Jan 5 15:04:05 +0000 2024.
func yearAfterDay(c *cursor) (int, bool) {
	var scratch [maxWord]byte
	at := *c
	if word := c.word(&scratch); !joinWords[string(word)] {
		*c = at
	}
	c.skip(',')
	if !c.blanks() {
		return 0, false
	}
	if end, ok := clock(c.b, c.i); ok {
		c.i = end
		c.blanks()
		zone(c)
		c.blanks()
	}
	year, length := c.number()
	return year, length == 4
}
