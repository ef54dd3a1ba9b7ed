package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"recourse/internal/casework"
)

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func run(t *testing.T, plan ...job) (*Runner, *lockedBuffer) {
	t.Helper()
	var log lockedBuffer
	r, err := start(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), plan)
	if err != nil {
		t.Fatal(err)
	}
	return r, &log
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 300 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s did not happen", what)
}

func TestAJobRunsAtOnceAndAgain(t *testing.T) {
	var soon, late atomic.Int32
	r, _ := run(t,
		job{"soon", 20 * time.Millisecond, func(context.Context) error { soon.Add(1); return nil }},
		job{"late", time.Hour, func(context.Context) error { late.Add(1); return nil }},
	)
	eventually(t, "the third run", func() bool { return soon.Load() >= 3 })
	eventually(t, "the run at the start", func() bool { return late.Load() == 1 })
	if err := r.Stop(); err != nil {
		t.Fatal(err)
	}
	after := soon.Load()
	time.Sleep(60 * time.Millisecond)
	if soon.Load() != after {
		t.Error("a job ran after Stop")
	}
}

func TestAnErrorOrPanicIsLoggedAndTheJobRunsAgain(t *testing.T) {
	var failed, panicked atomic.Int32
	r, log := run(t,
		job{"failing", 20 * time.Millisecond, func(context.Context) error { failed.Add(1); return errors.New("disk full") }},
		job{"panicking", 20 * time.Millisecond, func(context.Context) error { panicked.Add(1); panic("index out of range") }},
	)
	eventually(t, "the second run of both", func() bool { return failed.Load() >= 2 && panicked.Load() >= 2 })
	if err := r.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"job=failing", "disk full", "job=panicking", "index out of range"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

func TestAJobDoesNotOverlapItself(t *testing.T) {
	var running, most, runs atomic.Int32
	r, _ := run(t, job{"slow", 5 * time.Millisecond, func(context.Context) error {
		most.Store(max(most.Load(), running.Add(1)))
		time.Sleep(30 * time.Millisecond)
		running.Add(-1)
		runs.Add(1)
		return nil
	}})
	eventually(t, "the third run", func() bool { return runs.Load() >= 3 })
	if err := r.Stop(); err != nil {
		t.Fatal(err)
	}
	if most.Load() != 1 {
		t.Errorf("%d at the same time", most.Load())
	}
}

func TestStopTellsTheRunningJob(t *testing.T) {
	started, ended := make(chan struct{}), make(chan error, 1)
	r, log := run(t, job{"long", time.Hour, func(ctx context.Context) error {
		close(started)
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}})
	<-started
	if err := r.Stop(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(time.Second):
		t.Errorf("the job was not told; log:\n%s", log)
	}
}

func TestStepsRunInTurnDespiteErrors(t *testing.T) {
	var order []string
	step := func(name string, err error) func(context.Context) error {
		return func(context.Context) error { order = append(order, name); return err }
	}
	err := inTurn(step("a", errors.New("first")), step("b", nil), step("c", errors.New("third")))(t.Context())
	if strings.Join(order, "") != "abc" || err == nil || !strings.Contains(err.Error(), "first\nthird") {
		t.Errorf("order %v, error %v", order, err)
	}
}

// A job that runs as it should is never called late.
func TestTheHealthPageWaitsForTheNextRun(t *testing.T) {
	for _, j := range plan(Options{Service: casework.New(casework.Options{})}) {
		if limit := casework.JobLimit(j.name); limit < 2*j.every {
			t.Errorf("%s runs every %s and is called late after %s", j.name, j.every, limit)
		}
	}
}
