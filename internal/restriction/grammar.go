package restriction

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

const grammarFolder = "grammar"

// grammarYAML is one file of the folder grammar: how one kind of restriction
// shows, in slots that every language words for itself.
type grammarYAML struct {
	Key     string      `yaml:"key"`
	Strike  []string    `yaml:"strike"`
	Cancel  []string    `yaml:"cancel"`
	Beside  []string    `yaml:"beside"`
	For     []string    `yaml:"for"`
	Against []string    `yaml:"against"`
	Facets  []facetYAML `yaml:"facets"`
	Rules   []ruleYAML  `yaml:"rules"`
	Counter []ruleYAML  `yaml:"counter"`
}

type facetYAML struct {
	Name string   `yaml:"name"`
	All  []string `yaml:"all"`
	Near []string `yaml:"near"`
	None []string `yaml:"none"`
}

type ruleYAML struct {
	ID     string   `yaml:"id"`
	Kinds  []string `yaml:"kinds"`
	All    []string `yaml:"all"`
	Near   []string `yaml:"near"`
	None   []string `yaml:"none"`
	Within int      `yaml:"within"`
}

// defaultWithin bounds, in bytes of the folded sentence, how far the slots of a
// rule may lie apart.
const defaultWithin = 260

// grammar is how one kind of restriction shows in one language.
type grammar struct {
	key    string
	base   float64
	strike []int // wordings that are blanked out before rules are tried
	cancel []int // wordings that rule the restriction out in their sentence
	rules  []rule
	// counters is the index of the first counter-rule; they come last.
	counters int
	cues     []cue
	facets   []facet
	rivals   []rival // by index of the other grammar
	// hope is what cues and counter-rules can add at most to the odds.
	hope float64
	// here and near are the weights of all slots by their number: in the sentence, and
	// in a neighbouring one only.
	here, near []float32
}

// term is a list of alternatives, as indexes into language.slots.
type term []int

// rule is a combination of slots. The sentences in which at least one rule fires
// are the candidates; every rule that fires adds its weight. A counter-rule speaks
// against the restriction and makes no candidate.
type rule struct {
	id      string
	counter bool
	kind    string // "" for every kind of text
	all     []term
	near    []term
	none    []int
	within  int
	weight  float64
}

// cue is a slot that makes a restriction more or less likely without making the
// sentence a candidate.
type cue struct {
	slot  string
	slots []int
	here  float64 // added if the sentence has it
	near  float64 // added if only a neighbouring sentence has it
}

type facet struct {
	name string
	all  []term
	near []term
	none []int
}

// grammarSource is a grammar file that was read and checked but not yet put into
// the slots of a language.
type grammarSource struct {
	*source
	raw     grammarYAML
	weights weights
}

// grammarKeys returns the kinds that have a grammar, by the names of the files.
func grammarKeys(fsys fs.FS) ([]string, error) {
	files, err := fs.Glob(fsys, path.Join(grammarFolder, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list grammar files: %w", err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".yaml")
	}
	return files, nil
}

// loadGrammars reads one file per kind of restriction.
func (d *Detector) loadGrammars(fsys fs.FS) ([]*grammarSource, error) {
	files, err := fs.Glob(fsys, path.Join(grammarFolder, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list grammar files: %w", err)
	}
	var out []*grammarSource
	for _, file := range files {
		g := &grammarSource{}
		if g.source, err = readStrict(fsys, file, &g.raw); err != nil {
			return nil, err
		}
		if err := d.checkGrammar(g); err != nil {
			return nil, err
		}
		if g.weights, err = weightsOf(fsys, g.raw); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no grammar file; at least one kind of restriction is needed", grammarFolder)
	}
	return out, checkEvidence(fsys, out)
}

func (d *Detector) checkGrammar(g *grammarSource) error {
	if _, ok := d.kinds[g.raw.Key]; !ok {
		return g.errorf([]any{"key"}, "key %q is not a kind of restriction in %s", g.raw.Key, taxonomyFolder)
	}
	if want := strings.TrimSuffix(path.Base(g.file), ".yaml"); g.raw.Key != want {
		return g.errorf([]any{"key"}, "key is %q but the file is named for %q", g.raw.Key, want)
	}
	if len(g.raw.Rules) == 0 {
		return g.errorf([]any{"rules"}, "no rule is declared")
	}
	seen := map[string]bool{}
	for i, r := range g.raw.allRules() {
		at := g.raw.placeOf(i)
		if r.ID == "" || seen[r.ID] {
			return g.errorf(at, "a rule needs an id of its own; %q is empty or taken", r.ID)
		}
		seen[r.ID] = true
		if len(r.All) == 0 {
			return g.errorf(at, "rule %q needs slots under all", r.ID)
		}
		for _, k := range r.Kinds {
			if k != Reply && k != Policy || len(r.Kinds) > 1 {
				return g.errorf(join(at, "kinds"), "kinds of %q is one of [%s], [%s] or absent", r.ID, Reply, Policy)
			}
		}
	}
	for i, f := range g.raw.Facets {
		if f.Name == "" || len(f.All)+len(f.Near) == 0 {
			return g.errorf([]any{"facets", i}, "a facet needs a name and slots under all or near")
		}
	}
	for i, key := range g.raw.Beside {
		if _, ok := d.kinds[key]; !ok || key == g.raw.Key {
			return g.errorf([]any{"beside", i}, "%q is not another kind of restriction in %s", key, taxonomyFolder)
		}
	}
	cues := map[string]bool{}
	for _, name := range g.raw.cueNames() {
		if cues[name] {
			return g.errorf([]any{"for"}, "the cue %q is listed twice", name)
		}
		cues[name] = true
	}
	return nil
}

// allRules are the rules and after them the counter-rules.
func (g grammarYAML) allRules() []ruleYAML {
	return append(append([]ruleYAML{}, g.Rules...), g.Counter...)
}

// placeOf is where the i-th of all rules stands.
func (g grammarYAML) placeOf(i int) []any {
	if i < len(g.Rules) {
		return []any{"rules", i}
	}
	return []any{"counter", i - len(g.Rules)}
}

// cueNames are the slots under for and against.
func (g grammarYAML) cueNames() []string {
	return append(append([]string{}, g.For...), g.Against...)
}

// slotsUsed calls use with every slot name of the grammar and where it stands.
func (g grammarYAML) slotsUsed(use func(name string, at []any)) {
	list := func(names []string, at ...any) {
		for i, alternatives := range names {
			for _, name := range strings.Split(alternatives, "|") {
				use(name, join(at, i))
			}
		}
	}
	list(g.Strike, "strike")
	list(g.Cancel, "cancel")
	list(g.For, "for")
	list(g.Against, "against")
	for i, r := range g.allRules() {
		list(r.All, append(g.placeOf(i), "all")...)
		list(r.Near, append(g.placeOf(i), "near")...)
		list(r.None, append(g.placeOf(i), "none")...)
	}
	for i, f := range g.Facets {
		list(f.All, "facets", i, "all")
		list(f.Near, "facets", i, "near")
		list(f.None, "facets", i, "none")
	}
}

// checkSlots refuses a slot that no language declares, which is a misspelt name.
func (g *grammarSource) checkSlots(declared map[string]bool) error {
	var failed error
	g.raw.slotsUsed(func(name string, at []any) {
		if failed == nil && !declared[name] {
			failed = g.errorf(at, "slot %q is declared in no language", name)
		}
	})
	return failed
}

// addGrammar puts a grammar into the slots of the language. A language may lack a
// slot: it does without the rules, facets and cues that cannot do without it.
func (b *builder) addGrammar(src *grammarSource) error {
	g := grammar{key: src.raw.Key, base: src.weights.Base}
	g.strike, g.cancel = b.known(src.raw.Strike), b.known(src.raw.Cancel)
	for _, name := range src.raw.cueNames() {
		if slots := b.known([]string{name}); len(slots) > 0 {
			w := src.weights.Cues[name]
			g.cues = append(g.cues, cue{name, slots, w[0], w[1]})
		}
	}
	for i, r := range src.raw.allRules() {
		all, near, ok := b.filled(r.All, r.Near)
		if !ok {
			continue
		}
		compiled := rule{
			id:      b.lang.code + "-" + strings.ReplaceAll(src.raw.Key, "_", "-") + "-" + r.ID,
			counter: i >= len(src.raw.Rules), all: all, near: near, none: b.known(r.None), within: r.Within, weight: src.weights.Rules[r.ID],
		}
		if compiled.within == 0 {
			compiled.within = defaultWithin
		}
		if len(r.Kinds) > 0 {
			compiled.kind = r.Kinds[0]
		}
		g.rules = append(g.rules, compiled)
		if !compiled.counter {
			g.counters = len(g.rules)
		}
	}
	for _, f := range src.raw.Facets {
		if all, near, ok := b.filled(f.All, f.Near); ok {
			g.facets = append(g.facets, facet{f.Name, all, near, b.known(f.None)})
		}
	}
	g.hope = g.mostHope()
	b.lang.grammars = append(b.lang.grammars, g)
	return b.failed
}

// mostHope adds up what speaks for the restriction besides its rules.
func (g *grammar) mostHope() float64 {
	const rounding = 1e-6
	sum := rounding
	for _, r := range g.rules[g.counters:] {
		sum += max(r.weight, 0)
	}
	for _, c := range g.cues {
		sum += max(c.here, c.near, 0)
	}
	return sum
}

// filled resolves two lists of "slot" or "slot|other slot" and says whether the
// language can fill each of their terms.
func (b *builder) filled(all, near []string) (a, n []term, ok bool) {
	for _, list := range []struct {
		raw  []string
		into *[]term
	}{{all, &a}, {near, &n}} {
		for _, alternatives := range list.raw {
			t := b.known(strings.Split(alternatives, "|"))
			if len(t) == 0 {
				return nil, nil, false
			}
			*list.into = append(*list.into, t)
		}
	}
	return a, n, true
}
