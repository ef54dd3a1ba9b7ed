package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func (h *handler) addEvents() {
	add(h, operation{
		id: "list-events", method: http.MethodGet, path: "/requests/{id}/events", tag: tagRequests,
		summary: "List what happened, corrections included",
	}, h.listEvents)
	add(h, operation{
		id: "record-event", method: http.MethodPost, path: "/requests/{id}/events", tag: tagRequests, status: http.StatusCreated,
		summary: "Record what happened; the dates follow",
	}, h.recordEvent)
	add(h, operation{
		id: "set-also-regimes", method: http.MethodPut, path: "/requests/{id}/also-regimes", tag: tagRequests,
		summary: "Say on which further laws the request rests",
	}, h.setAlsoRegimes)
	add(h, operation{
		id: "correct-event", method: http.MethodPost, path: "/requests/{id}/events/{event_id}/correction", tag: tagRequests,
		status: http.StatusCreated, summary: "Correct an event by another one, or void it",
	}, h.correctEvent)
}

func (h *handler) listEvents(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[list[eventShape]], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[eventShape]]{listOf(v.Events, eventOf)}, nil
}

type eventInput struct {
	RequestByID
	IfMatch
	Body eventBody
}

type eventBody struct {
	Kind         eventKind   `json:"kind"`
	Date         string      `json:"date" format:"date" doc:"The legal day, at the controller's place"`
	ReasonsGiven *bool       `json:"reasons_given,omitempty" doc:"extension_notice, refused: whether reasons were given"`
	Outcome      outcomeName `json:"outcome,omitempty" doc:"closed: how it ended"`
	Satisfied    *bool       `json:"satisfied,omitempty" doc:"reply_judged: whether the reply is good enough"`
	Until        string      `json:"until,omitempty" format:"date" doc:"authority_ordered: the day set; extension_notice: the day named"`
	Amount       string      `json:"amount,omitempty" doc:"fee_requested: how much, 20 or 20.50"`
	Currency     string      `json:"currency,omitempty" doc:"Of the amount, ISO 4217"`
	Note         string      `json:"note,omitempty"`
	OverrideHold bool        `json:"override_hold,omitempty" doc:"sent: send the erasure although access is open"`
}

func (h *handler) recordEvent(ctx context.Context, a casework.Actor, in *eventInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	on, err := parseDay("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	until, amount, err := named(in.Body.Until, in.Body.Amount)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.RecordEvent(ctx, a, in.ID, casework.EventInput{
		Until: until, Amount: amount, Currency: in.Body.Currency,
		Kind: dsar.EventKind(in.Body.Kind), On: on, ReasonsGiven: in.Body.ReasonsGiven,
		Outcome: dsar.Outcome(in.Body.Outcome), Satisfied: in.Body.Satisfied, Note: in.Body.Note, OverrideHold: in.Body.OverrideHold,
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}

// named reads the day and the sum that an event names itself, either of which may be
// left out.
func named(until, amount string) (day civil.Date, sum int64, err error) {
	if day, err = parseDay("until", until); err != nil || amount == "" {
		return day, 0, err
	}
	sum, ok := dsar.ParseAmount(amount)
	if !ok {
		return day, 0, dsar.Invalid("amount", "error.event.amount", nil)
	}
	return day, sum, nil
}

type correctionInput struct {
	RequestByID
	EventID string `path:"event_id" doc:"The event to correct"`
	IfMatch
	Body struct {
		Void         bool        `json:"void,omitempty" doc:"The event never happened"`
		Kind         eventKind   `json:"kind,omitempty"`
		Date         string      `json:"date,omitempty" format:"date"`
		ReasonsGiven *bool       `json:"reasons_given,omitempty"`
		Outcome      outcomeName `json:"outcome,omitempty"`
		Satisfied    *bool       `json:"satisfied,omitempty"`
		Until        string      `json:"until,omitempty" format:"date"`
		Amount       string      `json:"amount,omitempty"`
		Currency     string      `json:"currency,omitempty"`
		Note         string      `json:"note,omitempty"`
	}
}

func (h *handler) correctEvent(ctx context.Context, a casework.Actor, in *correctionInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	on, err := parseDay("date", b.Date)
	if err != nil {
		return nil, err
	}
	until, amount, err := named(b.Until, b.Amount)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.CorrectEvent(ctx, a, in.ID, in.EventID, casework.CorrectionInput{
		Void: b.Void,
		EventInput: casework.EventInput{
			Kind: dsar.EventKind(b.Kind), On: on, ReasonsGiven: b.ReasonsGiven,
			Outcome: dsar.Outcome(b.Outcome), Satisfied: b.Satisfied, Note: b.Note,
			Until: until, Amount: amount, Currency: b.Currency,
		},
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}
