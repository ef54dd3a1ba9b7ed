package restriction

import (
	"errors"
	"io/fs"
	"math"
	"path"
)

const evidenceFile = "evidence.yaml"

type evidenceYAML struct {
	Cues []cueYAML `yaml:"cues"`
}

type cueYAML struct {
	Key  string  `yaml:"key"`
	Slot string  `yaml:"slot"`
	Here float64 `yaml:"here"`
	Near float64 `yaml:"near"`
}

// cue is a meaning that makes a restriction more or less likely without deciding
// by itself. Its weights are log-odds.
type cue struct {
	slots []int
	here  float64 // if the sentence has it
	near  float64 // if only a neighbouring sentence has it
}

// readEvidence reads the weights that all languages share. A set of patterns
// without them is complete: its rules then decide alone.
func readEvidence(fsys fs.FS) ([]cueYAML, *source, error) {
	var raw evidenceYAML
	src, err := readStrict(fsys, path.Join(patternFolder, evidenceFile), &raw)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	return raw.Cues, src, err
}

// addCues resolves the shared cues in the slots of one language. A language may
// lack a slot; it then does without that cue.
func (b *builder) addCues(evidence *source, cues []cueYAML) error {
	b.lang.cues = map[string][]cue{}
	for i, raw := range cues {
		at := []any{"cues", i}
		if _, ok := b.kinds[raw.Key]; !ok {
			return evidence.errorf(join(at, "key"), "key %q is not a kind of restriction in %s", raw.Key, taxonomyFile)
		}
		if raw.Here == 0 && raw.Near == 0 {
			return evidence.errorf(at, "the cue %q needs a weight under here or near", raw.Slot)
		}
		if _, ok := b.expander.raw[raw.Slot]; !ok {
			continue
		}
		slots, err := b.flat([]any{"slots", raw.Slot}, []string{raw.Slot})
		if err != nil {
			return err
		}
		b.lang.cues[raw.Key] = append(b.lang.cues[raw.Key], cue{slots, raw.Here, raw.Near})
	}
	return nil
}

// checkCueSlots refuses a cue that no language can see, which is a misspelt name.
func checkCueSlots(evidence *source, cues []cueYAML, declared map[string]bool) error {
	for i, raw := range cues {
		if !declared[raw.Slot] {
			return evidence.errorf([]any{"cues", i, "slot"}, "slot %q is declared in no language", raw.Slot)
		}
	}
	return nil
}

// weigh returns the confidence in a rule that fired on sentence i, given the cues
// in it and around it.
func (doc *document) weigh(r *rule, i int) float64 {
	odds := math.Log(r.confidence/(1-min(r.confidence, 0.99))) + doc.odds(r.key, i)
	p := 1 / (1 + math.Exp(-odds))
	return min(math.Round(p*100)/100, 0.99)
}

// odds sums the weights of the cues of a key in and around sentence i. They are
// the same for every rule of the key, so they are computed once.
func (doc *document) odds(key string, i int) float64 {
	v := doc.views[i]
	if odds, ok := v.odds[key]; ok {
		return odds
	}
	odds := 0.0
	for _, c := range v.lang.cues[key] {
		switch {
		case v.any(c.slots):
			odds += c.here
		case c.near != 0 && doc.around(c.slots, i):
			odds += c.near
		}
	}
	if v.odds == nil {
		v.odds = map[string]float64{}
	}
	v.odds[key] = odds
	return odds
}

// around reports whether a neighbouring sentence of the same paragraph has the
// cue. What the next paragraph says is about something else more often than not.
func (doc *document) around(slots []int, i int) bool {
	for _, n := range []int{-1, 1} {
		v := doc.neighbour(i, n)
		if v != nil && v.paragraph == doc.views[i].paragraph && v.any(slots) {
			return true
		}
	}
	return false
}

// reportable is the confidence from which a finding is reported.
const reportable = 0.5
