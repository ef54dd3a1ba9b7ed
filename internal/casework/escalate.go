package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// ComplaintInput lodges a complaint. AuthorityID names one of the list, or
// AuthorityName any other.
type ComplaintInput struct {
	AuthorityID   string
	AuthorityName string
	LodgedOn      civil.Date
	Reference     string
	Letter        string // the text as sent, kept as a letter; "" if not kept
}

// ComplaintView is a complaint with its clock.
type ComplaintView struct {
	Complaint dsar.Complaint
	Events    []dsar.Event
	Law       law.Result // of the authority's clock; empty if none is known
	LawKnown  bool
	Requests  []RequestSummary
	Today     civil.Date
	Silent    bool // the authority's time has passed without information
	Clocks    []ClockView
}

// LodgeComplaint records a complaint about the request on the day it was lodged.
func (s *Service) LodgeComplaint(ctx context.Context, a Actor, requestID string, in ComplaintInput, version int) (RequestView, error) {
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		complaint, err := s.newComplaint(a, c.request, in)
		if err != nil {
			return err
		}
		return c.lodge(ctx, complaint, in)
	})
	if err != nil {
		return RequestView{}, lodgedOnField(err)
	}
	return s.Request(ctx, a, requestID)
}

// newComplaint checks the input and returns the complaint it describes.
func (s *Service) newComplaint(a Actor, r dsar.Request, in ComplaintInput) (dsar.Complaint, error) {
	var problems []dsar.Problem
	name := strings.TrimSpace(in.AuthorityName)
	authority, known := law.AuthorityByID(in.AuthorityID)
	switch {
	case in.AuthorityID != "" && !known:
		problems = append(problems, unknownValue("authority_id", in.AuthorityID, law.AuthorityIDs()))
	case in.AuthorityID == "" && name == "":
		problems = append(problems, dsar.Problem{Field: "authority_name", Key: "error.complaint.authority"})
	case utf8.RuneCountInString(name) > maxName || !cleanText(name):
		problems = append(problems, tooLong("authority_name", maxName))
	}
	if utf8.RuneCountInString(in.Reference) > maxName || !cleanText(in.Reference) {
		problems = append(problems, tooLong("reference", maxName))
	}
	if utf8.RuneCountInString(in.Letter) > maxLetter || !cleanText(in.Letter) {
		problems = append(problems, tooLong("letter", maxLetter))
	}
	if problem, ok := dayProblem("lodged_on", in.LodgedOn, s.latestDay(a, r.TimeZone)); ok {
		problems = append(problems, problem)
	}
	if len(problems) > 0 {
		return dsar.Complaint{}, dsar.InvalidFields(problems...)
	}
	return dsar.Complaint{
		ID: newID(), WorkspaceID: r.WorkspaceID, RequestIDs: []string{r.ID}, AuthorityID: authority.ID,
		AuthorityName: cmp.Or(authority.Name, name), Regime: r.Regime, Region: s.Law.DefaultRegion(authority.Country),
		TimeZone: cmp.Or(countryZones[authority.Country], r.TimeZone), Reference: strings.TrimSpace(in.Reference),
		CreatedAt: s.now(), Version: 1,
	}, nil
}

func (c *requestChange) lodge(ctx context.Context, complaint dsar.Complaint, in ComplaintInput) error {
	details := dsar.Details{Reference: complaint.Reference, ComplaintID: complaint.ID}
	if text := strings.TrimSpace(in.Letter); text != "" {
		l := dsar.Letter{
			ID: newID(), WorkspaceID: c.request.WorkspaceID, RequestID: c.request.ID, Kind: dsar.LetterComplaint,
			Language: c.request.Language, Subject: complaint.AuthorityName, Body: text, RuleDate: c.request.RuleDate, CreatedAt: c.s.now(),
		}
		if err := c.tx.InsertLetter(ctx, l); err != nil {
			return err
		}
		details.LetterID = l.ID
	}
	e := dsar.Event{
		ID: newID(), WorkspaceID: complaint.WorkspaceID, StreamID: complaint.ID, Seq: 1, Kind: dsar.EventComplaintLodged,
		On: in.LodgedOn, RecordedAt: c.s.now(), ActorID: c.actor.UserID, Details: details,
	}
	complaint, err := c.s.projectComplaint(complaint, []dsar.Event{e})
	if err != nil {
		return err
	}
	if err := c.tx.InsertComplaint(ctx, complaint); err != nil {
		return err
	}
	if _, err := c.tx.AppendEvent(ctx, e); err != nil {
		return err
	}
	return c.append(ctx, dsar.Event{Kind: dsar.EventComplaintLodged, On: in.LodgedOn, Details: details})
}

// complaintLaw asks the law for the authority's clock after what happened, and says whether
// there is one: where the authority is silent longer, a remedy is open.
func (s *Service) complaintLaw(c dsar.Complaint, events []dsar.Event) (law.Result, bool, error) {
	regime, known := s.Law.ComplaintClock(c.Regime)
	if !known || c.LodgedOn.IsZero() {
		return law.Result{}, false, nil
	}
	result, err := s.Law.Evaluate(law.Facts{
		Regime: regime, Right: law.AuthoritySilence, Received: c.LodgedOn, Region: c.Region, Today: s.dayIn(c.TimeZone),
		Events: lawEvents(events),
	})
	return result, true, lawError(err)
}

// projectComplaint brings the complaint up to its events. The remedy against
// silence is open only while the authority has said nothing.
func (s *Service) projectComplaint(c dsar.Complaint, events []dsar.Event) (dsar.Complaint, error) {
	state := dsar.FoldComplaint(events)
	c.Status, c.LodgedOn, c.LastHeardOn = state.Status, state.LodgedOn, state.LastHeardOn
	c.Reference = cmp.Or(state.Reference, c.Reference)
	result, _, err := s.complaintLaw(c, events)
	if err != nil {
		return c, err
	}
	due, remedy := result.Due, result.ComplaintFrom
	if c.Status != dsar.ComplaintLodged {
		remedy = civil.Date{}
	}
	if due != c.SilentDue || remedy != c.RemedyFrom {
		c.ClockVersion++
	}
	c.SilentDue, c.RemedyFrom = due, remedy
	return c, nil
}

// RecordComplaintEvent appends an event to a complaint; its clock follows.
func (s *Service) RecordComplaintEvent(ctx context.Context, a Actor, complaintID string, in EventInput, version int) (ComplaintView, error) {
	if err := mayWrite(a); err != nil {
		return ComplaintView{}, err
	}
	if !slices.Contains(dsar.ComplaintKinds(), in.Kind) {
		return ComplaintView{}, dsar.InvalidFields(unknownValue("kind", string(in.Kind), dsar.ComplaintKinds()))
	}
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		c, err := tx.Complaint(ctx, a.WorkspaceID, complaintID)
		if err != nil {
			return err
		}
		if version != AnyVersion && version != c.Version {
			return dsar.NewError(dsar.CodeStale, "error.stale", nil)
		}
		return s.recordComplaintEvent(ctx, tx, a, c, in)
	})
	if err != nil {
		return ComplaintView{}, err
	}
	return s.Complaint(ctx, a, complaintID)
}

func (s *Service) recordComplaintEvent(ctx context.Context, tx *store.Store, a Actor, c dsar.Complaint, in EventInput) error {
	if err := s.checkEvent(in, s.latestDay(a, c.TimeZone)); err != nil {
		return err
	}
	if in.On.Before(c.LodgedOn) {
		return dsar.Invalid("date", "error.complaint.before_lodged", map[string]any{"On": in.On, "Limit": c.LodgedOn})
	}
	c, err := s.noteLawOf(ctx, tx, a, c)
	if err != nil {
		return err
	}
	events, err := tx.Events(ctx, a.WorkspaceID, c.ID)
	if err != nil {
		return err
	}
	e := in.event()
	e.ID, e.WorkspaceID, e.StreamID, e.Seq = newID(), c.WorkspaceID, c.ID, len(events)+1
	e.RecordedAt, e.ActorID = s.now(), a.UserID
	stored, err := tx.AppendEvent(ctx, e)
	if err != nil {
		return err
	}
	version := c.Version
	c, err = s.projectComplaint(c, append(events, stored))
	if err != nil {
		return err
	}
	if err := tx.UpdateComplaint(ctx, c, version); err != nil {
		return err
	}
	for _, id := range c.RequestIDs {
		r, err := tx.Request(ctx, c.WorkspaceID, id)
		if err != nil {
			return err
		}
		events, err := tx.Events(ctx, c.WorkspaceID, id)
		if err != nil {
			return err
		}
		if err := s.keepClocks(ctx, tx, r, events); err != nil {
			return err
		}
	}
	return nil
}

// noteLawOf records with the requests of a complaint that the rules moved their dates or
// clocks, if they did, before something happens to the complaint. It returns the complaint
// as it is then.
func (s *Service) noteLawOf(ctx context.Context, tx *store.Store, a Actor, c dsar.Complaint) (dsar.Complaint, error) {
	for _, id := range c.RequestIDs {
		r, err := tx.Request(ctx, c.WorkspaceID, id)
		if err != nil {
			return c, err
		}
		if s.Law.IsCurrent(r.Edition) {
			continue
		}
		events, err := tx.Events(ctx, c.WorkspaceID, id)
		if err != nil {
			return c, err
		}
		change := &requestChange{s: s, tx: tx, actor: a, request: r, events: events}
		noted, err := change.noteLaw(ctx, true)
		if err == nil && noted {
			err = change.finish(ctx)
		}
		if err != nil {
			return c, err
		}
	}
	return tx.Complaint(ctx, c.WorkspaceID, c.ID)
}

// Complaints lists complaints, those with the nearest date first.
func (s *Service) Complaints(ctx context.Context, a Actor, cursor string, limit int) (Page[ComplaintView], error) {
	complaints, next, err := s.Store.Complaints(ctx, a.WorkspaceID, store.ComplaintFilter{Cursor: cursor, Limit: clampLimit(limit, 25)})
	if err != nil {
		return Page[ComplaintView]{}, err
	}
	page := Page[ComplaintView]{NextCursor: next}
	for _, c := range complaints {
		view, err := s.complaintView(ctx, a, c)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, view)
	}
	return page, nil
}

// Complaint returns one complaint.
func (s *Service) Complaint(ctx context.Context, a Actor, id string) (ComplaintView, error) {
	c, err := s.Store.Complaint(ctx, a.WorkspaceID, id)
	if err != nil {
		return ComplaintView{}, err
	}
	return s.complaintView(ctx, a, c)
}

// complaintClock is the complaint with its events and dates. asked are the events of
// the requests that it is about.
func (s *Service) complaintClock(c dsar.Complaint, events, asked []dsar.Event) (v ComplaintView, err error) {
	v = ComplaintView{Complaint: c, Events: events, Today: s.dayIn(c.TimeZone)}
	v.Silent = !c.RemedyFrom.IsZero() && !v.Today.Before(c.RemedyFrom)
	v.Law, v.LawKnown, err = s.complaintLaw(c, append(slices.Clone(events), askedEvents(asked)...))
	v.Clocks = complaintClocks(v)
	return v, err
}

func (s *Service) complaintView(ctx context.Context, a Actor, c dsar.Complaint) (ComplaintView, error) {
	streams, err := s.Store.EventsOf(ctx, a.WorkspaceID, append([]string{c.ID}, c.RequestIDs...))
	if err != nil {
		return ComplaintView{}, err
	}
	var asked []dsar.Event
	for _, id := range c.RequestIDs {
		asked = append(asked, streams[id]...)
	}
	v, err := s.complaintClock(c, streams[c.ID], asked)
	if err != nil {
		return v, err
	}
	for _, id := range c.RequestIDs {
		r, err := s.Store.Request(ctx, a.WorkspaceID, id)
		if err != nil {
			return v, err
		}
		if s.mayHaveMoved(r) {
			held, err := s.Store.ClocksOf(ctx, a.WorkspaceID, []string{c.ID})
			if err != nil {
				return v, err
			}
			v.hold(held[c.ID])
		}
		summary, err := s.summaryOf(ctx, a, r)
		if err != nil {
			return v, err
		}
		v.Requests = append(v.Requests, summary)
	}
	return v, nil
}

// Authorities lists the supervisory authorities known: those that can deal with a
// complaint about the request first, in the order in which to turn to them.
func (s *Service) Authorities(ctx context.Context, a Actor, requestID string) ([]law.Authority, error) {
	view, err := s.Request(ctx, a, requestID)
	if err != nil {
		return nil, err
	}
	competent := s.Competent(view)
	all := law.Authorities()
	rank := func(x law.Authority) int {
		i := slices.IndexFunc(competent, func(c law.Competence) bool { return c.Authority.ID == x.ID })
		if i < 0 {
			return len(competent)
		}
		return i
	}
	slices.SortStableFunc(all, func(x, y law.Authority) int { return rank(x) - rank(y) })
	return all, nil
}
