package restriction

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a half-open range of bytes.
type span struct{ start, end int }

// folded is a copy of a passage made for matching: lower case, no diacritics,
// plain quotes and spaces, words joined that a line end had hyphenated, common
// misreadings of scanners mended. at maps every byte of s back to the byte of the
// original it comes from; at[len(s)] is the end of the passage.
type folded struct {
	s  string
	at []int32
}

type folder struct {
	out []byte
	at  []int32
}

func (f *folder) add(s string, at int) {
	f.out = append(f.out, s...)
	for range len(s) {
		f.at = append(f.at, int32(at))
	}
}

func (f *folder) space(at int) {
	if n := len(f.out); n == 0 || f.out[n-1] != ' ' {
		f.add(" ", at)
	}
}

// fold makes the matching copy of text[p.start:p.end]. Bytes inside the hidden
// spans (somebody else's words) count as one space.
func fold(text string, p span, hidden []span) folded {
	f := folder{out: make([]byte, 0, p.end-p.start), at: make([]int32, 0, p.end-p.start+1)}
	for i := p.start; i < p.end; {
		if end, ok := covered(hidden, i); ok {
			f.space(i)
			i = min(end, p.end)
			continue
		}
		if isASCIIWordByte(text[i]) {
			i = f.word(text, i, p.end)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:p.end])
		if next, ok := hyphenBreak(text, i, p.end, r, size); ok {
			i = next
			continue
		}
		f.rune(r, size, i)
		i += size
	}
	f.at = append(f.at, int32(p.end))
	return folded{string(f.out), f.at}
}

func isASCIIWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// word folds a run of ASCII letters and digits, mending what scanners confuse:
// letters among digits ("2O25", "l2") and digits or capitals among letters
// ("m0nths", "tweIve").
func (f *folder) word(text string, i, limit int) int {
	end := i
	letters, digits := 0, 0
	for end < limit && isASCIIWordByte(text[end]) {
		if text[end] >= '0' && text[end] <= '9' {
			digits++
		} else {
			letters++
		}
		end++
	}
	w := text[i:end]
	for k := range len(w) {
		b := w[k]
		switch {
		case digits > 0 && letters > 0 && looksNumeric(w):
			b = asDigit(b)
		case digits > 0 && letters > digits && k > 0 && k < len(w)-1:
			b = asLetter(b)
		case b == 'I' && k > 0 && w[k-1] >= 'a' && w[k-1] <= 'z':
			b = 'l'
		}
		f.out = append(f.out, lower(b))
		f.at = append(f.at, int32(i+k))
	}
	return end
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// looksNumeric reports a word of two to four signs that are all digits or the
// letters taken for digits.
func looksNumeric(w string) bool {
	if len(w) < 2 || len(w) > 4 {
		return false
	}
	return strings.Trim(w, "0123456789OolI") == ""
}

func asDigit(b byte) byte {
	switch b {
	case 'O', 'o':
		return '0'
	case 'l', 'I':
		return '1'
	}
	return b
}

func asLetter(b byte) byte {
	switch b {
	case '0':
		return 'o'
	case '1':
		return 'l'
	}
	return b
}

// hyphenBreak skips a soft hyphen, or a hyphen with the line end after it when a
// word goes on in lower case on the next line.
func hyphenBreak(text string, i, limit int, r rune, size int) (next int, ok bool) {
	if r == '\u00ad' {
		j := skipLineEnd(text, i+size, limit)
		if j > i+size {
			return j, true
		}
		return i + size, true
	}
	if r != '-' && r != '\u2010' || i == 0 {
		return 0, false
	}
	j := skipLineEnd(text, i+size, limit)
	if j == i+size || j >= limit {
		return 0, false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[j:limit])
	if unicode.IsLetter(before) && unicode.IsLower(after) {
		return j, true
	}
	return 0, false
}

// skipLineEnd returns the start of the next line's text if i stands at a line
// end, and i otherwise.
func skipLineEnd(text string, i, limit int) int {
	j := i
	for j < limit && (text[j] == ' ' || text[j] == '\t') {
		j++
	}
	if j < limit && text[j] == '\r' {
		j++
	}
	if j >= limit || text[j] != '\n' {
		return i
	}
	for j++; j < limit && (text[j] == ' ' || text[j] == '\t'); j++ {
	}
	return j
}

var plain = map[rune]string{
	'’': "'", '‘': "'", '´': "'", '`': "'", 'ʼ': "'", '′': "'",
	'“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '‟': `"`,
	'–': "-", '—': "-", '‐': "-", '‑': "-", '‒': "-", '−': "-", '―': "-",
	'ß': "ss", 'ẞ': "ss", 'œ': "oe", 'Œ': "oe", 'æ': "ae", 'Æ': "ae",
	'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", '…': "...", '§': "§",
	'\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "",
}

func (f *folder) rune(r rune, size, at int) {
	if s, ok := plain[r]; ok {
		f.add(s, at)
		return
	}
	switch {
	case r == utf8.RuneError && size <= 1, unicode.IsSpace(r), unicode.IsControl(r):
		f.space(at)
	case r < utf8.RuneSelf:
		f.add(string(r), at)
	case unicode.Is(unicode.Mn, r):
	default:
		f.add(base(r), at)
	}
}

// base returns the letters of r without its diacritics, in lower case.
func base(r rune) string {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	d := norm.NFKD.Properties(buf[:n]).Decomposition()
	if d == nil {
		return string(unicode.ToLower(r))
	}
	var out strings.Builder
	for _, c := range string(d) {
		if !unicode.Is(unicode.Mn, c) {
			out.WriteRune(unicode.ToLower(c))
		}
	}
	return out.String()
}

// covered returns the end of the span that covers i. The spans are sorted and do
// not overlap.
func covered(spans []span, i int) (end int, ok bool) {
	lo, hi := 0, len(spans)
	for lo < hi {
		mid := (lo + hi) / 2
		if spans[mid].end <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(spans) && spans[lo].start <= i {
		return spans[lo].end, true
	}
	return 0, false
}
