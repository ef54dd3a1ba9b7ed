package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (h *handler) addChecklist() {
	add(h, operation{
		id: "get-checklist", method: http.MethodGet, path: "/requests/{id}/checklist", tag: tagConversation,
		summary: "What is known of each item that the answer has to contain (Art. 15 GDPR and UK GDPR)",
	}, h.getChecklist)
	add(h, operation{
		id: "save-checklist", method: http.MethodPatch, path: "/requests/{id}/checklist", tag: tagConversation,
		summary: "Say of some items whether they were given; the findings that follow are proposed",
	}, h.saveChecklist)
}

type checklistKey string

func (checklistKey) Schema(huma.Registry) *huma.Schema { return enum(dsar.ChecklistKeys()) }

type checklistAnswer string

// Schema has every answer and none at all; categories is for recipients alone.
func (checklistAnswer) Schema(huma.Registry) *huma.Schema {
	return enum(append(dsar.ChecklistAnswers(dsar.ItemRecipients), ""))
}

type checklistShape struct {
	RequestID string               `json:"request_id"`
	Refusal   string               `json:"no_list" doc:"Why there is no list: not_access, other_law or draft; empty where there is one"`
	Items     []checklistItemShape `json:"items" nullable:"false" doc:"In the order of the law"`
}

type checklistItemShape struct {
	Key         string            `json:"item" doc:"purposes, categories, recipients, retention, rights, complaint, source, automated, transfers or copy"`
	Answer      string            `json:"answer" doc:"given, partly, categories (recipients by category alone), missing, not_applicable; empty while nobody has said anything"`
	Note        string            `json:"note"`
	SaidBy      string            `json:"by" doc:"Id of the account"`
	SaidAt      *string           `json:"at" format:"date-time"`
	Suggestions []suggestionShape `json:"suggestions" nullable:"false" doc:"What the messages say; a person decides"`
}

type suggestionShape struct {
	Answer    string  `json:"answer"`
	Quote     string  `json:"quote" doc:"The sentence"`
	MessageID string  `json:"message_id"`
	Date      *string `json:"date" format:"date" doc:"Of the message"`
}

func checklistOf(v casework.ChecklistView) checklistShape {
	out := checklistShape{RequestID: v.Request.ID, Refusal: string(v.Refusal), Items: []checklistItemShape{}}
	for _, l := range v.Lines {
		item := checklistItemShape{
			Key: string(l.Key), Answer: string(l.Answer), Note: l.Note, SaidBy: l.SaidBy, SaidAt: instant(l.SaidAt), Suggestions: []suggestionShape{},
		}
		for _, s := range l.Suggestions {
			item.Suggestions = append(item.Suggestions, suggestionShape{Answer: string(s.Answer), Quote: s.Quote, MessageID: s.MessageID, Date: day(s.On)})
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func (h *handler) getChecklist(ctx context.Context, a casework.Actor, in *RequestByID) (*tagged[checklistShape], error) {
	v, err := h.Service.Checklist(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &tagged[checklistShape]{ETag: etag(v.Request.Version), Body: checklistOf(v)}, nil
}

type checklistInput struct {
	RequestByID
	IfMatch
	Body struct {
		Items []checklistInputItem `json:"items" nullable:"false" doc:"Items that are not named stay as they are"`
	}
}

type checklistInputItem struct {
	Key    checklistKey    `json:"item"`
	Answer checklistAnswer `json:"answer" doc:"categories is for recipients alone; empty takes an answer back"`
	Note   string          `json:"note,omitempty"`
}

func (h *handler) saveChecklist(ctx context.Context, a casework.Actor, in *checklistInput) (*tagged[checklistShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	var said casework.ChecklistInput
	for _, i := range in.Body.Items {
		said.Items = append(said.Items, casework.ChecklistInputItem{Key: dsar.ChecklistKey(i.Key), Answer: dsar.ChecklistAnswer(i.Answer), Note: i.Note})
	}
	v, err := h.Service.SaveChecklist(ctx, a, in.ID, said, version)
	if err != nil {
		return nil, err
	}
	return &tagged[checklistShape]{ETag: etag(v.Request.Version), Body: checklistOf(v)}, nil
}
