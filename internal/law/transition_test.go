package law_test

import (
	"strings"
	"testing"

	"recourse/internal/law"
)

// Chapters III and IV of Regulation (EU) 2025/2518 hold for complaints lodged after
// 2 April 2027 (Art. 36), whenever the authority writes.
func TestClocksOfANewProcedureSayForWhichComplaintsTheyHold(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{
		Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2027-06-01"),
		Events: []law.Event{{Kind: law.ComplaintLodged, On: on("2027-08-02")}, {Kind: law.AuthorityInformed, On: on("2027-09-01")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{"en": "after 2 April 2027", "fr": "après le 2 avril 2027", "de": "nach dem 2. April 2027"}
	for _, id := range []string{"rejection-hearing", "draft-decision", "draft-decision-longest"} {
		c, ok := r.Clock(id)
		if !ok {
			t.Fatalf("there is no clock %s", id)
		}
		for lang, want := range from {
			if gist := c.Article.Gist.In(lang); !strings.Contains(gist, want) {
				t.Errorf("%s in %s does not say that it holds for complaints lodged %s: %s", id, lang, want, gist)
			}
		}
	}
	hearing, _ := r.Clock("rejection-hearing")
	for lang, want := range from {
		if about := hearing.About(lang); !strings.Contains(about, want) {
			t.Errorf("the window of the complainant in %s: %s", lang, about)
		}
	}
}

func TestANewProcedureLeavesOlderComplaintsAlone(t *testing.T) {
	clocks := []string{"rejection-hearing", "draft-decision", "draft-decision-longest"}
	for lodged, want := range map[string]bool{"2026-12-01": false, "2027-04-02": false, "2027-04-03": true} {
		r, err := mustBook(t).Evaluate(law.Facts{
			Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-09-01"),
			Events: []law.Event{{Kind: law.ComplaintLodged, On: on(lodged)}, {Kind: law.AuthorityInformed, On: on("2027-05-03")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range clocks {
			if _, ok := r.Clock(id); ok != want {
				t.Errorf("lodged on %s, %s: %t", lodged, id, ok)
			}
		}
	}
}

func TestWhileNothingIsLodgedANewProcedureIsShownAhead(t *testing.T) {
	r, err := mustBook(t).Evaluate(law.Facts{Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2027-06-01")})
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := r.Clock("rejection-hearing"); !ok || c.State != law.NotStarted {
		t.Errorf("the window of the complainant: %t, %s", ok, show(c))
	}
}
