package restriction

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
)

const (
	taxonomyFolder = "taxonomy"
	regimesFile    = taxonomyFolder + "/regimes.yaml"
)

// productLanguages are those in which every text of the taxonomy must exist,
// letterLanguages those of the texts that a controller or an authority reads.
var (
	productLanguages = []string{"en", "fr", "de"}
	letterLanguages  = []string{"en", "fr", "de", "it", "es", "nl"}
)

type taxonomyYAML struct {
	Schema  int          `yaml:"schema"`
	Regimes []regimeYAML `yaml:"regimes"`
	Unknown text         `yaml:"unknown_regime"`
	Groups  []groupYAML  `yaml:"groups"`
	Order   []string     `yaml:"order"`
}

type regimeYAML struct {
	ID      string   `yaml:"id"`
	Aliases []string `yaml:"aliases"`
	Name    text     `yaml:"name"`
}

// loadTaxonomy reads the regimes and one file per kind of restriction. The order
// and the files name the same kinds.
func (d *Detector) loadTaxonomy(fsys fs.FS) error {
	var raw taxonomyYAML
	src, err := readStrict(fsys, regimesFile, &raw)
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
	if err := checkOrder(src, raw.Order); err != nil {
		return err
	}
	if err := d.loadKinds(fsys, raw); err != nil {
		return err
	}
	for i, key := range raw.Order {
		if _, ok := d.kinds[key]; !ok {
			return src.errorf([]any{"order", i}, "%q has no file %s.yaml beside this one", key, key)
		}
	}
	d.order = raw.Order
	d.groups, err = buildGroups(src, raw)
	return err
}

func checkOrder(src *source, order []string) error {
	if len(order) == 0 {
		return src.errorf([]any{"order"}, "no kind of restriction is named")
	}
	for i, key := range order {
		if slices.Contains(order[:i], key) {
			return src.errorf([]any{"order", i}, "%q is named twice", key)
		}
	}
	return nil
}

// loadKinds reads every file of the folder but that of the regimes.
func (d *Detector) loadKinds(fsys fs.FS, taxonomy taxonomyYAML) error {
	files, err := fs.Glob(fsys, path.Join(taxonomyFolder, "*.yaml"))
	if err != nil {
		return fmt.Errorf("list the files of the taxonomy: %w", err)
	}
	d.kinds = map[string]Kind{}
	for _, file := range files {
		if file == regimesFile {
			continue
		}
		var raw kindYAML
		src, err := readStrict(fsys, file, &raw)
		if err != nil {
			return err
		}
		kind, err := d.buildKind(src, raw)
		if err != nil {
			return err
		}
		if !slices.Contains(taxonomy.Order, raw.Key) {
			return src.errorf([]any{"key"}, "key %q is not named under order in %s", raw.Key, regimesFile)
		}
		kind.fallback = &Judgement{Verdict: Judge, condition: taxonomy.Unknown, moves: raw.Fallback}
		d.kinds[raw.Key] = kind
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
		d.laws = append(d.laws, r.ID)
		d.regimes[r.ID] = Regime{ID: r.ID, Aliases: r.Aliases, name: r.Name}
	}
	return nil
}
