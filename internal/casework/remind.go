package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// Sweep writes a reminder for everything that has become due at its recipient's
// hour in their zone, by set-based statements; a reminder that exists already is
// left alone. It returns how many were new.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	zones, err := s.Store.UserZones(ctx)
	if err != nil {
		return 0, err
	}
	now := s.now()
	sweep := store.Sweep{Now: now}
	for _, name := range zones {
		loc, err := s.zones.get(name)
		if err != nil {
			return 0, fmt.Errorf("load zone %q: %w", name, err)
		}
		sweep.Zones = append(sweep.Zones, store.ZoneDay{Zone: name, Hour: now.In(loc).Hour(), Day: civil.Of(now, loc)})
	}
	return s.Store.SweepReminders(ctx, sweep)
}

// errObsolete says that a reminder is no longer true.
var errObsolete = errors.New("no longer true")

// reminded is what a reminder that is still true is about, and whom it reminds.
type reminded struct {
	to        dsar.User
	request   dsar.Request
	authority string            // that has been silent
	clock     dsar.Clock        // of a reminder of a clock
	date      civil.Date        // the reminder speaks of
	days      int               // until it, at the recipient's place
	moved     reminder.Reminder // of a correction
}

// kindOf is the kind of a reminder without its offset.
func kindOf(r dsar.Reminder) dsar.ReminderKind {
	kind, _, _ := strings.Cut(r.Kind, ":")
	return dsar.ReminderKind(kind)
}

// stillTrue asks the present state whether a reminder holds, and returns
// errObsolete if it does not.
func (s *Service) stillTrue(ctx context.Context, r dsar.Reminder) (reminded, error) {
	var now reminded
	var err error
	if now.to, err = s.Store.User(ctx, r.RecipientID); err != nil {
		return now, goneIsObsolete(err)
	}
	if !now.to.Settings.Reminders || !now.to.Role.CanWrite() || now.to.WorkspaceID != r.WorkspaceID {
		return now, errObsolete
	}
	if now.request, err = s.Store.Request(ctx, r.WorkspaceID, r.RequestID); err != nil {
		return now, goneIsObsolete(err)
	}
	switch kindOf(r) {
	case dsar.ReminderAuthoritySilent:
		now.authority, now.date, err = s.aboutComplaint(ctx, r)
	case dsar.ReminderKind(reminder.Moved):
		now.moved, err = s.aboutCorrection(ctx, r, now.request, now.to)
		now.date = now.moved.Day
	case dsar.ReminderClock:
		now.clock, err = s.aboutClock(ctx, r)
		now.date = now.clock.End
	default:
		now.date, err = aboutRequest(kindOf(r), now.request, r.ClockVersion)
	}
	if err != nil {
		return now, err
	}
	now.days = s.dayIn(now.to.Settings.TimeZone).DaysUntil(now.date)
	if now.days < 0 && (kindOf(r) == dsar.ReminderDueSoon || now.clock.Remind == dsar.RemindBefore) {
		return now, errObsolete
	}
	return now, nil
}

// goneIsObsolete makes of a thing that is gone a reminder that is not true any more.
func goneIsObsolete(err error) error {
	if dsar.CodeOf(err) == dsar.CodeNotFound {
		return errObsolete
	}
	return err
}

// aboutRequest returns the date a reminder speaks of, or errObsolete if the
// request has moved on since the reminder was written.
func aboutRequest(kind dsar.ReminderKind, r dsar.Request, clockVersion int) (civil.Date, error) {
	p := r.Projection
	if p.ClockVersion != clockVersion {
		return civil.Date{}, errObsolete
	}
	var on civil.Date
	switch kind {
	case dsar.ReminderDueSoon:
		if p.Awaiting {
			on = p.EffectiveDue
		}
	case dsar.ReminderComplaintFrom:
		if p.Awaiting && p.Status != dsar.StatusComplained {
			on = p.ComplaintFrom
		}
	case dsar.ReminderReplyWaits:
		if p.Status == dsar.StatusAnswered {
			on = p.ReplyOn
		}
	case dsar.ReminderNoReceipt:
		if p.Status == dsar.StatusSent {
			on = p.SentUnseenOn
		}
	default:
		return on, fmt.Errorf("unknown kind of reminder %s", strconv.Quote(string(kind)))
	}
	if on.IsZero() {
		return on, errObsolete
	}
	return on, nil
}

// aboutComplaint returns the authority and the date a reminder of its silence speaks
// of, or errObsolete if the complaint has moved on.
func (s *Service) aboutComplaint(ctx context.Context, r dsar.Reminder) (authority string, on civil.Date, err error) {
	c, err := s.Store.Complaint(ctx, r.WorkspaceID, r.SubjectOf)
	if err != nil {
		return "", on, goneIsObsolete(err)
	}
	if c.ClockVersion != r.ClockVersion || c.RemedyFrom.IsZero() {
		return "", on, errObsolete
	}
	return c.AuthorityName, c.RemedyFrom, nil
}
