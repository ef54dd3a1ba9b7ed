package reminder_test

import (
	"testing"

	"recourse/internal/reminder"
)

// BenchmarkMake plans one request for one recipient: what a sweep does per candidate.
func BenchmarkMake(b *testing.B) {
	in := reminder.Input{Request: waiting(), To: me(b), Now: at9(b, "2026-03-06")}
	b.ReportAllocs()
	for b.Loop() {
		if plan := reminder.Make(in); len(plan.Now) != 1 {
			b.Fatal(show(plan.Now))
		}
	}
}
