package restriction

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"
)

// The weights of patterns/evidence.yaml are made by
//
//	go test ./internal/restriction -run TestFit -fit
//
// from the labelled texts under testdata that are meant for tuning. FORMAT.md says when.
var (
	fitWeights = flag.Bool("fit", false, "fit patterns/evidence.yaml to the tuning texts and write it")
	fitPull    = flag.Float64("pull", 0.2, "how strongly -fit holds weights to what is supposed before fitting")
	fitDrop    = flag.Float64("drop", 0.05, "share of what is seen in a sentence that -fit leaves out at random, as a wording not listed would be")
	fitWary    = flag.Float64("wary", 0, "how many misses -fit takes a false alarm for, instead of what wary says")
	fitFolds   = flag.Int("folds", 0, "with -fit: also measure on texts left out, in so many parts")
)

// The only texts that weights may be fitted to.
const (
	olderTexts = "testdata/corpus/tuning.jsonl"
	laterTexts = "testdata/rounds/*.tuning.jsonl"
)

// wary is how many misses a false alarm counts for: most texts impose no limit. It is
// less for the limit that is most often imposed and does most harm when overlooked.
var wary = map[string]float64{"lookback_limit": 6}

const otherwiseWary = 8

// TestFit fits the weights if the flag says so.
func TestFit(t *testing.T) {
	if !*fitWeights {
		t.Skip("only with -fit")
	}
	files := unfitted(t)
	d, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	grammars, err := d.loadGrammars(files)
	if err != nil {
		t.Fatal(err)
	}
	older, later := readExamples(t, olderTexts), readExamples(t, laterTexts)
	older = append(older, joined(older)...)
	var out strings.Builder
	out.WriteString("# Log-odds, made by go test ./internal/restriction -run TestFit -fit. FORMAT.md describes them.\n")
	for _, g := range grammars {
		m := newModel(g.raw)
		cases := append(m.cases(d, older, 1), m.cases(d, later, laterWeight)...)
		if *fitFolds > 0 {
			t.Logf("%s on texts left out: %s", g.raw.Key, m.crossed(cases, *fitFolds))
		}
		m.fit(cases)
		t.Logf("%s on %d texts fitted to: %s", g.raw.Key, len(cases), m.score(cases))
		m.write(&out)
	}
	if err := os.WriteFile("patterns/evidence.yaml", []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unfitted are the files without the weights, which may name rules that are gone.
func unfitted(t *testing.T) fs.FS {
	t.Helper()
	set := fstest.MapFS{}
	for _, pattern := range []string{"taxonomy/*.yaml", "grammar/*.yaml", "patterns/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			set[filepath.ToSlash(file)] = &fstest.MapFile{Data: data}
		}
	}
	delete(set, "patterns/"+evidenceFile)
	return set
}

func readExamples(t *testing.T, pattern string) []Example {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no file like %s: %v", pattern, err)
	}
	var out []Example
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			var ex Example
			if err := json.Unmarshal(in.Bytes(), &ex); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			out = append(out, ex)
		}
		if err := in.Err(); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	return out
}

// joined makes texts that impose two limits, which are common and which the examples
// have few of: each text of one kind is followed by one of another, so that a limit
// does not come to speak against its neighbour.
func joined(examples []Example) []Example {
	byLabel := map[string][]Example{}
	for _, ex := range examples {
		if len(ex.Labels) == 1 && len(ex.Lawful)+len(ex.Contested) == 0 && !strings.Contains(ex.Text, "\n") {
			group := ex.Lang + ex.Labels[0]
			byLabel[group] = append(byLabel[group], ex)
		}
	}
	var out []Example
	for _, lang := range []string{"de", "en", "fr"} {
		first := byLabel[lang+"lookback_limit"]
		second := slices.Concat(byLabel[lang+"frequency_limit"], byLabel[lang+"repeated_requests_needed"])
		for i := range min(len(first), len(second)) {
			a, b := first[i], second[i]
			if i%2 == 1 {
				a, b = b, a
			}
			next := a
			next.ID += "+" + b.ID
			next.Text += " " + b.Text
			next.Labels = append(slices.Clone(a.Labels), b.Labels...)
			out = append(out, next, inOneSentence(a, b))
		}
	}
	return out
}

// and is how two restrictions are joined in one sentence.
var and = map[string]string{"de": " und ", "en": " and ", "fr": " et "}

// inOneSentence returns first and second, which have one label each, as one sentence.
func inOneSentence(first, second Example) Example {
	head, size := utf8.DecodeRuneInString(second.Text)
	first.ID += "&" + second.ID
	first.Labels = append(slices.Clone(first.Labels), second.Labels...)
	first.Text = strings.TrimRight(first.Text, ".!; ") + and[first.Lang] + string(unicode.ToLower(head)) + second.Text[size:]
	return first
}

// model is a logistic regression over the candidate sentences of a text; the text
// counts by its likeliest candidate.
type model struct {
	grammar grammarYAML
	names   []string
	index   map[string]int
	supp    []float64 // what is supposed before fitting
	w       []float64
	wary    float64
}

// fitCase is one text: its candidates, each as the indexes of weights that add up.
type fitCase struct {
	id         string
	present    bool
	weight     float64
	candidates [][]int
}

func newModel(g grammarYAML) *model {
	m := &model{grammar: g, index: map[string]int{}, wary: otherwiseWary}
	if n, ok := wary[g.Key]; ok {
		m.wary = n
	}
	if *fitWary > 0 {
		m.wary = *fitWary
	}
	w := supposed(g)
	m.add("base", w.Base)
	for _, r := range g.allRules() {
		m.add("rule "+r.ID, w.Rules[r.ID])
	}
	for _, c := range g.cueNames() {
		m.add("here "+c, w.Cues[c][0])
		m.add("near "+c, w.Cues[c][1])
	}
	m.w = slices.Clone(m.supp)
	return m
}

func (m *model) add(name string, supposed float64) {
	m.index[name] = len(m.names)
	m.names = append(m.names, name)
	m.supp = append(m.supp, supposed)
}

// laterWeight is how much more than the older examples those of testdata/rounds
// count. The wordings of many slots were made from the older ones, which therefore
// look easier than a new text is.
const laterWeight = 3

func (m *model) cases(d *Detector, examples []Example, weight float64) []fitCase {
	var out []fitCase
	for _, ex := range examples {
		if d.languages[ex.Lang] == nil || slices.Contains(ex.Contested, m.grammar.Key) {
			continue
		}
		c := fitCase{id: ex.ID, weight: weight, present: slices.Contains(ex.Labels, m.grammar.Key)}
		if slices.Contains(ex.Lawful, m.grammar.Key) {
			// The wording is there, but under a law that allows it.
			if !strings.Contains(ex.Regime, "ccpa") {
				continue
			}
			c.present, c.weight = true, 0.3*weight
		}
		c.candidates = m.candidates(d, ex)
		if c.present || len(c.candidates) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func (m *model) candidates(d *Detector, ex Example) [][]int {
	var out [][]int
	doc, _, err := d.read(Input{Text: ex.Text, Kind: ex.Kind})
	if err != nil {
		panic(err) // loading the patterns would have said so
	}
	defer doc.done()
	all := doc.weigh()
	for i := range all {
		for n := range all[i].found {
			// What is labelled counts as found: the weights are yet to be made.
			key := doc.views[i].lang.grammars[n].key
			all[i].found[n] = all[i].seen[n] != nil && slices.Contains(ex.Labels, key)
		}
	}
	for i := range all {
		for n, o := range all[i].seen {
			g := &doc.views[i].lang.grammars[n]
			if o != nil && g.key == m.grammar.Key {
				out = append(out, m.weightsOf(g, g.beside(*o, doc.others(all, i, n))))
			}
		}
	}
	return out
}

func (m *model) weightsOf(g *grammar, o observed) []int {
	out := []int{m.index["base"]}
	for _, r := range o.rules {
		_, id, _ := strings.Cut(g.rules[r].id, strings.ReplaceAll(g.key, "_", "-")+"-")
		out = append(out, m.index["rule "+id])
	}
	for _, c := range o.here {
		out = append(out, m.index["here "+g.cues[c].slot])
	}
	for _, c := range o.near {
		out = append(out, m.index["near "+g.cues[c].slot])
	}
	return out
}

func (m *model) odds(candidate []int) float64 {
	sum := 0.0
	for _, i := range candidate {
		sum += m.w[i]
	}
	return sum
}

const (
	fitSteps = 500
	// fitSharpness says how far the likeliest candidate of a text takes the blame
	// for all of them.
	fitSharpness = 1.5
)

// fit moves the weights by gradient descent with momentum (Adam). No weight may
// change the direction that its meaning gives it.
func (m *model) fit(cases []fitCase) {
	copy(m.w, m.supp)
	n := len(m.w)
	grad, mean, square := make([]float64, n), make([]float64, n), make([]float64, n)
	random := rand.New(rand.NewPCG(1, 2))
	for step := range fitSteps {
		for i := range grad {
			grad[i] = *fitPull * (m.w[i] - m.supp[i])
		}
		grad[0] = 0.01 * (m.w[0] - m.supp[0])
		for i := range cases {
			m.blame(&cases[i], grad, random)
		}
		rate := 0.06*(1-float64(step)/fitSteps) + 0.003
		for i := range m.w {
			mean[i] = 0.9*mean[i] + 0.1*grad[i]
			square[i] = 0.98*square[i] + 0.02*grad[i]*grad[i]
			a, b := 1-math.Pow(0.9, float64(step+1)), 1-math.Pow(0.98, float64(step+1))
			m.w[i] -= rate * mean[i] / a / (math.Sqrt(square[i]/b) + 1e-6)
			if i > 0 && m.w[i]*m.supp[i] < 0 {
				m.w[i] = 0
			}
		}
	}
	for i := range m.w {
		m.w[i] = math.Round(m.w[i]*10) / 10
	}
}

// blame adds to grad what the weights are to blame for the error on one text. What
// is left out at random stands for wordings that no slot lists, so that a weight
// cannot rely on the company of others.
func (m *model) blame(c *fitCase, grad []float64, random *rand.Rand) {
	if len(c.candidates) == 0 {
		return
	}
	odds, top := make([]float64, len(c.candidates)), math.Inf(-1)
	candidates := make([][]int, len(c.candidates))
	for i, candidate := range c.candidates {
		kept := make([]int, 0, len(candidate))
		for _, k := range candidate {
			if k == 0 || random.Float64() >= *fitDrop {
				kept = append(kept, k)
			}
		}
		candidates[i] = kept
	}
	for i, candidate := range candidates {
		odds[i] = m.odds(candidate)
		top = max(top, odds[i])
	}
	total := 0.0
	for i := range odds {
		odds[i] = math.Exp(fitSharpness * (odds[i] - top))
		total += odds[i]
	}
	error := 1 / (1 + math.Exp(-top))
	if c.present {
		error--
	} else {
		error *= m.wary
	}
	for i, candidate := range candidates {
		part := c.weight * error * odds[i] / total
		for _, k := range candidate {
			grad[k] += part
		}
	}
}

func (m *model) tally(cases []fitCase) (t Tally) {
	for _, c := range cases {
		found := slices.ContainsFunc(c.candidates, func(x []int) bool { return m.odds(x) >= 0 })
		switch {
		case found && c.present:
			t.Hits++
		case found:
			t.FalseAlarms++
		case c.present:
			t.Misses++
		}
	}
	return t
}

func (m *model) score(cases []fitCase) string {
	t := m.tally(cases)
	return fmt.Sprintf("precision %.3f, recall %.3f %+v", t.Precision(), t.Recall(), t)
}

// crossed fits to all parts but one and counts on that one, for each part.
func (m *model) crossed(cases []fitCase, folds int) string {
	var sum Tally
	for fold := range folds {
		var in, out []fitCase
		for _, c := range cases {
			if int(crc32.ChecksumIEEE([]byte(c.id)))%folds == fold {
				out = append(out, c)
			} else {
				in = append(in, c)
			}
		}
		m.fit(in)
		sum = sum.plus(m.tally(out))
	}
	return fmt.Sprintf("precision %.3f, recall %.3f %+v", sum.Precision(), sum.Recall(), sum)
}

func (m *model) write(out *strings.Builder) {
	fmt.Fprintf(out, "%s:\n  base: %g\n  rules:\n", m.grammar.Key, m.w[0])
	for _, r := range m.grammar.allRules() {
		fmt.Fprintf(out, "    %s: %g\n", r.ID, m.w[m.index["rule "+r.ID]])
	}
	out.WriteString("  cues: # in the sentence, in a neighbouring one\n")
	for _, c := range m.grammar.cueNames() {
		fmt.Fprintf(out, "    %s: [%g, %g]\n", c, m.w[m.index["here "+c]], m.w[m.index["near "+c]])
	}
}
