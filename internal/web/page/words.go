package page

import (
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
	return w.catalog.T(w.lang, key, named)
}

// short writes a day as briefly as the reader can understand it on that day: with
// the year where it is not this one.
func (w words) short(day, today civil.Date) string {
	if !day.IsZero() && day.Year() != today.Year() {
		return i18n.FormatDate(w.lang, day, i18n.Medium)
	}
	return i18n.FormatDate(w.lang, day, i18n.Short)
}
