package letter

import (
	"strings"
	"unicode"
)

// maxQuote is how many characters of the controller's words a letter repeats; a
// finding is a sentence, not a page.
const maxQuote = 1200

// line makes text typed by a person one line: line breaks, control characters and
// signs that turn the direction of writing become a space, so that a name can
// neither add a header to a mail nor rearrange what stands beside it.
func line(s string) string {
	return collapse(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || turnsDirection(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

func turnsDirection(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

// block keeps the lines of text typed by a person and cleans each like [line].
// Blank lines at the ends are gone.
func block(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = line(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// address is a block without any blank line.
func address(s string) string {
	lines := strings.FieldsFunc(block(s), func(r rune) bool { return r == '\n' })
	return strings.Join(lines, "\n")
}

// quote is one line, shortened at a word if it is very long, without the quotation
// marks that may already stand around it.
func quote(s string) string {
	s = strings.Trim(line(s), "\"“”„«» \u00a0\u202f")
	if runes := []rune(s); len(runes) > maxQuote {
		cut := string(runes[:maxQuote])
		if at := strings.LastIndexByte(cut, ' '); at > 0 {
			cut = cut[:at]
		}
		s = cut + " […]"
	}
	return s
}

// tidy turns what a template printed into paragraphs: no spaces at the ends of a
// line, one blank line between paragraphs, one newline at the end.
func tidy(s string) string {
	var kept []string
	blank := true
	for raw := range strings.Lines(s) {
		l := collapse(strings.TrimRight(raw, "\n"))
		if l == "" && blank {
			continue
		}
		blank = l == ""
		kept = append(kept, l)
	}
	return strings.TrimRight(strings.Join(kept, "\n"), "\n") + "\n"
}

// collapse makes one space of every run of spaces and tabs and removes those at
// the ends. No-break spaces stay: French typography needs them.
func collapse(s string) string {
	if !strings.ContainsRune(s, '\t') && !strings.Contains(s, "  ") {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}
