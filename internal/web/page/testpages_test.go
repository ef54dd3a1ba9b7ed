package page

import (
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"recourse/internal/i18n"
	"recourse/templates"
)

// newTestPages returns the pages with the real templates and words, without a
// service behind them.
func newTestPages(t *testing.T) *Pages {
	t.Helper()
	p, err := New(Options{Templates: templates.FS, Catalog: testCatalog(t), Log: slog.New(slog.DiscardHandler), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func testCatalog(t *testing.T) *i18n.Catalog {
	t.Helper()
	words, err := fs.Sub(templates.FS, "i18n")
	if err != nil {
		t.Fatal(err)
	}
	c, err := i18n.Load(words)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func contains(s, part string) bool { return strings.Contains(s, part) }
