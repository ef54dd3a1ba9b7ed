package restriction

import "regexp/syntax"

// branch is a step of the wordings of a slot: what is read, and how it can go on.
// Wordings that begin alike share their beginnings, so that what comes after them,
// which may be a large slot, is there once.
type branch struct {
	sign rune           // read, or standing for a slot, if tree is nil
	tree *syntax.Regexp // read
	next *branches
}

// branches are the ways to go on.
type branches struct {
	all  []*branch
	ends bool // a wording is complete here
}

// branchesOf puts wordings together.
func branchesOf(trees []*syntax.Regexp) *branches {
	out := &branches{}
	for _, t := range trees {
		at := out
		walk(t, func(b branch) { at = at.take(b) })
		at.ends = true
	}
	return out
}

// walk calls step with what is read one after the other.
func walk(t *syntax.Regexp, step func(branch)) {
	switch t.Op {
	case syntax.OpEmptyMatch:
	case syntax.OpLiteral:
		for _, r := range t.Rune {
			step(branch{sign: r})
		}
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range t.Sub {
			walk(sub, step)
		}
	default:
		step(branch{tree: t})
	}
}

// take returns the ways to go on after b, which is put in if it is new.
func (bs *branches) take(b branch) *branches {
	for _, known := range bs.all {
		if known.sign == b.sign && (known.tree == b.tree || known.tree != nil && known.tree.Equal(b.tree)) {
			return known.next
		}
	}
	b.next = &branches{}
	bs.all = append(bs.all, &b)
	return b.next
}
