package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/mail"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

const (
	// What one recipient is told at once; a batch must be through before its lease ends.
	reminderBatch = 2000
	reminderLease = 5 * time.Minute
	// A digest names so many of each section; the page "Today" has the rest.
	digestLines = 100
)

// DispatchReminders turns pending reminders into mails in the outbox, after looking again
// at whether they are still true: one digest a day for each recipient, or single mails. One
// that cannot be composed is marked and does not stop the others. Without SMTP it does
// nothing: reminders stand on the page "Today". It returns how many reminders went out.
func (s *Service) DispatchReminders(ctx context.Context) (int, error) {
	if !s.MailConfigured() {
		return 0, nil
	}
	sent := 0
	for {
		claimed, err := s.Store.ClaimReminders(ctx, s.now(), reminderLease, reminderBatch)
		if err != nil || len(claimed) == 0 {
			return sent, err
		}
		n, err := s.remind(ctx, claimed)
		sent += n
		if err != nil {
			return sent, err
		}
	}
}

// dueReminder is a reminder that is still true, with its words.
type dueReminder struct {
	stored dsar.Reminder
	now    reminded
	own    letter.Mail // what it says in full if it goes out alone; without a subject, its line is all
	entry  reminder.Entry
}

// remind tells one recipient what was claimed for them.
func (s *Service) remind(ctx context.Context, claimed []dsar.Reminder) (int, error) {
	var due []dueReminder
	for _, r := range claimed {
		d, ok, err := s.lookAgain(ctx, r)
		if err != nil {
			return 0, err
		}
		if ok {
			due = append(due, d)
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	user := due[0].now.to
	if user.VerifiedAt.IsZero() {
		return 0, s.holdAll(ctx, due, s.now().Add(unverifiedPause))
	}
	to, err := s.recipientOf(user)
	if err != nil {
		return 0, err
	}
	due, err = s.holdForDayOff(ctx, due, to)
	if err != nil {
		return 0, err
	}
	return s.tell(ctx, due, user, to)
}

// tell puts what is due into mails and keeps the rest for the next day.
func (s *Service) tell(ctx context.Context, due []dueReminder, user dsar.User, to reminder.Recipient) (int, error) {
	day := digestDay(to, s.now())
	mailing := reminder.Mailing{To: to, Day: day, DigestGone: user.DigestOn == day, PerSection: digestLines}
	for _, d := range due {
		mailing.Entries = append(mailing.Entries, d.entry)
	}
	sent := 0
	for _, m := range reminder.Mails(mailing) {
		if err := s.mayMail(ctx, user.Email, "reminder", reminderLimit); dsar.CodeOf(err) == dsar.CodeConflict {
			break // the rest waits for the next day
		} else if err != nil {
			return sent, err
		}
		told := slices.DeleteFunc(slices.Clone(due), func(d dueReminder) bool { return !slices.Contains(m.Keys, d.entry.Key) })
		ok, err := s.enqueueReminders(ctx, m, user, told)
		if err != nil {
			return sent, err
		}
		if !ok {
			continue
		}
		sent += len(told)
		due = slices.DeleteFunc(due, func(d dueReminder) bool { return slices.Contains(m.Keys, d.entry.Key) })
	}
	tomorrow := reminder.DueInstant(to.Today(s.now()).AddDays(1), civil.Date{}, to)
	return sent, s.holdAll(ctx, due, tomorrow)
}

// holdAll keeps reminders for later.
func (s *Service) holdAll(ctx context.Context, due []dueReminder, until time.Time) error {
	for _, d := range due {
		if err := s.Store.HoldReminder(ctx, d.stored, until); err != nil {
			return err
		}
	}
	return nil
}

// digestDay is the day whose digest can go out. Before the recipient's hour it is that of
// the day before, which was missed: today's comes at its hour.
func digestDay(to reminder.Recipient, now time.Time) civil.Date {
	day, come := reminder.DigestDay(to, now)
	if !come {
		return day.AddDays(-1)
	}
	return day
}

// holdForDayOff keeps what can wait for the recipient's next day of work.
func (s *Service) holdForDayOff(ctx context.Context, due []dueReminder, to reminder.Recipient) ([]dueReminder, error) {
	today := to.Today(s.now())
	var rest []dueReminder
	for _, d := range due {
		at := reminder.DueInstant(today, d.entry.Until, to)
		if !to.Today(at).After(today) {
			rest = append(rest, d)
			continue
		}
		if err := s.Store.HoldReminder(ctx, d.stored, at); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

func (s *Service) recipientOf(u dsar.User) (reminder.Recipient, error) {
	set := u.Settings
	zone, err := s.zones.get(set.TimeZone)
	if err != nil {
		return reminder.Recipient{}, fmt.Errorf("load zone %q: %w", set.TimeZone, err)
	}
	return reminder.Recipient{
		ID: u.ID, Off: !set.Reminders || !u.Role.CanWrite(), Zone: zone, Hour: set.ReminderHour,
		Offsets: set.ReminderDays, DaysOff: set.DaysOff, Singles: set.Singles,
	}, nil
}

// lookAgain asks whether a reminder still holds and words it. One that does not, or that
// cannot be worded, is marked; only the database's errors and the context's end return.
func (s *Service) lookAgain(ctx context.Context, r dsar.Reminder) (dueReminder, bool, error) {
	d, err := s.composeReminder(ctx, r)
	switch {
	case ctx.Err() != nil:
		return d, false, ctx.Err()
	case errors.Is(err, errObsolete):
		return d, false, s.finish(ctx, r, dsar.ReminderObsolete)
	case err != nil:
		s.Log.ErrorContext(ctx, "a reminder could not be composed", "request", r.RequestID, "kind", r.Kind, "error", err.Error())
		return d, false, s.finish(ctx, r, dsar.ReminderFailed)
	}
	return d, true, nil
}

// finish marks a reminder that does not go out. Another instance may have done so.
func (s *Service) finish(ctx context.Context, r dsar.Reminder, state dsar.ReminderState) error {
	err := s.Store.FinishReminder(ctx, r, state, "", s.now())
	if dsar.CodeOf(err) == dsar.CodeStale {
		return nil
	}
	return err
}

// composeReminder looks again at whether the reminder is still true and words it.
// A panic in one reminder is that reminder's error.
func (s *Service) composeReminder(ctx context.Context, r dsar.Reminder) (d dueReminder, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	d.stored = r
	if d.now, err = s.stillTrue(ctx, r); err != nil {
		return d, err
	}
	controller, err := s.Store.Controller(ctx, r.WorkspaceID, d.now.request.ControllerID)
	if err != nil {
		return d, err
	}
	facts := letter.ReminderFacts{
		Kind: kindOf(r), Language: d.now.to.Settings.Language, Regime: d.now.request.Regime, RecipientName: d.now.to.Name,
		Reference: d.now.request.Reference, Link: s.BaseURL + "/requests/" + d.now.request.ID,
		ControllerName: controller.Name, AuthorityName: d.now.authority, Date: d.now.date, Days: d.now.days,
	}
	if facts.Kind == dsar.ReminderClock {
		if err := s.clockFacts(ctx, d.now.clock, d.now.request, &facts); err != nil {
			return d, err
		}
	}
	d.entry = entryOf(r, d.now, facts)
	if d.entry.Key.Kind == reminder.Moved {
		return d, nil
	}
	d.own, err = s.Letters.Reminder(facts)
	return d, err
}

// entryOf is a reminder as a line of a digest. The stored kind tells apart what has the
// same kind.
func entryOf(r dsar.Reminder, now reminded, facts letter.ReminderFacts) reminder.Entry {
	e := reminder.Entry{
		Reference: facts.Reference, Controller: facts.ControllerName, Link: facts.Link,
		Authority: facts.AuthorityName, ClockName: facts.ClockName,
	}
	e.Day = now.date
	if kindOf(r) == dsar.ReminderDueSoon || now.clock.Remind == dsar.RemindBefore {
		e.Until = now.date
	}
	e.Corrects, e.Was = now.moved.Corrects, now.moved.Was
	e.Key = reminder.Key{Subject: r.SubjectOf, Kind: lineKind(r, now), Of: now.moved.Key.Of, About: r.Kind, Version: r.ClockVersion, Recipient: r.RecipientID}
	return e
}

// lineKind is the kind of line that a stored reminder makes on the day of its mail.
func lineKind(r dsar.Reminder, now reminded) reminder.Kind {
	switch kind := kindOf(r); {
	case kind == dsar.ReminderClock:
		return reminder.ClockKind(now.clock)
	case kind == dsar.ReminderDueSoon && now.days == 0 && now.request.Projection.Extended:
		return reminder.ExtendedDue
	case kind == dsar.ReminderDueSoon && now.days == 0:
		return reminder.DueToday
	default:
		return reminder.Kind(kind)
	}
}

// enqueueReminders puts a mail into the outbox with what it tells, and reports whether it
// did: not if another instance has told some of it, or has the digest of the day.
func (s *Service) enqueueReminders(ctx context.Context, m reminder.Mail, to dsar.User, told []dueReminder) (bool, error) {
	o, err := s.reminderMail(ctx, m, to, told)
	if err != nil {
		s.Log.ErrorContext(ctx, "a mail of reminders could not be composed", "user", to.ID, "error", err.Error())
		for _, d := range told {
			if err := s.finish(ctx, d.stored, dsar.ReminderFailed); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	taken := true
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if m.Digest {
			if taken, err = tx.TakeDigest(ctx, to.WorkspaceID, to.ID, m.Day); err != nil || !taken {
				return err
			}
		}
		if err := tx.Enqueue(ctx, o); err != nil {
			return err
		}
		for _, d := range told {
			if err := tx.FinishReminder(ctx, d.stored, dsar.ReminderSent, o.ID, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if dsar.CodeOf(err) == dsar.CodeStale {
		return false, nil
	}
	return err == nil && taken, err
}

// reminderMail composes the mail. One reminder says what it has to say in full, several
// are a line each.
func (s *Service) reminderMail(ctx context.Context, m reminder.Mail, to dsar.User, told []dueReminder) (dsar.OutboxMail, error) {
	o := dsar.OutboxMail{
		ID: newID(), WorkspaceID: to.WorkspaceID, Kind: "reminder", From: s.From, To: to.Email,
		State: dsar.OutboxQueued, NotBefore: s.now(), CreatedAt: s.now(),
	}
	end, headers, err := s.unsubscribe(ctx, to)
	if err != nil {
		return o, err
	}
	var words letter.DigestMail
	if len(told) == 1 {
		words.Mail, o.RequestID, m.Digest = told[0].own, told[0].stored.RequestID, false
	}
	if words.Subject == "" {
		words, err = s.Letters.Digest(letter.DigestFacts{
			Mail: m, Language: to.Settings.Language, RecipientName: to.Name, Link: s.BaseURL + "/", Settings: s.BaseURL + "/settings", Unsubscribe: end,
		})
		if err != nil {
			return o, err
		}
	}
	o.MailID = mail.NewMessageID(o.ID, s.From)
	o.Raw, err = mail.Compose(mail.Outgoing{
		From: o.From, To: o.To, Subject: words.Subject, Text: words.Body, HTML: words.HTML,
		MessageID: o.MailID, Date: o.CreatedAt, Headers: headers,
	})
	return o, err
}

// obsoleteMail looks again, at the moment of sending, at what a mail of reminders tells
// that has waited in the outbox: an answer that came meanwhile cancels it. If only some of
// it is true, the mail is taken back, and what is true goes out in another.
func (s *Service) obsoleteMail(ctx context.Context, o dsar.OutboxMail) (bool, error) {
	if o.Kind != "reminder" {
		return false, nil
	}
	told, err := s.Store.RemindersOf(ctx, o.WorkspaceID, o.ID)
	if err != nil {
		return false, err
	}
	gone := 0
	for _, r := range told {
		// What cannot be told does not keep a mail back.
		if _, err := s.stillTrue(ctx, r); errors.Is(err, errObsolete) {
			gone++
		}
	}
	if gone > 0 && gone < len(told) {
		return true, s.Store.TakeBackReminders(ctx, o.WorkspaceID, o.ID)
	}
	return gone == len(told), nil // without any, its request has been erased
}
