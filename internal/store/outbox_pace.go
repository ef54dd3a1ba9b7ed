package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"recourse/internal/dsar"
)

// OutboxClaim says which mails are taken.
type OutboxClaim struct {
	Now       time.Time
	Lease     time.Duration
	Limit     int
	PerMinute int // mails to one domain, reminders apart from the rest; 0: as many as there are
}

// ClaimPaced is [Store.ClaimOutbox] for all instances together within a number of mails a
// minute to one domain. What is above it is not returned: it is queued for the moment at
// which its domain is free, and the mails to other domains come before it.
func (s *Store) ClaimPaced(ctx context.Context, c OutboxClaim) ([]dsar.OutboxMail, error) {
	if c.PerMinute <= 0 {
		return s.ClaimOutbox(ctx, c.Now, c.Lease, c.Limit)
	}
	for {
		var claimed, ready []outboxRow
		err := s.InTx(ctx, func(tx *Store) (err error) {
			if claimed, err = tx.claimOutbox(ctx, c.Now, c.Lease, c.Limit); err != nil {
				return err
			}
			ready, err = tx.pace(ctx, c, claimed)
			return err
		})
		if err != nil || len(ready) > 0 || len(claimed) == 0 {
			return toDomain(ready, outboxRow.toDomain), err
		}
	}
}

// paceWindow is the time in which mails to a domain are counted.
const paceWindow = time.Minute

// domainRow counts the mails to a domain since the beginning of its window.
type domainRow struct {
	Domain    string
	Reminders bool
	WindowAt  instant
	Used      int
}

func (domainRow) TableName() string { return "mail_domains" }

// take gives one mail the earliest moment at which its domain is free, now or later.
func (d *domainRow) take(now time.Time, perMinute int) time.Time {
	window := d.WindowAt.time()
	switch {
	case !now.Before(window.Add(paceWindow)):
		window, d.Used = now, 0
	case d.Used >= perMinute:
		window, d.Used = window.Add(paceWindow), 0
	}
	d.WindowAt = instantOf(window)
	d.Used++
	if window.Before(now) {
		return now
	}
	return window
}

// pace returns the claimed mails that may go now and queues the others for later.
func (s *Store) pace(ctx context.Context, c OutboxClaim, claimed []outboxRow) ([]outboxRow, error) {
	var ready []outboxRow
	waiting := make(map[domainRow][]outboxRow)
	for _, m := range claimed {
		// A moment that was given and missed, because nothing was running, is over: all
		// those missed would come at once.
		if given := m.SlotAt.time(); !given.IsZero() && c.Now.Before(given.Add(paceWindow)) {
			ready = append(ready, m)
			continue
		}
		key := domainRow{Domain: m.Domain, Reminders: m.Kind == "reminder"}
		waiting[key] = append(waiting[key], m)
	}
	// In the same order everywhere, so that two instances do not wait for each other.
	for _, key := range slices.SortedFunc(maps.Keys(waiting), compareDomains) {
		now, err := s.paceDomain(ctx, c, key, waiting[key])
		if err != nil {
			return nil, err
		}
		ready = append(ready, now...)
	}
	return ready, nil
}

func compareDomains(a, b domainRow) int {
	return cmp.Or(cmp.Compare(a.Domain, b.Domain), cmp.Compare(classOf(a.Reminders), classOf(b.Reminders)))
}

func classOf(reminders bool) int {
	if reminders {
		return 1
	}
	return 0
}

func (s *Store) paceDomain(ctx context.Context, c OutboxClaim, key domainRow, mails []outboxRow) (ready []outboxRow, err error) {
	_, err = s.exec(ctx, "INSERT INTO mail_domains (domain, reminders, window_at, used) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
		key.Domain, key.Reminders, instantOf(c.Now))
	if err != nil {
		return nil, err
	}
	var rows []domainRow
	err = s.scan(ctx, &rows, "SELECT domain, reminders, window_at, used FROM mail_domains WHERE domain = ? AND reminders = ?"+s.forUpdate(),
		key.Domain, key.Reminders)
	if err != nil {
		return nil, err
	}
	d := rows[0]
	for _, m := range mails {
		at := d.take(c.Now, c.PerMinute)
		if !at.After(c.Now) {
			ready = append(ready, m)
			continue
		}
		// It was not tried: the attempt does not count.
		_, err := s.exec(ctx, `UPDATE outbox SET state = 'queued', attempts = attempts - 1,
			attempted_at = CASE WHEN attempts > 1 THEN attempted_at END, lease_until = NULL,
			not_before = ?, slot_at = ? WHERE workspace_id = ? AND id = ?`, instantOf(at), instantOf(at), m.WorkspaceID, m.ID)
		if err != nil {
			return nil, err
		}
	}
	_, err = s.exec(ctx, "UPDATE mail_domains SET window_at = ?, used = ? WHERE domain = ? AND reminders = ?",
		d.WindowAt, d.Used, key.Domain, key.Reminders)
	return ready, err
}

// ForgetDomains deletes what was counted of domains to which nothing went since before.
func (s *Store) ForgetDomains(ctx context.Context, before time.Time) error {
	_, err := s.exec(ctx, "DELETE FROM mail_domains WHERE window_at < ?", instantOf(before))
	return err
}
