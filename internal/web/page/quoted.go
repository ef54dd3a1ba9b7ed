package page

import (
	"slices"

	"recourse/internal/quotation"
)

// part is a run of paragraphs of a message: what its sender says, or what stands there
// besides and is folded away.
type part struct {
	Folded     bool
	Open       bool // a finding speaks of it, so it must be seen
	Paragraphs []paragraph
}

// foldable are of the spans that are not the sender's own words those to fold away.
// Signatures are left where they are: they are short, and say who writes.
func foldable(apart []quotation.Span) []quotation.Span {
	return slices.DeleteFunc(apart, func(s quotation.Span) bool { return s.Kind == quotation.Signature })
}

// partsOf puts neighbouring paragraphs together. A message of which everything would be
// folded away is shown as it is.
func partsOf(list []paragraph) []part {
	folded := !slices.ContainsFunc(list, func(p paragraph) bool { return !p.Folded })
	var parts []part
	for _, p := range list {
		p.Folded = p.Folded && !folded
		if n := len(parts); n == 0 || parts[n-1].Folded != p.Folded {
			parts = append(parts, part{Folded: p.Folded})
		}
		last := &parts[len(parts)-1]
		last.Paragraphs = append(last.Paragraphs, p)
		last.Open = last.Open || len(p.Ends) > 0
	}
	return parts
}
