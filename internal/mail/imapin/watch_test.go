package imapin_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"recourse/internal/mail/imapin"
)

// watch watches the mailbox until the test ends, and returns how many rounds failed and
// what stops it.
func (b *box) watch(t *testing.T, poll time.Duration) (failed *atomic.Int32, stop func()) {
	t.Helper()
	failed = new(atomic.Int32)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		imapin.Watch{
			Config: b.config, Poll: poll, First: 20 * time.Millisecond,
			Begin: func(context.Context) (*imapin.Round, error) { return b.round(), nil },
			Done: func(_ context.Context, _ imapin.Report, err error) {
				if err != nil {
					failed.Add(1)
				}
			},
		}.Run(ctx)
	}()
	stop = func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Error("watching does not end")
		}
	}
	t.Cleanup(stop)
	return failed, stop
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("it never came to it: " + what)
}

func (b *box) has(want ...string) func() bool {
	return func() bool { return slices.Equal(b.subjects(), want) }
}

func TestANewMessageIsFetchedAtOnce(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("one"))
	_, stop := b.watch(t, time.Hour) // so that only the server's word can be the reason
	eventually(t, "the first message is taken", b.has("one"))
	b.server.Put(t, letter("two"))
	eventually(t, "the second is taken while idling", b.has("one", "two"))
	b.server.Put(t, letter("three"))
	eventually(t, "the third is taken while idling again", b.has("one", "two", "three"))
	if n := b.server.Connections(); n != 1 {
		t.Errorf("%d connections were made", n)
	}
	stop()
	eventually(t, "the connection is given back", func() bool { return b.server.Alive() == 0 })
}

func TestALostConnectionIsMadeAgain(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("one"))
	failed, _ := b.watch(t, time.Hour)
	eventually(t, "the first message is taken", b.has("one"))
	b.server.HangUp()
	b.server.Put(t, letter("two"))
	eventually(t, "the second is taken over a new connection", b.has("one", "two"))
	if failed.Load() == 0 {
		t.Error("nobody was told that the connection was lost")
	}
}

func TestAWrongPasswordIsTriedLessAndLess(t *testing.T) {
	b := newBox(t)
	b.config.Password = "wrong"
	failed, stop := b.watch(t, time.Hour)
	eventually(t, "it fails", func() bool { return failed.Load() >= 3 })
	time.Sleep(300 * time.Millisecond)
	stop()
	if n := b.server.Connections(); n > 12 {
		t.Errorf("%d connections were made within half a second", n)
	}
}

func TestWhatAnotherInstanceReadsIsLeftToIt(t *testing.T) {
	b := newBox(t)
	b.server.Put(t, letter("one"))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	imapin.Watch{
		Config: b.config, Poll: 10 * time.Millisecond,
		Begin: func(context.Context) (*imapin.Round, error) { return nil, nil },
		Done:  func(context.Context, imapin.Report, error) { t.Error("a round was carried out") },
	}.Run(ctx)
	if n := b.server.Connections(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}
