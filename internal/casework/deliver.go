package casework

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"recourse/internal/dsar"
	"recourse/internal/mail"
	"recourse/internal/store"
)

const (
	// A claimed batch must be through before its lease runs out, however slow the
	// relay is; otherwise another instance would send the rest of it again.
	outboxBatch = 4
	sendTimeout = time.Minute
	outboxLease = outboxBatch*sendTimeout + time.Minute
	// So many batches are sent at once, each over a connection of its own.
	outboxWorkers = 4
	// The pause between attempts grows to this.
	backoffMax = 4 * time.Hour
)

// MailGivenUpAfter is how long a mail is tried that the relay does not take. Then it is
// given up and shown as failed.
const MailGivenUpAfter = 48 * time.Hour

// DeliverOutbox sends what is queued and due, several mails at once. It returns how many
// were accepted. A mail that cannot be sent does not stop the others; only an error of the
// database does.
func (s *Service) DeliverOutbox(ctx context.Context) (int, error) {
	if can, err := s.canDeliver(ctx); err != nil || !can {
		return 0, err
	}
	first, err := s.claimMails(ctx)
	if err != nil || len(first) == 0 {
		return 0, err
	}
	workers := outboxWorkers
	if len(first) < outboxBatch { // that was all
		workers = 1
	}
	var accepted atomic.Int64
	var group errgroup.Group
	for i := range workers {
		batch := first
		if i > 0 {
			batch = nil
		}
		group.Go(func() error { return s.carryMails(ctx, batch, &accepted) })
	}
	err = group.Wait()
	return int(accepted.Load()), err
}

func (s *Service) claimMails(ctx context.Context) ([]dsar.OutboxMail, error) {
	return s.Store.ClaimPaced(ctx, store.OutboxClaim{
		Now: s.now(), Lease: outboxLease, Limit: outboxBatch, PerMinute: s.MailsPerMinute,
	})
}

// carryMails sends a batch and then others until nothing is due.
func (s *Service) carryMails(ctx context.Context, batch []dsar.OutboxMail, accepted *atomic.Int64) (err error) {
	var c carriage
	defer c.close()
	for {
		if len(batch) == 0 {
			if batch, err = s.claimMails(ctx); err != nil || len(batch) == 0 {
				return err
			}
		}
		for _, o := range batch {
			ok, err := s.deliver(ctx, &c, o)
			if dsar.CodeOf(err) == dsar.CodeStale {
				continue // another instance has it now
			}
			if err != nil {
				return err
			}
			if ok {
				accepted.Add(1)
			}
		}
		batch = nil
	}
}

// carriage is the connection over which one worker sends. It is kept as long as the mails
// go to the same relay.
type carriage struct {
	relay   *mail.SMTP
	carrier *mail.Carrier
}

func (c *carriage) send(ctx context.Context, relay *mail.SMTP, o dsar.OutboxMail) (response string, err error) {
	if c.relay != relay {
		c.close()
		c.relay, c.carrier = relay, relay.Carrier()
	}
	return c.carrier.Send(ctx, o.From, o.To, o.Raw)
}

func (c *carriage) close() {
	if c.carrier != nil {
		c.carrier.Close()
	}
}

func (s *Service) deliver(ctx context.Context, c *carriage, o dsar.OutboxMail) (bool, error) {
	if obsolete, err := s.obsoleteMail(ctx, o); err != nil {
		return false, err
	} else if obsolete {
		return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxCanceled, "", s.now(), time.Time{})
	}
	if err := s.holdsMail(ctx, o); err != nil {
		return false, err
	}
	response, err := s.handOver(ctx, c, o)
	if err == nil {
		// What the relay has taken is noted even while the program is being stopped:
		// an acceptance that is forgotten is a mail that goes out twice.
		return true, s.noteAccepted(context.WithoutCancel(ctx), o, response)
	}
	if ctx.Err() != nil {
		return false, ctx.Err() // the lease runs out and the mail is tried again
	}
	again := s.now().Add(backoff(o.Attempts))
	if mail.IsPermanent(err) || again.After(GivenUpAt(o)) {
		return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxFailed, relayWords(err), s.now(), time.Time{})
	}
	return false, s.Store.FinishAttempt(ctx, o, dsar.OutboxQueued, relayWords(err), s.now(), again)
}

// handOver gives a mail of the outbox to the server that sends for it, and returns what
// that server said.
func (s *Service) handOver(ctx context.Context, c *carriage, o dsar.OutboxMail) (response string, err error) {
	relay, err := s.relayOf(ctx, o)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return c.send(ctx, relay, o)
}

// GivenUpAt is the moment until which the mail is tried.
func GivenUpAt(o dsar.OutboxMail) time.Time { return o.CreatedAt.Add(MailGivenUpAfter) }

// backoff doubles from one minute with each attempt, with up to a quarter more by
// chance so that mails refused together do not come back together.
func backoff(attempts int) time.Duration {
	wait := min(time.Minute<<min(max(attempts-1, 0), 10), backoffMax)
	return wait + rand.N(wait/4) //nolint:gosec // it spreads load and guards nothing
}

// relayWords is what the relay said, or what kept us from asking it.
func relayWords(err error) string {
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.Reply != "" {
		return refused.Reply
	}
	return err.Error()
}
