package casework

import (
	"errors"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// What package law says in English is never shown: every reason a person can give
// rise to has a sentence of the catalogue.
func TestLawErrorsHaveSentences(t *testing.T) {
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	good := law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: civil.MustParse("2026-01-31")}
	for name, c := range map[string]struct {
		change     func(*law.Facts)
		field, key string
	}{
		"an unknown law":            {func(f *law.Facts) { f.Regime = "xx-law" }, "regime", "error.law.unknown"},
		"no law":                    {func(f *law.Facts) { f.Regime = "" }, "regime", "error.law.missing"},
		"an unknown right":          {func(f *law.Facts) { f.Right = "silence" }, "rights", "error.law.unknown"},
		"an unknown region":         {func(f *law.Facts) { f.Region = "XX" }, "holidays_region", "error.law.unknown"},
		"no day of receipt":         {func(f *law.Facts) { f.Received = civil.Date{} }, "date", "error.law.day"},
		"an event without a day":    {func(f *law.Facts) { f.Events = []law.Event{{Kind: law.IDRequested}} }, "date", "error.law.day"},
		"a year outside the tables": {func(f *law.Facts) { f.Received = civil.MustParse("2190-01-31") }, "date", "error.event.calendar"},
	} {
		t.Run(name, func(t *testing.T) {
			facts := good
			c.change(&facts)
			_, err := book.Evaluate(facts)
			var e *dsar.Error
			if !errors.As(lawError(err), &e) || len(e.Problems) != 1 {
				t.Fatalf("%v", err)
			}
			if p := e.Problems[0]; p.Field != c.field || p.Key != c.key {
				t.Errorf("%s: %s, want %s: %s", p.Field, p.Key, c.field, c.key)
			}
		})
	}
}
