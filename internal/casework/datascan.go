package casework

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// StartScan queues a scan of all files of a request. One that was cancelled goes on where
// it was, if the files are still the same. It returns [dsar.CodeConflict] if there is no
// file, or a scan is queued or running already.
func (s *Service) StartScan(ctx context.Context, a Actor, requestID string) (ScanView, error) {
	if err := mayWrite(a); err != nil {
		return ScanView{}, err
	}
	if s.Files == nil {
		return ScanView{}, dsar.NewError(dsar.CodeUnavailable, "error.data.off", nil)
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return ScanView{}, err
	}
	var scan dsar.Scan
	err = s.Store.InTx(ctx, func(tx *store.Store) error {
		if scan, err = s.newScan(ctx, tx, a, r); err != nil {
			return err
		}
		if err := tx.InsertScan(ctx, scan); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "data.scan", scan.ID, scan.QueuedAt)
	})
	if err != nil {
		return ScanView{}, err
	}
	return scanView(scan), nil
}

// newScan is the scan to queue. Earlier ones are deleted, but the last that was done: what
// it showed stays to be seen.
func (s *Service) newScan(ctx context.Context, tx *store.Store, a Actor, r dsar.Request) (dsar.Scan, error) {
	list, err := tx.DataFiles(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return dsar.Scan{}, err
	}
	if len(list) == 0 {
		return dsar.Scan{}, dsar.NewError(dsar.CodeConflict, "error.data.no_files", nil)
	}
	scan := dsar.Scan{
		ID: newID(), WorkspaceID: r.WorkspaceID, RequestID: r.ID, State: dsar.ScanQueued, RequestedOn: r.Projection.SentOn,
		QueuedAt: s.now(), QueuedBy: a.UserID,
	}
	for _, f := range list {
		scan.Files = append(scan.Files, f.ID)
		scan.BytesTotal += f.Size
		scan.ReceivedOn = civil.Latest(scan.ReceivedOn, f.ReceivedOn)
	}
	earlier, err := tx.Scans(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return scan, err
	}
	var keep []string
	for _, e := range earlier {
		switch {
		case e.Open():
			return scan, dsar.NewError(dsar.CodeConflict, "error.data.scanning", nil)
		case e.State == dsar.ScanDone && len(keep) == 0:
			keep = append(keep, e.ID)
		case e.State == dsar.ScanCancelled && scan.Checkpoint == "" && sameScan(e, scan):
			if e, err = tx.Scan(ctx, e.WorkspaceID, e.ID); err != nil {
				return scan, err
			}
			scan.Checkpoint = e.Checkpoint
		}
	}
	return scan, tx.DeleteScans(ctx, r.WorkspaceID, r.ID, keep...)
}

// sameScan reports that two scans read the same and look at it in the same way.
func sameScan(a, b dsar.Scan) bool {
	return slices.Equal(a.Files, b.Files) && a.RequestedOn == b.RequestedOn && a.ReceivedOn == b.ReceivedOn
}

// CancelScan cancels the scan of a request that is queued or running. It returns
// [dsar.CodeConflict] if there is none.
func (s *Service) CancelScan(ctx context.Context, a Actor, requestID string) error {
	if err := mayWrite(a); err != nil {
		return err
	}
	r, err := s.findRequest(ctx, a, requestID)
	if err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(tx *store.Store) error {
		cancelled, err := tx.CancelScans(ctx, r.WorkspaceID, r.ID, s.now())
		if err != nil {
			return err
		}
		if !cancelled {
			return dsar.NewError(dsar.CodeConflict, "error.data.not_scanning", nil)
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "data.cancel", r.ID, s.now())
	})
}

const (
	// scanLease is how long somebody who runs a scan may be silent before another takes
	// it on; scanBeat is how often they write how far they are.
	scanLease = 30 * time.Second
	scanBeat  = time.Second
	// maxCrashes is how often a scan is taken on after whoever ran it was not heard of
	// again: perhaps it was the scan that killed them.
	maxCrashes = 3
)

// errScanLost ends a scan that was cancelled, or that somebody else has taken on.
var errScanLost = errors.New("the scan is no longer ours")

// ScanData runs the scans that wait, one after the other, and returns how many came to an
// end. When ctx ends, the one that runs goes back into the queue with what it has done.
func (s *Service) ScanData(ctx context.Context) (ended int, err error) {
	if s.Files == nil {
		return 0, nil
	}
	for ctx.Err() == nil {
		scan, ok, err := s.Store.ClaimScan(ctx, s.now(), scanLease)
		if err != nil || !ok {
			return ended, err
		}
		if err := s.runScan(ctx, scan); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// runScan runs a scan that was claimed, to its end or until ctx ends.
func (s *Service) runScan(ctx context.Context, scan dsar.Scan) error {
	if scan.Crashes >= maxCrashes {
		return s.endScan(ctx, scan, dsar.ScanFailed, "error.data.crashed", nil)
	}
	inputs, done, err := s.openInputs(ctx, scan)
	defer done()
	if err != nil {
		var known *dsar.Error
		if errors.As(err, &known) {
			return s.endScan(ctx, scan, dsar.ScanFailed, known.Key, nil)
		}
		return errors.Join(err, s.putBack(ctx, scan))
	}
	result, read, err := s.scanInputs(ctx, scan, inputs)
	scan.BytesDone, scan.Unpacked, scan.Entries = read.Done, read.Unpacked, read.Files
	switch {
	case err == nil:
		scan.BytesDone = scan.BytesTotal
		scan.Unpacked, scan.Entries = result.Bytes, result.Files
		return s.endScan(ctx, scan, dsar.ScanDone, "", &result)
	case errors.Is(err, errScanLost):
		return nil
	case ctx.Err() != nil:
		return s.putBack(ctx, scan)
	}
	s.Log.ErrorContext(ctx, "a scan of data failed", "scan", scan.ID, "error", err)
	return s.endScan(ctx, scan, dsar.ScanFailed, "error.data.unreadable", nil)
}

// openInputs opens the files of a scan; done closes them.
func (s *Service) openInputs(ctx context.Context, scan dsar.Scan) (inputs []datascan.Input, done func(), err error) {
	var opened []*os.File
	done = func() {
		for _, f := range opened {
			_ = f.Close() // they were only read
		}
	}
	list, err := s.Store.DataFiles(ctx, scan.WorkspaceID, scan.RequestID)
	if err != nil {
		return nil, done, err
	}
	for _, id := range scan.Files {
		at := slices.IndexFunc(list, func(f dsar.DataFile) bool { return f.ID == id })
		if at < 0 {
			return nil, done, dsar.NewError(dsar.CodeUnavailable, "error.data.missing", nil)
		}
		content, err := s.Files.Open(scan.WorkspaceID, list[at].SHA256)
		if err != nil {
			return nil, done, missingContent(err)
		}
		opened = append(opened, content)
		inputs = append(inputs, datascan.Input{Name: list[at].Name, Size: list[at].Size, Content: content})
	}
	return inputs, done, nil
}

// scanInputs reads the inputs, and all the while writes how far it is. Its error is
// errScanLost if the scan was cancelled or taken on by somebody else.
func (s *Service) scanInputs(ctx context.Context, scan dsar.Scan, inputs []datascan.Input) (datascan.Result, datascan.Progress, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &scanWatch{s: s, scan: scan, cancel: cancel}
	var beating sync.WaitGroup
	beating.Go(func() { w.beat(ctx) })

	o := datascan.Options{
		Received: scan.ReceivedOn, Requested: scan.RequestedOn, PDFText: s.PDFText,
		Spool:    func() (datascan.Scratch, error) { return s.Files.Scratch() },
		Progress: w.note,
		Save:     func(c datascan.Checkpoint) { w.save(ctx, c) },
	}
	if scan.Checkpoint != "" {
		o.Resume = &datascan.Checkpoint{}
		if json.Unmarshal([]byte(scan.Checkpoint), o.Resume) != nil {
			o.Resume = nil
		}
	}
	result, err := datascan.Scan(ctx, inputs, o)
	var refused *datascan.Error
	if errors.As(err, &refused) && refused.Key == datascan.KeyBadCheckpoint {
		o.Resume = nil
		result, err = datascan.Scan(ctx, inputs, o)
	}
	cancel(nil)
	beating.Wait()
	return result, w.last(), err
}

// scanWatch writes down what a running scan does.
type scanWatch struct {
	s      *Service
	scan   dsar.Scan
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	progress datascan.Progress
}

func (w *scanWatch) note(p datascan.Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.progress = p
}

func (w *scanWatch) last() datascan.Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.progress
}

// beat writes the progress and keeps the lease, until ctx ends or the scan is lost.
func (w *scanWatch) beat(ctx context.Context) {
	ticker := time.NewTicker(scanBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		p, scan := w.last(), w.scan
		scan.BytesDone, scan.Unpacked, scan.Entries = max(p.Done, scan.BytesDone), p.Unpacked, p.Files
		w.heed(ctx, w.s.Store.ScanProgress(ctx, scan, w.s.now().Add(scanLease)))
	}
}

// save stores a state to resume from, also when ctx has just ended.
func (w *scanWatch) save(ctx context.Context, c datascan.Checkpoint) {
	text, err := json.Marshal(c)
	if err != nil {
		return // it has nothing that could fail
	}
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), savingTime)
	defer cancel()
	w.heed(ctx, w.s.Store.SaveCheckpoint(saving, w.scan, string(text)))
}

// savingTime is how long writing down where a scan stands may take when it ends.
const savingTime = 5 * time.Second

// heed ends the scan if it is no longer ours. Other failures to write may pass; if they
// do not, the lease ends.
func (w *scanWatch) heed(ctx context.Context, err error) {
	if dsar.CodeOf(err) == dsar.CodeStale {
		w.cancel(errScanLost)
		return
	}
	if err != nil && ctx.Err() == nil {
		w.s.Log.WarnContext(ctx, "the progress of a scan could not be written", "scan", w.scan.ID, "error", err)
	}
}

// endScan stores how a scan ended and, if it is done, what it found. A scan that is no
// longer ours is left alone.
func (s *Service) endScan(ctx context.Context, scan dsar.Scan, state dsar.ScanState, errorKey string, result *datascan.Result) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	scan.State, scan.ErrorKey, scan.FinishedAt = state, errorKey, s.now()
	if result != nil {
		text, err := json.Marshal(result)
		if err != nil {
			return err
		}
		scan.Result = string(text)
	}
	err := s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.FinishScan(ctx, scan); err != nil || result == nil {
			return err
		}
		r, err := tx.Request(ctx, scan.WorkspaceID, scan.RequestID)
		if err != nil {
			return err
		}
		if err := tx.DeleteScans(ctx, scan.WorkspaceID, scan.RequestID, scan.ID); err != nil {
			return err
		}
		return s.proposeFromData(ctx, tx, r, scan, *result)
	})
	if dsar.CodeOf(err) == dsar.CodeStale {
		return nil
	}
	return err
}

// putBack leaves a scan to whoever comes next.
func (s *Service) putBack(ctx context.Context, scan dsar.Scan) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), savingTime)
	defer cancel()
	err := s.Store.ReleaseScan(ctx, scan)
	if dsar.CodeOf(err) == dsar.CodeStale {
		return nil
	}
	return err
}

// contentGrace is how old a stored content must be to be removed as belonging to no
// request: one that was just put in its place is noted in the database a moment later.
const contentGrace = time.Hour

// SweepData removes what was left behind in the directory of files: parts of uploads that
// broke off with the program, and contents that no request has.
func (s *Service) SweepData(ctx context.Context) error {
	if s.Files == nil {
		return nil
	}
	_, err := s.Files.Sweep(s.now().Add(-contentGrace), func(ws, hash string) error {
		return s.Store.InTx(ctx, func(tx *store.Store) error {
			freed, err := tx.FreeDataContent(ctx, ws, hash)
			if err != nil || !freed {
				return err
			}
			return s.Files.Remove(ws, hash)
		})
	})
	return err
}
