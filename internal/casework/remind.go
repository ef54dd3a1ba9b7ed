package casework

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail"
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

const (
	// A claimed batch must be through before its lease runs out, however slow the
	// relay is; otherwise another instance would send the rest of it again.
	outboxBatch = 4
	sendTimeout = time.Minute
	outboxLease = outboxBatch*sendTimeout + time.Minute
	// A mail that cannot be handed over for two days is given up and shown as failed.
	outboxMaxAge = 48 * time.Hour
	backoffMax   = 4 * time.Hour
)

// DeliverOutbox sends what is queued and due. It returns how many mails were accepted.
func (s *Service) DeliverOutbox(ctx context.Context) (int, error) {
	if !s.MailConfigured() {
		return 0, nil
	}
	accepted := 0
	for {
		batch, err := s.Store.ClaimOutbox(ctx, s.now(), outboxLease, outboxBatch)
		if err != nil || len(batch) == 0 {
			return accepted, err
		}
		for _, o := range batch {
			ok, err := s.deliver(ctx, o)
			if dsar.CodeOf(err) == dsar.CodeStale {
				continue // another instance has it now
			}
			if err != nil {
				return accepted, err
			}
			if ok {
				accepted++
			}
		}
	}
}

func (s *Service) deliver(ctx context.Context, o dsar.OutboxMail) (bool, error) {
	if obsolete, err := s.obsoleteMail(ctx, o); err != nil {
		return false, err
	} else if obsolete {
		return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxCanceled, "", s.now(), time.Time{})
	}
	sending, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	response, err := s.handOver(sending, o)
	if err == nil {
		// What the relay has taken is noted even while the program is being stopped:
		// an acceptance that is forgotten is a mail that goes out twice.
		return true, s.Store.FinishAttempt(context.WithoutCancel(ctx), o, dsar.OutboxAccepted, response, s.now(), time.Time{})
	}
	if ctx.Err() != nil {
		return false, ctx.Err() // the lease runs out and the mail is tried again
	}
	if mail.IsPermanent(err) || s.now().Sub(o.CreatedAt) > outboxMaxAge {
		return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxFailed, relayWords(err), s.now(), time.Time{})
	}
	again := s.now().Add(backoff(o.Attempts))
	return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxQueued, relayWords(err), s.now(), again)
}

// backoff doubles from one minute with each attempt, with up to a quarter more by
// chance so that mails refused together do not come back together.
func backoff(attempts int) time.Duration {
	wait := min(time.Minute<<min(max(attempts-1, 0), 10), backoffMax)
	return wait + rand.N(wait/4) //nolint:gosec // it spreads load and guards nothing
}

// relayWords is what the relay said, or what kept us from asking it.
func relayWords(err error) string {
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.Reply != "" {
		return refused.Reply
	}
	return err.Error()
}
