package letter

import (
	"slices"
	"strings"
	"unicode"
)

// sentences are those that a letter has said already.
type sentences struct{ said []string }

// only returns the paragraphs without the sentences that were said before, and remembers
// the rest.
func (s *sentences) only(paragraphs []string) []string {
	var kept []string
	for _, p := range paragraphs {
		var fresh []string
		for _, sentence := range splitSentences(p) {
			if slices.Contains(s.said, sentence) {
				continue
			}
			s.said = append(s.said, sentence)
			fresh = append(fresh, sentence)
		}
		if len(fresh) > 0 {
			kept = append(kept, strings.Join(fresh, " "))
		}
	}
	return kept
}

// splitSentences cuts a paragraph after each full stop that ends a sentence: a blank and
// a capital follow, and what stands before is a word of some length. "Art. 15", "s. 9"
// and "lett. a)" end none.
func splitSentences(p string) []string {
	var list []string
	words := strings.Split(p, " ")
	start := 0
	for i, w := range words[:len(words)-1] {
		if endsSentence(w) && beginsSentence(words[i+1]) {
			list = append(list, strings.Join(words[start:i+1], " "))
			start = i + 1
		}
	}
	return append(list, strings.Join(words[start:], " "))
}

// shortestEnd is the length of the shortest word that is taken for the end of a sentence.
const shortestEnd = 3

func endsSentence(w string) bool {
	if strings.HasSuffix(w, "?") || strings.HasSuffix(w, ").") {
		return true
	}
	stem, stopped := strings.CutSuffix(w, ".")
	return stopped && len([]rune(stem)) >= shortestEnd && !slices.Contains(abbreviated(), strings.ToLower(strings.Trim(stem, "(")))
}

// abbreviated are the words of some length that the letters end with a full stop within
// a sentence.
func abbreviated() []string {
	return []string{"art", "artt", "abs", "bst", "buchst", "lett", "cpv", "par", "sec", "sez", "núm"}
}

func beginsSentence(w string) bool {
	for _, r := range w {
		if unicode.IsLetter(r) {
			return unicode.IsUpper(r)
		}
	}
	return false
}
