package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"recourse/internal/mail"
	"recourse/internal/restriction"
)

// detectCmd is "recourse detect".
type detectCmd struct {
	Text detectTextCmd `cmd:"" default:"withargs" help:"Find them in one text, or in many with --batch; the word text may be left out."`
	Eval detectEvalCmd `cmd:"" help:"Measure precision and recall on labelled texts."`
}

// detectTextCmd is "recourse detect" with nothing else named.
type detectTextCmd struct {
	File     string `arg:"" optional:"" help:"Text, .eml or .html; standard input without it." type:"path"`
	Regime   string `help:"Law that governs; without it nothing is judged." placeholder:"ID"`
	Lang     string `help:"Language of the text; detected without it." placeholder:"CODE"`
	Kind     string `help:"What the text is: ${enum}." enum:"reply,policy" default:"reply"`
	Language string `help:"Language of the explanation: ${enum}." enum:"en,fr,de" default:"en"`
	JSON     bool   `name:"json" help:"Print JSON."`
	Batch    bool   `help:"Read texts from standard input, one JSON object a line, and answer each with one line."`
}

// Help is shown below the flags.
func (detectTextCmd) Help() string {
	return `Batch lines: {"id", "text", "regime", "kind", "lang"}; flags stand in for fields that are missing.
Answers: {"id", "lang", "findings": [{"key", "verdict", "start", "end", "quote", "rule"}]} with offsets in bytes of the UTF-8 text. The verdict is unlawful, lawful, or judge where a person must decide. A line that cannot be answered gives {"id", "error"} and the run goes on.`
}

// detectQuestion is a line of a batch.
type detectQuestion struct {
	ID     json.RawMessage `json:"id"`
	Text   *string         `json:"text"`
	Regime string          `json:"regime"`
	Kind   string          `json:"kind"`
	Lang   string          `json:"lang"`
}

// detectAnswer is what was found in one text.
type detectAnswer struct {
	ID       json.RawMessage `json:"id,omitempty"`
	Lang     string          `json:"lang"`
	Findings []findingAnswer `json:"findings"` // never null
}

type findingAnswer struct {
	Key     string `json:"key"`
	Verdict string `json:"verdict"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Quote   string `json:"quote"`
	Rule    string `json:"rule"`
}

// Run examines one text or a batch of them.
func (c detectTextCmd) Run(ctx context.Context, p process) error {
	detector, err := restriction.Default()
	if err != nil {
		return err
	}
	if c.Batch {
		return runBatch(ctx, p, func(line []byte) (any, error) { return c.answer(detector, line) })
	}
	text, err := c.read(p.Stdin)
	if err != nil {
		return err
	}
	report, err := detector.Detect(restriction.Input{Text: text, Regime: c.Regime, Kind: c.Kind, Lang: c.Lang})
	if err != nil {
		return usageError{err}
	}
	if c.JSON {
		out, err := encodeLine(newDetectAnswer(nil, report))
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(out)
		return err
	}
	return c.print(p, detector, text, report)
}

func (c detectTextCmd) answer(detector *restriction.Detector, line []byte) (any, error) {
	q := detectQuestion{Regime: c.Regime, Kind: c.Kind, Lang: c.Lang}
	if err := decodeLine(line, &q); err != nil {
		return nil, err
	}
	if q.Text == nil {
		return nil, errors.New(`the field "text" is missing`)
	}
	report, err := detector.Detect(restriction.Input{Text: *q.Text, Regime: q.Regime, Kind: q.Kind, Lang: usable(detector, q.Lang)})
	if err != nil {
		return nil, err
	}
	return newDetectAnswer(idOrNull(q.ID), report), nil
}

// usable drops the hint that a text is in a language without patterns, so that
// passages in other languages are still examined. What is no language code at all
// stays, for the detector to refuse.
func usable(detector *restriction.Detector, lang string) string {
	if slices.Contains(detector.Languages(), lang) {
		return lang
	}
	if base, err := language.ParseBase(lang); err == nil && base.String() == lang {
		return ""
	}
	return lang
}

func newDetectAnswer(id json.RawMessage, r restriction.Report) detectAnswer {
	a := detectAnswer{ID: id, Lang: r.Lang, Findings: make([]findingAnswer, 0, len(r.Findings))}
	for _, f := range r.Findings {
		a.Findings = append(a.Findings, findingAnswer{
			Key: f.Key, Verdict: string(f.Verdict), Start: f.Start, End: f.End, Quote: f.Quote, Rule: f.Rule,
		})
	}
	return a
}

// read returns the text to examine. Plain UTF-8 stays as it is, byte for byte,
// because offsets count its bytes; anything else is read like an upload.
func (c detectTextCmd) read(stdin io.Reader) (string, error) {
	name, raw, err := c.input(stdin)
	if err != nil {
		return "", err
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".eml", ".html", ".htm":
	default:
		if utf8.Valid(raw) && !bytes.ContainsRune(raw, 0) {
			return string(raw), nil
		}
	}
	upload, err := mail.ReadUpload(name, raw)
	return upload.Text, err
}

func (c detectTextCmd) input(stdin io.Reader) (name string, raw []byte, err error) {
	if c.File == "" || filepath.Base(c.File) == "-" {
		raw, err = io.ReadAll(stdin)
		return "standard input.txt", raw, err
	}
	raw, err = os.ReadFile(c.File)
	return filepath.Base(c.File), raw, err
}

// print says for each finding where it is, what it is, and what the law makes of it.
func (c detectTextCmd) print(p process, detector *restriction.Detector, text string, r restriction.Report) error {
	catalog, err := loadCatalog()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if len(r.Findings) == 0 {
		fmt.Fprintln(&b, "No restriction was recognised. That does not mean that there is none.")
	}
	regime := ""
	if known, ok := detector.Regime(c.Regime); ok {
		regime = known.ID
	}
	for i, f := range r.Findings {
		kind, _ := detector.Kind(f.Key)
		line := 1 + strings.Count(text[:f.Start], "\n")
		fmt.Fprintf(&b, "%d. %s: %s (line %d)\n", i+1, catalog.T(c.Language, "verdict."+string(f.Verdict), nil), kind.Name(c.Language), line)
		writeItem(&b, "   “", f.Quote+"”", "")
		if condition := kind.Judgement(regime).Condition(c.Language); condition != "" && f.Verdict == restriction.Judge {
			writeItem(&b, "   ", condition, "")
		}
		for _, source := range kind.Judgement(regime).Citations {
			fmt.Fprintf(&b, "   [%s]\n", source.Cite(c.Language))
		}
	}
	_, err = p.Stdout.Write(b.Bytes())
	return err
}
