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
	name, ok := fieldName(line)
	if ok {
		r.field(name, line, after)
		return true
	}
	next, _ := cutLine(after)
	_, more := fieldName(next)
	if !more && !isFolded(next) && (len(next) > 0 || len(r.header.fields) == 0) {
		if len(r.header.fields) > 0 {
			r.state(FlawHeaderUnended, "")
		}
		return false
	}
	r.state(FlawHeaderLine, "")
	r.rest = after
	return true
}

// field reads a field with the lines folded to it.
func (r *headerReader) field(name string, line, after []byte) {
	var value strings.Builder
	cut := !r.append(&value, bytes.TrimSpace(line[len(name)+1:]))
	for next, rest := cutLine(after); isFolded(next); next, rest = cutLine(after) {
		cut = !r.append(&value, []byte(" ")) || !r.append(&value, bytes.TrimSpace(next)) || cut
		after = rest
	}
	r.rest = after
	r.keep(name, value.String(), cut)
}

// append adds to a value as far as the limit allows and reports whether all of it
// went in.
func (r *headerReader) append(value *strings.Builder, more []byte) bool {
	room := r.limits.FieldBytes - value.Len()
	value.Write(more[:min(len(more), max(room, 0))])
	return len(more) <= room
}

func (r *headerReader) keep(name, value string, cut bool) {
	if len(r.header.fields) >= r.limits.Fields {
		r.state(FlawTooManyFields, "")
		return
	}
	name = textproto.CanonicalMIMEHeaderKey(strings.TrimRight(name, " \t"))
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

// fieldName returns the name before the colon of a line, with the blanks that some
// programs write there, and whether the line is a field.
func fieldName(line []byte) (string, bool) {
	i := bytes.IndexByte(line[:min(len(line), maxFieldName)], ':')
	if i <= 0 {
		return "", false
	}
	for _, c := range bytes.TrimRight(line[:i], " \t") {
		if c <= ' ' || c >= 0x7f {
			return "", false
		}
	}
	return string(line[:i]), line[0] != ' ' && line[0] != '\t'
}
