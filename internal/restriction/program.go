package restriction

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// A program is the wordings of all slots of a language as one graph: reading a sign
// leads from node to node, and certain nodes say that a slot ends there. It is built
// from the ends of the wordings towards their beginnings, so that a node is known by
// what comes after it: wordings that end alike share their ends, and a slot that
// several others refer to is there once for each different thing that can follow it.

type program struct {
	insts []instruction
	sets  []charSet
	start uint32
	// starts are, by the sign that they read, the nodes at which a wording begins.
	starts    [classes][]uint32
	gaps      []signs // by set: its signs that are of no word
	alphabets [2]alphabet
}

// instruction is a node. There are very many and they stay for good, so it is small.
type instruction struct {
	out, arg uint32
	reads    uint16 // index into sets, for opRead
	op       uint8
	leads    uint8 // what can come next
}

// What can come next from a node without reading anything before.
const (
	leadsToWord uint8 = 1 << iota // a sign of a word is read
	leadsToGap                    // another sign is read
	leadsToEnd                    // a slot ends
)

const (
	opFail   = iota
	opRead   // read a sign of a set, go on at out
	opFork   // go on at out and at arg
	opAccept // the slot arg ends here
)

// classes is the number of kinds of bytes told apart: each printable ASCII sign
// that is no capital, and one for everything else.
const classes = 72

// classTable maps a byte to its kind; the last one is everything else.
var classTable = func() (t [256]uint8) {
	for b := range t {
		switch {
		case b >= ' ' && b <= '@':
			t[b] = uint8(b - ' ') // 0..32
		case b >= '[' && b <= '~':
			t[b] = uint8(b - '[' + 33) // 33..68
		default:
			t[b] = classes - 1
		}
	}
	return t
}()

// signOf is a sign that stands for its class.
func signOf(class int) rune {
	switch {
	case class <= 32:
		return rune(' ' + class)
	case class <= 68:
		return rune('[' + class - 33)
	}
	return '\u00e9'
}

// charSet says which classes of signs an instruction reads.
type charSet [classes]bool

// assembler builds the program of a language.
type assembler struct {
	*expander
	prog     program
	nodes    []uint32 // hash table of the instructions; 0 is a free place
	sets     map[charSet]uint16
	singles  [classes]uint16      // 1 + the set of one class alone
	branches map[string]*branches // by slot
	slots    map[slotBefore]uint32
	loops    map[loopBefore]uint32
	begins   []uint32
	failed   error
}

// slotBefore is a slot and what follows it; loopBefore the same of a repetition.
type slotBefore struct {
	slot string
	next uint32
}

type loopBefore struct {
	loop *syntax.Regexp
	next uint32
}

func newAssembler(e *expander) *assembler {
	a := &assembler{
		expander: e, nodes: make([]uint32, 1<<12), sets: map[charSet]uint16{},
		branches: map[string]*branches{}, slots: map[slotBefore]uint32{}, loops: map[loopBefore]uint32{},
	}
	a.prog.insts = append(a.prog.insts, instruction{op: opFail})
	return a
}

// accept puts in that reading one of the given trees completes what has this number: a
// slot, or a piece of a wording.
func (a *assembler) accept(number int, trees []*syntax.Regexp) {
	end := a.node(instruction{op: opAccept, arg: uint32(number)})
	a.begins = append(a.begins, a.beforeAll(branchesOf(trees), end))
}

// program returns what was put together. It is a copy, so that a language does not keep
// everything that was needed to put it together.
func (a *assembler) program() *program {
	p := a.prog
	p.start = a.fork(a.begins)
	p.insts = slices.Clone(a.prog.insts)
	p.prepare()
	return &p
}

// prepare finds out what reading in words needs to know.
func (p *program) prepare() {
	p.seeAhead()
	w := newWalker(p)
	w.from(p.start)
	for _, pc := range w.nodes {
		if in := &p.insts[pc]; in.op == opRead {
			for class, reads := range p.sets[in.reads] {
				if reads {
					p.starts[class] = append(p.starts[class], pc)
				}
			}
		}
	}
	begins := p.wordBegins(w)
	p.alphabets[letters] = newAlphabet(w, 'a', 'z', begins)
	p.alphabets[digits] = newAlphabet(w, '0', '9', begins)
}

// wordBegins returns, sorted, the nodes that can be reached where a word begins.
func (p *program) wordBegins(w *walker) []uint32 {
	w.round++
	w.next = w.next[:0]
	w.reach(p.start)
	for pc := range p.insts {
		if in := &p.insts[pc]; in.op == opRead && in.leads&leadsToGap != 0 {
			w.reach(in.out)
		}
	}
	slices.Sort(w.next)
	return slices.Clone(w.next)
}

// seeAhead finds out what can come next from every node.
func (p *program) seeAhead() {
	ofSet := make([]uint8, len(p.sets))
	p.gaps = make([]signs, len(p.sets))
	for n, set := range p.sets {
		for b := range 256 {
			switch {
			case set[classTable[b]] && wordTable[b]:
				ofSet[n] |= leadsToWord
			case set[classTable[b]]:
				ofSet[n] |= leadsToGap
				p.gaps[n].add(int(classTable[b]))
			}
		}
	}
	// Forks mostly lead backwards, so that once is enough but for loops.
	for changed := true; changed; {
		changed = false
		for pc := range p.insts {
			in := &p.insts[pc]
			leads := in.leads
			switch in.op {
			case opRead:
				leads = ofSet[in.reads]
			case opAccept:
				leads = leadsToEnd
			case opFork:
				leads = p.insts[in.out].leads | p.insts[in.arg].leads
			}
			changed = changed || leads != in.leads
			in.leads = leads
		}
	}
}

// node returns the number of an instruction, which is put in if it is new.
func (a *assembler) node(in instruction) uint32 {
	if in.op == opFail {
		return 0
	}
	i := a.place(in)
	if a.nodes[i] == 0 {
		if 2*len(a.prog.insts) > len(a.nodes) {
			a.moreRoom()
			i = a.place(in)
		}
		a.nodes[i] = uint32(len(a.prog.insts))
		a.prog.insts = append(a.prog.insts, in)
	}
	return a.nodes[i]
}

// place returns where in the hash table an instruction is, or belongs.
func (a *assembler) place(in instruction) uint32 {
	mask := uint32(len(a.nodes) - 1)
	hash := (in.out*0x9E3779B1 ^ in.arg*0x85EBCA6B ^ uint32(in.reads)*0xC2B2AE35 ^ uint32(in.op)) * 0x27D4EB2F
	i := hash >> 8 & mask
	for a.nodes[i] != 0 && a.prog.insts[a.nodes[i]] != in {
		i = (i + 1) & mask
	}
	return i
}

func (a *assembler) moreRoom() {
	a.nodes = make([]uint32, 4*len(a.nodes))
	for pc, in := range a.prog.insts {
		if pc > 0 {
			a.nodes[a.place(in)] = uint32(pc)
		}
	}
}

// fork goes on at all of the given nodes, except those where nothing can be read.
func (a *assembler) fork(to []uint32) uint32 {
	slices.Sort(to)
	to = slices.Compact(to)
	if len(to) > 0 && to[0] == 0 {
		to = to[1:]
	}
	if len(to) == 0 {
		return 0
	}
	pc := to[0]
	for _, other := range to[1:] {
		pc = a.node(instruction{op: opFork, out: pc, arg: other})
	}
	return pc
}

func (a *assembler) any(trees []*syntax.Regexp, next uint32) uint32 {
	to := make([]uint32, 0, len(trees))
	for _, t := range trees {
		to = append(to, a.before(t, next))
	}
	return a.fork(to)
}

// slot is another slot in the middle of a wording.
func (a *assembler) slot(number int, next uint32) uint32 {
	key := slotBefore{a.names[number], next}
	if pc, ok := a.slots[key]; ok {
		return pc
	}
	known, ok := a.branches[key.slot]
	if !ok {
		known = branchesOf(a.trees[key.slot])
		a.branches[key.slot] = known
	}
	pc := a.beforeAll(known, next)
	a.slots[key] = pc
	return pc
}

// beforeAll returns the node from which reading one of the wordings leads to next.
func (a *assembler) beforeAll(of *branches, next uint32) uint32 {
	to := make([]uint32, 0, len(of.all)+1)
	if of.ends {
		to = append(to, next)
	}
	for _, b := range of.all {
		after := a.beforeAll(b.next, next)
		if b.tree != nil {
			to = append(to, a.before(b.tree, after))
		} else {
			to = append(to, a.sign(b.sign, after))
		}
	}
	return a.fork(to)
}

// before returns the node from which reading the tree leads to next.
func (a *assembler) before(t *syntax.Regexp, next uint32) uint32 {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		for _, r := range slices.Backward(t.Rune) {
			next = a.sign(r, next)
		}
		return next
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return a.class(t, next)
	case syntax.OpCapture:
		return a.before(t.Sub[0], next)
	case syntax.OpConcat:
		for _, sub := range slices.Backward(t.Sub) {
			next = a.before(sub, next)
		}
		return next
	case syntax.OpAlternate:
		return a.any(t.Sub, next)
	case syntax.OpQuest:
		return a.fork([]uint32{a.before(t.Sub[0], next), next})
	case syntax.OpStar:
		_, loop := a.loop(t, next)
		return loop
	case syntax.OpPlus:
		body, _ := a.loop(t, next)
		return body
	case syntax.OpRepeat:
		return a.repeat(t, next)
	case syntax.OpNoMatch:
		return 0
	}
	a.failed = fmt.Errorf("^, $ and \\b are not available in a wording")
	return 0
}

// loop reads the tree any number of times: body at least once, fork also never.
func (a *assembler) loop(t *syntax.Regexp, next uint32) (body, fork uint32) {
	key := loopBefore{t, next}
	fork, ok := a.loops[key]
	if !ok {
		fork = uint32(len(a.prog.insts))
		a.prog.insts = append(a.prog.insts, instruction{op: opFork, arg: next})
		a.prog.insts[fork].out = a.before(t.Sub[0], fork)
		a.loops[key] = fork
	}
	return a.prog.insts[fork].out, fork
}

func (a *assembler) repeat(t *syntax.Regexp, next uint32) uint32 {
	pc, rest := next, t.Max-t.Min
	if t.Max < 0 {
		_, pc = a.loop(t, next)
		rest = 0
	}
	for range rest {
		pc = a.fork([]uint32{a.before(t.Sub[0], pc), next})
	}
	for range t.Min {
		pc = a.before(t.Sub[0], pc)
	}
	return pc
}

func (a *assembler) sign(r rune, next uint32) uint32 {
	if number, ok := a.reference(r); ok {
		return a.slot(number, next)
	}
	if r >= 0x80 {
		// Text is read byte by byte, and beyond ASCII one sign is as good as another.
		for range utf8.RuneLen(r) {
			next = a.one(classes-1, next)
		}
		return next
	}
	if r >= 'A' && r <= 'Z' {
		return 0 // folded text has no capitals
	}
	return a.one(classTable[byte(r)], next)
}

// one reads a sign of one class.
func (a *assembler) one(class uint8, next uint32) uint32 {
	if a.singles[class] == 0 {
		var set charSet
		set[class] = true
		a.singles[class] = 1 + a.set(set)
	}
	return a.node(instruction{op: opRead, out: next, reads: a.singles[class] - 1})
}

func (a *assembler) reference(r rune) (number int, ok bool) {
	return int(r) - firstReference, r >= firstReference && int(r) < firstReference+len(a.names)
}

// class reads one of several signs. The parser also joins references to classes.
func (a *assembler) class(t *syntax.Regexp, next uint32) uint32 {
	var to []uint32
	var set charSet
	some := false
	for c := range set {
		set[c] = t.Op != syntax.OpCharClass || inRanges(t.Rune, signOf(c))
		some = some || set[c]
	}
	for i := 0; t.Op == syntax.OpCharClass && i+1 < len(t.Rune); i += 2 {
		_, first := a.reference(t.Rune[i])
		_, last := a.reference(t.Rune[i+1])
		for r := t.Rune[i]; first && last && r <= t.Rune[i+1]; r++ {
			to = append(to, a.slot(int(r)-firstReference, next))
		}
	}
	if some {
		to = append(to, a.node(instruction{op: opRead, out: next, reads: a.set(set)}))
	}
	return a.fork(to)
}

func inRanges(ranges []rune, r rune) bool {
	for i := 0; i+1 < len(ranges); i += 2 {
		if r >= ranges[i] && r <= ranges[i+1] {
			return true
		}
	}
	return false
}

func (a *assembler) set(set charSet) uint16 {
	i, ok := a.sets[set]
	if !ok {
		i = uint16(len(a.prog.sets))
		a.prog.sets = append(a.prog.sets, set)
		a.sets[set] = i
	}
	return i
}
