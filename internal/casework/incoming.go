package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail/address"
	"recourse/internal/mail/thread"
	"recourse/internal/store"
)

// MaxIncomingBytes is the largest mail that is taken in.
const MaxIncomingBytes = 40 << 20

// MailIn is a mail as it comes through a door.
type MailIn struct {
	Door        dsar.Door
	MailFrom    string   // of the envelope, "" if unknown
	Recipients  []string // of the envelope
	Raw         []byte
	WorkspaceID string // whose mail it is, "" if that is to be told from the mail
	ClientIP    string // of the server that it came from, "" if that was not seen
	Hello       string // the name that the server gave itself
}

// TakeMail stores a mail. When it returns nil, the bytes are committed and the sender
// can be told so; whatever goes wrong later, nothing is lost. It returns true if the
// mail is new, and false for one that came before, by whichever door. It returns
// [dsar.CodeTooLarge] and [dsar.CodeInvalid] for a mail that will never be taken; any
// other error is worth another try.
func (s *Service) TakeMail(ctx context.Context, in MailIn) (fresh bool, err error) {
	if len(in.Raw) > MaxIncomingBytes {
		return false, dsar.NewError(dsar.CodeTooLarge, "error.message.file_too_large", map[string]any{"Megabytes": MaxIncomingBytes >> 20})
	}
	if len(strings.TrimSpace(string(in.Raw[:min(len(in.Raw), 1000)]))) == 0 {
		return false, dsar.Invalid("file", "error.upload.empty", nil)
	}
	sum := sha256.Sum256(in.Raw)
	m := dsar.Incoming{
		ID: newID(), WorkspaceID: in.WorkspaceID, DedupKey: thread.DedupKey(in.Raw), Door: in.Door,
		MailFrom: in.MailFrom, Recipients: in.Recipients, RawHash: hex.EncodeToString(sum[:]), Size: int64(len(in.Raw)),
		ReceivedAt: s.now(), State: dsar.IncomingStored,
	}
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if fresh, err = tx.PutIncoming(ctx, m, in.Raw); err != nil || !fresh {
			return err
		}
		return tx.PutMailCheck(ctx, dsar.MailCheck{
			RawHash: m.RawHash, ClientIP: in.ClientIP, Hello: in.Hello, MailFrom: in.MailFrom, DueAt: m.ReceivedAt,
		})
	})
	return fresh, err
}

// ReparseMail has the mails read again that wait or could not be read, for example
// after a new version has learnt to. It returns how many.
func (s *Service) ReparseMail(ctx context.Context) (int, error) {
	return s.Store.RequeueIncoming(ctx, "", s.now(), dsar.IncomingWaiting, dsar.IncomingFailed)
}

// IsRequestAddress reports whether an address is that of a request, or a mistyped one:
// what a listener takes mail for.
func (s *Service) IsRequestAddress(ctx context.Context, addr string) (bool, error) {
	found := s.Addresses.Read(addr)
	switch found.Verdict {
	case address.Mistyped:
		return true, nil // it waits for a person; refused, it would be lost to its sender's postmaster
	case address.Request:
		traced, err := s.Store.TraceTokens(ctx, "", []string{string(found.Token)})
		return len(traced) > 0, err
	case address.Ours, address.NotOurs:
	}
	return false, nil
}

// IncomingView is an incoming mail as a person sees it.
type IncomingView struct {
	Mail      dsar.Incoming
	Proposals []ProposalView
	Request   *ProposalView // that it was filed with, nil if none
}

// ProposalView is a request that a mail may belong to.
type ProposalView struct {
	Request    dsar.Request
	Controller dsar.Controller
	Subject    dsar.Subject
	Score      int
	Reasons    []string
}

// IncomingMails returns mails of the workspace, the latest first: those that wait for
// a person, or those in the given states.
func (s *Service) IncomingMails(ctx context.Context, a Actor, states []dsar.IncomingState, cursor string) (Page[IncomingView], error) {
	for _, state := range states {
		if !slices.Contains(dsar.IncomingStates(), state) {
			return Page[IncomingView]{}, dsar.InvalidFields(unknownValue("state", string(state), dsar.IncomingStates()))
		}
	}
	if len(states) == 0 {
		states = waitingStates()
	}
	mails, next, err := s.Store.IncomingMails(ctx, a.WorkspaceID, store.IncomingFilter{States: states, Cursor: cursor})
	if err != nil {
		return Page[IncomingView]{}, err
	}
	views, err := s.incomingViews(ctx, a, mails)
	return Page[IncomingView]{Items: views, NextCursor: next}, err
}

// waitingStates are those in which a mail waits for a person.
func waitingStates() []dsar.IncomingState {
	return []dsar.IncomingState{dsar.IncomingWaiting, dsar.IncomingFailed}
}

// WaitingMails counts the mails of the workspace that wait for a person.
func (s *Service) WaitingMails(ctx context.Context, a Actor) (int, error) {
	return s.Store.CountIncoming(ctx, a.WorkspaceID, waitingStates()...)
}

// incomingViews puts beside mails the requests that they belong to or may belong to. A
// proposal whose request has been erased since is left out.
func (s *Service) incomingViews(ctx context.Context, a Actor, mails []dsar.Incoming) ([]IncomingView, error) {
	cases, err := s.casesOf(ctx, a, mails)
	if err != nil {
		return nil, err
	}
	views := make([]IncomingView, 0, len(mails))
	for _, m := range mails {
		v := IncomingView{Mail: m}
		for _, p := range m.Proposals {
			if one, ok := cases[p.RequestID]; ok {
				one.Score, one.Reasons = p.Score, p.Reasons
				v.Proposals = append(v.Proposals, one)
			}
		}
		if filed, ok := cases[m.RequestID]; ok {
			filed.Reasons = []string{m.Reason}
			v.Request = &filed
		}
		views = append(views, v)
	}
	return views, nil
}

// casesOf reads the requests that mails name, with their controllers and data subjects,
// in one go each.
func (s *Service) casesOf(ctx context.Context, a Actor, mails []dsar.Incoming) (map[string]ProposalView, error) {
	var ids []string
	for _, m := range mails {
		ids = append(ids, m.RequestID)
		for _, p := range m.Proposals {
			ids = append(ids, p.RequestID)
		}
	}
	requests, err := s.Store.RequestsWithIDs(ctx, a.WorkspaceID, distinct(ids))
	if err != nil {
		return nil, err
	}
	var controllerIDs, subjectIDs []string
	for _, r := range requests {
		controllerIDs, subjectIDs = append(controllerIDs, r.ControllerID), append(subjectIDs, r.SubjectID)
	}
	controllers, err1 := s.Store.ControllersWithIDs(ctx, a.WorkspaceID, distinct(controllerIDs))
	subjects, err2 := s.Store.SubjectsWithIDs(ctx, a.WorkspaceID, distinct(subjectIDs))
	cases := make(map[string]ProposalView, len(requests))
	for _, r := range requests {
		v := ProposalView{Request: r}
		if i := slices.IndexFunc(controllers, func(c dsar.Controller) bool { return c.ID == r.ControllerID }); i >= 0 {
			v.Controller = controllers[i]
		}
		if i := slices.IndexFunc(subjects, func(p dsar.Subject) bool { return p.ID == r.SubjectID }); i >= 0 {
			v.Subject = subjects[i]
		}
		cases[r.ID] = v
	}
	return cases, errors.Join(err1, err2)
}

// distinct returns the ids sorted, each once, without the empty one.
func distinct(ids []string) []string {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// IncomingRaw returns the bytes of a mail of the workspace as they came.
func (s *Service) IncomingRaw(ctx context.Context, a Actor, id string) ([]byte, error) {
	m, err := s.Store.Incoming(ctx, a.WorkspaceID, id)
	if err != nil {
		return nil, err
	}
	return s.Store.IncomingRaw(ctx, m)
}
