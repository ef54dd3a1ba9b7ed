package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (h *handler) addFindings() {
	add(h, operation{
		id: "list-findings", method: http.MethodGet, path: "/requests/{id}/findings", tag: tagConversation,
		summary: "List the restrictions found in the messages and in what happened",
	}, h.listFindings)
	add(h, operation{
		id: "review-finding", method: http.MethodPatch, path: "/findings/{id}", tag: tagConversation,
		summary: "Confirm or dismiss a finding, or take the decision back",
	}, h.reviewFinding)
}

func (h *handler) listFindings(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[list[findingShape]], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[findingShape]]{listOf(v.Findings, findingIn(v.Request.Regime, languageOf(ctx)))}, nil
}

type reviewInput struct {
	ByID
	IfMatch
	Body struct {
		Status findingStatus `json:"status"`
	}
}

func (h *handler) reviewFinding(ctx context.Context, a casework.Actor, in *reviewInput) (*tagged[findingShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	reviewed, err := h.Service.ReviewFinding(ctx, a, in.ID, dsar.FindingStatus(in.Body.Status), version)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.Request(ctx, a, reviewed.Finding.RequestID)
	if err != nil {
		return nil, err
	}
	shape := findingIn(v.Request.Regime, languageOf(ctx))(reviewed)
	return &tagged[findingShape]{ETag: etag(shape.Version), Body: shape}, nil
}
