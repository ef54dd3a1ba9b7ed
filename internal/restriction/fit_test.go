package restriction

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"
)

// The weights of evidence/<kind>.yaml are made by
//
//	go test ./internal/restriction -run TestFit -fit -kinds fee_demand,form_only
//
// from the labelled texts under testdata that are meant for tuning. FORMAT.md says when.
var (
	fitWeights = flag.Bool("fit", false, "fit evidence/<kind>.yaml to the tuning texts and write it")
	fitKinds   = flag.String("kinds", "", "with -fit: the kinds whose weights are made, with commas between; empty means all")
	fitPull    = flag.Float64("pull", 0.5, "how strongly -fit holds weights to what is supposed before fitting")
	fitDrop    = flag.Float64("drop", 0.1, "share of what is seen in a sentence that -fit leaves out at random, as a wording not listed would be")
	fitWary    = flag.Float64("wary", 0, "how many misses -fit takes a false alarm for, instead of what wary says")
	fitFolds   = flag.Int("folds", 0, "with -fit: also measure on texts left out, in so many parts")
)

// limits are the kinds that the texts of testdata/corpus and testdata/rounds are
// labelled for. Some of these texts impose other restrictions, which nobody marked.
var limits = []string{"frequency_limit", "lookback_limit", "repeated_requests_needed"}

// tuningTexts are the only ones that weights may be fitted to.
var tuningTexts = []struct {
	files  string
	kinds  []string // that are labelled; nil means all
	weight float64
	joined bool // also in pairs
}{
	// The wordings of many slots were made from these, which therefore look easier
	// than a new text is.
	{"testdata/corpus/tuning.jsonl", limits, 1, true},
	{"testdata/rounds/*.tuning.jsonl", limits, 3, false},
	{"testdata/kinds/*.tuning.jsonl", nil, 3, true},
}

// wary is how many misses a false alarm counts for: most texts impose no limit. It is
// more for the limits on number, whose words serve so many other matters, and less for
// refusals and delays, which hardly anything else is worded like, and for the limit on
// period, of which as few as possible may be missed.
var wary = map[string]float64{
	"lookback_limit": 4, "frequency_limit": 6, "repeated_requests_needed": 8,

	"copy_refused": 3, "extension_without_reasons": 3, "late_answer": 3, "late_extension_notice": 3,
	"partial_answer": 3, "privilege_refusal": 3, "recipient_categories_only": 3,
	"serial_extension": 3, "third_party_rights_refusal": 3, "trade_secret_refusal": 3,
	"unfounded_excessive_refusal": 3,
}

const otherwiseWary = 5

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
	models := modelsToFit(t, d, files)
	gatherCases(t, d, models)
	for _, m := range models {
		if *fitFolds > 0 {
			t.Logf("%s on texts left out: %s", m.grammar.Key, m.crossed(*fitFolds))
		}
		m.fitAround(m.all)
		t.Logf("%s on %d texts fitted to: %s", m.grammar.Key, len(m.all), m.score())
		if err := os.WriteFile(path.Join(evidenceFolder, m.grammar.Key+".yaml"), m.yaml(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// modelsToFit are models of the kinds that the flag names, or of all.
func modelsToFit(t *testing.T, d *Detector, files fs.FS) []*model {
	t.Helper()
	grammars, err := d.loadGrammars(files)
	if err != nil {
		t.Fatal(err)
	}
	var wanted []string
	if *fitKinds != "" {
		wanted = strings.Split(*fitKinds, ",")
	}
	for _, key := range wanted {
		if !slices.Contains(d.worded, key) {
			t.Fatalf("-kinds: there is no grammar of %q; there are %s", key, strings.Join(d.worded, ", "))
		}
	}
	var out []*model
	for _, g := range grammars {
		if len(wanted) == 0 || slices.Contains(wanted, g.raw.Key) {
			out = append(out, newModel(g.raw))
		}
	}
	return out
}

// gatherCases reads the tuning texts and adds to each model those that are labelled
// for its kind.
func gatherCases(t *testing.T, d *Detector, models []*model) {
	t.Helper()
	var toJoin []Example
	for _, part := range tuningTexts {
		examples := readExamples(t, part.files)
		if part.joined {
			toJoin = append(toJoin, examples...)
		}
		for _, ex := range examples {
			var labelled []*model
			for _, m := range models {
				if part.kinds == nil || slices.Contains(part.kinds, m.grammar.Key) {
					labelled = append(labelled, m)
				}
			}
			addCases(d, labelled, ex, part.weight)
		}
	}
	for _, m := range models {
		for _, ex := range joined(m.grammar.Key, toJoin) {
			addCases(d, []*model{m}, ex, 1)
		}
	}
}

// unfitted are the files without the weights, which may name rules that are gone.
func unfitted(t *testing.T) fs.FS {
	t.Helper()
	set := fstest.MapFS{}
	for _, pattern := range []string{"taxonomy/*.yaml", "grammar/*.yaml", "patterns/*.yaml", "patterns/*/*.yaml"} {
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
	return set
}

// readExamples reads the files of a pattern; there may be none.
func readExamples(t testing.TB, pattern string) []Example {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
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

// joined makes texts that impose two restrictions, which are common and which the
// examples have few of: each text of one kind goes together with one of another, the
// other kinds by turns, so that a restriction does not come to speak against its
// neighbour.
func joined(key string, examples []Example) []Example {
	own, others := map[string][]Example{}, map[string]map[string][]Example{}
	for _, ex := range examples {
		if len(ex.Labels) != 1 || len(ex.Lawful)+len(ex.Contested) > 0 || strings.Contains(ex.Text, "\n") {
			continue
		}
		if ex.Labels[0] == key {
			own[ex.Lang] = append(own[ex.Lang], ex)
			continue
		}
		if others[ex.Lang] == nil {
			others[ex.Lang] = map[string][]Example{}
		}
		others[ex.Lang][ex.Labels[0]] = append(others[ex.Lang][ex.Labels[0]], ex)
	}
	var out []Example
	for _, lang := range slices.Sorted(maps.Keys(own)) {
		kinds := slices.Sorted(maps.Keys(others[lang]))
		for i, a := range own[lang] {
			if len(kinds) == 0 {
				break
			}
			group := others[lang][kinds[i%len(kinds)]]
			b := group[i/len(kinds)%len(group)]
			if i%2 == 1 {
				a, b = b, a
			}
			next := inTwoSentences(a, b)
			if i/2%2 == 0 {
				next = inOneSentence(a, b)
			}
			out = append(out, next)
		}
	}
	return out
}

// and is how two restrictions are joined in one sentence, by language.
var and = map[string]string{
	"de": " und ", "en": " and ", "es": " y ", "fr": " et ", "it": " e ", "nl": " en ", "pl": " i ", "pt": " e ",
}

// inTwoSentences returns first and second, which have one label each, as two sentences.
func inTwoSentences(first, second Example) Example {
	first.ID += "+" + second.ID
	first.Text += " " + second.Text
	first.Labels = append(slices.Clone(first.Labels), second.Labels...)
	return first
}

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
	all     []fitCase // the texts to fit to
	around  *surroundings
}

// fitCase is one text: its candidates, each as the indexes of weights that add up.
type fitCase struct {
	id         string
	present    bool
	weight     float64
	candidates [][]int
	// around is what stands around each candidate, whole all that stands in the text.
	around [][]int
	whole  []int
}

func newModel(g grammarYAML) *model {
	m := &model{grammar: g, index: map[string]int{}, wary: otherwiseWary, around: newSurroundings()}
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

// addCases reads an example once and adds it to each of the models.
func addCases(d *Detector, models []*model, ex Example, weight float64) {
	if d.languages[ex.Lang] == nil || len(models) == 0 {
		return
	}
	r := d.newReader(Input{Text: ex.Text, Kind: ex.Kind})
	defer r.done()
	doc, err := r.whole()
	if err != nil {
		panic(err) // loading the patterns would have said so
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
	for _, m := range models {
		if c, ok := m.caseOf(d, ex, weight); ok {
			m.addCandidates(&c, doc, all)
			c.whole = m.around.whole(doc)
			m.all = append(m.all, c)
		}
	}
}

// caseOf says what the labels of a text mean for the kind; a text on which readers
// differ means nothing. A lawful wording is one to find where the law of the text lets
// the verdict say so, and one to pass over where the verdict would be wrong.
func (m *model) caseOf(d *Detector, ex Example, weight float64) (c fitCase, ok bool) {
	if slices.Contains(ex.Contested, m.grammar.Key) {
		return c, false
	}
	c = fitCase{id: ex.ID, weight: weight, present: slices.Contains(ex.Labels, m.grammar.Key)}
	if !slices.Contains(ex.Lawful, m.grammar.Key) {
		return c, true
	}
	law, _ := d.Regime(ex.Regime)
	switch d.kinds[m.grammar.Key].Judgement(law.ID).Verdict {
	case Unlawful:
		return c, true
	case Judge:
		return c, false
	}
	c.present, c.weight = true, 0.3*weight
	return c, true
}

func (m *model) addCandidates(to *fitCase, doc *document, all [][]candidate) {
	for i := range all {
		for _, c := range all[i] {
			g := &doc.views[i].lang.grammars[c.grammar]
			if g.key == m.grammar.Key {
				to.candidates = append(to.candidates, m.weightsOf(g, g.beside(c.observed, doc.others(all, i, c.grammar))))
				to.around = append(to.around, m.around.of(doc, i))
			}
		}
	}
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
	// fewSteps are enough to see how far weights can be trusted.
	fewSteps = 150
	// fitSharpness says how far the likeliest candidate of a text takes the blame
	// for all of them.
	fitSharpness = 1.5
)

// fit moves the weights by gradient descent with momentum (Adam). No weight may
// change the direction that its meaning gives it.
func (m *model) fit(cases []fitCase, steps int) {
	copy(m.w, m.supp)
	n := len(m.w)
	grad, mean, square := make([]float64, n), make([]float64, n), make([]float64, n)
	random := rand.New(rand.NewPCG(1, 2))
	for step := range steps {
		for i := range grad {
			grad[i] = *fitPull * (m.w[i] - m.supp[i])
		}
		grad[0] = 0.01 * (m.w[0] - m.supp[0])
		for i := range cases {
			m.blame(&cases[i], grad, random)
		}
		rate := 0.06*(1-float64(step)/float64(steps)) + 0.003
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
	m.round()
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
		found := m.likeliest(c) >= 0
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

func (m *model) score() string {
	t := m.tally(m.all)
	return fmt.Sprintf("precision %.3f, recall %.3f %+v", t.Precision(), t.Recall(), t)
}

// crossed fits to all parts but one and counts on that one, for each part.
func (m *model) crossed(folds int) string {
	var sum Tally
	for fold := range folds {
		in, out := split(m.all, fold, folds)
		m.fitAround(in)
		sum = sum.plus(m.tally(out))
	}
	return fmt.Sprintf("precision %.3f, recall %.3f %+v", sum.Precision(), sum.Recall(), sum)
}

// yaml is the file of the fitted weights.
func (m *model) yaml() []byte {
	var out bytes.Buffer
	key := m.grammar.Key
	fmt.Fprintf(&out, "# Log-odds of %s, made by go test ./internal/restriction -run TestFit -fit -kinds %s. FORMAT.md describes them.\n", key, key)
	fmt.Fprintf(&out, "base: %g\nrules:\n", m.w[0])
	for _, r := range m.grammar.allRules() {
		fmt.Fprintf(&out, "  %s: %g\n", r.ID, m.w[m.index["rule "+r.ID]])
	}
	out.WriteString("cues: # in the sentence, in a neighbouring one\n")
	for _, c := range m.grammar.cueNames() {
		fmt.Fprintf(&out, "  %s: [%g, %g]\n", c, m.w[m.index["here "+c]], m.w[m.index["near "+c]])
	}
	m.around.write(&out)
	return out.Bytes()
}
