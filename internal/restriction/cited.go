package restriction

import (
	"strings"
	"unicode/utf8"
)

// The words of the person who asked are also cited within a sentence: «you ask "for
// all data of the last ten years"», «you wrote: I want …». Both are found by their
// marks, the quotation mark and the colon, and what stands before them is read
// backwards, so that a text without marks costs nothing.

// The lengths of a citation, and of what may stand between the word that addresses
// the person and the quotation mark, in characters.
const (
	shortestCitation = 8
	longestCitation  = 600
	beforeQuote      = 80
)

// citedInQuotes returns what stands in quotation marks after "you", "vous" or "Sie"
// in the same sentence.
func citedInQuotes(text string) []span {
	var out []span
	free := 0 // what comes before is part of an earlier citation
	for i := nextQuote(text, 0); i < len(text); {
		mark, size := utf8.DecodeRuneInString(text[i:])
		start := i + size
		end := nextQuote(text, start)
		closing, size := utf8.DecodeRuneInString(text[end:])
		if strings.ContainsRune(`"“„«`, mark) && strings.ContainsRune(`"“”»`, closing) &&
			citationLength(text[start:end]) && addressed(text[free:i]) {
			out = append(out, span{start, end})
			free = end + size
			end = nextQuote(text, free)
		}
		i = end
	}
	return out
}

// citationLength reports whether a text has the length of a citation.
func citationLength(s string) bool {
	if len(s) < shortestCitation || len(s) > longestCitation*utf8.UTFMax {
		return false
	}
	n := utf8.RuneCountInString(s)
	return n >= shortestCitation && n <= longestCitation
}

// nextQuote returns where the next quotation mark at or after i begins, or the end
// of the text.
func nextQuote(text string, i int) int {
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i
		case 0xC2, 0xE2: // the first byte of all others
			if r, _ := utf8.DecodeRuneInString(text[i:]); strings.ContainsRune("“”„«»", r) {
				return i
			}
		}
	}
	return i
}

// addressed reports whether a text ends in a clause that begins with a word for the
// person spoken to.
func addressed(text string) bool {
	for n, i := 0, len(text); n <= beforeQuote; n++ {
		if endsInWord(text[:i], text[i:], "you") || endsInWord(text[:i], text[i:], "vous") || endsInWord(text[:i], text[i:], "sie") {
			return true
		}
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if size == 0 || strings.ContainsRune(".!?\n\"“”„«»", r) {
			return false
		}
		i -= size
	}
	return false
}

// endsInWord reports whether text ends in the word, in whatever case, and the word
// ends there too, given what comes next.
func endsInWord(text, next, word string) bool {
	start := len(text) - len(word)
	if start < 0 || !strings.EqualFold(text[start:], word) || next != "" && regexpWordByte(next[0]) {
		return false
	}
	return start == 0 || !regexpWordByte(text[start-1])
}

func regexpWordByte(b byte) bool { return isASCIIWordByte(b) || b == '_' }

// saysWrote are the ends of clauses after which, and a colon, the words of the person
// follow.
var saysWrote = []string{
	"you wrote", "you write", "vous écrivez", "vous ecrivez", "vous nous écrivez", "vous nous ecrivez",
	"vous avez écrit", "vous avez ecrit", "vous nous avez écrit", "vous nous avez ecrit",
	"sie schreiben", "schrieben sie", "sie schrieben",
}

// citedAfterColon returns the sentences that follow "you wrote:" without quotation
// marks.
func citedAfterColon(text string) []span {
	var out []span
	free := 0
	for i := 0; ; {
		n := strings.IndexByte(text[i:], ':')
		if n < 0 {
			return out
		}
		colon := i + n
		i = colon + 1
		if !announced(text[free:colon]) {
			continue
		}
		if s, ok := sentenceAfter(text, i); ok {
			out = append(out, s)
			free, i = s.end, s.end
		}
	}
}

// announced reports whether a text ends in one of the clauses.
func announced(text string) bool {
	if text != "" && isSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	if text == "" || strings.IndexByte("eztnEZTN", text[len(text)-1]) < 0 {
		return false
	}
	const longest = 40
	tail := text
	if len(tail) > longest {
		tail = tail[len(tail)-longest:]
	}
	tail = strings.ToLower(tail)
	for _, clause := range saysWrote {
		if strings.HasSuffix(tail, clause) {
			before := len(tail) - len(clause)
			if before == 0 || !regexpWordByte(tail[before-1]) {
				return true
			}
		}
	}
	return false
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f' }

// sentenceAfter returns the sentence that begins after spaces at i, unless it begins
// with a quotation mark, is on two lines, or is too short or long.
func sentenceAfter(text string, i int) (span, bool) {
	start := i
	for start < len(text) && isSpace(text[start]) {
		start++
	}
	first, size := utf8.DecodeRuneInString(text[start:])
	if start == i || size == 0 || strings.ContainsRune("\"“„«", first) {
		return span{}, false
	}
	from := start + size
	end := from
	for end < len(text) && end-from <= longestCitation*utf8.UTFMax && strings.IndexByte(".!?\n", text[end]) < 0 {
		end++
	}
	if end == len(text) || strings.IndexByte(".!?", text[end]) < 0 || !citationLength(text[from:end]) {
		return span{}, false
	}
	return span{start, end + 1}, true
}
