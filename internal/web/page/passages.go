package page

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/quotation"
)

// A letter is shown in paragraphs. Each paragraph is cut into pieces at the ends of
// the passages that findings speak of, so that passages may overlap, begin in one
// paragraph and end in another, and still every byte is shown once and escaped.

// passage is a stretch of a text that a finding speaks of.
type passage struct {
	Key        string // letter that names the finding on the page: "a", "b" … "aa"
	Verdict    string // "unlawful", "lawful" or "judge"
	Label      string // of the link to what the margin says of it
	Start, End int    // bytes
}

// paragraph is one paragraph of a letter.
type paragraph struct {
	Pieces []piece
	Ends   []string // keys of the passages that end here, in the order of their ends
	Quoted bool     // every line is a quotation of an earlier mail
	Folded bool     // of an earlier mail, or a disclaimer: not what this sender has to say
}

// piece is a run of text inside a paragraph. Text may be empty in the last piece.
type piece struct {
	Text    string
	Break   bool      // a new line begins after the text
	Verdict string    // of the passage it belongs to, the gravest if several; "" for none
	IDs     []string  // keys of the passages that begin here
	Refs    []passage // passages that end after the text
}

// valid reports whether the passage can be marked in the text: a finding whose
// bytes do not fit is shown beside the text and never guessed.
func (p passage) valid(text string) bool {
	return 0 <= p.Start && p.Start < p.End && p.End <= len(text) &&
		utf8.RuneStart(text[p.Start]) && (p.End == len(text) || utf8.RuneStart(text[p.End]))
}

// layOut cuts a text into paragraphs with its passages marked. Passages that are
// not valid are left out.
func layOut(text string, passages []passage) []paragraph { return layOutFolded(text, passages, nil) }

// layOutFolded is layOut for a text of which some spans of whole lines are to be folded
// away. A paragraph lies within one of them or outside all.
func layOutFolded(text string, passages []passage, folds []quotation.Span) []paragraph {
	passages = slices.DeleteFunc(slices.Clone(passages), func(p passage) bool { return !p.valid(text) })
	slices.SortStableFunc(passages, func(a, b passage) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	var list []paragraph
	all := blocks(text, folds)
	for _, block := range all {
		p := layOutBlock(text, block, passages, all)
		p.Folded = slices.ContainsFunc(folds, func(s quotation.Span) bool { return s.Start <= block.start && block.end <= s.End })
		list = append(list, p)
	}
	return list
}

// block is a paragraph as bytes of the text.
type block struct{ start, end int }

// blocks finds the paragraphs: runs of lines that are not blank. One ends where a span
// begins or ends.
func blocks(text string, folds []quotation.Span) []block {
	var list []block
	open, at, edge := false, 0, 0 // edge is the next of the folds' ends
	for line := range strings.Lines(text) {
		for ; edge < 2*len(folds) && edgeOf(folds, edge) <= at; edge++ {
			open = false
		}
		content := strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(content) == "":
			open = false
		case open:
			list[len(list)-1].end = at + len(content)
		default:
			list = append(list, block{at, at + len(content)})
			open = true
		}
		at += len(line)
	}
	return list
}

// edgeOf is where the i-th span begins or the line after it, counted through.
func edgeOf(folds []quotation.Span, i int) int {
	if i%2 == 0 {
		return folds[i/2].Start
	}
	return folds[i/2].End + 1
}

func layOutBlock(text string, b block, passages []passage, all []block) paragraph {
	var out paragraph
	out.Quoted = quoted(text[b.start:b.end])
	cuts := cutsOf(text, b, passages)
	for i := 0; i+1 < len(cuts); i++ {
		from, to := cuts[i], cuts[i+1]
		p := piece{Text: text[from:to], Verdict: verdictOf(passages, from, to)}
		for _, s := range passages {
			// A passage that begins in the blank lines before a paragraph begins with it.
			if s.Start == from || from == b.start && s.Start < from && firstBlockOf(all, s) == b.start {
				p.IDs = append(p.IDs, s.Key)
			}
			if endsIn(text, s, b, to) {
				p.Refs = append(p.Refs, s)
				out.Ends = append(out.Ends, s.Key)
			}
		}
		p.Text, p.Break = lineEnd(text, p.Text, to, b)
		out.Pieces = append(out.Pieces, p)
	}
	return out
}

// cutsOf lists the places at which the paragraph is cut: its ends, the ends of
// passages and the ends of its lines, in order and each once.
func cutsOf(text string, b block, passages []passage) []int {
	cuts := []int{b.start, b.end}
	for _, s := range passages {
		for _, at := range []int{s.Start, s.End} {
			if b.start < at && at < b.end {
				cuts = append(cuts, at)
			}
		}
	}
	for i := b.start; i < b.end; i++ {
		if text[i] == '\n' {
			cuts = append(cuts, i+1)
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// firstBlockOf is where the paragraph starts in which the first visible byte of a
// passage stands.
func firstBlockOf(all []block, s passage) int {
	for _, b := range all {
		if b.end > s.Start {
			return b.start
		}
	}
	return -1
}

// endsIn reports whether the passage ends with the piece of b that ends at to. One
// that ends in the blank lines after a paragraph ends with it.
func endsIn(text string, s passage, b block, to int) bool {
	if s.End == to {
		return true
	}
	return to == b.end && s.Start < to && s.End > to && strings.TrimSpace(text[to:s.End]) == ""
}

func verdictOf(passages []passage, from, to int) string {
	gravest := ""
	for _, s := range passages {
		if s.Start < to && from < s.End && gravity(s.Verdict) > gravity(gravest) {
			gravest = s.Verdict
		}
	}
	return gravest
}

func gravity(verdict string) int {
	return slices.Index([]string{"", "lawful", "judge", "unlawful"}, verdict)
}

// lineEnd takes the end of a line off a piece and says whether the line ends there
// for the reader too. Mails are often broken at some 70 characters by the program
// that wrote them; such a break is a blank.
func lineEnd(text, piece string, to int, b block) (shown string, broken bool) {
	shown = strings.TrimRight(piece, "\r\n")
	if shown == piece || to >= b.end {
		return shown, false
	}
	line := text[strings.LastIndexByte(text[:to-1], '\n')+1 : to]
	if wrapped(line, text[to:b.end]) {
		return shown + " ", false
	}
	return shown, true
}

const wrappedFrom = 58 // characters; shorter lines were ended on purpose

func wrapped(line, rest string) bool {
	next, _, _ := strings.Cut(rest, "\n")
	next = strings.TrimSpace(next)
	line = strings.TrimSpace(line)
	if utf8.RuneCountInString(line) < wrappedFrom || utf8.RuneCountInString(line) > 100 || strings.HasPrefix(line, ">") {
		return false
	}
	return next != "" && !strings.ContainsRune("-*•–>|0123456789", []rune(next)[0])
}

// quoted reports whether all lines are quotations of an earlier mail.
func quoted(text string) bool {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			return false
		}
	}
	return text != ""
}

// letterKey names the n-th finding of a page, from 0: a … z, aa, ab …
func letterKey(n int) string {
	key := string(rune('a' + n%26))
	if n < 26 {
		return key
	}
	return letterKey(n/26-1) + key
}
