package dsar_test

import (
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// Hashes are stored for good: what was recorded must fit its hash under every later
// version of the program.
func TestHashesStayWhatTheyWere(t *testing.T) {
	t.Parallel()
	yes := true
	plain := dsar.Event{
		ID: "019a0000-0000-7000-8000-000000000001", WorkspaceID: "w", StreamID: "s", Seq: 1, Kind: dsar.EventSent,
		On: civil.Must(2026, 1, 5), RecordedAt: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC), ActorID: "u",
	}
	full := plain
	full.Seq, full.Kind, full.MessageID, full.PrevHash = 2, dsar.EventExtensionNotice, "m", "abc"
	full.Details = dsar.Details{
		Note: "a note", ReasonsGiven: &yes, Outcome: dsar.OutcomePartly, Satisfied: &yes, Corrects: "c", Void: true,
		NewKind: dsar.EventReceived, NewOn: civil.Must(2026, 2, 3), Reference: "R", ComplaintID: "k", LetterID: "l", Automatic: true,
	}
	for name, c := range map[string]struct {
		event dsar.Event
		want  string
	}{
		"an event without details":   {plain, "d3e2e1750713e4e287b6df527e8db337cf5aa60a50439ce326a18d386c46dc7f"},
		"an event with all that was": {full, "d7d5a24afb060ae56e655b48f2e14c9710d1728d519aa520afd7458c94e6fcfb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.event.ComputeHash(); got != c.want {
				t.Errorf("hash %s, stored %s", got, c.want)
			}
		})
	}
}

func TestHashesTellLaterDetailsApart(t *testing.T) {
	t.Parallel()
	day := civil.Must(2026, 3, 1)
	seen := make(map[string]int)
	for i, d := range []dsar.Details{
		{},
		{Until: day},
		{Until: day.AddDays(1)},
		{Amount: 100, Currency: "CHF"},
		{Amount: 100, Currency: "EUR"},
		{Amount: 1001, Currency: "CHF"},
		{Until: day, Amount: 100, Currency: "CHF"},
	} {
		hash := dsar.Event{Details: d}.ComputeHash()
		if j, ok := seen[hash]; ok {
			t.Errorf("details %d and %d have one hash", i, j)
		}
		seen[hash] = i
	}
}
