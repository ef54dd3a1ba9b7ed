package restriction

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

func lexiconOf(t *testing.T, text string) (*lexicon, error) {
	t.Helper()
	return loadLexicon(fstest.MapFS{"evidence/words.txt": {Data: []byte(text)}}, []string{"fee_demand", "form_only"})
}

func TestLexicon_addsUpWhatWordsSay(t *testing.T) {
	l, err := lexiconOf(t, "# made by a fit\nform_only fee_demand\nformul 12 -3\nzahlen 0 25\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		outcome, sentence string
		fee, form         float64
	}{
		{"a word is known by its first six letters", "das formular", -0.3, 1.2},
		{"several words add up", "zahlen mit formulaire", 2.2, 1.2},
		{"a word counts once", "zahlen, zahlen", 2.5, 0},
		{"unknown and short words say nothing", "form zahl 123456 x", 0, 0},
		{"no word says nothing", "", 0, 0},
	} {
		t.Run(c.outcome, func(t *testing.T) {
			words := l.words([]byte(c.sentence), nil)
			for kind, want := range []float64{c.fee, c.form} {
				if got := l.say(kind, words); math.Abs(got-want) > 1e-9 {
					t.Errorf("kind %d: %g, want %g", kind, got, want)
				}
			}
		})
	}
}

func TestLexicon_mayBeAbsent(t *testing.T) {
	l, err := loadLexicon(fstest.MapFS{}, []string{"fee_demand"})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.say(0, l.words([]byte("formular zahlen"), nil)); got != 0 {
		t.Errorf("words say %g", got)
	}
}

func TestLexicon_refusesMistakes(t *testing.T) {
	for outcome, c := range map[string]struct{ text, want string }{
		"an unknown kind":              {"fee_demand fees\nzahlen 1 2\n", `words.txt:1: there is no grammar of "fees"`},
		"too few weights":              {"fee_demand form_only\nzahlen 1\n", `words.txt:2: "zahlen" has 1 weights, want 2`},
		"a weight that is no number":   {"fee_demand\nzahlen viel\n", `words.txt:2: "viel" is no weight`},
		"a weight out of bounds":       {"fee_demand\nzahlen 1000\n", `words.txt:2: "1000" is no weight`},
		"a word that stands twice":     {"fee_demand\nzahlen 1\nzahlen 2\n", `words.txt:3: "zahlen" stands twice`},
		"a word with too many letters": {"fee_demand\nzahlung 1\n", `words.txt:2: "zahlung" is no beginning`},
		"a word with too few letters":  {"fee_demand\nfee 1\n", `words.txt:2: "fee" is no beginning`},
	} {
		t.Run(outcome, func(t *testing.T) {
			if _, err := lexiconOf(t, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %q", err, c.want)
			}
		})
	}
}
