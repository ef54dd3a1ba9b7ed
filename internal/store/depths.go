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
	Bounces      map[string]int // letters that came back or were refused, by domain
}

// Depths reads them.
func (s *Store) Depths(ctx context.Context) (Depths, error) {
	d := Depths{Outbox: map[string]int{"queued": 0, "sending": 0, "failed": 0}, Bounces: map[string]int{}}
	var err error
	if _, _, d.OldestQueued, err = s.OutboxHealth(ctx); err != nil {
		return d, err
	}
	if d.Incoming, err = s.IncomingHealth(ctx); err != nil {
		return d, err
	}
	if err := s.scan(ctx, &d.Reminders, "SELECT COUNT(*) FROM reminders WHERE state = 'pending'"); err != nil {
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
	return d, s.countBounces(ctx, d.Bounces)
}

func (s *Store) countBounces(ctx context.Context, domains map[string]int) error {
	var failed []struct {
		ToAddress string
		N         int
	}
	err := s.scan(ctx, &failed, "SELECT to_address, COUNT(*) AS n FROM outbox WHERE state = 'failed' AND kind = 'letter' GROUP BY to_address")
	for _, f := range failed {
		_, domain, _ := strings.Cut(f.ToAddress, "@")
		domains[strings.ToLower(strings.Trim(domain, "<> "))] += f.N
	}
	return err
}
