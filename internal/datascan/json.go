package datascan

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader walks over JSON, or one JSON text after the other, by its signs. It is
// written for speed and for bounded memory: no value is held, whatever its length.
// What is not JSON is passed over, so that a script with JSON in it can be read too.
type jsonReader struct {
	*buffer
	*collector
	nodes
	limits Limits
	keep   []byte // a value that does not lie in one piece

	root  *node
	stack []level
	top   level
}

// level is an object or array that is open.
type level struct {
	node  *node // of the object or array itself
	value *node // of the value that comes next
	array bool
	key   bool // a key comes next
}

func readJSON(c *collector, r io.Reader, l Limits) error {
	root := &node{}
	j := &jsonReader{
		buffer: newBuffer(r, c.size), collector: c, nodes: nodes{maxNodes}, limits: l,
		keep: make([]byte, 0, keepSize), root: root, top: level{node: root, value: root},
	}
	return j.run()
}

func (j *jsonReader) run() error {
	for {
		if j.pos == j.end && !j.fill() {
			break
		}
		b := j.b[j.pos]
		j.pos++
		var err error
		switch {
		case b == '"':
			err = j.text()
		case b == '{' || b == '[':
			err = j.open(b == '[')
		case b == '}' || b == ']':
			err = j.close()
		case b == ',':
			j.top.key = !j.top.array && len(j.stack) > 0
		case b == ':':
			j.top.key = false
		case isDigit(b) && !j.top.key:
			err = j.figure()
		}
		if err != nil {
			return err
		}
	}
	if err := j.failure(); err != nil {
		return err
	}
	if len(j.stack) > 0 {
		return refuse(KeyCutShort)
	}
	return nil
}

func (j *jsonReader) open(array bool) error {
	if len(j.stack) >= j.limits.Depth {
		return refuseAt(KeyTooDeep, int64(j.limits.Depth))
	}
	j.stack = append(j.stack, j.top)
	n := j.top.value
	j.top = level{node: n, value: n, array: array, key: !array}
	if array {
		j.top.value = j.element(n)
	}
	return nil
}

func (j *jsonReader) close() error {
	if len(j.stack) == 0 {
		return refuse(KeyBroken)
	}
	j.top = j.stack[len(j.stack)-1]
	j.stack = j.stack[:len(j.stack)-1]
	return nil
}

// text reads a string behind its quotation mark.
func (j *jsonReader) text() error {
	v, err := j.stringValue()
	if err != nil {
		return err
	}
	if j.top.key {
		j.key(v)
		return nil
	}
	n := j.top.value
	if startsLikeDate(v) || n.timely {
		j.value(n.place(), v)
	}
	return nil
}

// key notes the place of the value that comes next. A key may itself be the date:
// {"2024-01-31": 7}.
func (j *jsonReader) key(v []byte) {
	j.top.value = j.member(j.top.node, v)
	if len(v) > 0 && isDigit(v[0]) && startsLikeDate(v) {
		if r, ok := wholeDate(v); ok && !r.short {
			j.add(j.top.value.place(), r, v)
		}
	}
}

// stringValue is a string without its marks; valid until the next piece is read.
func (j *jsonReader) stringValue() ([]byte, error) {
	piece := j.b[j.pos:j.end]
	i := bytes.IndexByte(piece, '"')
	if i >= 0 && bytes.IndexByte(piece[:i], '\\') < 0 {
		j.pos += i + 1
		return piece[:i], nil
	}
	return j.slowString()
}

// slowString reads a string that has escapes or does not lie in one piece. Only its
// beginning is kept.
func (j *jsonReader) slowString() ([]byte, error) {
	j.keep = j.keep[:0]
	length := int64(0)
	for {
		if j.pos == j.end && !j.fill() {
			return nil, j.unended()
		}
		piece := j.b[j.pos:j.end]
		quote := bytes.IndexByte(piece, '"')
		if quote >= 0 {
			piece = piece[:quote]
		}
		escape := bytes.IndexByte(piece, '\\')
		if escape >= 0 {
			piece = piece[:escape]
		}
		j.retain(piece)
		j.pos += len(piece)
		if length += int64(len(piece)) + 1; length > j.limits.Line {
			return nil, refuseAt(KeyEndlessLine, j.limits.Line)
		}
		switch {
		case escape >= 0:
			if err := j.escape(); err != nil {
				return nil, err
			}
		case quote >= 0:
			j.pos++
			return j.keep, nil
		}
	}
}

func (j *jsonReader) unended() error {
	if err := j.failure(); err != nil {
		return err
	}
	return refuse(KeyCutShort)
}

func (j *jsonReader) retain(piece []byte) {
	j.keep = append(j.keep, piece[:min(len(piece), keepSize-len(j.keep))]...)
}

// escape reads an escape behind which a string goes on.
func (j *jsonReader) escape() error {
	j.pos++
	b, ok := j.next()
	if !ok {
		return j.unended()
	}
	if b != 'u' {
		if b == 'n' || b == 't' || b == 'r' || b == 'b' || b == 'f' {
			b = ' '
		}
		j.retain([]byte{b})
		return nil
	}
	var digits [4]byte
	for i := range digits {
		if digits[i], ok = j.next(); !ok {
			return j.unended()
		}
		if digits[i] == '"' || digits[i] == '\\' { // not an escape after all
			j.pos--
			return nil
		}
	}
	n, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil || utf16.IsSurrogate(rune(n)) {
		n = utf8.RuneError
	}
	j.retain(utf8.AppendRune(nil, rune(n)))
	return nil
}

func (j *jsonReader) next() (byte, bool) {
	if j.pos == j.end && !j.fill() {
		return 0, false
	}
	b := j.b[j.pos]
	j.pos++
	return b, true
}

// figure reads a number; its first digit was read.
func (j *jsonReader) figure() error {
	start := j.pos - 1
	for j.pos < j.end && isFigure(j.b[j.pos]) {
		j.pos++
	}
	v := j.b[start:j.pos]
	if j.pos == j.end {
		j.keep = append(j.keep[:0], v[:min(len(v), keepSize)]...)
		if err := j.figureRest(int64(len(v))); err != nil {
			return err
		}
		v = j.keep
	}
	if j.top.value.timely {
		j.number(j.top.value.place(), v)
	}
	return nil
}

func (j *jsonReader) figureRest(length int64) error {
	for {
		if j.pos == j.end && !j.fill() {
			return nil // run says why
		}
		if !isFigure(j.b[j.pos]) {
			return nil
		}
		j.retain(j.b[j.pos : j.pos+1])
		j.pos++
		if length++; length > j.limits.Line {
			return refuseAt(KeyEndlessLine, j.limits.Line)
		}
	}
}

func isFigure(b byte) bool {
	return isDigit(b) || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E'
}
