package page

import (
	"html/template"
	"strings"
)

// Markup is the paragraph as the page shows it. It is put together here and not in
// the template: a long letter has hundreds of pieces.
func (p paragraph) Markup() template.HTML {
	var b strings.Builder
	for _, piece := range p.Pieces {
		piece.writeTo(&b)
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it is escaped
}

func (p piece) writeTo(b *strings.Builder) {
	if p.Verdict == "" {
		b.WriteString(escape(p.Text))
	} else {
		p.writeMark(b)
	}
	for _, ref := range p.Refs {
		b.WriteString(`<a class="ref ` + ref.Verdict + `" href="#n-` + ref.Key + `" aria-label="` + escape(ref.Label) + `">` + ref.Key + `</a>`)
	}
	if p.Break {
		b.WriteString(`<br>`)
	}
}

// writeMark writes a piece that findings speak of. The first that begins here has
// the mark as its target, each further one an empty element of its own.
func (p piece) writeMark(b *strings.Builder) {
	b.WriteString(`<mark class="` + p.Verdict + `"`)
	if len(p.IDs) > 0 {
		b.WriteString(` id="f-` + p.IDs[0] + `"`)
	}
	b.WriteString(`>`)
	for _, id := range p.IDs[min(1, len(p.IDs)):] {
		b.WriteString(`<span id="f-` + id + `"></span>`)
	}
	b.WriteString(escape(p.Text) + `</mark>`)
}
