package testdb

import (
	"fmt"
	"testing"

	"recourse/internal/store"
)

// FillDisk makes a SQLite database unable to grow, as a full disk does, until free is
// called. What fits into pages that it has can still be written.
func FillDisk(t testing.TB, s *store.Store) (free func()) {
	t.Helper()
	s.SQL().SetMaxOpenConns(1) // the limit is one of a connection
	var pages int
	if err := s.SQL().QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(most int) {
		var now int
		if err := s.SQL().QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", most)).Scan(&now); err != nil || now != most {
			t.Fatalf("%d pages are allowed, %v", now, err)
		}
	}
	limit(pages)
	return func() { limit(1 << 30) }
}
