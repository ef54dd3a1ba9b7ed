package restriction

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PlainText returns the words of an HTML document with a line end for each line
// break and an empty line between paragraphs. Scripts, styles, comments and the
// head are left out; cited blocks keep the mark "> " by which [Detector.Detect]
// knows other people's words. Broken HTML gives what a browser would show; no
// input is an error.
func PlainText(source string) string {
	p := plainText{tokens: html.NewTokenizer(strings.NewReader(source))}
	for {
		switch p.tokens.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(p.out.String())
		case html.TextToken:
			p.text(string(p.tokens.Text()))
		case html.StartTagToken:
			p.tag(true)
		case html.SelfClosingTagToken:
			p.void()
		case html.EndTagToken:
			p.tag(false)
		}
	}
}

type plainText struct {
	tokens *html.Tokenizer
	out    strings.Builder
	hidden int // open elements whose text is not shown
	cited  int // open blockquotes
	breaks int // line ends owed before the next word
	gap    bool
}

func (p *plainText) text(s string) {
	if p.hidden > 0 {
		return
	}
	for i, word := range strings.Fields(s) {
		if i > 0 || s[0] == ' ' || s[0] == '\n' || s[0] == '\t' || s[0] == '\r' {
			p.gap = true
		}
		p.word(word)
	}
	if n := len(s); n > 0 && strings.IndexByte(" \n\t\r", s[n-1]) >= 0 {
		p.gap = true
	}
}

func (p *plainText) word(w string) {
	switch {
	case p.breaks > 0 && p.out.Len() > 0:
		for range p.breaks {
			p.out.WriteByte('\n')
		}
		p.out.WriteString(strings.Repeat("> ", min(p.cited, 3)))
	case p.out.Len() == 0:
		p.out.WriteString(strings.Repeat("> ", min(p.cited, 3)))
	case p.gap:
		p.out.WriteByte(' ')
	}
	p.breaks, p.gap = 0, false
	p.out.WriteString(w)
}

func (p *plainText) void() {
	name, _ := p.tokens.TagName()
	if atom.Lookup(name) == atom.Br {
		p.breaks = min(p.breaks+1, 2)
	}
}

func (p *plainText) tag(opens bool) {
	name, _ := p.tokens.TagName()
	step := -1
	if opens {
		step = 1
	}
	switch atom.Lookup(name) {
	case atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript, atom.Title:
		p.hidden = max(p.hidden+step, 0)
	case atom.Blockquote:
		p.cited = max(p.cited+step, 0)
		p.breaks = 2
	case atom.Br:
		p.breaks = min(p.breaks+1, 2)
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol,
		atom.Table, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Hr, atom.Pre, atom.Dl, atom.Main:
		p.breaks = 2
	case atom.Li, atom.Tr, atom.Dt, atom.Dd:
		p.breaks = max(p.breaks, 1)
	case atom.Td, atom.Th:
		p.gap = true
	case atom.Body:
		p.hidden = 0
	}
}
