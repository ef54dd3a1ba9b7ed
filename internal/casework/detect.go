package casework

import (
	"context"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/quotation"
	"recourse/internal/restriction"
)

// detect searches an incoming message for restrictions and sets its language. Only what
// the one who answers says is searched, as [quotation.Answer] tells it: a letter of ours
// that the message quotes, or an earlier mail, imposes nothing anew. The findings are
// offsets of the whole text as it is stored.
func (s *Service) detect(ctx context.Context, m *dsar.Message, r dsar.Request) ([]dsar.Finding, error) {
	if m.Direction != dsar.DirectionIn {
		return nil, nil
	}
	answer, err := s.answerIn(ctx, *m)
	if err != nil {
		return nil, err
	}
	report, err := s.Detector.Detect(restriction.Input{Text: answer, Regime: r.Regime, Kind: restriction.Reply})
	if err != nil {
		return nil, err
	}
	m.Language = report.Lang
	findings := make([]dsar.Finding, 0, len(report.Findings))
	for _, f := range report.Findings {
		findings = append(findings, dsar.Finding{
			ID: newID(), WorkspaceID: m.WorkspaceID, RequestID: m.RequestID, MessageID: m.ID, Key: f.Key,
			Source: dsar.SourceText, SeenOn: m.On, Verdict: string(f.Verdict), Start: f.Start, End: f.End, Quote: m.Text[f.Start:f.End],
			Rule: f.Rule, Confidence: f.Confidence, Status: dsar.FindingSuspected, Version: 1,
		})
	}
	return findings, nil
}

// answerIn is the text of a message with everything blank that is not the answer. What is
// known of the conversation is looked up only for a text that bears marks of earlier mail.
func (s *Service) answerIn(ctx context.Context, m dsar.Message) (string, error) {
	if !quotation.HasEarlierMail(m.Text) {
		return m.Text, nil
	}
	earlier, err := s.Store.Messages(ctx, m.WorkspaceID, m.RequestID)
	if err != nil {
		return "", err
	}
	c := conversationOf(earlier)
	if c.PassedOn, err = s.Store.IsOwnAddress(ctx, m.WorkspaceID, bareAddress(m.From)); err != nil {
		return "", err
	}
	return quotation.Answer(m.Text, c), nil
}

// SetApart are the parts of a message of the request that are not its sender's own words,
// as [quotation.SetApart] tells them by the messages that came before.
func (v RequestView) SetApart(m dsar.Message) []quotation.Span {
	var earlier []dsar.Message
	for _, other := range v.Messages {
		if other.Message.ID != m.ID && !other.Message.RecordedAt.After(m.RecordedAt) {
			earlier = append(earlier, other.Message)
		}
	}
	return quotation.SetApart(m.Text, conversationOf(earlier))
}

// conversationOf are the texts that messages quote.
func conversationOf(messages []dsar.Message) (c quotation.Conversation) {
	for _, m := range messages {
		if m.Direction == dsar.DirectionOut {
			c.Sent = append(c.Sent, m.Text)
		} else {
			c.Received = append(c.Received, m.Text)
		}
	}
	return c
}

// bareAddress is the address in "Name <address>", or what stands there instead.
func bareAddress(from string) string {
	if i := strings.LastIndexByte(from, '<'); i >= 0 {
		from, _, _ = strings.Cut(from[i+1:], ">")
	}
	return strings.TrimSpace(from)
}
