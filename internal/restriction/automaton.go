package restriction

import "slices"

// Finding the wordings of hundreds of slots is one pass over the words of a sentence.
// At each word the automaton starts anew and follows the program of the language, all
// slots at once, as far as any wording still fits; most words end it at once. A state
// is the set of junctions that can be reached by what was read. States are made when a
// text first leads to them and are remembered with the words that lead from one to the
// next, so that reading a word is one look-up. When too many have been made, all are
// forgotten and it begins again, which bounds the memory.
//
// What a word does is known by its class (see tokens). Most words that some wording
// contains are of no use in most states, where they do the same as any other: what
// they begin with tells (see openings).

const (
	// maxStates and maxPlaces bound the memory of the automaton of a language.
	maxStates = 20_000
	maxPlaces = 400_000
	maxEdges  = 100_000

	// The states that are always there. An edge that is not known yet leads to
	// unknownState.
	unknownState = 0
	deadState    = 1

	// acceptBit marks the number of a state in which slots end.
	acceptBit = 1 << 31
)

// hit is a wording of a slot, by position in the folded sentence.
type hit struct {
	slot, start, end int32
}

// automaton serves one goroutine at a time.
type automaton struct {
	tokens    *tokens
	junctions *junctions
	states    []state
	places    []uint32          // the junctions of all states, one after the other
	slots     []int32           // that end in a state, of all states
	pieces    []int32           // for state
	known     map[uint64]uint32 // states by the hash of their junctions
	first     []uint32          // by class: the state after the first word of a wording
	edges     edges
	most      int // states; beyond it all are forgotten

	words []word   // of the sentence
	to    []uint32 // for step
	joiner
}

type state struct {
	places, slots uint32 // where its junctions and slots end; they begin where those of the state before end
	space         uint32 // where a space leads
	words         openings
	others        freedom
	gaps          signs
	pieces        int32 // the pieces that end in it, as an index into companies
}

func newAutomaton(l *language) *automaton {
	w := newWalker(l.prog)
	a := &automaton{tokens: newTokens(w), junctions: newJunctions(w), most: maxStates, joiner: newJoiner(l)}
	a.reset()
	return a
}

// reset forgets all states.
func (a *automaton) reset() {
	a.known = map[uint64]uint32{}
	a.states = append(a.states[:0], state{}, state{})
	a.places, a.slots = a.places[:0], a.slots[:0]
	a.edges.reset()
	a.first = a.first[:0]
}

// full reports whether it is time to forget. States may only be forgotten between two
// beginnings; the few made until then do no harm.
func (a *automaton) full() bool {
	return len(a.states) >= a.most || len(a.places) >= maxPlaces || a.edges.n >= maxEdges
}

// makeRoom forgets what there is too much of. Words and junctions, by which states are
// known, are seldom too many.
func (a *automaton) makeRoom() {
	if a.junctions.full() {
		a.junctions.reset()
		a.reset()
	} else if a.full() {
		a.reset()
	}
	for len(a.first) < int(a.tokens.classes) {
		a.first = append(a.first, unknownState)
	}
}

// state returns the state of some junctions, sorted, and makes it if it is new.
func (a *automaton) state(places []uint32) uint32 {
	if len(places) == 0 {
		return deadState
	}
	hash := hashOf(places)
	if s, ok := a.known[hash]; ok && slices.Equal(a.placesOf(s&^acceptBit), places) {
		return s
	}
	s := uint32(len(a.states))
	before := uint32(len(a.slots))
	made := state{}
	for _, n := range places {
		j := &a.junctions.all[n]
		made.words.unite(&j.words)
		made.gaps.unite(&j.gaps)
		made.others = max(made.others, j.others)
		a.slots = append(a.slots, j.slots...)
	}
	slices.Sort(a.slots[before:])
	a.slots = append(a.slots[:before], slices.Compact(a.slots[before:])...)
	a.pieces = append(a.pieces[:0], a.takePieces(before)...)
	made.pieces = a.companies.of(a.pieces)
	a.places = append(a.places, places...)
	made.places, made.slots = uint32(len(a.places)), uint32(len(a.slots))
	a.states = append(a.states, made)
	if uint32(len(a.slots)) > before || made.pieces != 0 {
		s |= acceptBit
	}
	a.known[hash] = s
	return s
}

// takePieces removes the pieces from what ends in the newest state, from an index on,
// and returns them.
func (a *automaton) takePieces(from uint32) []int32 {
	all := a.slots[from:]
	n, _ := slices.BinarySearch(all, a.joiner.slots)
	a.slots = a.slots[:int(from)+n]
	return all[n:]
}

func (a *automaton) placesOf(s uint32) []uint32 {
	return a.places[a.states[s-1].places:a.states[s].places]
}

// slotsOf returns the slots that end in a state, sorted.
func (a *automaton) slotsOf(s uint32) []int32 {
	return a.slots[a.states[s-1].slots:a.states[s].slots]
}

// hashOf need not be safe against intent: states are compared, and two of the same
// hash cost no more than being made again.
func hashOf[number uint32 | int32](numbers []number) uint64 {
	h := uint64(len(numbers))
	for _, n := range numbers {
		h = (h ^ uint64(n)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	return h
}

// step works out the state after reading a token from s.
func (a *automaton) step(s uint32, t *read) uint32 {
	a.to = a.to[:0]
	for _, n := range a.placesOf(s) {
		a.to = append(a.to, a.junctions.after(n, t)...)
	}
	slices.Sort(a.to)
	return a.state(slices.Compact(a.to))
}

// find appends the wordings in a sentence: for each slot from left to right without
// overlap, from the beginning of a word to the end of one, as long as possible. They
// are in the order of their beginnings.
func (a *automaton) find(in []byte, hits []hit) []hit {
	if a.tokens.tight(in) {
		a.tokens.reset()
		a.junctions.reset()
		a.reset()
	} else if a.companies.full() {
		a.companies.reset()
		a.reset()
	}
	a.words = a.tokens.split(in, a.words[:0])
	a.joiner.begin()
	for i := range a.words {
		a.makeRoom()
		a.from(in, i)
	}
	a.join(a.words, in)
	return a.hits(hits)
}

// from notes the wordings and pieces that begin at word i.
func (a *automaton) from(in []byte, i int) {
	w, first := &a.words[i], i
	start := w.start
	to := a.first[w.class]
	if to == unknownState {
		to = a.state(a.junctions.begin(w.class, in[w.start:w.end]))
		a.first[w.class] = to
	}
	for to != deadState {
		s := to &^ acceptBit
		if to != s {
			a.note(a.slotsOf(s), start, w.end)
			a.notePieces(a.states[s].pieces, stretch{start: start, end: w.end, first: int32(first), last: int32(i)})
		}
		if to = a.afterGap(s, w, in); to == deadState {
			break
		}
		s = to &^ acceptBit
		if to != s {
			a.note(a.slotsOf(s), start, w.gapEnd)
		}
		if i++; i == len(a.words) {
			break
		}
		w = &a.words[i]
		to = a.afterWord(s, w, in)
	}
}

// afterGap returns the state after what stands behind a word.
func (a *automaton) afterGap(s uint32, w *word, in []byte) uint32 {
	switch w.gap {
	case noClass:
		return deadState
	case spaceClass:
		if to := a.states[s].space; to != unknownState {
			return to
		}
		to := a.step(s, &read{text: in[w.end:w.gapEnd], known: known{class: spaceClass}})
		a.states[s].space = to
		return to
	}
	if !a.states[s].gaps.has(w.gapSign) {
		return deadState
	}
	if to := a.edges.get(s, w.gap); to != unknownState {
		return to
	}
	to := a.step(s, &read{text: in[w.end:w.gapEnd], known: known{class: w.gap}})
	a.edges.set(s, w.gap, to)
	return to
}

// afterWord returns the state after a word.
func (a *automaton) afterWord(s uint32, w *word, in []byte) uint32 {
	at := &a.states[s]
	class := w.whereMatter(&at.words, at.others)
	if class == noClass {
		return deadState
	}
	if to := a.edges.get(s, class); to != unknownState {
		return to
	}
	to := a.step(s, &read{text: in[w.start:w.end], known: w.known})
	a.edges.set(s, class, to)
	return to
}
