package store

import (
	"context"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type dataContentRow struct {
	WorkspaceID string
	SHA256      string `gorm:"column:sha256"`
	Size        int64
}

func (dataContentRow) TableName() string { return "data_contents" }

type dataFileRow struct {
	ID          string
	WorkspaceID string
	RequestID   string
	SHA256      string `gorm:"column:sha256"`
	Name        string
	Size        int64
	MediaType   string
	ReceivedOn  day
	AddedAt     instant
	AddedBy     string
}

func (dataFileRow) TableName() string { return "data_files" }

func (r dataFileRow) toDomain() dsar.DataFile {
	return dsar.DataFile{
		ID: r.ID, WorkspaceID: r.WorkspaceID, RequestID: r.RequestID, SHA256: r.SHA256, Name: r.Name, Size: r.Size,
		MediaType: r.MediaType, ReceivedOn: r.ReceivedOn.date(), AddedAt: r.AddedAt.time(), AddedBy: r.AddedBy,
	}
}

// InsertDataFile stores that a request has a file. It belongs into a transaction that
// then puts the bytes in their place: until it ends, nobody else can add or remove the
// same content. It returns [dsar.CodeNotFound] if the workspace has no such request, and
// [dsar.CodeConflict] "error.data.same" if the request has the content already; the
// transaction has to be given up then.
func (s *Store) InsertDataFile(ctx context.Context, f dsar.DataFile) error {
	_, err := s.exec(ctx, `INSERT INTO data_contents (workspace_id, sha256, size) VALUES (?, ?, ?)
		ON CONFLICT (workspace_id, sha256) DO UPDATE SET size = excluded.size`, f.WorkspaceID, f.SHA256, f.Size)
	if err != nil {
		return missingOwner(err, "request")
	}
	err = of[dataFileRow](s.db).Create(ctx, &dataFileRow{
		ID: f.ID, WorkspaceID: f.WorkspaceID, RequestID: f.RequestID, SHA256: f.SHA256, Name: f.Name, Size: f.Size,
		MediaType: f.MediaType, ReceivedOn: dayOf(f.ReceivedOn), AddedAt: instantOf(f.AddedAt), AddedBy: f.AddedBy,
	})
	if isDuplicate(err) {
		return dsar.NewError(dsar.CodeConflict, "error.data.same", nil)
	}
	return missingOwner(err, "request")
}

// DataFile returns one file, or [dsar.CodeNotFound].
func (s *Store) DataFile(ctx context.Context, ws, id string) (dsar.DataFile, error) {
	row, err := of[dataFileRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "data_file")
	return row.toDomain(), err
}

// DataFiles returns the files of a request in the order in which they were added.
func (s *Store) DataFiles(ctx context.Context, ws, requestID string) ([]dsar.DataFile, error) {
	rows, err := of[dataFileRow](s.db).Where("workspace_id = ? AND request_id = ?", ws, requestID).Order("id").Find(ctx)
	return toDomain(rows, dataFileRow.toDomain), found(err)
}

// SetDataFileDay stores the day on which a file was received, or returns
// [dsar.CodeNotFound].
func (s *Store) SetDataFileDay(ctx context.Context, f dsar.DataFile) error {
	n, err := s.exec(ctx, "UPDATE data_files SET received_on = ? WHERE workspace_id = ? AND id = ?", dayOf(f.ReceivedOn), f.WorkspaceID, f.ID)
	if err == nil && n == 0 {
		return dsar.NotFound("data_file")
	}
	return err
}

// DataSize is how many bytes the contents have that a workspace has stored; what several of
// its requests have counts once.
func (s *Store) DataSize(ctx context.Context, ws string) (bytes int64, err error) {
	err = s.scan(ctx, &bytes, "SELECT CAST(COALESCE(SUM(size), 0) AS bigint) FROM data_contents WHERE workspace_id = ?", ws)
	return bytes, err
}

// DeleteDataFile removes a file of a request, or returns [dsar.CodeNotFound]. freed
// reports that no other request has its content: the bytes are to be removed before the
// transaction ends, in which nobody else can add them.
func (s *Store) DeleteDataFile(ctx context.Context, f dsar.DataFile) (freed bool, err error) {
	n, err := s.exec(ctx, "DELETE FROM data_files WHERE workspace_id = ? AND id = ?", f.WorkspaceID, f.ID)
	if err != nil {
		return false, err
	}
	if n == 0 {
		return false, dsar.NotFound("data_file")
	}
	freedHashes, err := s.freeContents(ctx, f.WorkspaceID, []string{f.SHA256})
	return len(freedHashes) > 0, err
}

// DeleteDataOf removes all files and scans of a request and returns the hashes of the
// contents that no other request has; as for [Store.DeleteDataFile], their bytes are to
// be removed within the transaction.
func (s *Store) DeleteDataOf(ctx context.Context, ws, requestID string) (freed []string, err error) {
	files, err := s.DataFiles(ctx, ws, requestID)
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{
		"DELETE FROM data_scans WHERE workspace_id = ? AND request_id = ?",
		"DELETE FROM data_files WHERE workspace_id = ? AND request_id = ?",
	} {
		if _, err := s.exec(ctx, statement, ws, requestID); err != nil {
			return nil, err
		}
	}
	hashes := make([]string, 0, len(files))
	for _, f := range files {
		hashes = append(hashes, f.SHA256)
	}
	return s.freeContents(ctx, ws, hashes)
}

// freeContents deletes the rows of contents that no file has any more. The row is locked
// first: a transaction that adds the same content holds it, and its file counts.
func (s *Store) freeContents(ctx context.Context, ws string, hashes []string) (freed []string, err error) {
	for _, hash := range hashes {
		var locked []string
		err := s.scan(ctx, &locked, "SELECT sha256 FROM data_contents WHERE workspace_id = ? AND sha256 = ?"+s.forUpdate(), ws, hash)
		if err != nil {
			return freed, err
		}
		n, err := s.exec(ctx, `DELETE FROM data_contents WHERE workspace_id = ? AND sha256 = ? AND NOT EXISTS (SELECT 1 FROM data_files f
			WHERE f.workspace_id = data_contents.workspace_id AND f.sha256 = data_contents.sha256)`, ws, hash)
		if err != nil {
			return freed, err
		}
		if n > 0 {
			freed = append(freed, hash)
		}
	}
	return freed, nil
}

// FreeDataContent reports whether no request of the workspace has the content, so that its
// bytes are to be removed before the transaction ends: until then nobody can add it.
func (s *Store) FreeDataContent(ctx context.Context, ws, hash string) (freed bool, err error) {
	var known []string
	if err := s.scan(ctx, &known, "SELECT id FROM workspaces WHERE id = ?", ws); err != nil || len(known) == 0 {
		return err == nil, err
	}
	// The row is made to be locked: a transaction that adds the content at this moment has
	// made it and is waited for.
	_, err = s.exec(ctx, `INSERT INTO data_contents (workspace_id, sha256, size) VALUES (?, ?, 0)
		ON CONFLICT (workspace_id, sha256) DO NOTHING`, ws, hash)
	if err != nil {
		return false, err
	}
	list, err := s.freeContents(ctx, ws, []string{hash})
	return len(list) > 0, err
}

// EachDataContent calls fn for every stored content of the installation.
func (s *Store) EachDataContent(ctx context.Context, fn func(ws, hash string, size int64) error) error {
	var ws, hash string
	for {
		rows, err := of[dataContentRow](s.db).Where("(workspace_id, sha256) > (?, ?)", ws, hash).
			Order("workspace_id, sha256").Limit(streamsPerBatch).Find(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := fn(r.WorkspaceID, r.SHA256, r.Size); err != nil {
				return err
			}
		}
		ws, hash = rows[len(rows)-1].WorkspaceID, rows[len(rows)-1].SHA256
	}
}

// SetKnownSince stores since when the person knows the controller of a request; the zero
// Date takes it back. It returns [dsar.CodeNotFound] if there is no such request.
func (s *Store) SetKnownSince(ctx context.Context, ws, requestID string, since civil.Date) error {
	n, err := s.exec(ctx, "UPDATE requests SET known_since = ?, version = version + 1 WHERE workspace_id = ? AND id = ?", dayOf(since), ws, requestID)
	if err == nil && n == 0 {
		return dsar.NotFound("request")
	}
	return err
}
