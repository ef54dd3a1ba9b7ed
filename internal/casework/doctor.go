package casework

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/store"
)

// DoctorReport says what an examination of the database found.
type DoctorReport struct {
	Requests int
	Streams  int      // of events, of requests and complaints
	Problems []string // English sentences naming ids, never people
	NoPDF    bool     // pdftotext is not installed, so that PDF files received are not read
	Files    FilesUse // what people received
	// Filled are the workspaces whose files have nine tenths of the quota or more.
	Filled []WorkspaceUse
}

// FilesUse is how much the files that people received have on the disk.
type FilesUse struct {
	Contents int   // what several requests of a workspace have counts once
	Bytes    int64 // as they are noted
}

// WorkspaceUse is the use of one workspace beside the bytes that it may have.
type WorkspaceUse struct {
	WorkspaceID string
	FilesUse
	Quota int64
}

const doctorBatch = 500

// Doctor verifies the hash chain of every stream of events, that no row is left
// without its owner, that every file received is there, and that every projection is
// what its events add up to. It changes nothing.
func (s *Service) Doctor(ctx context.Context) (DoctorReport, error) {
	report := DoctorReport{NoPDF: s.PDFText == nil}
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
	if err := s.examineFiles(ctx, &report); err != nil {
		return report, err
	}
	err = s.examine(ctx, func(r dsar.Request, x examined) error {
		report.Requests++
		if x.Move != nil && r.Projection.Status != dsar.StatusClosed {
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s, request %s: the rules of this release give other dates; run: recourse law diff", r.WorkspaceID, r.ID))
		}
		if x.fresh != r.Projection {
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s, request %s: what is stored for queries differs from what its events say; run: recourse rebuild", r.WorkspaceID, r.ID))
		}
		if x.staleClocks && holdsClocks(r) { // otherwise they are worked out when the service starts
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s, request %s: the clocks that are kept for reminders differ from what its events say; run: recourse rebuild", r.WorkspaceID, r.ID))
		}
		return nil
	})
	return report, err
}

// examineFiles looks whether every file that was received lies in the directory of files,
// as long as it was.
func (s *Service) examineFiles(ctx context.Context, report *DoctorReport) error {
	if s.Files == nil {
		return nil
	}
	var last WorkspaceUse // contents come by workspace
	err := s.Store.EachDataContent(ctx, func(ws, hash string, size int64) error {
		if ws != last.WorkspaceID {
			report.addUse(last)
			last = WorkspaceUse{WorkspaceID: ws, Quota: s.Quota}
		}
		last.Contents++
		last.Bytes += size
		there, err := s.Files.Size(ws, hash)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s: the file with the content %s is missing in %s; put it back from a backup, or remove the file from its request", ws, hash, s.Files.Root()))
		case err != nil:
			return err
		case there != size:
			report.Problems = append(report.Problems, fmt.Sprintf(
				"workspace %s: the file with the content %s has %d bytes instead of %d; put it back from a backup", ws, hash, there, size))
		}
		return nil
	})
	report.addUse(last)
	return err
}

func (r *DoctorReport) addUse(u WorkspaceUse) {
	r.Files.Contents += u.Contents
	r.Files.Bytes += u.Bytes
	if u.Quota > 0 && u.Bytes >= u.Quota/10*9 {
		r.Filled = append(r.Filled, u)
	}
}

// Rebuilt says what a rebuild did.
type Rebuilt struct {
	Changed int       // requests that had something to correct
	Moves   []LawMove // open ones to which the rules of this release give other dates; they keep theirs
}

// Rebuild computes every projection again and stores those that differ. It moves no
// date or clock that follows from the law: those that would move are reported, and
// [Service.AcceptLaw] moves them.
func (s *Service) Rebuild(ctx context.Context) (done Rebuilt, err error) {
	err = s.examine(ctx, func(r dsar.Request, x examined) error {
		if x.Move != nil && r.Projection.Status != dsar.StatusClosed {
			done.Moves = append(done.Moves, *x.Move)
		}
		if x.fresh == r.Projection && !x.staleClocks {
			return nil
		}
		done.Changed++
		r.Projection = x.fresh
		return s.Store.InTx(ctx, func(tx *store.Store) error {
			if x.staleClocks {
				if r.Edition == "" { // from before this date was kept
					r.Projection.ComplaintUntil = x.until
				}
				r.Edition = law.UnknownCalculation(r.Edition)
				if err := storeClocks(ctx, tx, r.WorkspaceID, x.standing.fresh); err != nil {
					return err
				}
			}
			return tx.UpdateRequest(ctx, r, r.Version)
		})
	})
	return done, err
}

// examined is a request worked out again beside what is stored of it.
type examined struct {
	standing
	fresh       dsar.Projection // with the dates that the request has where the rules would move them
	staleClocks bool            // the stored clocks are not what the events add up to, and no change of law explains it
}

// examine works every request of the installation out again.
func (s *Service) examine(ctx context.Context, fn func(r dsar.Request, x examined) error) error {
	return s.eachRequest(ctx, func(r dsar.Request, events []dsar.Event) error {
		complaints, err := s.complaintsAbout(ctx, s.Store, r, events)
		if err != nil {
			return err
		}
		stored, err := storedClocks(ctx, s.Store, r, complaints)
		if err != nil {
			return err
		}
		t, err := s.stand(r, events, complaints, stored)
		if err != nil {
			return fmt.Errorf("request %s: %w", r.ID, err)
		}
		x := examined{standing: t, fresh: t.Projection, staleClocks: !s.mayHaveMoved(r) && !sameClocks(stored, t.fresh)}
		if r.Edition == "" {
			x.fresh.ComplaintUntil = r.Projection.ComplaintUntil
		}
		return fn(r, x)
	})
}

// eachRequest hands every request of the installation with its events to fn.
func (s *Service) eachRequest(ctx context.Context, fn func(r dsar.Request, events []dsar.Event) error) error {
	return s.Store.EachRequest(ctx, doctorBatch, s.withEvents(ctx, fn))
}

// withEvents reads the events of a batch of requests and hands each request with its own
// to fn.
func (s *Service) withEvents(ctx context.Context, fn func(r dsar.Request, events []dsar.Event) error) func([]dsar.Request) error {
	return func(batch []dsar.Request) error {
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
	}
}
