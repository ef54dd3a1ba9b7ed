package casework

import (
	"cmp"
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// refreshHistoryFindings keeps the findings that show in the events in step with
// them. What a person has judged stays as it was judged.
func (c *requestChange) refreshHistoryFindings(ctx context.Context) error {
	fresh, differ, err := c.s.freshFindings(ctx, c.tx, c.request, c.events, c.result)
	if err != nil || !differ {
		return err
	}
	if err := c.tx.DeleteFindings(ctx, c.request.WorkspaceID, c.request.ID, dsar.SourceEvents); err != nil {
		return err
	}
	return c.tx.InsertFindings(ctx, fresh)
}

// freshFindings returns the findings from events that are to be stored beside those that
// a person has judged, and whether they differ from the stored ones.
func (s *Service) freshFindings(ctx context.Context, st *store.Store, r dsar.Request, events []dsar.Event, p projected) (fresh []dsar.Finding, differ bool, err error) {
	found, err := s.historyFindings(ctx, st, r, events, p)
	if err != nil {
		return nil, false, err
	}
	known, err := st.FindingsFrom(ctx, r.WorkspaceID, r.ID, dsar.SourceEvents)
	if err != nil {
		return nil, false, err
	}
	for _, f := range found {
		judged := func(k dsar.Finding) bool { return k.Key == f.Key && k.Decided() }
		if !slices.ContainsFunc(known, judged) {
			fresh = append(fresh, storedFinding(r, f))
		}
	}
	open := slices.DeleteFunc(known, dsar.Finding.Decided)
	return fresh, !sameFindings(fresh, open), nil
}

// sameFindings reports whether two lists have the same kinds with the same evidence.
func sameFindings(a, b []dsar.Finding) bool {
	byKey := func(a, b dsar.Finding) int { return cmp.Compare(a.Key, b.Key) }
	a, b = slices.SortedFunc(slices.Values(a), byKey), slices.SortedFunc(slices.Values(b), byKey)
	return slices.EqualFunc(a, b, func(a, b dsar.Finding) bool {
		return a.Key == b.Key && a.Evidence == b.Evidence && a.Rule == b.Rule && a.Verdict == b.Verdict
	})
}

// followEvents brings the findings from events of a request up to what its events and
// the day show.
func (s *Service) followEvents(ctx context.Context, v *RequestView) error {
	if !slices.ContainsFunc(v.Findings, func(f FindingView) bool { return f.Finding.Source == dsar.SourceEvents }) {
		return nil
	}
	p := projected{State: v.State, Law: v.Law, LawKnown: v.LawKnown}
	return s.alongEvents(ctx, v.Request, v.Events, p, v.Findings)
}

// alongEvents gives the findings from events the days, the reason and the verdict that
// hold now, and marks those that are no longer shown. What a person decided stays.
func (s *Service) alongEvents(ctx context.Context, r dsar.Request, events []dsar.Event, p projected, views []FindingView) error {
	found, err := s.historyFindings(ctx, s.Store, r, events, p)
	if err != nil {
		return err
	}
	for i, v := range views {
		if v.Finding.Source != dsar.SourceEvents || v.Finding.ByHand() {
			continue
		}
		at := slices.IndexFunc(found, func(f restriction.HistoryFinding) bool { return f.Key == v.Finding.Key })
		if at < 0 {
			views[i].Gone = true
			continue
		}
		now := storedFinding(r, found[at])
		views[i].Finding.Evidence, views[i].Finding.Rule, views[i].Finding.Found = now.Evidence, now.Rule, now.Found
		views[i] = answered(views[i], r.Regime)
	}
	return nil
}

func storedFinding(r dsar.Request, f restriction.HistoryFinding) dsar.Finding {
	days := make([]dsar.FindingDay, 0, len(f.Evidence))
	var last civil.Date
	for _, e := range f.Evidence {
		days = append(days, dsar.FindingDay{On: e.On, What: string(e.What)})
		last = civil.Latest(last, e.On)
	}
	return dsar.Finding{
		ID: newID(), WorkspaceID: r.WorkspaceID, RequestID: r.ID, Key: f.Key, Source: dsar.SourceEvents, SeenOn: last,
		Verdict: string(f.Verdict), Found: string(f.Verdict), Rule: dsar.HistoryRule + f.Reason, Confidence: 1, Evidence: dsar.FormatEvidence(days),
		Status: dsar.FindingSuspected, Version: 1,
	}
}

// historyFindings looks for restrictions in what happened to a request.
func (s *Service) historyFindings(ctx context.Context, st *store.Store, r dsar.Request, events []dsar.Event, p projected) ([]restriction.HistoryFinding, error) {
	h := s.historyOf(r, events, p)
	var err error
	if refusedUnreasoned(h) {
		if h.Earlier, err = s.earlierAnswered(ctx, st, r, p.State.SentOn); err != nil {
			return nil, err
		}
	}
	return s.Detector.History(h), nil
}

// historyOf turns the events of a request and what the law makes of them into the facts
// that package restriction looks at.
func (s *Service) historyOf(r dsar.Request, events []dsar.Event, p projected) restriction.History {
	h := restriction.History{
		Regime: r.Regime, Today: s.dayIn(r.TimeZone), Received: p.State.StartOn, Last: lastDefensible(p),
		Extendable: !p.Law.NoticeOfExtensionDue.IsZero(), Access: r.Asks(dsar.RightAccess), Erasure: r.Asks(dsar.RightErasure),
		Closed: p.State.ClosedOn,
	}
	if extensionCounts(p.Law) {
		h.Longest = civil.Latest(h.Last, latestReading(p.Law))
	}
	for _, e := range dsar.Effective(events) {
		if kind := historyKind(e); kind != "" {
			h.Events = append(h.Events, restriction.Event{Kind: kind, On: e.On, ReasonsGiven: e.Details.ReasonsGiven, Until: e.Details.Until})
		}
	}
	return h
}

// lastDefensible is the last day for the answer by the latest reading that counts. It is
// not simply the day before the complaint: under some laws a refusal opens the complaint
// earlier, or the complaint waits for something else than the answer. Zero while the law
// gives no day, or while a question of the controller is open.
func lastDefensible(p projected) civil.Date {
	last := p.Law.Effective()
	if !p.LawKnown || last.IsZero() || p.Law.Open != nil || p.Law.ComplaintFrom.IsZero() {
		return civil.Date{}
	}
	for _, r := range p.Law.Readings {
		if r.Governs {
			last = civil.Latest(last, r.Due)
		}
	}
	return civil.Latest(last, p.Law.ComplaintFrom.AddDays(-1))
}

// extensionCounts reports that an extension was announced that moves the day for which
// one waits, even if it can be contested.
func extensionCounts(r law.Result) bool {
	return slices.ContainsFunc(r.Claims, func(c law.Claim) bool {
		return c.Kind == law.ClaimExtension && c.Standing != law.NoEffect
	})
}

// latestReading is the latest last day by any reading, of those too that move nothing.
func latestReading(r law.Result) civil.Date {
	latest := r.ExtendedDue
	for _, reading := range r.Readings {
		latest = civil.Latest(latest, reading.Due)
	}
	return latest
}

// historyKind is what an event is to package restriction, "" where it is nothing.
func historyKind(e dsar.Event) restriction.EventKind {
	switch e.Kind {
	case dsar.EventSent:
		return restriction.Requested
	case dsar.EventReminded, dsar.EventFinalNoticeSent:
		return restriction.Reminded
	case dsar.EventFollowUpSent:
		return restriction.FollowedUp
	case dsar.EventReplyReceived:
		return restriction.Replied
	case dsar.EventReplyJudged:
		return judgedKind(e)
	case dsar.EventRefused:
		return restriction.Refused
	case dsar.EventAcknowledged:
		return restriction.Acknowledged
	case dsar.EventIDRequested, dsar.EventClarificationRequested, dsar.EventFeeRequested, dsar.EventAppealExtensionNotice,
		dsar.EventControllerComplaintAcknowledged:
		return restriction.Contacted
	case dsar.EventAppealAnswered, dsar.EventControllerComplaintAnswered:
		return restriction.Responded
	case dsar.EventExtensionNotice:
		return restriction.ExtensionAnnounced
	case dsar.EventErasureReported:
		return restriction.ErasureReported
	case dsar.EventAutomaticReply:
		return restriction.AutoReplied
	case dsar.EventReferred:
		return restriction.Referred
	case dsar.EventReferredBack:
		return restriction.ReferredBack
	case dsar.EventLinkExpired:
		return restriction.LinkExpired
	case dsar.EventDisadvantaged:
		return restriction.Disadvantaged
	}
	return ""
}

func judgedKind(e dsar.Event) restriction.EventKind {
	switch {
	case e.Details.Satisfied == nil:
		return ""
	case *e.Details.Satisfied:
		return restriction.FoundComplete
	}
	return restriction.FoundIncomplete
}

// refusedUnreasoned reports that the request was refused and is known to have been
// refused without reasons, so that earlier requests matter.
func refusedUnreasoned(h restriction.History) bool {
	return slices.ContainsFunc(h.Events, func(e restriction.Event) bool {
		return e.Kind == restriction.Refused && e.ReasonsGiven != nil && !*e.ReasonsGiven
	})
}

// earlierDays is how far back earlier requests are counted: limits on their number are
// by the year.
const earlierDays = 366

// earlierAnswered lists the days of the requests that the same person made to the same
// controller for the same right in the year before the given day, and that were answered
// before it.
func (s *Service) earlierAnswered(ctx context.Context, st *store.Store, r dsar.Request, sent civil.Date) ([]civil.Date, error) {
	if sent.IsZero() {
		return nil, nil
	}
	rows, _, err := st.Requests(ctx, r.WorkspaceID, store.RequestFilter{
		ControllerID: r.ControllerID, SubjectID: r.SubjectID, Right: r.PrimaryRight(), Sort: store.SortNewest, Limit: maxEarlier,
	})
	if err != nil {
		return nil, err
	}
	var days []civil.Date
	for _, row := range rows {
		p := row.Request.Projection
		within := !p.SentOn.IsZero() && p.SentOn.Before(sent) && !p.SentOn.Before(sent.AddDays(-earlierDays))
		answered := !p.FirstReplyOn.IsZero() && p.FirstReplyOn.Before(sent)
		if row.Request.ID != r.ID && within && answered {
			days = append(days, p.SentOn)
		}
	}
	return days, nil
}

// maxEarlier is how many requests to one controller are looked at.
const maxEarlier = 100
