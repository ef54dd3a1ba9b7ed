package casework

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/mail/thread"
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
		n, err := s.readBatch(ctx, batch)
		if read += n; err != nil {
			return read, err
		}
	}
}

// readBatch reads the mails of a batch, some side by side, and returns how many.
func (s *Service) readBatch(ctx context.Context, batch []dsar.Incoming) (int, error) {
	var read atomic.Int32
	all := newTurns()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readersOf(s.Store))
	for place, m := range batch {
		one := all.enter(place, m)
		group.Go(func() error {
			defer one.leave()
			if err := s.readIncoming(ctx, m, one); err != nil {
				return err
			}
			read.Add(1)
			return nil
		})
	}
	err := group.Wait()
	return int(read.Load()), err
}

// readIncoming reads one mail. An error is one of the database: everything else is
// noted with the mail.
func (s *Service) readIncoming(ctx context.Context, m dsar.Incoming, one *turn) error {
	if ctx.Err() != nil { // the database failed at another mail
		return ctx.Err()
	}
	err := s.settleIncoming(ctx, m, one)
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

func (s *Service) settleIncoming(ctx context.Context, m dsar.Incoming, one *turn) error {
	one.beforeParsing()
	r, err := s.parseIncoming(ctx, m)
	if err != nil {
		return err
	}
	one.beforeMatching(r)
	if err := r.match(ctx); err != nil {
		return err
	}
	one.beforeFiling(r)
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
