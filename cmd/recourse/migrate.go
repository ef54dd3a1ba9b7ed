package main

import (
	"context"
	"errors"

	"recourse/internal/store"
)

// migrateCmd is "recourse migrate".
type migrateCmd struct{}

// Run brings the schema up to date. Several processes may run it at once.
func (migrateCmd) Run(ctx context.Context, p process) error {
	c, log, err := p.settings()
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c, log)
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, p, s), s.Close())
}

func migrate(ctx context.Context, p process, s *store.Store) error {
	before, latest, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	if before > latest {
		return ready(ctx, s)
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	if before == latest {
		return p.printf("The schema is up to date (%d).\n", latest)
	}
	return p.printf("The schema was brought from %d to %d.\n", before, latest)
}
