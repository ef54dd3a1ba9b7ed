package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/mail/check"
	"recourse/templates"
)

// Exit statuses. Scripts rely on them.
const (
	exitOK       = 0
	exitProblems = 1 // it failed, or it worked and there are problems to look at
	exitUsage    = 2 // the command line or a setting is wrong; nothing was done
)

// process is what a command has of the machine it runs on.
type process struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Environ        []string
	Now            func() time.Time
	// Tick is the interval of the background jobs; zero means their own. Tests
	// shorten it.
	Tick time.Duration
	// DNS is asked by the doctor; the zero value asks as the system does.
	DNS check.Resolver
}

// cli is the command line.
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Run the service."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database's schema up to date."`
	Demo        demoCmd        `cmd:"" help:"Fill an empty database with a believable example."`
	User        userCmd        `cmd:"" help:"Accounts."`
	Token       tokenCmd       `cmd:"" help:"API tokens."`
	Controllers controllersCmd `cmd:"" help:"The directory of companies."`
	Mail        mailCmd        `cmd:"" help:"Incoming mail."`
	Rebuild     rebuildCmd     `cmd:"" help:"Compute again what the database keeps of events and dates for its queries."`
	Doctor      doctorCmd      `cmd:"" help:"Examine the database, and whether mail goes out and comes in."`
	Deadline    deadlineCmd    `cmd:"" help:"Work out statutory dates and say why."`
	Holidays    holidaysCmd    `cmd:"" help:"List the public holidays that dates are computed with."`
	Law         lawCmd         `cmd:"" help:"What a release of other rules does to open requests, and which figures want checking."`
	Detect      detectCmd      `cmd:"" help:"Find restrictions of data protection rights in a text."`
	Health      healthCmd      `cmd:"" help:"Ask the running service whether it is well; for supervisors."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// exitCode is panicked with by kong where it would end the process, and caught in run.
type exitCode int

// usageError is a mistake in the command line that kong cannot see.
type usageError struct{ error }

// statusError ends the program with a status of its own.
type statusError struct {
	error
	status int
}

// Unwrap lets the sentence of the cause be found.
func (e statusError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errProblems ends a command that did its work and has already said what is wrong.
var errProblems = errors.New("there are problems")

// run parses and carries out one command line and returns the exit status.
func run(ctx context.Context, args []string, p process) (code int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case exitCode:
			code = int(r)
		default:
			panic(r)
		}
	}()
	parser, err := newParser(ctx, p)
	if err != nil {
		return p.fail(err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return p.fail(usageError{fmt.Errorf("%w; see recourse --help", err)})
	}
	return p.fail(command.Run())
}

func newParser(ctx context.Context, p process) (*kong.Kong, error) {
	return kong.New(&cli{},
		kong.Name("recourse"),
		kong.Description("Files data subject requests, works out when the answer is due, recognises restrictions, and follows complaints.\n\nExit status: 0 done; 1 failed, or done with problems listed; 2 wrong usage."),
		kong.Writers(p.Stdout, p.Stderr),
		kong.Exit(func(code int) { panic(exitCode(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p),
	)
}

// fail says what went wrong and returns the exit status for it.
func (p process) fail(err error) int {
	var wrong usageError
	var status statusError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &status):
		p.complain(status.error)
		return status.status
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &wrong):
		p.complain(wrong.error)
		return exitUsage
	}
	p.complain(err)
	return exitProblems
}

func (p process) complain(err error) {
	for _, line := range strings.Split(p.sentence(err), "\n") {
		_, _ = fmt.Fprintf(p.Stderr, "recourse: %s\n", line)
	}
}

// sentence words an error for a person; the domain's errors carry keys of sentences.
func (p process) sentence(err error) string {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	catalog, loadErr := loadCatalog()
	if loadErr != nil {
		return err.Error()
	}
	title, problems := catalog.Error("en", e)
	lines := []string{title}
	for _, problem := range problems {
		lines = append(lines, problem.Field+": "+problem.Text)
	}
	return strings.Join(lines, "\n")
}

// loadCatalog reads the sentences of pages, which the command line shares.
func loadCatalog() (*i18n.Catalog, error) {
	sentences, err := fs.Sub(templates.FS, "i18n")
	if err != nil {
		return nil, err
	}
	return i18n.Load(sentences)
}

// printf writes to standard output.
func (p process) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(p.Stdout, format, args...)
	return err
}
