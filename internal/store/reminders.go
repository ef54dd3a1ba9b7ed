package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"recourse/internal/dsar"
)

type reminderRow struct {
	WorkspaceID  string
	SubjectOf    string
	Kind         string
	ClockVersion int
	RecipientID  string
	RequestID    string
	Day          day
	State        string
	LeaseUntil   instant
	CreatedAt    instant
	SentAt       instant
	OutboxID     string
}

func (reminderRow) TableName() string { return "reminders" }

func reminderRowOf(r dsar.Reminder) reminderRow {
	return reminderRow{
		WorkspaceID: r.WorkspaceID, SubjectOf: r.SubjectOf, Kind: r.Kind, ClockVersion: r.ClockVersion, RecipientID: r.RecipientID,
		RequestID: r.RequestID, Day: dayOf(r.Date), State: string(r.State), CreatedAt: instantOf(r.CreatedAt),
		SentAt: instantOf(r.SentAt), OutboxID: r.OutboxID,
	}
}

func (r reminderRow) toDomain() dsar.Reminder {
	return dsar.Reminder{
		SubjectOf: r.SubjectOf, Kind: r.Kind, ClockVersion: r.ClockVersion, RecipientID: r.RecipientID, WorkspaceID: r.WorkspaceID,
		RequestID: r.RequestID, Date: r.Day.date(), State: dsar.ReminderState(r.State), CreatedAt: r.CreatedAt.time(),
		SentAt: r.SentAt.time(), OutboxID: r.OutboxID,
	}
}

// ClaimReminders takes up to limit pending reminders of one recipient, the one whose
// reminder has waited longest, and gives each a lease: until it ends, no other call
// returns the reminder. Two callers at once do not share a recipient's reminders: the
// second waits for the first and gets what it has left. So nothing is returned although
// other recipients wait, if the first has left nothing.
func (s *Store) ClaimReminders(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]dsar.Reminder, error) {
	rows, err := of[reminderRow](s.db).Raw(`WITH next AS MATERIALIZED (
			SELECT workspace_id, recipient_id FROM reminders
			WHERE state = 'pending' AND ready_at <= ?
			ORDER BY ready_at LIMIT 1),
		picked AS MATERIALIZED (
			SELECT r.workspace_id, r.subject_of, r.kind, r.clock_version, r.recipient_id
			FROM next n JOIN reminders r ON r.workspace_id = n.workspace_id AND r.recipient_id = n.recipient_id
			WHERE r.state = 'pending' AND r.ready_at <= ?
			ORDER BY r.ready_at, r.subject_of, r.kind LIMIT ?`+s.locked("r")+`)
		UPDATE reminders SET lease_until = ? WHERE (workspace_id, subject_of, kind, clock_version, recipient_id) IN (
			SELECT workspace_id, subject_of, kind, clock_version, recipient_id FROM picked) RETURNING *`,
		instantOf(now), instantOf(now), limit, instantOf(now.Add(lease))).Find(ctx)
	slices.SortFunc(rows, func(a, b reminderRow) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.SubjectOf, b.SubjectOf), cmp.Compare(a.Kind, b.Kind))
	})
	return toDomain(rows, reminderRow.toDomain), found(err)
}

// FinishReminder notes what became of a pending reminder and ends its lease. State
// pending gives it back for another claim. It returns [dsar.CodeStale] if the
// reminder is not pending any more.
func (s *Store) FinishReminder(ctx context.Context, r dsar.Reminder, state dsar.ReminderState, outboxID string, at time.Time) error {
	sentAt := instant("")
	if state == dsar.ReminderSent {
		sentAt = instantOf(at)
	}
	n, err := s.exec(ctx, `UPDATE reminders SET state = ?, outbox_id = ?, sent_at = ?, lease_until = NULL
		WHERE workspace_id = ? AND subject_of = ? AND kind = ? AND clock_version = ? AND recipient_id = ? AND state = 'pending'`,
		string(state), outboxID, sentAt, r.WorkspaceID, r.SubjectOf, r.Kind, r.ClockVersion, r.RecipientID)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// FailReminder notes that a pending reminder could not be told, and when to try again. It
// returns [dsar.CodeStale] if the reminder is not pending any more.
func (s *Store) FailReminder(ctx context.Context, r dsar.Reminder, until time.Time) error {
	n, err := s.exec(ctx, `UPDATE reminders SET state = 'failed', lease_until = ?
		WHERE workspace_id = ? AND subject_of = ? AND kind = ? AND clock_version = ? AND recipient_id = ? AND state = 'pending'`,
		instantOf(until), r.WorkspaceID, r.SubjectOf, r.Kind, r.ClockVersion, r.RecipientID)
	if err == nil && n == 0 {
		return dsar.NewError(dsar.CodeStale, "error.stale", nil)
	}
	return err
}

// retryFailed makes pending again what could not be told and has waited long enough.
func (s *Store) retryFailed(ctx context.Context, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE reminders SET state = 'pending', lease_until = NULL
		WHERE state = 'failed' AND (lease_until IS NULL OR lease_until <= ? OR lease_until > ?)`, instantOf(now), instantOf(now.Add(longestHold)))
	return err
}

// InsertReminder writes a reminder that can be claimed from an instant on. One with the
// same key stays as it is.
func (s *Store) InsertReminder(ctx context.Context, r dsar.Reminder, from time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO reminders (workspace_id, subject_of, kind, clock_version, recipient_id, request_id, day, state, created_at, lease_until, outbox_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING`,
		r.WorkspaceID, r.SubjectOf, r.Kind, r.ClockVersion, r.RecipientID, r.RequestID, dayOf(r.Date), string(r.State), instantOf(r.CreatedAt), instantOf(from))
	return err
}

// longestHold is longer than any reminder is held: over all days of a week.
const longestHold = 8 * 24 * time.Hour

// freeFromTheFuture lets reminders be claimed at once that were written, or are held, by a
// clock that was wrong and has been set back since: they would wait until it says so.
func (s *Store) freeFromTheFuture(ctx context.Context, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE reminders SET created_at = ?, lease_until = NULL
		WHERE state = 'pending' AND ready_at > ? AND (created_at > ? OR lease_until > ?)`,
		instantOf(now), instantOf(now), instantOf(now), instantOf(now.Add(longestHold)))
	return err
}

// RemindersAbout returns the reminders about requests and the complaints about them, to
// whomever: those that went out first, in the order in which they did. Those that were
// withdrawn before they went out are left out.
func (s *Store) RemindersAbout(ctx context.Context, ws string, requestIDs []string) ([]dsar.Reminder, error) {
	return s.remindersAbout(ctx, ws, requestIDs, " AND state <> 'obsolete'")
}

// AllReminders is [Store.RemindersAbout] with those that were withdrawn.
func (s *Store) AllReminders(ctx context.Context, ws string, requestIDs []string) ([]dsar.Reminder, error) {
	return s.remindersAbout(ctx, ws, requestIDs, "")
}

func (s *Store) remindersAbout(ctx context.Context, ws string, requestIDs []string, condition string) ([]dsar.Reminder, error) {
	rows, err := of[reminderRow](s.db).Raw("SELECT * FROM reminders WHERE workspace_id = ? AND subject_of IN ?"+condition+
		" UNION ALL SELECT * FROM reminders WHERE workspace_id = ? AND request_id IN ? AND subject_of <> request_id"+condition,
		ws, requestIDs, ws, requestIDs).Find(ctx)
	slices.SortFunc(rows, func(a, b reminderRow) int {
		return cmp.Or(cmp.Compare(sortLast(a.SentAt), sortLast(b.SentAt)), cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.Kind, b.Kind))
	})
	return toDomain(rows, reminderRow.toDomain), found(err)
}

// ToldSince returns up to limit reminders that went out to a user, with mails that were
// accepted, since the instant: in the order in which they did.
func (s *Store) ToldSince(ctx context.Context, ws, userID string, since time.Time, limit int) ([]dsar.Reminder, error) {
	rows, err := of[reminderRow](s.db).Raw(`SELECT r.* FROM reminders r JOIN outbox o ON o.workspace_id = r.workspace_id AND o.id = r.outbox_id
		WHERE r.workspace_id = ? AND r.recipient_id = ? AND r.state = 'sent' AND r.sent_at >= ? AND o.state IN ('accepted', 'delivered')
		ORDER BY r.sent_at, r.subject_of, r.kind`+limitTo(limit), ws, userID, instantOf(since)).Find(ctx)
	return toDomain(rows, reminderRow.toDomain), found(err)
}

// sortLast puts what has not happened behind everything that has.
func sortLast(at instant) instant {
	if at == "" {
		return "9999"
	}
	return at
}

// HoldReminder gives a pending reminder back for a claim from the instant on.
func (s *Store) HoldReminder(ctx context.Context, r dsar.Reminder, until time.Time) error {
	_, err := s.exec(ctx, `UPDATE reminders SET lease_until = ?
		WHERE workspace_id = ? AND subject_of = ? AND kind = ? AND clock_version = ? AND recipient_id = ? AND state = 'pending'`,
		instantOf(until), r.WorkspaceID, r.SubjectOf, r.Kind, r.ClockVersion, r.RecipientID)
	return err
}

// PendingReminders returns a user's reminders that have not gone out, by the date
// they speak of.
func (s *Store) PendingReminders(ctx context.Context, ws, userID string, limit int) ([]dsar.Reminder, error) {
	rows, err := of[reminderRow](s.db).
		Where("workspace_id = ? AND recipient_id = ? AND state = 'pending'", ws, userID).
		Order("day, subject_of, kind").Limit(limit).Find(ctx)
	return toDomain(rows, reminderRow.toDomain), found(err)
}

// CountPendingReminders counts what [Store.PendingReminders] returns.
func (s *Store) CountPendingReminders(ctx context.Context, ws, userID string, limit int) (int, error) {
	var n int
	err := s.scan(ctx, &n, `SELECT COUNT(*) FROM (SELECT 1 FROM reminders
		WHERE workspace_id = ? AND recipient_id = ? AND state = 'pending'`+limitTo(limit)+`) AS counted`, ws, userID)
	return n, err
}
