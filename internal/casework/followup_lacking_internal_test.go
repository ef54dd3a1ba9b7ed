package casework

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

// lackingView is a case in which a person went through the list and confirmed what it
// shows.
func lackingView(t *testing.T, s *Service, regime string, quoted bool) RequestView {
	t.Helper()
	var list []seen
	if quoted {
		list = append(list, seen{key: kindPartial, quote: "For everything else please see our privacy policy."})
	}
	v := viewOf(t, s, regime, []dsar.Right{dsar.RightAccess}, list)
	for _, kind := range []string{kindPartial, kindCategoriesOnly} {
		k, ok := s.Detector.Kind(kind)
		if !ok {
			t.Fatalf("no kind %q", kind)
		}
		v.Findings = append(v.Findings, FindingView{Kind: k, Finding: dsar.Finding{
			Key: kind, Source: dsar.SourceChecklist, Status: dsar.FindingConfirmed, Verdict: string(restriction.Unlawful), Rule: dsar.ChecklistRule,
			Evidence: map[string]string{
				kindPartial:        "purposes:partly retention:missing source:missing copy:partly",
				kindCategoriesOnly: "recipients:categories",
			}[kind],
		}})
	}
	return v
}

// TestFollowUp_namesWhatIsMissing holds the letters after the list to the text that was
// read and approved, and the complaint that may follow.
func TestFollowUp_namesWhatIsMissing(t *testing.T) {
	s := followUpService(t)
	for _, lang := range s.Letters.Languages() {
		var b strings.Builder
		for _, regime := range []string{"eu-gdpr", "uk-gdpr"} {
			for _, kind := range []dsar.LetterKind{dsar.LetterFollowUp, dsar.LetterComplaint} {
				c, err := s.composeLetter(lackingView(t, s, regime, false), kind, lang, letterToday)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "##### %s, %s\n%s\n", regime, kind, c.Body)
			}
		}
		approved(t, filepath.Join("followups", "lacking."+lang+".txt"), b.String())
	}
}

// TestFollowUp_enumeratesOnce: where the items are named, the paragraph that asks for all
// there could be is left out, also of the same restriction seen in the text.
func TestFollowUp_enumeratesOnce(t *testing.T) {
	s := followUpService(t)
	for _, lang := range s.Letters.Languages() {
		for _, regime := range []string{"eu-gdpr", "uk-gdpr"} {
			k, _ := s.Detector.Kind(kindPartial)
			paragraphs := k.CounterMove(lang, regime)
			last := paragraphs[len(paragraphs)-1]
			if slices.Contains(k.NamedMove(lang, regime), last) {
				t.Errorf("%s, %s: %q stays", lang, regime, last)
			}
			if strings.Count(last, ",") < 6 {
				t.Errorf("%s, %s: the last paragraph enumerates nothing: %s", lang, regime, last)
			}
			c, err := s.composeLetter(lackingView(t, s, regime, true), dsar.LetterFollowUp, lang, letterToday)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(last, ",")
			if strings.Contains(c.Body, first) || !strings.Contains(c.Body, "privacy policy") {
				t.Errorf("%s, %s:\n%s", lang, regime, c.Body)
			}
		}
	}
}
