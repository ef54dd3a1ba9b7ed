package proposal_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/proposal"
)

var today = civil.Must(2026, 6, 1)

func kinds(list []proposal.Proposal) []proposal.Kind {
	var found []proposal.Kind
	for _, p := range list {
		found = append(found, p.Kind)
	}
	return found
}

// TestSentences goes through labelled sentences: "kind" must be found, "-kind" only looks
// like it. No other kind may be found in one of them either.
func TestSentences(t *testing.T) {
	text, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	type score struct{ right, missed, wrong, total int }
	scores := map[proposal.Kind]*score{}
	for _, kind := range proposal.Kinds() {
		scores[kind] = &score{}
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), "\t", 3)
		label, sentence := fields[1], fields[2]
		found := kinds(proposal.Read(sentence, today))
		kind := proposal.Kind(strings.TrimPrefix(label, "-"))
		scores[kind].total++
		for _, k := range found {
			if string(k) != label {
				scores[k].wrong++
				t.Errorf("%s in %q", k, sentence)
			}
		}
		switch {
		case label != string(kind):
		case slices.Contains(found, kind):
			scores[kind].right++
		default:
			scores[kind].missed++
			t.Errorf("no %s in %q", kind, sentence)
		}
	}
	for _, kind := range proposal.Kinds() {
		s := scores[kind]
		t.Logf("%-24s %d sentences, %d found, %d missed, %d wrong", kind, s.total, s.right, s.missed, s.wrong)
		if s.total < 30 {
			t.Errorf("%s has only %d sentences", kind, s.total)
		}
	}
}
