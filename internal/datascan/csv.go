package datascan

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// csvReader walks over separated values without holding a record.
type csvReader struct {
	*buffer
	*collector
	limits    Limits
	separator byte
	ends      [256]bool // the bytes that may end a value
	keep      []byte

	columns []*field
	record  int64 // bytes of the record so far
}

// headerRows is how many rows may stand before the names of the columns: some
// companies write notes there.
const headerRows = 20

// maxColumns bounds the columns that are told apart.
const maxColumns = 2_000

func readCSV(c *collector, r io.Reader, l Limits) error {
	x := &csvReader{buffer: newBuffer(r, c.size), collector: c, limits: l, keep: make([]byte, 0, keepSize)}
	if !x.fill() {
		return x.failure()
	}
	x.separator = separatorOf(x.b[:min(x.end, 4<<10)])
	x.ends[x.separator], x.ends['\n'] = true, true
	if err := x.readHeader(); err != nil {
		return err
	}
	for {
		more, err := x.row(x.cell)
		if err != nil || !more {
			return err
		}
	}
}

// separatorOf is the sign that stands in most of the first lines, and most often.
func separatorOf(head []byte) byte {
	best, most := byte(','), 0
	for _, s := range []byte{',', ';', '\t', '|'} {
		if n := bytes.Count(head, []byte{s}); n > most {
			best, most = s, n
		}
	}
	return best
}

// row reads one record and hands each value over. more is false at the end.
func (x *csvReader) row(each func(column int, v []byte)) (more bool, err error) {
	x.record = 0
	for column := 0; ; column++ {
		v, end, err := x.next()
		if err != nil {
			return false, err
		}
		if x.record++; x.record > x.limits.Line {
			return false, refuseAt(KeyEndlessLine, x.limits.Line)
		}
		each(column, v)
		switch end {
		case '\n':
			return true, nil
		case 0:
			return false, x.failure()
		}
	}
}

// next reads a value and the sign behind it: the separator, a line feed, or 0 at the
// end of the file. The value is valid until the next call.
func (x *csvReader) next() (v []byte, end byte, err error) {
	piece := x.b[x.pos:x.end]
	if len(piece) > 0 && piece[0] == '"' {
		// Most quotations have no other mark in them, and a separator behind.
		i := 1 + bytes.IndexByte(piece[1:], '"')
		if i > 0 && i+1 < len(piece) && x.ends[piece[i+1]] {
			x.record += int64(i)
			x.pos += i + 2
			return piece[1:i], piece[i+1], nil
		}
	} else {
		ends := &x.ends
		for i, b := range piece {
			if ends[b] {
				x.record += int64(i)
				x.pos += i + 1
				if b == '\n' {
					return trimEnd(piece[:i]), b, nil
				}
				return piece[:i], b, nil
			}
		}
	}
	x.keep = x.keep[:0]
	return x.slow()
}

// slow reads a value that is quoted or does not lie in one piece. Only its beginning
// is kept.
func (x *csvReader) slow() (v []byte, end byte, err error) {
	marked, quoted := false, false
	for first := true; ; first = false {
		b, ok := x.read()
		if !ok {
			return x.atEnd(quoted)
		}
		if x.record++; x.record > x.limits.Line {
			return nil, 0, refuseAt(KeyEndlessLine, x.limits.Line)
		}
		switch {
		case b == '"' && (first || marked):
			if marked && !quoted {
				x.retain('"') // a doubled mark opens again what it closed
			}
			marked, quoted = true, !quoted
		case !quoted && x.ends[b]:
			return trimEnd(x.keep), b, nil
		default:
			x.retain(b)
		}
		if quoted {
			x.passQuoted()
		}
	}
}

// atEnd is what slow returns at the end of the file.
func (x *csvReader) atEnd(quoted bool) (v []byte, end byte, err error) {
	switch err := x.failure(); {
	case err != nil:
		return nil, 0, err
	case quoted:
		return nil, 0, refuse(KeyCutShort)
	}
	return x.keep, 0, nil
}

// passQuoted takes what lies in the buffer up to the next mark in one go.
func (x *csvReader) passQuoted() {
	piece := x.b[x.pos:x.end]
	if i := bytes.IndexByte(piece, '"'); i >= 0 {
		piece = piece[:i]
	}
	x.pos += len(piece)
	x.record += int64(len(piece))
	x.keep = append(x.keep, piece[:min(len(piece), keepSize-len(x.keep))]...)
}

func (x *csvReader) read() (byte, bool) {
	if x.pos == x.end && !x.fill() {
		return 0, false
	}
	b := x.b[x.pos]
	x.pos++
	return b, true
}

func (x *csvReader) retain(b byte) {
	if len(x.keep) < keepSize {
		x.keep = append(x.keep, b)
	}
}

// cell counts a value.
func (x *csvReader) cell(column int, v []byte) {
	if column >= maxColumns {
		column = maxColumns
	}
	for column >= len(x.columns) {
		x.columns = append(x.columns, newColumn(len(x.columns), nil))
	}
	f := x.columns[column]
	if len(v) > 0 && (startsLikeDate(v) || f.timely) {
		x.value(f, v)
	}
}

func newColumn(i int, name []byte) *field {
	f := &field{name: strings.TrimSpace(clip(strings.ToValidUTF8(string(name), "?")))}
	f.naming = namingOf(f.name)
	if f.name == "" {
		f.name = "column " + strconv.Itoa(i+1)
	}
	return f
}

// readHeader finds the names of the columns: the widest of the rows before the first
// with a date. Rows that turn out to be data are counted.
func (x *csvReader) readHeader() error {
	var names [][]byte
	var data [][][]byte // the rows that have as many values as there are names
	for range headerRows {
		cells, dated, more, err := x.headerRow()
		if err != nil {
			return err
		}
		switch {
		case dated || len(cells) == len(names):
			data = append(data, cells)
		case len(cells) > len(names):
			names, data = cells, nil
		}
		if dated || !more || len(names) > 1 && len(data) > 0 {
			break
		}
	}
	for i, name := range names {
		x.columns = append(x.columns, newColumn(i, name))
	}
	for _, cells := range data {
		for i, v := range cells {
			x.cell(i, v)
		}
	}
	return nil
}

// headerRow is a row of the first few, and whether a date is in it.
func (x *csvReader) headerRow() (cells [][]byte, dated, more bool, err error) {
	more, err = x.row(func(column int, v []byte) {
		if column < maxColumns {
			cells = append(cells, bytes.Clone(v))
		}
		_, ok := wholeDate(v)
		dated = dated || ok
	})
	return cells, dated, more, err
}
