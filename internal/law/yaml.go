package law

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"recourse/internal/civil"
)

// word is a scalar of a rule file with the line it stands on, so that whatever is
// wrong with it later can be reported with file and line.
type word struct {
	text string
	line int
}

// UnmarshalYAML takes any scalar as it is written.
func (w *word) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: expected a plain value", node.Line)
	}
	w.text, w.line = node.Value, node.Line
	return nil
}

// problems collects everything wrong with one file, so that its author sees all
// of it at once.
type problems struct {
	file string
	list []error
}

func (p *problems) add(line int, format string, args ...any) {
	where := p.file
	if line > 0 {
		where = fmt.Sprintf("%s:%d", p.file, line)
	}
	p.list = append(p.list, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (p *problems) err() error { return errors.Join(p.list...) }

// day reads a required day.
func (p *problems) day(w word, what string, line int) civil.Date {
	if w.text == "" {
		p.add(line, "%s is missing", what)
		return civil.Date{}
	}
	d, err := civil.Parse(w.text)
	if err != nil {
		p.add(w.line, "%s: %v", what, err)
	}
	return d
}

// yamlFiles returns the names of the *.yaml files of fsys, sorted, wherever they lie.
func yamlFiles(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && path.Ext(name) == ".yaml" {
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// referenceFile is a source as a rule or holiday file writes it.
type referenceFile struct {
	Instrument  word `yaml:"instrument"`
	Article     word `yaml:"article"`
	Cite        Text `yaml:"cite"`
	Link        word `yaml:"link"`
	Gist        Text `yaml:"gist"`
	Confidence  word `yaml:"confidence"`
	LastChecked word `yaml:"last_checked"`
}

var confidences = []Confidence{Primary, Secondary, Memory, Unconfirmed}

func (p *problems) reference(key string, f referenceFile) Reference {
	line := max(f.Instrument.line, f.Confidence.line)
	if f.Instrument.text == "" {
		p.add(line, "reference %q names no instrument", key)
	}
	if f.Link.text != "" && !strings.HasPrefix(f.Link.text, "https://") {
		p.add(f.Link.line, "link of reference %q is not an https address", key)
	}
	confidence := Confidence(f.Confidence.text)
	if !slices.Contains(confidences, confidence) {
		p.add(line, "reference %q has confidence %q; known: primary, secondary, memory, unconfirmed", key, confidence)
	}
	if !f.Cite.IsZero() {
		p.text("cite of reference "+key, f.Cite, line)
	}
	return Reference{
		Citation:    f.Cite,
		Instrument:  f.Instrument.text,
		Article:     f.Article.text,
		Link:        f.Link.text,
		Gist:        f.Gist,
		Confidence:  confidence,
		LastChecked: p.day(f.LastChecked, fmt.Sprintf("last_checked of reference %q", key), line),
	}
}

// text checks that a text is there in every language.
func (p *problems) text(what string, t Text, line int) {
	for _, lang := range Languages {
		if t.exact(lang) == "" {
			p.add(line, "%s has no %s text", what, lang)
		}
	}
}
