package law_test

import (
	"slices"
	"testing"

	"recourse/internal/law"
)

// Where the time to complain runs from a refusal, an answer that withholds something is
// recorded as one. Nobody may believe that there is longer, so the reasons say so.
func TestAPartialRefusalMayEndTheTimeToComplainSooner(t *testing.T) {
	for _, c := range []struct{ regime, region, incomplete, refused string }{
		{"ca-pipeda", "CA", "2027-01-02", "2026-12-10"}, // 1 July is a holiday
		{"ca-qc-p39.1", "CA-QC", "2026-07-31", "2026-07-10"},
		{"za-paia", "ZA", "2026-12-28", "2026-12-07"},
	} {
		until := map[string]string{law.AnswerReceivedInadequate: c.incomplete, law.Refused: c.refused}
		for kind, want := range until {
			r, err := mustBook(t).Evaluate(law.Facts{
				Regime: c.regime, Right: "access", Region: c.region, Received: on("2026-06-01"),
				Events: []law.Event{{Kind: kind, On: on("2026-06-10")}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.ComplaintUntil.String() != want {
				t.Errorf("%s, %s: until %s, want %s", c.regime, kind, r.ComplaintUntil, want)
			}
			if !slices.ContainsFunc(r.Trace, func(s law.Step) bool { return s.Key == "note_partial_refusal" }) {
				t.Errorf("%s does not say that a partial refusal starts the time", c.regime)
			}
		}
	}
}
