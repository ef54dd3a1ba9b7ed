package restriction

import (
	"cmp"
	"slices"
)

// piece is a wording of a slot or a piece of one in a sentence.
type piece struct {
	number      int32 // of the slot; pieces are numbered after all slots
	start, end  int32
	first, last int32 // its words
	// before is one more than the index of what was found before with this number,
	// or 0.
	before int32
}

// joiner gathers what is found in a sentence, joins pieces and makes hits of it all.
type joiner struct {
	joints *joints
	slots  int32
	found  []piece // of slots and pieces, in the order of their beginnings
	newest []int32 // by number: one more than the index of what was found last, or 0
	joined []piece
	ends   []int32 // by slot: where its last hit ends; for hits
}

func newJoiner(l *language) joiner {
	return joiner{
		joints: &l.joints, slots: int32(l.slots),
		newest: make([]int32, l.slots+len(l.joints.byLast)), ends: make([]int32, l.slots),
	}
}

// begin forgets what was found in the last sentence.
func (j *joiner) begin() {
	for i := range j.found {
		j.newest[j.found[i].number] = 0
	}
	j.found, j.joined = j.found[:0], j.joined[:0]
}

// note adds what ends where f does, or lengthens what began there.
func (j *joiner) note(numbers []int32, f piece) {
	for _, n := range numbers {
		before := j.newest[n]
		if before > 0 && j.found[before-1].start == f.start {
			j.found[before-1].end, j.found[before-1].last = f.end, f.last
			continue
		}
		f.number, f.before = n, before
		j.found = append(j.found, f)
		j.newest[n] = int32(len(j.found))
	}
}

// join looks for wordings made of the pieces that were found.
func (j *joiner) join(words []word, in []byte) {
	for i := range j.found {
		last := &j.found[i]
		if last.number < j.slots {
			continue
		}
		for _, end := range j.joints.byLast[last.number-j.slots] {
			if j.newest[end.before+j.slots] > 0 {
				t := &j.joints.all[end.joint]
				j.before(t, len(t.gaps), last, last, words, in)
			}
		}
	}
	slices.SortFunc(j.joined, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.number, b.number))
	})
}

// before looks for the pieces of a wording in front of the one at next, the n-th.
func (j *joiner) before(t *joint, n int, next, last *piece, words []word, in []byte) {
	if n == 0 {
		j.joined = append(j.joined, piece{number: t.slot, start: next.start, end: last.end})
		return
	}
	for at := j.newest[t.pieces[n-1]+j.slots]; at > 0; at = j.found[at-1].before {
		f := &j.found[at-1]
		if f.last < next.first && t.gaps[n-1].fits(words[f.last:next.first+1], in) {
			j.before(t, n-1, f, last, words, in)
		}
	}
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
	for i := range j.found {
		f := &j.found[i]
		for len(joined) > 0 && (joined[0].start < f.start || joined[0].start == f.start && joined[0].end > f.end) {
			out = j.hit(&joined[0], out)
			joined = joined[1:]
		}
		if f.number < j.slots {
			out = j.hit(f, out)
		}
	}
	for i := range joined {
		out = j.hit(&joined[i], out)
	}
	return out
}

func (j *joiner) hit(f *piece, out []hit) []hit {
	if f.start < j.ends[f.number] {
		return out
	}
	j.ends[f.number] = f.end
	return append(out, hit{f.number, f.start, f.end})
}
