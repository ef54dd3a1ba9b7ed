package restriction

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

const patternFolder = "patterns"

type patternYAML struct {
	Language string              `yaml:"language"`
	Umlauts  bool                `yaml:"umlauts"`
	Slots    map[string][]string `yaml:"slots"`
}

// language is the compiled pattern file of one language.
type language struct {
	code     string
	declared []string  // names of all slots
	pool     sync.Pool // of *scratch
	slots    []*slot
	sets     []charSet // that the slots read
	grammars []grammar
}

// openPatterns makes ready to compile the pattern files, each when its language is
// first needed.
func (d *Detector) openPatterns(fsys fs.FS) error {
	files, err := fs.Glob(fsys, path.Join(patternFolder, "*.yaml"))
	if err != nil {
		return fmt.Errorf("list pattern files: %w", err)
	}
	if d.worded, err = grammarKeys(fsys); err != nil {
		return err
	}
	grammars := sync.OnceValues(func() ([]*grammarSource, error) { return d.loadGrammars(fsys) })
	for _, file := range files {
		if path.Base(file) == stopwordFile || path.Base(file) == evidenceFile {
			continue
		}
		code := strings.TrimSuffix(path.Base(file), ".yaml")
		d.languages[code] = sync.OnceValues(func() (*language, error) {
			shared, err := grammars()
			if err != nil {
				return nil, err
			}
			return d.loadLanguage(fsys, file, shared)
		})
	}
	if len(d.languages) == 0 {
		return fmt.Errorf("%s: no pattern file; at least one language is needed", patternFolder)
	}
	return nil
}

// checkPatterns compiles every language and holds what they share against them.
func (d *Detector) checkPatterns(fsys fs.FS) error {
	declared := map[string]bool{}
	for _, code := range d.Languages() {
		lang, err := d.languages[code]()
		if err != nil {
			return err
		}
		for _, name := range lang.declared {
			declared[name] = true
		}
	}
	grammars, err := d.loadGrammars(fsys)
	if err != nil {
		return err
	}
	for _, g := range grammars {
		if err := g.checkSlots(declared); err != nil {
			return err
		}
	}
	return nil
}

func (d *Detector) loadLanguage(fsys fs.FS, file string, grammars []*grammarSource) (*language, error) {
	var raw patternYAML
	src, err := readStrict(fsys, file, &raw)
	if err != nil {
		return nil, err
	}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); raw.Language != want {
		return nil, src.errorf([]any{"language"}, "language is %q but the file is named for %q", raw.Language, want)
	}
	b := &builder{
		src: src, index: map[string][]int{},
		lang: &language{code: raw.Language, declared: slices.Sorted(maps.Keys(raw.Slots))},
		expander: &expander{
			umlauts: raw.Umlauts, sets: &charSets{known: map[charSet]uint16{}},
			raw: raw.Slots, done: map[string]string{}, open: map[string]bool{},
		},
	}
	for _, name := range b.lang.declared {
		if _, err := b.expander.slot(name); err != nil {
			return nil, src.errorf([]any{"slots", name}, "%v", err)
		}
	}
	for _, g := range grammars {
		if err := b.addGrammar(g); err != nil {
			return nil, err
		}
	}
	for n := range b.lang.grammars {
		g := &b.lang.grammars[n]
		for _, other := range grammars {
			g.rivals = append(g.rivals, g.rivalOf(grammars[n].raw, other.raw))
		}
	}
	b.lang.sets = b.expander.sets.all
	return b.lang, nil
}

// builder compiles one pattern file.
type builder struct {
	src      *source
	lang     *language
	expander *expander
	index    map[string][]int
	failed   error // the first mistake in a wording
}

// known returns the slots with these names that the language declares.
func (b *builder) known(names []string) []int {
	var out []int
	for _, name := range names {
		if _, ok := b.expander.raw[name]; ok {
			out = append(out, b.slot(name)...)
		}
	}
	return out
}

// slot compiles a slot. Wordings that are nothing but another slot are not
// compiled a second time: the result is several slots, any of which fills it.
func (b *builder) slot(name string) []int {
	if i, ok := b.index[name]; ok {
		return i
	}
	others, own := b.split(name)
	var out []int
	for _, other := range others {
		out = append(out, b.slot(other)...)
	}
	if len(own) > 0 {
		s, err := b.expander.compile(name, own)
		if err != nil {
			if b.failed == nil {
				b.failed = b.src.errorf([]any{"slots", name}, "%v", err)
			}
			return nil
		}
		out = append(out, len(b.lang.slots))
		b.lang.slots = append(b.lang.slots, s)
	}
	b.index[name] = out
	return out
}

// split parts the wordings of a slot into the slots that it includes whole and
// wordings of its own.
func (b *builder) split(name string) (others, own []string) {
	for _, w := range b.expander.raw[name] {
		if m := slotReference.FindStringSubmatch(w); m != nil && m[0] == w {
			others = append(others, m[1])
		} else {
			own = append(own, w)
		}
	}
	return others, own
}
