package restriction

import (
	"bytes"
	"math/bits"
	"slices"
	"sort"
)

// match is a rule that fired on a passage of the original text.
type match struct {
	key, rule  string
	start, end int // of the passage, in the text
	confidence float64
	facets     []string
	hit        span // what the rule needs, in the folded sentence
	sentence   span
	first      int // number of the first and last sentence in the text
	last       int
	paragraph  int
}

// reading is a folded sentence with the wordings found in it.
type reading struct {
	s    []byte
	hits []hit
	has  bitset // the slots of hits
	// rules are those that may fire, by their number in the index of the language.
	rules bitset
}

// any reports whether one of the slots is filled.
func (r *reading) any(slots []int) bool { return r.has.any(slots) }

// struckReading is a sentence in which something is blanked out.
type struckReading struct {
	reading
	cut []span
}

// view is one sentence of a text, read in the language of its paragraph.
type view struct {
	span
	reading
	lang      *language // nil if there are no patterns for it
	number    int       // of the sentence in the text
	paragraph int
	struck    []*struckReading
	strikers  bitset // grammars that strike something in the sentence
	near      bitset // the slots of its neighbours, once they are asked for
	nearKnown bool
	words     []int32 // its words that the lexicon knows, once they are asked for
	wordsRead bool
}

// scratch is what reading in one language remembers between sentences and texts. It
// serves one goroutine at a time.
type scratch struct {
	lang      *language
	automaton *automaton
	cut       []span
}

// scratch borrows what reading in the language needs.
func (l *language) scratch() *scratch {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if n := len(l.idle); n > 0 {
		s := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return s
	}
	return &scratch{lang: l, automaton: newAutomaton(l)}
}

// giveBack ends a loan. The scratch is kept, so that the next text finds the states that
// the last one made, unless there are enough.
func (l *language) giveBack(s *scratch) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.idle) < mostIdle {
		l.idle = append(l.idle, s)
	}
}

// read finds the wordings and the rules that they call for.
func (s *scratch) read(r *reading) {
	r.hits = s.automaton.find(r.s, r.hits[:0])
	r.has = r.has.sized(s.lang.slots)
	r.rules = r.rules.sized(s.lang.index.size())
	for _, h := range r.hits {
		r.has.add(int(h.slot))
	}
	s.lang.index.rules(r.has, r.rules)
}

// without returns the sentence with the wordings of some slots blanked out.
func (v *view) without(slots []int, s *scratch) *reading {
	if !v.any(slots) {
		return &v.reading
	}
	s.cut = s.cut[:0]
	for _, h := range v.hits {
		if slices.Contains(slots, int(h.slot)) {
			s.cut = append(s.cut, span{int(h.start), int(h.end)})
		}
	}
	for _, known := range v.struck {
		if slices.Equal(known.cut, s.cut) {
			return &known.reading
		}
	}
	r := v.another()
	r.cut = append(r.cut[:0], s.cut...)
	r.s = append(r.s[:0], v.s...)
	for _, c := range r.cut {
		for i := c.start; i < c.end; i++ {
			r.s[i] = '#'
		}
	}
	s.read(&r.reading)
	return &r.reading
}

// another adds a reading to struck, a used one if there is any.
func (v *view) another() *struckReading {
	n := len(v.struck)
	if n < cap(v.struck) {
		v.struck = v.struck[:n+1]
	} else {
		v.struck = append(v.struck, nil)
	}
	if v.struck[n] == nil {
		v.struck[n] = &struckReading{}
	}
	return v.struck[n]
}

// document is what rules are tried on: sentences of a text in order, each in the
// language of its paragraph. It need not be the whole text.
type document struct {
	kind     string
	views    []*view
	borrowed map[*language]*scratch
	// thorough keeps also what can be no restriction whatever its company is.
	thorough bool
	room     []filled // for covering
	open     []int    // for possible
	// What was found when sentences were last weighed.
	numbers    []int // of the rules and cues of all candidates
	candidates []candidate
	bySentence [][]candidate
}

// sight is how many sentences to each side what is made of a sentence depends on: the
// kinds found beside it, those found beside these, and what stands next to them.
const sight = 3

// matches weighs every sentence for every kind of restriction and returns the matches
// in the sentences from one index to another.
func (doc *document) matches(from, to int) []match {
	var out []match
	all := doc.weigh()
	doc.settle(all)
	for i := from; i < to; i++ {
		v := doc.views[i]
		for _, c := range all[i] {
			if !c.found {
				continue
			}
			g := &v.lang.grammars[c.grammar]
			o := g.beside(c.observed, doc.others(all, i, c.grammar))
			out = append(out, match{
				key: g.key, rule: g.leading(o).id, confidence: max(confidence(g.odds(o)), reportable),
				facets: doc.facets(g, i), hit: o.hit, sentence: v.span, first: v.number, last: v.number, paragraph: v.paragraph,
			})
		}
	}
	return out
}

// observe gathers what speaks for and against a restriction in sentence i. It is
// no candidate if no rule fires, or if it could not be the restriction even with every
// cue that speaks for it and none against it. As most sentences are none, what is
// quickly seen comes first.
func (doc *document) observe(n, i int) (o observed, ok bool) {
	v := doc.views[i]
	g := &v.lang.grammars[n]
	in := &v.reading
	if v.strikers.has(n) {
		in = v.without(g.strike, doc.borrowed[v.lang])
	}
	if in.any(g.cancel) {
		return o, false
	}
	possible, most := doc.possible(n, i, in)
	if len(possible) == 0 || !doc.thorough && most+mostAround < 0 {
		return o, false
	}
	around := doc.around(i)
	o.around = doc.say(n, v, around)
	if !doc.thorough && most+o.around < 0 {
		return o, false
	}
	if o.rules = doc.firing(g, possible, in, i); len(o.rules) == 0 {
		return o, false
	}
	o.hit, _ = doc.covering(in, g.rules[o.rules[0]].all, g.rules[o.rules[0]].within)
	o.rules = doc.counters(o.rules, n, i, in)
	o.here, o.near = doc.cues(g, v, around)
	return o, true
}

// possible returns the rules whose slots are there, wherever they stand, and the most
// that the odds can be, but for what the slots around say. It is used until the next
// call.
func (doc *document) possible(n, i int, in *reading) (rules []int, most float64) {
	lang := doc.views[i].lang
	g, first := &lang.grammars[n], lang.index.first[n]
	doc.open, most = doc.open[:0], g.base+g.hope
	for r := in.rules.next(first); r >= 0 && r < first+g.counters; r = in.rules.next(r + 1) {
		if rule := &g.rules[r-first]; doc.isPossible(rule, in) {
			doc.open = append(doc.open, r-first)
			most += max(rule.weight, 0)
		}
	}
	return doc.open, most
}

// firing returns those of some rules that fire.
func (doc *document) firing(g *grammar, possible []int, in *reading, i int) []int {
	from := len(doc.numbers)
	for _, r := range possible {
		if doc.fires(&g.rules[r], in, i) {
			doc.numbers = append(doc.numbers, r)
		}
	}
	return doc.taken(from)
}

// counters returns the rules with the counter-rules that fire.
func (doc *document) counters(rules []int, n, i int, in *reading) []int {
	lang := doc.views[i].lang
	g, first := &lang.grammars[n], lang.index.first[n]
	from := len(doc.numbers)
	doc.numbers = append(doc.numbers, rules...)
	for r := in.rules.next(first + g.counters); r >= 0 && r < first+len(g.rules); r = in.rules.next(r + 1) {
		if rule := &g.rules[r-first]; doc.isPossible(rule, in) && doc.fires(rule, in, i) {
			doc.numbers = append(doc.numbers, r-first)
		}
	}
	return doc.taken(from)
}

// cues returns those in the sentence, and those beside it only.
func (doc *document) cues(g *grammar, v *view, around bitset) (here, near []int) {
	from := len(doc.numbers)
	for n := range g.cues {
		if v.any(g.cues[n].slots) {
			doc.numbers = append(doc.numbers, n)
		}
	}
	here, from = doc.taken(from), len(doc.numbers)
	for n := range g.cues {
		if around.any(g.cues[n].slots) && !v.any(g.cues[n].slots) {
			doc.numbers = append(doc.numbers, n)
		}
	}
	return here, doc.taken(from)
}

// taken returns the numbers from an index on. They are used until the next sentences are
// weighed.
func (doc *document) taken(from int) []int {
	return doc.numbers[from:len(doc.numbers):len(doc.numbers)]
}

// say adds up what the slots of a sentence and of its neighbours say of a kind, and what
// its words say.
func (doc *document) say(n int, v *view, near bitset) float64 {
	g, sum := &v.lang.grammars[n], 0.0
	for i, here := range v.has {
		for w := here; w != 0; w &= w - 1 {
			sum += float64(g.here[i<<6+bits.TrailingZeros64(w)])
		}
		for w := near[i] &^ here; w != 0; w &= w - 1 {
			sum += float64(g.near[i<<6+bits.TrailingZeros64(w)])
		}
	}
	if !v.wordsRead {
		v.words, v.wordsRead = v.lang.lexicon.words(v.s, v.words[:0]), true
	}
	sum += v.lang.lexicon.say(n, v.words)
	return max(-mostAround, min(mostAround, sum))
}

// isPossible reports whether the slots that a rule needs in the sentence are there and those
// are not that it must not have.
func (doc *document) isPossible(r *rule, in *reading) bool {
	if r.kind != "" && r.kind != doc.kind {
		return false
	}
	for _, t := range r.all {
		if !in.any(t) {
			return false
		}
	}
	return !in.any(r.none)
}

// fires reports whether a possible rule is filled in the sentence i, read without what
// the grammar strikes. In a short sentence nothing is too far apart.
func (doc *document) fires(r *rule, in *reading, i int) bool {
	if !doc.each(r.near, i, -1, 0, 1) {
		return false
	}
	if len(in.s) <= r.within {
		return true
	}
	_, ok := doc.covering(in, r.all, r.within)
	return ok
}

// around returns the slots of the neighbouring sentences of the same paragraph. What
// the next paragraph says is about something else more often than not.
func (doc *document) around(i int) bitset {
	v := doc.views[i]
	if v.nearKnown {
		return v.near
	}
	v.near, v.nearKnown = v.near.sized(v.lang.slots), true
	for _, n := range []int{-1, 1} {
		if next := doc.neighbour(i, n); next != nil && next.paragraph == v.paragraph {
			v.near.unite(next.has)
		}
	}
	return v.near
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
			if v := doc.neighbour(i, n); v != nil && v.paragraph == doc.views[i].paragraph && v.any(t) {
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
func (doc *document) covering(in *reading, terms []term, within int) (span, bool) {
	if len(terms) == 1 {
		return in.smallest(terms[0], within)
	}
	doc.room = in.filling(terms, doc.room[:0])
	all := doc.room
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

// smallest returns the smallest wording that fills a term.
func (r *reading) smallest(t term, within int) (best span, found bool) {
	for _, h := range r.hits {
		size := int(h.end - h.start)
		if size <= within && (!found || size < best.end-best.start) && slices.Contains(t, int(h.slot)) {
			best, found = span{int(h.start), int(h.end)}, true
		}
	}
	return best, found
}

// filled is a wording that fills a term of a rule.
type filled struct {
	span
	term int
}

// filling appends the wordings that fill the terms, in the order of their beginnings.
func (r *reading) filling(terms []term, all []filled) []filled {
	for n, t := range terms {
		for _, slot := range t {
			if !r.has.has(slot) {
				continue
			}
			for _, h := range r.hits {
				if int(h.slot) == slot {
					all = append(all, filled{span{int(h.start), int(h.end)}, n})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b filled) int { return a.start - b.start })
	return all
}

// wholeSentence is the length up to which the whole sentence is the passage.
const wholeSentence = 420

// narrow returns the passage of the original text for a stretch of a folded
// sentence: the sentence, or in a very long one the clauses that hold the hit.
func narrow(text string, sentence, hit span, hidden []span) span {
	if sentence.end-sentence.start <= wholeSentence {
		return sentence
	}
	folded := fold(nil, text, sentence, hidden)
	from := bytes.LastIndexAny(folded[:hit.start], ",:(")
	to := bytes.IndexAny(folded[hit.end:], ",:)")
	if from < 0 {
		from = 0
	} else {
		from++
	}
	for from < hit.start && folded[from] == ' ' {
		from++
	}
	end := len(folded)
	if to >= 0 {
		end = hit.end + to
	}
	at := foldedAt(text, sentence, hidden)
	return span{int(at[from]), int(at[end])}
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
