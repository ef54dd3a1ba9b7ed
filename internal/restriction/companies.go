package restriction

import "slices"

// company is pieces that end in the same state: where one is found all are.
type company struct {
	pieces       []int32 // sorted, numbered after all slots
	begun, ended bitset  // the joints that begin and that end with one of them
}

func (c *company) has(piece int32) bool {
	_, ok := slices.BinarySearch(c.pieces, piece)
	return ok
}

// companies are those of the states of an automaton. The first has no pieces.
type companies struct {
	joints *joints
	slots  int32
	all    []company
	known  map[uint64]int32 // by the hash of their pieces
}

// mostCompanies bounds their memory. They may only be forgotten between two sentences.
const mostCompanies = 6000

func (c *companies) full() bool { return len(c.all) >= mostCompanies }

func (c *companies) reset() {
	c.all, c.known = append(c.all[:0], company{}), map[uint64]int32{}
}

// of returns the company of some pieces, sorted, and makes it if it is new.
func (c *companies) of(pieces []int32) int32 {
	if len(pieces) == 0 {
		return 0
	}
	hash := hashOf(pieces)
	n, ok := c.known[hash]
	if ok && slices.Equal(c.all[n].pieces, pieces) {
		return n
	}
	n = int32(len(c.all))
	made := company{slices.Clone(pieces), newBitset(len(c.joints.all)), newBitset(len(c.joints.all))}
	for _, p := range pieces {
		for _, joint := range c.joints.byFirst[p-c.slots] {
			made.begun.add(int(joint))
		}
		for _, joint := range c.joints.byLast[p-c.slots] {
			made.ended.add(int(joint))
		}
	}
	c.all = append(c.all, made)
	c.known[hash] = n
	return n
}
