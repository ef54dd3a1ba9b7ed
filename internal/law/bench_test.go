package law_test

import (
	"testing"

	"recourse/internal/civil"
	"recourse/internal/law"
)

var sink law.Result

func BenchmarkEvaluate(b *testing.B) {
	book := mustBook(b)
	for name, facts := range map[string]law.Facts{
		"plain": {Regime: "eu-gdpr", Right: "access", Region: "DE-BY", Received: civil.Must(2026, 1, 31)},
		"history": {Regime: "uk-gdpr", Right: "access", Region: "GB-SCT", Received: civil.Must(2026, 3, 3), Events: []law.Event{
			{Kind: "sent", On: civil.Must(2026, 3, 2)},
			{Kind: law.IDRequested, On: civil.Must(2026, 3, 4)},
			{Kind: law.IDReceived, On: civil.Must(2026, 3, 9)},
			{Kind: law.ClarificationRequested, On: civil.Must(2026, 3, 12)},
			{Kind: law.ClarificationReceived, On: civil.Must(2026, 3, 16)},
			{Kind: law.ExtensionNotice, On: civil.Must(2026, 4, 1)},
		}},
		"working days": {Regime: "us-ca-ccpa", Right: "access", Region: "US", Received: civil.Must(2026, 6, 3)},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := book.Evaluate(facts)
				if err != nil {
					b.Fatal(err)
				}
				sink = r
			}
		})
	}
}

func BenchmarkTraceText(b *testing.B) {
	r, err := mustBook(b).Evaluate(law.Facts{Regime: "eu-gdpr", Right: "access", Region: "DE-BY", Received: civil.Must(2026, 1, 31)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range r.Trace {
			_ = s.Text("de")
		}
	}
}
