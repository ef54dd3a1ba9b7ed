package restriction

import (
	"errors"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
)

const evidenceFile = "evidence.yaml"

// weights are the fitted log-odds of one kind of restriction. What they do not
// name has the weight that the grammar supposes.
type weights struct {
	// Base is what a candidate sentence starts from.
	Base float64 `yaml:"base"`
	// Rules are by id.
	Rules map[string]float64 `yaml:"rules"`
	// Cues are by slot: the weight in the sentence, and in a neighbour only.
	Cues map[string][2]float64 `yaml:"cues"`
}

// What is supposed of a rule or cue before anything is fitted.
const (
	baseSupposed    = -2.0
	ruleSupposed    = 1.0
	counterSupposed = -1.0
)

var (
	forSupposed     = [2]float64{0.5, 0.2}
	againstSupposed = [2]float64{-1.5, -0.8}
)

func supposed(g grammarYAML) weights {
	w := weights{Base: baseSupposed, Rules: map[string]float64{}, Cues: map[string][2]float64{}}
	for _, r := range g.Rules {
		w.Rules[r.ID] = ruleSupposed
	}
	for _, r := range g.Counter {
		w.Rules[r.ID] = counterSupposed
	}
	for _, name := range g.For {
		w.Cues[name] = forSupposed
	}
	for _, name := range g.Against {
		w.Cues[name] = againstSupposed
	}
	return w
}

// evidence is the file of fitted weights, by kind of restriction.
type evidence struct {
	*source
	byKey map[string]weights
}

func readEvidence(fsys fs.FS) (*evidence, error) {
	e := &evidence{byKey: map[string]weights{}}
	src, err := readStrict(fsys, path.Join(patternFolder, evidenceFile), &e.byKey)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	e.source = src
	return e, err
}

// of returns the weights of a grammar: those supposed, replaced by those fitted.
func (e *evidence) of(g *grammarSource) (weights, error) {
	w := supposed(g.raw)
	fitted, ok := e.byKey[g.raw.Key]
	if !ok {
		return w, nil
	}
	w.Base = fitted.Base
	for _, id := range slices.Sorted(maps.Keys(fitted.Rules)) {
		if _, ok := w.Rules[id]; !ok {
			return w, e.errorf([]any{g.raw.Key, "rules", id}, "the grammar of %q has no rule %q", g.raw.Key, id)
		}
		w.Rules[id] = fitted.Rules[id]
	}
	for _, slot := range slices.Sorted(maps.Keys(fitted.Cues)) {
		if _, ok := w.Cues[slot]; !ok {
			return w, e.errorf([]any{g.raw.Key, "cues", slot}, "the grammar of %q has no cue %q", g.raw.Key, slot)
		}
		w.Cues[slot] = fitted.Cues[slot]
	}
	return w, nil
}

// checkKeys refuses weights of a kind that has no grammar.
func (e *evidence) checkKeys(grammars []*grammarSource) error {
	for _, key := range slices.Sorted(maps.Keys(e.byKey)) {
		if !slices.ContainsFunc(grammars, func(g *grammarSource) bool { return g.raw.Key == key }) {
			return e.errorf([]any{key}, "there is no grammar of %q", key)
		}
	}
	return nil
}

// observed is a candidate sentence: the rules that fired and the cues around it.
type observed struct {
	rules []int // indexes into grammar.rules
	here  []int // indexes into grammar.cues
	near  []int
	hit   span // the smallest stretch that a rule needs
}

// odds are the log-odds that an observation is the restriction.
func (g *grammar) odds(o observed) float64 {
	odds := g.base
	for _, r := range o.rules {
		odds += g.rules[r].weight
	}
	for _, c := range o.here {
		odds += g.cues[c].here
	}
	for _, c := range o.near {
		odds += g.cues[c].near
	}
	return odds
}

// leading is the rule that speaks loudest for the restriction.
func (g *grammar) leading(o observed) *rule {
	best := &g.rules[o.rules[0]]
	for _, r := range o.rules[1:] {
		if g.rules[r].weight > best.weight {
			best = &g.rules[r]
		}
	}
	return best
}

// confidence turns log-odds into a share, rounded to two places.
func confidence(odds float64) float64 {
	p := 1 / (1 + math.Exp(-odds))
	return min(math.Round(p*100)/100, 0.99)
}

// reportable is the confidence from which a finding is reported.
const reportable = 0.5
