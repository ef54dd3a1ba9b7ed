package datascan

import (
	"bytes"
	"io"
)

// mailField is the record type of mails.
const mailField = "Date"

// readMail counts the Date line of a mail, or of each mail of an mbox. What the mails
// say, quote and carry does not count.
func readMail(c *collector, r io.Reader, limits Limits) error {
	l := newLines(r, c.size, limits.Line)
	f := &field{name: mailField}
	header, blank, folded := true, true, false
	for {
		line, ok, err := l.next()
		if err != nil || !ok {
			return err
		}
		switch {
		case blank && startsMail(line):
			header, folded = true, false
		case len(line) == 0:
			header, folded = false, false
		case header:
			folded = c.headerLine(f, line, folded)
		}
		blank = len(line) == 0
	}
}

// headerLine counts a Date line. Its value may stand in the next line; folded says so
// to the next call.
func (c *collector) headerLine(f *field, line []byte, folded bool) bool {
	const name = "date:"
	value := line
	switch {
	case folded && isBlank(line[0]):
	case len(line) >= len(name) && bytes.EqualFold(line[:len(name)], []byte(name)):
		value = line[len(name):]
	default:
		return false
	}
	value = bytes.TrimSpace(value)
	if len(value) == 0 {
		return true
	}
	c.value(f, value)
	return false
}

// startsMail reports whether a line behind a blank one begins a mail of an mbox. A
// sentence may begin with From too, but hardly ends in a time and a year.
func startsMail(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) && hasYear(line) && bytes.IndexByte(line, ':') > 0
}
