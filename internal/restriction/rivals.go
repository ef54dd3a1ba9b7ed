package restriction

import (
	"math"
	"slices"
	"strings"
)

// Two restrictions often stand in one sentence ("once a year and only for the last
// twelve months"). What speaks for the one then speaks against the other, as it
// should where it stands alone. Where both are there, each is judged without what
// the other brings along.

// rival is what a grammar leaves out of account where another kind was found; both
// are empty if that changes nothing.
type rival struct {
	rules []bool // by index of grammar.rules
	cues  []bool // by index of grammar.cues
}

// rivalOf tells which cues and counter-rules of g are but the wordings of other.
func (g *grammar) rivalOf(own, other grammarYAML) rival {
	if !slices.Contains(own.Beside, other.Key) {
		return rival{}
	}
	r := rival{make([]bool, len(g.rules)), make([]bool, len(g.cues))}
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
			if !slices.ContainsFunc(others, func(n int) bool { return g.besides(n) && out(g.rivals[n])[i] }) {
				kept = append(kept, i)
			}
		}
		return kept
	}
	rules, cues := func(r rival) []bool { return r.rules }, func(r rival) []bool { return r.cues }
	return observed{rules: keep(o.rules, rules), here: keep(o.here, cues), near: keep(o.near, cues), hit: o.hit, around: o.around}
}

// besides reports whether the company of a kind can change what is made of g.
func (g *grammar) besides(other int) bool { return g.rivals[other].rules != nil }

// candidate is a sentence in which rules of a kind fired.
type candidate struct {
	grammar int
	observed
	found bool
	// settled is what found becomes when the company of other kinds counts.
	settled bool
}

// weigh looks at every sentence for every kind and returns its candidates, which are
// good until the next call. A sentence without patterns has none.
func (doc *document) weigh() [][]candidate {
	doc.numbers, doc.candidates, doc.bySentence = doc.numbers[:0], doc.candidates[:0], doc.bySentence[:0]
	for _, v := range doc.views {
		v.nearKnown = false
	}
	for i, v := range doc.views {
		from := len(doc.candidates)
		if v.lang != nil {
			doc.weighOne(v, i)
		}
		doc.bySentence = append(doc.bySentence, doc.candidates[from:len(doc.candidates):len(doc.candidates)])
	}
	return doc.bySentence
}

// weighOne looks at sentence i for the kinds of which a rule may fire.
func (doc *document) weighOne(v *view, i int) {
	index := &v.lang.index
	v.strikers = v.strikers.sized(len(v.lang.grammars))
	index.strikers(v.has, v.strikers)
	for n := range v.lang.grammars {
		called := v.rules.next(index.first[n])
		if (called < 0 || called >= index.first[n+1]) && !v.strikers.has(n) {
			continue
		}
		if o, ok := doc.observe(n, i); ok {
			doc.candidates = append(doc.candidates, candidate{grammar: n, observed: o, found: v.lang.grammars[n].odds(o) >= 0})
		}
	}
}

// others returns the kinds besides n that were found in sentence i or next to it.
func (doc *document) others(all [][]candidate, i, n int) []int {
	var out []int
	for _, at := range []int{0, -1, 1} {
		v := doc.neighbour(i, at)
		if v == nil || v.paragraph != doc.views[i].paragraph {
			continue
		}
		for _, c := range all[i+at] {
			if c.found && c.grammar != n && !slices.Contains(out, c.grammar) {
				out = append(out, c.grammar)
			}
		}
	}
	return out
}

// settle finds the kinds that only the company of another kind hid.
func (doc *document) settle(all [][]candidate) {
	for i := range all {
		for k := range all[i] {
			c := &all[i][k]
			c.settled = c.found
			if c.found {
				continue
			}
			if others := doc.others(all, i, c.grammar); len(others) > 0 {
				g := &doc.views[i].lang.grammars[c.grammar]
				c.settled = g.odds(g.beside(c.observed, others)) >= 0
			}
		}
	}
	for i := range all {
		for k := range all[i] {
			all[i][k].found = all[i][k].settled
		}
		doc.settlePair(all[i], i)
		doc.dropDoubtful(all[i], i)
	}
}

// clearly is how likely, in log-odds, a restriction must be that stands in one sentence
// with a likelier one: few sentences impose two, and what speaks for the one easily
// speaks a little for another.
const clearly = 1.5

// dropDoubtful lets go of what is but the shadow of the likeliest kind of a sentence.
func (doc *document) dropDoubtful(in []candidate, i int) {
	var found []int
	for _, c := range in {
		if c.found {
			found = append(found, c.grammar)
		}
	}
	if len(found) < 2 {
		return
	}
	odds, best := make([]float64, len(in)), math.Inf(-1)
	for k, c := range in {
		if c.found {
			others := slices.DeleteFunc(slices.Clone(found), func(n int) bool { return n == c.grammar })
			g := &doc.views[i].lang.grammars[c.grammar]
			odds[k] = g.odds(g.beside(c.observed, others))
			best = max(best, odds[k])
		}
	}
	for k := range in {
		in[k].found = in[k].found && odds[k] >= min(best, clearly)
	}
}

// settlePair finds two kinds in one sentence that each hid the other.
func (doc *document) settlePair(in []candidate, i int) {
	if slices.ContainsFunc(in, func(c candidate) bool { return c.found }) {
		return
	}
	hidden := func(c, by candidate) bool {
		g := &doc.views[i].lang.grammars[c.grammar]
		return g.besides(by.grammar) && g.odds(g.beside(c.observed, []int{by.grammar})) >= 0
	}
	for a := range in {
		for b := range a {
			if hidden(in[a], in[b]) && hidden(in[b], in[a]) {
				in[a].found, in[b].found = true, true
			}
		}
	}
}
