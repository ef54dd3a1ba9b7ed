package casework

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/mail/imapin"
	"recourse/internal/store"
)

// HealthView is what the health page, the API and the metrics say of the installation. It
// names no person.
type HealthView struct {
	Now           time.Time
	Database      string // "postgres" or "sqlite"
	SchemaVersion int64
	MailOff       bool // no mail server of the installation sends
	store.Depths
	Figures   []Figure
	Jobs      []JobHealth
	Mailboxes []MailboxHealth // of the installation, that mail is fetched from
	Listening []string        // how this instance takes mail from other servers: "lmtp", "smtp"
	// CameBack are the letters of the last days that came back or were refused, by the
	// domain of the company, the most first.
	CameBack []DomainCount
}

// Intake is how mail comes to this instance, as far as the settings say.
type Intake struct {
	Listening []string        // "lmtp", "smtp"
	Polled    []imapin.Config // mailboxes that are read
}

// DomainCount is a number of letters to a domain.
type DomainCount struct {
	Domain string
	Count  int
}

// Bad reports that somebody has to look after the installation.
func (v *HealthView) Bad() bool {
	return slices.ContainsFunc(v.Figures, func(f Figure) bool { return f.State != FigureFine }) ||
		slices.ContainsFunc(v.Jobs, func(j JobHealth) bool { return j.State != FigureFine }) ||
		slices.ContainsFunc(v.Mailboxes, func(m MailboxHealth) bool { return m.State != FigureFine })
}

// Health returns the state of the installation.
func (s *Service) Health(ctx context.Context) (HealthView, error) {
	v := HealthView{Now: s.now(), Database: s.Store.Dialect(), MailOff: !s.MailConfigured(), Listening: s.Intake.Listening}
	var err error
	if v.SchemaVersion, _, err = s.Store.Schema(ctx); err != nil {
		return v, err
	}
	if v.Depths, err = s.Store.Depths(ctx, v.Now); err != nil {
		return v, err
	}
	runs, err := s.Store.JobRuns(ctx)
	if err != nil {
		return v, err
	}
	for _, run := range runs {
		v.Jobs = append(v.Jobs, judgeJob(run, v.Now))
	}
	if v.Mailboxes, err = s.mailboxesHealth(ctx, v.Now); err != nil {
		return v, err
	}
	cameBack, err := s.Store.Bounces(ctx, v.Now.Add(-failedFor))
	if err != nil {
		return v, err
	}
	v.CameBack = MostFirst(cameBack)
	v.Figures, err = s.figures(ctx, v)
	return v, err
}

// mailboxesHealth judges the mailboxes that this instance is told to read.
func (s *Service) mailboxesHealth(ctx context.Context, now time.Time) ([]MailboxHealth, error) {
	var all []MailboxHealth
	for _, box := range s.Intake.Polled {
		reading, err := s.Store.Reading(ctx, "", box.String())
		if err != nil && dsar.CodeOf(err) != dsar.CodeNotFound {
			return nil, err
		}
		all = append(all, MailboxHealth{Host: box.Host, Folder: cmp.Or(box.Folder, imapin.Inbox), Reading: reading, State: JudgeReading(reading, now)})
	}
	return all, nil
}

// figures judges what waits and what went wrong.
func (s *Service) figures(ctx context.Context, v HealthView) ([]Figure, error) {
	givenUp, err := s.Store.GivenUp(ctx, v.Now.Add(-failedFor))
	if err != nil {
		return nil, err
	}
	unread, err := s.Store.UnreadMailboxes(ctx, v.Now.Add(-mailboxLimit))
	if err != nil {
		return nil, err
	}
	toSend := v.Outbox[string(dsar.OutboxQueued)] + v.Outbox[string(dsar.OutboxSending)]
	return []Figure{
		waits("outbox", toSend, v.OldestQueued, OutboxLimit, v.Now),
		mustBeNone("given_up", givenUp),
		waits("unread", v.Incoming.Unread, v.Incoming.Oldest, UnreadLimit, v.Now),
		mustBeNone("unreadable", v.Incoming.Failed),
		mustBeNone("ownerless", v.Incoming.Ownerless),
		{Name: "waiting", Count: v.Incoming.Waiting, State: FigureFine},
		waits("reminders", v.Reminders-v.Held, v.OldestDue, ReminderLimit, v.Now),
		mustBeNone("untold", v.Untold),
		{Name: "held", Count: v.Held, State: FigureFine},
		mustBeNone("own_mailboxes", unread),
	}, nil
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
