package restriction

import "slices"

// Finding the wordings of hundreds of slots is one pass over the text. At the
// beginning of each word the automaton starts anew and follows the program of the
// language, all slots at once, as far as any wording still fits; most words end it
// after a sign or two. A state of the automaton is the set of program nodes that can
// be reached by what was read. States are made when a text first leads to them and
// are remembered, so that reading a sign is one look-up; when too many have been
// made, all are forgotten and it begins again, which bounds the memory.

const (
	// These bound the memory of the automaton of a language, to some 20 MB.
	maxStates = 60_000
	maxEdges  = 190_000
	maxNodes  = 2 << 20

	// The states that are always there. An edge that is not known yet leads to
	// unknownState.
	unknownState = 0
	deadState    = 1
	firstState   = 2

	// denseStates is how many states, the first that texts lead to and so the most
	// frequent ones, have all their edges in a table of their own.
	denseStates = 1024

	// acceptBit marks the number of a state in which slots end.
	acceptBit = 1 << 31
)

// hit is a wording of a slot, by position in the folded sentence.
type hit struct {
	slot, start, end int32
}

// automaton serves one goroutine at a time.
type automaton struct {
	prog   *program
	states []state
	nodes  []uint32          // of all states, one after the other
	slots  []int32           // that end in a state, of all states
	known  map[uint64]uint32 // states by the hash of their nodes
	edges  edges
	dense  []uint32 // edges of the first states, by state and class
	most   int      // states; beyond it all are forgotten

	seen     []uint32 // by node: the round in which closure met it
	round    uint32
	from, to []uint32
	lastHit  []int32 // by slot: index of its last hit, if it is one of the sentence
}

type state struct {
	nodes, slots uint32 // where its nodes and slots end; they begin where those of the state before end
}

func newAutomaton(prog *program, slots int) *automaton {
	a := &automaton{
		prog: prog, most: maxStates, dense: make([]uint32, denseStates*classes),
		seen: make([]uint32, len(prog.insts)), lastHit: make([]int32, slots),
	}
	a.reset()
	return a
}

// reset forgets all states.
func (a *automaton) reset() {
	a.known = map[uint64]uint32{}
	a.states = append(a.states[:0], state{}, state{})
	a.nodes, a.slots = a.nodes[:0], a.slots[:0]
	a.edges.reset()
	clear(a.dense)
	a.from = append(a.from[:0], a.prog.start)
	if a.state() == deadState { // a program without wordings
		a.states = append(a.states, state{})
	}
}

// state returns the state of the nodes that can be reached from a.from without
// reading, and makes it if it is new.
func (a *automaton) state() uint32 {
	a.closure()
	if len(a.to) == 0 {
		return deadState
	}
	hash := hashOf(a.to)
	if s, ok := a.known[hash]; ok && slices.Equal(a.nodesOf(s&^acceptBit), a.to) {
		return s
	}
	s := uint32(len(a.states))
	for _, pc := range a.to {
		if in := &a.prog.insts[pc]; in.op == opAccept {
			a.slots = append(a.slots, int32(in.arg))
		}
	}
	a.nodes = append(a.nodes, a.to...)
	before := a.states[s-1]
	a.states = append(a.states, state{uint32(len(a.nodes)), uint32(len(a.slots))})
	if uint32(len(a.slots)) > before.slots {
		s |= acceptBit
	}
	a.known[hash] = s
	return s
}

func (a *automaton) nodesOf(s uint32) []uint32 {
	return a.nodes[a.states[s-1].nodes:a.states[s].nodes]
}

// slotsOf returns the slots that end in a state, sorted.
func (a *automaton) slotsOf(s uint32) []int32 {
	return a.slots[a.states[s-1].slots:a.states[s].slots]
}

// hashOf need not be safe against intent: states are compared, and two of the same
// hash cost no more than being made again.
func hashOf(nodes []uint32) uint64 {
	h := uint64(len(nodes))
	for _, n := range nodes {
		h = (h ^ uint64(n)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	return h
}

// closure sets a.to to the nodes that can be reached from a.from without reading,
// sorted.
func (a *automaton) closure() {
	a.round++
	a.to = a.to[:0]
	for len(a.from) > 0 {
		pc := a.from[len(a.from)-1]
		a.from = a.from[:len(a.from)-1]
		if a.seen[pc] == a.round {
			continue
		}
		a.seen[pc] = a.round
		switch in := &a.prog.insts[pc]; in.op {
		case opFork:
			a.from = append(a.from, in.out, in.arg)
		case opFail:
		default:
			a.to = append(a.to, pc)
		}
	}
	slices.Sort(a.to)
}

// step works out the state after reading a sign of the class.
func (a *automaton) step(s uint32, class uint8) uint32 {
	a.from = a.from[:0]
	for _, pc := range a.nodesOf(s) {
		in := &a.prog.insts[pc]
		if in.op == opRead && a.prog.sets[in.reads][class] {
			a.from = append(a.from, in.out)
		}
	}
	if len(a.states) >= a.most || a.edges.n >= maxEdges || len(a.nodes) >= maxNodes {
		after := slices.Clone(a.from)
		a.reset()
		a.from = append(a.from[:0], after...)
		return a.state()
	}
	n := a.state()
	if s < denseStates {
		a.dense[s*classes+uint32(class)] = n
	} else {
		a.edges.set(s*classes+uint32(class), n)
	}
	return n
}

// find appends the wordings in a sentence: for each slot from left to right without
// overlap, from the beginning of a word to the end of one, as long as possible. They
// are in the order of their beginnings.
func (a *automaton) find(in []byte, hits []hit) []hit {
	clear(a.lastHit)
	inWord := false
	for i, b := range in {
		if !wordTable[b] {
			inWord = false
			continue
		}
		if !inWord {
			hits = a.from1(in, i, hits)
		}
		inWord = true
	}
	return hits
}

// from1 appends the wordings that begin at i.
func (a *automaton) from1(in []byte, i int, hits []hit) []hit {
	s := uint32(firstState)
	for j := i; j < len(in); j++ {
		class := classTable[in[j]]
		var next uint32
		if key := s*classes + uint32(class); s < denseStates {
			next = a.dense[key]
		} else {
			next = a.edges.get(key)
		}
		if next == unknownState {
			next = a.step(s, class)
		}
		if next == deadState {
			break
		}
		s = next &^ acceptBit
		if next != s && wordEnd(in, j+1) {
			hits = a.note(a.slotsOf(s), int32(i), int32(j+1), hits)
		}
	}
	return hits
}

// note adds wordings of slots from start to end, or lengthens those that begin there.
func (a *automaton) note(slots []int32, start, end int32, hits []hit) []hit {
	for _, slot := range slots {
		last := int(a.lastHit[slot]) - 1
		switch {
		case last >= 0 && hits[last].start == start:
			hits[last].end = end
		case last >= 0 && hits[last].end > start:
			// It lies within a wording of the same slot.
		default:
			hits = append(hits, hit{slot, start, end})
			a.lastHit[slot] = int32(len(hits))
		}
	}
	return hits
}

// wordTable says which bytes of folded text belong to words.
var wordTable = func() (t [256]bool) {
	for b := range t {
		t[b] = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_'
	}
	return t
}()

// wordEnd reports whether a word begins or ends at i, which is not the beginning.
func wordEnd(in []byte, i int) bool {
	return i == len(in) || wordTable[in[i-1]] != wordTable[in[i]]
}

// edges is a hash table from state and sign to the next state. It is faster and smaller
// than a map of the language: nothing is ever taken out.
type edges struct {
	table []edge
	n     int
}

type edge struct{ key, to uint32 }

const fewEdges = 1 << 12

func (e *edges) reset() {
	e.table, e.n = make([]edge, fewEdges), 0
}

// slot returns where a key is, or where it belongs.
func (e *edges) slot(key uint32) uint32 {
	mask := uint32(len(e.table) - 1)
	i := key * 0x9E3779B1 >> 7 & mask
	for e.table[i].to != unknownState && e.table[i].key != key {
		i = (i + 1) & mask
	}
	return i
}

func (e *edges) get(key uint32) uint32 {
	if near := e.table[key*0x9E3779B1>>7&uint32(len(e.table)-1)]; near.key == key {
		return near.to
	}
	if found := e.table[e.slot(key)]; found.to != unknownState {
		return found.to
	}
	return unknownState
}

func (e *edges) set(key, to uint32) {
	if 2*e.n >= len(e.table) {
		old := e.table
		e.table = make([]edge, 2*len(old))
		for _, o := range old {
			if o.to != unknownState {
				e.table[e.slot(o.key)] = o
			}
		}
	}
	e.table[e.slot(key)] = edge{key, to}
	e.n++
}
