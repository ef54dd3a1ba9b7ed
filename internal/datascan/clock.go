package datascan

import "bytes"

// clock reads a time of day that begins at position i, 15:04, 3:04:05.6, and says
// where it ends.
func clock(b []byte, i int) (end int, ok bool) {
	c := cursor{b: b, i: i}
	hour, length := c.number()
	if length < 1 || length > 2 || hour > 24 || !(c.skip(':') || c.skip('h')) {
		return i, false
	}
	minute, length := c.number()
	if length != 2 || minute > 59 {
		return i, false
	}
	if c.skip(':') {
		if _, length = c.number(); length != 2 {
			return i, false
		}
	}
	fraction(&c)
	return c.i, true
}

func fraction(c *cursor) {
	if p := c.peek(); p != '.' && p != ',' {
		return
	}
	at := c.i
	c.i++
	for c.more() && isDigit(c.b[c.i]) {
		c.i++
	}
	if c.i == at+1 {
		c.i = at
	}
}

// zone passes over Z, UTC, +01:00, +0100, Europe/Paris and (Central European Time). It
// reports whether there was one.
func zone(c *cursor) bool {
	start := c.i
	switch c.peek() {
	case '+', '-':
		c.i++
		for c.more() && (isDigit(c.b[c.i]) || c.b[c.i] == ':') {
			c.i++
		}
		return c.i > start+1
	case '(', '[':
		n := bytes.IndexAny(c.b[c.i:], ")]")
		if c.i += n + 1; n < 0 {
			c.i = len(c.b) // the closing one was taken for the end of the value
		}
		return true
	}
	upper, slash := true, false
	for c.more() && (isLetter(c.b[c.i]) && blankAt(c.b[c.i:]) == 0 || c.b[c.i] == '/' || c.b[c.i] == '_') {
		upper = upper && c.b[c.i] >= 'A' && c.b[c.i] <= 'Z'
		slash = slash || c.b[c.i] == '/'
		c.i++
	}
	if n := c.i - start; n == 0 || !slash && (!upper || n > 5) {
		c.i = start
	}
	return c.i > start
}

// timeFollows reports whether a time of day stands behind a date that ends at i.
func timeFollows(b []byte, i int) bool {
	c := cursor{b: b, i: i}
	c.skip(',')
	if !c.blanks() && !c.skip('T') {
		return false
	}
	_, ok := clock(b, c.i)
	return ok
}

// timeWords may stand between a date and its time of day, or behind it.
var timeWords = setOf("t at um a uhr om klo kl las alle h am pm p m z utc gmt")

// isTail reports whether nothing but a time of day and a zone stands from position i
// on: the text before is then a date as a whole value.
func isTail(b []byte, i int) bool {
	if i == len(b) {
		return true
	}
	c := cursor{b: b, i: i}
	if !compactTime(&c) {
		clockTail(&c)
	}
	// What is left are words of time and a zone, perhaps said twice.
	for parts := 0; c.more() && parts < 4; parts++ {
		separate(&c, ",.")
		if !timeWord(&c) && !zone(&c) {
			break
		}
		separate(&c, ".")
	}
	return !c.more()
}

// compactTime passes over T150405Z as iCalendar writes it.
func compactTime(c *cursor) bool {
	at := *c
	if c.skip('T') {
		if _, length := c.number(); length == 6 || length == 4 {
			fraction(c)
			c.skip('Z')
			return true
		}
	}
	*c = at
	return false
}

func clockTail(c *cursor) {
	for range 3 {
		separate(c, ",-:")
		if end, ok := clock(c.b, c.i); ok {
			c.i = end
			return
		}
		if !timeWord(c) {
			return
		}
	}
}

func timeWord(c *cursor) bool {
	at := *c
	var scratch [maxWord]byte
	if c.skip('T') && isDigit(c.peek()) {
		return true
	}
	*c = at
	if timeWords[string(c.word(&scratch))] {
		return true
	}
	*c = at
	return false
}
