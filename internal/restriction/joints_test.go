package restriction

import (
	"slices"
	"testing"
)

// TestJoints tells where a wording with gaps fits.
func TestJoints_wordingsWithGapsAreFoundByTheirPieces(t *testing.T) {
	for _, c := range []struct {
		wording, text string
		want          []string
	}{
		{"not <2> bound", "we are not in law bound here", []string{"not in law bound"}},
		{"not <2> bound", "not by any such law bound", nil},
		{"not <2> bound", "not, they say, bound", []string{"not, they say, bound"}},
		{"not <2> bound", "bound it is not", nil},
		{"not <2> (?:bound|bound to)", "not bound to", []string{"not bound to"}},
		{"not <1> bound", "not bound, not really bound", []string{"not bound", "not really bound"}},
		{`need (?:\w+ ){0,2}?copy`, "you need a certified copy", []string{"need a certified copy"}},
		{`need (?:\w+ ){0,2}?copy`, "you need money, a copy", nil},
		{`need (?:\w+ ){0,2}?copy`, "you need a well-known copy", nil},
		{`need (?:\w+ ){0,1}?copy`, "you need daddy's copy", []string{"need daddy's copy"}},
		{`need (?:\w+ )?copy`, "need copy", []string{"need copy"}},
		{`an? \w+ extension`, "an extension, a further extension", []string{"a further extension"}},
		{`(?:no|not) (?:\w+ ){1,2}?{thing}`, "no such old thing", []string{"no such old thing"}},
		{`first <1> second <1> third`, "first a second b third", []string{"first a second b third"}},
		{`first <1> second <1> third`, "first a second b c third", nil},
		{"(?:keep|kept)s? <3> not more", "kept for us not more", []string{"kept for us not more"}},
	} {
		t.Run(c.wording+" in "+c.text, func(t *testing.T) {
			lang := oneSlot(t, c.wording)
			if len(lang.joints.all) != 1 {
				t.Fatal("the wording was not taken apart")
			}
			var got []string
			for _, h := range newAutomaton(lang).find([]byte(c.text), nil) {
				got = append(got, c.text[h.start:h.end])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// Pieces that are not whole words are left to the automaton.
func TestJoints_leaveOtherWordingsWhole(t *testing.T) {
	for _, wording := range []string{"not bound", `\w+ <2> bound,? `, "(?:not |nor )(?:\\w+ )?bound", "(?:a <2> b|c)"} {
		if lang := oneSlot(t, wording); len(lang.joints.all) != 0 {
			t.Errorf("%q was taken apart", wording)
		}
	}
}

// oneSlot returns a language with a slot of one wording, which may refer to {thing}.
func oneSlot(t *testing.T, wording string) *language {
	t.Helper()
	b, err := newBuilder(&wordings{slots: map[string][]string{"slot": {wording}, "thing": {"thing", "things"}}})
	if err != nil {
		t.Fatal(err)
	}
	b.slot("slot")
	return b.finish()
}
