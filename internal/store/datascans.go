package store

import (
	"context"
	"encoding/json"
	"time"

	"recourse/internal/dsar"
)

type dataScanRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	State       string
	Files       string // JSON
	RequestedOn day
	ReceivedOn  day
	BytesDone   int64
	BytesTotal  int64
	Unpacked    int64
	Entries     int64
	Checkpoint  string
	Result      string
	ErrorKey    string
	Attempt     int
	Crashes     int
	LeaseUntil  instant
	QueuedAt    instant
	QueuedBy    string
	StartedAt   instant
	FinishedAt  instant
}

func (dataScanRow) TableName() string { return "data_scans" }

func (r dataScanRow) toDomain() dsar.Scan {
	s := dsar.Scan{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, State: dsar.ScanState(r.State),
		RequestedOn: r.RequestedOn.date(), ReceivedOn: r.ReceivedOn.date(), BytesDone: r.BytesDone, BytesTotal: r.BytesTotal,
		Unpacked: r.Unpacked, Entries: int(r.Entries), Checkpoint: r.Checkpoint, Result: r.Result, ErrorKey: r.ErrorKey,
		Attempt: r.Attempt, Crashes: r.Crashes, LeaseUntil: r.LeaseUntil.time(), QueuedAt: r.QueuedAt.time(), QueuedBy: r.QueuedBy,
		StartedAt: r.StartedAt.time(), FinishedAt: r.FinishedAt.time(),
	}
	_ = json.Unmarshal([]byte(r.Files), &s.Files) // written by InsertScan; a scan without files finds nothing
	return s
}

// InsertScan queues a scan. It returns [dsar.CodeConflict] "error.data.scanning" if one
// of the request is queued or running already, and [dsar.CodeNotFound] if the workspace
// has no such request.
func (s *Store) InsertScan(ctx context.Context, scan dsar.Scan) error {
	files, err := json.Marshal(scan.Files)
	if err != nil {
		return err
	}
	err = of[dataScanRow](s.db).Create(ctx, &dataScanRow{
		ID: scan.ID, WorkspaceID: scan.WorkspaceID, RequestID: scan.RequestID, State: string(dsar.ScanQueued), Files: string(files),
		RequestedOn: dayOf(scan.RequestedOn), ReceivedOn: dayOf(scan.ReceivedOn), BytesDone: scan.BytesDone, BytesTotal: scan.BytesTotal,
		Unpacked: scan.Unpacked, Entries: int64(scan.Entries), Checkpoint: scan.Checkpoint, QueuedAt: instantOf(scan.QueuedAt), QueuedBy: scan.QueuedBy,
	})
	if isDuplicate(err) {
		return dsar.NewError(dsar.CodeConflict, "error.data.scanning", nil)
	}
	return missingOwner(err, "request")
}

// Scans returns the scans of a request, the newest first, without their checkpoints.
func (s *Store) Scans(ctx context.Context, ws, requestID string) ([]dsar.Scan, error) {
	rows, err := of[dataScanRow](s.db).Omit("checkpoint").Where("workspace_id = ? AND request_id = ?", ws, requestID).
		Order("id DESC").Find(ctx)
	return toDomain(rows, dataScanRow.toDomain), found(err)
}

// Scan returns one scan with its checkpoint, or [dsar.CodeNotFound].
func (s *Store) Scan(ctx context.Context, ws, id string) (dsar.Scan, error) {
	row, err := of[dataScanRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "scan")
	return row.toDomain(), err
}

// ClaimScan takes on the scan that waits longest and gives it a lease; ok is false if
// none waits. A scan that runs and whose lease has ended counts as waiting, because
// whoever ran it may be gone; that counts as a crash. Attempt has been raised by one in
// what is returned, and only who knows it can write to the scan.
func (s *Store) ClaimScan(ctx context.Context, now time.Time, lease time.Duration) (scan dsar.Scan, ok bool, err error) {
	rows, err := of[dataScanRow](s.db).Raw(`WITH picked AS MATERIALIZED (
			SELECT workspace_id, id FROM data_scans WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until <= ?)
			ORDER BY queued_at, id LIMIT 1`+s.skipLocked()+`)
		UPDATE data_scans SET state = 'running', attempt = attempt + 1, lease_until = ?, started_at = COALESCE(started_at, ?),
			crashes = crashes + CASE WHEN state = 'running' THEN 1 ELSE 0 END
		WHERE (workspace_id, id) IN (SELECT workspace_id, id FROM picked) RETURNING *`,
		instantOf(now), instantOf(now.Add(lease)), instantOf(now)).Find(ctx)
	if err != nil || len(rows) == 0 {
		return dsar.Scan{}, false, err
	}
	return rows[0].toDomain(), true, nil
}

// ScanProgress notes how far the scan is that was claimed, and makes its lease longer. It
// returns [dsar.CodeStale] if the scan was cancelled, or if somebody else has it now.
func (s *Store) ScanProgress(ctx context.Context, scan dsar.Scan, leaseUntil time.Time) error {
	return s.writeScan(ctx, scan, "bytes_done = ?, unpacked = ?, entries = ?, lease_until = ?",
		scan.BytesDone, scan.Unpacked, scan.Entries, instantOf(leaseUntil))
}

// SaveCheckpoint stores a state from which the claimed scan can be resumed; errors as for
// [Store.ScanProgress].
func (s *Store) SaveCheckpoint(ctx context.Context, scan dsar.Scan, checkpoint string) error {
	return s.writeScan(ctx, scan, "checkpoint = ?", checkpoint)
}

// ReleaseScan puts the claimed scan back into the queue; errors as for
// [Store.ScanProgress].
func (s *Store) ReleaseScan(ctx context.Context, scan dsar.Scan) error {
	return s.writeScan(ctx, scan, "state = 'queued', lease_until = NULL")
}

// FinishScan stores the end of the claimed scan: state, error key, result, what was read
// and FinishedAt. Its checkpoint is dropped. Errors as for
// [Store.ScanProgress].
func (s *Store) FinishScan(ctx context.Context, scan dsar.Scan) error {
	return s.writeScan(ctx, scan, `state = ?, error_key = ?, result = ?, bytes_done = ?, unpacked = ?, entries = ?, finished_at = ?,
		lease_until = NULL, checkpoint = ''`,
		string(scan.State), scan.ErrorKey, scan.Result, scan.BytesDone, scan.Unpacked, scan.Entries, instantOf(scan.FinishedAt))
}

// writeScan changes a scan that is still in the hands of whoever claimed it.
func (s *Store) writeScan(ctx context.Context, scan dsar.Scan, set string, args ...any) error {
	n, err := s.exec(ctx, "UPDATE data_scans SET "+set+" WHERE workspace_id = ? AND id = ? AND state = 'running' AND attempt = ?",
		append(args, scan.WorkspaceID, scan.ID, scan.Attempt)...)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// CancelScans cancels the scan of a request that is queued or running, if there is one.
// Whoever runs it learns of it at the next writing.
func (s *Store) CancelScans(ctx context.Context, ws, requestID string, at time.Time) (cancelled bool, err error) {
	n, err := s.exec(ctx, `UPDATE data_scans SET state = 'cancelled', finished_at = ?, lease_until = NULL
		WHERE workspace_id = ? AND request_id = ? AND state IN ('queued', 'running')`, instantOf(at), ws, requestID)
	return n > 0, err
}

// DeleteScans deletes the scans of a request but those named.
func (s *Store) DeleteScans(ctx context.Context, ws, requestID string, except ...string) error {
	_, err := of[dataScanRow](s.db).
		Where("workspace_id = ? AND request_id = ? AND id NOT IN ?", ws, requestID, append(except, "")).Delete(ctx)
	return err
}
