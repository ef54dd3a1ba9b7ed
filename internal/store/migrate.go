package store

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"recourse/migrations"
)

// A process that finds another one migrating asks again every second, for up to
// ten minutes.
const (
	lockPeriod   = 1
	lockAttempts = 600
)

// Migrate brings the schema up to date. Several processes may call it at once; on
// PostgreSQL one migrates and the others wait for it.
func (s *Store) Migrate(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Schema returns the version the database has and the one the program was built
// for. A new database has version 0.
func (s *Store) Schema(ctx context.Context) (current, latest int64, err error) {
	provider, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	current, latest, err = provider.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", err)
	}
	return current, latest, nil
}

func (s *Store) provider() (*goose.Provider, error) {
	files, err := migrations.For(s.dialect)
	if err != nil {
		return nil, err
	}
	if s.dialect == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, s.sql, files)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockPeriod, lockAttempts))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, s.sql, files, goose.WithSessionLocker(locker))
}
