package restriction

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
)

// Example is one labelled text, a line of the corpus files.
type Example struct {
	ID     string `json:"id"`
	Lang   string `json:"lang"`
	Kind   string `json:"kind"`
	Text   string `json:"text"`
	Regime string `json:"regime"`
	// Labels are the restrictions present and to be flagged under Regime.
	Labels []string `json:"labels"`
	// Lawful are restrictions present or touched upon, but lawful there.
	Lawful []string `json:"lawful"`
	// Contested are restrictions on which careful readers differ; they count
	// neither way.
	Contested []string `json:"contested"`
	// Source says where the wording comes from; it is not scored.
	Source string `json:"source"`
}

// EvaluateOptions chooses what is scored.
type EvaluateOptions struct {
	// Keys are the kinds that count; empty means all that a grammar finds in texts.
	Keys []string
	// Languages are those that count; empty means all that have patterns.
	Languages []string
	// Everything counts every kind and language where Keys and Languages are empty,
	// also those that nothing finds yet: their labels are missed.
	Everything bool
	// GivenLanguage hands the labelled language to the detector instead of having
	// it detected.
	GivenLanguage bool
}

// Tally counts hits and misses.
type Tally struct {
	Hits, FalseAlarms, Misses int
}

// Precision is the share of reported restrictions that are right, 1 if none was
// reported.
func (t Tally) Precision() float64 { return share(t.Hits, t.Hits+t.FalseAlarms) }

// Recall is the share of labelled restrictions that were reported, 1 if none was
// labelled.
func (t Tally) Recall() float64 { return share(t.Hits, t.Hits+t.Misses) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 {
	p, r := t.Precision(), t.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Miss is one error of the detector.
type Miss struct {
	ID, Lang, Key string
	// What is "missed", "false alarm" or "verdict".
	What string
	// Rule fired, and Quote is the passage, unless What is "missed"; then Quote is
	// the whole text.
	Rule, Quote string
}

// Score is the outcome of an evaluation.
type Score struct {
	Texts         int
	Overall       Tally
	ByKey         map[string]Tally
	ByLang        map[string]Tally
	ByKind        map[string]Tally
	LanguageRight int // texts whose language was told right
	Verdicts      int // reported restrictions that are labelled or lawful
	VerdictsRight int
	Misses        []Miss
}

// VerdictAccuracy is the share of reported, rightly recognised restrictions that
// were also judged as labelled. [Judge] is never an error.
func (s Score) VerdictAccuracy() float64 { return share(s.VerdictsRight, s.Verdicts) }

// Evaluate reads labelled examples as JSON Lines and scores the detector. A label
// reported as unlawful or for a person to judge is a hit; a lawful one reported as
// unlawful is a false alarm, as is any key that is in neither list. A contested key
// counts neither way. A line that is no example, or names an unknown kind of
// restriction, kind of text or regime, is an error with its number.
func Evaluate(d *Detector, r io.Reader, opts EvaluateOptions) (Score, error) {
	if len(opts.Keys) == 0 && opts.Everything {
		opts.Keys = d.order
	}
	if len(opts.Keys) == 0 {
		opts.Keys = d.worded
	}
	if len(opts.Languages) == 0 && !opts.Everything {
		opts.Languages = d.Languages()
	}
	score := Score{ByKey: map[string]Tally{}, ByLang: map[string]Tally{}, ByKind: map[string]Tally{}}
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		row, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(row)) > 0 {
			if err := score.line(d, row, opts); err != nil {
				return score, fmt.Errorf("line %d: %w", n, err)
			}
		}
		if errors.Is(err, io.EOF) {
			sort.SliceStable(score.Misses, func(i, j int) bool { return score.Misses[i].ID < score.Misses[j].ID })
			return score, nil
		}
		if err != nil {
			return score, fmt.Errorf("line %d: %w", n, err)
		}
	}
}

func (s *Score) line(d *Detector, row []byte, opts EvaluateOptions) error {
	var ex Example
	if err := json.Unmarshal(row, &ex); err != nil {
		return fmt.Errorf("not a labelled example: %w", err)
	}
	if err := ex.check(d); err != nil {
		return err
	}
	if len(opts.Languages) > 0 && !slices.Contains(opts.Languages, ex.Lang) {
		return nil
	}
	in := Input{Text: ex.Text, Regime: ex.Regime, Kind: ex.Kind}
	if opts.GivenLanguage && d.languages[ex.Lang] != nil {
		in.Lang = ex.Lang
	}
	report, err := d.Detect(in)
	if err != nil {
		return fmt.Errorf("example %s: %w", ex.ID, err)
	}
	s.Texts++
	if report.Lang == ex.Lang {
		s.LanguageRight++
	}
	for _, key := range opts.Keys {
		s.key(ex, key, report)
	}
	return nil
}

// check refuses labels that no detector could meet: unknown ones, and those that
// contradict each other.
func (ex Example) check(d *Detector) error {
	lists := map[string]string{}
	for _, list := range []struct {
		name string
		keys []string
	}{{"labels", ex.Labels}, {"lawful", ex.Lawful}, {"contested", ex.Contested}} {
		for _, key := range list.keys {
			if _, ok := d.kinds[key]; !ok {
				return fmt.Errorf("example %s: %q under %s is no kind of restriction", ex.ID, key, list.name)
			}
			if other, ok := lists[key]; ok && other != list.name {
				return fmt.Errorf("example %s: %q stands under %s and under %s", ex.ID, key, other, list.name)
			}
			lists[key] = list.name
		}
	}
	return nil
}

// key scores one kind of restriction in one text; several findings of the kind
// count once, with the gravest verdict.
func (s *Score) key(ex Example, key string, report Report) {
	var found *Finding
	for i := range report.Findings {
		f := &report.Findings[i]
		if f.Key == key && (found == nil || rank(f.Verdict) > rank(found.Verdict)) {
			found = f
		}
	}
	labelled, lawful := slices.Contains(ex.Labels, key), slices.Contains(ex.Lawful, key)
	switch {
	case slices.Contains(ex.Contested, key):
	case found == nil && labelled:
		s.add(ex, key, Tally{Misses: 1})
		s.miss(ex, key, "missed", nil)
	case found == nil:
	case labelled && found.Verdict == Lawful:
		s.Verdicts++
		s.add(ex, key, Tally{Misses: 1})
		s.miss(ex, key, "verdict", found)
	case labelled:
		s.Verdicts++
		s.VerdictsRight++
		s.add(ex, key, Tally{Hits: 1})
	case lawful && found.Verdict == Unlawful:
		s.Verdicts++
		s.add(ex, key, Tally{FalseAlarms: 1})
		s.miss(ex, key, "verdict", found)
	case lawful:
		s.Verdicts++
		s.VerdictsRight++
	default:
		s.add(ex, key, Tally{FalseAlarms: 1})
		s.miss(ex, key, "false alarm", found)
	}
}

func (s *Score) add(ex Example, key string, t Tally) {
	for _, part := range []struct {
		of   map[string]Tally
		name string
	}{{s.ByKey, key}, {s.ByLang, ex.Lang}, {s.ByKind, ex.Kind}} {
		part.of[part.name] = part.of[part.name].plus(t)
	}
	s.Overall = s.Overall.plus(t)
}

func (t Tally) plus(o Tally) Tally {
	return Tally{t.Hits + o.Hits, t.FalseAlarms + o.FalseAlarms, t.Misses + o.Misses}
}

func (s *Score) miss(ex Example, key, what string, f *Finding) {
	m := Miss{ID: ex.ID, Lang: ex.Lang, Key: key, What: what, Quote: ex.Text}
	if f != nil {
		m.Rule, m.Quote = f.Rule, f.Quote
	}
	s.Misses = append(s.Misses, m)
}
