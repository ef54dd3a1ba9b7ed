package restriction

import (
	"cmp"
	"math/bits"
	"slices"
)

// stretch is a stretch of a sentence that is a piece, of one wording or of several.
type stretch struct {
	pieces      int32 // as an index into companies
	start, end  int32
	first, last int32 // its words
}

// joiner gathers what is found in a sentence, joins pieces and makes hits of it all.
type joiner struct {
	joints       *joints
	slots        int32
	companies    companies
	found        []hit     // in the order of their beginnings
	newest       []int32   // by slot: one more than the index of what was found last, or 0
	stretches    []stretch // in the order of their beginnings
	begun, ended bitset    // the joints of which the first and the last piece was found
	joined       []hit
	ends         []int32 // by slot: where its last hit ends; for hits
}

func newJoiner(l *language) joiner {
	j := joiner{
		joints: &l.joints, slots: int32(l.slots), companies: companies{joints: &l.joints, slots: int32(l.slots)},
		newest: make([]int32, l.slots), ends: make([]int32, l.slots),
		begun: newBitset(len(l.joints.all)), ended: newBitset(len(l.joints.all)),
	}
	j.companies.reset()
	return j
}

// begin forgets what was found in the last sentence.
func (j *joiner) begin() {
	clear(j.newest)
	clear(j.begun)
	clear(j.ended)
	j.found, j.stretches, j.joined = j.found[:0], j.stretches[:0], j.joined[:0]
}

// note adds wordings of slots, or lengthens what began there.
func (j *joiner) note(slots []int32, start, end int32) {
	for _, slot := range slots {
		if last := j.newest[slot]; last > 0 && j.found[last-1].start == start {
			j.found[last-1].end = end
			continue
		}
		j.found = append(j.found, hit{slot, start, end})
		j.newest[slot] = int32(len(j.found))
	}
}

// notePieces adds a stretch that is certain pieces.
func (j *joiner) notePieces(pieces int32, s stretch) {
	if pieces == 0 {
		return
	}
	of := &j.companies.all[pieces]
	j.begun.unite(of.begun)
	j.ended.unite(of.ended)
	s.pieces = pieces
	j.stretches = append(j.stretches, s)
}

// join looks for wordings made of the pieces that were found.
func (j *joiner) join(words []word, in []byte) {
	for i, both := range j.begun {
		for both &= j.ended[i]; both != 0; both &= both - 1 {
			j.joinAll(i<<6+bits.TrailingZeros64(both), words, in)
		}
	}
	slices.SortFunc(j.joined, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.slot, b.slot))
	})
}

// joinAll looks for a wording everywhere.
func (j *joiner) joinAll(number int, words []word, in []byte) {
	last := len(j.joints.all[number].gaps)
	for i := range j.stretches {
		if s := &j.stretches[i]; j.companies.all[s.pieces].ended.has(number) {
			j.before(number, last, s, s.end, words, in)
		}
	}
}

// before looks for the pieces of a wording in front of the one at next, the n-th.
func (j *joiner) before(number, n int, next *stretch, end int32, words []word, in []byte) {
	t := &j.joints.all[number]
	if n == 0 {
		j.joined = append(j.joined, hit{t.slot, next.start, end})
		return
	}
	for i := range j.stretches {
		s := &j.stretches[i]
		if s.first >= next.first {
			return
		}
		if s.last < next.first && j.isPiece(s, number, n-1) && t.gaps[n-1].fits(words[s.last:next.first+1], in) {
			j.before(number, n-1, s, end, words, in)
		}
	}
}

// isPiece reports whether a stretch is the n-th piece of a wording.
func (j *joiner) isPiece(s *stretch, number, n int) bool {
	of := &j.companies.all[s.pieces]
	if n == 0 {
		return of.begun.has(number)
	}
	return of.has(j.joints.all[number].pieces[n] + j.slots)
}

// fits reports whether the gap may lie between the first and the last of some words.
// Words with nothing but an apostrophe between them count as one.
func (g gap) fits(words []word, in []byte) bool {
	between, joined := 0, false
	for i := range words[:len(words)-1] {
		if i > 0 && !joined {
			between++
		}
		w := &words[i]
		single := w.gapEnd-w.end == 1
		joined = single && in[w.end] == '\'' && i > 0 && i+2 < len(words)
		narrow := joined || single && (in[w.end] == ' ' || in[w.end] == '-')
		if !narrow && !g.wide || between > g.most {
			return false
		}
	}
	return between >= g.least
}

// hits appends what was found: for each slot from left to right without overlap, as
// long as possible, in the order of their beginnings.
func (j *joiner) hits(out []hit) []hit {
	clear(j.ends)
	joined := j.joined
	for _, f := range j.found {
		for len(joined) > 0 && (joined[0].start < f.start || joined[0].start == f.start && joined[0].end > f.end) {
			out = j.hit(joined[0], out)
			joined = joined[1:]
		}
		out = j.hit(f, out)
	}
	for _, f := range joined {
		out = j.hit(f, out)
	}
	return out
}

func (j *joiner) hit(f hit, out []hit) []hit {
	if f.start < j.ends[f.slot] {
		return out
	}
	j.ends[f.slot] = f.end
	return append(out, f)
}
