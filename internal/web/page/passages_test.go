package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// shownAs writes paragraphs as one text: [verdict:…] around marked pieces, {a} where
// the passage a begins, (a) where it ends, / for a line that ends.
func shownAs(list []paragraph) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteString(" ¶ ")
		}
		for _, piece := range p.Pieces {
			for _, id := range piece.IDs {
				b.WriteString("{" + id + "}")
			}
			if piece.Verdict != "" {
				b.WriteString("[" + piece.Verdict + ":" + piece.Text + "]")
			} else {
				b.WriteString(piece.Text)
			}
			for _, r := range piece.Refs {
				b.WriteString("(" + r.Key + ")")
			}
			if piece.Break {
				b.WriteString("/")
			}
		}
	}
	return b.String()
}

func span(text, part, key, verdict string) passage {
	start := strings.Index(text, part)
	return passage{Key: key, Verdict: verdict, Start: start, End: start + len(part)}
}

func TestLayOut(t *testing.T) {
	long := "This line was broken by the program that wrote it and not by the\nperson who did."
	tests := map[string]struct {
		text     string
		passages func(string) []passage
		want     string
	}{
		"paragraphs and lines": {text: "Dear Ms Moreau,\n\nThank you.\nKind regards\n", want: "Dear Ms Moreau, ¶ Thank you./Kind regards"},
		"lines that a program broke": {
			text: long,
			want: "This line was broken by the program that wrote it and not by the person who did.",
		},
		"lines that end in CR LF": {text: "One.\r\nTwo.\r\n\r\nThree.", want: "One./Two. ¶ Three."},
		"one passage": {text: "We keep the last year only.", passages: func(s string) []passage {
			return []passage{span(s, "the last year", "a", "unlawful")}
		}, want: "We keep {a}[unlawful:the last year](a) only."},
		"the whole text": {text: "No.", passages: func(s string) []passage {
			return []passage{span(s, "No.", "a", "judge")}
		}, want: "{a}[judge:No.](a)"},
		"bytes and not characters": {text: "Größe: für Sie nur ein Jahr.", passages: func(s string) []passage {
			return []passage{span(s, "für Sie", "a", "judge")}
		}, want: "Größe: {a}[judge:für Sie](a) nur ein Jahr."},
		"two that overlap, the graver one shown where both lie": {text: "abcdef", passages: func(s string) []passage {
			return []passage{span(s, "abcd", "a", "judge"), span(s, "cdef", "b", "unlawful")}
		}, want: "{a}[judge:ab]{b}[unlawful:cd](a)[unlawful:ef](b)"},
		"one inside another": {text: "abcdef", passages: func(s string) []passage {
			return []passage{span(s, "cd", "b", "lawful"), span(s, "abcdef", "a", "unlawful")}
		}, want: "{a}[unlawful:ab]{b}[unlawful:cd](b)[unlawful:ef](a)"},
		"two on the same words": {text: "abc", passages: func(s string) []passage {
			return []passage{span(s, "abc", "a", "judge"), span(s, "abc", "b", "lawful")}
		}, want: "{a}{b}[judge:abc](a)(b)"},
		"one over two paragraphs": {text: "First half\n\nsecond half. End.", passages: func(s string) []passage {
			return []passage{span(s, "half\n\nsecond half.", "a", "unlawful")}
		}, want: "First {a}[unlawful:half] ¶ [unlawful:second half.](a) End."},
		"one with blank lines at both ends": {text: "A.\n\nB.\n\nC.", passages: func(s string) []passage {
			return []passage{span(s, "\n\nB.\n\n", "a", "judge")}
		}, want: "A. ¶ {a}[judge:B.](a) ¶ C."},
		"one over two lines": {text: "One\ntwo three", passages: func(s string) []passage {
			return []passage{span(s, "One\ntwo", "a", "judge")}
		}, want: "{a}[judge:One]/[judge:two](a) three"},
		"one that does not fit is left out": {text: "ä", passages: func(string) []passage {
			return []passage{{Key: "a", Start: 1, End: 2}, {Key: "b", Start: 0, End: 9}, {Key: "c", Start: 1, End: 0}, {Key: "d", Start: -1, End: 1}}
		}, want: "ä"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var passages []passage
			if tt.passages != nil {
				passages = tt.passages(tt.text)
			}
			if diff := cmp.Diff(tt.want, shownAs(layOut(tt.text, passages))); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("quotations are told apart", func(t *testing.T) {
		list := layOut("Hello\n\n> you wrote\n> this", nil)
		if list[0].Quoted || !list[1].Quoted {
			t.Errorf("got %+v", list)
		}
	})
}

func TestLayOutShowsEveryWordOnceAndEveryPassage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("abc é\n.<>&"))).Draw(rt, "text")
		var passages []passage
		for i := range rapid.IntRange(0, 5).Draw(rt, "passages") {
			p := passage{
				Key: letterKey(i), Verdict: rapid.SampledFrom([]string{"unlawful", "judge", "lawful"}).Draw(rt, "verdict"),
				Start: rapid.IntRange(-1, len(text)).Draw(rt, "start"), End: rapid.IntRange(-1, len(text)+1).Draw(rt, "end"),
			}
			passages = append(passages, p)
		}
		begins, ends := map[string]int{}, map[string]int{}
		var shown strings.Builder
		for _, p := range layOut(text, passages) {
			for _, piece := range p.Pieces {
				shown.WriteString(piece.Text)
				for _, id := range piece.IDs {
					begins[id]++
				}
				for _, r := range piece.Refs {
					ends[r.Key]++
				}
			}
		}
		if got, want := strings.Join(strings.Fields(shown.String()), ""), strings.Join(strings.Fields(text), ""); got != want {
			rt.Errorf("shown %q of %q", got, want)
		}
		for _, p := range passages {
			if !p.valid(text) || strings.TrimSpace(text[p.Start:p.End]) == "" {
				continue
			}
			if begins[p.Key] != 1 || ends[p.Key] != 1 {
				rt.Errorf("%q %+v begins %d times and ends %d times", text, p, begins[p.Key], ends[p.Key])
			}
		}
	})
}

func TestLetterKey(t *testing.T) {
	for n, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 52: "ba"} {
		if got := letterKey(n); got != want {
			t.Errorf("finding %d is %q, want %q", n, got, want)
		}
	}
}
