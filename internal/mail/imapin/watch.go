package imapin

import (
	"context"
	"math/rand/v2"
	"time"
)

// Watch reads a mailbox for as long as the program runs: at once, whenever the server
// says that something came (IDLE, RFC 2177), and at intervals beneath that. After an
// error it connects again, at first soon and then less often.
type Watch struct {
	Config Config
	// Begin returns what the next round is to do. Without a round another instance reads
	// this mailbox now.
	Begin func(ctx context.Context) (*Round, error)
	// Done is told how every round ended.
	Done func(ctx context.Context, report Report, err error)
	// Poll is how long to wait for the server's word before looking anyway, and how long
	// where another instance reads; zero means [DefaultPoll].
	Poll time.Duration
	// First is how long to wait after the first error; zero means [DefaultFirst]. Each
	// further one doubles it, up to [MaxWait].
	First time.Duration
}

// The waits of a [Watch].
const (
	DefaultPoll  = time.Minute
	DefaultFirst = 5 * time.Second
	MaxWait      = 15 * time.Minute
)

// Run watches until ctx ends.
func (w Watch) Run(ctx context.Context) {
	if w.Poll == 0 {
		w.Poll = DefaultPoll
	}
	if w.First == 0 {
		w.First = DefaultFirst
	}
	wait := w.First
	for ctx.Err() == nil {
		good, err := w.connected(ctx)
		if ctx.Err() != nil {
			return
		}
		if good {
			wait = w.First
		}
		pause := w.Poll
		if err != nil {
			w.Done(ctx, Report{}, err)
			pause = wait + rand.N(wait/4+1) //nolint:gosec // it spreads load and guards nothing
			wait = min(2*wait, MaxWait)
		}
		sleep(ctx, pause)
	}
}

// connected reads over one connection until that breaks, and reports whether any round
// went well.
func (w Watch) connected(ctx context.Context) (good bool, err error) {
	round, err := w.Begin(ctx)
	if err != nil || round == nil {
		return false, err
	}
	client, err := Open(ctx, w.Config)
	if err != nil {
		return false, err
	}
	defer client.Close()
	for {
		report, err := client.Read(ctx, round)
		if err != nil {
			return good, err
		}
		good = true
		w.Done(ctx, report, nil)
		if err := client.Wait(ctx, w.Poll); err != nil {
			return good, err
		}
		if round, err = w.Begin(ctx); err != nil || round == nil {
			return good, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
