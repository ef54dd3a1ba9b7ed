package main

import (
	"context"

	"recourse/internal/casework"
)

// rebuildCmd is "recourse rebuild".
type rebuildCmd struct{}

// Run computes every projection again from the events. It may run beside the
// service. Dates that the rules of this release would move stay; they are listed, and
// the command fails then.
func (rebuildCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		done, err := s.Rebuild(ctx)
		if err != nil {
			return err
		}
		if err := p.printf("%d requests had something to correct.\n", done.Changed); err != nil || len(done.Moves) == 0 {
			return err
		}
		if err := p.printMoves(done.Moves); err != nil {
			return err
		}
		return errProblems
	})
}
