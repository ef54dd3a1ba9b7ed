// Package page has the HTML pages: one file per page or action. A handler reads
// the form, calls one method of package casework and answers with a page or a
// redirect; it decides nothing itself.
//
// Every page works without JavaScript, says everything in the reader's language
// and never loses what was typed: a form that cannot be taken is shown again
// with its content, also when somebody else has changed the matter meanwhile, and
// one that comes after the session has ended is given back after the sign-in.
package page

import (
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
	"recourse/internal/web/static"
)

// Options are what the pages work with. All are required.
type Options struct {
	Service   *casework.Service
	Catalog   *i18n.Catalog
	Templates fs.FS // holds layout/, partials/ and pages/
	Sessions  *scs.SessionManager
	Law       *law.Book
	Now       func() time.Time
	Log       *slog.Logger
	Version   string // of the program, shown at the foot of every page
}

// Pages serves the HTML pages. It is safe for concurrent use.
type Pages struct {
	Options
	assets *static.Assets
	sets   map[string]func() (templateSet, error) // by language
	marks  map[string]func() marks                // by language

	calculator map[string]func() calculatorChoices // by language
}

// New parses every template. It returns an error that names the file for a
// template that does not parse, is not declared, or is declared and missing.
func New(o Options) (*Pages, error) {
	assets, err := static.Open()
	if err != nil {
		return nil, err
	}
	p := &Pages{Options: o, assets: assets, marks: make(map[string]func() marks), calculator: make(map[string]func() calculatorChoices)}
	for _, lang := range dsar.Languages() {
		p.marks[lang], p.calculator[lang] = p.marksOf(lang), p.choicesOf(lang)
	}
	if p.sets, err = p.parseAll(); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return p, nil
}

// MountStatic adds the style sheet, the script and the icon. They need no session.
func (p *Pages) MountStatic(r gin.IRouter) {
	assets := gin.WrapH(p.assets)
	r.GET(static.Prefix+"*name", assets)
	r.HEAD(static.Prefix+"*name", assets)
}

// Mount adds all pages to the router. The session manager's LoadAndSave must
// already be around it.
func (p *Pages) Mount(r gin.IRouter) {
	open := r.Group("", p.recognise)
	signed := r.Group("", p.recognise, p.requireAccount)
	p.mountCases(signed)
	p.mountDirectory(open, signed)
}
