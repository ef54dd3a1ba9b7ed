package restriction

import (
	"slices"
	"sort"
	"strings"
)

// match is a rule that fired on a passage of the original text.
type match struct {
	key, rule  string
	start, end int
	confidence float64
	facets     []string
	first      int // position of the first and last sentence in the document
	last       int
	paragraph  int
}

// view is one sentence with the slots found in it so far.
type view struct {
	*sentence
	lang      *language
	scratch   *scratch
	paragraph int
	s         string
	starts    []int32 // of the words in s
	hits      [][]span
	known     []bool
	struck    map[string]*view // the same sentence without what the grammar of a key strikes
}

func newView(s *sentence, scratch *scratch, paragraph int) *view {
	v := &view{sentence: s, scratch: scratch, paragraph: paragraph, s: s.folded.s}
	if scratch != nil {
		v.lang = scratch.lang
	}
	return v
}

// scratch is what matching in one language remembers between sentences and texts.
// It serves one goroutine at a time.
type scratch struct {
	lang     *language
	automata []*automaton
}

func (s *scratch) find(slot int, in string, starts []int32) []span {
	if s.automata[slot] == nil {
		s.automata[slot] = newAutomaton(s.lang.slots[slot].prog, s.lang.sets)
	}
	return s.automata[slot].find(in, starts)
}

func (l *language) scratch() *scratch {
	if s, ok := l.pool.Get().(*scratch); ok {
		return s
	}
	return &scratch{lang: l, automata: make([]*automaton, len(l.slots))}
}

// at returns where slot i is filled in the sentence.
func (v *view) at(i int) []span {
	if v.known == nil {
		v.known = make([]bool, len(v.lang.slots))
		v.hits = make([][]span, len(v.lang.slots))
		v.starts = wordStarts(v.s)
	}
	if !v.known[i] {
		v.hits[i] = v.scratch.find(i, v.s, v.starts)
		v.known[i] = true
	}
	return v.hits[i]
}

func (v *view) any(slots []int) bool {
	for _, i := range slots {
		if len(v.at(i)) > 0 {
			return true
		}
	}
	return false
}

// without returns the sentence with the wordings of some slots blanked out.
func (v *view) without(key string, slots []int) *view {
	if len(slots) == 0 {
		return v
	}
	if s, ok := v.struck[key]; ok {
		return s
	}
	out := v
	var cut []span
	for _, i := range slots {
		cut = append(cut, v.at(i)...)
	}
	if len(cut) > 0 {
		out = newView(v.sentence, v.scratch, v.paragraph)
		out.s = blankOut(v.s, cut)
	}
	if v.struck == nil {
		v.struck = map[string]*view{}
	}
	v.struck[key] = out
	return out
}

func blankOut(s string, cut []span) string {
	b := []byte(s)
	for _, c := range cut {
		for i := c.start; i < c.end; i++ {
			b[i] = '#'
		}
	}
	return string(b)
}

// document is what rules are tried on: the sentences of a text in order, each in
// the language of its paragraph (nil where it has no patterns).
type document struct {
	kind     string
	views    []*view
	borrowed map[*language]*scratch
}

// done gives back what the document borrowed. It must not be used any more.
func (doc *document) done() {
	for lang, s := range doc.borrowed {
		lang.pool.Put(s)
	}
}

// matches weighs every sentence for every kind of restriction and returns one
// match per key and passage, in the order of the text.
func (doc *document) matches() []match {
	var out []match
	all := doc.weigh()
	doc.settle(all)
	for i, v := range doc.views {
		for n, found := range all[i].found {
			if !found {
				continue
			}
			g := &v.lang.grammars[n]
			o := g.beside(*all[i].seen[n], doc.others(all, i, n))
			s := v.narrow(o.hit)
			out = append(out, match{
				key: g.key, rule: g.leading(o).id, start: s.start, end: s.end,
				confidence: max(confidence(g.odds(o)), reportable),
				facets:     doc.facets(g, i), first: i, last: i, paragraph: v.paragraph,
			})
		}
	}
	return perPassage(out)
}

// observe gathers what speaks for and against a restriction in sentence i. It is
// no candidate if no rule fires.
func (doc *document) observe(g *grammar, i int) (o observed, ok bool) {
	v := doc.views[i].without(g.key, g.strike)
	if v.any(g.cancel) {
		return o, false
	}
	for n := range g.rules {
		// Counter-rules come last; they need not be tried on what is no candidate.
		if g.rules[n].counter && len(o.rules) == 0 {
			return o, false
		}
		hit, fires := doc.fires(&g.rules[n], v, i)
		if !fires {
			continue
		}
		if len(o.rules) == 0 {
			o.hit = hit
		}
		o.rules = append(o.rules, n)
	}
	if len(o.rules) == 0 {
		return o, false
	}
	for n := range g.cues {
		switch {
		case doc.views[i].any(g.cues[n].slots):
			o.here = append(o.here, n)
		case doc.around(g.cues[n].slots, i):
			o.near = append(o.near, n)
		}
	}
	return o, true
}

// fires reports whether a rule is filled in v, the sentence i without what the
// grammar strikes.
func (doc *document) fires(r *rule, v *view, i int) (span, bool) {
	if r.kind != "" && r.kind != doc.kind {
		return span{}, false
	}
	hit, ok := v.covering(r.all, r.within)
	if !ok || v.any(r.none) || !doc.each(r.near, i, -1, 0, 1) {
		return span{}, false
	}
	return hit, true
}

// around reports whether a neighbouring sentence of the same paragraph has the
// cue. What the next paragraph says is about something else more often than not.
func (doc *document) around(slots []int, i int) bool {
	for _, n := range []int{-1, 1} {
		v := doc.neighbour(i, n)
		if v != nil && v.paragraph == doc.views[i].paragraph && v.any(slots) {
			return true
		}
	}
	return false
}

// neighbour returns the sentence n places from i if it is in the same language.
func (doc *document) neighbour(i, n int) *view {
	j := i + n
	if j < 0 || j >= len(doc.views) || doc.views[j].lang != doc.views[i].lang {
		return nil
	}
	return doc.views[j]
}

// each reports whether every term is filled in one of the places around i.
func (doc *document) each(terms []term, i int, places ...int) bool {
	for _, t := range terms {
		found := false
		for _, n := range places {
			if v := doc.neighbour(i, n); v != nil && v.any(t) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func (doc *document) facets(g *grammar, i int) []string {
	var out []string
	for _, f := range g.facets {
		if doc.views[i].any(f.none) {
			continue
		}
		if doc.each(f.all, i, 0) && doc.each(f.near, i, -1, 0, 1) {
			out = append(out, f.name)
		}
	}
	return out
}

// covering returns the smallest stretch of the sentence that fills every term, if
// it is not longer than within bytes.
func (v *view) covering(terms []term, within int) (span, bool) {
	for _, t := range terms {
		// Most rules lack a term; then the wordings of the others need no look.
		if !v.any(t) {
			return span{}, false
		}
	}
	type filled struct {
		span
		term int
	}
	var all []filled
	for n, t := range terms {
		for _, i := range t {
			for _, s := range v.at(i) {
				all = append(all, filled{s, n})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].start < all[j].start })
	best, found := span{}, false
	for i, first := range all {
		end, missing := first.end, len(terms)-1
		seen := 1 << first.term
		for _, next := range all[i+1:] {
			if missing == 0 {
				break
			}
			if seen&(1<<next.term) == 0 {
				seen |= 1 << next.term
				missing--
				end = max(end, next.end)
			}
		}
		if size := end - first.start; missing == 0 && size <= within && (!found || size < best.end-best.start) {
			best, found = span{first.start, end}, true
		}
	}
	return best, found
}

// wholeSentence is the length up to which the whole sentence is the passage.
const wholeSentence = 420

// narrow returns the passage of the original text for a stretch of the folded
// sentence: the sentence, or in a very long one the clauses that hold the hit.
func (v *view) narrow(hit span) span {
	if v.end-v.start <= wholeSentence {
		return v.span
	}
	from := strings.LastIndexAny(v.s[:hit.start], ",:(")
	to := strings.IndexAny(v.s[hit.end:], ",:)")
	if from < 0 {
		from = 0
	} else {
		from++
	}
	for from < hit.start && v.s[from] == ' ' {
		from++
	}
	end := len(v.s)
	if to >= 0 {
		end = hit.end + to
	}
	return span{int(v.folded.at[from]), int(v.folded.at[end])}
}

// perPassage keeps one match per key and passage: of several in one sentence the most
// trusted, and neighbouring sentences of one paragraph become one passage.
func perPassage(in []match) []match {
	var out []match
	open := map[string]int{}
	for _, m := range in {
		n, ok := open[m.key]
		if !ok || out[n].paragraph != m.paragraph || m.first > out[n].last+1 {
			open[m.key] = len(out)
			out = append(out, m)
			continue
		}
		o := &out[n]
		o.start, o.end, o.last = min(o.start, m.start), max(o.end, m.end), m.last
		if m.confidence > o.confidence {
			o.confidence, o.rule = m.confidence, m.rule
		}
		for _, f := range m.facets {
			if !slices.Contains(o.facets, f) {
				o.facets = append(o.facets, f)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}
