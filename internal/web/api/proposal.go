package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const pathProposals = "/requests/{id}/proposals"

func (h *handler) addProposals() {
	add(h, operation{
		id: "list-proposals", method: http.MethodGet, path: pathProposals, tag: tagConversation,
		summary: "List the events that incoming messages tell of and nobody has recorded or dismissed",
	}, h.listProposals)
	add(h, operation{
		id: "confirm-proposal", method: http.MethodPost, path: pathProposals, tag: tagConversation, status: http.StatusCreated,
		summary: "Record an event that a message tells of, with the message as evidence",
	}, h.confirmProposal)
	add(h, operation{
		id: "dismiss-proposal", method: http.MethodPost, path: pathProposals + "/dismissal", tag: tagConversation, status: http.StatusNoContent,
		summary: "Say that a message does not tell of an event, or take that back",
	}, h.dismissProposal)
}

// eventProposalShape is an event that a message tells of.
type eventProposalShape struct {
	MessageID string  `json:"message_id"`
	Kind      string  `json:"kind" doc:"Of the event, such as extension_notice"`
	Date      *string `json:"date" format:"date" doc:"Of the message"`
	Start     int     `json:"start" doc:"First byte of the sentence in the message's UTF-8 text"`
	End       int     `json:"end"`
	Quote     string  `json:"quote"`
	Until     *string `json:"until" format:"date" doc:"extension_notice: the day named"`
	Reasons   bool    `json:"reasons" doc:"extension_notice: reasons stand beside it"`
	Instead   bool    `json:"instead" doc:"The message counts as the answer and does not look like one"`
}

func eventProposalOf(p casework.EventProposal) eventProposalShape {
	return eventProposalShape{
		MessageID: p.MessageID, Kind: string(p.Kind), Date: day(p.On), Start: p.Start, End: p.End, Quote: p.Quote, Until: day(p.Until),
		Reasons: p.Reasons, Instead: p.Instead,
	}
}

func (h *handler) listProposals(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[list[eventProposalShape]], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.Service.EventProposals(ctx, a, v)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[eventProposalShape]]{listOf(found, eventProposalOf)}, nil
}

type confirmationInput struct {
	RequestByID
	IfMatch
	Body struct {
		MessageID    string    `json:"message_id"`
		Kind         eventKind `json:"kind"`
		Date         string    `json:"date,omitempty" format:"date" doc:"Without it the day of the message"`
		Until        string    `json:"until,omitempty" format:"date" doc:"extension_notice: the day named"`
		ReasonsGiven *bool     `json:"reasons_given,omitempty" doc:"extension_notice: whether reasons were given"`
		Instead      bool      `json:"instead,omitempty" doc:"The message was not itself the answer: the event takes the place of that"`
	}
}

func (h *handler) confirmProposal(ctx context.Context, a casework.Actor, in *confirmationInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	on, err := parseDay("date", b.Date)
	if err != nil {
		return nil, err
	}
	until, err := parseDay("until", b.Until)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.ConfirmProposal(ctx, a, in.ID, casework.Confirmation{
		MessageID: b.MessageID, Kind: dsar.EventKind(b.Kind), On: on, Until: until, ReasonsGiven: b.ReasonsGiven, Instead: b.Instead,
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}

type dismissalInput struct {
	RequestByID
	Body struct {
		MessageID string    `json:"message_id"`
		Kind      eventKind `json:"kind"`
		TakeBack  bool      `json:"take_back,omitempty" doc:"Propose it again"`
	}
}

func (h *handler) dismissProposal(ctx context.Context, a casework.Actor, in *dismissalInput) (*none, error) {
	b := in.Body
	return nil, h.Service.DismissProposal(ctx, a, in.ID, b.MessageID, dsar.EventKind(b.Kind), !b.TakeBack)
}
