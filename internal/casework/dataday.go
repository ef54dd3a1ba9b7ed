package casework

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// SetReceivedOn states on which day a file was received. What the data show is judged anew
// with it; where the latest day of all files moves, so that other dates may count, they are
// read again as well. It returns [dsar.CodeNotFound], and [dsar.CodeInvalid] as
// [Service.AddDataFile] does.
func (s *Service) SetReceivedOn(ctx context.Context, a Actor, fileID string, on civil.Date) (dsar.DataFile, error) {
	if err := mayWrite(a); err != nil {
		return dsar.DataFile{}, err
	}
	f, err := s.Store.DataFile(ctx, a.WorkspaceID, fileID)
	if err != nil {
		return f, err
	}
	r, err := s.Store.Request(ctx, f.WorkspaceID, f.RequestID)
	if err != nil {
		return f, err
	}
	if err := s.checkReceived(a, r, on); err != nil {
		return f, err
	}
	f.ReceivedOn = on
	return f, s.Store.InTx(ctx, func(tx *store.Store) error {
		if err := tx.SetDataFileDay(ctx, f); err != nil {
			return err
		}
		if err := s.readAgain(ctx, tx, a, r); err != nil {
			return err
		}
		if err := s.judgeAgain(ctx, tx, r); err != nil {
			return err
		}
		return tx.Audit(ctx, a.WorkspaceID, a.UserID, "data.received_on", f.ID, s.now())
	})
}

// readAgain queues a scan in place of one that looks at the files as of another day than
// that on which the last of them came. What was never read is left alone.
func (s *Service) readAgain(ctx context.Context, tx *store.Store, a Actor, r dsar.Request) error {
	scans, err := tx.Scans(ctx, r.WorkspaceID, r.ID)
	if err != nil || len(scans) == 0 || s.Files == nil {
		return err
	}
	files, err := tx.DataFiles(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	newest := scans[0]
	if newest.State == dsar.ScanCancelled || receivedBy(newest, files) == newest.ReceivedOn {
		return nil
	}
	if _, err := tx.CancelScans(ctx, r.WorkspaceID, r.ID, s.now()); err != nil {
		return err
	}
	scan, err := s.newScan(ctx, tx, a, r)
	if err != nil {
		return err
	}
	return tx.InsertScan(ctx, scan)
}

// receivedBy is the day by which the files that a scan read had been received, as it is
// stated now; that of the scan where none of them is left.
func receivedBy(scan dsar.Scan, files []dsar.DataFile) civil.Date {
	var last civil.Date
	for _, f := range files {
		for _, id := range scan.Files {
			if f.ID == id {
				last = civil.Latest(last, f.ReceivedOn)
			}
		}
	}
	if last.IsZero() {
		return scan.ReceivedOn
	}
	return last
}
