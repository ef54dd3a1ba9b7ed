package mail

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlToText returns what a reader of the HTML sees, as text: blocks on lines of
// their own, list items with a dash, quotations behind "> " as mail programs write
// them. It reads a stream of tokens, so hostile nesting costs no more than its length.
func htmlToText(source string) string {
	tokens := html.NewTokenizer(strings.NewReader(source))
	var w textWriter
	for {
		switch tokens.Next() {
		case html.ErrorToken: // the end, or as far as it can be read
			return w.finish()
		case html.TextToken:
			w.text(string(tokens.Text()))
		case html.StartTagToken:
			w.open(tokens.Token(), false)
		case html.SelfClosingTagToken:
			w.open(tokens.Token(), true)
		case html.EndTagToken:
			name, _ := tokens.TagName()
			w.close(atom.Lookup(name))
		}
	}
}

// textWriter collects the visible text line by line.
type textWriter struct {
	out      strings.Builder
	line     strings.Builder
	space    bool      // a blank waits for the next word
	gap      bool      // an empty line waits for the next line with words
	blank    int       // empty lines at the end of out
	quoted   int       // depth of block quotations
	before   int       // that depth at the last line written
	pre      int       // depth of preformatted text
	hidden   atom.Atom // element whose content is not shown, 0 if none
	hiddenIn int       // depth of that element within itself
}

var (
	noText = map[atom.Atom]bool{
		atom.Script: true, atom.Style: true, atom.Title: true, atom.Template: true,
		atom.Noframes: true, atom.Textarea: true, atom.Select: true, atom.Svg: true,
	}
	void = map[atom.Atom]bool{
		atom.Br: true, atom.Hr: true, atom.Img: true, atom.Input: true, atom.Meta: true, atom.Link: true,
		atom.Wbr: true, atom.Col: true, atom.Area: true, atom.Base: true, atom.Embed: true, atom.Source: true,
	}
	// selfEnding elements end where the next of their kind begins.
	selfEnding = map[atom.Atom]bool{
		atom.P: true, atom.Li: true, atom.Td: true, atom.Th: true, atom.Tr: true, atom.Dt: true, atom.Dd: true,
	}
	lineBlocks = map[atom.Atom]bool{
		atom.Div: true, atom.Tr: true, atom.Li: true, atom.Dt: true, atom.Dd: true, atom.Section: true,
		atom.Article: true, atom.Header: true, atom.Footer: true, atom.Address: true, atom.Center: true,
		atom.Form: true, atom.Hr: true, atom.Body: true, atom.Main: true, atom.Aside: true, atom.Nav: true,
	}
	spacedBlocks = map[atom.Atom]bool{
		atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
		atom.Table: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Blockquote: true, atom.Pre: true,
	}
	invisible = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
)

// maxQuoted bounds the marks written before a line of deeply nested quotations.
const maxQuoted = 8

func (w *textWriter) open(t html.Token, closed bool) {
	if w.hidden != 0 && t.DataAtom == w.hidden && selfEnding[t.DataAtom] {
		w.hidden = 0
	}
	if w.hidden != 0 {
		if t.DataAtom == w.hidden && !closed {
			w.hiddenIn++
		}
		return
	}
	empty := closed && t.DataAtom != atom.Div && t.DataAtom != atom.P || void[t.DataAtom]
	if !empty && (noText[t.DataAtom] || isHidden(t)) && t.DataAtom != 0 {
		w.hidden, w.hiddenIn = t.DataAtom, 1
		return
	}
	w.breakBefore(t.DataAtom)
	switch t.DataAtom {
	case atom.Br:
		w.flush(true)
	case atom.Li:
		w.line.WriteString("- ")
	case atom.Td, atom.Th:
		w.space = w.line.Len() > 0
	case atom.Blockquote:
		w.quoted++
	case atom.Pre:
		w.pre++
	}
}

func (w *textWriter) close(a atom.Atom) {
	if w.hidden != 0 {
		if a == w.hidden {
			w.hiddenIn--
		}
		if w.hiddenIn == 0 {
			w.hidden = 0
		}
		return
	}
	w.breakBefore(a)
	switch a {
	case atom.Blockquote:
		w.quoted = max(0, w.quoted-1)
	case atom.Pre:
		w.pre = max(0, w.pre-1)
	}
}

func isHidden(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "hidden" || a.Key == "style" && invisible.MatchString(a.Val) {
			return true
		}
	}
	return false
}

func (w *textWriter) breakBefore(a atom.Atom) {
	switch {
	case spacedBlocks[a]:
		w.flush(false)
		w.gap = w.out.Len() > 0
	case lineBlocks[a]:
		w.flush(false)
	}
}

func (w *textWriter) text(s string) {
	if w.hidden != 0 {
		return
	}
	if w.pre > 0 {
		w.preformatted(s)
		return
	}
	for i, word := range strings.FieldsFunc(s, isBlank) {
		if (i > 0 || w.space || isBlank(rune(s[0]))) && w.line.Len() > 0 && !strings.HasSuffix(w.line.String(), " ") {
			w.line.WriteByte(' ')
		}
		w.line.WriteString(word)
		w.space = false
	}
	if s != "" && isBlank(rune(s[len(s)-1])) {
		w.space = true
	}
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

func (w *textWriter) preformatted(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.flush(true)
		}
		w.line.WriteString(line)
	}
}

// flush ends the line. An empty one is kept only if it was asked for.
func (w *textWriter) flush(keepEmpty bool) {
	line := strings.TrimRight(strings.ReplaceAll(w.line.String(), "\u00a0", " "), " \t\r")
	w.line.Reset()
	w.space = false
	if line != "" || keepEmpty && w.blank < 2 {
		w.endLine(line)
	}
}

func (w *textWriter) endLine(line string) {
	if strings.TrimSpace(line) == "" {
		w.blank++
		w.write(w.quoted, "")
		return
	}
	if w.gap && w.blank == 0 {
		w.write(min(w.before, w.quoted), "") // the gap after a quotation is not part of it
	}
	w.gap, w.blank, w.before = false, 0, w.quoted
	w.write(w.quoted, line)
}

func (w *textWriter) write(quoted int, line string) {
	marks := strings.Repeat("> ", min(quoted, maxQuoted))
	w.out.WriteString(strings.TrimRight(marks+line, " "))
	w.out.WriteByte('\n')
}

func (w *textWriter) finish() string {
	w.flush(false)
	return CleanText(strings.Trim(w.out.String(), "\n"))
}

// metaCharset finds the charset that an HTML document declares for itself.
var metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?\s*([a-z0-9_:.\-]{1,40})`)

// decodeHTML decodes the bytes of an HTML document. label is the charset declared
// outside of it, "" if none.
func decodeHTML(raw []byte, label string) string {
	if label == "" {
		if found := metaCharset.FindSubmatch(raw[:min(len(raw), 4096)]); found != nil {
			label = string(found[1])
		}
	}
	return toUTF8(raw, label)
}

var htmlStart = regexp.MustCompile(`(?is)^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body|div|span|p|table|meta)\b`)

// looksHTML reports whether the text is an HTML document or a pasted piece of one.
func looksHTML(raw []byte) bool {
	return htmlStart.Match(bytes.TrimPrefix(raw[:min(len(raw), 4096)], []byte("\xEF\xBB\xBF")))
}
