package restriction

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floor is what a set of texts that nothing was fitted or adapted to must reach. It
// lies a little below what is measured, so that no change makes unseen texts worse.
type floor struct{ precision, recall float64 }

// fewLabels is the number of labels below which shares say nothing yet.
const fewLabels = 30

func (f floor) hold(t *testing.T, s Score) {
	t.Helper()
	t.Log(summary(s))
	if s.Overall.Hits+s.Overall.Misses < fewLabels {
		return
	}
	if p := s.Overall.Precision(); p < f.precision {
		t.Errorf("precision is %.3f, want at least %.2f", p, f.precision)
	}
	if r := s.Overall.Recall(); r < f.recall {
		t.Errorf("recall is %.3f, want at least %.2f", r, f.recall)
	}
}

// Floors of the held-back halves of testdata/kinds: of each file, unless its set has one
// of its own, and of all of them together. They rise with every kind and language that is
// put into words; recall is that of what is labelled, worded or not.
var (
	eachFile = floor{0.70, 0.55}
	allFiles = floor{0.85, 0.67}
	// ofSet are floors of files whose texts say little outright, by what stands behind
	// the language in their names.
	ofSet = map[string]floor{"third": {0.62, 0.42}, "fourth": {0.62, 0.42}, "fifth": {0.62, 0.42}}
)

// TestKinds measures on texts labelled for every kind. What no grammar finds yet, and
// texts in languages without patterns, do not count.
func TestKinds_heldBackTextsMeetTheFloor(t *testing.T) {
	files := examplesOfKinds(t, "heldback")
	if len(files) == 0 {
		t.Skip("there are no held-back texts of the kinds")
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			_, set, _ := strings.Cut(name, ".")
			want, ok := ofSet[set]
			if !ok {
				want = eachFile
			}
			want.hold(t, evaluate(t, data))
		})
	}
	t.Run("all of them", func(t *testing.T) {
		var all []byte
		for _, data := range files {
			all = append(all, data...)
		}
		allFiles.hold(t, evaluate(t, all))
	})
}

func evaluate(t *testing.T, examples []byte) Score {
	t.Helper()
	s, err := Evaluate(builtInDetector(t), bytes.NewReader(examples), EvaluateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// examplesOfKinds returns the files of testdata/kinds of one half, by name without
// the endings. Every line ends in a line end.
func examplesOfKinds(t *testing.T, half string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/kinds/*." + half + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(file), "."+half+".jsonl")] = append(data, '\n')
	}
	return out
}

func TestKinds_examplesAreLabelledWithKnownKindsAndHaveIDsOfTheirOwn(t *testing.T) {
	d := builtInDetector(t)
	seen := map[string]string{}
	for _, half := range []string{"tuning", "heldback"} {
		for _, ex := range readExamples(t, "testdata/kinds/*."+half+".jsonl") {
			if other, ok := seen[ex.ID]; ok || ex.ID == "" {
				t.Errorf("the id %q stands twice, in %s and %s", ex.ID, other, half)
			}
			seen[ex.ID] = half
			for _, key := range slices.Concat(ex.Labels, ex.Lawful, ex.Contested) {
				if _, ok := d.Kind(key); !ok {
					t.Errorf("%s is labelled with %q, which is no kind of restriction", ex.ID, key)
				}
			}
			if ex.Kind != Reply && ex.Kind != Policy {
				t.Errorf("%s has the kind of text %q", ex.ID, ex.Kind)
			}
			if _, ok := d.Regime(ex.Regime); !ok {
				t.Errorf("%s has the unknown regime %q", ex.ID, ex.Regime)
			}
		}
	}
}
