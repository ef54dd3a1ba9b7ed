package mail

import "strings"

// unflow joins the lines that a program broke only to keep them short (format=flowed,
// RFC 3676). delSp says that the blank before such a break is not part of the text.
// Quoted lines are joined with lines of the same depth only.
func unflow(text string, delSp bool) string {
	var out strings.Builder
	out.Grow(len(text))
	open, depth, first := false, 0, true // whether the last line goes on, and its depth
	for line := range strings.SplitSeq(text, "\n") {
		quoted, words := flowedLine(line)
		signature := words == "-- "
		if !open || quoted != depth || signature || words == "" {
			if !first {
				out.WriteByte('\n')
			}
			writeQuoteMarks(&out, quoted, words)
		}
		first = false
		depth, open = quoted, !signature && strings.HasSuffix(words, " ")
		if open && delSp {
			words = words[:len(words)-1]
		}
		out.WriteString(words)
	}
	return out.String()
}

// flowedLine returns the depth of quotation and the words of a line.
func flowedLine(line string) (quoted int, words string) {
	words = strings.TrimLeft(line, ">")
	quoted = len(line) - len(words)
	return quoted, strings.TrimPrefix(words, " ") // the blank that was put before the words
}

func writeQuoteMarks(out *strings.Builder, quoted int, words string) {
	if quoted == 0 {
		return
	}
	out.WriteString(strings.Repeat(">", min(quoted, maxQuoted)))
	if words != "" {
		out.WriteByte(' ')
	}
}
