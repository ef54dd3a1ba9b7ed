package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse/internal/restriction"
)

// detectEvalCmd is "recourse detect eval".
type detectEvalCmd struct {
	File      string   `arg:"" help:"Labelled texts as JSON Lines; - is standard input." type:"path"`
	Key       []string `help:"Count only these kinds of restriction." placeholder:"KEY"`
	Lang      []string `help:"Count only texts in these languages." placeholder:"CODE"`
	GivenLang bool     `help:"Take the language from the label instead of detecting it."`
	JSON      bool     `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (detectEvalCmd) Help() string {
	return `Lines: {"id", "lang", "kind", "text", "regime", "labels", "lawful", "contested"}. A key in labels that is found unlawful or for a person to judge is a hit; one in lawful that is found unlawful, and one found that is in no list, is a false alarm; contested keys count neither way. Without --key and --lang every kind and language counts.`
}

// evalAnswer is what "recourse detect eval" measured.
type evalAnswer struct {
	Texts      int                    `json:"texts"`
	All        tallyAnswer            `json:"all"`
	ByKey      map[string]tallyAnswer `json:"by_key"`
	ByLanguage map[string]tallyAnswer `json:"by_language"`
	ByKind     map[string]tallyAnswer `json:"by_kind"`
	Verdicts   shareAnswer            `json:"verdicts"`
	Languages  shareAnswer            `json:"languages"`
	Errors     []evalErrorAnswer      `json:"errors"` // never null
}

type tallyAnswer struct {
	Precision   float64 `json:"precision"` // 1 where nothing was found
	Recall      float64 `json:"recall"`    // 1 where nothing was labelled
	F1          float64 `json:"f1"`
	Hits        int     `json:"hits"`
	FalseAlarms int     `json:"false_alarms"`
	Misses      int     `json:"misses"`
}

// shareAnswer says how many of so many were right.
type shareAnswer struct {
	Right int     `json:"right"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
}

type evalErrorAnswer struct {
	ID    string `json:"id"`
	Lang  string `json:"lang"`
	Key   string `json:"key"`
	What  string `json:"what"`
	Rule  string `json:"rule"`
	Quote string `json:"quote"`
}

// Run measures the detector on labelled texts. A line that is no labelled text ends
// the run: figures on the rest would be of other texts than the file.
func (c detectEvalCmd) Run(_ context.Context, p process) error {
	detector, err := restriction.Default()
	if err != nil {
		return err
	}
	for _, key := range c.Key {
		if _, ok := detector.Kind(key); !ok {
			return usage("--key: unknown kind of restriction %q; known: %s", key, strings.Join(kindKeys(detector), ", "))
		}
	}
	in, name, err := c.open(p.Stdin)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	score, err := restriction.Evaluate(detector, in, restriction.EvaluateOptions{
		Keys: c.Key, Languages: c.Lang, Everything: true, GivenLanguage: c.GivenLang,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if score.Texts == 0 {
		return fmt.Errorf("%s: there is no labelled text to count", name)
	}
	var out []byte
	if c.JSON {
		out, err = encodeLine(newEvalAnswer(score))
	} else {
		out = evalReport(score)
	}
	if err != nil {
		return err
	}
	_, err = p.Stdout.Write(out)
	return err
}

func kindKeys(d *restriction.Detector) []string {
	var out []string
	for _, k := range d.Kinds() {
		out = append(out, k.Key)
	}
	return out
}

func (c detectEvalCmd) open(stdin io.Reader) (in io.ReadCloser, name string, err error) {
	name = filepath.Base(c.File)
	if name == "-" {
		return io.NopCloser(stdin), "standard input", nil
	}
	in, err = os.Open(c.File)
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%s: %w", name, failed.Err)
	}
	return in, name, err
}

func newEvalAnswer(s restriction.Score) evalAnswer {
	a := evalAnswer{
		Texts: s.Texts, All: newTallyAnswer(s.Overall),
		ByKey: newTallyAnswers(s.ByKey), ByLanguage: newTallyAnswers(s.ByLang), ByKind: newTallyAnswers(s.ByKind),
		Verdicts:  shareAnswer{s.VerdictsRight, s.Verdicts, s.VerdictAccuracy()},
		Languages: shareAnswer{s.LanguageRight, s.Texts, float64(s.LanguageRight) / float64(s.Texts)},
		Errors:    make([]evalErrorAnswer, 0, len(s.Misses)),
	}
	for _, m := range s.Misses {
		a.Errors = append(a.Errors, evalErrorAnswer(m))
	}
	return a
}

func newTallyAnswer(t restriction.Tally) tallyAnswer {
	return tallyAnswer{t.Precision(), t.Recall(), t.F1(), t.Hits, t.FalseAlarms, t.Misses}
}

func newTallyAnswers(parts map[string]restriction.Tally) map[string]tallyAnswer {
	out := map[string]tallyAnswer{}
	for name, t := range parts {
		out[name] = newTallyAnswer(t)
	}
	return out
}

// undefined stands for the share of nothing: the precision where nothing was found.
const undefined = "-"

// evalReport is the measurement for a person to read.
func evalReport(s restriction.Score) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%-32s %9s %7s %7s %6s %6s %7s\n", fmt.Sprintf("%d texts", s.Texts), "precision", "recall", "F1", "hits", "false", "missed")
	row := func(name string, t restriction.Tally) {
		precision, recall := undefined, undefined
		if t.Hits+t.FalseAlarms > 0 {
			precision = fmt.Sprintf("%.3f", t.Precision())
		}
		if t.Hits+t.Misses > 0 {
			recall = fmt.Sprintf("%.3f", t.Recall())
		}
		fmt.Fprintf(&b, "%-32s %9s %7s %7.3f %6d %6d %7d\n", name, precision, recall, t.F1(), t.Hits, t.FalseAlarms, t.Misses)
	}
	row("all", s.Overall)
	for _, part := range []struct {
		title string
		of    map[string]restriction.Tally
	}{{"by language", s.ByLang}, {"by kind of text", s.ByKind}, {"by restriction", s.ByKey}} {
		fmt.Fprintf(&b, "\n%s\n", part.title)
		for _, name := range slices.Sorted(maps.Keys(part.of)) {
			row("  "+name, part.of[name])
		}
	}
	fmt.Fprintf(&b, "\nverdicts right   %d of %d (%.3f)\n", s.VerdictsRight, s.Verdicts, s.VerdictAccuracy())
	fmt.Fprintf(&b, "languages right  %d of %d\n", s.LanguageRight, s.Texts)
	for _, what := range []struct{ kind, title string }{{"missed", "missed"}, {"false alarm", "false alarms"}, {"verdict", "judged otherwise"}} {
		writeEvalErrors(&b, what.title, s.Misses, what.kind)
	}
	return b.Bytes()
}

// writeEvalErrors lists the errors of one kind, each with its passage, or with the
// whole text if nothing was found.
func writeEvalErrors(b *bytes.Buffer, title string, all []restriction.Miss, what string) {
	for _, m := range all {
		if m.What != what {
			continue
		}
		if title != "" {
			fmt.Fprintf(b, "\n%s\n", title)
			title = ""
		}
		rule := ""
		if m.Rule != "" {
			rule = " by " + m.Rule
		}
		fmt.Fprintf(b, "  %s %s %s%s: %s\n", m.ID, m.Lang, m.Key, rule, strings.Join(strings.Fields(m.Quote), " "))
	}
}
