package restriction

import (
	"slices"
	"strings"
)

// Two restrictions often stand in one sentence ("once a year and only for the last
// twelve months"). What speaks for the one then speaks against the other, as it
// should where it stands alone. Where both are there, each is judged without what
// the other brings along.

// rival is what a grammar leaves out of account where another kind was found.
type rival struct {
	rules []bool // by index of grammar.rules
	cues  []bool // by index of grammar.cues
}

// rivalOf tells which cues and counter-rules of g are but the wordings of other.
func (g *grammar) rivalOf(own, other grammarYAML) rival {
	r := rival{make([]bool, len(g.rules)), make([]bool, len(g.cues))}
	if !slices.Contains(own.Beside, other.Key) {
		return r
	}
	for n, c := range g.cues {
		r.cues[n] = slices.Contains(own.Against, c.slot) && slices.Contains(other.For, c.slot)
	}
	for n := range g.rules {
		r.rules[n] = g.rules[n].counter && madeOf(own.counterRule(g.rules[n].id), other.For)
	}
	return r
}

// counterRule returns the counter-rule whose id in a language is id.
func (g grammarYAML) counterRule(id string) ruleYAML {
	for _, r := range g.Counter {
		if strings.HasSuffix(id, "-"+strings.ReplaceAll(g.Key, "_", "-")+"-"+r.ID) {
			return r
		}
	}
	return ruleYAML{}
}

// madeOf reports whether every slot of the sentence that a rule needs may be one
// of those given.
func madeOf(r ruleYAML, slots []string) bool {
	for _, alternatives := range r.All {
		if !slices.ContainsFunc(strings.Split(alternatives, "|"), func(s string) bool { return slices.Contains(slots, s) }) {
			return false
		}
	}
	return len(r.All) > 0
}

// beside returns o without what speaks against g only because it speaks for the
// kinds whose grammars have these indexes.
func (g *grammar) beside(o observed, others []int) observed {
	if len(others) == 0 {
		return o
	}
	keep := func(from []int, out func(rival) []bool) []int {
		var kept []int
		for _, i := range from {
			if !slices.ContainsFunc(others, func(n int) bool { return out(g.rivals[n])[i] }) {
				kept = append(kept, i)
			}
		}
		return kept
	}
	rules, cues := func(r rival) []bool { return r.rules }, func(r rival) []bool { return r.cues }
	return observed{rules: keep(o.rules, rules), here: keep(o.here, cues), near: keep(o.near, cues), hit: o.hit}
}

// weighed is one sentence with what was observed of each kind, by index of the
// grammar; kinds for which it is no candidate are nil, and so are both if there is none.
type weighed struct {
	seen  []*observed
	found []bool
}

// weigh looks at every sentence for every kind. A sentence without patterns has
// nothing to be seen.
func (doc *document) weigh() []weighed {
	out := make([]weighed, len(doc.views))
	for i, v := range doc.views {
		if v.lang == nil {
			continue
		}
		var w weighed
		for n := range v.lang.grammars {
			g := &v.lang.grammars[n]
			if o, ok := doc.observe(g, i); ok {
				if w.seen == nil {
					w = weighed{make([]*observed, len(v.lang.grammars)), make([]bool, len(v.lang.grammars))}
				}
				w.seen[n], w.found[n] = &o, g.odds(o) >= 0
			}
		}
		out[i] = w
	}
	return out
}

// others returns the kinds besides n that were found in sentence i or next to it.
func (doc *document) others(all []weighed, i, n int) []int {
	var out []int
	for _, at := range []int{0, -1, 1} {
		v := doc.neighbour(i, at)
		if v == nil || v.lang == nil || v.paragraph != doc.views[i].paragraph {
			continue
		}
		for other, found := range all[i+at].found {
			if found && other != n && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out
}

// settle finds the kinds that only the company of another kind hid.
func (doc *document) settle(all []weighed) {
	first := make([]weighed, len(all))
	for i := range all {
		first[i] = weighed{all[i].seen, slices.Clone(all[i].found)}
	}
	for i := range all {
		for n, o := range all[i].seen {
			if o == nil || all[i].found[n] {
				continue
			}
			g := &doc.views[i].lang.grammars[n]
			if others := doc.others(first, i, n); len(others) > 0 {
				all[i].found[n] = g.odds(g.beside(*o, others)) >= 0
			}
		}
		doc.settlePair(all[i], i)
	}
}

// settlePair finds two kinds in one sentence that each hid the other.
func (doc *document) settlePair(w weighed, i int) {
	if slices.Contains(w.found, true) {
		return
	}
	odds := func(n, other int) float64 {
		g := &doc.views[i].lang.grammars[n]
		return g.odds(g.beside(*w.seen[n], []int{other}))
	}
	for a := range w.seen {
		for b := range a {
			if w.seen[a] != nil && w.seen[b] != nil && odds(a, b) >= 0 && odds(b, a) >= 0 {
				w.found[a], w.found[b] = true, true
			}
		}
	}
}
