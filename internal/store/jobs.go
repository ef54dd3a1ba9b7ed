package store

import (
	"context"
	"time"

	"recourse/internal/dsar"
)

type jobRunRow struct {
	Name        string
	LastStarted instant
	LastSuccess instant
	LastError   string
	LastErrorAt instant
}

func (jobRunRow) TableName() string { return "job_runs" }

func (r jobRunRow) toDomain() dsar.JobRun {
	return dsar.JobRun{
		Name: r.Name, LastStarted: r.LastStarted.time(), LastSuccess: r.LastSuccess.time(),
		LastError: r.LastError, LastErrorAt: r.LastErrorAt.time(),
	}
}

// JobStarted notes that a background job began.
func (s *Store) JobStarted(ctx context.Context, name string, at time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO job_runs (name, last_started, last_error) VALUES (?, ?, '')
		ON CONFLICT (name) DO UPDATE SET last_started = excluded.last_started`, name, instantOf(at))
	return err
}

// JobFinished notes how a background job ended; errText "" is success. The last
// failure stays visible after a later success.
func (s *Store) JobFinished(ctx context.Context, name string, at time.Time, errText string) error {
	if errText == "" {
		_, err := s.exec(ctx, "UPDATE job_runs SET last_success = ? WHERE name = ?", instantOf(at), name)
		return err
	}
	_, err := s.exec(ctx, "UPDATE job_runs SET last_error = ?, last_error_at = ? WHERE name = ?", errText, instantOf(at), name)
	return err
}

// JobRuns returns what is known about every background job, by name.
func (s *Store) JobRuns(ctx context.Context) ([]dsar.JobRun, error) {
	rows, err := of[jobRunRow](s.db).Order("name").Find(ctx)
	return toDomain(rows, jobRunRow.toDomain), err
}
