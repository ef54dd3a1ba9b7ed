package law

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
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

var (
	unknownKey   = regexp.MustCompile(`^line (\d+): field (\S+) not found in type \S+$`)
	duplicateKey = regexp.MustCompile(`^line (\d+): mapping key (".*") already defined at line (\d+)$`)
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
)

// decodeStrict reads one YAML document into out and refuses unknown keys,
// duplicate keys, wrong types and further documents, with file and line.
func decodeStrict(file string, data []byte, out any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(out)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: the file is empty", file)
	}
	if err != nil {
		return yamlError(file, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more than one document", file)
	}
	return nil
}

func yamlError(file string, err error) error {
	lines := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		lines = typed.Errors
	}
	p := problems{file: file}
	for _, line := range lines {
		p.list = append(p.list, errors.New(plainYAMLError(file, line)))
	}
	return p.err()
}

func plainYAMLError(file, message string) string {
	if m := unknownKey.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s:%s: unknown key %q", file, m[1], m[2])
	}
	if m := duplicateKey.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s:%s: duplicate key %s, first on line %s", file, m[1], m[2], m[3])
	}
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s:%s: %s", file, m[1], m[2])
	}
	return file + ": " + strings.TrimPrefix(message, "yaml: ")
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
