package store

import (
	"context"
	"time"

	"recourse/internal/reminder"
)

// escalations is what the owners are told because the caseworker who filed a request is
// absent, or because nobody has acted on what they were reminded of. Whether it still holds,
// and whether there is anything to do about it, is looked at before it is told.
func (s *Store) escalations(ctx context.Context, now time.Time) ([]reminderKind, error) {
	var waits []int
	err := s.scan(ctx, &waits, "SELECT DISTINCT escalate_after FROM workspaces WHERE escalate_after > 0 ORDER BY escalate_after")
	if err != nil || len(waits) == 0 {
		return nil, err
	}
	rows := make([][]any, 0, len(waits))
	for _, days := range waits {
		before := reminder.IdleSince(now, days)
		rows = append(rows, []any{days, instantOf(before), instantOf(before.Add(-reminder.NewsDays * 24 * time.Hour))})
	}
	row := "(" + s.intParam() + ", " + s.instantParam() + ", " + s.instantParam() + ")"
	return []reminderKind{{
		with:    valuesOf("waits", "escalate_after, idle_since, news_since", row, rows),
		subject: "k.subject_of", kind: "'escalated:' || " + s.before("k.kind", "@"), version: "k.clock_version", request: "k.request_id", day: "k.day",
		once: true,
		from: `workspaces ws ON ws.id = u.workspace_id AND u.role = 'owner'
			JOIN waits w ON w.escalate_after = ws.escalate_after
			JOIN users c ON c.workspace_id = u.workspace_id AND c.role = 'caseworker'
			JOIN reminders k ON k.workspace_id = c.workspace_id AND k.recipient_id = c.id
			JOIN requests r ON r.workspace_id = k.workspace_id AND r.id = k.request_id AND r.created_by = c.id`,
		condition: `k.state = 'sent' AND k.sent_at >= w.news_since
			AND (k.sent_at <= w.idle_since OR (c.absent_from IS NOT NULL OR c.absent_until IS NOT NULL)
				AND (c.absent_from IS NULL OR c.absent_from <= l.swept_for) AND (c.absent_until IS NULL OR c.absent_until >= l.swept_for))
			AND k.kind NOT LIKE 'due_%' AND k.kind NOT LIKE 'own:%' AND k.kind NOT LIKE 'moved:%'
			AND NOT EXISTS (SELECT 1 FROM events e WHERE e.workspace_id = k.workspace_id AND e.stream_id IN (k.request_id, k.subject_of)
				AND e.actor_id <> '' AND e.recorded_at >= k.sent_at)`,
	}}, nil
}

// ActedSince reports whether a person has recorded anything about a request, or a complaint
// about it, since the instant.
func (s *Store) ActedSince(ctx context.Context, ws string, streamIDs []string, since time.Time) (bool, error) {
	var n int
	err := s.scan(ctx, &n, `SELECT COUNT(*) FROM (SELECT 1 FROM events
		WHERE workspace_id = ? AND stream_id IN ? AND actor_id <> '' AND recorded_at >= ?`+limitTo(1)+`) AS found`, ws, streamIDs, instantOf(since))
	return n > 0, err
}
