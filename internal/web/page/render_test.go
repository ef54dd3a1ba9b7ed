package page

import (
	"html/template"
	"io"
	"slices"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"recourse/templates"
)

func TestEveryTemplateParses(t *testing.T) {
	newTestPages(t)
}

// The library puts words into the markup when it is parsed, escaped as text. That is
// right between tags and in quoted attributes, so {{t}} may stand nowhere else: not in
// a script, a style, an address or an attribute without quotes.
func TestWordsStandBetweenTagsAndInQuotedAttributesOnly(t *testing.T) {
	asText := []string{"_html_template_htmlescaper", "_html_template_attrescaper", "_html_template_rcdataescaper"}
	for call, escapers := range escapersOfWords(t) {
		if len(escapers) == 0 {
			t.Errorf("{{%s}} is on no page", call)
		}
		for _, escaper := range escapers {
			if !slices.Contains(asText, escaper) {
				t.Errorf("{{%s}} stands where words need %s", call, escaper)
			}
		}
	}
}

// escapersOfWords parses the templates as they are in the files and returns what
// html/template puts behind each {{t "key"}}. It copies a template that is shown in
// another place than between tags, and leaves the first as it is.
func escapersOfWords(t *testing.T) map[string][]string {
	t.Helper()
	p := newTestPages(t)
	l := newLibrary(p.funcs("en"), nil)
	l.settle = func(n parse.Node) parse.Node { return n }
	if err := l.addShared(templates.FS, "layout/*.html", "partials/*.html"); err != nil {
		t.Fatal(err)
	}
	var pages []*template.Template
	for _, name := range slices.Concat(casePages, directoryPages) {
		page, err := l.addPage(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	for _, page := range pages {
		_ = page.Execute(io.Discard, nil) // escapes the page, and then fails for want of data
	}
	used := make(map[string][]string)
	for _, own := range l.set.Templates() {
		if own.Tree == nil { // the library itself
			continue
		}
		visit(own.Tree.Root, func(n parse.Node) parse.Node {
			action, ok := n.(*parse.ActionNode)
			if !ok || action.Pipe.Cmds[0].Args[0].String() != "t" {
				return n
			}
			call := action.Pipe.Cmds[0].String()
			used[call] = slices.Clip(used[call])
			if last := action.Pipe.Cmds[len(action.Pipe.Cmds)-1].String(); last != call {
				used[call] = append(used[call], last)
			}
			return n
		})
	}
	return used
}

func TestNewRefusesTemplates(t *testing.T) {
	layout := &fstest.MapFile{Data: []byte(`{{define "page"}}{{end}}`)}
	page := &fstest.MapFile{Data: []byte(`{{define "title"}}{{end}}{{define "main"}}{{end}}`)}
	files := func(extra map[string]*fstest.MapFile) fstest.MapFS {
		fsys := fstest.MapFS{"layout/page.html": layout, "partials/none.html": layout}
		for _, name := range append(casePages, directoryPages...) {
			fsys["pages/"+name+".html"] = page
		}
		for name, f := range extra {
			if fsys[name] = f; f == nil {
				delete(fsys, name)
			}
		}
		return fsys
	}
	tests := map[string]struct {
		extra map[string]*fstest.MapFile
		want  string
	}{
		"a file no handler shows":  {map[string]*fstest.MapFile{"pages/lost.html": page}, "pages/lost.html is not declared"},
		"a page without a file":    {map[string]*fstest.MapFile{"pages/error.html": nil}, "pages/error.html is declared but there is no such file"},
		"a page without a title":   {map[string]*fstest.MapFile{"pages/error.html": {Data: []byte("x")}}, `must define the templates "title" and "main"`},
		"a page that is malformed": {map[string]*fstest.MapFile{"pages/error.html": {Data: []byte("{{")}}, "error.html:1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := New(Options{Templates: files(tt.extra), Catalog: testCatalog(t)})
			if err == nil || !contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	t.Run("and takes the real ones", func(t *testing.T) {
		if _, err := New(Options{Templates: templates.FS, Catalog: testCatalog(t)}); err != nil {
			t.Error(err)
		}
	})
}
