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
		id: "search-findings", method: http.MethodGet, path: "/findings", tag: tagConversation,
		summary: "List findings over all requests",
	}, h.searchFindings)
	add(h, operation{
		id: "add-finding", method: http.MethodPost, path: "/messages/{id}/findings", tag: tagConversation, status: http.StatusCreated,
		summary: "Add a finding by hand on a passage of an incoming message",
	}, h.addFinding)
	add(h, operation{
		id: "review-finding", method: http.MethodPatch, path: "/findings/{id}", tag: tagConversation,
		summary: "Confirm or dismiss a finding, answer the question that decides, or name the right kind; or take that back",
	}, h.reviewFinding)
	add(h, operation{
		id: "remove-finding", method: http.MethodDelete, path: "/findings/{id}", tag: tagConversation, status: http.StatusNoContent,
		summary: "Take back a finding that was added by hand",
	}, h.removeFinding)
}

func (h *handler) listFindings(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[list[findingShape]], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[findingShape]]{listOf(v.Findings, findingIn(v.Request.Regime, languageOf(ctx)))}, nil
}

type findingQuery struct {
	Status       findingStatus `query:"status"`
	Kind         string        `query:"kind" doc:"Key, such as lookback_limit"`
	Verdict      verdictName   `query:"verdict" doc:"After the answer"`
	Open         bool          `query:"open" doc:"true: only what waits to be judged, which is suspected and not lawful"`
	ControllerID string        `query:"controller_id"`
	Language     string        `query:"language" doc:"Of the message, ISO 639-1"`
	Q            string        `query:"q" maxLength:"200" doc:"Reference, or beginnings of words of the controller's or data subject's name"`
	Sort         findingSort   `query:"sort" doc:"newest if it is not given"`
	Limit        int           `query:"limit" minimum:"1" maximum:"100" doc:"25 if it is not given"`
	Cursor       string        `query:"cursor" doc:"next_cursor of the page before"`
}

// findingBrief is a finding in a list over all requests.
type findingBrief struct {
	ID             string         `json:"id"`
	RequestID      string         `json:"request_id"`
	Reference      string         `json:"reference"`
	ControllerID   string         `json:"controller_id"`
	ControllerName string         `json:"controller_name"`
	SubjectName    string         `json:"subject_name"`
	MessageID      *string        `json:"message_id"`
	Key            string         `json:"key"`
	Name           string         `json:"name"`
	Source         string         `json:"source" doc:"text, events, data or checklist"`
	Date           *string        `json:"date" format:"date"`
	Language       string         `json:"language" doc:"Of the message, empty if there is none or it was not recognised"`
	Quote          string         `json:"quote"`
	Verdict        string         `json:"verdict"`
	Found          string         `json:"found_verdict"`
	Supported      bool           `json:"supported" doc:"false for a finding from events or data that no longer show it"`
	Status         string         `json:"status"`
	Review         *decisionShape `json:"review"`
	Question       *questionShape `json:"question"`
	Answer         *answerShape   `json:"answer"`
	ByHand         bool           `json:"by_hand"`
	Version        int            `json:"version"`
}

func (h *handler) searchFindings(ctx context.Context, a casework.Actor, in *findingQuery) (*bodyOf[page[findingBrief]], error) {
	found, err := h.Service.AllFindings(ctx, a, casework.FindingQuery{
		Status: dsar.FindingStatus(in.Status), Kind: in.Kind, Verdict: string(in.Verdict), Open: in.Open, ControllerID: in.ControllerID,
		Language: in.Language, Q: in.Q, Sort: casework.FindingSort(in.Sort), Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	return &bodyOf[page[findingBrief]]{pageOf(found, briefIn(languageOf(ctx)))}, nil
}

func briefIn(lang string) func(casework.FindingSummary) findingBrief {
	return func(s casework.FindingSummary) findingBrief {
		f := s.Finding
		brief := findingBrief{
			ID: f.ID, RequestID: f.RequestID, Reference: s.Reference, ControllerID: s.ControllerID, ControllerName: s.ControllerName,
			SubjectName: s.SubjectName, Key: f.Key, Name: s.Kind.Name(lang), Source: string(f.Source), Date: day(f.SeenOn), Language: s.Language,
			Quote: f.Quote, Verdict: f.Verdict, Found: f.Found, Supported: !s.Gone, Status: string(f.Status), Review: decisionOf(f),
			Question: questionOf(s.Asked, lang), Answer: answerOf(f), ByHand: f.ByHand(), Version: f.Version,
		}
		if f.MessageID != "" {
			brief.MessageID = &f.MessageID
		}
		return brief
	}
}

type newFindingInput struct {
	ByID
	Body struct {
		Kind    string `json:"kind" doc:"Key, such as lookback_limit"`
		Passage string `json:"passage" doc:"Words of the message; white space need not be the same"`
	}
}

func (h *handler) addFinding(ctx context.Context, a casework.Actor, in *newFindingInput) (*created[findingShape], error) {
	added, err := h.Service.AddFinding(ctx, a, in.ID, casework.NewFinding{Kind: in.Body.Kind, Passage: in.Body.Passage})
	if err != nil {
		return nil, err
	}
	shape, err := h.findingShape(ctx, a, added)
	if err != nil {
		return nil, err
	}
	return &created[findingShape]{Location: root + "/requests/" + shape.RequestID + "/findings", ETag: etag(shape.Version), Body: shape}, nil
}

type reviewInput struct {
	ByID
	IfMatch
	Body struct {
		Status findingStatus `json:"status,omitempty" doc:"suspected takes a decision back"`
		Reason dismissReason `json:"reason,omitempty" doc:"With dismissed: why"`
		Note   string        `json:"note,omitempty" doc:"With dismissed or kind: own words"`
		Answer answerName    `json:"answer,omitempty" doc:"To the question that decides; none takes it back"`
		Kind   string        `json:"kind,omitempty" doc:"The right kind: dismisses this finding, and answers with the one that takes its place"`
	}
}

func (h *handler) reviewFinding(ctx context.Context, a casework.Actor, in *reviewInput) (*tagged[findingShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	reviewed, err := h.Service.JudgeFinding(ctx, a, in.ID, casework.FindingReview{
		Status: dsar.FindingStatus(b.Status), Reason: dsar.DismissReason(b.Reason), Note: b.Note, Answer: dsar.Answer(b.Answer), Kind: b.Kind,
	}, version)
	if err != nil {
		return nil, err
	}
	shape, err := h.findingShape(ctx, a, reviewed)
	return &tagged[findingShape]{ETag: etag(shape.Version), Body: shape}, err
}

// findingShape words a finding by the law of its case.
func (h *handler) findingShape(ctx context.Context, a casework.Actor, f casework.FindingView) (findingShape, error) {
	v, err := h.Service.Request(ctx, a, f.Finding.RequestID)
	if err != nil {
		return findingShape{}, err
	}
	return findingIn(v.Request.Regime, languageOf(ctx))(f), nil
}

type removeInput struct {
	ByID
	IfMatch
}

func (h *handler) removeFinding(ctx context.Context, a casework.Actor, in *removeInput) (*none, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, h.Service.RemoveFinding(ctx, a, in.ID, version)
}
