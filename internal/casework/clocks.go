package casework

import (
	"context"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// ClockView is a clock of the law with what it belongs to.
type ClockView struct {
	law.Clock
	Regime      string             // id of the law that gives it
	ComplaintID string             // "" where it is the request's own
	Authority   string             // that the complaint went to
	Remind      dsar.ClockReminder // "" if it has no reminder of its own
}

// coveredClocks are reminded of as the due day and as the day on which a complaint becomes
// possible, where the law is the one that gives the request its dates.
var coveredClocks = []string{law.ClockAnswer, law.ClockExtendedAnswer}

// remindOf says when a clock is reminded of as it stands now. primary says that the law
// is the one that gives the request its dates.
func remindOf(c law.Clock, primary bool) dsar.ClockReminder {
	switch {
	case c.Start.IsZero() || c.End.IsZero() || !c.MetOn.IsZero() || c.State == law.Replaced:
		return ""
	case c.ID == law.ClockExtendedAnswer && c.State == law.NotStarted:
		return "" // the day that an extension would lead to
	case primary && slices.Contains(coveredClocks, c.ID):
		return ""
	}
	switch c.Remind {
	case law.RemindBefore:
		return dsar.RemindBefore
	case law.RemindAfter:
		return dsar.RemindAfter
	}
	return ""
}

// clocksOf lists every clock of a request, those of the complaints about it among them,
// in the order of their end. p is what the events add up to, with what the authorities
// told.
func (s *Service) clocksOf(r dsar.Request, p projected, events []dsar.Event, complaints []ComplaintView) []ClockView {
	if !p.LawKnown {
		return nil
	}
	var list []ClockView
	elsewhere := startedElsewhere(complaints)
	timed := slices.ContainsFunc(complaints, func(v ComplaintView) bool { return v.LawKnown })
	for _, c := range p.Law.Clocks {
		if elsewhere[c.ID] || timed && c.OfComplaint {
			continue
		}
		list = append(list, ClockView{Clock: c, Regime: p.Law.Regime, Remind: remindOwn(c, p.Law.Effective())})
	}
	for _, v := range complaints {
		for _, c := range v.Clocks {
			if c.onRequest() {
				list = append(list, c)
			}
		}
	}
	list = append(list, s.alsoClocks(r, p, withTold(events, authorityEvents(complaints)))...)
	slices.SortStableFunc(list, func(a, b ClockView) int { return a.CompareEnd(b.Clock) })
	return list
}

// onRequest reports that a clock of a complaint is shown with the request, too.
func (c ClockView) onRequest() bool {
	return c.ID == law.ClockAnswer || !c.BuiltIn() && !c.Start.IsZero()
}

// remindOwn is remindOf for the law that gives the dates: the last day for announcing
// an extension is only worth a reminder where it is not the due day itself.
func remindOwn(c law.Clock, due civil.Date) dsar.ClockReminder {
	if c.ID == law.ClockExtensionNotice && c.End == due {
		return ""
	}
	return remindOf(c, true)
}

// alsoClocks are the clocks of the further laws that a request rests on. A law that
// does not know the right, or that has no dates for the days in question, gives none.
func (s *Service) alsoClocks(r dsar.Request, p projected, events []dsar.Event) []ClockView {
	var list []ClockView
	for _, regime := range r.AlsoRegimes {
		also := r
		also.Regime, also.RuleDate = regime, civil.Date{}
		result, err := s.evaluate(also, p.State.StartOn, events)
		if err != nil {
			continue
		}
		for _, c := range result.Clocks {
			list = append(list, ClockView{Clock: c, Regime: result.Regime, Remind: remindOf(c, false)})
		}
	}
	return list
}

// authorityEvents are what the authorities did, as far as the complaints stand.
func authorityEvents(complaints []ComplaintView) []dsar.Event {
	var told []dsar.Event
	for _, v := range complaints {
		if v.Complaint.Status == dsar.ComplaintWithdrawn {
			continue
		}
		for _, e := range v.Events {
			if e.Kind != dsar.EventComplaintLodged {
				told = append(told, e)
			}
		}
	}
	return told
}

// startedElsewhere are the clocks that a complaint has of its own, by the law of the
// place of its authority: the request shows those.
func startedElsewhere(complaints []ComplaintView) map[string]bool {
	ids := make(map[string]bool)
	for _, v := range complaints {
		for _, c := range v.Clocks {
			if !c.BuiltIn() && !c.Start.IsZero() {
				ids[c.ID] = true
			}
		}
	}
	return ids
}

// complaintClocks lists the clocks of a complaint. What the controller owes belongs to
// the request.
func complaintClocks(v ComplaintView) []ClockView {
	var list []ClockView
	for _, c := range v.Law.Clocks {
		if c.Duty == law.Controller {
			continue
		}
		view := ClockView{Clock: c, Regime: v.Law.Regime, ComplaintID: v.Complaint.ID, Authority: v.Complaint.AuthorityName}
		if !c.BuiltIn() && v.Complaint.Status != dsar.ComplaintWithdrawn {
			view.Remind = remindOf(c, true)
		}
		list = append(list, view)
	}
	return list
}

// askedEvents are the events of a request that bear on the clocks of a complaint.
func askedEvents(events []dsar.Event) []dsar.Event {
	kinds := []dsar.EventKind{dsar.EventReplyReceived, dsar.EventAuthorityOrdered, dsar.EventCourtFiled}
	var asked []dsar.Event
	for _, e := range dsar.Effective(events) {
		if slices.Contains(kinds, e.Kind) {
			asked = append(asked, e)
		}
	}
	return asked
}

// complaintsAbout reads the complaints about a request with their clocks. The event
// stands in its history even if a correction took it back.
func (s *Service) complaintsAbout(ctx context.Context, st *store.Store, r dsar.Request, events []dsar.Event) ([]ComplaintView, error) {
	if !slices.ContainsFunc(events, func(e dsar.Event) bool { return e.Kind == dsar.EventComplaintLodged }) {
		return nil, nil
	}
	complaints, err := st.ComplaintsOf(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(complaints))
	for _, c := range complaints {
		ids = append(ids, c.ID)
	}
	streams, err := st.EventsOf(ctx, r.WorkspaceID, ids)
	if err != nil {
		return nil, err
	}
	views := make([]ComplaintView, 0, len(complaints))
	for _, c := range complaints {
		view, err := s.complaintClock(c, streams[c.ID], events)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// settled reports that nothing is asked for any more: no clock matters then.
func settled(state dsar.State) bool {
	switch state.Status {
	case dsar.StatusDraft, dsar.StatusClosed:
		return true
	}
	return !state.FirstReplyOn.IsZero() && !state.Contested && state.ReplyOn.IsZero()
}

// keepable reports that a clock has days that can be kept.
func keepable(c ClockView) bool { return !c.Start.IsZero() && !c.End.IsZero() }

// keptClocks are the clocks to keep, by the request or complaint that they belong to, each
// in the order of their keys: all that have days, so that none moves unnoticed when the
// rules change. A request that is settled keeps them without a reminder. The days of
// the answer are those of the projection and kept there.
func keptClocks(r dsar.Request, state dsar.State, list []ClockView, complaints []ComplaintView) map[string][]dsar.Clock {
	kept := map[string][]dsar.Clock{r.ID: nil}
	done := settled(state)
	keep := func(subject string, c ClockView) {
		if done {
			c.Remind = ""
		}
		if !keepable(c) || c.Remind == "" && byProjection(r, c) {
			return
		}
		kept[subject] = append(kept[subject], dsar.Clock{
			WorkspaceID: r.WorkspaceID, SubjectOf: subject, RequestID: r.ID, Regime: c.Regime, ID: c.ID, Duty: string(c.Duty),
			Kind: string(c.Kind), Remind: c.Remind, Start: c.Start, Opens: c.Opens, End: c.End,
		})
	}
	for _, c := range list {
		if c.ComplaintID == "" {
			keep(r.ID, c)
		}
	}
	for _, v := range complaints {
		kept[v.Complaint.ID] = nil
		for _, c := range v.Clocks {
			keep(v.Complaint.ID, c)
		}
	}
	for _, clocks := range kept {
		slices.SortFunc(clocks, func(a, b dsar.Clock) int { return strings.Compare(a.Key(), b.Key()) })
	}
	return kept
}

// storeClocks stores the clocks of a request and of the complaints about it.
func storeClocks(ctx context.Context, tx *store.Store, workspaceID string, kept map[string][]dsar.Clock) error {
	for subject, clocks := range kept {
		if err := tx.ReplaceClocks(ctx, workspaceID, subject, clocks); err != nil {
			return err
		}
	}
	return nil
}

// keepClocks works the clocks of a stored request out and stores them.
func (s *Service) keepClocks(ctx context.Context, tx *store.Store, r dsar.Request, events []dsar.Event) error {
	t, err := s.standingOf(ctx, tx, r, events)
	if err != nil {
		return err
	}
	if err := storeClocks(ctx, tx, r.WorkspaceID, t.fresh); err != nil {
		return err
	}
	return s.correctReminders(ctx, tx, r.WorkspaceID, r.ID)
}

// sameClocks reports that the stored clocks are the fresh ones.
func sameClocks(stored, fresh map[string][]dsar.Clock) bool {
	for subject, clocks := range fresh {
		if !slices.Equal(clocks, stored[subject]) {
			return false
		}
	}
	return true
}
