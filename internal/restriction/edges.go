package restriction

// edges is a hash table from state and class to the next state. It is faster and
// smaller than a map of the language: nothing is ever taken out.
type edges struct {
	table []edge
	n     int
}

// edge has a state and a class, both below 1<<16, in its key.
type edge struct{ key, to uint32 }

const fewEdges = 1 << 12

func (e *edges) reset() {
	e.table, e.n = make([]edge, fewEdges), 0
}

func keyOf(s uint32, class uint16) uint32 { return s<<16 | uint32(class) }

// slot returns where a key is, or where it belongs.
func (e *edges) slot(key uint32) uint32 {
	mask := uint32(len(e.table) - 1)
	i := key * 0x9E3779B1 >> 7 & mask
	for e.table[i].to != unknownState && e.table[i].key != key {
		i = (i + 1) & mask
	}
	return i
}

func (e *edges) get(s uint32, class uint16) uint32 {
	return e.table[e.slot(keyOf(s, class))].to
}

func (e *edges) set(s uint32, class uint16, to uint32) {
	if 2*e.n >= len(e.table) {
		old := e.table
		e.table = make([]edge, 2*len(old))
		for _, o := range old {
			if o.to != unknownState {
				e.table[e.slot(o.key)] = o
			}
		}
	}
	key := keyOf(s, class)
	e.table[e.slot(key)] = edge{key, to}
	e.n++
}
