package restriction

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

//go:embed taxonomy/*.yaml grammar/*.yaml evidence/*.yaml evidence/words.txt patterns/*.yaml patterns/*/*.yaml
var builtIn embed.FS

// Verdict says what the law that governs the case makes of a restriction.
type Verdict string

const (
	// Unlawful means that the regime does not allow the restriction.
	Unlawful Verdict = "unlawful"
	// Lawful means that the regime allows the restriction as it stands.
	Lawful Verdict = "lawful"
	// Judge means that facts outside the text decide and a person must.
	Judge Verdict = "judge"
)

// The kinds of text that [Input.Kind] distinguishes.
const (
	// Reply is a message from a controller to one requester.
	Reply = "reply"
	// Policy is a text addressed to everybody, such as a privacy policy.
	Policy = "policy"
)

// Detector finds and judges restrictions. Its callers see no change after loading,
// and it is safe for concurrent use.
type Detector struct {
	kinds     map[string]Kind
	order     []string
	groups    []groupYAML
	laws      []string // ids of the regimes in the order of their file
	worded    []string // kinds that have a grammar, in the order of their files
	regimes   map[string]Regime
	aliases   map[string]string
	languages map[string]func() (*language, error) // compiled at the first call
	stopwords stopwords
}

// Default returns the detector with the taxonomy and patterns that are compiled
// into the program. The patterns of a language are compiled when a text first needs
// them: that takes time and memory that a program without such texts saves. A
// mistake in them, which [Load] refuses, would be an error of [Detector.Detect].
func Default() (*Detector, error) {
	d, err := open(builtIn)
	if err != nil {
		return nil, err
	}
	return d, d.loadStopwords(builtIn)
}

// Load reads the folders taxonomy, grammar, evidence and patterns from fsys. The
// reading is strict: an unknown field, an undeclared slot, regime or key, a missing
// translation or a pattern that does not compile is an error that names the file
// and the line.
func Load(fsys fs.FS) (*Detector, error) {
	d, err := open(fsys)
	if err != nil {
		return nil, err
	}
	if err := d.checkPatterns(fsys); err != nil {
		return nil, err
	}
	return d, d.loadStopwords(fsys)
}

func open(fsys fs.FS) (*Detector, error) {
	d := &Detector{languages: map[string]func() (*language, error){}}
	if err := d.loadTaxonomy(fsys); err != nil {
		return nil, err
	}
	return d, d.openPatterns(fsys)
}

// Input is one text to be examined.
type Input struct {
	// Text is the message or policy as it was received. It may be empty, contain
	// NUL bytes or invalid UTF-8.
	Text string
	// Regime is the id or an alias of the law that governs the case, such as
	// "eu-gdpr", "gdpr" or "ccpa". If it is empty, nothing can be judged and
	// every verdict is [Judge].
	Regime string
	// Kind is [Reply] or [Policy]; empty means [Reply].
	Kind string
	// Lang is the language of the whole text, one of [Detector.Languages]. Empty
	// means that it is detected, for the text and paragraph by paragraph: a paragraph
	// that is clearly in another language is read in that one.
	Lang string
}

// Report is what was found in one text.
type Report struct {
	// Lang is the main language of the text as an ISO 639-1 code, given or
	// detected, or "" if it could not be told. It may be a language without
	// patterns; then only passages in other languages can have findings.
	Lang string
	// Findings are in the order of the text, at most one per key and passage.
	Findings []Finding
}

// Finding is one restriction found in a text.
type Finding struct {
	// Key names the kind of restriction, such as "lookback_limit".
	Key string
	// Verdict is the judgement under the regime of the input.
	Verdict Verdict
	// Start and End are byte offsets into Input.Text, on rune boundaries.
	Start, End int
	// Quote is Input.Text[Start:End], the passage that imposes the restriction.
	Quote string
	// Rule is the id of the rule that spoke loudest, such as
	// "en-lookback-limit-only-span".
	Rule string
	// Confidence is the share of correct findings among those with as much
	// evidence, from 0.5 to 0.99. It is an estimate.
	Confidence float64
}

// Detect finds the restrictions in a text. An unknown regime, language or kind of
// text is an error that lists the known ones; no text is an error.
func (d *Detector) Detect(in Input) (Report, error) {
	regime, err := d.resolve(in)
	if err != nil {
		return Report{}, err
	}
	r := d.newReader(in)
	defer r.done()
	matches, err := r.matches()
	if err != nil {
		return Report{}, err
	}
	report := Report{Lang: r.main}
	for _, m := range matches {
		report.Findings = append(report.Findings, d.finding(in.Text, regime, m))
	}
	return report, nil
}

func (d *Detector) finding(text, regime string, m match) Finding {
	return Finding{
		Key:        m.key,
		Verdict:    d.kinds[m.key].judgement(regime).on(m.facets),
		Start:      m.start,
		End:        m.end,
		Quote:      text[m.start:m.end],
		Rule:       m.rule,
		Confidence: m.confidence,
	}
}

func (d *Detector) resolve(in Input) (regime string, err error) {
	if in.Kind != "" && in.Kind != Reply && in.Kind != Policy {
		return "", fmt.Errorf("unknown kind of text %q; known are %s, %s", in.Kind, Policy, Reply)
	}
	if in.Lang != "" && d.languages[in.Lang] == nil {
		return "", fmt.Errorf("unknown language %q; known are %s", in.Lang, strings.Join(d.Languages(), ", "))
	}
	if in.Regime == "" {
		return "", nil
	}
	r, ok := d.Regime(in.Regime)
	if !ok {
		return "", fmt.Errorf("unknown regime %q; known are %s", in.Regime, strings.Join(d.regimeNames(), ", "))
	}
	return r.ID, nil
}

// Languages returns the codes of the languages that have patterns, sorted.
func (d *Detector) Languages() []string {
	var out []string
	for code := range d.languages {
		out = append(out, code)
	}
	sort.Strings(out)
	return out
}

// Regime returns the regime with the given id or alias.
func (d *Detector) Regime(idOrAlias string) (Regime, bool) {
	id, ok := d.aliases[idOrAlias]
	if !ok {
		return Regime{}, false
	}
	return d.regimes[id], true
}

// Regimes returns every regime known to the taxonomy, sorted by id.
func (d *Detector) Regimes() []Regime {
	var out []Regime
	for _, r := range d.regimes {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (d *Detector) regimeNames() []string {
	var out []string
	for _, r := range d.Regimes() {
		name := r.ID
		if len(r.Aliases) > 0 {
			name += " (" + strings.Join(r.Aliases, ", ") + ")"
		}
		out = append(out, name)
	}
	return out
}

// Kinds returns every kind of restriction in the order of the taxonomy, also those
// that no text shows or that have no grammar yet.
func (d *Detector) Kinds() []Kind {
	out := make([]Kind, 0, len(d.order))
	for _, key := range d.order {
		out = append(out, d.kinds[key])
	}
	return out
}

// Kind returns the kind of restriction with the given key.
func (d *Detector) Kind(key string) (Kind, bool) {
	k, ok := d.kinds[key]
	return k, ok
}
