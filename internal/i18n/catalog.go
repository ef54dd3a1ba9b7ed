package i18n

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Catalog holds every sentence in every language. It is safe for concurrent use.
type Catalog struct {
	byLanguage map[string]*sentences
	gaps       []string

	mu      sync.Mutex
	missing map[string]bool
	report  func(lang, key string)
}

// sentences are the sentences of one language. Those that read the same for every
// number stand in fixed, so that a page with hundreds of words costs a map lookup
// for each.
type sentences struct {
	fixed     map[string]pattern
	localizer *goi18n.Localizer
	messages  map[string]*goi18n.Message
}

// Load reads every <area>.<lang>.yaml below fsys. A key that is given twice, a
// leaf that is no sentence, a language outside [dsar.Languages] and a plural
// without "other" are errors that name file and line. Keys that one language has
// and another lacks are not errors but [Catalog.Gaps].
func Load(fsys fs.FS) (*Catalog, error) {
	files, err := readFiles(fsys)
	if err != nil {
		return nil, err
	}
	bundle := goi18n.NewBundle(language.English)
	c := &Catalog{byLanguage: map[string]*sentences{}, missing: map[string]bool{}}
	for _, lang := range dsar.Languages() {
		messages := files[lang]
		for _, m := range messages {
			m.One, m.Many, m.Other = Typeset(lang, m.One), Typeset(lang, m.Many), Typeset(lang, m.Other)
		}
		if err := bundle.AddMessages(language.Make(lang), slices.Collect(maps.Values(messages))...); err != nil {
			return nil, fmt.Errorf("load sentences in %s: %w", lang, err)
		}
		c.byLanguage[lang] = &sentences{
			fixed:     fixedOnes(messages),
			localizer: goi18n.NewLocalizer(bundle, lang),
			messages:  messages,
		}
	}
	c.gaps = gapsBetween(files)
	return c, nil
}

func fixedOnes(messages map[string]*goi18n.Message) map[string]pattern {
	fixed := map[string]pattern{}
	for key, m := range messages {
		if m.One == "" {
			fixed[key] = patternOf(m.Other)
		}
	}
	return fixed
}

// OnMissing names what is told about a key that was asked for and does not exist,
// once for each. Call it before the catalogue is used.
func (c *Catalog) OnMissing(report func(lang, key string)) { c.report = report }

// T returns the sentence with the given key in the language lang, which may be a
// tag such as "fr-CH"; English stands in for unknown languages. A key that does
// not exist gives the key itself, and is recorded.
func (c *Catalog) T(lang, key string, args map[string]any) string {
	lang = Base(lang)
	for _, l := range []string{lang, "en"} {
		if s, ok := c.sentence(l, lang, key, args); ok {
			return s
		}
	}
	c.note(lang, key)
	return key
}

// Has reports whether the key exists in English.
func (c *Catalog) Has(key string) bool {
	_, ok := c.byLanguage["en"].messages[key]
	return ok
}

// Keys returns every key that English has, sorted.
func (c *Catalog) Keys() []string {
	return slices.Sorted(maps.Keys(c.byLanguage["en"].messages))
}

// Gaps lists what one language has and another lacks: keys, plural forms and
// arguments. It is empty when the catalogue is complete.
func (c *Catalog) Gaps() []string { return slices.Clone(c.gaps) }

// Missing lists the keys that were asked for and do not exist, sorted.
func (c *Catalog) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.missing))
}

// sentence returns the sentence that language from has for key, with its arguments
// worded in language lang.
func (c *Catalog) sentence(from, lang, key string, args map[string]any) (string, bool) {
	s := c.byLanguage[from]
	if p, ok := s.fixed[key]; ok {
		if len(p.names) == 0 {
			return p.texts[0], true
		}
		return p.with(worded(lang, args))
	}
	if s.messages[key] == nil {
		return "", false
	}
	config := &goi18n.LocalizeConfig{
		MessageID:      key,
		TemplateData:   worded(lang, args),
		TemplateParser: &template.TextParser{Option: "missingkey=error"},
	}
	if count, ok := args["Count"].(int); ok {
		config.PluralCount = count
	}
	text, err := s.localizer.Localize(config)
	if err != nil {
		return "", false
	}
	return text, true
}

func (c *Catalog) note(lang, key string) {
	c.mu.Lock()
	known := c.missing[key]
	c.missing[key] = true
	c.mu.Unlock()
	if !known && c.report != nil {
		c.report(lang, key)
	}
}

func worded(lang string, args map[string]any) map[string]any {
	out := make(map[string]any, len(args))
	for name, value := range args {
		switch v := value.(type) {
		case civil.Date:
			out[name] = FormatDate(lang, v, Long)
		case []string:
			out[name] = Join(lang, v)
		case int:
			out[name] = wordedNumber(lang, v)
		case string:
			out[name] = v
			if name == "Value" {
				out[name] = shortened(v)
			}
		default:
			out[name] = value
		}
	}
	return out
}

// shortened keeps a sentence readable that names what somebody typed.
func shortened(s string) string {
	const most = 80
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// wordedNumber separates thousands from five digits on: a four-digit number may
// be a year.
func wordedNumber(lang string, n int) string {
	if -10_000 < n && n < 10_000 {
		return strconv.Itoa(n)
	}
	return FormatNumber(lang, n)
}

// FieldText is one problem of the input in words.
type FieldText struct {
	Field string // as the API spells it
	Text  string
}

// Error words an error: the sentence for the whole, and one for each field.
func (c *Catalog) Error(lang string, e *dsar.Error) (title string, problems []FieldText) {
	for _, p := range e.Problems {
		problems = append(problems, FieldText{Field: p.Field, Text: c.T(lang, p.Key, p.Args)})
	}
	return c.T(lang, e.Key, e.Args), problems
}
