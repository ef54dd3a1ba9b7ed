package datascan

import (
	"bytes"
	"unicode/utf8"
)

func isDigit(b byte) bool  { return b-'0' < 10 }
func isLetter(b byte) bool { return (b|0x20)-'a' < 26 || b >= utf8.RuneSelf }
func isAlnum(b byte) bool  { return isDigit(b) || isLetter(b) }
func isBlank(b byte) bool  { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// cursor walks over the bytes of a value.
type cursor struct {
	b []byte
	i int
}

func (c *cursor) more() bool { return c.i < len(c.b) }

// peek is the next byte, 0 at the end.
func (c *cursor) peek() byte {
	if c.i < len(c.b) {
		return c.b[c.i]
	}
	return 0
}

// skip passes over the next byte if it is b.
func (c *cursor) skip(b byte) bool {
	if c.peek() != b || !c.more() {
		return false
	}
	c.i++
	return true
}

// number reads a run of at most nine digits and says how long it is; 0 if there is
// none or it is longer.
func (c *cursor) number() (value, length int) {
	start := c.i
	for c.more() && isDigit(c.b[c.i]) {
		if c.i-start == 9 {
			return 0, 0
		}
		value = value*10 + int(c.b[c.i]-'0')
		c.i++
	}
	return value, c.i - start
}

// blanks passes over white space, the unbreakable ones included, and reports whether
// there was any.
func (c *cursor) blanks() bool {
	start := c.i
	for c.more() {
		n := blankAt(c.b[c.i:])
		if n == 0 {
			break
		}
		c.i += n
	}
	return c.i > start
}

var (
	noBreak       = []byte("\u00a0")
	narrowNoBreak = []byte("\u202f")
)

func blankAt(b []byte) int {
	switch {
	case isBlank(b[0]):
		return 1
	case bytes.HasPrefix(b, noBreak):
		return len(noBreak)
	case bytes.HasPrefix(b, narrowNoBreak):
		return len(narrowNoBreak)
	}
	return 0
}

// maxWord is longer than any word of the tables.
const maxWord = 16

// word reads a run of letters and returns it folded to lower-case ASCII; empty if it
// is in no table for sure.
func (c *cursor) word(scratch *[maxWord]byte) []byte {
	start := c.i
	for c.more() && isLetter(c.b[c.i]) && blankAt(c.b[c.i:]) == 0 {
		c.i++
	}
	return foldWord(c.b[start:c.i], scratch)
}

func foldWord(w []byte, scratch *[maxWord]byte) []byte {
	n := 0
	for len(w) > 0 && n < maxWord {
		if w[0] < utf8.RuneSelf {
			scratch[n] = w[0] | 0x20
			w = w[1:]
		} else {
			r, size := utf8.DecodeRune(w)
			if r == utf8.RuneError {
				r = rune(w[0]) // Latin-1, as old programs write it
			}
			scratch[n] = folded[r]
			w = w[size:]
		}
		n++
	}
	if len(w) > 0 {
		return nil
	}
	return scratch[:n]
}

// wordBefore is the word that ends before position i, with at most two blanks or
// points between, folded; and where it begins.
func wordBefore(b []byte, i int, scratch *[maxWord]byte) (word []byte, start int) {
	end := i
	for end > 0 && i-end < 3 && (isBlank(b[end-1]) || b[end-1] == '.' || b[end-1] == '-' || b[end-1] == '/') {
		end--
	}
	start = end
	for start > 0 && end-start < 2*maxWord && isLetter(b[start-1]) {
		start--
	}
	if start == end || end == i {
		return nil, i
	}
	return foldWord(b[start:end], scratch), start
}
