package mail

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// CleanText returns s as valid UTF-8 without NUL and other control characters
// except tab and line feed. Line endings become LF, what is no UTF-8 becomes U+FFFD.
func CleanText(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\f', r == '\v', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case r < 0x20, r >= 0x7f && r < 0xa0, r == '\uFEFF':
			return -1
		}
		return r
	}, s)
}

func isClean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

// toUTF8 decodes text. label is the declared charset, which is often wrong:
// a byte order mark beats it, and so do bytes that are UTF-8 and not ASCII, since
// nothing else looks like that by accident. Without a usable label the text is
// taken for Windows-1252, which also covers ISO 8859-1.
func toUTF8(raw []byte, label string) string {
	if decoded, ok := decodeMarked(raw); ok {
		return CleanText(decoded)
	}
	if looksUTF8(raw) {
		return CleanText(string(raw))
	}
	if decoded, ok := decodeUTF16(raw); ok {
		return CleanText(decoded)
	}
	decoded, err := charsetOf(label).NewDecoder().Bytes(raw)
	if err != nil {
		decoded = raw
	}
	return CleanText(string(decoded))
}

// decodeMarked decodes text that begins with a byte order mark.
func decodeMarked(raw []byte) (string, bool) {
	var decoder *encoding.Decoder
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		return string(raw[3:]), true
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		decoder = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder()
	default:
		return "", false
	}
	decoded, err := decoder.Bytes(raw)
	return string(decoded), err == nil
}

// decodeUTF16 decodes UTF-16 without a mark, known by the NUL in every Latin letter.
func decodeUTF16(raw []byte) (string, bool) {
	sample := raw[:min(len(raw), 1024)]
	var even, odd int
	for i, c := range sample {
		if c == 0 && i%2 == 0 {
			even++
		}
		if c == 0 && i%2 == 1 {
			odd++
		}
	}
	pairs := len(sample) / 2
	endian := unicode.LittleEndian
	switch {
	case pairs == 0:
		return "", false
	case odd*10 > pairs*6 && even*10 < pairs:
	case even*10 > pairs*6 && odd*10 < pairs:
		endian = unicode.BigEndian
	default:
		return "", false
	}
	decoded, err := unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Bytes(raw)
	return string(decoded), err == nil
}

// looksUTF8 reports whether raw is UTF-8 beyond ASCII. Text that was cut off in the
// middle, or spoilt in one place, still counts while good sequences prevail.
func looksUTF8(raw []byte) bool {
	var good, bad int
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		raw = raw[size:]
	}
	return good > 10*bad || good > 0 && bad <= 1
}

func charsetOf(label string) encoding.Encoding {
	if found := lookUpCharset(label); found != nil {
		return found
	}
	return charmap.Windows1252
}

// knownCharset reports whether text under a label can be decoded as it says.
func knownCharset(label string) bool { return lookUpCharset(label) != nil }

// lookUpCharset returns nil for a label that no list has. Text that calls itself
// UTF-8 or ASCII and is not, by the time this is asked, is read as Windows-1252.
func lookUpCharset(label string) encoding.Encoding {
	label = strings.ToLower(strings.Trim(label, " \t'\""))
	switch label {
	case "", "us-ascii", "ascii", "utf-8", "utf8":
		return charmap.Windows1252 // looksUTF8 has said no
	}
	if found, err := htmlindex.Get(label); err == nil && found != encoding.Replacement {
		return found
	}
	if found, err := ianaindex.MIME.Encoding(label); err == nil && found != nil {
		return found
	}
	if page, ok := strings.CutPrefix(label, "cp"); ok { // "cp850" is IBM850 in the register
		if found, err := ianaindex.MIME.Encoding("ibm" + strings.TrimPrefix(page, "-")); err == nil && found != nil {
			return found
		}
	}
	return nil
}
