// Package jobs runs the background work at intervals. It is wiring and nothing
// else: a tick asks casework what is due, and the database knows. A run that was
// missed, because the program was down or the machine asleep, is made up for by
// the next one; two instances on one database may tick at the same time.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/google/uuid"

	"recourse/internal/casework"
)

// Names of the jobs, as the health page and the log have them.
const (
	Sweep     = "sweep"     // finds the reminders that fall due
	Reminders = "reminders" // turns them into mails
	Outbox    = "outbox"    // sends mails
	Cleanup   = "cleanup"   // deletes what has expired
	Law       = "law"       // compares the dates of open requests with the rules
	Silence   = "silence"   // finds the requests to which no answer came in time
	Scan      = "scan"      // reads the data received that wait to be scanned
	Intake    = "intake"    // reads the mail that came in
	Senders   = "senders"   // finds out who vouches for it
	Mailboxes = "mailboxes" // fetches answers out of people's own mailboxes
	Files     = "files"     // removes what was left behind in the directory of files
)

// Default intervals. Mail goes out soon after a person pressed the button.
const (
	DefaultTick    = time.Minute
	DefaultDeliver = 5 * time.Second
	DefaultClean   = time.Hour
	DefaultLaw     = 24 * time.Hour // the rules only change with the program
	DefaultSilence = time.Hour
)

// Options are what the jobs work with.
type Options struct {
	Service *casework.Service
	// Clean deletes what has expired, such as sessions.
	Clean func(ctx context.Context) error
	Log   *slog.Logger
	// Tick is how often reminders are looked for, Deliver how often mail is sent;
	// zero means the defaults.
	Tick, Deliver time.Duration
}

// Runner is the running background work.
type Runner struct{ scheduler gocron.Scheduler }

// stopTimeout is how long a job may take to end once the program is told to stop.
const stopTimeout = 10 * time.Second

// longest is how long one run may take. What it has not done by then, the next
// tick goes on with.
const longest = 10 * time.Minute

// Start runs every job once at once and then at its interval, until [Runner.Stop]
// or the end of ctx. A job that is still running when its time has come again is
// not started a second time.
func Start(ctx context.Context, o Options) (*Runner, error) {
	return start(ctx, o.Log, plan(o))
}

// job is a chain of steps that run one after the other at an interval.
type job struct {
	name  string
	every time.Duration
	run   func(ctx context.Context) error
}

func plan(o Options) []job {
	s := o.Service
	record := func(name string, step func(context.Context) error) func(context.Context) error {
		return func(ctx context.Context) error { return s.RecordJob(ctx, name, step) }
	}
	return []job{
		{name: Sweep, every: or(o.Tick, DefaultTick), run: inTurn(
			record(Sweep, uncounted(s.Sweep)),
			record(Reminders, uncounted(s.DispatchReminders)),
		)},
		{name: Outbox, every: or(o.Deliver, DefaultDeliver), run: record(Outbox, uncounted(s.DeliverOutbox))},
		{name: Cleanup, every: DefaultClean, run: record(Cleanup, o.Clean)},
		{name: Law, every: DefaultLaw, run: record(Law, s.WatchLaw)},
		{name: Scan, every: or(o.Deliver, DefaultDeliver), run: record(Scan, uncounted(s.ScanData))},
		{name: Intake, every: or(o.Deliver, DefaultDeliver), run: record(Intake, uncounted(s.ReadIncoming))},
		{name: Senders, every: or(o.Deliver, DefaultDeliver), run: record(Senders, uncounted(s.CheckSenders))},
		{name: Mailboxes, every: or(o.Tick, DefaultTick), run: record(Mailboxes, uncounted(s.ReadMailboxes))},
		{name: Files, every: DefaultClean, run: record(Files, s.SweepData)},
		{name: Silence, every: DefaultSilence, run: record(Silence, uncounted(s.WatchSilence))},
	}
}

// inTurn runs all steps, the later ones also if an earlier one fails.
func inTurn(steps ...func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		var problems []error
		for _, step := range steps {
			problems = append(problems, step(ctx))
		}
		return errors.Join(problems...)
	}
}

func uncounted(f func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f(ctx)
		return err
	}
}

func or(d, fallback time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return fallback
}

func start(ctx context.Context, log *slog.Logger, plan []job) (*Runner, error) {
	scheduler, err := gocron.NewScheduler(
		gocron.WithLocation(time.UTC),
		gocron.WithStopTimeout(stopTimeout),
		gocron.WithGlobalJobOptions(listeners(ctx, log)),
	)
	if err != nil {
		return nil, fmt.Errorf("start background work: %w", err)
	}
	for _, j := range plan {
		if err := schedule(ctx, scheduler, j); err != nil {
			return nil, errors.Join(fmt.Errorf("schedule %s: %w", j.name, err), scheduler.Shutdown())
		}
	}
	scheduler.Start()
	return &Runner{scheduler: scheduler}, nil
}

func schedule(ctx context.Context, scheduler gocron.Scheduler, j job) error {
	_, err := scheduler.NewJob(
		gocron.DurationJob(j.every),
		gocron.NewTask(func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, longest)
			defer cancel()
			return j.run(ctx)
		}),
		gocron.WithName(j.name),
		gocron.WithContext(ctx),
		gocron.WithSingletonMode(gocron.LimitModeReschedule),
		gocron.WithStartAt(gocron.WithStartImmediately()),
	)
	return err
}

// listeners bring errors and panics into the log; gocron alone tells nobody about
// the first and ends the process on the second.
func listeners(ctx context.Context, log *slog.Logger) gocron.JobOption {
	return gocron.WithEventListeners(
		gocron.AfterJobRunsWithError(func(_ uuid.UUID, name string, err error) {
			if ctx.Err() != nil { // told to stop; what is left waits for the next start
				return
			}
			log.ErrorContext(ctx, "a job failed", "job", name, "error", err)
		}),
		gocron.AfterJobRunsWithPanic(func(_ uuid.UUID, name string, value any) {
			log.ErrorContext(ctx, "a job panicked", "job", name, "panic", fmt.Sprint(value))
		}),
	)
}

// Stop tells running jobs to end and waits for them, for some seconds at most.
func (r *Runner) Stop() error {
	if err := r.scheduler.Shutdown(); err != nil {
		return fmt.Errorf("stop background work: %w", err)
	}
	return nil
}
