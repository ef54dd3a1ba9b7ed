package casework

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

func (s *Service) reminderChoice(ctx context.Context, st *store.Store, a Actor, requestID string) (dsar.ReminderChoice, error) {
	chosen, err := st.ReminderChoices(ctx, a.WorkspaceID, a.UserID, []string{requestID})
	if err != nil || len(chosen) == 0 {
		return dsar.ReminderChoice{WorkspaceID: a.WorkspaceID, RequestID: requestID, UserID: a.UserID}, err
	}
	return chosen[0], nil
}

// datesFor are the days set for a request that concern the actor.
func (s *Service) datesFor(ctx context.Context, a Actor, requestID string) ([]dsar.RequestDate, error) {
	dates, err := s.Store.RequestDatesOf(ctx, a.WorkspaceID, []string{requestID})
	return slices.DeleteFunc(dates, func(d dsar.RequestDate) bool { return !concerns(d, a) }), err
}

// concerns reports whether the actor may see a day: of their own days nobody else does.
func concerns(d dsar.RequestDate, a Actor) bool {
	return d.Kind != dsar.DateOwn || d.CreatedBy == a.UserID
}

// DateInput is a day to be reminded of.
type DateInput struct {
	Kind dsar.DateKind // "" is [dsar.DateOwn]
	On   civil.Date
	Note string
}

// maxDateDays is how far ahead a day may lie: ten years.
const maxDateDays = 3660

// maxDateNote is the length of a note in a mail of many lines, in characters.
const maxDateNote = 200

// AddRequestDate sets a day of which the actor is reminded: on it, or before it if it is
// the last day of a link. It returns [dsar.CodeInvalid] for a day before the actor's today
// or more than ten years ahead.
func (s *Service) AddRequestDate(ctx context.Context, a Actor, requestID string, in DateInput) (dsar.RequestDate, error) {
	if err := mayWrite(a); err != nil {
		return dsar.RequestDate{}, err
	}
	if in.Kind == "" {
		in.Kind = dsar.DateOwn
	}
	in.Note = strings.Join(strings.Fields(in.Note), " ")
	if problems := in.problems(s.dayIn(a.TimeZone)); len(problems) > 0 {
		return dsar.RequestDate{}, dsar.InvalidFields(problems...)
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return dsar.RequestDate{}, err
	}
	d := dsar.RequestDate{
		ID: newID(), WorkspaceID: a.WorkspaceID, RequestID: r.ID, Kind: in.Kind, On: in.On, Note: in.Note,
		CreatedBy: a.UserID, CreatedAt: s.now(), Version: 1,
	}
	return d, s.Store.InsertRequestDate(ctx, d)
}

func (in DateInput) problems(today civil.Date) []dsar.Problem {
	var problems []dsar.Problem
	if !slices.Contains(dsar.DateKinds(), in.Kind) {
		problems = append(problems, unknownValue("kind", string(in.Kind), dsar.DateKinds()))
	}
	last := today.AddDays(maxDateDays)
	switch {
	case in.On.IsZero():
		problems = append(problems, dsar.Problem{Field: "date", Key: "error.date.missing"})
	case in.On.Before(today) || in.On.After(last):
		problems = append(problems, dsar.Problem{Field: "date", Key: "error.reminder.date", Args: map[string]any{"On": in.On, "First": today, "Last": last}})
	}
	switch {
	case in.Note == "" && in.Kind == dsar.DateOwn:
		problems = append(problems, dsar.Problem{Field: "note", Key: "error.reminder.note"})
	case utf8.RuneCountInString(in.Note) > maxDateNote:
		problems = append(problems, tooLong("note", maxDateNote))
	case !cleanText(in.Note):
		problems = append(problems, dsar.Problem{Field: "note", Key: "error.text"})
	}
	return problems
}

// FinishRequestDate notes that a day has been dealt with, or that it has not after all.
// version is the one seen, or [AnyVersion].
func (s *Service) FinishRequestDate(ctx context.Context, a Actor, requestID, id string, done bool, version int) (dsar.RequestDate, error) {
	d, err := s.dateToChange(ctx, a, requestID, id)
	if err != nil {
		return d, err
	}
	at := time.Time{}
	if done {
		at = s.now()
	}
	if err := s.Store.FinishRequestDate(ctx, d, at, version); err != nil {
		return d, err
	}
	return s.Store.RequestDate(ctx, a.WorkspaceID, id)
}

// DeleteRequestDate removes a day.
func (s *Service) DeleteRequestDate(ctx context.Context, a Actor, requestID, id string) error {
	if _, err := s.dateToChange(ctx, a, requestID, id); err != nil {
		return err
	}
	return s.Store.DeleteRequestDate(ctx, a.WorkspaceID, id)
}

func (s *Service) dateToChange(ctx context.Context, a Actor, requestID, id string) (dsar.RequestDate, error) {
	if err := mayWrite(a); err != nil {
		return dsar.RequestDate{}, err
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return dsar.RequestDate{}, err
	}
	d, err := s.Store.RequestDate(ctx, a.WorkspaceID, id)
	if err == nil && (d.RequestID != r.ID || !concerns(d, a)) {
		err = dsar.NotFound("date")
	}
	return d, err
}

// SnoozeRequest puts the actor's reminders of a request off to a day, at most a year
// ahead. What is of no use after its own last day comes on that day all the same. A zero
// day ends it: what holds is told again at once.
func (s *Service) SnoozeRequest(ctx context.Context, a Actor, requestID string, until civil.Date) error {
	today := s.dayIn(a.TimeZone)
	last := today.AddDays(366)
	if !until.IsZero() && (!until.After(today) || until.After(last)) {
		return dsar.Invalid("until", "error.reminder.date", map[string]any{"On": until, "First": today.AddDays(1), "Last": last})
	}
	return s.chooseReminders(ctx, a, requestID, func(c *dsar.ReminderChoice) {
		switch {
		case !until.IsZero():
			c.SnoozedUntil = until
		case c.SnoozedUntil.After(today):
			c.SnoozedUntil = today
		}
	})
}

// MuteRequest ends the actor's reminders of a request, or takes them up again.
func (s *Service) MuteRequest(ctx context.Context, a Actor, requestID string, muted bool) error {
	return s.chooseReminders(ctx, a, requestID, func(c *dsar.ReminderChoice) { c.Muted = muted })
}

func (s *Service) chooseReminders(ctx context.Context, a Actor, requestID string, change func(*dsar.ReminderChoice)) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		choice, err := s.reminderChoice(ctx, tx, a, r.ID)
		if err != nil {
			return err
		}
		change(&choice)
		return tx.ChooseReminders(ctx, choice)
	})
}
