package store_test

import (
	"regexp"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// A database that has just grown has no statistics yet, or those of empty tables. The
// sweep has to look up each known reminder by its whole key even then: by a part of it,
// or by reading the table, 20,000 requests took minutes.
func TestSweepLooksUpKnownRemindersByTheirWholeKey(t *testing.T) {
	s := testdb.Postgres(t)
	t.Run("without statistics", func(t *testing.T) { looksUpByWholeKey(t, s) })
	if err := s.Analyze(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("with statistics of an empty table", func(t *testing.T) { looksUpByWholeKey(t, s) })
}

func looksUpByWholeKey(t *testing.T, s *store.Store) {
	t.Helper()
	now := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	zones := []store.ZoneDay{{Zone: "Europe/Paris", Hour: 10, Day: civil.Must(2026, time.March, 10)}}
	wholeKey := regexp.MustCompile(`Index Cond: .*workspace_id = .*subject_of = .*kind = .*clock_version = .*recipient_id = `)
	plans, err := s.ExplainSweep(t.Context(), now, zones, []string{"7,1"})
	if err != nil {
		t.Fatal(err)
	}
	for kind, plan := range plans {
		if !wholeKey.MatchString(plan) {
			t.Errorf("%s: no index condition on the whole key of the known reminders in\n%s", kind, plan)
		}
	}
}
