package law

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"recourse/internal/civil"
	"recourse/internal/strictyaml"
)

// Languages lists the languages of every text of this package.
var Languages = [...]string{"en", "fr", "de"}

// Text is one text in every language of the product.
type Text struct {
	EN string `yaml:"en"`
	FR string `yaml:"fr"`
	DE string `yaml:"de"`
}

// In returns the text in the language of lang, a tag such as "fr" or "fr-CH", and
// in English if there is none.
func (t Text) In(lang string) string {
	if s := t.exact(baseLanguage(lang)); s != "" {
		return s
	}
	return t.EN
}

// IsZero reports whether there is no text at all.
func (t Text) IsZero() bool { return t == Text{} }

// orNone is like [Text.In] and empty for nil.
func (t *Text) orNone(lang string) string {
	if t == nil {
		return ""
	}
	return t.In(lang)
}

func (t Text) exact(lang string) string {
	switch lang {
	case "en":
		return t.EN
	case "fr":
		return t.FR
	case "de":
		return t.DE
	}
	return ""
}

func baseLanguage(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

//go:embed text/*.yaml
var textFiles embed.FS

// catalogue holds the sentences by key. It is read once and never changes.
type catalogue map[string]Text

// sentences returns the catalogue. The texts are embedded and a test reads them,
// so a fault in them is a fault of the build: it panics.
var sentences = sync.OnceValue(func() catalogue {
	c, err := loadCatalogue()
	if err != nil {
		panic(err)
	}
	return c
})

func loadCatalogue() (catalogue, error) {
	c := catalogue{}
	for _, lang := range Languages {
		name := "text/" + lang + ".yaml"
		data, err := textFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		flat := map[string]string{}
		if err := strictyaml.Decode(name, data, &flat); err != nil {
			return nil, err
		}
		for key, s := range flat {
			t := c[key]
			switch lang {
			case "en":
				t.EN = s
			case "fr":
				t.FR = s
			case "de":
				t.DE = s
			}
			c[key] = t
		}
	}
	return c, nil
}

// word returns the short word for key, such as a right's name, or the key itself.
func (c catalogue) word(key, lang string) string {
	if t, ok := c[key]; ok {
		return t.In(lang)
	}
	return key
}

// Text returns the step as a sentence in the language of lang, in English if
// there is none in it. For a step with an unknown key it returns the key.
func (s Step) Text(lang string) string {
	t, ok := sentences()[s.Key]
	if !ok {
		return s.Key
	}
	return s.fill(t.In(lang), baseLanguage(lang))
}

// fill replaces the placeholders of a sentence, and leaves unknown ones as they are.
func (s Step) fill(sentence, lang string) string {
	var filled strings.Builder
	for {
		before, rest, ok := strings.Cut(sentence, "{")
		filled.WriteString(before)
		if !ok {
			return filled.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if value, known := s.value(name, lang); ok && known {
			filled.WriteString(value)
			sentence = after
			continue
		}
		filled.WriteByte('{')
		sentence = rest
	}
}

// value words the field that a placeholder names.
func (s Step) value(name, lang string) (string, bool) {
	switch name {
	case "on":
		return dateText(s.On, lang), true
	case "from":
		return dateText(s.From, lang), true
	case "weekday":
		return weekdayText(s.On, lang), true
	case "from_weekday":
		return weekdayText(s.From, lang), true
	case "days":
		return countText(s.Days, "day", lang), true
	case "working_days":
		return countText(s.Days, "working_day", lang), true
	case "months":
		return countText(s.Months, "month", lang), true
	case "holiday":
		return s.Holiday.orNone(lang), true
	case "region":
		return s.Place.orNone(lang), true
	case "what":
		return sentences().word(s.What, lang), true
	}
	return "", false
}

// Text returns the judgement on the claim in one or more sentences in the
// language of lang, in English if there is none in it.
func (c Claim) Text(lang string) string {
	texts := sentences()
	step := Step{On: c.On, From: c.AnsweredOn, Days: c.Days}
	base := baseLanguage(lang)
	parts := []string{step.fill(texts.word("claim_"+string(c.Kind), lang), base)}
	parts = append(parts, step.fill(texts.word("standing_"+string(c.Standing), lang), base))
	for _, ground := range c.Grounds {
		parts = append(parts, texts.word("ground_"+ground, lang))
	}
	return strings.Join(parts, " ")
}

var monthNames = map[string][12]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
}

var weekdayNames = map[string][7]string{
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	"fr": {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	"de": {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
}

func dateText(d civil.Date, lang string) string {
	if d.IsZero() {
		return ""
	}
	names, ok := monthNames[lang]
	if !ok {
		lang, names = "en", monthNames["en"]
	}
	number := strconv.Itoa(d.Day())
	switch {
	case lang == "de":
		number += "."
	case lang == "fr" && d.Day() == 1:
		number = "1er"
	}
	return number + " " + names[d.Month()-1] + " " + strconv.Itoa(d.Year())
}

func weekdayText(d civil.Date, lang string) string {
	names, ok := weekdayNames[lang]
	if !ok {
		names = weekdayNames["en"]
	}
	return names[d.Weekday()]
}

// countText words a number with its unit: "9 days", "one month". The German is in
// the accusative; the sentences are built for that.
func countText(n int, unit, lang string) string {
	texts := sentences()
	if t, ok := texts["count_"+unit+"_"+strconv.Itoa(n)]; ok {
		return t.In(lang)
	}
	return strings.ReplaceAll(texts.word("count_"+unit, lang), "{n}", strconv.Itoa(n))
}
