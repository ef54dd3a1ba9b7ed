package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/reminder"
	"recourse/internal/store"
)

// reminderFacts is everything from which it follows what is reminded of about a request.
type reminderFacts struct {
	request    dsar.Request
	clocks     []dsar.Clock // its own and those of the complaints about it
	complaints []dsar.Complaint
	dates      []dsar.RequestDate
	lastLetter dsar.OutboxMail // zero if none was mailed
	reminders  []dsar.Reminder // to anybody, those that went out first; withdrawn ones are left out
}

// factsAtOnce is about how many requests the database is asked in one query.
const factsAtOnce = 500

// reminderFactsOf reads the facts of requests; those that are gone are missing in it.
func reminderFactsOf(ctx context.Context, st *store.Store, ws string, requestIDs []string) (map[string]*reminderFacts, error) {
	facts := make(map[string]*reminderFacts, len(requestIDs))
	for ids := range slices.Chunk(requestIDs, factsAtOnce) {
		requests, err := st.RequestsWithIDs(ctx, ws, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range requests {
			facts[r.ID] = &reminderFacts{request: r}
		}
		if err := addToFacts(ctx, st, ws, ids, facts); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

// addToFacts reads what stands beside the requests.
func addToFacts(ctx context.Context, st *store.Store, ws string, ids []string, facts map[string]*reminderFacts) error {
	clocks, err := st.ClocksAbout(ctx, ws, ids)
	if err != nil {
		return err
	}
	each(clocks, facts, func(c dsar.Clock) string { return c.RequestID }, func(f *reminderFacts, c dsar.Clock) { f.clocks = append(f.clocks, c) })
	dates, err := st.RequestDatesOf(ctx, ws, ids)
	if err != nil {
		return err
	}
	each(dates, facts, func(d dsar.RequestDate) string { return d.RequestID }, func(f *reminderFacts, d dsar.RequestDate) { f.dates = append(f.dates, d) })
	letters, err := st.LastLetters(ctx, ws, ids)
	if err != nil {
		return err
	}
	each(letters, facts, func(m dsar.OutboxMail) string { return m.RequestID }, func(f *reminderFacts, m dsar.OutboxMail) { f.lastLetter = m })
	reminders, err := st.RemindersAbout(ctx, ws, ids)
	if err != nil {
		return err
	}
	each(reminders, facts, func(r dsar.Reminder) string { return r.RequestID }, func(f *reminderFacts, r dsar.Reminder) { f.reminders = append(f.reminders, r) })
	complaints, err := st.ComplaintsAbout(ctx, ws, ids)
	if err != nil {
		return err
	}
	for _, c := range complaints {
		for _, id := range c.RequestIDs {
			if f, ok := facts[id]; ok {
				f.complaints = append(f.complaints, c)
			}
		}
	}
	return nil
}

// each gives every thing to the facts of its request.
func each[T any](things []T, facts map[string]*reminderFacts, requestOf func(T) string, add func(*reminderFacts, T)) {
	for _, thing := range things {
		if f, ok := facts[requestOf(thing)]; ok {
			add(f, thing)
		}
	}
}

// of returns the facts as package reminder takes them, for one user.
func (f *reminderFacts) of(userID string) reminder.Request {
	r := reminder.Of(f.request)
	r.Clocks = f.clocks
	for _, c := range f.complaints {
		r.Complaints = append(r.Complaints, reminder.Complaint{ID: c.ID, Version: c.ClockVersion, Status: c.Status, RemedyFrom: c.RemedyFrom})
	}
	if f.lastLetter.State == dsar.OutboxFailed {
		r.Bounces = []reminder.Dated{{ID: f.lastLetter.ID, On: civil.Of(f.lastLetter.NotBefore, time.UTC)}}
	}
	for _, d := range f.dates {
		switch {
		case !d.DoneAt.IsZero():
		case d.Kind == dsar.DateLink:
			r.Links = append(r.Links, reminder.Dated{ID: d.ID, On: d.On})
		case d.CreatedBy == userID:
			r.Own = append(r.Own, reminder.Dated{ID: d.ID, On: d.On})
		}
	}
	return r
}

// told are the reminders that a user has been sent or will be, except one.
func (f *reminderFacts) told(userID string, except dsar.Reminder) []reminder.Told {
	var told []reminder.Told
	for _, r := range f.reminders {
		if r.RecipientID != userID || sameReminder(r, except) || r.State != dsar.ReminderSent && r.State != dsar.ReminderPending {
			continue
		}
		if key, err := f.keyOf(r); err == nil {
			told = append(told, reminder.Told{Key: key, Day: r.Date, Pending: r.State == dsar.ReminderPending})
		}
	}
	return told
}

func sameReminder(a, b dsar.Reminder) bool {
	return a.SubjectOf == b.SubjectOf && a.Kind == b.Kind && a.ClockVersion == b.ClockVersion && a.RecipientID == b.RecipientID
}

// keyOf is the key of a stored reminder. One of a clock is stored under a kind that does
// not say what the end of the clock means: the clock does.
func (f *reminderFacts) keyOf(r dsar.Reminder) (reminder.Key, error) {
	kind, toOwner := strings.CutPrefix(r.Kind, escalatedPrefix)
	kind, ofClock := strings.CutPrefix(kind, string(dsar.ReminderClock)+":")
	if ofClock {
		kind = string(reminder.ClockEnds) + ":" + kind
	}
	key, err := reminder.ParseKind(kind)
	if err != nil {
		return key, err
	}
	key.Subject, key.Version, key.Recipient = r.SubjectOf, r.ClockVersion, r.RecipientID
	if c, ok := f.clock(key); ok && ofClock {
		key.Kind = reminder.ClockKind(c)
	}
	if toOwner {
		key.Of, key.Kind = key.Kind, reminder.Escalated
	}
	return key, nil
}

// clock returns the clock that a key is about.
func (f *reminderFacts) clock(key reminder.Key) (dsar.Clock, bool) {
	i := slices.IndexFunc(f.clocks, func(c dsar.Clock) bool { return c.SubjectOf == key.Subject && c.Key() == key.About })
	if i < 0 {
		return dsar.Clock{}, false
	}
	return f.clocks[i], true
}

// date returns the day that a person set and a key is about, zero if there is none.
func (f *reminderFacts) date(key reminder.Key) dsar.RequestDate {
	for _, d := range f.dates {
		if d.ID == key.About {
			return d
		}
	}
	return dsar.RequestDate{}
}

// authority is the name of the authority that a key is about, "" if it is not about one.
func (f *reminderFacts) authority(key reminder.Key) string {
	for _, c := range f.complaints {
		if c.ID == key.Subject {
			return c.AuthorityName
		}
	}
	return ""
}
