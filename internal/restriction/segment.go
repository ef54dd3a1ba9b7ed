package restriction

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSentence bounds what is matched at once, in bytes; a longer run without an
// end of sentence is cut at a space.
const maxSentence = 1200

// maxPart bounds how much of a paragraph is handled at once, in bytes.
const maxPart = 16 << 10

// part is a paragraph, or a piece of a very long one: sentences, headings, list items
// and parts up to a semicolon, as spans of the text. A paragraph is a run of lines
// without an empty one or another person's words between them.
type part struct {
	paragraph int // counts from 0
	sentences []span
}

// paragraphs splits text, leaving out the hidden spans, into the parts of its
// paragraphs. What is yielded may be used until the next one is.
func paragraphs(text string, hidden []span) iter.Seq[part] {
	return func(yield func(part) bool) {
		s := segmenter{text: text}
		var run []line
		for start := 0; start <= len(text); {
			l := lineAt(text, start)
			start = l.end + 1
			if end, ok := covered(hidden, l.start); ok && end >= l.end || blank(text[l.start:l.end]) {
				if !s.split(run, yield) {
					return
				}
				run = run[:0]
				continue
			}
			run = append(run, l)
		}
		s.split(run, yield)
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

type segmenter struct {
	text string
	part part
}

// split yields the parts of one paragraph.
func (s *segmenter) split(lines []line, yield func(part) bool) bool {
	if len(lines) == 0 {
		return true
	}
	s.part.sentences = s.part.sentences[:0]
	any, size, start := false, 0, lines[0].start
	for end := range boundaries(s.text, lines) {
		for start < end {
			cut := cutLong(s.text, start, end)
			if found, ok := trim(s.text, span{start, cut}); ok {
				s.part.sentences = append(s.part.sentences, found)
				any = true
			}
			size += cut - start
			start = cut
		}
		if size >= maxPart {
			if !yield(s.part) {
				return false
			}
			s.part.sentences, size = s.part.sentences[:0], 0
		}
	}
	if len(s.part.sentences) > 0 && !yield(s.part) {
		return false
	}
	if any {
		s.part.paragraph++
	}
	return true
}

// boundaries yields the offsets at which sentences of the lines end, the last one
// being the end of the lines.
func boundaries(text string, lines []line) iter.Seq[int] {
	return func(yield func(int) bool) {
		widest := 0
		for _, l := range lines {
			widest = max(widest, l.end-l.start)
		}
		for n, l := range lines {
			for i := l.start; i < l.end; i++ {
				if endsSentence(text, i, l) && !yield(i+1) {
					return
				}
			}
			if (n+1 == len(lines) || breaksAfter(text, l, lines[n+1], widest)) && !yield(l.end) {
				return
			}
		}
	}
}

func endsSentence(text string, i int, l line) bool {
	switch text[i] {
	case ';', '!', '?':
	case '.':
		if !periodEnds(text, i, l) {
			return false
		}
	default:
		return false
	}
	j := i + 1
	for j < len(text) && strings.IndexByte(`"')]`, text[j]) >= 0 {
		j++
	}
	return j >= len(text) || text[j] == ' ' || text[j] == '\n' || text[j] == '\r' || text[j] == '\t' || text[j] >= utf8.RuneSelf
}

func periodEnds(text string, i int, l line) bool {
	word := lastWord(text[l.start:i])
	next := strings.TrimLeft(text[min(i+1, len(text)):min(i+40, len(text))], " \t\r\n\"'”»)]\u00a0")
	first, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(first) {
		return false
	}
	if isNumber(word) {
		atStart := blank(text[l.start : i-len(word)])
		return !atStart && !(len(word) <= 2 && startsWithMonth(next))
	}
	if utf8.RuneCountInString(word) == 1 || isAbbreviation(strings.ToLower(word)) {
		return next == ""
	}
	return true
}

func isAbbreviation(w string) bool {
	switch w {
	case "art", "no", "nr", "mr", "mrs", "ms", "dr", "st", "abs", "vgl", "ca", "bzw", "sec", "para", "cal", "civ",
		"mme", "mlle", "cf", "al", "inc", "ltd", "co", "approx", "ggf", "evtl", "inkl", "usw", "etc", "lit", "rec", "ziff", "vol", "ref", "tel":
		return true
	}
	return false
}

func startsWithMonth(s string) bool {
	for _, m := range []string{"Jan", "Feb", "Mär", "Mar", "Maer", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"} {
		if strings.HasPrefix(s, m) {
			return true
		}
	}
	return false
}

func lastWord(s string) string {
	i := len(s)
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		i -= size
	}
	return s[i:]
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// breaksAfter reports whether the end of line l ends a sentence although no
// punctuation says so: before a list item, after a salutation, heading or colon.
func breaksAfter(text string, l, next line, widest int) bool {
	s := strings.TrimSpace(text[l.start:l.end])
	n := strings.TrimSpace(text[next.start:next.end])
	if listItem(n) || strings.HasSuffix(s, ":") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(n)
	short := len(s) < 50 && (len(s)*10 < widest*6 || len(n)*10 < widest*6)
	if strings.HasSuffix(s, ",") {
		return short && len(strings.Fields(s)) <= 6 && !unicode.IsDigit(first)
	}
	return short && unicode.IsUpper(first)
}

// listItem reports whether a line begins with a bullet, "1.", "2)" or "(a)".
func listItem(s string) bool {
	for _, b := range []string{"- ", "* ", "• ", "– ", "· ", "◦ "} {
		if strings.HasPrefix(s, b) {
			return true
		}
	}
	s = strings.TrimPrefix(s, "(")
	i := 0
	for i < len(s) && i < 3 && isASCIIWordByte(s[i]) {
		i++
	}
	return i > 0 && i+1 < len(s) && (s[i] == ')' || s[i] == '.' && isNumber(s[:i])) && s[i+1] == ' '
}

// cutLong returns end, or a place before it if the sentence would be too long.
func cutLong(text string, start, end int) int {
	if end-start <= maxSentence {
		return end
	}
	limit := start + maxSentence
	if i := strings.LastIndexByte(text[start:limit], ' '); i > maxSentence/2 {
		return start + i
	}
	for limit < end && !utf8.RuneStart(text[limit]) {
		limit++
	}
	return limit
}

// trim cuts what is no part of the words from both ends of s: spaces, control
// bytes, broken bytes and bullets.
func trim(text string, s span) (span, bool) {
	for s.start < s.end {
		r, size := utf8.DecodeRuneInString(text[s.start:s.end])
		if !void(r, size) && !strings.ContainsRune("-*•–·◦;", r) {
			break
		}
		s.start += size
	}
	for s.start < s.end {
		r, size := utf8.DecodeLastRuneInString(text[s.start:s.end])
		if !void(r, size) {
			break
		}
		s.end -= size
	}
	return s, s.start < s.end
}

func void(r rune, size int) bool {
	return r == utf8.RuneError && size <= 1 || unicode.IsSpace(r) || unicode.IsControl(r)
}
