package mail

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	withinMail = regexp.MustCompile(`(?i)^cid:[^\s"'<>]+$`)
	linkTarget = regexp.MustCompile(`(?i)^(?:https?://|mailto:)`)
)

// displayPolicy is what HTML of a mail may keep: structure, tables and links. No
// attribute that loads anything, no styles (they load, hide and overlay), no ids or
// classes (they would meet those of our pages), no forms.
var displayPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "br", "hr", "div", "span", "blockquote", "pre", "code", "center",
		"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd",
		"b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "sub", "sup", "small", "big", "tt", "q", "cite", "address",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
	)
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`(?i)^(?:ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	p.AllowURLSchemes("http", "https", "mailto", "cid")
	p.AllowAttrs("href").Matching(linkTarget).OnElements("a")
	p.AllowAttrs("src").Matching(withinMail).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
})

// display makes the HTML of a mail fit to be shown.
func (r *reader) display(p *Parsed, source string, at place) {
	if source == "" {
		return
	}
	if len(source) > r.limits.DisplayBytes {
		r.defects.add(FlawDisplayTooLarge, at.path, "")
		return
	}
	var shown map[string]bool
	shown, p.RemoteContent = references(source)
	for i := range p.Attachments {
		p.Attachments[i].Inline = p.Attachments[i].ContentID != "" && shown[p.Attachments[i].ContentID]
	}
	closed, err := closeElements(displayPolicy().Sanitize(source))
	if err != nil { // nested deeper than a browser would show
		r.defects.add(FlawDisplayTooLarge, at.path, "")
		return
	}
	p.Display = closed
}

// closeElements closes what was left open and drops end tags without a beginning, so
// that a mail cannot break out of the element it is shown in.
func closeElements(source string) (string, error) {
	nodes, err := html.ParseFragment(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, n := range nodes {
		if err := html.Render(&out, n); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

var remote = regexp.MustCompile(`(?i)^\s*(?:https?:|ftp:)?//`)

// loading are the attributes that make a browser fetch something.
var loading = map[string]bool{"src": true, "background": true, "srcset": true, "poster": true, "data": true}

// references goes through the HTML once and returns the content ids it shows, and
// how many things it wants loaded from elsewhere.
func references(source string) (shown map[string]bool, fetched int) {
	shown = make(map[string]bool)
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return shown, fetched
		case html.StartTagToken, html.SelfClosingTagToken:
			fetched += referencesOf(tokens, shown)
		}
	}
}

// referencesOf looks at the attributes of one element.
func referencesOf(tokens *html.Tokenizer, shown map[string]bool) (fetched int) {
	name, more := tokens.TagName()
	link := atom.Lookup(name) == atom.Link
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		v := string(value)
		switch {
		case loading[string(key)] && withinMail.MatchString(v):
			shown[cleanID(v[len("cid:"):])] = true
		case loading[string(key)] && remote.MatchString(v), link && string(key) == "href":
			fetched++
		case string(key) == "style" && strings.Contains(v, "url("):
			fetched++
		}
	}
	return fetched
}
