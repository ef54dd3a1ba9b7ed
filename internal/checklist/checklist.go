// Package checklist looks in the text of an answer for what it says of the items that an
// answer to a request for access has to contain: Art. 15(1)(a) to (h), 15(2) and 15(3) of
// the GDPR and of the UK GDPR.
//
// What it finds are suggestions for a person, each with the sentence that made it. It is
// cautious: a sentence that only announces something, refuses it, repeats the question or
// points to a privacy policy suggests nothing, and nothing ever suggests that an item is
// missing, since what is not found in one text may stand in another.
//
// The patterns are data, one file per language in patterns/. They are matched in one
// sentence at a time, without regard to case and accents.
package checklist

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"recourse/internal/dsar"
)

//go:embed patterns/*.yaml
var files embed.FS

// Suggestion is what a sentence of an answer says of an item.
type Suggestion struct {
	Key    dsar.ChecklistKey
	Answer dsar.ChecklistAnswer
	Quote  string // the sentence, without white space around it
}

// MaxText is how many bytes of a text are looked at.
const MaxText = 64 << 10

// longestSentence is how many bytes of a sentence are looked at: what is longer is no
// sentence.
const longestSentence = 600

// Languages lists the languages that have patterns, as ISO 639-1 codes.
func Languages() []string { return []string{"de", "en", "es", "fr", "it", "nl"} }

// Suggest returns what the text says of the items, in the order of the law, and of each
// item and answer the first sentence. The text should hold its sender's own words alone.
// language is an ISO 639-1 code; one without patterns gives nothing.
func Suggest(text, language string) ([]Suggestion, error) {
	if !slices.Contains(Languages(), language) {
		return nil, nil
	}
	p, err := patternsOf(language)
	if err != nil {
		return nil, err
	}
	var found []Suggestion
	for _, sentence := range sentences(cut(text)) {
		for _, s := range p.read(sentence) {
			again := func(f Suggestion) bool { return f.Key == s.Key && f.Answer == s.Answer }
			if !slices.ContainsFunc(found, again) {
				found = append(found, s)
			}
		}
	}
	order := dsar.ChecklistKeys()
	slices.SortStableFunc(found, func(a, b Suggestion) int { return slices.Index(order, a.Key) - slices.Index(order, b.Key) })
	return found, nil
}

// patterns are those of a language.
type patterns struct {
	veto  []*regexp.Regexp
	items map[dsar.ChecklistKey]item
}

type item struct {
	answers []answer
	unless  *regexp.Regexp // nil: no sentence is left out
}

type answer struct {
	answer   dsar.ChecklistAnswer
	patterns []*regexp.Regexp
}

// read returns what one sentence says.
func (p *patterns) read(sentence string) []Suggestion {
	plain := fold(sentence)
	if matches(p.veto, plain) {
		return nil
	}
	var found []Suggestion
	for _, key := range dsar.ChecklistKeys() {
		i := p.items[key]
		if i.unless != nil && i.unless.MatchString(plain) {
			continue
		}
		if said := i.read(plain); said != "" {
			found = append(found, Suggestion{Key: key, Answer: said, Quote: sentence})
		}
	}
	return found
}

// read returns what a sentence says of the item, "" if nothing. Recipients of whom some
// are named and others are not are given in part.
func (i item) read(plain string) dsar.ChecklistAnswer {
	var said dsar.ChecklistAnswer
	for _, a := range i.answers {
		if !matches(a.patterns, plain) {
			continue
		}
		if said == dsar.ItemGiven && a.answer == dsar.ItemCategoriesOnly {
			return dsar.ItemPartly
		}
		if said == "" {
			said = a.answer
		}
	}
	return said
}

func matches(list []*regexp.Regexp, s string) bool {
	return slices.ContainsFunc(list, func(r *regexp.Regexp) bool { return r.MatchString(s) })
}

// patternFile is a file of patterns.
type patternFile struct {
	Schema int      `yaml:"schema"`
	Veto   []string `yaml:"veto"`
	Items  map[dsar.ChecklistKey]struct {
		Given         []string `yaml:"given"`
		Categories    []string `yaml:"categories"`
		NotApplicable []string `yaml:"not_applicable"`
		Unless        string   `yaml:"unless"`
	} `yaml:"items"`
}

// patternsOf reads the patterns of a language when they are first asked for.
var patternsOf = func() func(string) (*patterns, error) {
	read := map[string]func() (*patterns, error){}
	for _, lang := range Languages() {
		read[lang] = sync.OnceValues(func() (*patterns, error) { return load(lang) })
	}
	return func(lang string) (*patterns, error) { return read[lang]() }
}()

func load(lang string) (*patterns, error) {
	name := path.Join("patterns", lang+".yaml")
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var f patternFile
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) || f.Schema != 1 {
		return nil, fmt.Errorf("%s: one document of schema 1 is expected", name)
	}
	p, err := f.compile()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// compile takes what is the narrower answer first: recipients named by category are not
// given, and data that come from the person have no other source.
func (f patternFile) compile() (*patterns, error) {
	p := &patterns{items: map[dsar.ChecklistKey]item{}}
	var err error
	if p.veto, err = compile(f.Veto); err != nil {
		return nil, err
	}
	for key, given := range f.Items {
		if !slices.Contains(dsar.ChecklistKeys(), key) {
			return nil, fmt.Errorf("there is no item %q", key)
		}
		i := item{}
		for _, a := range []struct {
			answer   dsar.ChecklistAnswer
			patterns []string
		}{{dsar.ItemNotApplicable, given.NotApplicable}, {dsar.ItemGiven, given.Given}, {dsar.ItemCategoriesOnly, given.Categories}} {
			list, err := compile(a.patterns)
			if err != nil {
				return nil, err
			}
			i.answers = append(i.answers, answer{a.answer, list})
		}
		if given.Unless != "" {
			unless, err := compile([]string{given.Unless})
			if err != nil {
				return nil, err
			}
			i.unless = unless[0]
		}
		p.items[key] = i
	}
	return p, nil
}

func compile(list []string) ([]*regexp.Regexp, error) {
	compiled := make([]*regexp.Regexp, 0, len(list))
	for _, s := range list {
		r, err := regexp.Compile("(?i)" + fold(s))
		if err != nil {
			return nil, err
		}
		compiled = append(compiled, r)
	}
	return compiled, nil
}

// fold takes accents away and makes one apostrophe of all, so that a word ends where
// regular expressions take it to end.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			b.WriteByte('\'')
		case r == 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cut shortens a text to what is looked at, at the edge of a character.
func cut(text string) string {
	if len(text) <= MaxText {
		return text
	}
	end := MaxText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// IsOf reports whether the list is that of a law, by the id of its regime: the GDPR and the
// UK GDPR have the same one, other laws none that is known here.
func IsOf(regime string) bool { return regime == "eu-gdpr" || regime == "uk-gdpr" }
