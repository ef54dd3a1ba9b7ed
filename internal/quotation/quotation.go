// Package quotation tells apart, in the text of a mail, what its sender wrote and what
// stands there besides: the words of earlier mails, the lines that introduce them,
// forwarded mails, signatures and disclaimers. It knows the habits of the common mail
// programs in English, French, German, Italian, Spanish and Dutch.
//
// It is a reading aid and never more than a good guess. Nothing is removed: the result
// is spans over the text, and the whole text stays what was received.
package quotation

import (
	"slices"
	"strings"
)

// Kind says what a span is.
type Kind string

// The kinds of spans.
const (
	Quoted     Kind = "quoted"     // words of an earlier mail
	Intro      Kind = "intro"      // "On … Ada wrote:", a block of From, Sent, To, a bar
	Forwarded  Kind = "forwarded"  // a mail that is passed on, below its intro
	Signature  Kind = "signature"  // from the closing words or the mark on; "Sent from my phone"
	Disclaimer Kind = "disclaimer" // "This message is confidential …", banners of mail gateways
)

// Span is a run of whole lines of one kind. Start and End are byte offsets of the
// text, the line end after the last line not included.
type Span struct {
	Start, End int
	Kind       Kind
}

// Spans returns what in the text is not the sender's own words: sorted, not
// overlapping, never empty, on line boundaries. Lines end in LF. The cost is linear
// in the length of the text.
func Spans(text string) []Span {
	r := reader{text: text, lines: splitLines(text)}
	r.labels = make([]label, len(r.lines))
	for i := 0; i < len(r.lines); {
		i = r.step(i)
	}
	return r.spans
}

// enough is the number of own words from which a mail speaks for itself. With fewer,
// somebody passes on the mail that matters.
const enough = 40

// Own returns the sender's own words: the text without its spans. Of a mail with hardly
// a word of its own, the forwarded part counts as own. Blank lines stay, so that
// paragraphs do not run together.
func Own(text string) string { return without(text, Besides(text)) }

// Besides returns the spans that [Own] leaves out.
func Besides(text string) []Span {
	spans := Spans(text)
	if words := len(strings.Fields(without(text, spans))); words >= enough {
		return spans
	}
	return slices.DeleteFunc(spans, func(s Span) bool { return s.Kind == Forwarded })
}

// without cuts the spans out.
func without(text string, spans []Span) string {
	var out strings.Builder
	at := 0
	for _, s := range spans {
		out.WriteString(text[at:s.Start])
		at = s.End
	}
	out.WriteString(text[at:])
	return strings.Trim(out.String(), "\n")
}

// line is one line of the text without its end.
type line struct{ start, end int }

func splitLines(text string) []line {
	out := make([]line, 0, strings.Count(text, "\n")+1)
	for start := 0; ; {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			return append(out, line{start, len(text)})
		}
		out = append(out, line{start, start + end})
		start += end + 1
	}
}

// reader goes through the lines from the top.
type reader struct {
	text  string
	lines []line
	spans []Span
	words int // own words so far; counted up to enough

	looked int     // the line up to which ends of signatures were looked for in vain
	labels []label // of each line, once it is known
}

// longest is more than any mark of a mail program takes; longer lines are prose.
const longest = 400

// at returns a line without the blanks around it; of a very long one only the
// beginning.
func (r *reader) at(i int) string {
	if i >= len(r.lines) {
		return ""
	}
	l := r.lines[i]
	return strings.TrimSpace(r.text[l.start:min(l.end, l.start+longest)])
}

// mark makes lines i to j, without j, a span, and returns j. Neighbours of the same
// kind become one span, with the blank lines between them.
func (r *reader) mark(i, j int, kind Kind) int {
	for i < j && r.at(i) == "" {
		i++
	}
	last := j
	for i < last && r.at(last-1) == "" {
		last--
	}
	if i >= last {
		return j
	}
	s := Span{Start: r.lines[i].start, End: r.lines[last-1].end, Kind: kind}
	if n := len(r.spans); n > 0 && r.spans[n-1].Kind == kind && strings.TrimSpace(r.text[r.spans[n-1].End:s.Start]) == "" {
		r.spans[n-1].End = s.End
		return j
	}
	r.spans = append(r.spans, s)
	return j
}

// rules mark what begins at a line and return the next line, 0 if they do not know it.
var rules = []func(r *reader, i int, s string) int{
	(*reader).quotedLine, (*reader).bar, (*reader).headerBlock, (*reader).attribution, (*reader).signature, (*reader).disclaimer,
}

// step looks at line i, marks what begins there, and returns the next line.
func (r *reader) step(i int) int {
	s := r.at(i)
	if s == "" {
		return i + 1
	}
	// The first rule that knows the line decides; the others are not asked.
	next := 0
	for _, rule := range rules {
		if next == 0 {
			next = rule(r, i, s)
		}
	}
	if next > i {
		return next
	}
	if r.words < enough {
		r.words += len(strings.Fields(s))
	}
	return i + 1
}

// quotedLine marks a line that begins with ">".
func (r *reader) quotedLine(i int, s string) int {
	if s[0] != '>' {
		return 0
	}
	return r.mark(i, i+1, Quoted)
}

// bar marks "-----Original Message-----", "---------- Forwarded message ----------"
// and their like, with the header below and the mail below that.
func (r *reader) bar(i int, s string) int {
	forwarded := isForwardBar(s)
	if !forwarded && !isOriginalBar(s) {
		return 0
	}
	below := r.mark(i, r.headersEnd(i+1), Intro)
	switch {
	case forwarded:
		return r.rest(below, Forwarded)
	case r.words == 0: // nothing above: the person pasted the whole mail
		return below
	}
	return r.rest(below, Quoted)
}

// headerBlock marks the block of From, Sent, To and Subject that Outlook puts above
// the mail that is answered, with the rule above it.
func (r *reader) headerBlock(i int, s string) int {
	first := i
	if isRule(s) {
		for first++; first < len(r.lines) && r.at(first) == "" && first < i+3; {
			first++
		}
	}
	if end := r.headersEnd(first); r.isHeaderBlock(first, end) {
		below := r.mark(i, end, Intro)
		if r.words == 0 {
			return below
		}
		return r.rest(below, Quoted)
	}
	return 0
}

// attribution marks "On … Ada wrote:" and what it introduces: lines with ">" speak for
// themselves; without them it is the paragraph that is answered where the sender
// cites, and otherwise all that follows.
func (r *reader) attribution(i int, s string) int {
	n, personal := r.attributionLines(i, s)
	if n == 0 {
		return 0
	}
	next := i + n
	for next < len(r.lines) && r.at(next) == "" {
		next++
	}
	switch {
	case strings.HasPrefix(r.at(next), ">"):
		return r.mark(i, i+n, Intro)
	case personal:
		r.mark(i, i+n, Intro)
		end := next
		for end < len(r.lines) && r.at(end) != "" {
			end++
		}
		return r.mark(next, end, Quoted)
	case r.words == 0:
		return r.mark(i, i+n, Intro)
	}
	r.mark(i, i+n, Intro)
	return r.rest(i+n, Quoted)
}

// rest marks everything from line i to the end.
func (r *reader) rest(i int, kind Kind) int { return r.mark(i, len(r.lines), kind) }

// longestSignature is in lines; registered names, offices and telephone numbers take
// many.
const longestSignature = 40

// signature marks what a mark or closing words begin, up to what begins next.
func (r *reader) signature(i int, s string) int {
	if phone(s) {
		return r.mark(i, i+1, Signature)
	}
	if s != "--" && s != "—" && !closing(s) || r.words == 0 {
		return 0
	}
	end := max(i+1, r.looked)
	for end < len(r.lines) && !r.endsSignature(end, r.at(end)) {
		if end++; end-i > longestSignature {
			r.looked = end // no signature ends above it: nobody needs to look there again
			return 0
		}
	}
	return r.mark(i, end, Signature)
}

// endsSignature reports whether something else begins at line i: an earlier mail, a
// disclaimer, or a sentence, for something may well be said below the name.
func (r *reader) endsSignature(i int, s string) bool {
	switch {
	case s == "":
		return false
	case s[0] == '>', isRule(s), isSentence(s), isDisclaimer(s), phone(s), isOriginalBar(s), isForwardBar(s):
		return true
	case r.label(i) == labelFrom:
		return r.isHeaderBlock(i, r.headersEnd(i))
	}
	n, _ := r.attributionLines(i, s)
	return n > 0
}

// isSentence tells words of a letter from the lines of an address.
func isSentence(s string) bool {
	words := len(strings.Fields(s))
	return postscript.MatchString(s) || words > 25 || words >= 7 && strings.ContainsAny(s[len(s)-1:], ".!?:;")
}

// disclaimer marks the paragraph that begins with line i if it is one.
func (r *reader) disclaimer(i int, s string) int {
	if !isDisclaimer(s) {
		return 0
	}
	end := i + 1
	for end < len(r.lines) && r.at(end) != "" && r.at(end)[0] != '>' {
		end++
	}
	return r.mark(i, end, Disclaimer)
}
