package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"
	"time"

	"recourse/internal/dsar"
)

type incomingRow struct {
	ID          string
	WorkspaceID string
	DedupKey    string
	CopyFor     string
	Door        string
	MailFrom    string
	Recipients  list
	RawHash     string
	Size        int64
	ReceivedAt  instant
	State       string
	Reason      string
	Attempts    int
	NotBefore   instant
	LeaseUntil  instant
	RequestID   string
	MessageID   string
	Subject     string
	FromAddress string
	MailID      string
	Thread      list
	Excerpt     string
	WrittenAt   instant
	Proposals   proposals
	Notes       list
	DecidedBy   string
	DecidedAt   instant
	Version     int
}

func (incomingRow) TableName() string { return "incoming" }

// incomingRawRow is the bytes of mails that are not filed yet.
type incomingRawRow struct {
	Hash    string
	Content []byte
}

func (incomingRawRow) TableName() string { return "incoming_raw" }

func incomingRowOf(m dsar.Incoming) incomingRow {
	notBefore := m.NotBefore
	if notBefore.IsZero() {
		notBefore = m.ReceivedAt
	}
	return incomingRow{
		ID: m.ID, WorkspaceID: m.WorkspaceID, DedupKey: m.DedupKey, CopyFor: m.CopyFor, Door: string(m.Door),
		MailFrom: m.MailFrom, Recipients: m.Recipients, RawHash: m.RawHash, Size: m.Size, ReceivedAt: instantOf(m.ReceivedAt),
		State: string(m.State), Reason: m.Reason, Attempts: m.Attempts, NotBefore: instantOf(notBefore), LeaseUntil: instantOf(m.LeaseUntil),
		RequestID: m.RequestID, MessageID: m.MessageID, Subject: m.Subject, FromAddress: m.From, MailID: m.MailID, Thread: m.Thread,
		Excerpt: m.Excerpt, WrittenAt: instantOf(m.WrittenAt), Proposals: m.Proposals, Notes: m.Notes,
		DecidedBy: m.DecidedBy, DecidedAt: instantOf(m.DecidedAt), Version: max(m.Version, 1),
	}
}

func (r incomingRow) toDomain() dsar.Incoming {
	return dsar.Incoming{
		ID: r.ID, WorkspaceID: r.WorkspaceID, DedupKey: r.DedupKey, CopyFor: r.CopyFor, Door: dsar.Door(r.Door),
		MailFrom: r.MailFrom, Recipients: r.Recipients, RawHash: r.RawHash, Size: r.Size, ReceivedAt: r.ReceivedAt.time(),
		State: dsar.IncomingState(r.State), Reason: r.Reason, Attempts: r.Attempts, NotBefore: r.NotBefore.time(), LeaseUntil: r.LeaseUntil.time(),
		RequestID: r.RequestID, MessageID: r.MessageID, Subject: r.Subject, From: r.FromAddress, MailID: r.MailID, Thread: r.Thread,
		Excerpt: r.Excerpt, WrittenAt: r.WrittenAt.time(), Proposals: r.Proposals, Notes: r.Notes,
		DecidedBy: r.DecidedBy, DecidedAt: r.DecidedAt.time(), Version: r.Version,
	}
}

// PutIncoming stores a mail with its bytes and returns true, or false if it is there
// already. A second arrival that names recipients whom the first did not is read
// again: it may be a blind copy to another request.
func (s *Store) PutIncoming(ctx context.Context, m dsar.Incoming, raw []byte) (fresh bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if fresh, err = tx.insertIncoming(ctx, m); err != nil {
			return err
		}
		if !fresh {
			return tx.addRecipients(ctx, m)
		}
		return tx.keepRaw(ctx, m.RawHash, raw)
	})
	return fresh, err
}

func (s *Store) insertIncoming(ctx context.Context, m dsar.Incoming) (bool, error) {
	row := incomingRowOf(m)
	n, err := s.exec(ctx, `INSERT INTO incoming (id, workspace_id, dedup_key, copy_for, door, mail_from, recipients, raw_hash, size,
			received_at, state, reason, attempts, not_before, request_id, message_id, subject, from_address, mail_id, thread,
			excerpt, written_at, proposals, notes, decided_by, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (dedup_key, copy_for) DO NOTHING`,
		row.ID, row.WorkspaceID, row.DedupKey, row.CopyFor, row.Door, row.MailFrom, row.Recipients, row.RawHash, row.Size,
		row.ReceivedAt, row.State, row.Reason, row.NotBefore, row.RequestID, row.MessageID, row.Subject, row.FromAddress, row.MailID, row.Thread,
		row.Excerpt, row.WrittenAt, row.Proposals, row.Notes, row.DecidedBy)
	return n > 0, err
}

func (s *Store) addRecipients(ctx context.Context, m dsar.Incoming) error {
	var rows []incomingRow
	err := s.scan(ctx, &rows, "SELECT * FROM incoming WHERE dedup_key = ? AND copy_for = ?"+s.forUpdate(), m.DedupKey, m.CopyFor)
	if err != nil || len(rows) == 0 {
		return err
	}
	merged := slices.Clone(rows[0].Recipients)
	for _, recipient := range m.Recipients {
		if !slices.Contains(merged, recipient) {
			merged = append(merged, recipient)
		}
	}
	if len(merged) == len(rows[0].Recipients) {
		return nil
	}
	_, err = s.exec(ctx, `UPDATE incoming SET recipients = ?, state = 'stored', reason = '', attempts = 0, not_before = ?, lease_until = NULL,
		version = version + 1 WHERE id = ?`, merged, instantOf(m.ReceivedAt), rows[0].ID)
	return err
}

func (s *Store) keepRaw(ctx context.Context, hash string, raw []byte) error {
	if raw == nil {
		raw = []byte{}
	}
	_, err := s.exec(ctx, "INSERT INTO incoming_raw (hash, content) VALUES (?, ?) ON CONFLICT DO NOTHING", hash, raw)
	return err
}

// ClaimIncoming takes up to limit mails that are to be read, the longest waiting
// first, and gives each a lease, as [Store.ClaimOutbox] does. Attempts has been raised
// by one in what is returned.
func (s *Store) ClaimIncoming(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]dsar.Incoming, error) {
	rows, err := of[incomingRow](s.db).Raw(`WITH picked AS MATERIALIZED (
			SELECT id FROM incoming WHERE state = 'stored' AND ready_at <= ? ORDER BY ready_at, id LIMIT ?`+s.skipLocked()+`)
		UPDATE incoming SET attempts = attempts + 1, lease_until = ? WHERE id IN (SELECT id FROM picked) RETURNING *`,
		instantOf(now), limit, instantOf(now.Add(lease))).Find(ctx)
	slices.SortFunc(rows, func(a, b incomingRow) int {
		if a.ReceivedAt != b.ReceivedAt {
			return cmp.Compare(string(a.ReceivedAt), string(b.ReceivedAt))
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return toDomain(rows, incomingRow.toDomain), found(err)
}

// FinishIncoming stores what the reading that m was claimed for came to. It returns
// [dsar.CodeStale] if the lease ended and somebody else has the mail now, or a person
// has decided about it meanwhile. The transaction it is in has to be given up then.
func (s *Store) FinishIncoming(ctx context.Context, m dsar.Incoming) error {
	return s.writeIncoming(ctx, m, "id = ? AND version = ? AND state = 'stored' AND attempts = ?", m.ID, m.Version, m.Attempts)
}

// UpdateIncoming stores what a person decided about a mail of the workspace and raises
// its version. It returns [dsar.CodeStale] if version is not the stored one.
func (s *Store) UpdateIncoming(ctx context.Context, m dsar.Incoming, version int) error {
	return s.writeIncoming(ctx, m, "workspace_id = ? AND id = ? AND version = ?", m.WorkspaceID, m.ID, version)
}

func (s *Store) writeIncoming(ctx context.Context, m dsar.Incoming, guard string, guardArgs ...any) error {
	row := incomingRowOf(m)
	args := append([]any{
		row.WorkspaceID, row.State, row.Reason, row.Attempts, row.NotBefore, row.RequestID, row.MessageID, row.Subject,
		row.FromAddress, row.MailID, row.Thread, row.Excerpt, row.WrittenAt, row.Proposals, row.Notes, row.DecidedBy, row.DecidedAt,
	}, guardArgs...)
	n, err := s.exec(ctx, `UPDATE incoming SET workspace_id = ?, state = ?, reason = ?, attempts = ?, not_before = ?, lease_until = NULL,
		request_id = ?, message_id = ?, subject = ?, from_address = ?, mail_id = ?, thread = ?, excerpt = ?, written_at = ?, proposals = ?, notes = ?,
		decided_by = ?, decided_at = ?, version = version + 1 WHERE `+guard, args...)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// CopyIncoming stores a further copy of a mail for the request in m.CopyFor, to be
// filed there, unless there is one. The bytes are those of the first.
func (s *Store) CopyIncoming(ctx context.Context, m dsar.Incoming) error {
	_, err := s.insertIncoming(ctx, m)
	return err
}

// Incoming returns one mail of the workspace, or [dsar.CodeNotFound].
func (s *Store) Incoming(ctx context.Context, ws, id string) (dsar.Incoming, error) {
	if ws == "" {
		return dsar.Incoming{}, dsar.NotFound("incoming")
	}
	row, err := of[incomingRow](s.db).Where("workspace_id = ? AND id = ?", ws, id).Take(ctx)
	row, err = one(row, err, "incoming")
	return row.toDomain(), err
}

// IncomingRaw returns the bytes of a mail, or [dsar.CodeNotFound] if they are gone with
// the request that it was filed with.
func (s *Store) IncomingRaw(ctx context.Context, m dsar.Incoming) ([]byte, error) {
	row, err := of[incomingRawRow](s.db).Where("hash = ?", m.RawHash).Take(ctx)
	if row, err = one(row, err, "incoming"); dsar.CodeOf(err) != dsar.CodeNotFound {
		return row.Content, err
	}
	return s.Raw(ctx, m.WorkspaceID, m.RawHash)
}

// DropIncomingRaw deletes the bytes under a hash if every mail that has them is filed and
// a message of its workspace has them too. A mail that was filed as one that is known has
// no message of its own, and may have other bytes.
func (s *Store) DropIncomingRaw(ctx context.Context, hash string) error {
	_, err := s.exec(ctx, `DELETE FROM incoming_raw WHERE hash = ? AND NOT EXISTS (
		SELECT 1 FROM incoming m WHERE m.raw_hash = ? AND (m.state <> 'assigned' OR NOT EXISTS (
			SELECT 1 FROM blobs b WHERE b.workspace_id = m.workspace_id AND b.hash = m.raw_hash)))`, hash, hash)
	return err
}

// KeepIncomingRaw stores the bytes of a mail that is no longer filed.
func (s *Store) KeepIncomingRaw(ctx context.Context, hash string, raw []byte) error {
	return s.keepRaw(ctx, hash, raw)
}

// IncomingFilter says which mails of a workspace to list.
type IncomingFilter struct {
	States []dsar.IncomingState // all if empty
	Cursor string
	Limit  int // 20 if 0, 100 at most
}

const incomingOrder = "received"

// IncomingMails returns mails of the workspace, the latest first, and the cursor of
// the next page.
func (s *Store) IncomingMails(ctx context.Context, ws string, f IncomingFilter) ([]dsar.Incoming, string, error) {
	limit := pageLimit(f.Limit, 20)
	query := of[incomingRow](s.db).Where("workspace_id = ? AND workspace_id <> ''", ws)
	if len(f.States) > 0 {
		query = query.Where("state IN ?", f.States)
	}
	if f.Cursor != "" {
		at, err := parseCursor(f.Cursor, incomingOrder)
		if err != nil {
			return nil, "", err
		}
		query = query.Where("(received_at, id) < (?, ?)", instant(at.Key), at.ID)
	}
	rows, err := query.Order("received_at DESC, id DESC").Limit(limit + 1).Find(ctx)
	if err = found(err); err != nil {
		return nil, "", err
	}
	page, next := cutPage(rows, limit, func(r incomingRow) cursor {
		return cursor{Sort: incomingOrder, Key: string(r.ReceivedAt), ID: r.ID}
	})
	return toDomain(page, incomingRow.toDomain), next, nil
}

// CountIncoming counts the mails of the workspace in the given states.
func (s *Store) CountIncoming(ctx context.Context, ws string, states ...dsar.IncomingState) (int, error) {
	var n int
	err := s.scan(ctx, &n, "SELECT COUNT(*) FROM incoming WHERE workspace_id = ? AND workspace_id <> '' AND state IN ?", ws, states)
	return n, err
}

// IncomingOf returns the mails that were filed with a request, in the order in which they
// came.
func (s *Store) IncomingOf(ctx context.Context, ws, requestID string) ([]dsar.Incoming, error) {
	rows, err := of[incomingRow](s.db).Where("workspace_id = ? AND request_id = ? AND request_id <> ''", ws, requestID).
		Order("received_at, id").Find(ctx)
	return toDomain(rows, incomingRow.toDomain), found(err)
}

// CountIncomingOf counts the mails of the workspace that are the message.
func (s *Store) CountIncomingOf(ctx context.Context, ws, messageID string) (int, error) {
	var n int
	err := s.scan(ctx, &n, "SELECT COUNT(*) FROM incoming WHERE workspace_id = ? AND request_id <> '' AND message_id = ?", ws, messageID)
	return n, err
}

// RequeueIncoming marks mails to be read again and returns how many: those in the
// given states, of the workspace or, if it is "", of the installation. A mail that a
// person decided about stays as it is.
func (s *Store) RequeueIncoming(ctx context.Context, ws string, now time.Time, states ...dsar.IncomingState) (int, error) {
	return s.exec(ctx, `UPDATE incoming SET state = 'stored', reason = '', attempts = 0, not_before = ?, lease_until = NULL, version = version + 1
		WHERE (workspace_id = ? OR ? = '') AND state IN ? AND decided_by = ''`, instantOf(now), ws, ws, states)
}

// IncomingHealth counts the mails of the installation.
func (s *Store) IncomingHealth(ctx context.Context) (dsar.IncomingHealth, error) {
	var h dsar.IncomingHealth
	var counts []struct {
		State string
		Owned bool
		N     int
	}
	err := s.scan(ctx, &counts, `SELECT state, workspace_id <> '' AS owned, COUNT(*) AS n FROM incoming
		WHERE state IN ('stored', 'waiting', 'failed') GROUP BY state, workspace_id <> ''`)
	for _, c := range counts {
		switch dsar.IncomingState(c.State) {
		case dsar.IncomingStored:
			h.Unread += c.N
		case dsar.IncomingFailed:
			h.Failed += c.N
		case dsar.IncomingWaiting:
			if c.Owned {
				h.Waiting += c.N
			} else {
				h.Ownerless += c.N
			}
		case dsar.IncomingAssigned, dsar.IncomingRefused:
		}
	}
	if err != nil || h.Unread == 0 {
		return h, err
	}
	first, err := of[incomingRow](s.db).Where("state = 'stored'").Select("id, received_at").Order("received_at").Limit(1).Find(ctx)
	if len(first) > 0 {
		h.Oldest = first[0].ReceivedAt.time()
	}
	return h, err
}

// proposals is a column of proposals, as JSON.
type proposals []dsar.IncomingProposal

// Value implements [driver.Valuer].
func (p proposals) Value() (driver.Value, error) {
	if len(p) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]dsar.IncomingProposal(p))
	return string(text), err
}

// Scan implements sql.Scanner.
func (p *proposals) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	if *p = nil; text == "[]" || text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]dsar.IncomingProposal)(p))
}
