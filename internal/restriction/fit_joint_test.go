package restriction

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
)

// The weights are those of a logistic regression for each kind over all that is seen in
// a sentence and beside it; a text counts by its likeliest sentence. Rules see how
// wordings stand to each other; slots of all kinds and words see the company in which a
// restriction is imposed, and how that of its look-alikes differs. Slots mean the same in
// every language, so that all languages serve to fit them.

const (
	// fits is how many times the weights are fitted, each time in another order and with
	// other things left out; the mean of them errs less than any of them.
	// Those for texts left out are fewer, as there are several parts to leave out.
	fits, fitsLeftOut = 4, 2
	// fitRounds is how often a fit goes through all texts. What it has after the first
	// few rounds is its result, in the mean.
	fitRounds, firstRounds = 5, 2
	// meansOfRound is how often in a round the mean is taken.
	meansOfRound = 4
	fitRate      = 0.1
	// fitDecay pulls weights of slots and words to nothing.
	fitDecay = 1e-4
	// fitDrop is the share of what is seen in a sentence that is left out at random, as a
	// wording not listed would be, so that no weight relies on the company of others.
	fitDrop = 0.3
	// fitWary is how many misses a false alarm counts for while fitting: most sentences
	// impose nothing.
	fitWary = 3
	// fitSharpness says how far the likeliest sentence of a text takes the blame for all.
	fitSharpness = 1.5
	// unruled is the share of texts that count for a kind with all their sentences, also
	// those in which no rule of the kind fires.
	unruled = 0.25
	// rareWord is in how few texts a word may be and still be fitted.
	rareWord = 6
	// usualWeight is the weight of a text among the examples; joinedWeight that of one
	// that is made of two.
	usualWeight  = 3
	joinedWeight = 1
)

// learned are numbers that are learned by steps which shrink with all steps before
// (Adagrad).
type learned struct{ w, squares []float32 }

func newLearned(n int) learned { return learned{make([]float32, n), make([]float32, n)} }

func (l learned) step(i int, slope, rate float32) {
	l.squares[i] += slope * slope
	l.w[i] -= rate * slope / (float32(math.Sqrt(float64(l.squares[i]))) + 1e-6)
}

// jointModel are the weights of all kinds. Those of slots and words are by slot or word,
// and then by kind.
type jointModel struct {
	kinds                      int
	base, rules, around, words learned
}

func (f *fitting) newModel() *jointModel {
	k := len(f.kinds)
	m := &jointModel{k, newLearned(k), newLearned(len(f.rules.all)), newLearned(k * len(f.around.all)), newLearned(k * len(f.words.all))}
	for i := range m.base.w {
		m.base.w[i] = baseSupposed
	}
	for i, w := range f.supposed {
		m.rules.w[i] = 0.3 * float32(w)
	}
	return m
}

func (m *jointModel) parts() [][]float32 {
	return [][]float32{m.base.w, m.rules.w, m.around.w, m.words.w}
}

// add adds the weights of another model, as many times as told.
func (m *jointModel) add(other *jointModel, times float32) {
	from := other.parts()
	for i, part := range m.parts() {
		for j := range part {
			part[j] += times * from[i][j]
		}
	}
}

// nothing is a model of the same size whose weights are all nothing.
func (f *fitting) nothing() *jointModel {
	m := f.newModel()
	clear(m.base.w)
	clear(m.rules.w)
	return m
}

// odds are the log-odds of a kind in a sentence.
func (m *jointModel) odds(s *fitSentence, kind int) float64 {
	sum := m.base.w[kind]
	for _, i := range s.rules[kind] {
		sum += m.rules.w[i]
	}
	for _, i := range s.around {
		sum += m.around.w[i*m.kinds+kind]
	}
	for _, i := range s.words {
		sum += m.words.w[i*m.kinds+kind]
	}
	return float64(sum)
}

// likeliest are the odds of the likeliest sentence in which a rule of the kind fires.
func (m *jointModel) likeliest(text *fitText, kind int) float64 {
	best := math.Inf(-1)
	for i := range text.sentences {
		if s := &text.sentences[i]; s.rules[kind] != nil {
			best = max(best, m.odds(s, kind))
		}
	}
	return best
}

// fitAll is the mean of several fits.
func (f *fitting) fitAll(texts []fitText, times int) *jointModel {
	rare := f.rareWords()
	models := make([]*jointModel, times)
	var group sync.WaitGroup
	for n := range models {
		group.Go(func() { models[n] = f.fit(texts, rare, uint64(n)) })
	}
	group.Wait()
	mean := f.nothing()
	for _, m := range models {
		mean.add(m, 1/float32(times))
	}
	return mean
}

// rareWords tells which words stand in too few texts.
func (f *fitting) rareWords() []bool {
	count, last := make([]int, len(f.words.all)), make([]int, len(f.words.all))
	for i := range f.texts {
		if f.texts[i].joined {
			continue
		}
		for _, s := range f.texts[i].sentences {
			for _, w := range s.words {
				if last[w] != i+1 {
					last[w] = i + 1
					count[w]++
				}
			}
		}
	}
	rare := make([]bool, len(count))
	for w, n := range count {
		rare[w] = n < rareWord
	}
	return rare
}

// fitter is one fit on its way.
type fitter struct {
	*fitting
	*jointModel
	rare   []bool
	random *rand.Rand
	rate   float32
	kept   []fitSentence // of the text in hand, used again for the next
}

func (f *fitting) fit(texts []fitText, rare []bool, seed uint64) *jointModel {
	on := &fitter{fitting: f, jointModel: f.newModel(), rare: rare, random: rand.New(rand.NewPCG(seed, 2))}
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	mean, every := f.nothing(), max(1, len(texts)/meansOfRound)
	for round := range fitRounds {
		on.rate = fitRate * (1 - 0.9*float32(round)/fitRounds)
		on.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for i, n := range order {
			on.learn(&texts[n])
			if round >= firstRounds && i/every < meansOfRound && i%every == every-1 {
				mean.add(on.jointModel, 1.0/(meansOfRound*(fitRounds-firstRounds)))
			}
		}
	}
	return mean
}

// learn corrects the weights by one text.
func (f *fitter) learn(text *fitText) {
	for len(f.kept) < len(text.sentences) {
		f.kept = append(f.kept, fitSentence{rules: make([][]int, len(f.fitting.kinds))})
	}
	kept := f.kept[:len(text.sentences)]
	for i := range kept {
		f.leaveOut(&text.sentences[i], &kept[i])
	}
	for kind, label := range text.labels {
		if label.weight == 0 {
			continue
		}
		all := f.random.Float64() < unruled
		var at []*fitSentence
		for i := range kept {
			if all || kept[i].rules[kind] != nil {
				at = append(at, &kept[i])
			}
		}
		if len(at) > 0 {
			f.correct(at, kind, label)
		}
	}
}

// leaveOut copies a sentence without some of what is seen in it.
func (f *fitter) leaveOut(s, into *fitSentence) {
	into.around = f.some(s.around, nil, into.around)
	into.words = f.some(s.words, f.rare, into.words)
	for kind, rules := range s.rules {
		if rules == nil {
			into.rules[kind] = nil
		} else {
			into.rules[kind] = f.some(rules, nil, []int{})
		}
	}
}

// some copies numbers, but for some and those excepted.
func (f *fitter) some(from []int, except []bool, into []int) []int {
	into = into[:0]
	for _, i := range from {
		if f.random.Float64() >= fitDrop && (except == nil || !except[i]) {
			into = append(into, i)
		}
	}
	return into
}

// correct moves the weights of a kind by the error on some sentences of a text.
func (f *fitter) correct(at []*fitSentence, kind int, label fitLabel) {
	odds, top := make([]float64, len(at)), math.Inf(-1)
	for i, s := range at {
		odds[i] = f.odds(s, kind)
		top = max(top, odds[i])
	}
	total := 0.0
	for i := range odds {
		odds[i] = math.Exp(fitSharpness * (odds[i] - top))
		total += odds[i]
	}
	miss := 1 / (1 + math.Exp(-top))
	if label.present {
		miss--
	} else {
		miss *= fitWary
	}
	const littleMiss, littlePart = 0.003, 1e-4
	if math.Abs(miss) < littleMiss {
		return
	}
	for i, s := range at {
		if part := label.weight / usualWeight * miss * odds[i] / total; math.Abs(part) > littlePart {
			f.blame(s, kind, float32(part))
		}
	}
}

// blame moves the weights of what is seen in a sentence. No rule or cue may change the
// direction that its place in the grammar gives it.
func (f *fitter) blame(s *fitSentence, kind int, part float32) {
	f.base.step(kind, part, f.rate)
	for _, i := range s.rules[kind] {
		f.jointModel.rules.step(i, part, f.rate)
		if f.jointModel.rules.w[i]*float32(f.supposed[i]) < 0 {
			f.jointModel.rules.w[i] = 0
		}
	}
	for _, i := range s.around {
		at := i*f.jointModel.kinds + kind
		f.jointModel.around.step(at, part+fitDecay*f.jointModel.around.w[at], f.rate)
	}
	for _, i := range s.words {
		at := i*f.jointModel.kinds + kind
		f.jointModel.words.step(at, part+fitDecay*f.jointModel.words.w[at], f.rate)
	}
}

// yaml is the file of the weights of a kind.
func (f *fitting) yaml(m *jointModel, kind int) []byte {
	var out bytes.Buffer
	g := f.kinds[kind]
	weight := func(name string) float64 { return hundredths(m.rules.w[f.rules.index[g.Key+" "+name]]) }
	fmt.Fprintf(&out, "# Log-odds of %s, made by go test ./internal/restriction -run TestFit -fit. FORMAT.md describes them.\n", g.Key)
	fmt.Fprintf(&out, "base: %g\nrules:\n", hundredths(m.base.w[kind]))
	for _, r := range g.allRules() {
		fmt.Fprintf(&out, "  %s: %g\n", r.ID, weight("rule "+r.ID))
	}
	out.WriteString("cues: # in the sentence, in a neighbouring one\n")
	for _, c := range g.cueNames() {
		fmt.Fprintf(&out, "  %s: [%g, %g]\n", c, weight("here "+c), weight("near "+c))
	}
	out.WriteString("around: # in the sentence, in a neighbouring one\n")
	slots := map[string][2]float64{}
	for i, name := range f.around.all {
		place, slot, _ := strings.Cut(name, " ")
		w := slots[slot]
		if place == "here" {
			w[0] = hundredths(m.around.w[i*m.kinds+kind])
		} else {
			w[1] = hundredths(m.around.w[i*m.kinds+kind])
		}
		slots[slot] = w
	}
	for _, slot := range slices.Sorted(maps.Keys(slots)) {
		if w := slots[slot]; w != [2]float64{} {
			fmt.Fprintf(&out, "  %s: [%g, %g]\n", slot, w[0], w[1])
		}
	}
	return out.Bytes()
}

func hundredths(w float32) float64 { return math.Round(float64(w)*100) / 100 }

// lexicon is the file of the weights of words.
func (f *fitting) lexicon(m *jointModel) []byte {
	var out bytes.Buffer
	out.WriteString("# Log-odds of words in tenths, made by go test ./internal/restriction -run TestFit -fit. FORMAT.md describes them.\n")
	for i, g := range f.kinds {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(g.Key)
	}
	out.WriteByte('\n')
	for _, word := range slices.Sorted(maps.Keys(f.words.index)) {
		row := m.words.w[f.words.index[word]*m.kinds:][:m.kinds]
		if !slices.ContainsFunc(row, func(w float32) bool { return tenths(w) != 0 }) {
			continue
		}
		out.WriteString(word)
		for _, w := range row {
			fmt.Fprintf(&out, " %d", tenths(w))
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func tenths(w float32) int { return int(max(-127, min(127, math.Round(float64(w)*10)))) }
