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
		file                                 string
		precision, recall, lookback, verdict float64
	}{
		// Floors lie a little below what is measured. Only the first file is fitted to.
		{"testdata/corpus/tuning.jsonl", 0.93, 0.96, 0.96, 0.95},
		{"testdata/corpus/heldout.jsonl", 0.86, 0.96, 0.96, 0.95},
		{sharedCorpus, 0.95, 0.97, 0.97, 0.95},
		// Written after all rules that name phrases.
		{"testdata/corpus/unseen.jsonl", 0.92, 0.80, 0.50, 0.95},
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
			s, err := Evaluate(d, f, EvaluateOptions{Keys: limits, Languages: []string{"de", "en", "fr"}})
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
			if r := s.ByKey["lookback_limit"].Recall(); r < c.lookback {
				t.Errorf("recall of lookback_limit is %.3f, want at least %.2f", r, c.lookback)
			}
			if a := s.VerdictAccuracy(); a < c.verdict {
				t.Errorf("verdict accuracy is %.3f, want at least %.2f", a, c.verdict)
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

func TestEvaluate_scoresByTheRules(t *testing.T) {
	const hit = `{"id":"1","lang":"en","kind":"reply","regime":"gdpr","text":"We only provide data of the last twelve months.","labels":["lookback_limit"],"lawful":[]}`
	const missed = `{"id":"2","lang":"en","kind":"reply","regime":"gdpr","text":"Good morning to you and all of yours.","labels":["frequency_limit"],"lawful":[]}`
	const alarm = `{"id":"3","lang":"en","kind":"policy","regime":"gdpr","text":"Access may be requested once a year.","labels":[],"lawful":[]}`
	const contested = `{"id":"4","lang":"en","kind":"policy","regime":"gdpr","text":"Access may be requested once a year.","labels":[],"contested":["frequency_limit"]}`
	const lawful = `{"id":"5","lang":"en","kind":"policy","regime":"ccpa","text":"Access may be requested twice a year.","labels":[],"lawful":["frequency_limit"]}`
	const other = `{"id":"6","lang":"ro","kind":"policy","regime":"gdpr","text":"x","labels":["lookback_limit"]}`
	s, err := Evaluate(builtInDetector(t), strings.NewReader(strings.Join([]string{hit, missed, "", alarm, contested, lawful, other}, "\n")), EvaluateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Tally{Hits: 1, FalseAlarms: 1, Misses: 1}); s.Overall != want {
		t.Errorf("tally is %+v, want %+v", s.Overall, want)
	}
	if s.Texts != 5 || len(s.Misses) != 2 || s.Misses[0].ID != "2" || s.Misses[1].What != "false alarm" {
		t.Errorf("score is %+v", s)
	}
	if s.Overall.Precision() != 0.5 || s.Overall.Recall() != 0.5 || s.Overall.F1() != 0.5 || s.VerdictAccuracy() != 1 {
		t.Errorf("shares are %v %v %v %v", s.Overall.Precision(), s.Overall.Recall(), s.Overall.F1(), s.VerdictAccuracy())
	}
}

func TestEvaluate_namesTheLineItCannotRead(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"\n{", "line 2: not a labelled example"},
		{`{"id":"a","lang":"en","regime":"mars"}`, `line 1: example a: unknown regime "mars"`},
	} {
		_, err := Evaluate(builtInDetector(t), strings.NewReader(c.in), EvaluateOptions{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}
