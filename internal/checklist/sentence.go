package checklist

import (
	"slices"
	"strings"
	"unicode"
)

// sentences cuts a text into its sentences, without the questions: a question gives
// nothing. Lines of a paragraph belong together unless one begins an item of a list.
func sentences(text string) []string {
	var list []string
	for _, block := range blocks(text) {
		for _, s := range cutSentences(block) {
			if s != "" && len(s) <= longestSentence && !strings.HasSuffix(s, "?") {
				list = append(list, s)
			}
		}
	}
	return list
}

// shortestWrapped is the length of a line from which it may go on in the next one: lines
// that a mail program wraps are longer.
const shortestWrapped = 50

// blocks joins the lines of each paragraph.
func blocks(text string) []string {
	var list, open []string
	last := 0 // length of the line before
	end := func() {
		if len(open) > 0 {
			list = append(list, strings.Join(open, " "))
		}
		open = nil
	}
	for raw := range strings.Lines(text) {
		line := strings.Join(strings.Fields(raw), " ")
		if line == "" || beginsItem(line) || last < shortestWrapped {
			end()
		}
		last = len(line)
		if line != "" && !strings.HasPrefix(line, ">") {
			open = append(open, line)
		}
	}
	end()
	return list
}

// beginsItem reports that a line begins with a bullet or the number of an item.
func beginsItem(line string) bool {
	first, _, spaced := strings.Cut(line, " ")
	if !spaced {
		return false
	}
	if slices.Contains([]string{"-", "–", "•", "*", "·"}, first) {
		return true
	}
	mark := strings.TrimRight(strings.TrimLeft(first, "("), ".):")
	return len(mark) > 0 && len(mark) <= 2 && mark != first && strings.Trim(mark, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// cutSentences cuts after a full stop, question or exclamation mark that a blank and a
// capital follow.
func cutSentences(block string) []string {
	var list []string
	start := 0
	words := strings.SplitAfter(block, " ")
	at := 0
	for i, w := range words {
		at += len(w)
		trimmed := strings.TrimRight(w, " ")
		last := i == len(words)-1
		if last || endsSentence(trimmed) && beginsUpper(words[i+1]) {
			list = append(list, strings.TrimSpace(block[start:at]))
			start = at
		}
	}
	return list
}

// shortestWord is the length from which a word before a full stop ends a sentence: "Art."
// and "Abs." are shorter.
const shortestWord = 4

func endsSentence(w string) bool {
	if strings.HasSuffix(w, "?") || strings.HasSuffix(w, "!") {
		return true
	}
	stem, stopped := strings.CutSuffix(w, ".")
	return stopped && len([]rune(stem)) >= shortestWord || strings.HasSuffix(w, ").")
}

func beginsUpper(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r)
	}
	return false
}
