package restriction

import "regexp/syntax"

// ruleIndex tells which rules are worth a look in a sentence. A rule can only fire
// where each of its terms is filled, so it is listed under the slots of one of them,
// the one that texts have most seldom.
type ruleIndex struct {
	first  []int    // by grammar: the number of its first rule; one more at the end
	bySlot [][]int  // by slot: the rules listed under it
	struck []bitset // by slot: the grammars that strike it; nil if none does
}

// newRuleIndex lists the rules of the grammars. The length of a slot is that of its
// shortest wording: long phrases are rarer than short words.
func newRuleIndex(grammars []grammar, lengths []int) ruleIndex {
	x := ruleIndex{bySlot: make([][]int, len(lengths)), struck: make([]bitset, len(lengths))}
	number := 0
	for n := range grammars {
		g := &grammars[n]
		x.first = append(x.first, number)
		for i := range g.rules {
			for _, slot := range rarest(g.rules[i].all, lengths) {
				x.bySlot[slot] = append(x.bySlot[slot], number)
			}
			number++
		}
		for _, slot := range g.strike {
			if x.struck[slot] == nil {
				x.struck[slot] = newBitset(len(grammars))
			}
			x.struck[slot].add(n)
		}
	}
	x.first = append(x.first, number)
	return x
}

// rarest returns the term whose shortest wording is longest.
func rarest(terms []term, lengths []int) term {
	best, longest := term(nil), -1
	for _, t := range terms {
		shortest := lengths[t[0]]
		for _, slot := range t[1:] {
			shortest = min(shortest, lengths[slot])
		}
		if shortest > longest {
			best, longest = t, shortest
		}
	}
	return best
}

// shortest returns the length of the shortest text that a tree matches. References
// to other slots count as one sign.
func shortest(t *syntax.Regexp) int {
	switch t.Op {
	case syntax.OpLiteral:
		return len(t.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return shortest(t.Sub[0])
	case syntax.OpRepeat:
		return t.Min * shortest(t.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, sub := range t.Sub {
			sum += shortest(sub)
		}
		return sum
	case syntax.OpAlternate:
		return shortestOf(t.Sub)
	}
	return 0
}

func shortestOf(trees []*syntax.Regexp) int {
	best := shortest(trees[0])
	for _, t := range trees[1:] {
		best = min(best, shortest(t))
	}
	return best
}

// rules puts the rules that may fire where these slots are into the set.
func (x *ruleIndex) rules(has, into bitset) {
	clear(into)
	for slot := has.next(0); slot >= 0; slot = has.next(slot + 1) {
		for _, rule := range x.bySlot[slot] {
			into.add(rule)
		}
	}
}

// strikers puts the grammars that strike one of these slots into the set.
func (x *ruleIndex) strikers(has, into bitset) {
	clear(into)
	for slot := has.next(0); slot >= 0; slot = has.next(slot + 1) {
		if x.struck[slot] != nil {
			into.unite(x.struck[slot])
		}
	}
}

// size is the number of rules.
func (x *ruleIndex) size() int { return x.first[len(x.first)-1] }
