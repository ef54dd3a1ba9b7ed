package letter_test

import (
	"testing"

	"recourse/internal/civil"
	"recourse/internal/letter"
)

func TestFormatDate(t *testing.T) {
	for _, c := range []struct{ lang, day, want string }{
		{"en", "2026-01-31", "31 January 2026"},
		{"en", "2026-03-01", "1 March 2026"},
		{"fr", "2026-01-31", "31 janvier 2026"},
		{"fr", "2026-08-01", "1er août 2026"},
		{"fr", "2026-12-11", "11 décembre 2026"},
		{"de", "2026-01-31", "31. Januar 2026"},
		{"de", "2026-03-01", "1. März 2026"},
		{"it", "2026-01-31", "31 gennaio 2026"},
		{"it", "2026-02-01", "1º febbraio 2026"},
		{"es", "2026-01-31", "31 de enero de 2026"},
		{"nl", "2026-03-01", "1 maart 2026"},
		{"pl", "2026-01-31", "2026-01-31"},
	} {
		if got := letter.FormatDate(c.lang, civil.MustParse(c.day)); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.day, got, c.want)
		}
	}
	if got := letter.FormatDate("en", civil.Date{}); got != "" {
		t.Errorf("the zero Date gives %q", got)
	}
}
