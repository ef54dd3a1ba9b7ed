package restriction

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a half-open range of bytes.
type span struct{ start, end int }

// Folding makes a copy of a passage for matching: lower case, no diacritics, plain
// quotes and spaces, words joined that a line end had hyphenated, common misreadings
// of scanners mended.

// folder makes one such copy.
type folder struct {
	out []byte
	at  []int32 // by byte of out: where in the original it comes from
	// placed asks for at, which few passages need.
	placed bool
}

func (f *folder) add(s string, at int) {
	f.out = append(f.out, s...)
	f.place(at)
}

// place says where the bytes come from that were added last.
func (f *folder) place(at int) {
	for f.placed && len(f.at) < len(f.out) {
		f.at = append(f.at, int32(at))
	}
}

func (f *folder) space(at int) {
	if n := len(f.out); n == 0 || f.out[n-1] != ' ' {
		f.add(" ", at)
	}
}

// fold appends the matching copy of text[p.start:p.end] to into. Bytes inside the
// hidden spans (somebody else's words) count as one space.
func fold(into []byte, text string, p span, hidden []span) []byte {
	f := folder{out: into}
	f.fold(text, p, hidden)
	return f.out
}

// foldedAt returns for each byte of the matching copy where in the original it comes
// from, and for its end the end of the passage.
func foldedAt(text string, p span, hidden []span) []int32 {
	f := folder{placed: true}
	f.fold(text, p, hidden)
	return append(f.at, int32(p.end))
}

func (f *folder) fold(text string, p span, hidden []span) {
	hidden = within(hidden, p)
	for i := p.start; i < p.end; {
		if len(hidden) > 0 {
			if end, ok := covered(hidden, i); ok {
				f.space(i)
				i = min(end, p.end)
				continue
			}
		}
		switch b := text[i]; {
		case isASCIIWordByte(b):
			i = f.word(text, i, p.end)
			continue
		case b == ' ' || b == '\n':
			f.space(i)
			i++
			continue
		case b < utf8.RuneSelf && b > ' ' && b != '-' && b != '`' && b != 0x7F:
			f.out = append(f.out, b)
			f.place(i)
			i++
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
}

// within returns the spans that have something in common with p.
func within(spans []span, p span) []span {
	from := sort.Search(len(spans), func(n int) bool { return spans[n].end > p.start })
	to := from
	for to < len(spans) && spans[to].start < p.end {
		to++
	}
	return spans[from:to]
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
	mended := false // there is something that scanners confuse
	for end < limit && isASCIIWordByte(text[end]) {
		b := text[end]
		if b >= '0' && b <= '9' {
			digits++
		} else {
			letters++
		}
		mended = mended || b == 'I' && end > i
		end++
	}
	if mended = mended || digits > 0 && letters > 0; mended {
		f.mend(text[i:end], i, letters, digits)
		return end
	}
	for k := i; k < end; k++ {
		f.out = append(f.out, lower(text[k]))
		f.place(k)
	}
	return end
}

func (f *folder) mend(w string, at, letters, digits int) {
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
		f.place(at + k)
	}
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
	if i := int(r) - firstLatin; i >= 0 && i < len(latin) {
		f.add(latin[i], at)
		return
	}
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

// latin has what the letters of European languages fold to, from firstLatin on:
// it is slow to work out, and texts are full of them.
var latin = func() (t [0x250 - firstLatin]string) {
	for i := range t {
		r := rune(firstLatin + i)
		s, ok := plain[r]
		if !ok {
			s = base(r)
		}
		t[i] = s
	}
	return t
}()

const firstLatin = 0xC0

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
