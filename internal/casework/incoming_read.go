package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/address"
	"recourse/internal/mail/thread"
	"recourse/internal/quotation"
	"recourse/internal/store"
)

const (
	incomingBatch = 10
	incomingLease = 5 * time.Minute
	maxReadings   = 5 // after so many a mail is shown as failed
)

// Reasons of a mail's state beside those of package thread.
const (
	reasonAutomatic = "automatic" // a program seems to have written it: a person should look
	reasonBroken    = "failed"    // our own mistake, several times
)

// ReadIncoming reads the mails that were stored, finds their requests and files them
// there, through the same steps as an uploaded reply. It returns how many were read. A
// mail that cannot be read does not keep the others back.
func (s *Service) ReadIncoming(ctx context.Context) (int, error) {
	read := 0
	for {
		batch, err := s.Store.ClaimIncoming(ctx, s.now(), incomingLease, incomingBatch)
		if err != nil || len(batch) == 0 {
			return read, err
		}
		for _, m := range batch {
			if err := s.readIncoming(ctx, m); err != nil {
				return read, err
			}
			read++
		}
	}
}

// readIncoming reads one mail. An error is one of the database: everything else is
// noted with the mail.
func (s *Service) readIncoming(ctx context.Context, m dsar.Incoming) error {
	err := s.settleIncoming(ctx, m)
	if err == nil || dsar.CodeOf(err) == dsar.CodeStale && m.Attempts < maxReadings {
		return nil // of a stale one the lease ends, and it is read again
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.Log.Error("an incoming mail could not be read", "incoming", m.ID, "attempt", m.Attempts, "error", err)
	m.NotBefore = s.now().Add(backoff(m.Attempts))
	if m.Attempts >= maxReadings {
		m.State, m.Reason = dsar.IncomingFailed, reasonBroken
	}
	if err := s.Store.FinishIncoming(ctx, m); dsar.CodeOf(err) != dsar.CodeStale {
		return err
	}
	return nil
}

// reading is one incoming mail with what was read out of it.
type reading struct {
	s       *Service
	mail    dsar.Incoming
	raw     []byte
	parsed  mail.Parsed
	keys    thread.Keys
	outcome thread.Outcome
}

func (s *Service) settleIncoming(ctx context.Context, m dsar.Incoming) error {
	r, err := s.parseIncoming(ctx, m)
	if err != nil {
		return err
	}
	if err := r.match(ctx); err != nil {
		return err
	}
	if err := r.copies(ctx); err != nil {
		return err
	}
	if r.mail.RequestID != "" { // filed already, and read again for another recipient
		r.mail.State = dsar.IncomingAssigned
		return s.Store.FinishIncoming(ctx, r.mail)
	}
	if done, err := r.report(ctx); done || err != nil {
		return err
	}
	to, ok := r.target()
	if !ok {
		return r.wait(ctx, "")
	}
	if r.mail.DecidedBy != "" { // a person has taken it back, and it came once more
		r.propose(to)
		return r.wait(ctx, "")
	}
	automatic := mail.AutomaticKind(&r.parsed)
	if automatic.Kind != mail.NotAutomatic && !automatic.Certain {
		r.propose(to)
		return r.wait(ctx, reasonAutomatic)
	}
	return r.fileOrWait(ctx, to, automatic.Kind == mail.NotAutomatic)
}

func (s *Service) parseIncoming(ctx context.Context, m dsar.Incoming) (*reading, error) {
	raw, err := s.Store.IncomingRaw(ctx, m)
	if err != nil {
		return nil, err
	}
	r := &reading{s: s, mail: m, raw: raw, parsed: mail.Parse(raw, mail.Limits{})}
	r.keys = thread.KeysOf(&r.parsed, m.Recipients, s.Addresses)
	r.mail.Subject, r.mail.MailID, r.mail.WrittenAt = cut(r.parsed.Subject, maxSubjectLine), r.parsed.MessageID, r.parsed.Date
	r.mail.From, r.mail.Thread, r.mail.Excerpt = cut(senderLine(&r.parsed), maxSubjectLine), r.keys.Thread, excerptOf(&r.parsed)
	return r, nil
}

func senderLine(p *mail.Parsed) string {
	for _, a := range slices.Concat(p.From, p.Sender, p.ReplyTo) {
		if a.Name != "" && a.Addr != "" {
			return a.Name + " <" + a.Addr + ">"
		}
		if a.Name+a.Addr != "" {
			return cmp.Or(a.Addr, a.Name)
		}
	}
	return ""
}

// Limits of an excerpt, in characters of it and in bytes of the text that is looked at.
const (
	maxExcerpt    = 300
	excerptWithin = 64 << 10
)

// excerptOf returns the beginning of what the sender wrote, without what they quote.
func excerptOf(p *mail.Parsed) string {
	text := p.FullText()
	text = strings.ToValidUTF8(text[:min(len(text), excerptWithin)], "")
	own := strings.Join(strings.Fields(quotation.Own(text)), " ")
	if short := cut(own, maxExcerpt); short != own {
		return strings.TrimRight(short, " ") + " …"
	}
	return own
}

// cut shortens a text to a number of characters.
func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}

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
	known := thread.Known{
		Decided: map[string]thread.Request{}, Tokens: map[address.Token]thread.Request{},
		Mails: map[string][]thread.Request{}, References: map[string]thread.Request{},
	}
	var tokens []string
	for _, token := range k.AllTokens() {
		tokens = append(tokens, string(token))
	}
	decided, err1 := s.Store.TraceDecisions(ctx, ws, k.Thread)
	byToken, err2 := s.Store.TraceTokens(ctx, ws, tokens)
	byMail, err3 := s.Store.TraceMails(ctx, ws, k.AllMails())
	byReference, err4 := s.Store.TraceReferences(ctx, ws, k.AllReferences())
	if err := errors.Join(err1, err2, err3, err4); err != nil {
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
	return known, s.knownSender(ctx, ws, k.Sender, &known)
}

// sharedDomains are providers at which anybody has an address: their domain says
// nothing of who writes.
var sharedDomains = []string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "gmx.de", "gmx.net", "web.de",
	"t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "sfr.fr", "proton.me", "protonmail.com", "posteo.de",
	"mailbox.org", "libero.it", "aol.com", "mail.com", "zoho.com",
}

func (s *Service) knownSender(ctx context.Context, ws, sender string, known *thread.Known) (err error) {
	if ws == "" || sender == "" {
		return nil
	}
	if known.Own, err = s.Store.IsOwnAddress(ctx, ws, sender); err != nil || known.Own {
		return err
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

// copies stores a copy for every further request that the mail names. A copy has no
// copies.
func (r *reading) copies(ctx context.Context) error {
	if r.mail.CopyFor != "" {
		return nil
	}
	first, _ := r.target()
	kept := cmp.Or(r.mail.RequestID, first.Request.ID)
	for _, a := range r.outcome.Assigned {
		if a.Request.ID == kept {
			continue
		}
		c := r.mail
		c.ID, c.CopyFor, c.WorkspaceID, c.RequestID, c.MessageID = newID(), a.Request.ID, a.Request.WorkspaceID, "", ""
		c.DecidedBy = ""
		c.State, c.Reason, c.NotBefore = dsar.IncomingStored, "", r.s.now()
		if err := r.s.Store.CopyIncoming(ctx, c); err != nil {
			return err
		}
		if err := r.s.Store.KeepIncomingRaw(ctx, r.mail.RawHash, r.raw); err != nil {
			return err
		}
	}
	return nil
}

// target is the request that this copy of the mail belongs to.
func (r *reading) target() (thread.Assignment, bool) {
	for _, a := range r.outcome.Assigned {
		if r.mail.CopyFor == "" || r.mail.CopyFor == a.Request.ID {
			return a, true
		}
	}
	return thread.Assignment{}, false
}

func (r *reading) propose(a thread.Assignment) {
	r.mail.WorkspaceID = a.Request.WorkspaceID
	r.mail.Proposals = []dsar.IncomingProposal{{RequestID: a.Request.ID, Score: 95, Reasons: []string{string(a.Reason)}}}
}

// wait leaves the mail to a person.
func (r *reading) wait(ctx context.Context, reason string) error {
	r.mail.State, r.mail.Reason = dsar.IncomingWaiting, reason
	return r.s.Store.FinishIncoming(ctx, r.mail)
}

// fileOrWait files the mail. What the request does not allow, such as an answer from
// before it was sent, is left to a person with the reason.
func (r *reading) fileOrWait(ctx context.Context, to thread.Assignment, reply bool) error {
	r.mail.WorkspaceID = to.Request.WorkspaceID
	clerk := Actor{WorkspaceID: to.Request.WorkspaceID, Role: dsar.RoleCaseworker, TimeZone: "UTC"}
	err := r.file(ctx, clerk, filing{requestID: to.Request.ID, reason: string(to.Reason), reply: reply && !to.Request.Closed, finish: func(tx *store.Store, m dsar.Incoming) error {
		return tx.FinishIncoming(ctx, m)
	}})
	var refused *dsar.Error
	if errors.As(err, &refused) && (refused.Code == dsar.CodeConflict || refused.Code == dsar.CodeInvalid || refused.Code == dsar.CodeNotFound) {
		key := refused.Key
		if len(refused.Problems) > 0 {
			key = refused.Problems[0].Key
		}
		r.mail.RequestID, r.mail.MessageID = "", ""
		r.propose(to)
		return r.wait(ctx, key)
	}
	return err
}

// filing is how a mail becomes a message of a request.
type filing struct {
	requestID string
	reason    string
	reply     bool // it is the controller's answer
	finish    func(tx *store.Store, m dsar.Incoming) error
}

// file makes the mail a message of the request and notes that, in one transaction.
func (r *reading) file(ctx context.Context, a Actor, f filing) error {
	request, err := r.s.Store.Request(ctx, a.WorkspaceID, f.requestID)
	if err != nil {
		return err
	}
	m, err := r.message(a, request)
	if err != nil {
		return err
	}
	findings, err := r.s.detect(&m, request)
	if err != nil {
		return err
	}
	if f.reason == reasonReport { // what it returns is our own letter
		findings = nil
	}
	filed := r.mail
	filed.State, filed.Reason, filed.RequestID, filed.MessageID = dsar.IncomingAssigned, f.reason, f.requestID, m.ID
	return r.s.change(ctx, a, f.requestID, AnyVersion, func(c *requestChange) error {
		known, err := c.sameMail(ctx, m)
		if err != nil {
			return err
		}
		if known != "" {
			filed.MessageID, filed.Notes = known, append(slices.Clone(filed.Notes), string(thread.NoteKnown))
		} else if err := c.addMessage(ctx, m, r.raw, findings, f.reply); err != nil {
			return err
		}
		if err := f.finish(c.tx, filed); err != nil {
			return err
		}
		return c.tx.DropIncomingRaw(ctx, filed.RawHash)
	})
}

// sameMail returns the id of the message that somebody uploaded out of the same mail,
// "" if there is none.
func (c *requestChange) sameMail(ctx context.Context, m dsar.Message) (string, error) {
	messages, err := c.tx.Messages(ctx, c.request.WorkspaceID, c.request.ID)
	for _, other := range messages {
		same := other.RawHash == m.RawHash || other.MailID == m.MailID && m.MailID != "" && other.Text == m.Text
		if other.Direction == dsar.DirectionIn && same {
			return other.ID, nil
		}
	}
	return "", err
}

// message is the mail as a message of the request. A mail without text is a message
// too: what is attached to it may be the answer.
func (r *reading) message(a Actor, request dsar.Request) (dsar.Message, error) {
	on, err := r.day(request)
	if err != nil {
		return dsar.Message{}, err
	}
	m := dsar.Message{
		ID: newID(), WorkspaceID: a.WorkspaceID, RequestID: request.ID, Direction: dsar.DirectionIn, On: on,
		Subject: r.parsed.Subject, From: r.mail.From, To: strings.Join(r.mail.Recipients, ", "), MailID: r.mail.MailID,
		MediaType: "message/rfc822", FileName: "mail.eml", RawHash: r.mail.RawHash, RecordedAt: r.s.now(), ActorID: a.UserID,
	}
	if upload, ok := r.parsed.Upload(); ok {
		m.From, m.To, m.Text = cmp.Or(upload.From, m.From), cmp.Or(upload.To, m.To), upload.Text
	}
	if strings.TrimSpace(m.Text) == "" {
		m.Text = cmp.Or(strings.TrimSpace(m.Subject), "—")
	}
	if len(m.Text) > MaxTextBytes { // the original has the rest
		m.Text = strings.ToValidUTF8(m.Text[:MaxTextBytes], "")
	}
	return m, nil
}

// day is the legal day of the mail: the one on which it arrived here, whatever it says
// of itself. Only a file that is read in later tells its own.
func (r *reading) day(request dsar.Request) (civil.Date, error) {
	loc, err := r.s.zones.get(request.TimeZone)
	if err != nil {
		return civil.Date{}, err
	}
	at := r.mail.ReceivedAt
	if r.mail.Door == dsar.DoorFile && !r.parsed.Date.IsZero() && r.parsed.Date.Before(at) {
		at = r.parsed.Date
	}
	return civil.Of(at, loc), nil
}
