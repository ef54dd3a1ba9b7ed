package datascan

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// prose finds dates in text that is written to it piece by piece.
type prose struct {
	c     *collector
	f     *field
	b     []byte
	done  int   // what is before was searched
	line  int64 // bytes since the last line feed
	limit int64
}

const (
	// proseSize is how much text is gathered before it is searched.
	proseSize = 64 << 10
	// lookAhead is more than the longest date, and lookBack than what may stand before
	// one to say what it is.
	lookAhead = 96
	lookBack  = 200
)

func newProse(c *collector, f *field, limit int64) *prose {
	return &prose{c: c, f: f, limit: limit, b: make([]byte, 0, bufferFor(c.size))}
}

// Write searches text. It fails if a line has no end.
func (p *prose) Write(text []byte) (int, error) {
	written := len(text)
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		p.line = int64(written - i)
	} else if p.line += int64(written); p.line > p.limit {
		return 0, refuseAt(KeyEndlessLine, p.limit)
	}
	for len(text) > 0 {
		n := min(len(text), bufferSize)
		p.b = append(p.b, text[:n]...)
		text = text[n:]
		if len(p.b) >= proseSize {
			p.search(len(p.b) - lookAhead)
			p.shift()
		}
	}
	return written, nil
}

// flush searches what is left.
func (p *prose) flush() {
	p.search(len(p.b))
	p.b, p.done = p.b[:0], 0
}

// shift forgets what is not needed to look back.
func (p *prose) shift() {
	from := max(0, p.done-lookBack)
	p.b = append(p.b[:0], p.b[from:]...)
	p.done -= from
}

func (p *prose) search(until int) {
	i := p.done
	for i < until {
		if !isDigit(p.b[i]) {
			i++
			continue
		}
		if r, ok := p.dateAt(i); ok {
			p.found(r)
			i = r.end
			continue
		}
		for i < len(p.b) && isDigit(p.b[i]) {
			i++
		}
	}
	p.done = max(p.done, i)
}

// dateAt is the date that begins with the number at position i, if it stands alone.
func (p *prose) dateAt(i int) (reading, bool) {
	if i > 0 && joinedBefore(p.b[:i]) {
		return reading{}, false
	}
	r, ok := readDate(p.b, i)
	if !ok || joinedAfter(p.b[r.end:]) || r.short && !timeFollows(p.b, r.end) {
		return reading{}, false
	}
	return r, true
}

// joinedBefore reports whether what follows is part of a longer word, number or path.
func joinedBefore(b []byte) bool {
	last := b[len(b)-1]
	if last >= utf8.RuneSelf {
		r, _ := utf8.DecodeLastRune(b)
		return unicode.IsLetter(r)
	}
	return isAlnum(last) || bytes.IndexByte([]byte(`_/\.-@#%&+`), last) >= 0
}

func joinedAfter(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	switch b[0] {
	case '_', '/', '\\', '@':
		return true
	case '-', '.':
		return len(b) > 1 && isAlnum(b[1])
	}
	return false
}

func (p *prose) found(r reading) {
	text := p.b[r.start:r.end]
	reason := p.reason(r)
	if reason == "" && !p.c.asDay(r).Before(p.c.requested) {
		reason = Export // what is written after the request speaks of itself
		if p.c.asDay(r).After(p.c.received.AddDays(1)) {
			reason = Future
		}
	}
	if reason != "" && !isZeroDay(r, nil) {
		p.c.setAside(p.f.name, reason, p.c.asDay(p.c.lengthen(r)))
		return
	}
	p.c.add(p.f, r, text)
}

// reason is what the words around a date say against it.
func (p *prose) reason(r reading) Reason {
	if inAddress(p.b, r.start) {
		return Format
	}
	var scratch [lookBack]byte
	return cueIn(foldText(lineBefore(p.b, r.start), scratch[:0]))
}

// inAddress reports whether the word in which position i lies is an address or path.
func inAddress(b []byte, i int) bool {
	start := i
	for start > 0 && i-start < lookBack && !isBlank(b[start-1]) {
		start--
	}
	word := b[start:i]
	return bytes.Contains(word, []byte("://")) || bytes.HasPrefix(word, []byte("www.")) || bytes.HasPrefix(word, []byte("/"))
}

// reach is how far before a date words may speak of it.
const reach = 80

// lineBefore is what stands before position i in its line, or the line before if
// nothing does: many documents put the name above the value.
func lineBefore(b []byte, i int) []byte {
	before := b[max(0, i-reach):i]
	trimmed := bytes.TrimRight(before, " \t\r\n")
	line := before
	if n := bytes.LastIndexByte(before, '\n'); n >= 0 && n < len(trimmed) {
		line = before[n+1:]
	} else if n >= 0 {
		line = trimmed[bytes.LastIndexByte(trimmed, '\n')+1:]
	}
	return lastClause(line)
}

// lastClause leaves out what belongs to an earlier date in the same line.
func lastClause(line []byte) []byte {
	trimmed := bytes.TrimRight(line, " ")
	if i := bytes.LastIndexAny(trimmed, ";|"); i >= 0 {
		return line[i+1:]
	}
	return line
}

// foldText writes text in lower case and without accents, with a blank before it so
// that cues can ask for the beginning of a word.
func foldText(text, into []byte) []byte {
	into = append(into, ' ')
	for len(text) > 0 {
		if text[0] < utf8.RuneSelf {
			b := text[0]
			if b >= 'A' && b <= 'Z' {
				b |= 0x20
			}
			into = append(into, b)
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if f, ok := folded[r]; ok {
			into = append(into, f)
		} else {
			into = utf8.AppendRune(into, r)
		}
		text = text[size:]
	}
	return into
}
