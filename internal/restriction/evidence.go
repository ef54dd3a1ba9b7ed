package restriction

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strings"
)

const evidenceFolder = "evidence"

// weights are the fitted log-odds of one kind of restriction. What they do not
// name has the weight that the grammar supposes.
type weights struct {
	// Base is what a candidate sentence starts from.
	Base float64 `yaml:"base"`
	// Rules are by id.
	Rules map[string]float64 `yaml:"rules"`
	// Cues are by slot: the weight in the sentence, and in a neighbour only.
	Cues map[string][2]float64 `yaml:"cues"`
	// Around is by slot, of whatever kind it was made for: the weight where it is
	// filled in the sentence, and where it is in a neighbouring one only. It is all
	// fitted, nothing of it is supposed; a slot that is gone counts nothing.
	Around map[string][2]float64 `yaml:"around"`
}

// mostAround bounds what all slots and words around a sentence say together, either way,
// so that they do not outvote rules and cues in company that no example was seen in.
const mostAround = 8.0

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

// weightsOf returns the weights of a grammar: those supposed, replaced by those that
// evidence/<kind>.yaml says were fitted. A kind without such a file has none fitted.
func weightsOf(fsys fs.FS, g grammarYAML) (weights, error) {
	w := supposed(g)
	fitted := weights{Base: w.Base}
	src, err := readStrict(fsys, path.Join(evidenceFolder, g.Key+".yaml"), &fitted)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	w.Base = fitted.Base
	for _, id := range slices.Sorted(maps.Keys(fitted.Rules)) {
		if _, ok := w.Rules[id]; !ok {
			return w, src.errorf([]any{"rules", id}, "the grammar of %q has no rule %q; fit its weights anew", g.Key, id)
		}
		w.Rules[id] = fitted.Rules[id]
	}
	for _, slot := range slices.Sorted(maps.Keys(fitted.Cues)) {
		if _, ok := w.Cues[slot]; !ok {
			return w, src.errorf([]any{"cues", slot}, "the grammar of %q has no cue %q; fit its weights anew", g.Key, slot)
		}
		w.Cues[slot] = fitted.Cues[slot]
	}
	w.Around = fitted.Around
	return w, nil
}

// checkEvidence refuses weights of a kind that has no grammar.
func checkEvidence(fsys fs.FS, grammars []*grammarSource) error {
	files, err := fs.Glob(fsys, path.Join(evidenceFolder, "*.yaml"))
	if err != nil {
		return fmt.Errorf("list files of weights: %w", err)
	}
	for _, file := range files {
		key := strings.TrimSuffix(path.Base(file), ".yaml")
		if !slices.ContainsFunc(grammars, func(g *grammarSource) bool { return g.raw.Key == key }) {
			return fmt.Errorf("%s:1: there is no grammar of %q", file, key)
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
	// around is what all slots in the sentence and beside it say, whichever kind
	// they were made for, and what the words of the sentence say.
	around float64
}

// odds are the log-odds that an observation is the restriction.
func (g *grammar) odds(o observed) float64 {
	odds := g.base + o.around
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
