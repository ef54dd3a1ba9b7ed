package proposal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse/internal/quotation"
)

// sentence is a sentence as bytes of the text.
type sentence struct{ start, end int }

// longestSentence bounds a sentence, in bytes; what is longer is none.
const longestSentence = 1000

// sentences cuts what lies outside the spans into sentences.
func sentences(text string, besides []quotation.Span) []sentence {
	var list []sentence
	at := 0
	for _, s := range besides {
		list = appendSentences(list, text, at, s.Start)
		at = s.End
	}
	return appendSentences(list, text, at, len(text))
}

func appendSentences(list []sentence, text string, from, to int) []sentence {
	start := from
	for i := from; i < to; i++ {
		if !ends(text, i, to) {
			continue
		}
		list = appendSentence(list, text, start, i+1)
		start = i + 1
	}
	return appendSentence(list, text, start, to)
}

func appendSentence(list []sentence, text string, start, end int) []sentence {
	start += len(text[start:end]) - len(strings.TrimLeftFunc(text[start:end], unicode.IsSpace))
	end -= len(text[start:end]) - len(strings.TrimRightFunc(text[start:end], unicode.IsSpace))
	if start >= end || end-start > longestSentence {
		return list
	}
	return append(list, sentence{start, end})
}

// shortestWrapped is the length from which a line may go on in the next one.
const shortestWrapped = 50

// ends reports whether a sentence ends with byte i.
func ends(text string, i, to int) bool {
	switch text[i] {
	case '.', '!', '?':
		rest := text[i+1 : to]
		next := strings.TrimLeftFunc(rest, unicode.IsSpace)
		return len(next) < len(rest) && beginsSentence(next) && (text[i] != '.' || !abbreviates(text[:i]))
	case '\n':
		line := text[strings.LastIndexByte(text[:i], '\n')+1 : i]
		next := text[i+1 : to]
		return strings.TrimSpace(firstLine(next)) == "" || strings.ContainsRune("-*•–", firstRune(next)) ||
			len(line) < shortestWrapped && beginsSentence(next)
	}
	return false
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t")); return r }

func beginsSentence(s string) bool {
	r := firstRune(s)
	return unicode.IsUpper(r) || strings.ContainsRune("¿¡«„“\"(", r)
}

// abbreviations end in a full stop and do not end a sentence.
var abbreviations = []string{"art", "abs", "nr", "no", "mr", "mrs", "ms", "dr", "bzw", "ggf", "sig", "sra", "st", "lit", "para", "vgl"}

// abbreviates reports whether a full stop after the text belongs to an abbreviation, an
// initial or the number of a day.
func abbreviates(before string) bool {
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })+1:]
	if utf8.RuneCountInString(word) == 1 || len(word) == 2 && unicode.IsDigit(rune(word[0])) {
		return true
	}
	for _, known := range abbreviations {
		if strings.EqualFold(word, known) {
			return true
		}
	}
	return false
}
