package restriction

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

const patternFolder = "patterns"

type patternYAML struct {
	Language  string              `yaml:"language"`
	Umlauts   bool                `yaml:"umlauts"`
	Slots     map[string][]string `yaml:"slots"`
	LookAlike []lookAlikeYAML     `yaml:"look_alikes"`
	Facets    []facetYAML         `yaml:"facets"`
	Rules     []ruleYAML          `yaml:"rules"`
}

type lookAlikeYAML struct {
	Key    string   `yaml:"key"`
	Strike []string `yaml:"strike"`
	Here   []string `yaml:"here"`
	Near   []string `yaml:"near"`
}

type facetYAML struct {
	Name string   `yaml:"name"`
	Key  string   `yaml:"key"`
	All  []string `yaml:"all"`
	None []string `yaml:"none"`
	Near []string `yaml:"near"`
}

type ruleYAML struct {
	ID         string   `yaml:"id"`
	Key        string   `yaml:"key"`
	Kinds      []string `yaml:"kinds"`
	All        []string `yaml:"all"`
	Near       []string `yaml:"near"`
	Before     []string `yaml:"before"`
	After      []string `yaml:"after"`
	Anywhere   []string `yaml:"anywhere"`
	None       []string `yaml:"none"`
	NoneNear   []string `yaml:"none_near"`
	Within     int      `yaml:"within"`
	Confidence float64  `yaml:"confidence"`
}

// defaultWithin bounds, in bytes of the folded sentence, how far the slots of a
// rule may lie apart.
const defaultWithin = 260

// language is the compiled pattern file of one language.
type language struct {
	code       string
	pool       sync.Pool // of *scratch
	slots      []*slot
	lookAlikes map[string]*lookAlike
	facets     []facet
	rules      []rule
	cues       map[string][]cue // by key
}

// term is a list of alternatives, as indexes into language.slots.
type term []int

type lookAlike struct {
	strike []int // wordings that are removed before rules are tried
	here   []int // wordings that cancel in the same sentence
	near   []int // wordings that cancel in the same or a neighbouring sentence
}

type facet struct {
	name, key string
	all       []term
	near      []term
	none      []int
}

type rule struct {
	id, key             string
	kind                string // "" for every kind of text
	all                 []term
	near, before, after []term
	anywhere            []term
	none, noneNear      []int
	within              int
	confidence          float64
}

func (d *Detector) loadPatterns(fsys fs.FS) error {
	files, err := fs.Glob(fsys, path.Join(patternFolder, "*.yaml"))
	if err != nil {
		return fmt.Errorf("list pattern files: %w", err)
	}
	cues, evidence, err := readEvidence(fsys)
	if err != nil {
		return err
	}
	declared := map[string]bool{}
	for _, file := range files {
		if path.Base(file) == stopwordFile || path.Base(file) == evidenceFile {
			continue
		}
		b, err := d.loadLanguage(fsys, file)
		if err != nil {
			return err
		}
		if err := b.addCues(evidence, cues); err != nil {
			return err
		}
		for name := range b.expander.raw {
			declared[name] = true
		}
	}
	if len(d.languages) == 0 {
		return fmt.Errorf("%s: no pattern file; at least one language is needed", patternFolder)
	}
	if err := checkCueSlots(evidence, cues, declared); err != nil {
		return err
	}
	return d.loadStopwords(fsys)
}

func (d *Detector) loadLanguage(fsys fs.FS, file string) (*builder, error) {
	var raw patternYAML
	src, err := readStrict(fsys, file, &raw)
	if err != nil {
		return nil, err
	}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); raw.Language != want {
		return nil, src.errorf([]any{"language"}, "language is %q but the file is named for %q", raw.Language, want)
	}
	b := &builder{
		src: src, kinds: d.kinds, index: map[string]int{},
		lang:     &language{code: raw.Language, lookAlikes: map[string]*lookAlike{}},
		expander: &expander{umlauts: raw.Umlauts, raw: raw.Slots, done: map[string]string{}, open: map[string]bool{}},
	}
	if err := b.build(raw); err != nil {
		return nil, err
	}
	d.languages[raw.Language] = b.lang
	return b, nil
}

// builder compiles one pattern file.
type builder struct {
	src      *source
	kinds    map[string]Kind
	lang     *language
	expander *expander
	index    map[string]int
}

func (b *builder) build(raw patternYAML) error {
	for name := range raw.Slots {
		if _, err := b.expander.slot(name); err != nil {
			return b.src.errorf([]any{"slots", name}, "%v", err)
		}
	}
	for i, l := range raw.LookAlike {
		if err := b.addLookAlike([]any{"look_alikes", i}, l); err != nil {
			return err
		}
	}
	for i, f := range raw.Facets {
		if err := b.addFacet([]any{"facets", i}, f); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for i, r := range raw.Rules {
		at := []any{"rules", i}
		if r.ID == "" || seen[r.ID] {
			return b.src.errorf(at, "a rule needs an id of its own; %q is empty or taken", r.ID)
		}
		seen[r.ID] = true
		if err := b.addRule(at, r); err != nil {
			return err
		}
	}
	if len(b.lang.rules) == 0 {
		return b.src.errorf([]any{"rules"}, "no rule is declared")
	}
	return nil
}

func (b *builder) checkKey(at []any, key string) error {
	if _, ok := b.kinds[key]; !ok {
		return b.src.errorf(join(at, "key"), "key %q is not a kind of restriction in %s", key, taxonomyFile)
	}
	return nil
}

func (b *builder) addLookAlike(at []any, raw lookAlikeYAML) (err error) {
	if err = b.checkKey(at, raw.Key); err != nil {
		return err
	}
	if b.lang.lookAlikes[raw.Key] != nil {
		return b.src.errorf(at, "look-alikes of %q are declared twice", raw.Key)
	}
	l := &lookAlike{}
	if l.strike, err = b.flat(join(at, "strike"), raw.Strike); err != nil {
		return err
	}
	if l.here, err = b.flat(join(at, "here"), raw.Here); err != nil {
		return err
	}
	if l.near, err = b.flat(join(at, "near"), raw.Near); err != nil {
		return err
	}
	b.lang.lookAlikes[raw.Key] = l
	return nil
}

func (b *builder) addFacet(at []any, raw facetYAML) (err error) {
	if err = b.checkKey(at, raw.Key); err != nil {
		return err
	}
	if raw.Name == "" || len(raw.All)+len(raw.Near) == 0 {
		return b.src.errorf(at, "a facet needs a name and slots under all or near")
	}
	f := facet{name: raw.Name, key: raw.Key}
	if f.all, err = b.terms(join(at, "all"), raw.All); err != nil {
		return err
	}
	if f.near, err = b.terms(join(at, "near"), raw.Near); err != nil {
		return err
	}
	if f.none, err = b.flat(join(at, "none"), raw.None); err != nil {
		return err
	}
	b.lang.facets = append(b.lang.facets, f)
	return nil
}

func (b *builder) addRule(at []any, raw ruleYAML) error {
	if err := b.checkKey(at, raw.Key); err != nil {
		return err
	}
	if len(raw.All) == 0 {
		return b.src.errorf(at, "rule %q needs slots under all", raw.ID)
	}
	if raw.Confidence <= 0 || raw.Confidence > 1 {
		return b.src.errorf(join(at, "confidence"), "confidence of %q is %v; it must be above 0 and at most 1", raw.ID, raw.Confidence)
	}
	r := rule{id: raw.ID, key: raw.Key, within: raw.Within, confidence: raw.Confidence}
	if r.within == 0 {
		r.within = defaultWithin
	}
	for _, k := range raw.Kinds {
		if k != Reply && k != Policy || len(raw.Kinds) > 1 {
			return b.src.errorf(join(at, "kinds"), "kinds of %q is one of [%s], [%s] or absent", raw.ID, Reply, Policy)
		}
		r.kind = k
	}
	var err error
	for _, part := range []struct {
		name string
		raw  []string
		into *[]term
	}{
		{"all", raw.All, &r.all},
		{"near", raw.Near, &r.near},
		{"before", raw.Before, &r.before},
		{"after", raw.After, &r.after},
		{"anywhere", raw.Anywhere, &r.anywhere},
	} {
		if *part.into, err = b.terms(join(at, part.name), part.raw); err != nil {
			return err
		}
	}
	if r.none, err = b.flat(join(at, "none"), raw.None); err != nil {
		return err
	}
	if r.noneNear, err = b.flat(join(at, "none_near"), raw.NoneNear); err != nil {
		return err
	}
	b.lang.rules = append(b.lang.rules, r)
	return nil
}

// terms resolves a list of "slot" or "slot|other slot".
func (b *builder) terms(at []any, raw []string) ([]term, error) {
	var out []term
	for i, alternatives := range raw {
		t, err := b.flat(join(at, i), strings.Split(alternatives, "|"))
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func (b *builder) flat(at []any, names []string) ([]int, error) {
	var out []int
	for _, name := range names {
		name = strings.TrimSpace(name)
		if parts, ok := b.union(name); ok {
			more, err := b.flat(at, parts)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		i, err := b.slot(name)
		if err != nil {
			return nil, b.src.errorf(at, "%v", err)
		}
		out = append(out, i)
	}
	return out, nil
}

// union returns the slots that a slot merely lists, so that they need not be
// compiled a second time.
func (b *builder) union(name string) (parts []string, ok bool) {
	for _, w := range b.expander.raw[name] {
		m := slotReference.FindStringSubmatch(w)
		if m == nil || m[0] != w {
			return nil, false
		}
		parts = append(parts, m[1])
	}
	return parts, len(parts) > 0
}

func (b *builder) slot(name string) (int, error) {
	if i, ok := b.index[name]; ok {
		return i, nil
	}
	s, err := b.expander.compile(name)
	if err != nil {
		return 0, err
	}
	b.index[name] = len(b.lang.slots)
	b.lang.slots = append(b.lang.slots, s)
	return b.index[name], nil
}
