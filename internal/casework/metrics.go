package casework

import (
	"context"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// Metrics is what a program that watches over the installation is told.
type Metrics struct {
	store.Depths
	Now  time.Time
	Jobs []dsar.JobRun
}

// Metrics reads the figures. They name no person.
func (s *Service) Metrics(ctx context.Context) (Metrics, error) {
	m := Metrics{Now: s.now()}
	var err error
	if m.Depths, err = s.Store.Depths(ctx); err != nil {
		return m, err
	}
	m.Jobs, err = s.Store.JobRuns(ctx)
	return m, err
}
