package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/reminder"
)

// settledSince lists what the last digest told somebody, or a mail since then, and what has
// been dealt with since: each request once. It is derived from the reminders that went out,
// so that nothing is forgotten between two digests. A day that moved is not among it: of that
// there is a reminder of its own.
func (s *Service) settledSince(ctx context.Context, user dsar.User, to reminder.Recipient) ([]reminder.Entry, error) {
	if user.DigestOn.IsZero() {
		return nil, nil
	}
	since := reminder.DueInstant(user.DigestOn, user.DigestOn, reminder.Recipient{Zone: to.Zone})
	told, err := s.Store.ToldSince(ctx, user.WorkspaceID, user.ID, since, reminderBatch)
	if err != nil {
		return nil, err
	}
	l, err := s.lookerFor(ctx, s.Store, told)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	var settled []reminder.Entry
	for _, r := range told {
		if isEscalated(r) || seen[r.RequestID] {
			continue
		}
		e, ok, err := s.settledEntry(ctx, l, r)
		if err != nil {
			return nil, err
		}
		if ok {
			seen[r.RequestID] = true
			settled = append(settled, e)
		}
	}
	return settled, nil
}

// settledEntry is the line about a reminder that was told, if it has been dealt with. What
// cannot be looked at is left out: it is no reason to keep the digest back.
func (s *Service) settledEntry(ctx context.Context, l *looker, r dsar.Reminder) (reminder.Entry, bool, error) {
	d, fate, err := s.composeReminder(ctx, l, r)
	if ctx.Err() != nil {
		return reminder.Entry{}, false, ctx.Err()
	}
	f := l.facts[r.RequestID]
	if err != nil || f == nil || !fate.Settles() {
		return reminder.Entry{}, false, nil //nolint:nilerr // what cannot be looked at is left out
	}
	e := d.entry
	e.Key = reminder.Key{Subject: r.SubjectOf, Kind: reminder.Kind(r.Kind), Recipient: r.RecipientID}
	e.Outcome, e.Reference, e.Link = fate, f.request.Reference, s.BaseURL+"/requests/"+f.request.ID
	if fate == reminder.PutOff {
		for _, put := range l.choices[f.request.ID].Snoozes {
			e.Day = put.Until
		}
	}
	name, err := l.controller(ctx, f.request)
	e.Controller = name
	return e, err == nil, ctx.Err()
}
