package casework

import (
	"errors"
	"slices"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// projected is what the events of a request and the law add up to.
type projected struct {
	State      dsar.State
	Law        law.Result
	LawKnown   bool // false while there is nothing to compute from
	Projection dsar.Projection
}

// project computes state and dates from the events. It depends on nothing else,
// so that a rebuild gives the same result on any day. told is what the authorities did
// about complaints: only clocks follow it, and no date of the projection.
func (s *Service) project(r dsar.Request, events, told []dsar.Event) (projected, error) {
	p := projected{State: dsar.Fold(events)}
	if !p.State.StartOn.IsZero() {
		result, err := s.evaluate(r, p.State.StartOn, withTold(events, told))
		if err != nil {
			return projected{}, err
		}
		p.Law, p.LawKnown = result, true
	}
	p.Projection = s.projection(r, events, p)
	return p, nil
}

// withTold is what happened to a request with what the authorities did.
func withTold(events, told []dsar.Event) []dsar.Event {
	if len(told) == 0 {
		return events
	}
	return slices.Concat(events, told)
}

// evaluate asks the law for the dates of a request received on the given day.
// Once a request has been received it stays under the rule it was decided under.
func (s *Service) evaluate(r dsar.Request, received civil.Date, events []dsar.Event) (law.Result, error) {
	facts := law.Facts{
		Regime: r.Regime, Right: string(r.PrimaryRight()), Received: received, Region: r.Region,
		Events: lawEvents(events), Today: s.dayIn(r.TimeZone),
	}
	rule := r.RuleDate
	if rule.IsZero() {
		rule = received
	}
	result, err := s.Law.EvaluateUnder(facts, rule)
	return result, lawError(err)
}

// lawError turns what the law package reports about facts that a person gave into
// an error for that person.
func lawError(err error) error {
	var fact *law.FactError
	var calendar *law.CalendarError
	switch {
	case errors.As(err, &calendar):
		return dsar.Invalid("date", "error.event.calendar", map[string]any{
			"Region": calendar.Region, "First": calendar.FirstYear, "Last": calendar.LastYear, "On": calendar.On,
		})
	case errors.As(err, &fact):
		return factProblem(fact)
	}
	return err
}

// factProblem says in the reader's language which fact the law cannot take: the
// reasons of package law are for those who call it.
func factProblem(fact *law.FactError) error {
	key := "error.law.missing"
	switch {
	case len(fact.Known) == 0:
		key = "error.law.day" // all that has no list of values is a day
	case fact.Value != "":
		key = "error.law.unknown"
	}
	return dsar.Invalid(fieldOfFact(fact.Field), key, map[string]any{"Value": fact.Value, "Known": fact.Known})
}

func fieldOfFact(field string) string {
	switch field {
	case "right":
		return "rights"
	case "region":
		return "holidays_region"
	case "regime":
		return "regime"
	}
	return "date"
}

// lawEvents are the events that happened, in the words of package law, which
// passes over those it does not count with. A reply that was judged not to be enough
// is to the law an inadequate answer of the day on which it came.
func lawEvents(events []dsar.Event) []law.Event {
	var out []law.Event
	var replied civil.Date
	for _, e := range dsar.Effective(events) {
		d := e.Details
		switch e.Kind {
		case dsar.EventReplyReceived:
			replied = e.On
		case dsar.EventAppealAnswered:
			replied = civil.Date{}
		case dsar.EventReplyJudged:
			if !replied.IsZero() && d.Satisfied != nil && !*d.Satisfied {
				out = append(out, law.Event{Kind: law.AnswerReceivedInadequate, On: replied})
			}
		}
		out = append(out, law.Event{
			Kind: string(e.Kind), On: e.On, ReasonsGiven: d.ReasonsGiven, Until: d.Until,
			Amount: law.Amount{Minor: d.Amount, Currency: d.Currency},
		})
	}
	return out
}

func (s *Service) projection(r dsar.Request, events []dsar.Event, p projected) dsar.Projection {
	next := dsar.Projection{
		Status: p.State.Status, Outcome: p.State.Outcome, SentOn: p.State.SentOn, ReceivedOn: p.State.StartOn,
		Due: p.Law.Due, ExtendedDue: p.Law.ExtendedDue, EffectiveDue: p.Law.Effective(),
		ComplaintFrom: p.Law.ComplaintFrom, ComplaintUntil: p.Law.ComplaintUntil, Extended: p.Law.Extended, Awaiting: p.State.Awaiting,
		FirstReplyOn: p.State.FirstReplyOn, ReplyOn: p.State.ReplyOn, NextAction: p.State.NextAction(),
	}
	if p.State.Status == dsar.StatusSent {
		next.SentUnseenOn = p.State.SentOn
	}
	if p.State.Status == dsar.StatusNeedsYou {
		next.AskedOn, next.AskedKind = p.State.AskedOn, p.State.AskedKind
	}
	if !next.EffectiveDue.IsZero() {
		next.OverdueAt = s.endOf(next.EffectiveDue, r.TimeZone)
	}
	for _, e := range events {
		next.LastEventOn, next.LastEventKind = e.On, e.Kind
	}
	next.ClockVersion = r.Projection.ClockVersion
	if datesDiffer(next, r.Projection) {
		next.ClockVersion++
	}
	return next
}

// endOf is the instant at which the day ends in the zone: 24:00 local time, where
// the controller must act.
func (s *Service) endOf(day civil.Date, zone string) time.Time {
	loc, err := s.zones.get(zone)
	if err != nil {
		loc = time.UTC
	}
	return day.AddDays(1).StartIn(loc).UTC()
}

func datesDiffer(a, b dsar.Projection) bool {
	return a.Due != b.Due || a.EffectiveDue != b.EffectiveDue || a.ExtendedDue != b.ExtendedDue ||
		a.ComplaintFrom != b.ComplaintFrom || a.SentUnseenOn != b.SentUnseenOn || a.ReplyOn != b.ReplyOn ||
		a.AskedOn != b.AskedOn || a.AskedKind != b.AskedKind
}
