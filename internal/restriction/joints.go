package restriction

import (
	"regexp/syntax"
	"slices"
)

// A wording with a gap ("not <4> bound") fits so many texts that an automaton that read
// it as a whole would have a state of its own for nearly every sentence. Its pieces are
// therefore found like wordings, each for itself and as long as possible, and joined
// afterwards where they stand near enough to each other. Gaps inside of a group or of
// a slot that others refer to are read by the automaton all the same.

// joint is a wording with gaps: pieces and what may stand between them.
type joint struct {
	slot   int32
	pieces []int32
	gaps   []gap // one less than pieces
}

// gap is how many words may stand between two pieces. A wide one may have any signs
// between the words, another one only single spaces and hyphens.
type gap struct {
	least, most int
	wide        bool
}

// joints are those of a language. In the program a piece has the number of slots more
// than here.
type joints struct {
	all []joint
	// byFirst and byLast are, by piece, the joints that begin and that end with it.
	byFirst, byLast [][]int32
}

var (
	anyLetters = parsed(`[a-z0-9']+`)
	spaceSign  = parsed(`[ -]`)
	wideSigns  = parsed(`[^a-z0-9]+`)
	narrowWord = parsed(`[a-z0-9']+[ -]`)
	wideWord   = parsed(`[^a-z0-9]+[a-z0-9']+`)
)

func parsed(expr string) *syntax.Regexp {
	t, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic(err)
	}
	return t
}

// joinery puts the joints of a language together.
type joinery struct {
	*expander
	joints
	pieces [][]*syntax.Regexp // by number
	number map[string]int32   // of pieces, by how they are written
}

// add puts in a wording if it is one with gaps between pieces, and reports whether it is.
func (j *joinery) add(slot int, tree *syntax.Regexp) bool {
	pieces, gaps := splitAtGaps(partsOf(tree))
	if len(pieces) < 2 || slices.ContainsFunc(pieces, func(p []*syntax.Regexp) bool { return !j.isOfWords(p) }) {
		return false
	}
	out := joint{slot: int32(slot), gaps: gaps}
	for _, p := range pieces {
		out.pieces = append(out.pieces, j.piece(p))
	}
	number, first, last := int32(len(j.all)), out.pieces[0], out.pieces[len(out.pieces)-1]
	j.byFirst[first] = append(j.byFirst[first], number)
	j.byLast[last] = append(j.byLast[last], number)
	j.all = append(j.all, out)
	return true
}

// piece returns the number of a piece, which is put in if it is new.
func (j *joinery) piece(parts []*syntax.Regexp) int32 {
	tree := &syntax.Regexp{Op: syntax.OpConcat, Sub: parts}
	written := tree.String()
	n, ok := j.number[written]
	if !ok {
		n = int32(len(j.pieces))
		j.number[written] = n
		j.pieces = append(j.pieces, []*syntax.Regexp{tree})
		j.byFirst, j.byLast = append(j.byFirst, nil), append(j.byLast, nil)
	}
	return n
}

// partsOf returns what a wording reads one after the other.
func partsOf(t *syntax.Regexp) []*syntax.Regexp {
	if t.Op != syntax.OpConcat && t.Op != syntax.OpCapture {
		return []*syntax.Regexp{t}
	}
	var out []*syntax.Regexp
	for _, sub := range t.Sub {
		out = append(out, partsOf(sub)...)
	}
	return out
}

// splitAtGaps splits a wording at its gaps. There is one piece only if it has none, or
// if there is nothing before or behind one.
func splitAtGaps(parts []*syntax.Regexp) (pieces [][]*syntax.Regexp, gaps []gap) {
	from := 0
	for i := 0; i < len(parts); {
		g, n := gapAt(parts[i:])
		if n == 0 {
			i++
			continue
		}
		if i == from || i+n == len(parts) {
			return nil, nil
		}
		pieces, gaps = append(pieces, parts[from:i]), append(gaps, g)
		i += n
		from = i
	}
	return append(pieces, parts[from:]), gaps
}

// gapAt returns the gap with which some parts begin, and of how many parts it is.
func gapAt(parts []*syntax.Regexp) (g gap, n int) {
	if least, most, ok := repeats(parts[0], wideWord); ok && len(parts) > 1 && parts[1].Equal(wideSigns) {
		return gap{least, most, true}, 2
	}
	if !parts[0].Equal(spaceSign) {
		return gap{}, 0
	}
	n = 1
	for n < len(parts) {
		least, most, ok := repeats(parts[n], narrowWord)
		switch {
		case ok:
			n++
		case n+1 < len(parts) && parts[n].Equal(anyLetters) && parts[n+1].Equal(spaceSign):
			least, most = 1, 1
			n += 2
		case n == 1:
			return gap{}, 0
		default:
			return g, n
		}
		g.least, g.most = g.least+least, g.most+most
	}
	return g, n
}

// repeats reports whether a tree is so and so many times the unit.
func repeats(t, unit *syntax.Regexp) (least, most int, ok bool) {
	switch {
	case t.Op == syntax.OpQuest && t.Sub[0].Equal(unit):
		return 0, 1, true
	case t.Op == syntax.OpRepeat && t.Max >= 0 && t.Sub[0].Equal(unit):
		return t.Min, t.Max, true
	}
	return 0, 0, false
}

// isOfWords reports whether what some parts read begins with a word and ends with one.
func (e *expander) isOfWords(parts []*syntax.Regexp) bool {
	tree := &syntax.Regexp{Op: syntax.OpConcat, Sub: parts}
	for _, atEnd := range []bool{false, true} {
		if word, empty := e.edge(tree, atEnd); !word || empty {
			return false
		}
	}
	return true
}

// edge reports whether whatever a tree reads begins, or ends, with a sign of a word,
// and whether it can read nothing.
func (e *expander) edge(t *syntax.Regexp, atEnd bool) (word, empty bool) {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return true, true
	case syntax.OpLiteral:
		sign := t.Rune[0]
		if atEnd {
			sign = t.Rune[len(t.Rune)-1]
		}
		return e.signEdge(sign, sign, atEnd)
	case syntax.OpCharClass:
		word = true
		for i := 0; i+1 < len(t.Rune) && word; i += 2 {
			var none bool
			word, none = e.signEdge(t.Rune[i], t.Rune[i+1], atEnd)
			empty = empty || none
		}
		return word, empty
	case syntax.OpCapture, syntax.OpPlus:
		return e.edge(t.Sub[0], atEnd)
	case syntax.OpQuest, syntax.OpStar:
		word, _ = e.edge(t.Sub[0], atEnd)
		return word, true
	case syntax.OpRepeat:
		word, empty = e.edge(t.Sub[0], atEnd)
		return word, empty || t.Min == 0
	case syntax.OpAlternate:
		return e.anyEdge(t.Sub, atEnd)
	case syntax.OpConcat:
		return e.edgeInRow(t.Sub, atEnd)
	}
	return false, false
}

// edgeInRow is the edge of trees read one after the other.
func (e *expander) edgeInRow(trees []*syntax.Regexp, atEnd bool) (word, empty bool) {
	if atEnd {
		trees = slices.Clone(trees)
		slices.Reverse(trees)
	}
	for _, t := range trees {
		if word, empty = e.edge(t, atEnd); !word || !empty {
			return word, false
		}
	}
	return true, true
}

// anyEdge is the edge of trees of which one is read.
func (e *expander) anyEdge(trees []*syntax.Regexp, atEnd bool) (word, empty bool) {
	for _, t := range trees {
		w, none := e.edge(t, atEnd)
		if !w {
			return false, false
		}
		empty = empty || none
	}
	return true, empty
}

// signEdge is the edge of a sign, which may stand for a slot, or of a range of them.
func (e *expander) signEdge(from, to rune, atEnd bool) (word, empty bool) {
	if from < firstReference {
		return from > ' ' && to < 0x80 && wordTable[byte(from)] && wordTable[byte(to)] && to-from < 26, false
	}
	for r := from; r <= to && int(r)-firstReference < len(e.names); r++ {
		w, none := e.anyEdge(e.trees[e.names[int(r)-firstReference]], atEnd)
		if !w {
			return false, false
		}
		empty = empty || none
	}
	return true, empty
}
