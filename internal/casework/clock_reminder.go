package casework

import (
	"context"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/letter"
)

// clockKey is the key of the clock that a reminder is about: what stands between the
// kind and, where there is one, the number of days.
func clockKey(r dsar.Reminder) string {
	_, rest, _ := strings.Cut(r.Kind, ":")
	key, _, _ := strings.Cut(rest, ":")
	return key
}

// aboutClock returns the clock a reminder speaks of, or errObsolete if it has ended
// otherwise or has another end by now.
func (s *Service) aboutClock(ctx context.Context, r dsar.Reminder) (dsar.Clock, error) {
	c, err := s.Store.Clock(ctx, r.WorkspaceID, r.SubjectOf, clockKey(r))
	if err != nil {
		return c, goneIsObsolete(err)
	}
	if c.Version() != r.ClockVersion || c.Remind == "" {
		return c, errObsolete
	}
	return c, nil
}

// clockFacts adds to the facts of a mail what the clock is called and means in the
// recipient's language, as it stands now.
func (s *Service) clockFacts(ctx context.Context, kept dsar.Clock, r dsar.Request, facts *letter.ReminderFacts) error {
	events, err := s.Store.Events(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	t, err := s.standingOf(ctx, s.Store, r, events)
	if err != nil {
		return err
	}
	for _, c := range t.Clocks {
		if c.Regime == kept.Regime && c.ID == kept.ID && (c.ComplaintID == kept.SubjectOf || c.ComplaintID == "" && kept.SubjectOf == r.ID) {
			facts.Kind, facts.Regime = clockMail(kept), c.Regime
			facts.ClockName, facts.ClockAbout = c.Name(facts.Language), c.About(facts.Language)
			facts.AuthorityName = c.Authority
			return nil
		}
	}
	return errObsolete
}

// clockMail is the mail that fits: before the end of a window, after the end of what
// somebody else had to do, or on the day on which something becomes possible.
func clockMail(c dsar.Clock) dsar.ReminderKind {
	switch {
	case c.Remind == dsar.RemindBefore:
		return letter.ClockEnds
	case c.Kind == string(law.Wait):
		return letter.ClockOpens
	}
	return letter.ClockEnded
}
