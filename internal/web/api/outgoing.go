package api

import (
	"context"
	"mime"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (h *handler) addOutgoing() {
	add(h, operation{
		id: "take-back", method: http.MethodPost, path: pathMessages + "/{message_id}/take-back", tag: tagConversation,
		summary: "Take a letter back that has not gone out yet",
	}, h.takeBack)
	add(h, operation{
		id: "send-again", method: http.MethodPost, path: pathMessages + "/{message_id}/send-again", tag: tagConversation, status: http.StatusCreated,
		summary: "Send a letter once more; no period begins anew",
	}, h.sendAgain)
	add(h, operation{
		id: "list-sent", method: http.MethodGet, path: "/messages/{id}/sent", tag: tagConversation,
		summary: "List the mails with a message and what became of them",
	}, h.listSent)
	add(h, operation{
		id: "get-sent", method: http.MethodGet, path: "/messages/{id}/sent/{number}", tag: tagConversation,
		summary: "Download the exact bytes of a mail",
	}, h.getSent)
}

type sentMessageInput struct {
	RequestByID
	IfMatch
	MessageID string `path:"message_id" doc:"The message that was sent"`
}

func (h *handler) takeBack(ctx context.Context, a casework.Actor, in *sentMessageInput) (*tagged[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	v, err := h.Service.TakeBack(ctx, a, in.ID, in.MessageID, version)
	if err != nil {
		return nil, err
	}
	return &tagged[requestShape]{ETag: etag(v.Request.Version), Body: h.requestOf(v, languageOf(ctx))}, nil
}

type sendAgainInput struct {
	sentMessageInput
	Body struct {
		To string `json:"to,omitempty" doc:"Without it the address that the last mail went to"`

		OverrideBounce bool `json:"override_bounce,omitempty" doc:"Send although mail to the address came back"`
	}
}

func (h *handler) sendAgain(ctx context.Context, a casework.Actor, in *sendAgainInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	v, err := h.Service.SendAgain(ctx, a, in.ID, in.MessageID, casework.AgainInput{To: in.Body.To, OverrideBounce: in.Body.OverrideBounce}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}

// sentShape is one mail with all that is known of it.
type sentShape struct {
	Number int    `json:"number" doc:"From 1 on; its bytes are under /messages/{id}/sent/{number}"`
	MailID string `json:"mail_id" doc:"The Message-ID"`
	From   string `json:"from"`
	deliveryShape
	Written *string `json:"written_at" format:"date-time"`
}

func (h *handler) listSent(ctx context.Context, a casework.Actor, in *ByID) (*bodyOf[list[sentShape]], error) {
	mails, err := h.Service.SentMails(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	number := 0
	return &bodyOf[list[sentShape]]{listOf(mails, func(m dsar.OutboxMail) sentShape {
		number++
		return sentShape{Number: number, MailID: m.MailID, From: m.From, deliveryShape: *deliveryOf(&m), Written: instant(m.CreatedAt)}
	})}, nil
}

type numberedInput struct {
	ByID
	Number int `path:"number" minimum:"1"`
}

func (h *handler) getSent(ctx context.Context, a casework.Actor, in *numberedInput) (*rawOutput, error) {
	o, err := h.Service.SentMail(ctx, a, in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	return &rawOutput{
		ContentType:        "message/rfc822",
		ContentDisposition: mime.FormatMediaType("attachment", map[string]string{"filename": "sent-" + o.ID + ".eml"}),
		ContentPolicy:      "sandbox; default-src 'none'",
		Body:               o.Raw,
	}, nil
}
