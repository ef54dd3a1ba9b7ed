package casework

import (
	"context"

	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/letter"
)

// clockFacts adds to the facts of a mail what the clock is called and means in the
// recipient's language, as it stands now. It changes nothing if the request has no such
// clock any more.
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
			facts.Regime = c.Regime
			facts.ClockName, facts.ClockAbout = c.Name(facts.Language), c.About(facts.Language)
			facts.AuthorityName = c.Authority
		}
	}
	return nil
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
