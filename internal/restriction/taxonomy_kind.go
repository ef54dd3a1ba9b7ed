package restriction

import (
	"path"
	"slices"
	"strings"

	"recourse/internal/civil"
)

type kindYAML struct {
	Key         string          `yaml:"key"`
	Severity    int             `yaml:"severity"`
	SeenIn      []string        `yaml:"seen_in"`
	Name        text            `yaml:"name"`
	Heading     text            `yaml:"heading"`
	Explanation text            `yaml:"explanation"`
	Judgements  []judgementYAML `yaml:"judgements"`
	Fallback    moveYAML        `yaml:"unknown_regime_counter_move"`
	Precedents  []precedentYAML `yaml:"precedents"`
}

type moveYAML map[string][]string

type judgementYAML struct {
	Regimes     []string           `yaml:"regimes"`
	Verdict     Verdict            `yaml:"verdict"`
	Condition   text               `yaml:"condition"`
	Question    *questionYAML      `yaml:"question"`
	Facets      map[string]Verdict `yaml:"facets"`
	Citations   []citationYAML     `yaml:"citations"`
	Move        moveYAML           `yaml:"counter_move"`
	Enumeration text               `yaml:"enumeration"`
}

type questionYAML struct {
	Text text    `yaml:"text"`
	Yes  Verdict `yaml:"if_yes"`
	No   Verdict `yaml:"if_no"`
}

type citationYAML struct {
	Text       string `yaml:"text"`
	Article    string `yaml:"article"`
	Cite       text   `yaml:"cite"`
	Link       string `yaml:"link"`
	Confidence string `yaml:"confidence"`
}

type precedentYAML struct {
	Authority  string `yaml:"authority"`
	Party      string `yaml:"party"`
	Reference  string `yaml:"reference"`
	Decided    string `yaml:"decided"`
	Published  string `yaml:"published"`
	Holding    text   `yaml:"holding"`
	Confidence string `yaml:"confidence"`
}

func (d *Detector) buildKind(src *source, k kindYAML) (Kind, error) {
	if err := checkKind(src, k); err != nil {
		return Kind{}, err
	}
	kind := Kind{
		Key: k.Key, Severity: k.Severity, SeenIn: k.SeenIn, name: k.Name, heading: k.Heading,
		explanation: k.Explanation, byRegime: map[string]*Judgement{},
	}
	for n, raw := range k.Judgements {
		if err := d.addJudgement(src, []any{"judgements", n}, kind, raw); err != nil {
			return Kind{}, err
		}
	}
	for n, raw := range k.Precedents {
		p, err := buildPrecedent(src, []any{"precedents", n}, raw)
		if err != nil {
			return Kind{}, err
		}
		kind.Precedents = append(kind.Precedents, p)
	}
	return kind, nil
}

func checkKind(src *source, k kindYAML) error {
	if want := strings.TrimSuffix(path.Base(src.file), ".yaml"); k.Key != want {
		return src.errorf([]any{"key"}, "key is %q but the file is named for %q", k.Key, want)
	}
	if k.Severity < 1 || k.Severity > 5 {
		return src.errorf([]any{"severity"}, "severity of %q is %d; it must be 1 to 5", k.Key, k.Severity)
	}
	if len(k.SeenIn) == 0 {
		return src.errorf([]any{"seen_in"}, "%q needs a way to be seen: text, events, data or person", k.Key)
	}
	for _, s := range k.SeenIn {
		if !slices.Contains([]string{"text", "events", "data", "person"}, s) {
			return src.errorf([]any{"seen_in"}, "%q is not a way to see a restriction; known are text, events, data, person", s)
		}
	}
	if err := complete(src, []any{"name"}, k.Name); err != nil {
		return err
	}
	if err := completeIn(src, []any{"heading"}, k.Heading, letterLanguages); err != nil {
		return err
	}
	if err := complete(src, []any{"explanation"}, k.Explanation); err != nil {
		return err
	}
	return completeMove(src, []any{"unknown_regime_counter_move"}, k.Fallback)
}

func (d *Detector) addJudgement(src *source, at []any, kind Kind, raw judgementYAML) error {
	j, err := buildJudgement(src, at, raw)
	if err != nil {
		return err
	}
	if len(raw.Regimes) == 0 || len(j.Citations) == 0 {
		return src.errorf(at, "a judgement needs at least one regime and one citation")
	}
	for _, id := range raw.Regimes {
		if _, known := d.regimes[id]; !known {
			return src.errorf(join(at, "regimes"), "regime %q is not declared under regimes", id)
		}
		if _, twice := kind.byRegime[id]; twice {
			return src.errorf(join(at, "regimes"), "%q is judged twice under %q", kind.Key, id)
		}
		kind.byRegime[id] = j
	}
	return nil
}

func buildJudgement(src *source, at []any, raw judgementYAML) (*Judgement, error) {
	if rank(raw.Verdict) == 0 {
		return nil, src.errorf(join(at, "verdict"), "%q is no verdict; known are unlawful, lawful, judge", raw.Verdict)
	}
	for f, v := range raw.Facets {
		if rank(v) == 0 {
			return nil, src.errorf(join(at, "facets", f), "%q is no verdict; known are unlawful, lawful, judge", v)
		}
	}
	if raw.Condition != nil || raw.Verdict != Unlawful {
		if err := complete(src, join(at, "condition"), raw.Condition); err != nil {
			return nil, err
		}
	}
	if err := completeMove(src, join(at, "counter_move"), raw.Move); err != nil {
		return nil, err
	}
	if raw.Enumeration != nil {
		if err := completeIn(src, join(at, "enumeration"), raw.Enumeration, letterLanguages); err != nil {
			return nil, err
		}
	}
	citations, err := buildCitations(src, join(at, "citations"), raw.Citations)
	if err != nil {
		return nil, err
	}
	question, err := buildQuestion(src, at, raw)
	return &Judgement{
		Verdict: raw.Verdict, Citations: citations, Question: question,
		condition: raw.Condition, facets: raw.Facets, moves: raw.Move, enumeration: raw.Enumeration,
	}, err
}

func buildCitations(src *source, at []any, raw []citationYAML) ([]Citation, error) {
	var out []Citation
	for n, c := range raw {
		if c.Text == "" || !confident(c.Confidence) {
			return nil, src.errorf(join(at, n), "a citation needs a text and a confidence of high, medium or low")
		}
		if c.Cite != nil {
			if err := completeIn(src, join(at, n, "cite"), c.Cite, letterLanguages); err != nil {
				return nil, err
			}
		}
		out = append(out, Citation{Text: c.Text, Article: c.Article, Link: c.Link, Confidence: c.Confidence, cite: c.Cite})
	}
	return out, nil
}

// buildQuestion returns nil where the judgement asks none. A question whose answer
// changes nothing is not worth a person's time, and one without a condition would
// not say what it is about.
func buildQuestion(src *source, at []any, raw judgementYAML) (*Question, error) {
	q := raw.Question
	if q == nil {
		return nil, nil
	}
	if err := complete(src, join(at, "question", "text"), q.Text); err != nil {
		return nil, err
	}
	if rank(q.Yes) == 0 {
		return nil, src.errorf(join(at, "question", "if_yes"), "%q is no verdict; known are unlawful, lawful, judge", q.Yes)
	}
	if rank(q.No) == 0 {
		return nil, src.errorf(join(at, "question", "if_no"), "%q is no verdict; known are unlawful, lawful, judge", q.No)
	}
	if q.Yes == q.No {
		return nil, src.errorf(join(at, "question"), "yes and no both lead to %q, so the question decides nothing", q.Yes)
	}
	if raw.Condition == nil {
		return nil, src.errorf(at, "a judgement with a question needs a condition that says what the question is about")
	}
	return &Question{IfYes: q.Yes, IfNo: q.No, text: q.Text}, nil
}

func buildPrecedent(src *source, at []any, raw precedentYAML) (Precedent, error) {
	p := Precedent{
		Authority: raw.Authority, Party: raw.Party, Reference: raw.Reference,
		Confidence: raw.Confidence, holding: raw.Holding,
	}
	if raw.Authority == "" || !confident(raw.Confidence) {
		return p, src.errorf(at, "a precedent needs an authority and a confidence of high, medium or low")
	}
	if err := complete(src, join(at, "holding"), raw.Holding); err != nil {
		return p, err
	}
	var err error
	if p.Decided, err = optionalDate(raw.Decided); err != nil {
		return p, src.errorf(join(at, "decided"), "%v", err)
	}
	if p.Published, err = optionalDate(raw.Published); err != nil {
		return p, src.errorf(join(at, "published"), "%v", err)
	}
	return p, nil
}

func optionalDate(s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	return civil.Parse(s)
}

func confident(s string) bool {
	return s == "high" || s == "medium" || s == "low"
}

func complete(src *source, at []any, t text) error {
	return completeIn(src, at, t, productLanguages)
}

func completeIn(src *source, at []any, t text, languages []string) error {
	for _, lang := range languages {
		if t[lang] == "" {
			return src.errorf(at, "the text in %q is missing", lang)
		}
	}
	return nil
}

func completeMove(src *source, at []any, m moveYAML) error {
	for _, lang := range letterLanguages {
		if len(m[lang]) == 0 || len(m[lang]) != len(m["en"]) {
			return src.errorf(at, "the points in %q are missing or not as many as in English", lang)
		}
	}
	return nil
}
