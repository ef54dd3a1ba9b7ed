package law

import (
	"testing"

	"pgregory.net/rapid"

	"recourse/internal/civil"
)

// TestNoLastDayFallsWhereTheLawMovesIt holds every regime to its own rule: no last day
// is one that the shift of the law in force moves.
func TestNoLastDayFallsWhereTheLawMovesIt(t *testing.T) {
	book, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		regime := rapid.SampledFrom(book.Regimes()).Draw(t, "regime").ID
		rules, err := book.regime(regime)
		if err != nil {
			t.Fatal(err)
		}
		rights := rules.rights
		of := rights[rapid.IntRange(0, len(rights)-1).Draw(t, "right")]
		region := rapid.SampledFrom([]string{"FR", "DE-BY", "GB-SCT", "US", "CH-ZH", "IE", "ES-CT", "NONE"}).Draw(t, "region")
		f := Facts{Regime: regime, Right: of.id, Region: region}
		f.Received = civil.Must(2018, 1, 1).AddDays(rapid.IntRange(0, 16*365).Draw(t, "received"))
		for _, kind := range []string{IDRequested, IDReceived, ExtensionNotice} {
			if rapid.Bool().Draw(t, kind) {
				f.Events = append(f.Events, Event{Kind: kind, On: f.Received.AddDays(rapid.IntRange(0, 60).Draw(t, "after"))})
			}
		}
		r, err := book.Evaluate(f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		v := of.at(f.Received)
		if v == nil || v.noFigure {
			return
		}
		cal, err := book.calendar(region)
		if err != nil {
			t.Fatal(err)
		}
		for _, on := range []civil.Date{r.Due, r.ExtendedDue, r.NoticeOfExtensionDue, r.AckDue} {
			if !on.IsZero() && cal.next(on, v.shift) != on {
				t.Fatalf("%+v gives %s", f, on)
			}
		}
	})
}
