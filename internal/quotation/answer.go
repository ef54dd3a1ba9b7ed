package quotation

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Conversation is what is known of the mails among which a text stands.
type Conversation struct {
	Sent     []string // texts of our own letters
	Received []string // texts of what came in before
	// PassedOn says that the one who asked sent the mail: what counts is what they pass on.
	PassedOn bool
}

// Answer returns the text with everything blank that is not said by the one who answers.
// It has the same length and the same line ends, so that an offset in it is one of the
// text. The rule:
//
//   - A line that begins with ">" is quoted. So is all that stands below the mark of a mail
//     program ("-----Original Message-----", a block of From and Sent, "On … Ada wrote:"),
//     if something is said above it.
//   - If nothing is said above the mark, what stands below it is read: somebody answers
//     between the lines, or passes a mail on.
//   - Below a mark, what repeats a letter of ours is quoted in any case. Where such a quoted
//     part repeats a mail of the conversation, what does not repeat it was written in
//     between, and is read. Where it repeats none, nobody can tell, and the mark decides.
//   - Of a mail that the one who asked passes on, their own words above the mark are blank.
//     What is below is read by the same rule, as a mail of its own, without one level of ">".
//
// Signatures and disclaimers stay. Without any mark the text is returned as it is.
func Answer(text string, c Conversation) string {
	if c.PassedOn {
		return passedOn(text, c)
	}
	blank := []byte(text)
	for _, s := range SetApart(text, c) {
		if s.Kind != Signature && s.Kind != Disclaimer {
			blankOut(blank[s.Start:s.End])
		}
	}
	return string(blank)
}

// HasEarlierMail reports whether a text bears the marks of an earlier mail, so that it
// matters for [Answer] what is known of the conversation.
func HasEarlierMail(text string) bool {
	return slices.ContainsFunc(Spans(text), func(s Span) bool { return s.Kind != Signature && s.Kind != Disclaimer })
}

// SetApart returns the spans of [Besides], corrected by what is known of the conversation
// as [Answer] says.
func SetApart(text string, c Conversation) []Span {
	spans := Besides(text)
	intro := slices.IndexFunc(spans, func(s Span) bool { return s.Kind == Intro })
	if intro < 0 {
		return spans
	}
	known, ours := phrasesOf(slices.Concat(c.Sent, c.Received)), phrasesOf(c.Sent)
	below := spans[intro].End
	var out []Span
	for _, s := range spans {
		if s.Kind == Quoted && s.Start >= below {
			out = append(out, known.repeatedParts(text, s)...)
			continue
		}
		out = append(out, s)
	}
	out = append(out, ours.repeatedOutside(text, below, spans)...)
	slices.SortFunc(out, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// passedOn keeps of a mail what stands below its first mark.
func passedOn(text string, c Conversation) string {
	spans := slices.DeleteFunc(Spans(text), func(s Span) bool { return s.Kind == Signature || s.Kind == Disclaimer })
	if len(spans) == 0 {
		return text
	}
	below := spans[0].End
	if spans[0].Kind == Quoted {
		below = spans[0].Start
	}
	above := []byte(text[:below])
	blankOut(above)
	rest := text[below:]
	if strings.HasPrefix(strings.TrimSpace(rest), ">") {
		rest = lessQuoted(rest)
	}
	return string(above) + Answer(rest, Conversation{Sent: c.Sent})
}

// lessQuoted takes one level of ">" from the lines that have one. What stands beside them
// is said by the one who passes the mail on.
func lessQuoted(text string) string {
	less := []byte(text)
	for _, l := range splitLines(text) {
		at := l.start + len(text[l.start:l.end]) - len(strings.TrimLeft(text[l.start:l.end], " \t"))
		if at < l.end && text[at] == '>' {
			less[at] = ' '
			continue
		}
		blankOut(less[l.start:l.end])
	}
	return string(less)
}

// blankOut leaves nothing but line ends.
func blankOut(text []byte) {
	for i, b := range text {
		if b != '\n' {
			text[i] = ' '
		}
	}
}

// phraseWords is the length of the phrases by which a text is known again. Mail programs
// break lines anew and change marks and spaces, not the order of words.
const phraseWords = 4

// longestEarlier bounds, in bytes, what is known of one earlier mail.
const longestEarlier = 64 << 10

// phrases are the runs of words in earlier mails.
type phrases map[[phraseWords]string]bool

func phrasesOf(texts []string) phrases {
	known := make(phrases)
	for _, text := range texts {
		for phrase := range phrasesIn(text[:min(len(text), longestEarlier)]) {
			known[phrase] = true
		}
	}
	return known
}

// phrasesIn goes through the phrases of a text in order.
func phrasesIn(text string) func(yield func([phraseWords]string) bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return func(yield func([phraseWords]string) bool) {
		for i := phraseWords; i <= len(words); i++ {
			if !yield([phraseWords]string(words[i-phraseWords : i])) {
				return
			}
		}
	}
}

// verdict says what a line is.
type verdict int

const (
	tooShort verdict = iota // to be known again: it goes with the line above
	fresh
	repeated
)

// judge compares a line with the earlier mails. Three quarters of its phrases are enough,
// so that a line that was mended a little is known again.
func (p phrases) judge(line string) verdict {
	all, known := 0, 0
	for phrase := range phrasesIn(line) {
		all++
		if p[phrase] {
			known++
		}
	}
	switch {
	case all == 0:
		return tooShort
	case 4*known >= 3*all:
		return repeated
	}
	return fresh
}

// repeatedParts cuts out of a span that a mark calls quoted what was written into it. Each
// mail in it is looked at alone: one that repeats nothing known stays quoted as a whole.
func (p phrases) repeatedParts(text string, s Span) []Span {
	var parts []Span
	r := reader{text: text[:s.End], lines: linesWithin(text, s)}
	r.labels = make([]label, len(r.lines))
	for from := 0; from < len(r.lines); {
		to := from + 1
		for to < len(r.lines) && !r.beginsMail(to) {
			to++
		}
		parts = append(parts, p.repeatedLines(text, r.lines[from:to])...)
		from = to
	}
	return parts
}

// beginsMail reports whether a mark of an earlier mail stands at line i.
func (r *reader) beginsMail(i int) bool {
	s := r.at(i)
	if s == "" || s[0] == '>' {
		return false
	}
	if isOriginalBar(s) || isForwardBar(s) {
		return true
	}
	if r.label(i) == labelFrom && r.isHeaderBlock(i, r.headersEnd(i)) {
		return true
	}
	n, _ := r.attributionLines(i, s)
	return n > 0
}

// repeatedLines returns the lines of one quoted mail without those that were written in
// between.
func (p phrases) repeatedLines(text string, lines []line) []Span {
	verdicts := make([]verdict, len(lines))
	anything := false
	for i, l := range lines {
		verdicts[i] = p.judge(text[l.start:l.end])
		anything = anything || verdicts[i] == repeated
	}
	var spans []Span
	last := repeated
	for i, l := range lines {
		if verdicts[i] != tooShort {
			last = verdicts[i]
		}
		if quoted := strings.HasPrefix(strings.TrimSpace(text[l.start:l.end]), ">"); !anything || quoted || last == repeated {
			spans = appendLine(spans, l)
		}
	}
	return spans
}

// repeatedOutside returns what repeats our own letters below a mark and is not set apart
// already.
func (p phrases) repeatedOutside(text string, below int, spans []Span) []Span {
	var out []Span
	if len(p) == 0 {
		return nil
	}
	for _, l := range linesWithin(text, Span{Start: below, End: len(text)}) {
		apart := slices.ContainsFunc(spans, func(s Span) bool { return s.Start <= l.start && l.end <= s.End })
		if !apart && p.judge(text[l.start:l.end]) == repeated {
			out = appendLine(out, l)
		}
	}
	return out
}

func linesWithin(text string, s Span) []line {
	lines := splitLines(text[s.Start:s.End])
	for i := range lines {
		lines[i].start += s.Start
		lines[i].end += s.Start
	}
	return lines
}

// appendLine adds a line, to the span above if it follows at once.
func appendLine(spans []Span, l line) []Span {
	if n := len(spans); n > 0 && spans[n-1].End+1 == l.start {
		spans[n-1].End = l.end
		return spans
	}
	if l.end == l.start {
		return spans
	}
	return append(spans, Span{Start: l.start, End: l.end, Kind: Quoted})
}
