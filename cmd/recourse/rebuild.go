package main

import (
	"context"

	"recourse/internal/casework"
)

// rebuildCmd is "recourse rebuild".
type rebuildCmd struct{}

// Run computes every projection again from the events. It may run beside the
// service.
func (rebuildCmd) Run(ctx context.Context, p process) error {
	return withService(ctx, p, func(s *casework.Service) error {
		changed, err := s.Rebuild(ctx)
		if err != nil {
			return err
		}
		return p.printf("%d requests had something to correct.\n", changed)
	})
}
