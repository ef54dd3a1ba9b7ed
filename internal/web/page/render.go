package page

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// templateSet holds the pages of one language by name. Functions that depend on
// the language are bound when the set is parsed, so that nothing has to be cloned
// while a request is answered.
type templateSet map[string]*template.Template

// view is the data of one page: a struct of its own that embeds [Layout].
type view interface{ layout() *Layout }

// parseAll makes ready to parse every declared page with the layout and all
// partials. It parses one language at once, so that a mistake in a template ends
// the start; the others, which are the same files with other words, are parsed when
// somebody reads them.
func (p *Pages) parseAll() (map[string]func() (templateSet, error), error) {
	declared := slices.Concat(casePages, directoryPages)
	if err := checkDeclared(p.Templates, declared); err != nil {
		return nil, err
	}
	all := make(map[string]func() (templateSet, error))
	for _, lang := range dsar.Languages() {
		all[lang] = sync.OnceValues(func() (templateSet, error) { return p.parseLanguage(lang, declared) })
	}
	_, err := all[dsar.Languages()[0]]()
	return all, err
}

func (p *Pages) parseLanguage(lang string, declared []string) (templateSet, error) {
	l := newLibrary(p.funcs(lang), func(key string) string { return p.Catalog.T(lang, key, nil) })
	if err := l.addShared(p.Templates, "layout/*.html", "partials/*.html"); err != nil {
		return nil, err
	}
	set := make(templateSet, len(declared))
	for _, name := range declared {
		t, err := l.addPage(p.Templates, name)
		if err != nil {
			return nil, err
		}
		set[name] = t
	}
	return set, nil
}

func pageFile(name string) string { return "pages/" + name + ".html" }

// checkDeclared holds the list of pages against the files: a page nobody shows
// and a file nobody declared are both mistakes.
func checkDeclared(fsys fs.FS, declared []string) error {
	found, err := fs.Glob(fsys, "pages/*.html")
	if err != nil {
		return err
	}
	for _, name := range declared {
		if !slices.Contains(found, pageFile(name)) {
			return fmt.Errorf("%s is declared but there is no such file", pageFile(name))
		}
	}
	for _, file := range found {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if !slices.Contains(declared, name) {
			return fmt.Errorf("%s is not declared: no handler shows it", file)
		}
	}
	return nil
}

// render shows a page. It is written to a buffer first, so that a template that
// fails midway gives an error page and never half a page with status 200.
func (p *Pages) render(c *gin.Context, status int, name string, v view) {
	p.fillLayout(c, v.layout())
	if err := p.write(c, status, name, v); err != nil {
		p.failBare(c, err)
	}
}

func (p *Pages) write(c *gin.Context, status int, name string, v view) error {
	parse, ok := p.sets[v.layout().Lang]
	if !ok {
		return fmt.Errorf("there is no language %q", v.layout().Lang)
	}
	set, err := parse()
	if err != nil {
		return err
	}
	t, ok := set[name]
	if !ok {
		return fmt.Errorf("there is no page %q", name)
	}
	c.Writer.Header().Set("Vary", "Cookie, Accept-Language")
	return respond.HTML(c.Writer, status, func(w io.Writer) error {
		if err := t.Execute(w, v); err != nil {
			return fmt.Errorf("render %s: %w", name, err)
		}
		return nil
	})
}

// redirect answers a form that was taken: the reader's next reload asks for a
// page and does not send the form again.
func redirect(c *gin.Context, to string) { c.Redirect(http.StatusSeeOther, to) }
