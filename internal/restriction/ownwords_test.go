package restriction_test

import (
	"strings"
	"testing"

	"recourse/internal/restriction"
)

func TestOwnWords(t *testing.T) {
	text := "We keep the data for two years.\n\nOn 3 May 2026, Camille wrote:\n> Please state the purposes of the processing.\n"
	own := restriction.OwnWords(text)
	if len(own) != len(text) || strings.Count(own, "\n") != strings.Count(text, "\n") {
		t.Fatalf("another length or other lines: %q", own)
	}
	if !strings.Contains(own, "We keep the data for two years.") || strings.Contains(own, "purposes") {
		t.Errorf("got %q", own)
	}
}
