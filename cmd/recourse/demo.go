package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// demoCmd is "recourse demo".
type demoCmd struct {
	Language string `help:"Language of the example: en, fr or de; that of your terminal without it." enum:"en,fr,de," default:""`
	Requests int    `help:"Instead of the example, this many synthetic requests in every stage, for measuring." placeholder:"N"`
	IfEmpty  bool   `help:"Do nothing and succeed if the database is not empty."`
	Seed     uint64 `help:"With --requests: the same seed on the same day gives the same requests." default:"1"`
}

// Run fills the database, which must hold no request yet.
func (c demoCmd) Run(ctx context.Context, p process) error {
	if c.Requests < 0 {
		return usage("--requests: %d is no number of requests", c.Requests)
	}
	return withService(ctx, p, func(s *casework.Service) error {
		if c.Requests > 0 {
			return c.scale(ctx, p, s)
		}
		report, err := s.Demo(ctx, c.language(p.Environ))
		if c.IfEmpty && dsar.CodeOf(err) == dsar.CodeConflict {
			return p.printf("The database is in use already; nothing was filled in.\n")
		}
		if err != nil {
			return err
		}
		err = p.printf("Filled in an example: %d requests to %d companies.\n", report.Requests, report.Controllers)
		if err != nil {
			return err
		}
		return hint(ctx, p, s)
	})
}

func (c demoCmd) scale(ctx context.Context, p process, s *casework.Service) error {
	start := p.Now()
	err := s.DemoAtScale(ctx, c.Requests, c.Seed, func(done int) {
		_ = p.printf("%d of %d requests\n", done, c.Requests) // progress is a courtesy
	})
	if err != nil {
		return err
	}
	if err := p.printf("Filled in %d requests in %s.\n", c.Requests, p.Now().Sub(start).Round(100*time.Millisecond)); err != nil {
		return err
	}
	return hint(ctx, p, s)
}

// hint says how to look at the example.
func hint(ctx context.Context, p process, s *casework.Service) error {
	fresh, err := s.NeedsSetup(ctx)
	if err != nil || !fresh {
		return err
	}
	return p.printf("Run recourse serve and create your account: it will own the example.\n")
}

// language is the one asked for, otherwise the terminal's, otherwise English.
func (c demoCmd) language(environ []string) string {
	if c.Language != "" {
		return c.Language
	}
	for _, name := range []string{"LC_ALL=", "LC_MESSAGES=", "LANG="} {
		for _, setting := range environ {
			value, ok := strings.CutPrefix(setting, name)
			if ok && len(value) >= 2 && slices.Contains(dsar.Languages(), value[:2]) {
				return value[:2]
			}
		}
	}
	return "en"
}
