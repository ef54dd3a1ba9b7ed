package restriction

import (
	"bytes"
	"slices"
)

// A sentence is read in tokens: words, and what stands between them. A token is known
// by its class: tokens of one class lead from every state to the same one. A word that
// some wording contains has a class of its own. All others only fit where any word
// does ("up to three words in between"), so that their length alone tells them apart;
// they are many, and the automaton remembers next to nothing for them.

// The classes that are always there.
const (
	noClass    = 0
	spaceClass = 1
	// anyClass is that of all words that no wording contains, where their length makes
	// no difference either.
	anyClass  = 2
	freeClass = 3
	// maxClasses bounds the classes, and so the memory of what was seen.
	maxClasses = 1<<16 - 1
	// maxTokens bounds the words that are remembered with their classes.
	maxTokens = 60_000
	// maxOther is the length up to which the class of a word that no wording contains
	// is shared.
	maxOther = 24
)

// word is a word of a sentence.
type word struct {
	start, end int32
	gapEnd     int32  // the end of what stands behind it
	gap        uint16 // the class of what stands behind it, noClass if nothing
	gapSign    uint8  // the class of the first sign of it
	known
}

// known is what is known about a word.
type known struct {
	class uint16
	// plain is the class of all words of the same length that no wording contains.
	plain uint16
	// opening is the place of the word in sets of openings, if opens says that it has
	// one: if it is of two letters or more, not very many, and nothing but letters.
	opening uint8
	opens   bool
}

// tokens remembers the classes of tokens.
type tokens struct {
	walk    *walker
	table   []token // a hash table
	text    []byte  // of all tokens
	n       int
	most    int    // tokens; beyond it all are forgotten
	classes uint16 // the next that is free
	other   [2][maxOther + 1]uint16
	begins  beginnings
}

type token struct {
	hash, at uint32
	length   uint16
	known    // its class is noClass if the place is free
}

func newTokens(w *walker) *tokens {
	t := &tokens{walk: w, most: maxTokens, begins: beginnings{}}
	t.reset()
	return t
}

// reset forgets all tokens. Their classes mean nothing any more.
func (t *tokens) reset() {
	t.table, t.text, t.n = make([]token, 1<<10), t.text[:0], 0
	t.classes = freeClass
	t.other = [2][maxOther + 1]uint16{}
}

// tight reports whether there may not be room for the tokens of a sentence.
func (t *tokens) tight(in []byte) bool {
	more := 2*len(in) + 2*maxOther // a class of its own and one for its length, at most
	return int(t.classes)+more > maxClasses || t.n+more > t.most
}

// split appends the words of a sentence.
func (t *tokens) split(in []byte, words []word) []word {
	i := 0
	for i < len(in) && !wordTable[in[i]] {
		i++
	}
	for i < len(in) {
		w := word{start: int32(i)}
		hash := uint32(2166136261)
		for i < len(in) && wordTable[in[i]] {
			hash = (hash ^ uint32(in[i])) * 16777619
			i++
		}
		w.end = int32(i)
		w.known = t.look(in[w.start:w.end], hash)
		w.gap, i = t.gap(in, i)
		w.gapEnd = int32(i)
		if w.gap != noClass {
			w.gapSign = classTable[in[w.end]]
		}
		words = append(words, w)
	}
	return words
}

// gap returns the class of what stands between words at i, and where it ends.
func (t *tokens) gap(in []byte, i int) (class uint16, end int) {
	if i == len(in) {
		return noClass, i
	}
	if in[i] == ' ' && (i+1 == len(in) || wordTable[in[i+1]]) {
		return spaceClass, i + 1
	}
	end = i
	hash := uint32(2166136261)
	for end < len(in) && !wordTable[in[end]] {
		hash = (hash ^ uint32(in[end])) * 16777619
		end++
	}
	return t.look(in[i:end], hash).class, end
}

// whereMatter returns the class that counts where only words with certain openings
// are told from others, which are read as freely as is said.
func (k *known) whereMatter(matter *openings, others freedom) uint16 {
	switch {
	case !k.opens || k.class != k.plain && matter.has(k.opening):
		return k.class
	case others == anyWord:
		return anyClass
	case others == byLength:
		return k.plain
	}
	return noClass
}

// look returns what is known about a token.
func (t *tokens) look(text []byte, hash uint32) known {
	mask := uint32(len(t.table) - 1)
	i := (hash ^ hash>>15) & mask
	for ; t.table[i].class != noClass; i = (i + 1) & mask {
		of := &t.table[i]
		if of.hash == hash && bytes.Equal(t.text[of.at:of.at+uint32(of.length)], text) {
			return of.known
		}
	}
	found := t.classify(text)
	t.table[i] = token{hash, uint32(len(t.text)), uint16(len(text)), found}
	t.text = append(t.text, text...)
	if t.n++; 2*t.n > len(t.table) {
		t.moreRoom()
	}
	return found
}

func (t *tokens) moreRoom() {
	old := t.table
	t.table = make([]token, 2*len(old))
	mask := uint32(len(t.table) - 1)
	for _, of := range old {
		if of.class == noClass {
			continue
		}
		i := (of.hash ^ of.hash>>15) & mask
		for t.table[i].class != noClass {
			i = (i + 1) & mask
		}
		t.table[i] = of
	}
}

// classify gives a token that is met for the first time its classes.
func (t *tokens) classify(text []byte) known {
	n := t.walk.prog.alphabetOf(text)
	if n < 0 || len(text) > maxOther {
		class := t.next()
		return known{class: class, plain: class}
	}
	plain := t.plain(n, len(text))
	out := known{class: plain, plain: plain}
	if t.special(&t.walk.prog.alphabets[n], text) {
		out.class = t.next()
	}
	if n == letters && len(text) >= 2 {
		out.opening, out.opens = openingOf(text), true
	}
	return out
}

// plain returns the class of the words of an alphabet and a length that no wording
// contains.
func (t *tokens) plain(alphabet, length int) uint16 {
	if t.other[alphabet][length] == noClass {
		t.other[alphabet][length] = t.next()
	}
	return t.other[alphabet][length]
}

// next returns a new class.
func (t *tokens) next() uint16 {
	t.classes++
	return t.classes - 1
}

// special reports whether a wording may contain a word, other than where any word fits.
func (t *tokens) special(a *alphabet, text []byte) bool {
	w := t.walk
	i := 0
	w.nodes = w.nodes[:0]
	if len(text) > 2 {
		i = 2
		w.at(t.afterTwo(a, text))
	}
	for ; i < len(text); i++ {
		w.read(text[i])
		w.also(a.enter(i, text[i]), text[i])
	}
	return slices.ContainsFunc(w.nodes, func(pc uint32) bool {
		return w.prog.insts[pc].leads&(leadsToEnd|leadsToGap) != 0
	})
}

// afterTwo returns the nodes after the first two signs of a word.
func (t *tokens) afterTwo(a *alphabet, text []byte) []uint32 {
	pair := [2]byte(text)
	known, ok := t.begins[pair]
	if !ok {
		w := t.walk
		w.at(nil)
		w.also(a.enter(0, text[0]), text[0])
		w.read(text[1])
		w.also(a.enter(1, text[1]), text[1])
		known = slices.Clone(w.nodes)
		t.begins[pair] = known
	}
	return known
}

// wordTable says which bytes of folded text belong to words.
var wordTable = func() (t [256]bool) {
	for b := range t {
		t[b] = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_'
	}
	return t
}()
