package restriction

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

const sharedCorpus = "../../../shared/data/restrictions-corpus.jsonl"

func TestEvaluate_corpusMeetsTheThresholds(t *testing.T) {
	d := builtInDetector(t)
	for _, c := range []struct {
		file              string
		precision, recall float64
	}{
		{"testdata/corpus/tuning.jsonl", 0.95, 0.90},
		{"testdata/corpus/heldout.jsonl", 0.95, 0.90},
		{sharedCorpus, 0.95, 0.90},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			f, err := os.Open(c.file)
			if os.IsNotExist(err) && c.file == sharedCorpus {
				t.Skip("the shared corpus is not here")
			}
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s, err := Evaluate(d, f, EvaluateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(summary(s))
			if p := s.Overall.Precision(); p < c.precision {
				t.Errorf("precision is %.3f, want at least %.2f", p, c.precision)
			}
			if r := s.Overall.Recall(); r < c.recall {
				t.Errorf("recall is %.3f, want at least %.2f", r, c.recall)
			}
			if r := s.ByKey["lookback_limit"].Recall(); r < 0.97 {
				t.Errorf("recall of lookback_limit is %.3f, want at least 0.97", r)
			}
			if a := s.VerdictAccuracy(); a < 0.95 {
				t.Errorf("verdict accuracy is %.3f, want at least 0.95", a)
			}
		})
	}
}

func summary(s Score) string {
	var b strings.Builder
	row := func(name string, t Tally) {
		fmt.Fprintf(&b, "\n%-26s P %.3f R %.3f F1 %.3f  (%d hits, %d false alarms, %d misses)",
			name, t.Precision(), t.Recall(), t.F1(), t.Hits, t.FalseAlarms, t.Misses)
	}
	row(fmt.Sprintf("all of %d texts", s.Texts), s.Overall)
	for _, part := range []map[string]Tally{s.ByKey, s.ByLang, s.ByKind} {
		var names []string
		for n := range part {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			row(n, part[n])
		}
	}
	fmt.Fprintf(&b, "\nverdicts right %d of %d, languages right %d of %d", s.VerdictsRight, s.Verdicts, s.LanguageRight, s.Texts)
	if os.Getenv("RESTRICTION_MISSES") != "" {
		for _, m := range s.Misses {
			fmt.Fprintf(&b, "\n  %s %s %s %s: %s", m.ID, m.What, m.Key, m.Rule, m.Quote)
		}
	}
	return b.String()
}
