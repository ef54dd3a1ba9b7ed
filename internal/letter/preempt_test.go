package letter_test

import (
	"strings"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/letter"
)

func TestRequestLetters_speakAgainstWhatIsToBeExpected(t *testing.T) {
	set := load(t)
	compose := func(kind dsar.LetterKind, regime, lang string, expected ...string) string {
		t.Helper()
		f := letter.Facts{
			Kind: kind, Language: lang, Regime: regime, ControllerName: "Acme", Subject: dsar.Subject{Name: "Ann"}, Expected: expected,
			Terms: &letter.Terms{Name: "a law"},
		}
		c, err := set.Compose(f)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(c.Body, "\u00a0", " ")
	}
	kinds := []dsar.LetterKind{dsar.LetterAccess, dsar.LetterErasure, dsar.LetterAccessErasure}
	for lang, said := range map[string]map[string]string{
		"en": {
			"excessive_id_demand": "no copy of an identity document", "biometric_photo_demand": "no photograph of my face", "signature_demand": "handwritten signature",
			"forced_portal": "no account, no form", "frequency_limit": "no number of requests", "repeated_requests_needed": "need not be repeated", "no_representative": "Article 27 GDPR",
		},
		"fr": {"biometric_photo_demand": "photographie de mon visage", "frequency_limit": "aucun nombre de", "no_representative": "article 27 du RGPD"},
		"de": {"biometric_photo_demand": "Foto meines Gesichts", "frequency_limit": "keine Zahl von Anträgen", "no_representative": "Art. 27 DSGVO"},
	} {
		for key, words := range said {
			for _, kind := range kinds {
				if !strings.Contains(compose(kind, "eu-gdpr", lang, key), words) {
					t.Errorf("%s in %s does not say %q against %s", kind, lang, words, key)
				}
				if strings.Contains(compose(kind, "eu-gdpr", lang), words) {
					t.Errorf("%s in %s says %q though nothing is expected", kind, lang, words)
				}
				if strings.Contains(compose(kind, "us-ca-ccpa", lang, key), words) {
					t.Errorf("%s in %s says %q under a law that does not", kind, lang, words)
				}
			}
		}
	}
	if strings.Contains(compose(dsar.LetterAccess, "uk-gdpr", "en", "no_representative"), "Article 27") {
		t.Error("a letter under the UK GDPR speaks of a representative in the Union")
	}
	if body := compose(dsar.LetterAccess, "br-lgpd", "en", "frequency_limit"); strings.Contains(body, "number of requests") {
		t.Error("a letter under another law speaks of the GDPR")
	}
}
