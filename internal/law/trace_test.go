package law_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/law"
)

// TestTracesReadAsTheyShould keeps the reasoning of some typical histories, in every
// language, in golden files that a person can read through.
func TestTracesReadAsTheyShould(t *testing.T) {
	book := mustBook(t)
	no := false
	for name, facts := range map[string]law.Facts{
		"month-end-on-a-saturday": {Regime: "eu-gdpr", Right: "access", Region: "FR", Received: on("2026-01-31")},
		"christmas-in-bavaria":    {Regime: "eu-gdpr", Right: "erasure", Region: "DE-BY", Received: on("2024-11-26"), Today: on("2025-02-01")},
		"pause-and-late-extension": {Regime: "eu-gdpr", Right: "access", Region: "IE", Received: on("2026-09-28"), Events: []law.Event{
			{Kind: law.IDRequested, On: on("2026-10-06")}, {Kind: law.IDReceived, On: on("2026-10-09")}, {Kind: law.ExtensionNotice, On: on("2026-11-05")},
		}},
		"silent-authority": {Regime: "eu-gdpr", Right: "authority-silence", Region: "FR", Received: on("2026-08-24")},
		"british-clock": {Regime: "uk-gdpr", Right: "access", Region: "GB-SCT", Received: on("2026-07-24"), Events: []law.Event{
			{Kind: law.IDRequested, On: on("2026-07-27")},
			{Kind: law.IDReceived, On: on("2026-07-31")},
			{Kind: law.ClarificationRequested, On: on("2026-08-20")},
			{Kind: law.ExtensionNotice, On: on("2026-08-21"), ReasonsGiven: &no},
		}},
		"complaint-to-the-controller": {Regime: "uk-dpa2018-s164A", Right: "complaint-to-controller", Region: "GB", Received: on("2026-11-26")},
		"california":                  {Regime: "us-ca-ccpa", Right: "access", Region: "US", Received: on("2026-06-03"), Events: []law.Event{{Kind: law.IDRequested, On: on("2026-06-09")}}},
		"swiss-access":                {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-09-10"), Events: []law.Event{{Kind: law.ExtensionNotice, On: on("2026-10-01")}}},
		"swiss-fee-confirmed": {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10")}, {Kind: law.FeeConfirmed, On: on("2026-03-12")},
		}},
		"swiss-fee-unconfirmed": {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Today: on("2026-03-12"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10")},
		}},
		"swiss-fee-withdrawn": {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Today: on("2026-04-20"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10")},
		}},
		"swiss-fee-confirmed-late": {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10")}, {Kind: law.FeePaid, On: on("2026-03-24")}, {Kind: law.FeeRequested, On: on("2026-03-25")},
		}},
		"swiss-fee-contested": {Regime: "ch-fadp", Right: "access", Region: "CH-ZH", Received: on("2026-03-02"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10"), Amount: law.Amount{Minor: 50000, Currency: "CHF"}},
			{Kind: law.FeeConfirmed, On: on("2026-03-12")},
			{Kind: law.FeeRequested, On: on("2026-04-22")},
		}},
		"singapore-fee": {Regime: "sg-pdpa", Right: "access", Region: "SG", Received: on("2026-03-02"), Events: []law.Event{
			{Kind: law.FeeRequested, On: on("2026-03-10")}, {Kind: law.FeeConfirmed, On: on("2026-03-12")},
		}},
		"singapore-fee-open": {Regime: "sg-pdpa", Right: "access", Region: "SG", Received: on("2026-03-02"), Events: []law.Event{{Kind: law.FeeRequested, On: on("2026-03-10")}}},
		"swiss-erasure":      {Regime: "ch-fadp", Right: "erasure", Region: "CH-ZH", Received: on("2026-09-10")},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := book.Evaluate(facts)
			if err != nil {
				t.Fatal(err)
			}
			got := reading(result)
			path := filepath.Join("testdata", "golden", "traces", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the reasoning changed; read it with: go test ./internal/law -run Traces -update\n%s", got)
			}
		})
	}
}

func reading(r law.Result) string {
	var text strings.Builder
	for _, lang := range law.Languages {
		fmt.Fprintf(&text, "[%s]\n", lang)
		for _, s := range r.Trace {
			fmt.Fprintf(&text, "%s: %s", s.Key, s.Text(lang))
			if !s.Article.IsZero() {
				fmt.Fprintf(&text, " <%s>", s.Article.Cite(lang))
			}
			if s.Verify {
				text.WriteString(" (to be verified)")
			}
			text.WriteByte('\n')
		}
		for _, c := range r.Claims {
			fmt.Fprintf(&text, "claim: %s\n", c.Text(lang))
		}
	}
	return text.String()
}
