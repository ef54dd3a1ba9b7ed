package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// Limits on a message that is pasted or uploaded.
const (
	MaxMessageBytes = 10 << 20 // of the file as uploaded
	MaxTextBytes    = 1 << 20  // of the text read out of it
)

// MessageInput is a message as pasted (Text) or uploaded (FileName and Raw).
type MessageInput struct {
	Direction dsar.Direction
	On        civil.Date // zero: the mail's own date, if it has one
	Text      string
	FileName  string // .txt, .eml, .html
	Raw       []byte
	NotReply  bool // incoming: keep it as correspondence, record no reply_received event
}

// AddMessage stores a message; an incoming one is searched for restrictions and,
// unless NotReply, recorded as a reply. It returns [dsar.CodeInvalid] for a text
// that is empty or cannot be read and [dsar.CodeTooLarge] above the limits.
func (s *Service) AddMessage(ctx context.Context, a Actor, requestID string, in MessageInput, version int) (MessageView, error) {
	if err := mayWrite(a); err != nil {
		return MessageView{}, err
	}
	r, err := s.Store.Request(ctx, a.WorkspaceID, requestID)
	if err != nil {
		return MessageView{}, err
	}
	m, raw, err := s.readMessage(a, r, in)
	if err != nil {
		return MessageView{}, err
	}
	findings, err := s.detect(ctx, &m, r)
	if err != nil {
		return MessageView{}, err
	}
	err = s.change(ctx, a, requestID, version, func(c *requestChange) error {
		return c.addMessage(ctx, m, raw, findings, m.Direction == dsar.DirectionIn && !in.NotReply)
	})
	if err != nil {
		return MessageView{}, err
	}
	return MessageView{Message: m, Findings: s.findingViews(r.Regime, findings)}, nil
}

func (c *requestChange) addMessage(ctx context.Context, m dsar.Message, raw []byte, findings []dsar.Finding, reply bool) error {
	if dsar.Fold(c.events).Status == dsar.StatusDraft {
		return dsar.NewError(dsar.CodeConflict, "error.event.not_sent", nil)
	}
	if err := c.tx.InsertMessage(ctx, m, raw); err != nil {
		return err
	}
	if err := c.tx.InsertFindings(ctx, findings); err != nil {
		return err
	}
	if !reply {
		return nil
	}
	return c.append(ctx, dsar.Event{Kind: dsar.EventReplyReceived, On: m.On, MessageID: m.ID})
}

// readMessage makes a message of what was pasted or uploaded.
func (s *Service) readMessage(a Actor, r dsar.Request, in MessageInput) (dsar.Message, []byte, error) {
	if !slices.Contains([]dsar.Direction{dsar.DirectionIn, dsar.DirectionOut}, in.Direction) {
		return dsar.Message{}, nil, dsar.InvalidFields(unknownValue("direction", string(in.Direction), []dsar.Direction{dsar.DirectionIn, dsar.DirectionOut}))
	}
	m := dsar.Message{
		ID: newID(), WorkspaceID: a.WorkspaceID, RequestID: r.ID, Direction: in.Direction, On: in.On,
		RecordedAt: s.now(), ActorID: a.UserID, MediaType: "text/plain",
	}
	var raw []byte
	if len(in.Raw) > 0 || in.FileName != "" {
		if err := s.readUpload(&m, r, in); err != nil {
			return m, nil, err
		}
		raw = in.Raw
	} else {
		m.Text = mail.PastedText(in.Text)
	}
	if err := checkMessageText(m.Text); err != nil {
		return m, nil, err
	}
	if problem, ok := dayProblem("date", m.On, s.latestDay(a, r.TimeZone)); ok {
		return m, nil, dsar.InvalidFields(problem)
	}
	if len(raw) > 0 {
		sum := sha256.Sum256(raw)
		m.RawHash = hex.EncodeToString(sum[:])
	}
	return m, raw, nil
}

func (s *Service) readUpload(m *dsar.Message, r dsar.Request, in MessageInput) error {
	if len(in.Raw) > MaxMessageBytes {
		return dsar.NewError(dsar.CodeTooLarge, "error.message.file_too_large", map[string]any{"Megabytes": MaxMessageBytes >> 20})
	}
	upload, err := mail.ReadUpload(in.FileName, in.Raw)
	if err != nil {
		return err
	}
	m.Subject, m.From, m.To, m.MailID = upload.Subject, upload.From, upload.To, upload.MessageID
	m.Text, m.MediaType, m.FileName = upload.Text, upload.MediaType, in.FileName
	if m.On.IsZero() && !upload.Date.IsZero() {
		loc, err := s.zones.get(r.TimeZone)
		if err != nil {
			return err
		}
		m.On = civil.Of(upload.Date, loc)
	}
	return nil
}

func checkMessageText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return dsar.Invalid("text", "error.message.utf8", nil)
	case strings.TrimSpace(text) == "":
		return dsar.Invalid("text", "error.message.empty", nil)
	case len(text) > MaxTextBytes:
		return dsar.NewError(dsar.CodeTooLarge, "error.message.text_too_large", map[string]any{"Kilobytes": MaxTextBytes >> 10})
	}
	return nil
}

// RawMessage returns the bytes of a message as they were uploaded.
func (s *Service) RawMessage(ctx context.Context, a Actor, messageID string) (m dsar.Message, raw []byte, err error) {
	m, err = s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return m, nil, err
	}
	if m.RawHash == "" {
		return m, []byte(m.Text), nil
	}
	raw, err = s.Store.Raw(ctx, a.WorkspaceID, m.RawHash)
	return m, raw, err
}
