package i18n_test

import (
	"testing"

	"recourse/internal/i18n"
)

func TestTypeset(t *testing.T) {
	for name, c := range map[string]struct{ lang, text, want string }{
		"French signs stay with their word": {"fr", "Lu ? « Oui » : l'un ; l'autre !", "Lu\u202f? «\u00a0Oui\u00a0»\u00a0: l’un\u202f; l’autre\u202f!"},
		"of every kind of French":           {"fr-CH", "Note :", "Note\u00a0:"},
		"what is set already stays":         {"fr", "Lu\u202f? L’un\u00a0:", "Lu\u202f? L’un\u00a0:"},
		"other languages stay":              {"de", "'so' : „wie“", "'so' : „wie“"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := i18n.Typeset(c.lang, c.text); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTheCatalogueIsTypeset(t *testing.T) {
	c := catalogOf(t, map[string]string{
		"a.en.yaml": "k: \"Read? {{.X}}\"\n", "a.fr.yaml": "k: \"Lu ? {{.X}}\"\n", "a.de.yaml": "k: \"Gelesen? {{.X}}\"\n",
	})
	if got := c.T("fr", "k", map[string]any{"X": "a ?"}); got != "Lu\u202f? a ?" {
		t.Errorf("%q; what is put in stays as it is", got)
	}
}
