package law_test

import (
	"runtime"
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

// longHistory is n questions with their answers, a day each.
func longHistory(n int) law.Facts {
	f := law.Facts{Regime: "eu-gdpr", Right: "access", Region: "DE-BY", Received: civil.Must(2026, 1, 31)}
	for i := range n {
		kind := law.IDRequested
		if i%2 == 1 {
			kind = law.IDReceived
		}
		f.Events = append(f.Events, law.Event{Kind: kind, On: f.Received.AddDays(i / 4)})
	}
	return f
}

func TestMemoryGrowsNoFasterThanTheHistory(t *testing.T) {
	book := mustBook(t)
	bytes := func(n int) uint64 {
		facts := longHistory(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 20 {
			r, err := book.Evaluate(facts)
			if err != nil {
				t.Fatal(err)
			}
			sink = r
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	bytes(100) // reads what is read on first use
	short, long := bytes(100), bytes(1000)
	// Slices grow by doubling, which can cost twice the linear part.
	if long > 20*short {
		t.Errorf("100 events take %d bytes, 1000 take %d", short, long)
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
