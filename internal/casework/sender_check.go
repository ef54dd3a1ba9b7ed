package casework

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/auth"
)

const (
	checkBatch = 20
	checkLease = 5 * time.Minute
	checkYoung = 24 * time.Hour // for so long the DNS is asked again
)

// CheckSenders finds out who vouches for the mails that came in, apart from filing them:
// a DNS that does not answer holds nothing up. It returns how many were checked.
func (s *Service) CheckSenders(ctx context.Context) (int, error) {
	if s.DNS == nil {
		return 0, nil
	}
	checked := 0
	for {
		batch, err := s.Store.ClaimMailChecks(ctx, s.now(), checkLease, checkBatch)
		if err != nil || len(batch) == 0 {
			return checked, err
		}
		if err := s.checkTogether(ctx, batch); err != nil {
			return checked, err
		}
		checked += len(batch)
	}
}

// checkTogether checks mails at the same time: most of it is waiting for the DNS.
func (s *Service) checkTogether(ctx context.Context, batch []dsar.MailCheck) error {
	problems := make([]error, len(batch))
	var running sync.WaitGroup
	for i, c := range batch {
		running.Go(func() { problems[i] = s.checkSender(ctx, c) })
	}
	running.Wait()
	return errors.Join(problems...)
}

func (s *Service) checkSender(ctx context.Context, c dsar.MailCheck) error {
	m, err := s.Store.IncomingOfBytes(ctx, c.RawHash)
	if err == nil {
		c.Verdicts, err = s.verdictsOn(ctx, m, c)
	}
	if err != nil && dsar.CodeOf(err) != dsar.CodeNotFound { // erased since
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err() // a question that was cut off is no answer
	}
	c.CheckedAt, c.DueAt = s.now(), time.Time{}
	if c.Passing() && s.now().Sub(m.ReceivedAt) < checkYoung {
		c.DueAt = s.now().Add(min(time.Minute<<min(c.Attempts, 8), time.Hour))
	}
	return s.Store.FinishMailCheck(ctx, c)
}

func (s *Service) verdictsOn(ctx context.Context, m dsar.Incoming, c dsar.MailCheck) ([]dsar.SenderVerdict, error) {
	raw, err := s.Store.IncomingRaw(ctx, m)
	if err != nil {
		return nil, err
	}
	return auth.Checker{Resolver: s.DNS}.Check(ctx, auth.Mail{
		Raw: raw, FromDomain: fromDomain(raw), MailFrom: c.MailFrom, ClientIP: c.ClientIP, Hello: c.Hello,
	}), nil
}

// fromDomain is the domain of the From field, "" if it is not one address: of two senders
// nobody can say whose the mail is.
func fromDomain(raw []byte) string {
	end := len(raw)
	for _, empty := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(empty)); i >= 0 {
			end = min(end, i+len(empty))
		}
	}
	p := mail.Parse(raw[:end], mail.Limits{})
	if len(p.From) != 1 {
		return ""
	}
	return p.From[0].Addr[strings.LastIndexByte(p.From[0].Addr, '@')+1:]
}

// MailProof is who vouches for an incoming mail.
type MailProof struct {
	Proof   dsar.Proof
	Verdict dsar.SenderVerdict // that Proof rests on
	Check   dsar.MailCheck     // all that is known
}

// loadProofs puts beside those messages that came by mail who vouches for them.
func (s *Service) loadProofs(ctx context.Context, a Actor, messages []MessageView) error {
	var hashes []string
	for _, v := range messages {
		if v.Message.WorkspaceID == a.WorkspaceID && v.Message.Direction == dsar.DirectionIn && v.Message.RawHash != "" {
			hashes = append(hashes, v.Message.RawHash)
		}
	}
	checks, err := s.Store.MailChecks(ctx, hashes)
	for i := range messages {
		m := messages[i].Message
		if c, ok := checks[m.RawHash]; ok && m.Direction == dsar.DirectionIn {
			p := &MailProof{Check: c}
			p.Proof, p.Verdict = c.Proof()
			messages[i].Proof = p
		}
	}
	return err
}
