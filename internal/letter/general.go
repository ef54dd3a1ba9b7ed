package letter

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"recourse/internal/dsar"
)

// general is the family of letters for laws that have none of their own. What it says
// of a law comes from [Terms].
const general = "general"

// families are the regimes with letters of their own, and the general family.
func (m manifest) families() []string { return append(slices.Clone(m.Regimes), general) }

// family is the regime whose letters serve for the one given.
func (s *Set) family(regime string) string {
	if slices.Contains(s.manifest.Regimes, regime) {
		return regime
	}
	return general
}

// lawOf returns what the language says of the regime of the facts.
func (w *words) lawOf(f Facts) *law {
	if own, ok := w.Regimes[f.Regime]; ok && f.Regime != general {
		return own
	}
	return w.Regimes[general].with(*f.Terms, rightsOf(f))
}

// with puts the terms of one law into the words of the general family.
func (l *law) with(t Terms, rights []dsar.Right) *law {
	filled := *l
	filled.Words = maps.Clone(l.Words)
	filled.Words["name"] = line(t.Name)
	filled.Articles, filled.Periods = map[dsar.Right][]string{}, map[dsar.Right]string{}
	for _, right := range dsar.Rights() {
		filled.Articles[right] = cleanLines(t.Articles[right])
		filled.Periods[right] = l.period(t.Periods[right])
	}
	first := t.Periods[rights[0]]
	filled.Words["period_under"] = put(l.Words["period_under"], "", cmp.Or(line(first.Article), line(t.Name)))
	filled.Words["late_extension"] = ""
	if first.ExtensionArticle != "" {
		filled.Words["late_extension"] = put(l.Words["late_extension"], "", line(first.ExtensionArticle))
	}
	switch {
	case !t.Supervised:
		filled.Words["complain"] = l.Words["complain_none"]
	case t.Complaint != "":
		filled.Words["complain"] += put(l.Words["complain_under"], "", line(t.Complaint))
	}
	return &filled
}

// period words how long an answer may take.
func (l *law) period(p Period) string {
	if p.Length == "" {
		return l.Words["period_none"]
	}
	key := "period"
	if p.FromReceipt {
		key = "period_receipt"
	}
	text := put(l.Words[key], p.Length, p.Article)
	switch {
	case p.Extended != "":
		text += " " + put(l.Words["period_extended"], p.Extended, p.ExtensionArticle)
	case p.OpenEnded:
		text += " " + put(l.Words["period_open"], "", p.ExtensionArticle)
	}
	return text
}

func put(phrase, length, article string) string {
	return strings.NewReplacer("{length}", line(length), "{article}", line(article)).Replace(phrase)
}
