package casework

import (
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/proposal"
)

// EventProposal is an event that an incoming message tells of. Nothing is recorded until
// a person confirms it.
type EventProposal struct {
	MessageID  string
	Kind       dsar.EventKind
	On         civil.Date // of the message
	Start, End int        // bytes of the sentence in the message's text
	Quote      string
	Until      civil.Date // extension_notice: the day named, zero if none
	Reasons    bool       // extension_notice: reasons stand beside it
	Instead    bool       // the message counts as the answer, and says nothing that would make it one
}

// EventProposals returns what the incoming messages of a request tell of and nobody has
// recorded or dismissed yet, in the order of the messages and of their texts. It is worked
// out anew each time, so that it learns with the program. Mail that says itself that a
// program wrote it proposes nothing: a machine has confirmed nothing.
func (s *Service) EventProposals(ctx context.Context, a Actor, v RequestView) ([]EventProposal, error) {
	if v.Request.WorkspaceID != a.WorkspaceID || v.State.Status == dsar.StatusDraft || v.State.Status == dsar.StatusClosed {
		return nil, nil
	}
	var list []EventProposal
	for _, m := range v.Messages {
		found, err := s.eventProposalsOf(ctx, m.Message, v.Events)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	if len(list) == 0 {
		return nil, nil
	}
	dismissed, err := s.Store.Dismissals(ctx, a.WorkspaceID, v.Request.ID)
	return slices.DeleteFunc(list, func(p EventProposal) bool {
		return slices.ContainsFunc(dismissed, func(d dsar.Dismissal) bool { return d.MessageID == p.MessageID && d.Kind == p.Kind })
	}), err
}

func (s *Service) eventProposalsOf(ctx context.Context, m dsar.Message, events []dsar.Event) ([]EventProposal, error) {
	if m.Direction != dsar.DirectionIn {
		return nil, nil
	}
	read, err := s.readMail(ctx, m)
	if err != nil {
		return nil, err
	}
	if auto := read.facts.Automatic; auto.Kind != mail.NotAutomatic && auto.Certain {
		return nil, nil
	}
	found := proposal.Read(m.Text, m.On)
	delivers := slices.ContainsFunc(found, func(p proposal.Proposal) bool { return p.Kind == proposal.Delivered })
	_, counted := replyOf(m.ID, events)
	var list []EventProposal
	for _, p := range found {
		kind := dsar.EventKind(p.Kind)
		if told(m, kind, events) {
			continue
		}
		list = append(list, EventProposal{
			MessageID: m.ID, Kind: kind, On: m.On, Start: p.Start, End: p.End, Quote: p.Quote, Until: p.Until, Reasons: p.Reasons,
			Instead: counted && !delivers,
		})
	}
	return list, nil
}

// told reports whether an event of the kind rests on the message, even one that was
// corrected since, or happened on its day.
func told(m dsar.Message, kind dsar.EventKind, events []dsar.Event) bool {
	sameKind := func(e dsar.Event) bool { return e.Kind == kind && (e.MessageID == m.ID || e.On == m.On) }
	return slices.ContainsFunc(events, func(e dsar.Event) bool { return e.Kind == kind && e.MessageID == m.ID }) ||
		slices.ContainsFunc(dsar.Effective(events), sameKind)
}

// replyOf returns the event by which the message counts as the controller's answer.
func replyOf(messageID string, events []dsar.Event) (dsar.Event, bool) {
	for _, e := range dsar.Effective(events) {
		if e.Kind == dsar.EventReplyReceived && e.MessageID == messageID {
			return e, true
		}
	}
	return dsar.Event{}, false
}

// Confirmation is what a person confirms of a proposal.
type Confirmation struct {
	MessageID    string
	Kind         dsar.EventKind
	On           civil.Date // zero: the day of the message
	Until        civil.Date // extension_notice: the day named, zero if none
	ReasonsGiven *bool      // extension_notice
	Instead      bool       // the message was not itself the answer: the event takes the place of that
}

// ConfirmProposal records an event that a message tells of, with the message as evidence.
// With Instead the event by which the message counts as the answer is corrected into it.
// It returns [dsar.CodeInvalid] for a kind that is never proposed and for what
// [Service.RecordEvent] refuses, and [dsar.CodeNotFound] for a message that the request
// does not have.
func (s *Service) ConfirmProposal(ctx context.Context, a Actor, requestID string, in Confirmation, version int) (RequestView, error) {
	if err := checkProposed(in.Kind); err != nil {
		return RequestView{}, err
	}
	err := s.change(ctx, a, requestID, version, func(c *requestChange) error {
		m, err := c.incoming(ctx, in.MessageID)
		if err != nil {
			return err
		}
		event := EventInput{Kind: in.Kind, On: in.On, Until: in.Until}
		if event.On.IsZero() {
			event.On = m.On
		}
		if in.Kind == dsar.EventExtensionNotice {
			event.ReasonsGiven = in.ReasonsGiven
		}
		if err := s.checkEvent(event, s.latestDay(a, c.request.TimeZone)); err != nil {
			return err
		}
		return c.confirm(ctx, m, event, in.Instead)
	})
	if err != nil {
		return RequestView{}, err
	}
	return s.Request(ctx, a, requestID)
}

// confirm appends the event or, instead of the message's counting as the answer, a
// correction.
func (c *requestChange) confirm(ctx context.Context, m dsar.Message, in EventInput, instead bool) error {
	reply, counted := replyOf(m.ID, c.events)
	if !instead || !counted {
		e := in.event()
		e.MessageID = m.ID
		return c.append(ctx, e)
	}
	target, err := c.correctable(reply.ID)
	if err != nil {
		return err
	}
	correction, err := c.s.correction(c.actor, c.request, target, CorrectionInput{EventInput: in})
	if err != nil {
		return err
	}
	return c.append(ctx, correction)
}

// incoming returns a message of the request that came in.
func (c *requestChange) incoming(ctx context.Context, messageID string) (dsar.Message, error) {
	m, err := c.tx.Message(ctx, c.request.WorkspaceID, messageID)
	if err == nil && (m.RequestID != c.request.ID || m.Direction != dsar.DirectionIn) {
		err = dsar.NotFound("message")
	}
	return m, err
}

func checkProposed(kind dsar.EventKind) error {
	var known []dsar.EventKind
	for _, k := range proposal.Kinds() {
		known = append(known, dsar.EventKind(k))
	}
	if !slices.Contains(known, kind) {
		return dsar.InvalidFields(unknownValue("kind", string(kind), known))
	}
	return nil
}

// DismissProposal notes that a message does not tell of an event; with dismiss false it
// takes that back.
func (s *Service) DismissProposal(ctx context.Context, a Actor, requestID, messageID string, kind dsar.EventKind, dismiss bool) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	if err := checkProposed(kind); err != nil {
		return err
	}
	m, err := s.Store.Message(ctx, a.WorkspaceID, messageID)
	if err != nil {
		return err
	}
	if m.RequestID != requestID {
		return dsar.NotFound("message")
	}
	if !dismiss {
		return s.Store.DeleteDismissal(ctx, a.WorkspaceID, messageID, kind)
	}
	return s.Store.PutDismissal(ctx, dsar.Dismissal{
		WorkspaceID: a.WorkspaceID, RequestID: requestID, MessageID: messageID, Kind: kind, By: a.UserID, At: s.now(),
	})
}
