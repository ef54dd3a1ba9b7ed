package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
)

// transfer names how the bytes of a part are encoded (RFC 2045, 6).
type transfer int

const (
	identity transfer = iota
	inBase64
	inQuotedPrintable
)

// transferOf reads Content-Transfer-Encoding. known is false for a name that is not
// in the standard; such a part is read as it stands.
func transferOf(value string) (t transfer, known bool) {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(value)), " ")
	switch strings.Trim(name, `";`) {
	case "base64":
		return inBase64, true
	case "quoted-printable":
		return inQuotedPrintable, true
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit":
		return identity, true
	}
	return identity, false
}

// decode undoes the encoding. What breaks its rules is kept as far as it can be
// told, and broken is true.
func (t transfer) decode(body []byte) (decoded []byte, broken bool) {
	switch t {
	case inBase64:
		return decodeBase64(body)
	case inQuotedPrintable:
		return decodeQuotedPrintable(body)
	case identity:
	}
	return body, false
}

// open returns a reader of the decoded bytes, which does not hold all of them at
// once.
func (t transfer) open(body []byte) io.Reader {
	switch t {
	case inBase64:
		return &base64Reader{source: body}
	case inQuotedPrintable:
		decoded, _ := decodeQuotedPrintable(body)
		return bytes.NewReader(decoded)
	case identity:
	}
	return bytes.NewReader(body)
}

func decodeBase64(body []byte) (decoded []byte, broken bool) {
	r := base64Reader{source: body}
	out := bytes.NewBuffer(make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(body))))
	_, _ = out.ReadFrom(&r) // reading from memory does not fail
	return out.Bytes(), r.broken
}

// base64Reader decodes base64 with line ends, blanks and stray bytes in it, up to
// the padding or as far as it goes.
type base64Reader struct {
	source []byte
	chars  [4 << 10]byte // characters of the alphabet, in whole groups of four
	plain  [3 << 10]byte
	ready  []byte // decoded and not yet handed out
	broken bool
	ended  bool
}

func (r *base64Reader) Read(p []byte) (int, error) {
	if len(r.ready) == 0 {
		r.fill()
	}
	if len(r.ready) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// fill decodes the next block.
func (r *base64Reader) fill() {
	n, used := 0, 0
	for used < len(r.source) && n < len(r.chars) && !r.ended {
		c := r.source[used]
		used++
		switch base64Class[c] {
		case base64Letter:
			r.chars[n] = c
			n++
		case base64Padding:
			r.ended = true
		case base64Blank:
		default:
			r.broken = true
		}
	}
	r.source = r.source[used:]
	if r.ended {
		r.broken = r.broken || len(bytes.Trim(r.source, "= \t\r\n")) > 0
		r.source = nil
	}
	if n%4 == 1 { // cut off in the middle of a byte
		n--
		r.broken = true
	}
	written, _ := base64.RawStdEncoding.Decode(r.plain[:], r.chars[:n]) // the alphabet is checked above
	r.ready = r.plain[:written]
}

const (
	base64Letter = iota + 1
	base64Padding
	base64Blank
)

// base64Class says what each byte is to the decoder.
var base64Class = func() (class [256]byte) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		class[c] = base64Letter
	}
	for _, c := range []byte(" \t\r\n") {
		class[c] = base64Blank
	}
	class['='] = base64Padding
	return class
}()

// decodeQuotedPrintable decodes line by line; a wrong code stays as it is, so that
// one mistake does not hide the rest.
func decodeQuotedPrintable(body []byte) (decoded []byte, broken bool) {
	out := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		text := bytes.TrimRight(line, " \t\r\n")
		soft := bytes.HasSuffix(text, []byte("="))
		if soft {
			text = text[:len(text)-1]
		}
		var wrong bool
		out, wrong = appendQuoted(out, text)
		broken = broken || wrong
		if !soft {
			out = append(out, lineEnd(line)...)
		}
	}
	return out, broken
}

func lineEnd(line []byte) []byte {
	switch {
	case bytes.HasSuffix(line, []byte("\r\n")):
		return line[len(line)-2:]
	case bytes.HasSuffix(line, []byte("\n")):
		return line[len(line)-1:]
	}
	return nil
}

func appendQuoted(out, text []byte) (longer []byte, broken bool) {
	for {
		i := bytes.IndexByte(text, '=')
		if i < 0 {
			return append(out, text...), broken
		}
		out = append(out, text[:i]...)
		if code, ok := hexByte(text[i+1:]); ok {
			out, text = append(out, code), text[i+3:]
			continue
		}
		out, text, broken = append(out, '='), text[i+1:], true
	}
}

// hexByte reads two hexadecimal digits; lower case, which the standard forbids, is
// common.
func hexByte(s []byte) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	high, low := hexDigit(s[0]), hexDigit(s[1])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
