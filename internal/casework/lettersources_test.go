package casework_test

import (
	"slices"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

func TestUnverifiedSources(t *testing.T) {
	h := onSQLite(t, "2026-11-22")
	cited := func(regime, lang, text string) []string {
		t.Helper()
		found, err := h.UnverifiedSources(regime, text, lang)
		if err != nil {
			t.Fatal(err)
		}
		var cites []string
		for _, r := range found {
			if !r.Confidence.ToVerify() {
				t.Errorf("%s has been read", r.Cite(lang))
			}
			cites = append(cites, r.Cite(lang))
		}
		return cites
	}
	for name, c := range map[string]struct {
		regime, lang, text, want string
	}{
		"as the rule file spells it":           {"ar-25326", "en", "I ask under Ley 25.326 art. 14(2) for my data.", "Ley 25.326 art. 14(2)"},
		"as a letter spells it":                {"eu-gdpr", "en", "Under Articles 12(5) and 15(3) GDPR, Article 15(3) GDPR.", "GDPR Art. 12(5), 15(3)"},
		"as a letter spells it in French":      {"uk-gdpr", "fr", "L’article 3 du UK GDPR, le RGPD", ""},
		"where nothing can be compared":        {"ar-25326", "it", "Ai sensi della legge argentina", "Ley 25.326 art. 14(2)"},
		"not where only a part of it is named": {"eu-gdpr", "en", "A copy is owed under Article 15(3) GDPR.", ""},
		"not where another law is meant":       {"eu-gdpr", "en", "Article 12(5) and Article 15(3) of the Constitution", ""},
		"not where the text was read":          {"eu-gdpr", "en", "Article 12(3) GDPR", ""},
		"not for a number that is no article":  {"ch-fadp", "en", "FADP: on 51 days in 2026", ""},
	} {
		t.Run("are named "+name, func(t *testing.T) {
			got := cited(c.regime, c.lang, c.text)
			if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("are found in every general letter that cites them, in each language", func(t *testing.T) {
		for _, lang := range dsar.Languages() {
			d, err := h.Law.Describe("ar-25326")
			if err != nil {
				t.Fatal(err)
			}
			var article law.Reference
			for _, g := range d.Groups {
				if g.Rights[0].ID == "access" {
					article = *g.Versions[0].Article
				}
			}
			if got := cited("ar-25326", lang, "… "+article.Cite(lang)+" …"); !slices.Contains(got, article.Cite(lang)) {
				t.Errorf("%s: got %q", lang, got)
			}
		}
	})
	t.Run("of a law that is not known are an error", func(t *testing.T) {
		if _, err := h.UnverifiedSources("lex-mercatoria", "", "en"); err == nil {
			t.Error("no error")
		}
	})
}
