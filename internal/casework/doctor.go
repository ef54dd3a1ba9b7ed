package casework

import (
	"context"
	"fmt"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// DoctorReport says what an examination of the database found.
type DoctorReport struct {
	Requests int
	Streams  int      // of events, of requests and complaints
	Problems []string // English sentences naming ids, never people
}

const doctorBatch = 500

// Doctor verifies the hash chain of every stream of events, that no row is left
// without its owner, and that every projection is what its events add up to. It
// changes nothing.
func (s *Service) Doctor(ctx context.Context) (DoctorReport, error) {
	var report DoctorReport
	err := s.Store.VerifyEvents(ctx, func(workspaceID, streamID string, firstBad int) {
		report.Problems = append(report.Problems, fmt.Sprintf(
			"workspace %s, stream %s: event %d does not fit the one before it; it or its predecessor was changed after it was recorded",
			workspaceID, streamID, firstBad))
	})
	if err != nil {
		return report, err
	}
	flaws, err := s.Store.Flaws(ctx)
	if err != nil {
		return report, err
	}
	for _, f := range flaws {
		report.Problems = append(report.Problems, fmt.Sprintf("%s: %d rows belong to nothing any more", f.Name, f.Rows))
	}
	err = s.eachProjection(ctx, func(r dsar.Request, fresh dsar.Projection, moved []dsar.MovedDate) error {
		report.Requests++
		if len(moved) > 0 && r.Projection.Status != dsar.StatusClosed {
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s, request %s: the rules of this release give other dates; run: recourse law diff", r.WorkspaceID, r.ID))
		}
		if fresh != r.Projection {
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s, request %s: what is stored for queries differs from what its events say; run: recourse rebuild", r.WorkspaceID, r.ID))
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	err = s.eachStaleClocks(ctx, func(r dsar.Request, _ []dsar.Event) error {
		report.Problems = append(report.Problems, fmt.Sprintf(
			"workspace %s, request %s: the clocks that are kept for reminders differ from what its events say; run: recourse rebuild", r.WorkspaceID, r.ID))
		return nil
	})
	return report, err
}

// Rebuilt says what a rebuild did.
type Rebuilt struct {
	Changed int       // requests that had something to correct
	Moves   []LawMove // open ones to which the rules of this release give other dates; they keep theirs
}

// Rebuild computes every projection again and stores those that differ. It moves no
// date that follows from the law: those that would move are reported, and
// [Service.AcceptLaw] moves them.
func (s *Service) Rebuild(ctx context.Context) (done Rebuilt, err error) {
	err = s.eachProjection(ctx, func(r dsar.Request, fresh dsar.Projection, moved []dsar.MovedDate) error {
		if len(moved) > 0 && r.Projection.Status != dsar.StatusClosed {
			done.Moves = append(done.Moves, s.lawMove(r, moved))
		}
		if fresh == r.Projection {
			return nil
		}
		done.Changed++
		r.Projection = fresh
		return s.Store.UpdateRequest(ctx, r, r.Version)
	})
	if err != nil {
		return done, err
	}
	err = s.eachStaleClocks(ctx, func(r dsar.Request, events []dsar.Event) error {
		done.Changed++
		return s.Store.InTx(ctx, func(tx *store.Store) error { return s.keepClocks(ctx, tx, r, events) })
	})
	return done, err
}

// eachProjection computes every projection again, with the dates that the request has
// where the rules would move them; those are listed beside.
func (s *Service) eachProjection(ctx context.Context, fn func(r dsar.Request, fresh dsar.Projection, moved []dsar.MovedDate) error) error {
	return s.eachRequest(ctx, func(r dsar.Request, events []dsar.Event) error {
		p, err := s.project(r, events, nil)
		if err != nil {
			return fmt.Errorf("request %s: %w", r.ID, err)
		}
		moved := movedByLaw(r, p.Projection)
		fresh := p.Projection
		if len(moved) > 0 {
			fresh = fresh.WithDatesOf(r.Projection)
		}
		if r.Edition == "" {
			fresh.ComplaintUntil = r.Projection.ComplaintUntil
		}
		return fn(r, fresh, moved)
	})
}

// eachRequest hands every request of the installation with its events to fn.
func (s *Service) eachRequest(ctx context.Context, fn func(r dsar.Request, events []dsar.Event) error) error {
	return s.Store.EachRequest(ctx, doctorBatch, func(batch []dsar.Request) error {
		byWorkspace := make(map[string][]string)
		for _, r := range batch {
			byWorkspace[r.WorkspaceID] = append(byWorkspace[r.WorkspaceID], r.ID)
		}
		events := make(map[string][]dsar.Event)
		for ws, ids := range byWorkspace {
			streams, err := s.Store.EventsOf(ctx, ws, ids)
			if err != nil {
				return err
			}
			for id, stream := range streams {
				events[id] = stream
			}
		}
		for _, r := range batch {
			if err := fn(r, events[r.ID]); err != nil {
				return err
			}
		}
		return nil
	})
}
