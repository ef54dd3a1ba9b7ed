package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/mail/address"
	"recourse/internal/mail/thread"
	"recourse/internal/store"
)

// match looks up what the mail names and decides.
func (r *reading) match(ctx context.Context) error {
	ws, err := r.s.ownerOf(ctx, r.mail)
	if err != nil {
		return err
	}
	known, err := r.s.known(ctx, ws, r.keys)
	if err != nil {
		return err
	}
	r.decide(ws, known)
	return nil
}

// decide matches the mail with what is known in the workspace ws or, if that is "", in
// all.
func (r *reading) decide(ws string, known thread.Known) {
	r.outcome = thread.Match(r.keys, known)
	r.mail.WorkspaceID = cmp.Or(ws, workspaceOf(r.outcome))
	r.mail.Notes = texts(r.outcome.Notes)
	r.mail.Proposals = nil
	for _, p := range r.outcome.Proposals {
		if p.Request.WorkspaceID == r.mail.WorkspaceID {
			r.mail.Proposals = append(r.mail.Proposals, dsar.IncomingProposal{
				RequestID: p.Request.ID, Score: p.Score, Reasons: texts(p.Reasons),
			})
		}
	}
}

func texts(reasons []thread.Reason) []string {
	var list []string
	for _, reason := range reasons {
		list = append(list, string(reason))
	}
	return list
}

// ownerOf returns the workspace that a mail belongs to before it is matched: the one
// the door named or, where there is only one, that. Otherwise the mail has to tell.
func (s *Service) ownerOf(ctx context.Context, m dsar.Incoming) (string, error) {
	if m.WorkspaceID != "" {
		return m.WorkspaceID, nil
	}
	all, err := s.Store.Workspaces(ctx)
	if err != nil || len(all) != 1 {
		return "", err
	}
	return all[0].ID, nil
}

// workspaceOf returns the one workspace that an outcome leads to, "" if there are
// several: nobody is shown a mail that may be somebody else's.
func workspaceOf(o thread.Outcome) string {
	if len(o.Assigned) > 0 {
		return o.Assigned[0].Request.WorkspaceID
	}
	found := ""
	for _, p := range o.Proposals {
		if found != "" && p.Request.WorkspaceID != found {
			return ""
		}
		found = p.Request.WorkspaceID
	}
	return found
}

// known looks up the keys of a mail, in one workspace or, if ws is "", in all.
func (s *Service) known(ctx context.Context, ws string, k thread.Keys) (thread.Known, error) {
	decided, err := s.Store.TraceDecisions(ctx, ws, k.Thread)
	if err != nil {
		return thread.Known{}, err
	}
	return s.knownBeside(ctx, ws, k, decided)
}

// knownBeside is known with these decisions about the thread.
func (s *Service) knownBeside(ctx context.Context, ws string, k thread.Keys, decided []store.Traced) (thread.Known, error) {
	known := thread.Known{
		Decided: map[string]thread.Request{}, Tokens: map[address.Token]thread.Request{},
		Mails: map[string][]thread.Request{}, References: map[string]thread.Request{},
	}
	var tokens []string
	for _, token := range k.AllTokens() {
		tokens = append(tokens, string(token))
	}
	byToken, err1 := s.Store.TraceTokens(ctx, ws, tokens)
	byMail, err2 := s.Store.TraceMails(ctx, ws, k.AllMails())
	byReference, err3 := s.Store.TraceReferences(ctx, ws, k.AllReferences())
	if err := errors.Join(err1, err2, err3); err != nil {
		return known, err
	}
	for _, t := range decided {
		known.Decided[t.Key] = traced(t)
	}
	for _, t := range byToken {
		known.Tokens[address.Token(t.Key)] = traced(t)
	}
	for _, t := range byMail {
		known.Mails[t.Key] = append(known.Mails[t.Key], traced(t))
	}
	for _, t := range byReference {
		known.References[t.Key] = traced(t)
	}
	for _, t := range slices.Concat(byToken, byMail, byReference) {
		ws = cmp.Or(ws, t.WorkspaceID)
	}
	return known, s.knownSender(ctx, ws, k, &known)
}

// sharedDomains are providers at which anybody has an address: their domain says
// nothing of who writes.
var sharedDomains = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "gmx.de", "gmx.net", "web.de",
	"t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "sfr.fr", "proton.me", "protonmail.com", "posteo.de",
	"mailbox.org", "libero.it", "aol.com", "mail.com", "zoho.com",
}

// knownSender adds what is known of the sender. The requests that they may be answering
// are only looked for, among all that are open, where nothing else is certain.
func (s *Service) knownSender(ctx context.Context, ws string, k thread.Keys, known *thread.Known) (err error) {
	sender := k.Sender
	if ws == "" || sender == "" {
		return nil
	}
	if known.Own, err = s.Store.IsOwnAddress(ctx, ws, sender); err != nil || known.Own {
		return err
	}
	if len(thread.Match(k, *known).Assigned) > 0 {
		return nil
	}
	domain := sender[strings.LastIndexByte(sender, '@')+1:]
	if slices.Contains(sharedDomains, domain) {
		domain = ""
	}
	open, err := s.Store.OpenRequestsOf(ctx, ws, sender, domain)
	for _, t := range open {
		known.Senders = append(known.Senders, thread.Sender{Request: traced(t), Exact: t.Key != ""})
	}
	return err
}

func traced(t store.Traced) thread.Request {
	return thread.Request{
		WorkspaceID: t.WorkspaceID, ID: t.RequestID, Draft: t.Status == dsar.StatusDraft, Closed: t.Status == dsar.StatusClosed,
	}
}
