package page

import (
	"errors"
	"maps"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// postedForm returns the named fields as they were typed. A field that was not
// sent, such as a box that is not ticked, is there without a value, so that showing
// the form again never falls back to what it had before.
func postedForm(c *gin.Context, names ...string) Form {
	f := Form{Values: url.Values{}}
	for _, name := range names {
		f.Values[name] = c.PostFormArray(name)
	}
	return f
}

// failForm shows a form again with what is wrong with it. An error that is not
// about the form gets its own page.
func (p *Pages) failForm(c *gin.Context, f Form, err error, show func(*gin.Context, int, Form)) {
	code := dsar.CodeOf(err)
	if code != dsar.CodeInvalid && code != dsar.CodeStale && code != dsar.CodeUnavailable {
		p.fail(c, err)
		return
	}
	shown, ok := f.withError(p.Catalog, languageOf(c), p.named(languageOf(c), err))
	if !ok {
		p.fail(c, err)
		return
	}
	show(c, respond.Status(code), shown)
}

// named calls a holiday region or a place in an error by its name; package casework,
// which knows no reader, gives its id.
func (p *Pages) named(lang string, err error) error {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return err
	}
	copied := *e
	copied.Problems = slices.Clone(e.Problems)
	for i, problem := range copied.Problems {
		for arg, name := range map[string]func(lang, id string) string{"Region": p.regionName, "Place": countryName} {
			if id, ok := problem.Args[arg].(string); ok {
				copied.Problems[i].Args = maps.Clone(copied.Problems[i].Args)
				copied.Problems[i].Args[arg] = name(lang, id)
			}
		}
	}
	return &copied
}

// formProblem adds a problem that the page itself has found.
func (p *Pages) formProblem(c *gin.Context, f Form, field, key string, args map[string]any) Form {
	err := dsar.Invalid(field, key, args)
	f, _ = f.withError(p.Catalog, languageOf(c), err)
	return f
}
