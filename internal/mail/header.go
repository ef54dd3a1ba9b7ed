package mail

import (
	"bytes"
	"net/textproto"
	"strings"
)

// field is one header field: its canonical name and its value, unfolded but not
// decoded.
type field struct{ name, value string }

// header is the header of a mail or of a part.
type header struct{ fields []field }

// get returns the first value of a field, "" if there is none. name is canonical.
func (h header) get(name string) string {
	for _, f := range h.fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// values returns all values of a field in their order.
func (h header) values(name string) []string {
	var out []string
	for _, f := range h.fields {
		if f.name == name {
			out = append(out, f.value)
		}
	}
	return out
}

// headerReader reads one header off the front of some bytes.
type headerReader struct {
	rest   []byte
	limits Limits
	state  func(flaw Flaw, name string)
	header header
}

// readHeader splits raw into its header and its body. A line that is no field is
// skipped if fields follow it; otherwise the body begins there, so that a forgotten
// empty line loses nothing.
func readHeader(raw []byte, limits Limits, state func(flaw Flaw, name string)) (header, []byte) {
	r := headerReader{rest: raw, limits: limits, state: state}
	for len(r.rest) > 0 {
		line, after := cutLine(r.rest)
		if len(line) == 0 {
			return r.header, after
		}
		if !r.line(line, after) {
			break
		}
	}
	return r.header, r.rest
}

// line reads one field, or steps over what is none. It returns false where the body
// begins.
func (r *headerReader) line(line, after []byte) bool {
	if colon := fieldColon(line); colon > 0 {
		r.field(line, colon, after)
		return true
	}
	next, _ := cutLine(after)
	if fieldColon(next) == 0 && !isFolded(next) && (len(next) > 0 || len(r.header.fields) == 0) {
		if len(r.header.fields) > 0 {
			r.state(FlawHeaderUnended, "")
		}
		return false
	}
	r.state(FlawHeaderLine, "")
	r.rest = after
	return true
}

// field reads a field with the lines folded to it. Its name ends at the colon.
func (r *headerReader) field(line []byte, colon int, after []byte) {
	room := r.limits.FieldBytes
	if len(r.header.fields) >= r.limits.Fields {
		r.state(FlawTooManyFields, "")
		room = 0
	}
	var value strings.Builder
	cut := !appendUpTo(&value, bytes.TrimSpace(line[colon+1:]), room)
	for next, rest := cutLine(after); isFolded(next); next, rest = cutLine(after) {
		cut = !appendUpTo(&value, []byte(" "), room) || !appendUpTo(&value, bytes.TrimSpace(next), room) || cut
		after = rest
	}
	r.rest = after
	if room > 0 {
		r.keep(line[:colon], value.String(), cut)
	}
}

// appendUpTo adds to a value as far as the limit allows and reports whether all of it
// went in.
func appendUpTo(value *strings.Builder, more []byte, limit int) bool {
	room := max(limit-value.Len(), 0)
	value.Write(more[:min(len(more), room)])
	return len(more) <= room
}

func (r *headerReader) keep(rawName []byte, value string, cut bool) {
	name := textproto.CanonicalMIMEHeaderKey(string(bytes.TrimRight(rawName, " \t")))
	if cut {
		r.state(FlawFieldTooLong, name)
	}
	r.header.fields = append(r.header.fields, field{name: name, value: strings.TrimSpace(value)})
}

// cutLine returns the first line without its end, and what follows it.
func cutLine(raw []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(raw, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// isFolded reports whether a line continues the field above it.
func isFolded(line []byte) bool {
	return len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
}

// maxFieldName is far above every name in use.
const maxFieldName = 80

// fieldColon returns where the name of a field ends in its line, with the blanks that
// some programs write before the colon, or 0 if the line is no field.
func fieldColon(line []byte) int {
	colon := bytes.IndexByte(line[:min(len(line), maxFieldName)], ':')
	if colon <= 0 {
		return 0
	}
	for _, c := range bytes.TrimRight(line[:colon], " \t") {
		if c <= ' ' || c >= 0x7f {
			return 0
		}
	}
	return colon
}
