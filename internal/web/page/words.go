package page

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/i18n"
)

// words says things in the language of one page, for what is put together in Go
// and not in a template.
type words struct {
	catalog *i18n.Catalog
	lang    string
}

func (p *Pages) words(c *gin.Context) words { return words{p.Catalog, languageOf(c)} }

// t returns a sentence; args come in pairs of a name and a value.
func (w words) t(key string, args ...any) string {
	named, err := pairs(args)
	if err != nil {
		panic("page: " + key + ": " + err.Error()) // a slip of the programmer, found by the first test
	}
	return w.catalog.T(w.lang, key, withDays(w.lang, named))
}

// withDays words the days among the values of a sentence, so that none breaks
// between day, month and year.
func withDays(lang string, named map[string]any) map[string]any {
	for name, v := range named {
		if d, ok := v.(civil.Date); ok {
			named[name] = unbroken(i18n.FormatDate(lang, d, i18n.Long))
		}
	}
	return named
}

// unbroken keeps a few words on one line.
func unbroken(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// short writes a day as briefly as the reader can understand it on that day: with
// the year where it is not this one.
func (w words) short(day, today civil.Date) string {
	if !day.IsZero() && day.Year() != today.Year() {
		return i18n.FormatDate(w.lang, day, i18n.Medium)
	}
	return i18n.FormatDate(w.lang, day, i18n.Short)
}

// spoken writes a day for a sentence, with the month spelt out, so that no full stop
// of an abbreviation meets that of the sentence: "28 October". The year stands only
// where it is not this one.
func (w words) spoken(day, today civil.Date) string {
	if day.IsZero() {
		return ""
	}
	_, text, _ := strings.Cut(i18n.FormatDate(w.lang, day, i18n.Full), " ") // without the weekday
	if day.Year() == today.Year() {
		text = strings.TrimSuffix(text, " "+strconv.Itoa(day.Year()))
	}
	return unbroken(text)
}
