package restriction

import (
	"slices"
	"testing"
)

// FuzzWindows tries how many sentences are weighed at once: it must make no difference.
func FuzzWindows(f *testing.F) {
	f.Add("We only provide data of the last twelve months. Older data is not supplied. Ask once a year. Thank you.", uint8(7))
	f.Add("Antrag nur einmal im Jahr. Ältere Daten nicht.\n\nDanke. Nur die letzten zwölf Monate.", uint8(9))
	f.Fuzz(func(t *testing.T, text string, window uint8) {
		sameInWindows(t, text, int(window))
	})
}

// sameInWindows compares the matches of a text in small windows with those in one.
func sameInWindows(t *testing.T, text string, window int) {
	t.Helper()
	read := func(window int) []match {
		r := builtInDetector(t).newReader(Input{Text: text})
		defer r.done()
		r.window = window
		out, err := r.matches()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	same := func(a, b match) bool {
		return a.key == b.key && a.rule == b.rule && a.start == b.start && a.end == b.end && a.confidence == b.confidence
	}
	if small, large := read(2*sight+1+window), read(1<<30); !slices.EqualFunc(small, large, same) {
		t.Errorf("in windows of %d: %+v\nin one: %+v", 2*sight+1+window, small, large)
	}
}

func TestDetect_findsTheSameInWindowsOfAnySize(t *testing.T) {
	text := realText(t, 60<<10, "en", "fr", "de") + "\n\n" + benchText(20<<10)
	for _, window := range []int{0, 1, 5, 64} {
		sameInWindows(t, text, window)
	}
}

// The automaton forgets its states when there are too many; that must not show.
func TestAutomaton_findsTheSameAfterForgetting(t *testing.T) {
	lang, err := builtInDetector(t).patterns("en")
	if err != nil {
		t.Fatal(err)
	}
	forgetful, other := newAutomaton(lang), newAutomaton(lang)
	forgetful.most, forgetful.junctions.most, forgetful.tokens.most = 40, 300, 3000
	text := nearMisses(t, 20<<10) + benchText(5<<10)
	for p := range paragraphs(text, nil) {
		for _, s := range p.sentences {
			line := fold(nil, text, s, nil)
			if a, b := forgetful.find(line, nil), other.find(line, nil); !slices.Equal(a, b) {
				t.Fatalf("%q: %v after forgetting, %v without", line, a, b)
			}
		}
	}
}
