package restriction

import (
	"regexp"
	"sort"
	"strings"
)

// line is one line of a text without its line end.
type line struct{ start, end int }

func splitLines(text string) []line {
	var out []line
	for start := 0; start <= len(text); start = out[len(out)-1].end + 1 {
		out = append(out, lineAt(text, start))
	}
	return out
}

// lineAt returns the line that starts at an offset.
func lineAt(text string, start int) line {
	end := strings.IndexByte(text[start:], '\n')
	if end < 0 {
		return line{start, len(text)}
	}
	return line{start, start + end}
}

// The marks by which mail programs set off the words of an earlier message. They
// are matched on trimmed lines.
var (
	attribution = regexp.MustCompile(`(?i)^(?:` +
		`on\s.{3,160}\swrote\s?:|.{2,120}\swrote on\s.{4,60}:|` +
		`le\s.{3,160}\s(?:a|avez)\s[ée]crit\s?:|` +
		`am\s.{3,160}\sschrieb(?:en)?(?:\s.{1,100})?\s?:|.{2,120}\sschrieb am\s.{4,60}:|` +
		`il\s.{3,160}\sha scritto\s?:|el\s.{3,160}\sescribi[óo]\s?:|op\s.{3,160}\sschreef(?:\s.{1,100})?\s?:` +
		`)$`)
	personal    = regexp.MustCompile(`(?i)\b(?:you wrote|vous (?:nous )?avez [ée]crit|schrieben sie|sie schrieben)\b`)
	originalBar = regexp.MustCompile(`(?i)^[-_*=\s]{2,}(?:original(?: message|nachricht)?|original appointment|` +
		`urspr[üu]e?ngliche (?:nachricht|e-?mail)|message (?:d['’]origine|original|initial)|` +
		`courriel (?:d['’]origine|original)|messaggio originale|mensaje original|oorspronkelijk bericht)\s?:?[-_*=\s]*$`)
	forwardBar = regexp.MustCompile(`(?i)^[-_*=\s]{0,}(?:begin forwarded message|forwarded message|` +
		`weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transf[ée]r[ée]|` +
		`d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]))\s?:?[-_*=\s]*$`)
	fromHeader  = regexp.MustCompile(`(?i)^\*?(?:from|von|de|exp[ée]diteur|da|van)\*?\s?:\*?\s?\S`)
	otherHeader = regexp.MustCompile(`(?i)^\*?(?:sent|date|to|subject|cc|reply-to|gesendet|datum|an|betreff|envoy[ée](?: le)?|[àa]|destinataire|objet|from|von|de)\*?\s?:\*?\s?\S`)
)

// forwardedByItself is the number of words above a forwarded message from which
// on the words above are the message and the forwarded part is its trailer. Below
// it somebody passes on the message that matters.
const forwardedByItself = 40

// mask returns the spans of text that are not the sender's own words: quoted
// lines, the message that is answered, header blocks, the signature after "-- ",
// and the requester's words cited within a sentence. They are sorted and do not
// overlap.
func mask(text string) []span {
	m := masker{text: text, lines: splitLines(text)}
	for i := 0; i < len(m.lines); {
		i = m.step(i)
	}
	m.out = append(m.out, citedInQuotes(text)...)
	if strings.Contains(text, ": ") {
		m.out = append(m.out, citedAfterColon(text)...)
	}
	return merge(m.out)
}

type masker struct {
	text  string
	lines []line
	out   []span
	words int // words seen so far that are the sender's own
}

func (m *masker) trimmed(i int) string {
	l := m.lines[i]
	if l.end-l.start > 400 { // longer than any mark of a mail program
		return strings.TrimSpace(m.text[l.start : l.start+40])
	}
	return strings.TrimSpace(m.text[l.start:l.end])
}

func (m *masker) hide(i, j int) int {
	if j > i {
		m.out = append(m.out, span{m.lines[i].start, m.lines[j-1].end})
	}
	return j
}

// step looks at line i and returns the next line to look at.
func (m *masker) step(i int) int {
	s := m.trimmed(i)
	rest := len(m.lines)
	switch {
	case s == "":
		return i + 1
	case s[0] == '>':
		return m.hide(i, i+1)
	case s == "--" && m.words > 0 && rest-i <= 30:
		return m.hide(i, rest)
	case barLike(s) && originalBar.MatchString(s):
		if m.words > 0 {
			return m.hide(i, rest)
		}
		return m.hide(i, m.headersEnd(i+1))
	case len(s) < 80 && forwardBar.MatchString(s):
		if m.words >= forwardedByItself {
			return m.hide(i, rest)
		}
		return m.hide(i, m.headersEnd(i+1))
	case headerLike(s) && fromHeader.MatchString(s) && m.headersEnd(i)-i >= 3:
		if m.words >= forwardedByItself/4 {
			return m.hide(i, rest)
		}
		return m.hide(i, m.headersEnd(i))
	}
	if n := m.attribution(i); n > 0 {
		return m.hide(i, m.citedEnd(i, n))
	}
	if m.words < forwardedByItself { // more makes no difference
		m.words += len(strings.Fields(s))
	}
	return i + 1
}

// barLike and headerLike are quick looks before a regular expression is tried.
func barLike(s string) bool { return strings.IndexByte("-_*=", s[0]) >= 0 }

func headerLike(s string) bool {
	i := strings.IndexByte(s, ':')
	return i > 0 && i < 20
}

// headersEnd returns the line after the header lines that start at line i.
func (m *masker) headersEnd(i int) int {
	for i < len(m.lines) && headerLike(m.trimmed(i)) && otherHeader.MatchString(m.trimmed(i)) {
		i++
	}
	return i
}

// attribution returns over how many lines, from line i, a mail program says who
// wrote what follows; 0 if it does not.
func (m *masker) attribution(i int) int {
	s := m.trimmed(i)
	if strings.HasSuffix(s, ":") && attribution.MatchString(s) {
		return 1
	}
	if i+1 < len(m.lines) && len(s) < 120 && strings.HasSuffix(m.trimmed(i+1), ":") && attribution.MatchString(s+" "+m.trimmed(i+1)) {
		return 2
	}
	return 0
}

// citedEnd returns the line where the citation ends that n lines from line i
// introduce.
func (m *masker) citedEnd(i, n int) int {
	intro := m.trimmed(i) + " " + m.trimmed(i+n-1)
	next := i + n
	for next < len(m.lines) && m.trimmed(next) == "" {
		next++
	}
	switch {
	case next < len(m.lines) && strings.HasPrefix(m.trimmed(next), ">"):
		return i + n
	case personal.MatchString(intro):
		for next < len(m.lines) && m.trimmed(next) != "" {
			next++
		}
		return next
	case m.words > 0:
		return len(m.lines)
	}
	return i + n
}

// merge sorts spans and joins those that overlap.
func merge(spans []span) []span {
	sort.Slice(spans, func(i, j int) bool { return spans[i].start < spans[j].start })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}
