package letter

import (
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"  a \t b  ":     "a b",
		"a\r\nb":         "a b",
		"a\x00\x1bb":     "a b",
		"a\u2029b":       "a b",
		"a\u202eb":       "a b",
		"l\u200cigature": "l\u200cigature", // joiners belong to some scripts
		"prix\u00a0: 5":  "prix\u00a0: 5",
		"bad \xff byte":  "bad \uFFFD byte",
		"":               "",
		"\n\n":           "",
	} {
		if got := line(in); got != want {
			t.Errorf("line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBlockAndAddress(t *testing.T) {
	in := "\r\n one \r\n\r\ntwo\rthree\n\n"
	if got, want := block(in), "one\n\ntwo\nthree"; got != want {
		t.Errorf("block: %q, want %q", got, want)
	}
	if got, want := address(in), "one\ntwo\nthree"; got != want {
		t.Errorf("address: %q, want %q", got, want)
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"“Only a year.”":    "Only a year.",
		"« Un an. »":        "Un an.",
		"„Nur ein Jahr.“":   "Nur ein Jahr.",
		"two\nlines":        "two lines",
		"it's \"quoted\" x": "it's \"quoted\" x",
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %q, want %q", in, got, want)
		}
	}
	long := quote(strings.Repeat("mot ", 1000))
	if n := len([]rune(long)); n > maxQuote+4 || !strings.HasSuffix(long, "mot […]") {
		t.Errorf("a long quotation is cut to %d characters and ends in %q", n, long[len(long)-20:])
	}
}

func TestTidy(t *testing.T) {
	in := "\n\n a  b \n\n \t\n\nc\n\n\n"
	if got, want := tidy(in), "a b\n\nc\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
