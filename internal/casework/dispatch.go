package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

const (
	// What one recipient is told at once, the rest of it a day later; a batch must be
	// through before its lease ends.
	reminderBatch = 20_000
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

// dueReminder is a reminder that still holds, with its words.
type dueReminder struct {
	stored dsar.Reminder
	words  letter.ReminderFacts // of the mail that it makes alone; without a kind, its line is all
	entry  reminder.Entry
}

// remind tells one recipient what was claimed for them.
func (s *Service) remind(ctx context.Context, claimed []dsar.Reminder) (int, error) {
	l, claimed, err := s.readable(ctx, claimed)
	if err != nil {
		return 0, err
	}
	var due []dueReminder
	for _, r := range claimed {
		d, ok, err := s.lookAgain(ctx, l, r)
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
	if l.user.VerifiedAt.IsZero() {
		return 0, s.holdAll(ctx, due, s.now().Add(store.UnverifiedPause))
	}
	if due, err = s.mergeVersions(ctx, due); err != nil {
		return 0, err
	}
	if due, err = s.holdForDayOff(ctx, due, l.to); err != nil {
		return 0, err
	}
	return s.tell(ctx, due, l.user, l.to)
}

// tell puts what is due into mails and keeps the rest for the next day.
func (s *Service) tell(ctx context.Context, due []dueReminder, user dsar.User, to reminder.Recipient) (int, error) {
	day := digestDay(to, s.now())
	mailing := reminder.Mailing{To: to, Day: day, DigestGone: user.DigestOn == day, PerSection: digestLines}
	untold := make(map[reminder.Key]dueReminder, len(due))
	for _, d := range due {
		mailing.Entries = append(mailing.Entries, d.entry)
		untold[d.entry.Key] = d
	}
	if !to.Singles && !mailing.DigestGone {
		settled, err := s.settledSince(ctx, user, to)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err != nil { // no reason to keep back what is due
			s.Log.ErrorContext(ctx, "what became of the last reminders could not be read", "user", user.ID, "error", err.Error())
		}
		mailing.Settled = settled
	}
	sent := 0
	for _, m := range reminder.Mails(mailing) {
		if err := s.mayMail(ctx, user.Email, "reminder", reminderLimit); dsar.CodeOf(err) == dsar.CodeConflict {
			break // the rest waits for the next day
		} else if err != nil {
			return sent, err
		}
		told := make([]dueReminder, 0, len(m.Keys))
		for _, key := range m.Keys {
			told = append(told, untold[key])
		}
		ok, err := s.enqueueReminders(ctx, m, user, told)
		if err != nil {
			return sent, err
		}
		if !ok {
			continue
		}
		sent += len(told)
		for _, key := range m.Keys {
			delete(untold, key)
		}
	}
	tomorrow := reminder.DueInstant(to.Today(s.now()).AddDays(1), civil.Date{}, to)
	return sent, s.holdAll(ctx, slices.Collect(maps.Values(untold)), tomorrow)
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

// mergeVersions keeps of the same reminder under several versions of its clock the latest:
// a version also grows when another date of the request moves.
func (s *Service) mergeVersions(ctx context.Context, due []dueReminder) ([]dueReminder, error) {
	at := make(map[reminder.Key]int, len(due))
	var kept []dueReminder
	for _, d := range due {
		key := d.entry.Key
		key.Version = 0
		i, twice := at[key]
		if !twice {
			at[key] = len(kept)
			kept = append(kept, d)
			continue
		}
		older := d
		if d.stored.ClockVersion > kept[i].stored.ClockVersion {
			older, kept[i] = kept[i], d
		}
		if err := s.finish(ctx, older.stored, dsar.ReminderObsolete); err != nil {
			return nil, err
		}
	}
	return kept, nil
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

// lookAgain asks whether a reminder still holds and words it. One that does not is
// withdrawn, one that cannot be worded is marked, and one whose time has not come is held
// until then; only the database's errors and the context's end return.
func (s *Service) lookAgain(ctx context.Context, l *looker, r dsar.Reminder) (dueReminder, bool, error) {
	d, fate, err := s.composeReminder(ctx, l, r)
	switch {
	case ctx.Err() != nil:
		return d, false, ctx.Err()
	case err != nil:
		return d, false, s.spoil(ctx, r, err)
	case fate == reminder.Early:
		return d, false, s.Store.HoldReminder(ctx, r, d.entry.At)
	case fate != reminder.Send:
		return d, false, s.finish(ctx, r, dsar.ReminderObsolete)
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

// composeReminder looks again at whether the reminder still holds and words it.
// A panic in one reminder is that reminder's error.
func (s *Service) composeReminder(ctx context.Context, l *looker, r dsar.Reminder) (d dueReminder, fate reminder.Fate, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	d.stored = r
	now, fate, err := l.look(ctx, r)
	if err != nil || fate != reminder.Send {
		d.entry.Reminder = now.reminder
		return d, fate, err
	}
	d.words, err = s.wordsOf(ctx, l, now)
	d.entry = entryOf(now, d.words)
	return d, fate, err
}

// wordsOf are the facts of the mail that a reminder makes alone.
func (s *Service) wordsOf(ctx context.Context, l *looker, now reminded) (letter.ReminderFacts, error) {
	r, key := now.facts.request, now.reminder.Key
	facts := letter.ReminderFacts{
		Kind: ownMail(key.Kind), Language: l.user.Settings.Language, Regime: r.Regime, RecipientName: l.user.Name,
		Reference: r.Reference, Link: s.BaseURL + "/requests/" + r.ID,
		AuthorityName: now.facts.authority(key), Date: now.reminder.Day, Days: now.days,
	}
	var err error
	if facts.ControllerName, err = l.controller(ctx, r); err != nil {
		return facts, err
	}
	if strings.TrimSpace(facts.ControllerName) == "" {
		return facts, errors.New("the controller has no name")
	}
	clock, ok := now.facts.clock(key)
	if !ok {
		return facts, nil
	}
	if key.Kind != reminder.Moved && key.Kind != reminder.Escalated {
		facts.Kind = clockMail(clock)
	}
	return facts, s.clockFacts(ctx, clock, r, &facts)
}

// ownMail is the mail that a reminder of the kind makes alone, "" if its line is all.
func ownMail(kind reminder.Kind) dsar.ReminderKind {
	switch kind {
	case reminder.DueSoon, reminder.DueToday:
		return dsar.ReminderDueSoon
	case reminder.ComplaintFrom, reminder.ReplyWaits, reminder.NoReceipt, reminder.AuthoritySilent:
		return dsar.ReminderKind(kind)
	}
	return ""
}

// entryOf is a reminder as a line of a digest.
func entryOf(now reminded, words letter.ReminderFacts) reminder.Entry {
	e := reminder.Entry{
		Reminder: now.reminder, Reference: words.Reference, Controller: words.ControllerName, Link: words.Link,
		Authority: words.AuthorityName, ClockName: words.ClockName, Note: now.facts.date(now.reminder.Key).Note,
		Person: now.escalated.person, Reason: now.escalated.reason, Since: now.escalated.since, Back: now.escalated.back,
	}
	if e.Key.Kind == reminder.DueSoon && now.days == 0 {
		e.Key.Kind = reminder.DueToday
		if now.facts.request.Projection.Extended {
			e.Key.Kind = reminder.ExtendedDue
		}
	}
	return e
}

// enqueueReminders puts a mail into the outbox with what it tells, and reports whether it
// did: not if another instance has told some of it, or has the digest of the day.
func (s *Service) enqueueReminders(ctx context.Context, m reminder.Mail, to dsar.User, told []dueReminder) (bool, error) {
	o, err := s.reminderMail(ctx, m, to, told)
	if err != nil {
		for _, d := range told {
			if err := s.spoil(ctx, d.stored, err); err != nil {
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
		o.RequestID, m.Digest = told[0].stored.RequestID, false
	}
	if len(told) == 1 && told[0].words.Kind != "" {
		if words.Mail, err = s.Letters.Reminder(told[0].words); err != nil {
			return o, err
		}
	} else {
		words, err = s.Letters.Digest(letter.DigestFacts{
			Mail: m, Language: to.Settings.Language, RecipientName: to.Name, Link: s.BaseURL + "/", Settings: s.BaseURL + "/settings", Unsubscribe: end,
		})
		if err != nil {
			return o, err
		}
	}
	err = compose(&o, words, headers)
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
	if err != nil || len(told) == 0 {
		return err == nil, err // without any, its request has been erased
	}
	l, err := s.lookerFor(ctx, s.Store, told)
	if err != nil {
		return false, err
	}
	gone := 0
	for _, r := range told {
		// What cannot be told does not keep a mail back.
		if _, fate, err := l.look(ctx, r); err == nil && fate != reminder.Send && fate != reminder.Early {
			gone++
		}
	}
	if gone > 0 && gone < len(told) {
		return true, s.Store.TakeBackReminders(ctx, o.WorkspaceID, o.ID)
	}
	return gone == len(told), nil
}
