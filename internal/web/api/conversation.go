package api

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const (
	tagConversation = "Conversation"
	pathMessages    = "/requests/{id}/messages"
)

func (h *handler) addConversation() {
	add(h, operation{
		id: "list-messages", method: http.MethodGet, path: pathMessages, tag: tagConversation,
		summary: "List the messages in the order of their days",
	}, h.listMessages)
	add(h, operation{
		id: "add-message", method: http.MethodPost, path: pathMessages, tag: tagConversation, status: http.StatusCreated,
		summary: "Add a message as text or file; an incoming one is searched for restrictions",
	}, h.addMessage)
	add(h, operation{
		id: "get-raw-message", method: http.MethodGet, path: "/messages/{id}/raw", tag: tagConversation,
		summary: "Download the bytes of a message as they were uploaded",
	}, h.rawMessage)
	add(h, operation{
		id: "get-letter", method: http.MethodGet, path: "/requests/{id}/letter", tag: tagConversation,
		summary: "Compose a letter without sending it",
	}, h.getLetter)
	add(h, operation{
		id: "send-letter", method: http.MethodPost, path: "/requests/{id}/send", tag: tagConversation, status: http.StatusCreated,
		summary: "Send a letter by mail",
	}, h.sendLetter)
	add(h, operation{
		id: "record-taken", method: http.MethodPost, path: "/requests/{id}/taken", tag: tagConversation, status: http.StatusCreated,
		summary: "Record a letter that the person sent themselves",
	}, h.recordTaken)
	h.addOutgoing()
	h.addFindings()
	h.describeUpload()
}

// describeUpload says that a form with a file is taken too.
func (h *handler) describeUpload() {
	text := &huma.Schema{Type: huma.TypeString}
	h.api.OpenAPI().Paths[root+pathMessages].Post.RequestBody.Content["multipart/form-data"] = &huma.MediaType{
		Schema: &huma.Schema{
			Type: huma.TypeObject,
			Properties: map[string]*huma.Schema{
				"direction": directionName("").Schema(nil),
				"date":      {Type: huma.TypeString, Format: "date"},
				"text":      text,
				"file":      {Type: huma.TypeString, Format: "binary", Description: ".txt, .eml or .html"},
				"not_reply": {Type: huma.TypeBoolean},
			},
			Required: []string{"direction"},
		},
	}
}

func (h *handler) listMessages(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[list[messageShape]], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[messageShape]]{listOf(v.Messages, h.messageIn(v.Request.Regime, languageOf(ctx)))}, nil
}

type messageInput struct {
	RequestByID
	IfMatch
	Body struct {
		Direction directionName `json:"direction" doc:"in: from the controller; out: to it"`
		Date      string        `json:"date,omitempty" format:"date" doc:"Without it the mail's own date, if it has one"`
		Text      string        `json:"text,omitempty" doc:"The message; or give file"`
		File      []byte        `json:"file,omitempty" doc:"The file, base64"`
		FileName  string        `json:"file_name,omitempty" doc:"Its name: .txt, .eml or .html"`
		NotReply  bool          `json:"not_reply,omitempty" doc:"Incoming: keep it as correspondence, record no reply"`
	}
}

func (h *handler) addMessage(ctx context.Context, a casework.Actor, in *messageInput) (*created[messageShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	on, err := parseDay("date", b.Date)
	if err != nil {
		return nil, err
	}
	if b.File != nil && b.Text != "" {
		return nil, dsar.Invalid("file", "error.api.text_and_file", nil)
	}
	added, err := h.Service.AddMessage(ctx, a, in.ID, casework.MessageInput{
		Direction: dsar.Direction(b.Direction), On: on, Text: b.Text, FileName: b.FileName, Raw: b.File, NotReply: b.NotReply,
	}, version)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.Request(ctx, a, added.Message.RequestID)
	if err != nil {
		return nil, err
	}
	return &created[messageShape]{
		Location: root + "/requests/" + v.Request.ID + "/messages",
		ETag:     etag(v.Request.Version),
		Body:     h.messageIn(v.Request.Regime, languageOf(ctx))(added),
	}, nil
}

type rawOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	ContentPolicy      string `header:"Content-Security-Policy"`
	Body               []byte
}

func (h *handler) rawMessage(ctx context.Context, a casework.Actor, in *ByID) (*rawOutput, error) {
	m, raw, err := h.Service.RawMessage(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	name := m.FileName
	if name == "" {
		name = "message-" + m.ID
	}
	return downloadOf(name, raw), nil
}

// downloadOf hands out bytes that come from outside: no browser may take them for a page
// of ours.
func downloadOf(name string, content []byte) *rawOutput {
	return &rawOutput{
		ContentType:        "application/octet-stream",
		ContentDisposition: mime.FormatMediaType("attachment", map[string]string{"filename": name}),
		ContentPolicy:      "sandbox; default-src 'none'",
		Body:               content,
	}
}

type letterQuery struct {
	RequestByID
	Kind     letterKind     `query:"kind" doc:"Without it the letter that files the request"`
	Language letterLanguage `query:"language" doc:"Without it the request's"`
}

type letterOutput struct {
	ContentType string `header:"Content-Type"`
	Subject     string `header:"Letter-Subject" doc:"The subject line, encoded as in mail (RFC 2047) if it is not ASCII"`
	Template    string `header:"Letter-Template" doc:"Template and its version"`
	Body        []byte
}

func (h *handler) getLetter(ctx context.Context, a casework.Actor, in *letterQuery) (*letterOutput, error) {
	kind := dsar.LetterKind(in.Kind)
	if kind == "" {
		v, err := h.Service.Request(ctx, a, in.ID)
		if err != nil {
			return nil, err
		}
		kind = dsar.RequestLetter(v.Request.Rights)
	}
	composed, err := h.Service.ComposeLetter(ctx, a, in.ID, kind, string(in.Language))
	if err != nil {
		return nil, err
	}
	return &letterOutput{
		ContentType: "text/plain; charset=utf-8",
		Subject:     mime.QEncoding.Encode("utf-8", composed.Subject),
		Template:    composed.Template,
		Body:        []byte(composed.Body),
	}, nil
}

type sendInput struct {
	RequestByID
	IfMatch
	Body struct {
		Kind         letterKind     `json:"kind"`
		Language     letterLanguage `json:"language,omitempty" doc:"Without it the request's"`
		To           string         `json:"to,omitempty" doc:"Without it the controller's first address"`
		Subject      string         `json:"subject,omitempty" doc:"Without it the composed one"`
		Body         string         `json:"body,omitempty" doc:"The text as edited; without it the composed one"`
		OverrideHold bool           `json:"override_hold,omitempty" doc:"Send the erasure although access is open"`
		Files        []sentFile     `json:"files,omitempty" doc:"To go with the letter; at most 20 with 15 MB together"`

		OverrideBounce bool `json:"override_bounce,omitempty" doc:"Send although mail to the address came back"`
	}
}

type sentFile struct {
	Name    string `json:"name"`
	Type    string `json:"type,omitempty" doc:"Media type"`
	Content []byte `json:"content" doc:"base64"`
}

func (f sentFile) input() casework.SentFile { return casework.SentFile(f) }

func (h *handler) sendLetter(ctx context.Context, a casework.Actor, in *sendInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := h.Service.SendLetter(ctx, a, in.ID, casework.SendInput{
		Kind: dsar.LetterKind(b.Kind), Language: string(b.Language), To: b.To,
		Subject: b.Subject, Body: b.Body, OverrideHold: b.OverrideHold, OverrideBounce: b.OverrideBounce,
		Files: convert(b.Files, sentFile.input),
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}

type takenInput struct {
	RequestByID
	IfMatch
	Body struct {
		Kind         letterKind     `json:"kind"`
		Language     letterLanguage `json:"language,omitempty" doc:"Without it the request's"`
		Subject      string         `json:"subject,omitempty" doc:"Without it the composed one"`
		Body         string         `json:"body,omitempty" doc:"The text as sent; without it the composed one"`
		Channel      channelName    `json:"channel,omitempty" doc:"Without it the request's"`
		SentOn       string         `json:"sent_on" format:"date"`
		ReceivedOn   string         `json:"received_on,omitempty" format:"date" doc:"If it is known when it arrived"`
		OverrideHold bool           `json:"override_hold,omitempty" doc:"The erasure went out although access is open"`
	}
}

func (h *handler) recordTaken(ctx context.Context, a casework.Actor, in *takenInput) (*created[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	sentOn, err := parseDay("sent_on", b.SentOn)
	if err != nil {
		return nil, err
	}
	receivedOn, err := parseDay("received_on", b.ReceivedOn)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.RecordTaken(ctx, a, in.ID, casework.TakenInput{
		Kind: dsar.LetterKind(b.Kind), Language: string(b.Language), Subject: b.Subject, Body: b.Body,
		Channel: dsar.Channel(b.Channel), SentOn: sentOn, ReceivedOn: receivedOn, OverrideHold: b.OverrideHold,
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdRequest(ctx, v), nil
}
