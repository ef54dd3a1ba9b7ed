package casework

import (
	"cmp"
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// standing is what the events of a request add up to, with the dates and the clocks that
// stand: those that it has, where the rules of this release give others.
type standing struct {
	projected
	Complaints []ComplaintView
	Clocks     []ClockView
	Move       *LawMove // what the rules of this release would move; nil if nothing

	// As the rules of this release give them: the clocks to keep, and the last day to complain.
	fresh map[string][]dsar.Clock
	until civil.Date
}

// holdsClocks reports that the clocks stored with the request are all that it has; those
// of a release that kept only what it reminded of are worked out when they are next
// looked at.
func holdsClocks(r dsar.Request) bool { return law.NamesCalculation(r.Edition) }

// mayHaveMoved reports that the clocks stored with the request stand, and that the rules
// may give others by now.
func (s *Service) mayHaveMoved(r dsar.Request) bool {
	return holdsClocks(r) && !s.Law.IsCurrent(r.Edition)
}

// standingOf works out a stored request. What it reads, it reads before anything is
// computed, so that an error of the law is told from one of the database.
func (s *Service) standingOf(ctx context.Context, st *store.Store, r dsar.Request, events []dsar.Event) (standing, error) {
	complaints, stored, err := s.besideEvents(ctx, st, r, events)
	if err != nil {
		return standing{}, err
	}
	return s.stand(r, events, complaints, stored)
}

// besideEvents reads what [Service.stand] needs of a request beside its events: the
// complaints about it, and the clocks that stand. Its errors are those of the database.
func (s *Service) besideEvents(ctx context.Context, st *store.Store, r dsar.Request, events []dsar.Event) (complaints []ComplaintView, stored map[string][]dsar.Clock, err error) {
	if complaints, err = s.complaintsAbout(ctx, st, r, events); err != nil {
		return nil, nil, err
	}
	stored, err = s.heldClocks(ctx, st, r, complaints)
	return complaints, stored, err
}

// heldClocks reads the clocks that stand where the rules may have moved them; they are
// not needed otherwise.
func (s *Service) heldClocks(ctx context.Context, st *store.Store, r dsar.Request, complaints []ComplaintView) (map[string][]dsar.Clock, error) {
	if !s.mayHaveMoved(r) {
		return nil, nil
	}
	return storedClocks(ctx, st, r, complaints)
}

// storedClocks reads the clocks of a request and of the complaints about it.
func storedClocks(ctx context.Context, st *store.Store, r dsar.Request, complaints []ComplaintView) (map[string][]dsar.Clock, error) {
	subjects := []string{r.ID}
	for _, v := range complaints {
		subjects = append(subjects, v.Complaint.ID)
	}
	return st.ClocksOf(ctx, r.WorkspaceID, subjects)
}

// stand works a request out. stored are its clocks, for one that [Service.mayHaveMoved].
func (s *Service) stand(r dsar.Request, events []dsar.Event, complaints []ComplaintView, stored map[string][]dsar.Clock) (standing, error) {
	p, err := s.project(r, events, authorityEvents(complaints))
	if err != nil {
		return standing{}, err
	}
	list := s.clocksOf(r, p, events, complaints)
	t := standing{projected: p, Complaints: complaints, Clocks: list, fresh: keptClocks(r, p.State, list, complaints), until: p.Projection.ComplaintUntil}
	moved := movedByLaw(r, p.Projection)
	if len(moved) > 0 {
		t.acceptDates(r, s.dayIn(r.TimeZone))
	}
	if s.mayHaveMoved(r) {
		clocks := t.movedClocks(r, stored)
		if len(clocks) > 0 {
			t.holdClocks(r, stored, s.dayIn(r.TimeZone))
		}
		moved = append(moved, clocks...)
	}
	if len(moved) > 0 {
		t.Move = &LawMove{Request: r, Moved: moved, Files: s.Law.ChangedSince(r.Edition)}
	}
	return t, nil
}

// acceptDates gives what was computed the dates that the request has. The trace stays
// that of this release.
func (t *standing) acceptDates(r dsar.Request, today civil.Date) {
	has := r.Projection
	t.Projection = t.Projection.WithDatesOf(has)
	if t.Law.NoticeOfExtensionDue == t.Law.Due {
		t.Law.NoticeOfExtensionDue = has.Due
	}
	t.Law.Due, t.Law.ExtendedDue, t.Law.Extended = has.Due, has.ExtendedDue, has.Extended
	t.Law.ComplaintFrom, t.Law.ComplaintUntil = has.ComplaintFrom, has.ComplaintUntil
	for i := range t.Clocks {
		c := &t.Clocks[i]
		if !byProjection(r, *c) {
			continue
		}
		switch c.ID {
		case law.ClockAnswer:
			c.Clock = c.At(c.Start, c.Opens, has.Due, today)
		case law.ClockExtendedAnswer:
			c.Clock = c.At(c.Start, c.Opens, has.ExtendedDue, today)
		case law.ClockComplaint:
			c.Clock = c.At(has.ComplaintFrom, has.ComplaintFrom, has.ComplaintUntil, today)
		}
	}
}

// byProjection reports that the days of a clock are those of the projection.
func byProjection(r dsar.Request, c ClockView) bool {
	return c.ComplaintID == "" && c.Regime == r.Regime && isProjected(c.ID)
}

func isProjected(id string) bool {
	return id == law.ClockAnswer || id == law.ClockExtendedAnswer || id == law.ClockComplaint
}

// movedClocks lists the clocks that the rules give other days than the stored ones, those
// apart that the projection holds.
func (t *standing) movedClocks(r dsar.Request, stored map[string][]dsar.Clock) []dsar.MovedDate {
	var moved []dsar.MovedDate
	own := func(c dsar.Clock) bool { return c.SubjectOf == r.ID && c.Regime == r.Regime && isProjected(c.ID) }
	subjects := []string{r.ID}
	for _, v := range t.Complaints {
		subjects = append(subjects, v.Complaint.ID)
	}
	for _, subject := range subjects {
		before, now := slices.Clone(stored[subject]), slices.Clone(t.fresh[subject])
		moved = append(moved, dsar.MovedClocks(slices.DeleteFunc(before, own), slices.DeleteFunc(now, own))...)
	}
	return moved
}

// holdClocks puts the stored clocks in the place of those that the rules give.
func (t *standing) holdClocks(r dsar.Request, stored map[string][]dsar.Clock, today civil.Date) {
	for i := range t.Complaints {
		t.Complaints[i].hold(stored[t.Complaints[i].Complaint.ID])
	}
	for _, c := range stored[r.ID] {
		switch {
		case c.Regime != r.Regime:
		case c.ID == law.ClockAcknowledgement:
			t.Law.AckDue = c.End
		case c.ID == law.ClockExtensionNotice:
			t.Law.NoticeOfExtensionDue = c.End
		}
	}
	var held []ClockView
	for _, c := range t.Clocks {
		if byProjection(r, c) {
			held = append(held, c)
		}
	}
	own := slices.DeleteFunc(slices.Clone(t.Clocks), func(c ClockView) bool { return c.ComplaintID != "" || byProjection(r, c) })
	rows := slices.DeleteFunc(slices.Clone(stored[r.ID]), func(c dsar.Clock) bool { return c.Regime == r.Regime && isProjected(c.ID) })
	held = append(held, heldViews(own, rows, ClockView{}, today)...)
	for _, v := range t.Complaints {
		for _, c := range v.Clocks {
			if c.onRequest() {
				held = append(held, c)
			}
		}
	}
	slices.SortStableFunc(held, func(a, b ClockView) int { return a.CompareEnd(b.Clock) })
	t.Clocks = held
}

// hold gives a complaint the clocks that it has, where the rules give others.
func (v *ComplaintView) hold(rows []dsar.Clock) {
	v.Clocks = heldViews(v.Clocks, rows, ClockView{ComplaintID: v.Complaint.ID, Authority: v.Complaint.AuthorityName}, v.Today)
	for _, c := range rows {
		switch {
		case c.Regime != v.Law.Regime:
		case c.ID == law.ClockAnswer:
			v.Law.Due = c.End
		case c.ID == law.ClockComplaint:
			v.Law.ComplaintFrom, v.Law.ComplaintUntil = c.Start, c.End
		}
	}
}

// heldViews gives clocks the days of rows. One that has a day and no row is new under
// these rules and left out; for a row without a clock, blank is filled in.
func heldViews(list []ClockView, rows []dsar.Clock, blank ClockView, today civil.Date) []ClockView {
	var held []ClockView
	shown := map[string]bool{}
	for _, c := range list {
		i := slices.IndexFunc(rows, func(row dsar.Clock) bool { return row.Regime == c.Regime && row.ID == c.ID })
		switch {
		case i >= 0:
			row := rows[i]
			c.Clock, c.Remind = c.At(row.Start, row.Opens, row.End, today), row.Remind
			shown[row.Key()] = true
		case keepable(c):
			continue
		}
		held = append(held, c)
	}
	for _, row := range rows {
		if shown[row.Key()] {
			continue
		}
		c := blank
		c.Clock = law.KeptClock(row.ID, law.Party(row.Duty), law.ClockKind(row.Kind)).At(row.Start, row.Opens, row.End, today)
		c.Regime, c.Remind = row.Regime, row.Remind
		held = append(held, c)
	}
	slices.SortStableFunc(held, func(a, b ClockView) int { return cmp.Or(a.CompareEnd(b.Clock)) })
	return held
}
