package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"recourse/internal/dsar"
)

// schema is the version of the YAML files that this program reads.
const schema = 1

// manifest is letters/letters.yaml: what there has to be.
type manifest struct {
	Schema    int                     `yaml:"schema"`
	Languages []string                `yaml:"languages"`
	Regimes   []string                `yaml:"regimes"`
	Groups    []group                 `yaml:"groups"`
	Versions  map[dsar.LetterKind]int `yaml:"versions"`
}

// words is letters/<language>/terms.yaml.
type words struct {
	Schema     int                       `yaml:"schema"`
	Typography []substitution            `yaml:"typography"`
	And        string                    `yaml:"and"`
	Events     map[dsar.EventKind]string `yaml:"events"`
	Countries  map[string]string         `yaml:"countries"`
	Groups     map[string]string         `yaml:"groups"` // headings
	Units      map[string][2]string      `yaml:"units"`  // of periods, one and several
	Regimes    map[string]*law           `yaml:"regimes"`
	// Lacking are the items of Art. 15 of the GDPR, for what an answer lacks.
	Lacking map[dsar.ChecklistKey]string `yaml:"lacking"`
}

// law is what a language says of one regime.
type law struct {
	// Typography is applied to the program's own words after that of the language,
	// never to what people wrote: Swiss German has no ß.
	Typography []substitution `yaml:"typography"`
	// Words are names and sentences that the templates use; "" leaves one out.
	Words map[string]string `yaml:"words"`
	// Articles are the provisions of each right, and the four phrases that cite
	// them, in which {} stands for the list.
	Articles map[dsar.Right][]string `yaml:"articles"`
	Cite     struct {
		One       string `yaml:"one"`
		Many      string `yaml:"many"`
		UnderOne  string `yaml:"under_one"`
		UnderMany string `yaml:"under_many"`
	} `yaml:"cite"`
	// Periods say for each right when the answer is due; "" says nothing.
	Periods map[dsar.Right]string `yaml:"periods"`
	// Items are what an answer to access has to contain, in the order of the law's
	// own list from (a) on.
	Items []string `yaml:"items"`
}

type substitution struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// readStrict decodes a YAML file; unknown keys, an empty file and a second
// document are errors.
func readStrict(fsys fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: there is more than one document in the file", name)
	}
	return nil
}

func loadManifest(fsys fs.FS) (manifest, error) {
	const name = "letters/letters.yaml"
	var m manifest
	if err := readStrict(fsys, name, &m); err != nil {
		return m, err
	}
	if m.Schema != schema {
		return m, fmt.Errorf("%s: schema %d is not understood; this program reads schema %d", name, m.Schema, schema)
	}
	for _, lang := range dsar.LetterLanguages() {
		if !slices.Contains(m.Languages, lang) {
			return m, fmt.Errorf("%s: the language %q is missing", name, lang)
		}
	}
	if len(m.Regimes) == 0 {
		return m, fmt.Errorf("%s: no regime is declared", name)
	}
	for _, kind := range kinds() {
		if m.Versions[kind] < 1 {
			return m, fmt.Errorf("%s: the letter %q needs a version from 1 on", name, kind)
		}
	}
	for kind := range m.Versions {
		if !slices.Contains(kinds(), kind) {
			return m, unknown("letter", kind, kinds())
		}
	}
	return m, nil
}

func loadWords(fsys fs.FS, lang string, m manifest) (*words, error) {
	name := path.Join("letters", lang, "terms.yaml")
	var w words
	if err := readStrict(fsys, name, &w); err != nil {
		return nil, err
	}
	if err := w.check(m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	set := typographer(w.Typography)
	for key, s := range w.Lacking {
		w.Lacking[key] = set.Replace(s)
	}
	for _, l := range w.Regimes {
		l.set(typographer(w.Typography, l.Typography))
	}
	return &w, nil
}

func (w *words) check(m manifest) error {
	if w.Schema != schema {
		return fmt.Errorf("schema %d is not understood; this program reads schema %d", w.Schema, schema)
	}
	if w.And == "" {
		return errors.New(`"and" is missing`)
	}
	if err := w.checkGroups(m.Groups); err != nil {
		return err
	}
	if err := w.checkLacking(); err != nil {
		return err
	}
	for id := range w.Regimes {
		if !slices.Contains(m.families(), id) {
			return unknown("regime", id, m.Regimes)
		}
	}
	for _, id := range m.families() {
		l, ok := w.Regimes[id]
		if !ok || l == nil {
			return fmt.Errorf("the regime %q is missing", id)
		}
		if err := l.check(id); err != nil {
			return fmt.Errorf("regime %q: %w", id, err)
		}
	}
	return nil
}

// checkGroups: every group has its heading, and every heading its group.
func (w *words) checkGroups(groups []group) error {
	for _, g := range groups {
		if w.Groups[g.ID] == "" {
			return fmt.Errorf("the heading of the group %q is missing", g.ID)
		}
	}
	if len(w.Groups) != len(groups) {
		return fmt.Errorf("there are %d headings of groups; letters.yaml has %d groups", len(w.Groups), len(groups))
	}
	return nil
}

// checkLacking: every item has its words, and nothing else has.
func (w *words) checkLacking() error {
	for _, key := range dsar.ChecklistKeys() {
		if w.Lacking[key] == "" {
			return fmt.Errorf("the item %q of what an answer can lack is missing", key)
		}
	}
	if len(w.Lacking) != len(dsar.ChecklistKeys()) {
		return fmt.Errorf("there are %d items of what an answer can lack; known are %d", len(w.Lacking), len(dsar.ChecklistKeys()))
	}
	return nil
}

// check reports what is missing. The general family takes articles and periods from
// the facts of each letter.
func (l *law) check(id string) error {
	for _, right := range dsar.Rights() {
		if id == general {
			break
		}
		if len(l.Articles[right]) == 0 {
			return fmt.Errorf("articles of the right %q are missing", right)
		}
		if _, ok := l.Periods[right]; !ok {
			return fmt.Errorf(`the period of the right %q is missing; "" says that nothing is to be said`, right)
		}
	}
	for _, phrase := range []string{l.Cite.One, l.Cite.Many, l.Cite.UnderOne, l.Cite.UnderMany} {
		if strings.Count(phrase, "{}") != 1 {
			return fmt.Errorf("the citation %q needs {} once", phrase)
		}
	}
	if len(l.Items) == 0 || len(l.Items) > 26 {
		return fmt.Errorf("there are %d items; 1 to 26 are possible", len(l.Items))
	}
	return nil
}

// set applies the typography to every phrase.
func (l *law) set(t *strings.Replacer) {
	for key, s := range l.Words {
		l.Words[key] = t.Replace(s)
	}
	for right, s := range l.Periods {
		l.Periods[right] = t.Replace(s)
	}
	items := slices.Clone(l.Items) // aliases in the file share one list
	for i, s := range items {
		items[i] = t.Replace(s)
	}
	l.Items = items
}

// sameWords reports a word that one language has and another lacks.
func sameWords(all map[string]*words, m manifest) error {
	first := m.Languages[0]
	for _, lang := range m.Languages[1:] {
		for _, id := range m.families() {
			a, b := all[first].Regimes[id], all[lang].Regimes[id]
			if key, missing := difference(a.Words, b.Words); missing {
				return fmt.Errorf("regime %q: the word %q is in only one of letters/%s/terms.yaml and letters/%s/terms.yaml", id, key, first, lang)
			}
			if len(a.Items) != len(b.Items) {
				return fmt.Errorf("regime %q: %d items in letters/%s/terms.yaml, %d in letters/%s/terms.yaml", id, len(a.Items), first, len(b.Items), lang)
			}
		}
		if kind, missing := difference(all[first].Events, all[lang].Events); missing {
			return fmt.Errorf("the event %q is in only one of letters/%s/terms.yaml and letters/%s/terms.yaml", kind, first, lang)
		}
		if code, missing := difference(all[first].Countries, all[lang].Countries); missing {
			return fmt.Errorf("the country %q is in only one of letters/%s/terms.yaml and letters/%s/terms.yaml", code, first, lang)
		}
	}
	return nil
}

// difference returns the first key that only one of the maps has.
func difference[K ~string, V any](a, b map[K]V) (K, bool) {
	for _, pair := range [][2]map[K]V{{a, b}, {b, a}} {
		for _, key := range slices.Sorted(maps.Keys(pair[0])) {
			if _, ok := pair[1][key]; !ok {
				return key, true
			}
		}
	}
	return "", false
}

// typographer returns the substitutions of a language followed by those of a law.
func typographer(lists ...[]substitution) *strings.Replacer {
	var pairs []string
	for _, list := range lists {
		for _, s := range list {
			pairs = append(pairs, s.From, s.To)
		}
	}
	return strings.NewReplacer(pairs...)
}

// unknown is the error for a name that is not among the known ones.
func unknown[T ~string](noun string, got T, known []T) error {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return fmt.Errorf("unknown %s %q; known are %s", noun, string(got), strings.Join(names, ", "))
}
