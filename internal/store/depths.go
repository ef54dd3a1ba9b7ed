package store

import (
	"context"
	"strings"
	"time"

	"recourse/internal/dsar"
)

// Depths counts, over the whole installation, what waits and what became of it. It names
// nobody: of failed letters it has the domains of the companies that they went to.
type Depths struct {
	Outbox       map[string]int // mails that have not ended well, by state
	OldestQueued time.Time      // zero if none waits
	Incoming     dsar.IncomingHealth
	Reminders    int            // that are due and not told yet
	OldestDue    time.Time      // since when the oldest of them that nothing holds could be told, zero if none
	Untold       int            // reminders that cannot be put into words; they are tried again
	Held         int            // of them, for people whose address is not shown to be theirs
	Bounces      map[string]int // letters that came back or were refused, by domain
}

// Depths reads them as they are at the instant.
func (s *Store) Depths(ctx context.Context, now time.Time) (Depths, error) {
	d := Depths{Outbox: map[string]int{"queued": 0, "sending": 0, "failed": 0}}
	var err error
	if _, _, d.OldestQueued, err = s.OutboxHealth(ctx); err != nil {
		return d, err
	}
	if d.Incoming, err = s.IncomingHealth(ctx); err != nil {
		return d, err
	}
	if err := s.countReminders(ctx, now, &d); err != nil {
		return d, err
	}
	if err := s.scan(ctx, &d.Untold, "SELECT COUNT(*) FROM reminders WHERE state = 'failed'"); err != nil {
		return d, err
	}
	var counts []struct {
		State string
		N     int
	}
	err = s.scan(ctx, &counts, "SELECT state, COUNT(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'failed') GROUP BY state")
	for _, c := range counts {
		d.Outbox[c.State] = c.N
	}
	if err != nil {
		return d, err
	}
	d.Bounces, err = s.Bounces(ctx, time.Time{})
	return d, err
}

// countReminders tells those that could be told now from those that are held: a reminder
// that is kept for a later hour is ready then.
func (s *Store) countReminders(ctx context.Context, now time.Time, d *Depths) error {
	const due = " FROM reminders r JOIN users u ON u.workspace_id = r.workspace_id AND u.id = r.recipient_id WHERE r.state = 'pending'"
	var counts []struct {
		Verified bool
		N        int
	}
	err := s.scan(ctx, &counts, "SELECT u.email_verified_at IS NOT NULL AS verified, COUNT(*) AS n"+due+" GROUP BY u.email_verified_at IS NOT NULL")
	if err != nil {
		return err
	}
	for _, c := range counts {
		d.Reminders += c.N
		if !c.Verified {
			d.Held = c.N
		}
	}
	var oldest []struct{ ReadyAt instant }
	err = s.scan(ctx, &oldest, "SELECT r.ready_at"+due+" AND u.email_verified_at IS NOT NULL AND r.ready_at <= ? ORDER BY r.ready_at LIMIT 1", instantOf(now))
	if len(oldest) > 0 {
		d.OldestDue = oldest[0].ReadyAt.time()
	}
	return err
}

// Bounces counts the letters that came back or were refused, of those written since the
// instant, by the domain that they went to. The zero instant counts all of them.
func (s *Store) Bounces(ctx context.Context, since time.Time) (map[string]int, error) {
	domains := make(map[string]int)
	var failed []struct {
		ToAddress string
		N         int
	}
	err := s.scan(ctx, &failed, `SELECT to_address, COUNT(*) AS n FROM outbox
		WHERE state = 'failed' AND kind = 'letter' AND created_at >= ? GROUP BY to_address`, instantOf(orEarliest(since)))
	for _, f := range failed {
		_, domain, _ := strings.Cut(f.ToAddress, "@")
		domains[strings.ToLower(strings.Trim(domain, "<> "))] += f.N
	}
	return domains, err
}

// GivenUp counts the mails of every kind that failed, of those written since the instant.
func (s *Store) GivenUp(ctx context.Context, since time.Time) (n int, err error) {
	return n, s.scan(ctx, &n, "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND created_at >= ?", instantOf(since))
}

// orEarliest replaces the zero instant, which the database has no value for.
func orEarliest(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}
