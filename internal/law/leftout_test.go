package law_test

import (
	"testing"

	"recourse/internal/civil"
	"recourse/internal/law"
)

// Twenty working days from 10 December 2026: the closed season from 25 December to
// 15 January is told as one, Waitangi Day as a day.
func TestAPeriodInWorkingDaysNamesWhatItPassesOver(t *testing.T) {
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) civil.Date { return civil.MustParse(s) }
	r, err := book.Evaluate(law.Facts{Regime: "nz-privacy-2020", Right: "access", Received: day("2026-12-10"), Region: "NZ"})
	if err != nil {
		t.Fatal(err)
	}
	var told [][3]string
	for _, s := range r.Trace {
		if s.Key == "left_out" || s.Key == "left_out_range" {
			told = append(told, [3]string{s.Key, s.From.String(), s.On.String()})
		}
	}
	want := [][3]string{{"left_out_range", "2026-12-25", "2027-01-15"}}
	if len(told) != 1 || told[0] != want[0] {
		t.Errorf("due %s, told %v, want %v", r.Due, told, want)
	}
}
