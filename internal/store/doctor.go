package store

import (
	"context"

	"recourse/internal/dsar"
)

// streamsPerBatch bounds the memory of a walk over all events.
const streamsPerBatch = 500

// VerifyEvents reads every stream of events and calls fn for each that is not as it
// was written: firstBad is the number of the first event that does not fit the one
// before it, or, if events are missing at the end, of the first missing one.
func (s *Store) VerifyEvents(ctx context.Context, fn func(ws, streamID string, firstBad int)) error {
	var ws, id string
	for {
		heads, err := of[streamRow](s.db).Where("(workspace_id, id) > (?, ?)", ws, id).
			Order("workspace_id, id").Limit(streamsPerBatch).Find(ctx)
		if err != nil || len(heads) == 0 {
			return err
		}
		if err := s.verifyStreams(ctx, heads, fn); err != nil {
			return err
		}
		ws, id = heads[len(heads)-1].WorkspaceID, heads[len(heads)-1].ID
	}
}

func (s *Store) verifyStreams(ctx context.Context, heads []streamRow, fn func(ws, streamID string, firstBad int)) error {
	first, last := heads[0], heads[len(heads)-1]
	rows, err := of[eventRow](s.db).
		Where("(workspace_id, stream_id) >= (?, ?) AND (workspace_id, stream_id) <= (?, ?)", first.WorkspaceID, first.ID, last.WorkspaceID, last.ID).
		Order("workspace_id, stream_id, seq").Find(ctx)
	if err != nil {
		return err
	}
	streams := make(map[[2]string][]dsar.Event, len(heads))
	for _, row := range rows {
		key := [2]string{row.WorkspaceID, row.StreamID}
		streams[key] = append(streams[key], row.toDomain())
	}
	for _, head := range heads {
		if bad := firstBad(head, streams[[2]string{head.WorkspaceID, head.ID}]); bad > 0 {
			fn(head.WorkspaceID, head.ID, bad)
		}
	}
	return nil
}

func firstBad(head streamRow, events []dsar.Event) int {
	if bad := dsar.VerifyChain(events); bad > 0 {
		return bad
	}
	if len(events) < head.LastSeq {
		return len(events) + 1
	}
	if n := len(events); n > 0 && (n > head.LastSeq || events[n-1].Hash != head.LastHash) {
		return n
	}
	return 0
}

// Flaw is a rule of the database that rows break, and how many do.
type Flaw struct {
	Name string // "blobs.orphaned"
	Rows int
}

// Flaws looks for rows that no foreign key can refuse but that must not exist. It
// returns nothing when all is well.
func (s *Store) Flaws(ctx context.Context) ([]Flaw, error) {
	checks := []struct{ name, query string }{
		{"blobs.orphaned", `SELECT COUNT(*) FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM messages m
			WHERE m.workspace_id = b.workspace_id AND m.raw_hash = b.hash)`},
		{"messages.raw_missing", `SELECT COUNT(*) FROM messages m WHERE m.raw_hash <> '' AND NOT EXISTS (SELECT 1 FROM blobs b
			WHERE b.workspace_id = m.workspace_id AND b.hash = m.raw_hash)`},
		{"findings.message_missing", `SELECT COUNT(*) FROM findings f WHERE f.message_id <> '' AND NOT EXISTS (SELECT 1 FROM messages m
			WHERE m.workspace_id = f.workspace_id AND m.id = f.message_id)`},
		{"complaints.without_request", `SELECT COUNT(*) FROM complaints k WHERE NOT EXISTS (SELECT 1 FROM complaint_requests cr
			WHERE cr.workspace_id = k.workspace_id AND cr.complaint_id = k.id)`},
		{"streams.without_owner", `SELECT COUNT(*) FROM streams t WHERE NOT EXISTS (SELECT 1 FROM requests r
			WHERE r.workspace_id = t.workspace_id AND r.id = t.id) AND NOT EXISTS (SELECT 1 FROM complaints k
			WHERE k.workspace_id = t.workspace_id AND k.id = t.id)`},
		{"reminders.request_missing", `SELECT COUNT(*) FROM reminders m WHERE NOT EXISTS (SELECT 1 FROM requests r
			WHERE r.workspace_id = m.workspace_id AND r.id = m.request_id)`},
		{"erasing.left_over", "SELECT COUNT(*) FROM erasing"},
	}
	var flaws []Flaw
	for _, check := range checks {
		var n int
		if err := s.scan(ctx, &n, check.query); err != nil {
			return flaws, err
		}
		if n > 0 {
			flaws = append(flaws, Flaw{check.name, n})
		}
	}
	return flaws, nil
}
