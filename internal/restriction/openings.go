package restriction

import "slices"

// openings is a set of the first three signs of words. It may have some that were never
// put in.
type openings [4]uint64

// openingOf returns the place in a set of the first three letters of a word, or the
// only two.
func openingOf(word []byte) uint8 {
	if len(word) == 2 {
		return opening(word[0], word[1], 0)
	}
	return opening(word[0], word[1], word[2])
}

func opening(a, b, c byte) uint8 {
	return uint8((uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 0x9E3779B1 >> 24)
}

func (o *openings) has(n uint8) bool { return o[n>>6]&(1<<(n&63)) != 0 }

func (o *openings) add(n uint8) { o[n>>6] |= 1 << (n & 63) }

func (o *openings) unite(other *openings) {
	for i := range o {
		o[i] |= other[i]
	}
}

var everyOpening = openings{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

// openings returns how the words begin that, read from where the walker is, can do
// something else than any word of their length. The walker stays there.
func (w *walker) openings() (set openings) {
	here := slices.Clone(w.nodes)
	known := w.prog.alphabets[letters].known
	for _, pc := range here {
		in := &w.prog.insts[pc]
		switch {
		case in.op != opRead || in.leads&leadsToWord == 0:
		case len(known[in.reads]) == lettersInAll:
			if w.at([]uint32{pc}); w.depends() {
				set = everyOpening
			}
		default:
			w.from(in.out)
			for _, first := range known[in.reads] {
				w.openingsBehind(&set, first)
			}
		}
	}
	w.at(here)
	return set
}

// openingsBehind adds the openings that begin with a letter and go on where the walker is.
func (w *walker) openingsBehind(set *openings, first byte) {
	known := w.prog.alphabets[letters].known
	for _, pc := range w.nodes {
		in := &w.prog.insts[pc]
		if in.op != opRead || len(known[in.reads]) == 0 {
			continue
		}
		w.round++
		w.next = w.next[:0]
		w.reach(in.out)
		for _, second := range known[in.reads] {
			for _, pc := range w.next {
				set.addThirds(w.prog, first, second, &w.prog.insts[pc])
			}
		}
	}
}

// addThirds adds the openings of two letters and what can be read from a node.
func (o *openings) addThirds(p *program, first, second byte, in *instruction) {
	if in.leads&(leadsToGap|leadsToEnd) != 0 {
		o.add(opening(first, second, 0))
	}
	if in.op == opRead {
		for _, third := range p.alphabets[letters].known[in.reads] {
			o.add(opening(first, second, third))
		}
	}
}

// freedom is how words are read that no wording contains.
type freedom uint8

const (
	noWord   freedom = iota // not at all
	anyWord                 // whatever they are
	byLength                // whatever letters they are of, but their length counts
)

// freedom returns how any words can be read from where the walker is. It stays there.
func (w *walker) freedom() freedom {
	here := slices.Clone(w.nodes)
	defer func() { w.nodes = append(w.nodes[:0], here...) }()
	if w.readAny(); len(w.nodes) == 0 {
		return noWord
	}
	slices.Sort(w.nodes)
	once := slices.Clone(w.nodes)
	w.readAny()
	slices.Sort(w.nodes)
	if slices.Equal(once, w.nodes) {
		return anyWord
	}
	return byLength
}

// readAny goes on by a letter, as far as any letter can be read.
func (w *walker) readAny() {
	known := w.prog.alphabets[letters].known
	w.nodes = slices.DeleteFunc(w.nodes, func(pc uint32) bool {
		in := &w.prog.insts[pc]
		return in.op != opRead || len(known[in.reads]) != lettersInAll
	})
	w.read('a')
}

// depends reports whether what is read in a word from nodes that read every letter can
// come to depend on letters.
func (w *walker) depends() bool {
	known := w.prog.alphabets[letters].known
	for range maxOther {
		w.read('a')
		n := 0
		for _, pc := range w.nodes {
			in := &w.prog.insts[pc]
			if in.op != opRead || in.leads&leadsToWord == 0 {
				continue
			}
			if some := len(known[in.reads]); some > 0 && some < lettersInAll {
				return true
			}
			w.nodes[n] = pc
			n++
		}
		w.nodes = w.nodes[:n]
	}
	return false
}
