package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/currency"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// EventInput is an event as a person records it.
type EventInput struct {
	Kind         dsar.EventKind
	On           civil.Date
	ReasonsGiven *bool
	Outcome      dsar.Outcome // closed
	Satisfied    *bool        // reply_judged
	Note         string
	Reference    string     // authority's reference
	Until        civil.Date // authority_ordered: the day set; extension_notice: the day named, if any
	Amount       int64      // fee_requested: in hundredths of the currency, 0 if unknown
	Currency     string     // of Amount, ISO 4217
	OverrideHold bool       // sent: the erasure goes out although access is open
}

// AnyVersion skips the check that nobody changed the request in between.
const AnyVersion = 0

// orAny is the version that the caller has seen, or the stored one if they do not care.
func orAny(version, stored int) int {
	if version == AnyVersion {
		return stored
	}
	return version
}

const maxNote = 5000

// RecordEvent appends an event and brings the dates up to it. It returns
// [dsar.CodeInvalid] for a day in the future, impossible or before what must
// precede it, and for an unknown kind, with the list of known ones.
func (s *Service) RecordEvent(ctx context.Context, a Actor, requestID string, in EventInput, version int) (RequestView, error) {
	if !slices.Contains(dsar.RecordableKinds(), in.Kind) {
		return RequestView{}, dsar.InvalidFields(unknownValue("kind", string(in.Kind), dsar.RecordableKinds()))
	}
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		if err := s.checkEvent(in, s.latestDay(a, c.request.TimeZone)); err != nil {
			return err
		}
		if in.Kind == dsar.EventSent {
			if err := c.checkHold(ctx, in.OverrideHold); err != nil {
				return err
			}
		}
		return c.append(ctx, in.event())
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

func (in EventInput) event() dsar.Event {
	return dsar.Event{Kind: in.Kind, On: in.On, Details: dsar.Details{
		Note: strings.TrimSpace(in.Note), ReasonsGiven: in.ReasonsGiven, Outcome: in.Outcome,
		Satisfied: in.Satisfied, Reference: strings.TrimSpace(in.Reference),
		Until: in.Until, Amount: in.Amount, Currency: in.Currency,
	}}
}

// latestDay is the last day that is not in the future: today where the reader is
// or where the controller is, whichever has the later date.
func (s *Service) latestDay(a Actor, zone string) civil.Date {
	return civil.Latest(s.dayIn(zone), s.dayIn(a.TimeZone))
}

// firstDay is the first day an event can have: the public holidays are known from
// 2018 on, the year in which the GDPR began to apply.
func firstDay() civil.Date { return civil.Must(2018, 1, 1) }

// checkEvent checks what can be checked without looking at the other events.
func (s *Service) checkEvent(in EventInput, latest civil.Date) error {
	var problems []dsar.Problem
	if problem, ok := dayProblem("date", in.On, latest); ok {
		problems = append(problems, problem)
	}
	if in.Kind == dsar.EventClosed && !slices.Contains(dsar.Outcomes(), in.Outcome) {
		problems = append(problems, unknownValue("outcome", string(in.Outcome), dsar.Outcomes()))
	}
	if in.Kind == dsar.EventReplyJudged && in.Satisfied == nil {
		problems = append(problems, dsar.Problem{Field: "satisfied", Key: "error.event.satisfied"})
	}
	if in.Kind == dsar.EventNote && strings.TrimSpace(in.Note) == "" {
		problems = append(problems, dsar.Problem{Field: "note", Key: "error.event.note"})
	}
	problems = append(problems, namedProblems(in)...)
	if utf8.RuneCountInString(in.Note) > maxNote {
		problems = append(problems, tooLong("note", maxNote))
	}
	if utf8.RuneCountInString(in.Reference) > maxName {
		problems = append(problems, tooLong("reference", maxName))
	}
	if !cleanText(in.Note) || !cleanText(in.Reference) {
		problems = append(problems, dsar.Problem{Field: "note", Key: "error.text"})
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// Bounds of what an event names itself: a day at most ten years ahead, and a sum
// that no fee reaches.
const (
	maxNamedDays = 3660
	maxAmount    = 100_000_000_00
)

// namedProblems checks the day and the sum that an event names itself.
func namedProblems(in EventInput) []dsar.Problem {
	var problems []dsar.Problem
	switch {
	case in.Kind == dsar.EventAuthorityOrdered && in.Until.IsZero():
		problems = append(problems, dsar.Problem{Field: "until", Key: "error.event.until_missing"})
	case in.Until.IsZero():
	case !in.Kind.NamesDay():
		problems = append(problems, dsar.Problem{Field: "until", Key: "error.event.until_unexpected"})
	case in.Until.Before(in.On) || in.Until.After(in.On.AddDays(maxNamedDays)):
		problems = append(problems, dsar.Problem{Field: "until", Key: "error.event.until_range", Args: map[string]any{
			"On": in.Until, "First": in.On, "Last": in.On.AddDays(maxNamedDays),
		}})
	}
	switch {
	case in.Amount == 0 && in.Currency == "":
	case !in.Kind.NamesAmount():
		problems = append(problems, dsar.Problem{Field: "amount", Key: "error.event.amount_unexpected"})
	case in.Amount <= 0 || in.Amount > maxAmount:
		problems = append(problems, dsar.Problem{Field: "amount", Key: "error.event.amount"})
	case !isCurrency(in.Currency):
		problems = append(problems, dsar.Problem{Field: "currency", Key: "error.event.currency", Args: map[string]any{"Value": in.Currency}})
	}
	return problems
}

// isCurrency reports whether the code is one of ISO 4217.
func isCurrency(code string) bool {
	unit, err := currency.ParseISO(code)
	return err == nil && unit.String() == code
}

// dayProblem says what is wrong with a day on which something is said to have
// happened.
func dayProblem(field string, on, latest civil.Date) (dsar.Problem, bool) {
	switch {
	case on.IsZero():
		return dsar.Problem{Field: field, Key: "error.date.missing"}, true
	case on.Before(firstDay()):
		return dsar.Problem{Field: field, Key: "error.event.too_early", Args: map[string]any{"On": on, "First": firstDay()}}, true
	case on.After(latest):
		return dsar.Problem{Field: field, Key: "error.event.future", Args: map[string]any{"On": on, "Today": latest}}, true
	}
	return dsar.Problem{}, false
}

// CorrectionInput replaces kind, day or details of an event, or voids it.
type CorrectionInput struct {
	Void bool
	EventInput
}

// CorrectEvent appends an event that corrects the one with the given id.
func (s *Service) CorrectEvent(ctx context.Context, a Actor, requestID, eventID string, in CorrectionInput, version int) (RequestView, error) {
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		target, err := c.correctable(eventID)
		if err != nil {
			return err
		}
		correction, err := s.correction(a, c.request, target, in)
		if err != nil {
			return err
		}
		return c.append(ctx, correction)
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

func (s *Service) correction(a Actor, r dsar.Request, target dsar.Event, in CorrectionInput) (dsar.Event, error) {
	e := dsar.Event{Kind: dsar.EventCorrection, On: s.dayIn(r.TimeZone)}
	if in.Void {
		e.Details = dsar.Details{Corrects: target.ID, Void: true, Note: strings.TrimSpace(in.Note)}
		return e, nil
	}
	if in.Kind == "" {
		in.Kind = target.Kind
	}
	if in.On.IsZero() {
		in.On = target.On
	}
	if in.Kind != target.Kind && !slices.Contains(dsar.RecordableKinds(), in.Kind) {
		return e, dsar.InvalidFields(unknownValue("kind", string(in.Kind), dsar.RecordableKinds()))
	}
	if in.Kind == dsar.EventClosed && in.Outcome == "" {
		in.Outcome = target.Details.Outcome
	}
	if in.Kind == dsar.EventReplyJudged && in.Satisfied == nil {
		in.Satisfied = target.Details.Satisfied
	}
	if in.Kind == dsar.EventNote && in.Note == "" {
		in.Note = target.Details.Note
	}
	if in.Kind.NamesDay() && in.Until.IsZero() {
		in.Until = target.Details.Until
	}
	if err := s.checkEvent(in.EventInput, s.latestDay(a, r.TimeZone)); err != nil {
		return e, err
	}
	e.Details = in.event().Details
	e.Details.Corrects, e.Details.NewKind, e.Details.NewOn = target.ID, in.Kind, in.On
	return e, nil
}

// EraseRequest deletes a request with everything that belongs to it. Only an
// owner or caseworker may. It cannot be undone.
func (s *Service) EraseRequest(ctx context.Context, a Actor, requestID string) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		if _, err := tx.Request(ctx, a.WorkspaceID, requestID); err != nil {
			return err
		}
		if err := s.eraseData(ctx, tx, a.WorkspaceID, requestID); err != nil {
			return err
		}
		if err := tx.EraseRequest(ctx, a.WorkspaceID, requestID); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "request.erase", requestID, s.now())
	})
}
