package restriction

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
)

// The standard regular expressions walk a graph for every byte, which costs too
// much for alternations of this size. An automaton remembers the sets of graph
// nodes it has met, so that reading a byte is one look-up. It reads folded text.

// maxStates bounds the memory of one slot; beyond it the memory is emptied.
const maxStates = 3000

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

const (
	unknownState = 0
	deadState    = 1
	firstState   = 2
)

type automaton struct {
	prog    *program
	sets    []charSet
	next    [][classes]int16
	nodes   [][]uint32
	accepts []bool
	known   map[string]int16
}

// program is a compiled expression. There are hundreds of them and they stay for
// good, so an instruction is kept small.
type program struct {
	insts []instruction
	start uint32
}

type instruction struct {
	out, arg uint32
	reads    uint16 // index into charSets, for opRead
	op       uint8
}

const (
	opRead   = iota // read a sign of a set, go on at out
	opFork          // go on at out and at arg
	opSkip          // go on at out
	opAccept        // the expression matches here
	opFail
)

// charSet says which classes of signs an instruction reads.
type charSet [classes]bool

// charSets are the different sets of a language; most instructions read one letter
// and share theirs.
type charSets struct {
	all   []charSet
	known map[charSet]uint16
}

func (c *charSets) index(set charSet) uint16 {
	i, ok := c.known[set]
	if !ok {
		i = uint16(len(c.all))
		c.all = append(c.all, set)
		c.known[set] = i
	}
	return i
}

// compileProg translates an expression for automata. Assertions such as ^ and \b
// cannot be expressed; slots begin and end at word borders anyway.
func compileProg(expr string, sets *charSets) (*program, error) {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	out := &program{insts: make([]instruction, len(prog.Inst)), start: uint32(prog.Start)}
	for i := range prog.Inst {
		in := &prog.Inst[i]
		small := instruction{out: in.Out, arg: in.Arg}
		switch in.Op {
		case syntax.InstEmptyWidth:
			return nil, fmt.Errorf("^, $ and \\b are not available in a wording")
		case syntax.InstAlt, syntax.InstAltMatch:
			small.op = opFork
		case syntax.InstCapture, syntax.InstNop:
			small.op = opSkip
		case syntax.InstMatch:
			small.op = opAccept
		case syntax.InstFail:
			small.op = opFail
		default:
			small.op, small.reads = opRead, sets.index(setOf(in))
		}
		out.insts[i] = small
	}
	return out, nil
}

func setOf(in *syntax.Inst) (set charSet) {
	for class := range set {
		set[class] = in.MatchRune(signOf(class))
	}
	return set
}

func newAutomaton(prog *program, sets []charSet) *automaton {
	a := &automaton{prog: prog, sets: sets}
	a.reset()
	return a
}

func (a *automaton) reset() {
	a.known = map[string]int16{}
	a.next = append(a.next[:0], [classes]int16{}, [classes]int16{})
	a.nodes = append(a.nodes[:0], nil, nil)
	a.accepts = append(a.accepts[:0], false, false)
	a.state(a.closure([]uint32{a.prog.start}))
}

// closure returns the nodes that can be reached without reading, sorted.
func (a *automaton) closure(from []uint32) []uint32 {
	seen := map[uint32]bool{}
	var out []uint32
	for len(from) > 0 {
		pc := from[len(from)-1]
		from = from[:len(from)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		in := &a.prog.insts[pc]
		switch in.op {
		case opFork:
			from = append(from, in.out, in.arg)
		case opSkip:
			from = append(from, in.out)
		case opFail:
		default:
			out = append(out, pc)
		}
	}
	slices.Sort(out)
	return out
}

// state returns the number of a set of nodes, giving it one if it is new.
func (a *automaton) state(nodes []uint32) int16 {
	if len(nodes) == 0 {
		return deadState
	}
	key := make([]byte, 0, 4*len(nodes))
	for _, pc := range nodes {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if s, ok := a.known[string(key)]; ok {
		return s
	}
	s := int16(len(a.nodes))
	accepts := false
	for _, pc := range nodes {
		accepts = accepts || a.prog.insts[pc].op == opAccept
	}
	a.known[string(key)] = s
	a.nodes = append(a.nodes, nodes)
	a.next = append(a.next, [classes]int16{})
	a.accepts = append(a.accepts, accepts)
	return s
}

// step works out the state after reading a sign of the class.
func (a *automaton) step(s int16, class int) int16 {
	var out []uint32
	for _, pc := range a.nodes[s] {
		in := &a.prog.insts[pc]
		if in.op == opRead && a.sets[in.reads][class] {
			out = append(out, in.out)
		}
	}
	if len(a.nodes) >= maxStates {
		nodes := a.closure(out)
		a.reset()
		return a.state(nodes)
	}
	n := a.state(a.closure(out))
	a.next[s][class] = n
	return n
}

// longest returns the end of the longest match that starts at i and ends at a
// word border, or -1.
func (a *automaton) longest(in string, i int) int {
	end := -1
	s := int16(firstState)
	for j := i; j < len(in); j++ {
		class := classTable[in[j]]
		n := a.next[s][class]
		if n == unknownState {
			n = a.step(s, int(class))
		}
		if s = n; s == deadState {
			break
		}
		if a.accepts[s] && wordBorder(in, j+1) {
			end = j + 1
		}
	}
	return end
}

// find returns the places in the text that match, from left to right without
// overlap. A match begins at one of the starts.
func (a *automaton) find(in string, starts []int32) []span {
	var out []span
	free := 0
	for _, start := range starts {
		i := int(start)
		if i < free {
			continue
		}
		if end := a.longest(in, i); end > i {
			out = append(out, span{i, end})
			free = end
		}
	}
	return out
}

// wordStarts returns where the words of a text begin.
func wordStarts(in string) []int32 {
	var out []int32
	for i := 0; i < len(in); i++ {
		if wordByte(in[i]) && (i == 0 || !wordByte(in[i-1])) {
			out = append(out, int32(i))
		}
	}
	return out
}

func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_'
}

func wordBorder(in string, i int) bool {
	return i == len(in) || i == 0 || wordByte(in[i-1]) != wordByte(in[i])
}
