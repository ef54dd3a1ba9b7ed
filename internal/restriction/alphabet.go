package restriction

import "slices"

// Words of letters alone, and numbers, are the tokens that a language has without end.
// An alphabet knows where such words can be read by a program in a way that depends on
// their signs. Nodes that read every sign of the alphabet do not tell words apart;
// where these lead is the same for all words of one length.

// The alphabets, as indexes into program.alphabets.
const (
	letters = iota
	digits
)

const lettersInAll = 26

// alphabet is the letters or the digits.
type alphabet struct {
	from, to byte
	known    [][]byte // by set of the program: the signs of the alphabet in it
	// entries are, by how many signs of a word were read where any fits and by the
	// sign, the nodes that read this sign but not every one. The last ones hold for all
	// later places too, as far as classes are shared.
	entries [][][]uint32
}

// alphabetOf returns the index of the alphabet that a token is of, or -1.
func (p *program) alphabetOf(text []byte) int {
	for n := range p.alphabets {
		a := &p.alphabets[n]
		if !slices.ContainsFunc(text, func(b byte) bool { return b < a.from || b > a.to }) {
			return n
		}
	}
	return -1
}

// enter returns the nodes at which a walk can begin to depend on the sign at i.
func (a *alphabet) enter(i int, sign byte) []uint32 {
	return a.entries[min(i, len(a.entries)-1)][sign-a.from]
}

// newAlphabet finds the entries, given the nodes at which words begin.
func newAlphabet(w *walker, from, to byte, begins []uint32) alphabet {
	a := alphabet{from: from, to: to}
	for n := range w.prog.sets {
		var known []byte
		for b := from; b <= to; b++ {
			if w.prog.sets[n][classTable[b]] {
				known = append(known, b)
			}
		}
		a.known = append(a.known, known)
	}
	nodes := begins
	for len(a.entries) < maxOther {
		blind, entries := a.split(w.prog, nodes)
		a.entries = append(a.entries, entries)
		w.at(blind)
		w.read(from)
		slices.Sort(w.nodes)
		if slices.Equal(w.nodes, nodes) {
			break
		}
		nodes = slices.Clone(w.nodes)
	}
	return a
}

// split tells the nodes that read every sign from those that read some, by sign.
func (a *alphabet) split(p *program, nodes []uint32) (blind []uint32, entries [][]uint32) {
	entries = make([][]uint32, a.to-a.from+1)
	for _, pc := range nodes {
		in := &p.insts[pc]
		if in.op != opRead {
			continue
		}
		known := a.known[in.reads]
		if len(known) == len(entries) {
			blind = append(blind, pc)
			continue
		}
		for _, b := range known {
			entries[b-a.from] = append(entries[b-a.from], pc)
		}
	}
	return blind, entries
}
