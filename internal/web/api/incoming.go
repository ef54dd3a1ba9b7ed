package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const tagIncoming = "Incoming mail"

func (h *handler) addIncoming() {
	add(h, operation{
		id: "list-incoming", method: http.MethodGet, path: "/incoming", tag: tagIncoming,
		summary: "List incoming mail, the latest first: what waits for a person, or what is in a state",
	}, h.listIncoming)
	add(h, operation{
		id: "get-incoming", method: http.MethodGet, path: "/incoming/{id}", tag: tagIncoming,
		summary: "Read one incoming mail with its text and the requests it may belong to",
	}, h.getIncoming)
	add(h, operation{
		id: "get-incoming-raw", method: http.MethodGet, path: "/incoming/{id}/raw", tag: tagIncoming,
		summary: "Download the bytes of an incoming mail as they came",
	}, h.rawIncoming)
	add(h, operation{
		id: "get-incoming-file", method: http.MethodGet, path: "/incoming/{id}/files/{number}", tag: tagIncoming,
		summary: "Download an attachment of an incoming mail",
	}, h.incomingFile)
	add(h, operation{
		id: "assign-incoming", method: http.MethodPost, path: "/incoming/{id}/assign", tag: tagIncoming,
		summary: "File an incoming mail with a request; later mail of its thread follows",
	}, h.assignIncoming)
	add(h, operation{
		id: "refuse-incoming", method: http.MethodPost, path: "/incoming/{id}/refuse", tag: tagIncoming,
		summary: "Set an incoming mail aside that belongs to no request",
	}, h.decideIncoming(h.Service.RefuseIncoming))
	add(h, operation{
		id: "restore-incoming", method: http.MethodPost, path: "/incoming/{id}/restore", tag: tagIncoming,
		summary: "Bring back an incoming mail that was set aside; it is read again",
	}, h.decideIncoming(h.Service.RestoreIncoming))
	add(h, operation{
		id: "undo-incoming", method: http.MethodPost, path: "/incoming/{id}/undo", tag: tagIncoming,
		summary: "Take back that an incoming mail was filed: its message leaves the request, and it waits again",
	}, h.decideIncoming(h.Service.UndoIncoming))
}

type incomingQuery struct {
	State  incomingState `query:"state" doc:"Without it what waits for a person: waiting and failed"`
	Cursor string        `query:"cursor" doc:"next_cursor of the page before"`
}

// incomingShape is an incoming mail.
type incomingShape struct {
	ID         string            `json:"id"`
	State      string            `json:"state" doc:"stored (not read yet), waiting, assigned, refused (set aside) or failed"`
	Reason     string            `json:"reason" doc:"Why it is in this state"`
	Notes      []string          `json:"notes" nullable:"false" doc:"What is odd about it"`
	Door       string            `json:"door" doc:"By which way it came"`
	Subject    string            `json:"subject"`
	From       string            `json:"from"`
	Excerpt    string            `json:"excerpt" doc:"The beginning of the sender's own words"`
	Size       int64             `json:"size" doc:"In bytes"`
	ReceivedAt *string           `json:"received_at" format:"date-time"`
	WrittenAt  *string           `json:"written_at" format:"date-time" doc:"As the mail says"`
	RequestID  *string           `json:"request_id" doc:"That it was filed with"`
	MessageID  *string           `json:"message_id" doc:"Of that request"`
	Proposals  []proposedRequest `json:"proposals" nullable:"false" doc:"Requests it may belong to, the likeliest first"`
	DecidedBy  string            `json:"decided_by" doc:"Id of the account, empty if no person decided"`
	DecidedAt  *string           `json:"decided_at" format:"date-time"`
	Version    int               `json:"version"`
}

type proposedRequest struct {
	RequestID      string   `json:"request_id"`
	Reference      string   `json:"reference"`
	ControllerName string   `json:"controller_name"`
	SubjectName    string   `json:"subject_name"`
	Score          int      `json:"score" doc:"1 to 99"`
	Reasons        []string `json:"reasons" nullable:"false"`
}

// incomingContentShape is an incoming mail with what it says.
type incomingContentShape struct {
	incomingShape
	To          string          `json:"to"`
	Text        string          `json:"text" doc:"With what it quotes"`
	Files       []incomingFiles `json:"files" nullable:"false"`
	HTML        bool            `json:"has_html"`
	Protections []string        `json:"protections" nullable:"false" doc:"Signatures and encryption as claimed, not checked"`
	Flaws       []string        `json:"flaws" nullable:"false" doc:"What could not be read as it should"`
	Automatic   string          `json:"automatic" doc:"Kind of program that seems to have written it, empty for a person"`
}

type incomingFiles struct {
	Number    int    `json:"number"`
	Name      string `json:"name"`
	MediaType string `json:"media_type" doc:"As its first bytes show it"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func incomingOf(v casework.IncomingView) incomingShape {
	m := v.Mail
	return incomingShape{
		ID: m.ID, State: string(m.State), Reason: m.Reason, Notes: orEmpty(m.Notes), Door: string(m.Door), Subject: m.Subject, From: m.From,
		Excerpt: m.Excerpt, Size: m.Size, ReceivedAt: instant(m.ReceivedAt), WrittenAt: instant(m.WrittenAt),
		RequestID: orNull(m.RequestID), MessageID: orNull(m.MessageID), Proposals: convert(v.Proposals, proposedOf),
		DecidedBy: m.DecidedBy, DecidedAt: instant(m.DecidedAt), Version: m.Version,
	}
}

func proposedOf(p casework.ProposalView) proposedRequest {
	return proposedRequest{
		RequestID: p.Request.ID, Reference: p.Request.Reference, ControllerName: p.Controller.Name, SubjectName: p.Subject.Name,
		Score: p.Score, Reasons: orEmpty(p.Reasons),
	}
}

func contentOf(c casework.IncomingContent) incomingContentShape {
	s := incomingContentShape{
		incomingShape: incomingOf(c.IncomingView), To: c.To, Text: c.Text, HTML: c.Facts.HTML, Automatic: string(c.Facts.Automatic.Kind),
		Files: []incomingFiles{}, Protections: []string{}, Flaws: []string{},
	}
	for _, f := range c.Files {
		s.Files = append(s.Files, incomingFiles{Number: f.Number, Name: f.Name, MediaType: f.MediaType, Size: f.Size, SHA256: f.SHA256})
	}
	for _, p := range c.Facts.Protections {
		s.Protections = append(s.Protections, string(p))
	}
	for _, f := range c.Facts.Flaws {
		s.Flaws = append(s.Flaws, string(f))
	}
	return s
}

func (h *handler) listIncoming(ctx context.Context, a casework.Actor, in *incomingQuery) (*bodyOf[page[incomingShape]], error) {
	var states []dsar.IncomingState
	if in.State != "" {
		states = []dsar.IncomingState{dsar.IncomingState(in.State)}
	}
	found, err := h.Service.IncomingMails(ctx, a, states, in.Cursor)
	if err != nil {
		return nil, err
	}
	return &bodyOf[page[incomingShape]]{pageOf(found, incomingOf)}, nil
}

func (h *handler) getIncoming(ctx context.Context, a casework.Actor, in *ByID) (*tagged[incomingContentShape], error) {
	c, err := h.Service.IncomingMail(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &tagged[incomingContentShape]{ETag: etag(c.Mail.Version), Body: contentOf(c)}, nil
}

func (h *handler) rawIncoming(ctx context.Context, a casework.Actor, in *ByID) (*rawOutput, error) {
	raw, err := h.Service.IncomingRaw(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return downloadOf("mail.eml", raw), nil
}

type incomingFileInput struct {
	ByID
	Number int `path:"number" minimum:"1"`
}

func (h *handler) incomingFile(ctx context.Context, a casework.Actor, in *incomingFileInput) (*rawOutput, error) {
	name, content, err := h.Service.IncomingFile(ctx, a, in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	return downloadOf(name, content), nil
}

type assignInput struct {
	ByID
	IfMatch
	Body struct {
		RequestID      string `json:"request_id,omitempty" doc:"The request; or give reference"`
		Reference      string `json:"reference,omitempty" doc:"Its public reference, RC-4F7K-29QX"`
		Correspondence bool   `json:"correspondence,omitempty" doc:"File it without counting it as the controller's answer"`
	}
}

func (h *handler) assignIncoming(ctx context.Context, a casework.Actor, in *assignInput) (*tagged[incomingContentShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	to := casework.Assignment{RequestID: b.RequestID, Reference: b.Reference, Correspondence: b.Correspondence}
	if err := h.Service.AssignIncoming(ctx, a, in.ID, to, version); err != nil {
		return nil, err
	}
	return h.getIncoming(ctx, a, &in.ByID)
}

type decideInput struct {
	ByID
	IfMatch
}

// decideIncoming carries out a decision that needs no words and answers with the mail as
// it is then.
func (h *handler) decideIncoming(decide func(ctx context.Context, a casework.Actor, id string, version int) error) func(context.Context, casework.Actor, *decideInput) (*tagged[incomingContentShape], error) {
	return func(ctx context.Context, a casework.Actor, in *decideInput) (*tagged[incomingContentShape], error) {
		version, err := in.version()
		if err != nil {
			return nil, err
		}
		if err := decide(ctx, a, in.ID, version); err != nil {
			return nil, err
		}
		return h.getIncoming(ctx, a, &in.ByID)
	}
}
