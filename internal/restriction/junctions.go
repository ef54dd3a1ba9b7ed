package restriction

import "slices"

// A junction is a node of the program between two tokens: a wording can go on there,
// or end. What a token does is worked out sign by sign once for each junction and
// remembered, so that even a text in which no two stretches are alike, and every state
// is new, is read in look-ups.

const (
	// These bound the memory for junctions and for what tokens do there.
	maxJunctions = 200_000
	maxSteps     = 1_000_000
)

type junction struct {
	node   uint32
	slots  []int32  // that end here
	words  openings // the words that do something else here than any word
	others freedom
	gaps   signs // with which what stands between words can begin
}

// read is a token to be read.
type read struct {
	text []byte
	known
}

// signs is a set of classes of signs.
type signs [(classes + 63) / 64]uint64

func (s *signs) has(class uint8) bool { return s[class>>6]&(1<<(class&63)) != 0 }

func (s *signs) add(class int) { s[class>>6] |= 1 << (class & 63) }

func (s *signs) unite(other *signs) {
	for i := range s {
		s[i] |= other[i]
	}
}

type junctions struct {
	walk   *walker
	all    []junction
	number map[uint32]uint32 // by node
	steps  steps
	most   int // junctions; beyond it all are forgotten
	out    []uint32
}

func newJunctions(w *walker) *junctions {
	j := &junctions{walk: w, most: maxJunctions}
	j.reset()
	return j
}

// reset forgets all junctions. Their numbers mean nothing any more.
func (j *junctions) reset() {
	j.number = map[uint32]uint32{}
	j.all = append(j.all[:0], junction{}) // before all wordings
	j.steps.reset()
}

func (j *junctions) full() bool { return len(j.all) >= j.most || j.steps.n >= maxSteps }

// begin returns, sorted, the junctions after the first word of a wording. They are
// remembered as if there were a junction before all wordings.
func (j *junctions) begin(class uint16, text []byte) []uint32 {
	if known, ok := j.steps.get(0, class); ok {
		return known
	}
	j.walk.begin(text)
	return j.steps.set(0, class, j.reached())
}

// after returns the junctions after reading a token from one.
func (j *junctions) after(n uint32, t *read) []uint32 {
	at := &j.all[n]
	if sign := t.text[0]; !wordTable[sign] && !at.gaps.has(classTable[sign]) {
		return nil
	}
	class := t.whereMatter(&at.words, at.others)
	if class == noClass {
		return nil
	}
	if known, ok := j.steps.get(n, class); ok {
		return known
	}
	j.walk.from(at.node)
	j.walk.token(t.text)
	return j.steps.set(n, class, j.reached())
}

// reached returns, sorted, the junctions to which the walker came, until it is called
// again.
func (j *junctions) reached() []uint32 {
	j.out = append(j.out[:0], j.walk.nodes...)
	for i, node := range j.out {
		j.out[i] = j.at(node)
	}
	slices.Sort(j.out)
	return j.out
}

// at returns the number of the junction at a node.
func (j *junctions) at(node uint32) uint32 {
	n, ok := j.number[node]
	if !ok {
		n = uint32(len(j.all))
		j.number[node] = n
		j.walk.from(node)
		found := junction{node: node, others: j.walk.freedom(), words: j.walk.openings()}
		for _, pc := range j.walk.nodes {
			switch in := &j.walk.prog.insts[pc]; in.op {
			case opAccept:
				found.slots = append(found.slots, int32(in.arg))
			case opRead:
				found.gaps.unite(&j.walk.prog.gaps[in.reads])
			}
		}
		j.all = append(j.all, found)
	}
	return n
}

// steps is a hash table from junction and class to junctions.
type steps struct {
	table []oneStep
	to    []uint32 // of all, one after the other
	n     int
}

type oneStep struct {
	from  uint32
	class uint16 // noClass if the place is free
	n     uint16
	at    uint32
}

func (s *steps) reset() {
	s.table, s.to, s.n = make([]oneStep, 1<<12), s.to[:0], 0
}

func (s *steps) place(from uint32, class uint16) *oneStep {
	mask := uint32(len(s.table) - 1)
	i := (from*0x9E3779B1 ^ uint32(class)*0x85EBCA6B) >> 7 & mask
	for {
		e := &s.table[i]
		if e.class == noClass || e.from == from && e.class == class {
			return e
		}
		i = (i + 1) & mask
	}
}

func (s *steps) get(from uint32, class uint16) ([]uint32, bool) {
	e := s.place(from, class)
	return s.to[e.at : e.at+uint32(e.n)], e.class != noClass
}

func (s *steps) set(from uint32, class uint16, to []uint32) []uint32 {
	if 2*s.n >= len(s.table) {
		old := s.table
		s.table = make([]oneStep, 2*len(old))
		for _, e := range old {
			if e.class != noClass {
				*s.place(e.from, e.class) = e
			}
		}
	}
	*s.place(from, class) = oneStep{from, class, uint16(len(to)), uint32(len(s.to))}
	s.to = append(s.to, to...)
	s.n++
	return to
}
