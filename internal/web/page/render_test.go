package page

import (
	"testing"
	"testing/fstest"

	"recourse/templates"
)

func TestEveryTemplateParses(t *testing.T) {
	newTestPages(t)
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
