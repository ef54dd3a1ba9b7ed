package i18n

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"

	"recourse/internal/dsar"
)

// files are the messages by language and key.
type files map[string]map[string]*goi18n.Message

func readFiles(fsys fs.FS) (files, error) {
	out := files{}
	for _, lang := range dsar.Languages() {
		out[lang] = map[string]*goi18n.Message{}
	}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		return out.read(fsys, name)
	})
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	return out, nil
}

func (f files) read(fsys fs.FS, name string) error {
	parts := strings.Split(path.Base(name), ".")
	if len(parts) != 3 || !slices.Contains(dsar.Languages(), parts[1]) {
		return fmt.Errorf("%s: the name must be <area>.<language>.yaml with one of the languages %s",
			name, strings.Join(dsar.Languages(), ", "))
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) == 0 {
		return nil
	}
	r := reader{file: name, messages: f[parts[1]]}
	return r.tree("", document.Content[0])
}

// reader collects the messages of one file.
type reader struct {
	file     string
	messages map[string]*goi18n.Message
}

func (r *reader) tree(prefix string, node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return r.fault(node, "a mapping of keys to sentences is expected")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		if seen[name.Value] {
			return r.fault(name, "the key %q is given twice", name.Value)
		}
		seen[name.Value] = true
		if err := r.entry(joinKey(prefix, name.Value), value); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) entry(key string, value *yaml.Node) error {
	if value.Kind == yaml.ScalarNode {
		return r.add(value, &goi18n.Message{ID: key, Other: value.Value})
	}
	if !isPlural(value) {
		return r.tree(key, value)
	}
	m := &goi18n.Message{ID: key}
	for i := 0; i+1 < len(value.Content); i += 2 {
		form, text := value.Content[i].Value, value.Content[i+1]
		if text.Kind != yaml.ScalarNode {
			return r.fault(text, "the form %q of %q must be a sentence", form, key)
		}
		switch form {
		case "one":
			m.One = text.Value
		case "many":
			m.Many = text.Value
		case "other":
			m.Other = text.Value
		}
	}
	if m.Many == "" {
		m.Many = m.Other // French has "many" for millions; the words are those of "other"
	}
	return r.add(value, m)
}

func (r *reader) add(node *yaml.Node, m *goi18n.Message) error {
	if strings.TrimSpace(m.Other) == "" {
		return r.fault(node, "the sentence %q is empty", m.ID)
	}
	if r.messages[m.ID] != nil {
		return r.fault(node, "the key %q is given twice", m.ID)
	}
	for _, form := range []string{m.One, m.Many, m.Other} {
		if rest := argument.ReplaceAllString(form, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			return r.fault(node, "the sentence %q has braces around something else than an argument, as in {{.Name}}", m.ID)
		}
	}
	r.messages[m.ID] = m
	return nil
}

func (r *reader) fault(node *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.file, node.Line, fmt.Sprintf(format, args...))
}

// A mapping with the plural forms as its only keys is one message.
func isPlural(node *yaml.Node) bool {
	if node.Kind != yaml.MappingNode {
		return false
	}
	hasOne, hasOther := false, false
	for i := 0; i < len(node.Content); i += 2 {
		switch node.Content[i].Value {
		case "one":
			hasOne = true
		case "other":
			hasOther = true
		case "many":
		default:
			return false
		}
	}
	return hasOne && hasOther
}

func joinKey(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

// gapsBetween compares every language with every other.
func gapsBetween(f files) []string {
	var gaps []string
	for _, lang := range dsar.Languages() {
		for _, other := range dsar.Languages() {
			for key, m := range f[other] {
				gaps = append(gaps, gap(lang, key, f[lang][key], other, m)...)
			}
		}
	}
	slices.Sort(gaps)
	return slices.Compact(gaps)
}

func gap(lang, key string, have *goi18n.Message, other string, want *goi18n.Message) []string {
	if have == nil {
		return []string{fmt.Sprintf("%s: %s is missing (%s has it)", lang, key, other)}
	}
	var gaps []string
	if (have.One == "") != (want.One == "") {
		gaps = append(gaps, fmt.Sprintf("%s: %s is plural in one of %s and %s only", lang, key, lang, other))
	}
	for _, name := range argumentsOf(want) {
		if !slices.Contains(argumentsOf(have), name) {
			gaps = append(gaps, fmt.Sprintf("%s: %s does not name %s (%s does)", lang, key, name, other))
		}
	}
	return gaps
}

// argumentsOf lists the arguments of the general form: the singular may do
// without its number.
func argumentsOf(m *goi18n.Message) []string {
	return patternOf(m.Other).names
}
