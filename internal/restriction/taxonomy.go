package restriction

import (
	"io/fs"
	"slices"

	"recourse/internal/civil"
)

const taxonomyFile = "taxonomy.yaml"

// productLanguages are those in which every text of the taxonomy must exist.
var productLanguages = []string{"en", "fr", "de"}

type taxonomyYAML struct {
	Schema  int          `yaml:"schema"`
	Regimes []regimeYAML `yaml:"regimes"`
	Unknown text         `yaml:"unknown_regime"`
	Kinds   []kindYAML   `yaml:"kinds"`
}

type regimeYAML struct {
	ID      string   `yaml:"id"`
	Aliases []string `yaml:"aliases"`
	Name    text     `yaml:"name"`
}

type kindYAML struct {
	Key         string          `yaml:"key"`
	Severity    int             `yaml:"severity"`
	SeenIn      []string        `yaml:"seen_in"`
	Name        text            `yaml:"name"`
	Explanation text            `yaml:"explanation"`
	Judgements  []judgementYAML `yaml:"judgements"`
	Fallback    moveYAML        `yaml:"unknown_regime_counter_move"`
	Precedents  []precedentYAML `yaml:"precedents"`
}

type moveYAML map[string][]string

type judgementYAML struct {
	Regimes   []string           `yaml:"regimes"`
	Verdict   Verdict            `yaml:"verdict"`
	Condition text               `yaml:"condition"`
	Facets    map[string]Verdict `yaml:"facets"`
	Citations []citationYAML     `yaml:"citations"`
	Move      moveYAML           `yaml:"counter_move"`
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

func (d *Detector) loadTaxonomy(fsys fs.FS) error {
	var raw taxonomyYAML
	src, err := readStrict(fsys, taxonomyFile, &raw)
	if err != nil {
		return err
	}
	if raw.Schema != 1 {
		return src.errorf([]any{"schema"}, "schema %d is not understood; this program reads schema 1", raw.Schema)
	}
	if err := d.addRegimes(src, raw.Regimes); err != nil {
		return err
	}
	if err := complete(src, []any{"unknown_regime"}, raw.Unknown); err != nil {
		return err
	}
	d.kinds = map[string]Kind{}
	for i, k := range raw.Kinds {
		kind, err := d.buildKind(src, i, k)
		if err != nil {
			return err
		}
		kind.fallback = &Judgement{Verdict: Judge, condition: raw.Unknown, moves: k.Fallback}
		d.kinds[k.Key] = kind
		d.order = append(d.order, k.Key)
	}
	if len(d.kinds) == 0 {
		return src.errorf([]any{"kinds"}, "no kind of restriction is declared")
	}
	return nil
}

func (d *Detector) addRegimes(src *source, regimes []regimeYAML) error {
	d.regimes, d.aliases = map[string]Regime{}, map[string]string{}
	for i, r := range regimes {
		at := []any{"regimes", i}
		if r.ID == "" {
			return src.errorf(at, "a regime needs an id")
		}
		for _, name := range append([]string{r.ID}, r.Aliases...) {
			if other, taken := d.aliases[name]; taken {
				return src.errorf(at, "the name %q already belongs to regime %q", name, other)
			}
			d.aliases[name] = r.ID
		}
		if err := complete(src, append(at, "name"), r.Name); err != nil {
			return err
		}
		d.regimes[r.ID] = Regime{ID: r.ID, Aliases: r.Aliases, name: r.Name}
	}
	return nil
}

func (d *Detector) buildKind(src *source, i int, k kindYAML) (Kind, error) {
	at := []any{"kinds", i}
	if err := d.checkKind(src, at, k); err != nil {
		return Kind{}, err
	}
	kind := Kind{
		Key: k.Key, Severity: k.Severity, SeenIn: k.SeenIn, name: k.Name,
		explanation: k.Explanation, byRegime: map[string]*Judgement{},
	}
	for n, raw := range k.Judgements {
		if err := d.addJudgement(src, join(at, "judgements", n), kind, raw); err != nil {
			return Kind{}, err
		}
	}
	for n, raw := range k.Precedents {
		p, err := buildPrecedent(src, join(at, "precedents", n), raw)
		if err != nil {
			return Kind{}, err
		}
		kind.Precedents = append(kind.Precedents, p)
	}
	return kind, nil
}

func (d *Detector) checkKind(src *source, at []any, k kindYAML) error {
	if k.Key == "" {
		return src.errorf(at, "a kind needs a key")
	}
	if _, twice := d.kinds[k.Key]; twice {
		return src.errorf(at, "the kind %q is declared twice", k.Key)
	}
	if k.Severity < 1 || k.Severity > 5 {
		return src.errorf(join(at, "severity"), "severity of %q is %d; it must be 1 to 5", k.Key, k.Severity)
	}
	for _, s := range k.SeenIn {
		if !slices.Contains([]string{"text", "events", "data", "person"}, s) {
			return src.errorf(join(at, "seen_in"), "%q is not a way to see a restriction; known are text, events, data, person", s)
		}
	}
	if err := complete(src, join(at, "name"), k.Name); err != nil {
		return err
	}
	if err := complete(src, join(at, "explanation"), k.Explanation); err != nil {
		return err
	}
	return completeMove(src, join(at, "unknown_regime_counter_move"), k.Fallback)
}

func (d *Detector) addJudgement(src *source, at []any, kind Kind, raw judgementYAML) error {
	j := &Judgement{Verdict: raw.Verdict, condition: raw.Condition, facets: raw.Facets, moves: raw.Move}
	if rank(raw.Verdict) == 0 {
		return src.errorf(join(at, "verdict"), "%q is no verdict; known are unlawful, lawful, judge", raw.Verdict)
	}
	for f, v := range raw.Facets {
		if rank(v) == 0 {
			return src.errorf(join(at, "facets", f), "%q is no verdict; known are unlawful, lawful, judge", v)
		}
	}
	if raw.Condition != nil || raw.Verdict != Unlawful {
		if err := complete(src, join(at, "condition"), raw.Condition); err != nil {
			return err
		}
	}
	if err := completeMove(src, join(at, "counter_move"), raw.Move); err != nil {
		return err
	}
	for n, c := range raw.Citations {
		if c.Text == "" || !confident(c.Confidence) {
			return src.errorf(join(at, "citations", n), "a citation needs a text and a confidence of high, medium or low")
		}
		if c.Cite != nil {
			if err := complete(src, join(at, "citations", n, "cite"), c.Cite); err != nil {
				return err
			}
		}
		j.Citations = append(j.Citations, Citation{Text: c.Text, Article: c.Article, Link: c.Link, Confidence: c.Confidence, cite: c.Cite})
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
	for _, lang := range productLanguages {
		if t[lang] == "" {
			return src.errorf(at, "the text in %q is missing", lang)
		}
	}
	return nil
}

func completeMove(src *source, at []any, m moveYAML) error {
	for _, lang := range productLanguages {
		if len(m[lang]) == 0 || len(m[lang]) != len(m["en"]) {
			return src.errorf(at, "the points in %q are missing or not as many as in English", lang)
		}
	}
	return nil
}
