package datascan

import (
	"errors"
	"io"

	"golang.org/x/net/html"
)

// maxToken bounds what of HTML and XML is held: a tag with its attributes, or the
// text between two tags. Pictures are written into attributes.
const maxToken = 16 << 20

// maxElements bounds the elements and attributes that are told apart.
const maxElements = 500

// markup walks over HTML or XML.
type markup struct {
	*collector
	xml    bool
	fields map[string]*field
	prose  *prose
	inside string // the element that was opened last
}

func readMarkup(c *collector, r io.Reader, l Limits, xml bool) error {
	m := &markup{
		collector: c, xml: xml, fields: map[string]*field{},
		prose: newProse(c, &field{}, l.Line),
	}
	z := html.NewTokenizer(r)
	z.SetMaxBuf(int(min(maxToken, l.Line)))
	defer m.prose.flush()
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return markupEnd(z.Err(), l)
		}
		if err := m.token(z, kind); err != nil {
			return err
		}
	}
}

func markupEnd(err error, l Limits) error {
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, html.ErrBufferExceeded):
		return refuseAt(KeyEndlessLine, min(maxToken, l.Line))
	}
	return brokenUnless(err)
}

func (m *markup) token(z *html.Tokenizer, kind html.TokenType) error {
	switch kind {
	case html.TextToken:
		return m.text(z)
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := z.TagName()
		m.inside = string(name)
		for more {
			var key, value []byte
			key, value, more = z.TagAttr()
			m.attribute(string(key), value)
		}
		return m.separate(m.inside)
	case html.EndTagToken:
		name, _ := z.TagName()
		if m.inside == string(name) {
			m.inside = ""
		}
		return m.separate(string(name))
	}
	return nil
}

// attribute counts the value of an attribute: in HTML only what is meant for
// programs.
func (m *markup) attribute(key string, value []byte) {
	if !m.xml && key != "datetime" && key != "data-utime" && key != "data-timestamp" {
		return
	}
	m.whole(m.inside+"@"+key, value)
}

func (m *markup) whole(name string, value []byte) {
	f := m.fields[name]
	if f == nil {
		if len(m.fields) >= maxElements || len(name) > maxName {
			return
		}
		f = &field{name: name, naming: namingOf(name)}
		m.fields[name] = f
	}
	if startsLikeDate(value) || f.timely {
		m.value(f, value)
	}
}

func (m *markup) text(z *html.Tokenizer) error {
	switch {
	case m.inside == "script" || m.inside == "style" || m.inside == "title" && !m.xml:
		return nil
	case m.xml:
		if m.inside != "" {
			m.whole(m.inside, trimValue(z.Text()))
		}
		return nil
	}
	_, err := m.prose.Write(z.Text())
	return err
}

// separate writes what stands between two elements of a page.
func (m *markup) separate(tag string) error {
	if m.xml {
		return nil
	}
	between := "\n"
	switch tag {
	case "b", "i", "u", "em", "strong", "sup", "small", "font", "mark":
		return nil
	case "span", "a", "time", "abbr", "label", "code":
		between = " "
	case "td", "th", "dd":
		between = "\t"
	}
	_, err := m.prose.Write([]byte(between))
	return err
}
