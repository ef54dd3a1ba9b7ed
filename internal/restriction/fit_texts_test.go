package restriction

import (
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// fitting is what the weights are fitted to: the tuning texts, as numbers.
type fitting struct {
	d     *Detector
	kinds []grammarYAML
	// rules are the rules and cues of all kinds, around the slots in a sentence and
	// those beside it, words the beginnings of words.
	rules, around, words names
	supposed             []float64 // by rule or cue
	texts                []fitText
}

// names numbers what can be seen in a text.
type names struct {
	all   []string
	index map[string]int
}

// number returns the number of a name, a new one if it has none.
func (n *names) number(name string) int {
	if i, ok := n.index[name]; ok {
		return i
	}
	n.index[name] = len(n.all)
	n.all = append(n.all, name)
	return len(n.all) - 1
}

// fitText is one text.
type fitText struct {
	id        string
	group     []string // of texts that must not be told apart, see groupOf
	joined    bool
	labels    []fitLabel // by kind
	sentences []fitSentence
}

// fitLabel is what the labels of a text mean for a kind, and how much the text counts;
// nothing if it says nothing about the kind.
type fitLabel struct {
	present bool
	weight  float64
}

// fitSentence is what is seen in a sentence, as numbers.
type fitSentence struct {
	around, words []int
	// rules are the rules and cues by kind, nil where no rule fires.
	rules [][]int
}

func newFitting(d *Detector, grammars []*grammarSource) *fitting {
	empty := func() names { return names{index: map[string]int{}} }
	f := &fitting{d: d, rules: empty(), around: empty(), words: empty()}
	for _, g := range grammars {
		f.kinds = append(f.kinds, g.raw)
		w := supposed(g.raw)
		for _, r := range g.raw.allRules() {
			f.suppose(g.raw.Key, "rule "+r.ID, w.Rules[r.ID])
		}
		for _, c := range g.raw.cueNames() {
			f.suppose(g.raw.Key, "here "+c, w.Cues[c][0])
			f.suppose(g.raw.Key, "near "+c, w.Cues[c][1])
		}
	}
	return f
}

func (f *fitting) suppose(key, name string, weight float64) {
	f.rules.number(key + " " + name)
	f.supposed = append(f.supposed, weight)
}

// gather reads the tuning texts.
func (f *fitting) gather(t *testing.T) {
	t.Helper()
	var toJoin []Example
	for _, part := range tuningTexts {
		examples := readExamples(t, part.files)
		if part.joined {
			toJoin = append(toJoin, examples...)
		}
		for _, ex := range examples {
			f.add(t, ex, part.kinds, part.weight, false)
		}
	}
	seen := map[string]bool{}
	for _, g := range f.kinds {
		for _, ex := range joined(g.Key, toJoin) {
			if !seen[ex.ID] {
				seen[ex.ID] = true
				f.add(t, ex, nil, joinedWeight, true)
			}
		}
	}
}

// add reads an example, which is labelled for some kinds or, if none are named, for all.
func (f *fitting) add(t *testing.T, ex Example, labelled []string, weight float64, isJoined bool) {
	t.Helper()
	if f.d.languages[ex.Lang] == nil {
		return
	}
	r := f.d.newReader(Input{Text: ex.Text, Kind: ex.Kind})
	defer r.done()
	doc, err := r.whole()
	if err != nil {
		t.Fatal(err)
	}
	doc.thorough = true
	all := doc.weigh()
	for i := range all {
		for k := range all[i] {
			// What is labelled counts as found: the weights are yet to be made.
			c := &all[i][k]
			c.found = slices.Contains(ex.Labels, doc.views[i].lang.grammars[c.grammar].key)
		}
	}
	text := fitText{id: ex.ID, group: groupOf(ex.ID), joined: isJoined}
	for _, g := range f.kinds {
		label := fitLabel{}
		if labelled == nil || slices.Contains(labelled, g.Key) {
			label = f.label(ex, g.Key, weight)
		}
		text.labels = append(text.labels, label)
	}
	for i, v := range doc.views {
		if v.lang != nil {
			text.sentences = append(text.sentences, f.sentence(doc, all, i))
		}
	}
	f.texts = append(f.texts, text)
}

// lawfulWeight is what a lawful wording counts for, which says less than a restriction.
const lawfulWeight = 0.3

// label says what the labels of a text mean for a kind; a text on which readers differ
// means nothing. A lawful wording is one to find where the law of the text lets the
// verdict say so, and one to pass over where the verdict would be wrong.
func (f *fitting) label(ex Example, key string, weight float64) fitLabel {
	if slices.Contains(ex.Contested, key) {
		return fitLabel{}
	}
	if !slices.Contains(ex.Lawful, key) {
		return fitLabel{slices.Contains(ex.Labels, key), weight}
	}
	law, _ := f.d.Regime(ex.Regime)
	switch f.d.kinds[key].Judgement(law.ID).Verdict {
	case Unlawful:
		return fitLabel{slices.Contains(ex.Labels, key), weight}
	case Judge:
		return fitLabel{}
	}
	return fitLabel{true, lawfulWeight * weight}
}

func (f *fitting) sentence(doc *document, all [][]candidate, i int) fitSentence {
	v := doc.views[i]
	s := fitSentence{rules: make([][]int, len(f.kinds))}
	beside := doc.around(i)
	for _, name := range slices.Sorted(maps.Keys(v.lang.numbers)) {
		switch n := v.lang.numbers[name]; {
		case v.has.has(n):
			s.around = append(s.around, f.around.number("here "+name))
		case beside.has(n):
			s.around = append(s.around, f.around.number("near "+name))
		}
	}
	for word := range wordsOf(v.s) {
		if _, ok := beginningOf(word); !ok {
			continue
		}
		n := f.words.number(string(word[:min(len(word), mostLetters)]))
		if !slices.Contains(s.words, n) {
			s.words = append(s.words, n)
		}
	}
	for _, c := range all[i] {
		g := &v.lang.grammars[c.grammar]
		s.rules[c.grammar] = f.seen(g, g.beside(c.observed, doc.others(all, i, c.grammar)))
	}
	return s
}

// seen are the rules and cues of an observation.
func (f *fitting) seen(g *grammar, o observed) []int {
	out := []int{}
	for _, r := range o.rules {
		_, id, _ := strings.Cut(g.rules[r].id, strings.ReplaceAll(g.key, "_", "-")+"-")
		out = append(out, f.rules.index[g.key+" rule "+id])
	}
	for _, c := range o.here {
		out = append(out, f.rules.index[g.key+" here "+g.cues[c].slot])
	}
	for _, c := range o.near {
		out = append(out, f.rules.index[g.key+" near "+g.cues[c].slot])
	}
	return out
}

// together is how many texts that were written one after the other stay together when
// texts are left out: they often vary one scene, in several languages.
const together = 25

// groupOf returns the groups of the text with an id such as "t-en-0107", or of the texts
// that it is joined of.
func groupOf(id string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(id, func(r rune) bool { return r == '&' || r == '+' }) {
		name := strings.TrimRight(part, "0123456789")
		n, _ := strconv.Atoi(part[len(name):])
		for lang := range and {
			name = strings.ReplaceAll(name, "-"+lang+"-", "-")
		}
		out = append(out, name+strconv.Itoa(n/together))
	}
	return out
}

// split takes a part of the texts away, the same ones every time. A joined text is kept
// if none of what it is joined of is taken away.
func split(texts []fitText, part, parts int) (in, out []fitText) {
	for _, text := range texts {
		taken := slices.ContainsFunc(text.group, func(g string) bool { return int(crc32.ChecksumIEEE([]byte(g)))%parts == part })
		switch {
		case !taken:
			in = append(in, text)
		case !text.joined:
			out = append(out, text)
		}
	}
	return in, out
}
