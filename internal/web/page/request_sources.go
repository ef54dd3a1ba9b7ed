package page

import (
	"html/template"
	"strings"

	"recourse/internal/i18n"
	"recourse/internal/restriction"
)

// The sources of a finding are worded here and not in the template: every finding
// has a dozen, and a page may have many findings.

// confirmed is the confidence of a source that was read in the original, or in two that
// do not depend on each other.
const confirmed = "high"

// summary names the first provisions.
func (w words) summary(sources []restriction.Citation) string {
	var cited []string
	for _, c := range sources[:min(2, len(sources))] {
		cited = append(cited, c.Cite(w.lang))
	}
	return strings.Join(cited, w.t("law.semicolon"))
}

// citations are the provisions as items of a list.
func (w words) citations(sources []restriction.Citation) template.HTML {
	var b strings.Builder
	for _, c := range sources {
		b.WriteString(`<li>`)
		b.WriteString(string(linkElement(c.Link, c.Cite(w.lang))))
		b.WriteString(w.verifyMark(c.Confidence) + `</li>`)
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it is escaped, and links are those of the taxonomy
}

// precedents are the decisions as items of a list.
func (w words) precedents(list []restriction.Precedent) template.HTML {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(`<li>` + escape(p.Authority))
		if p.Reference != "" {
			b.WriteString(`, ` + escape(p.Reference))
		}
		if !p.Decided.IsZero() {
			b.WriteString(`, ` + string(timeElement(w.lang, p.Decided, i18n.Medium)))
		}
		b.WriteString(escape(w.t("form.colon")+" "+p.Holding(w.lang)) + w.verifyMark(p.Confidence) + `</li>`)
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it is escaped
}

// verifyMark warns of a source that was not confirmed.
func (w words) verifyMark(confidence string) string {
	if confidence == confirmed {
		return ""
	}
	return ` <span class="soon">` + escape(w.t("verify.mark")) + `</span>`
}
