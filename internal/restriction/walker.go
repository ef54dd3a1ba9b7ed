package restriction

import "slices"

// walker follows a program sign by sign: it is at all the nodes that can be reached by
// what was read. It never is at a fork but at where that leads, except behind a token.
type walker struct {
	prog   *program
	nodes  []uint32
	next   []uint32
	stack  []uint32
	seen   []uint32 // by node: the round in which it was met
	round  uint32
	begins beginnings
}

func newWalker(prog *program) *walker {
	return &walker{prog: prog, seen: make([]uint32, len(prog.insts)), begins: beginnings{}}
}

// from sets out from a node.
func (w *walker) from(node uint32) {
	w.round++
	w.next = w.next[:0]
	w.reach(node)
	w.nodes, w.next = w.next, w.nodes
}

// at sets out from nodes among which there is no fork.
func (w *walker) at(nodes []uint32) { w.nodes = append(w.nodes[:0], nodes...) }

// read goes on by one sign.
func (w *walker) read(sign byte) {
	w.forward(w.nodes, sign)
	w.nodes, w.next = w.next, w.nodes
}

// also adds the nodes to which a sign leads from others.
func (w *walker) also(from []uint32, sign byte) {
	kept := w.nodes
	w.forward(from, sign)
	for _, n := range kept {
		if w.seen[n] != w.round {
			w.next = append(w.next, n)
		}
	}
	w.nodes, w.next = w.next, w.nodes
}

// forward sets w.next to the nodes to which a sign leads.
func (w *walker) forward(from []uint32, sign byte) {
	w.round++
	w.next = w.next[:0]
	class := classTable[sign]
	for _, pc := range from {
		in := &w.prog.insts[pc]
		if in.op == opRead && w.prog.sets[in.reads][class] {
			w.reach(in.out)
		}
	}
}

// reach adds a node to w.next, or where its forks lead.
func (w *walker) reach(pc uint32) {
	w.stack = append(w.stack[:0], pc)
	for len(w.stack) > 0 {
		pc := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if w.seen[pc] == w.round {
			continue
		}
		w.seen[pc] = w.round
		switch in := &w.prog.insts[pc]; in.op {
		case opFork:
			w.stack = append(w.stack, in.out, in.arg)
		case opFail:
		default:
			w.next = append(w.next, pc)
		}
	}
}

// token goes on by a whole token, to the nodes behind it, forks not followed, where a
// slot ends or a token of the other kind can be read.
func (w *walker) token(text []byte) {
	last := len(text) - 1
	for _, b := range text[:last] {
		if len(w.nodes) == 0 {
			return
		}
		w.read(b)
	}
	w.round++
	w.next = w.next[:0]
	class := classTable[text[last]]
	useful := leadsToEnd | leadsToGap
	if !wordTable[text[last]] {
		useful = leadsToEnd | leadsToWord
	}
	for _, pc := range w.nodes {
		in := &w.prog.insts[pc]
		if in.op != opRead || !w.prog.sets[in.reads][class] || w.seen[in.out] == w.round {
			continue
		}
		w.seen[in.out] = w.round
		if w.prog.insts[in.out].leads&useful != 0 {
			w.next = append(w.next, in.out)
		}
	}
	w.nodes, w.next = w.next, w.nodes
}

// beginnings remembers where the first two letters of words lead: from all the places
// where a word can begin it takes long.
type beginnings map[[2]byte][]uint32

// begin goes from where wordings begin to behind their first word.
func (w *walker) begin(text []byte) {
	starts := w.prog.starts[classTable[text[0]]]
	if len(text) <= 2 {
		w.at(starts)
		w.token(text)
		return
	}
	pair := [2]byte(text)
	known, ok := w.begins[pair]
	if !ok {
		w.at(starts)
		w.read(text[0])
		w.read(text[1])
		known = slices.Clone(w.nodes)
		w.begins[pair] = known
	}
	w.at(known)
	w.token(text[2:])
}
