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
	hits      [][]span
	known     []bool
	struck    map[string]*view   // the same sentence without the look-alikes of a key
	odds      map[string]float64 // what the cues of a key weigh here
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

func (s *scratch) find(slot int, in string) []span {
	if s.automata[slot] == nil {
		s.automata[slot] = newAutomaton(s.lang.slots[slot].prog)
	}
	return s.automata[slot].find(in)
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
	}
	if !v.known[i] {
		v.hits[i] = v.scratch.find(i, v.s)
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

// without returns the sentence with the look-alikes of the key blanked out.
func (v *view) without(key string) *view {
	l := v.lang.lookAlikes[key]
	if l == nil {
		return v
	}
	if s, ok := v.struck[key]; ok {
		return s
	}
	out := v
	var cut []span
	for _, i := range l.strike {
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
	kind  string
	views []*view
}

// matches tries every rule on every sentence and returns one match per key and
// passage, in the order of the text.
func (doc *document) matches() []match {
	var out []match
	for i, v := range doc.views {
		if v.lang == nil {
			continue
		}
		for r := range v.lang.rules {
			if m, ok := doc.try(&v.lang.rules[r], i); ok {
				out = append(out, m)
			}
		}
	}
	return perPassage(out)
}

func (doc *document) try(r *rule, i int) (match, bool) {
	if r.kind != "" && r.kind != doc.kind {
		return match{}, false
	}
	v := doc.views[i].without(r.key)
	hit, ok := v.covering(r.all, r.within)
	if !ok || v.any(r.none) || doc.lookAlike(r.key, i) {
		return match{}, false
	}
	if !doc.each(r.near, i, -1, 0, 1) || !doc.each(r.before, i, -1) || !doc.each(r.after, i, 1) {
		return match{}, false
	}
	if doc.some(r.noneNear, r.key, i, -1, 0, 1) || !doc.anywhere(r.anywhere, v.lang) {
		return match{}, false
	}
	confidence := doc.weigh(r, i)
	if confidence < reportable {
		return match{}, false
	}
	s := v.narrow(hit)
	return match{
		key: r.key, rule: r.id, start: s.start, end: s.end, confidence: confidence,
		facets: doc.facets(r.key, i), first: i, last: i, paragraph: v.paragraph,
	}, true
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

func (doc *document) some(slots []int, key string, i int, places ...int) bool {
	for _, n := range places {
		if v := doc.neighbour(i, n); v != nil && v.without(key).any(slots) {
			return true
		}
	}
	return false
}

func (doc *document) anywhere(terms []term, lang *language) bool {
	for _, t := range terms {
		if !slices.ContainsFunc(doc.views, func(v *view) bool { return v.lang == lang && v.any(t) }) {
			return false
		}
	}
	return true
}

// lookAlike reports whether wordings at or around sentence i show that it means
// something else than the restriction.
func (doc *document) lookAlike(key string, i int) bool {
	l := doc.views[i].lang.lookAlikes[key]
	if l == nil {
		return false
	}
	return doc.views[i].without(key).any(l.here) || doc.some(l.near, key, i, -1, 0, 1)
}

func (doc *document) facets(key string, i int) []string {
	var out []string
	for _, f := range doc.views[i].lang.facets {
		v := doc.views[i]
		if f.key != key || v.any(f.none) {
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
	type filled struct {
		span
		term int
	}
	var all []filled
	for n, t := range terms {
		before := len(all)
		for _, i := range t {
			for _, s := range v.at(i) {
				all = append(all, filled{s, n})
			}
		}
		if len(all) == before {
			return span{}, false
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
