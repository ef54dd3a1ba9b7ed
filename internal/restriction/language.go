package restriction

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp/syntax"
	"slices"
	"sync"
)

const (
	patternFolder = "patterns"
	// languageFile says what holds for all wordings of a language; the other files
	// of its folder hold wordings.
	languageFile = "language.yaml"
)

type languageYAML struct {
	Language string `yaml:"language"`
	Umlauts  bool   `yaml:"umlauts"`
}

type patternYAML struct {
	Slots map[string][]string `yaml:"slots"`
}

// mostIdle is how many scratches a language keeps. One that is new has everything to learn
// and reads ten times as slowly; each that is kept takes memory. Incoming mail is read by
// two.
const mostIdle = 2

// language is the compiled pattern folder of one language.
type language struct {
	code     string
	declared []string       // names of all slots
	numbers  map[string]int // in the program, of the slots with wordings of their own
	prog     *program
	slots    int // that are told apart
	joints   joints
	grammars []grammar
	index    ruleIndex
	lexicon  *lexicon // shared by all languages

	mutex sync.Mutex
	idle  []*scratch // that nobody uses now, at most mostIdle
}

// openPatterns makes ready to compile the pattern folders, each when its language is
// first needed.
func (d *Detector) openPatterns(fsys fs.FS) error {
	files, err := fs.Glob(fsys, path.Join(patternFolder, "*", languageFile))
	if err != nil {
		return fmt.Errorf("list languages: %w", err)
	}
	if d.worded, err = grammarKeys(fsys); err != nil {
		return err
	}
	grammars := sync.OnceValues(func() ([]*grammarSource, error) { return d.loadGrammars(fsys) })
	words := sync.OnceValues(func() (*lexicon, error) { return loadLexicon(fsys, d.worded) })
	for _, file := range files {
		folder := path.Dir(file)
		d.languages[path.Base(folder)] = sync.OnceValues(func() (*language, error) {
			shared, err := grammars()
			if err != nil {
				return nil, err
			}
			lexicon, err := words()
			if err != nil {
				return nil, err
			}
			lang, err := d.loadLanguage(fsys, folder, shared)
			if err != nil {
				return nil, err
			}
			lang.lexicon = lexicon
			return lang, nil
		})
	}
	if len(d.languages) == 0 {
		return fmt.Errorf("%s: no folder with a %s; at least one language is needed", patternFolder, languageFile)
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

// loadLanguage compiles the wordings of one language.
func (d *Detector) loadLanguage(fsys fs.FS, folder string, grammars []*grammarSource) (*language, error) {
	raw, err := readWordings(fsys, folder)
	if err != nil {
		return nil, err
	}
	b, err := newBuilder(raw)
	if err != nil {
		return nil, err
	}
	for _, g := range grammars {
		if err := b.addGrammar(g); err != nil {
			return nil, err
		}
	}
	for n := range b.lang.grammars {
		g := &b.lang.grammars[n]
		g.here, g.near = b.around(grammars[n].weights.Around)
		for _, other := range grammars {
			g.rivals = append(g.rivals, g.rivalOf(grammars[n].raw, other.raw))
		}
	}
	return b.finish(), nil
}

// wordings are the slots of one language, gathered from the files of its folder.
type wordings struct {
	language string
	umlauts  bool
	slots    map[string][]string
	from     map[string]*source // of each slot
}

// readWordings reads the folder of a language. A slot belongs to one file, so that
// two people cannot word it without knowing of each other.
func readWordings(fsys fs.FS, folder string) (*wordings, error) {
	var settings languageYAML
	src, err := readStrict(fsys, path.Join(folder, languageFile), &settings)
	if err != nil {
		return nil, err
	}
	if want := path.Base(folder); settings.Language != want {
		return nil, src.errorf([]any{"language"}, "language is %q but the folder is named for %q", settings.Language, want)
	}
	w := &wordings{
		language: settings.Language, umlauts: settings.Umlauts,
		slots: map[string][]string{}, from: map[string]*source{},
	}
	files, err := fs.Glob(fsys, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list pattern files: %w", err)
	}
	for _, file := range files {
		if path.Base(file) == languageFile {
			continue
		}
		if err := w.read(fsys, file); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *wordings) read(fsys fs.FS, file string) error {
	var raw patternYAML
	src, err := readStrict(fsys, file, &raw)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(raw.Slots)) {
		if other, ok := w.from[name]; ok {
			return src.errorf([]any{"slots", name}, "slot %q is declared at %s:%d already; a slot has its wordings in one file", name, other.file, other.line([]any{"slots", name}))
		}
		w.slots[name], w.from[name] = raw.Slots[name], src
	}
	return nil
}

// errorf reports a mistake in a slot at the place where it is declared.
func (w *wordings) errorf(slot, format string, args ...any) error {
	return w.from[slot].errorf([]any{"slots", slot}, format, args...)
}

// builder compiles the wordings of one language.
type builder struct {
	raw       *wordings
	lang      *language
	assembler *assembler
	joinery   joinery
	index     map[string][]int
	lengths   []int // by slot: of its shortest wording
	failed    error // the first mistake in a wording
}

func newBuilder(raw *wordings) (*builder, error) {
	e := &expander{
		umlauts: raw.umlauts, raw: raw.slots, names: slices.Sorted(maps.Keys(raw.slots)),
		number: map[string]int{}, trees: map[string][]*syntax.Regexp{},
	}
	if name, err := e.checkAll(); err != nil {
		return nil, raw.errorf(name, "%v", err)
	}
	return &builder{
		raw: raw, index: map[string][]int{}, assembler: newAssembler(e),
		lang:    &language{code: raw.language, declared: e.names, numbers: map[string]int{}},
		joinery: joinery{expander: e, number: map[string]int32{}},
	}, nil
}

// finish returns the language when all grammars are in.
func (b *builder) finish() *language {
	b.lang.slots = len(b.lengths)
	for n, trees := range b.joinery.pieces {
		b.assembler.accept(b.lang.slots+n, trees)
	}
	b.lang.prog, b.lang.joints = b.assembler.program(), b.joinery.joints
	b.lang.index = newRuleIndex(b.lang.grammars, b.lengths)
	return b.lang
}

// known returns the slots with these names that the language declares.
func (b *builder) known(names []string) []int {
	var out []int
	for _, name := range names {
		if _, ok := b.raw.slots[name]; ok {
			out = append(out, b.slot(name)...)
		}
	}
	return out
}

// around returns the weights of slots by their number in the program: in the sentence,
// and in a neighbouring one only. A slot that no grammar needs in this language has none.
func (b *builder) around(weights map[string][2]float64) (here, near []float32) {
	size := 64 * ((len(b.lengths) + 63) / 64)
	here, near = make([]float32, size), make([]float32, size)
	for name, w := range weights {
		if n, ok := b.lang.numbers[name]; ok {
			here[n], near[n] = float32(w[0]), float32(w[1])
		}
	}
	return here, near
}

// slot puts a slot into the program. Wordings that are nothing but another slot are
// not put in a second time: the result is several slots, any of which fills it.
func (b *builder) slot(name string) []int {
	if i, ok := b.index[name]; ok {
		return i
	}
	var out []int
	var own []*syntax.Regexp
	for i, w := range b.raw.slots[name] {
		if refs := references(w); len(refs) == 1 && w == "{"+refs[0]+"}" {
			out = append(out, b.slot(refs[0])...)
			continue
		}
		own = append(own, b.assembler.trees[name][i])
	}
	if len(own) > 0 {
		out = append(out, b.ownSlot(name, own))
	}
	if err := b.assembler.failed; err != nil && b.failed == nil {
		b.failed = b.raw.errorf(name, "slot %q: %v", name, err)
	}
	b.index[name] = out
	return out
}

// ownSlot puts in the wordings of a slot that are its own.
func (b *builder) ownSlot(name string, own []*syntax.Regexp) int {
	n := len(b.lengths)
	b.lang.numbers[name] = n
	b.lengths = append(b.lengths, shortestOf(own))
	whole := slices.DeleteFunc(slices.Clone(own), func(t *syntax.Regexp) bool {
		return b.joinery.add(n, t)
	})
	b.assembler.accept(n, whole)
	return n
}
