package casework

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"recourse/internal/dsar"
)

// HealthView is what the health page shows.
type HealthView struct {
	Now           time.Time
	Database      string // "postgres" or "sqlite"
	SchemaVersion int64
	Jobs          []dsar.JobRun
	Outbox        OutboxHealth
	MailOff       bool
}

// OutboxHealth counts the mails of the whole installation by what became of them.
type OutboxHealth struct {
	Queued      int
	OldestQueue time.Time // zero if none is queued
	Failed      int
}

// Health returns the state of the installation; it names no person.
func (s *Service) Health(ctx context.Context) (HealthView, error) {
	v := HealthView{Now: s.now(), Database: s.Store.Dialect(), MailOff: !s.MailConfigured()}
	var err error
	if v.SchemaVersion, _, err = s.Store.Schema(ctx); err != nil {
		return v, err
	}
	if v.Jobs, err = s.Store.JobRuns(ctx); err != nil {
		return v, err
	}
	v.Outbox.Queued, v.Outbox.Failed, v.Outbox.OldestQueue, err = s.Store.OutboxHealth(ctx)
	return v, err
}

// Ready returns an error if the database cannot be reached.
func (s *Service) Ready(ctx context.Context) error { return s.Store.Ping(ctx) }

// RecordJob runs a background job and keeps when it ran and how it ended, for the
// health page. A panic of the job is recorded and returned as an error.
func (s *Service) RecordJob(ctx context.Context, name string, job func(context.Context) error) error {
	if err := s.Store.JobStarted(ctx, name, s.now()); err != nil {
		return err
	}
	failure := s.runJob(ctx, name, job)
	text := ""
	if failure != nil {
		text = failure.Error()
	}
	// The job's context may be the reason why it ended; its end is recorded anyway.
	ended, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Store.JobFinished(ended, name, s.now(), text); err != nil {
		return err
	}
	return failure
}

func (s *Service) runJob(ctx context.Context, name string, job func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "a job panicked", "job", name, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return job(ctx)
}
