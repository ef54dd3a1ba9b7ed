package store

import (
	"context"
	"errors"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

type feedRow struct {
	ID          string
	WorkspaceID string
	UserID      string
	Name        string
	Hash        string
	WithNames   bool
	CreatedAt   instant
	LastUsedOn  day
}

func (feedRow) TableName() string { return "feeds" }

func (r feedRow) toDomain() dsar.Feed {
	return dsar.Feed{
		ID: r.ID, WorkspaceID: r.WorkspaceID, UserID: r.UserID, Name: r.Name, Hash: r.Hash, WithNames: r.WithNames,
		CreatedAt: r.CreatedAt.time(), LastUsedOn: r.LastUsedOn.date(),
	}
}

type feedDayRow struct {
	WorkspaceID string
	FeedID      string
	UID         string `gorm:"column:uid"`
	OnDay       day
	Digest      string
	Sequence    int
	ChangedAt   instant
	Gone        bool
}

func (feedDayRow) TableName() string { return "feed_days" }

func (r feedDayRow) toDomain() dsar.FeedDay {
	return dsar.FeedDay{
		UID: r.UID, On: r.OnDay.date(), Digest: r.Digest, Sequence: r.Sequence, ChangedAt: r.ChangedAt.time(), Gone: r.Gone,
	}
}

// InsertFeed stores a new feed.
func (s *Store) InsertFeed(ctx context.Context, f dsar.Feed) error {
	_, err := s.exec(ctx, `INSERT INTO feeds (workspace_id, id, user_id, name, hash, with_names, created_at, last_used_on)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, f.WorkspaceID, f.ID, f.UserID, f.Name, f.Hash, f.WithNames, instantOf(f.CreatedAt), dayOf(f.LastUsedOn))
	return missingOwner(err, "user")
}

// FeedByHash returns the feed whose secret has the hash, or [dsar.CodeNotFound]. A feed
// whose user is no longer a member of its workspace is not found.
func (s *Store) FeedByHash(ctx context.Context, hash string) (dsar.Feed, error) {
	var rows []feedRow
	err := s.scan(ctx, &rows, `SELECT f.* FROM feeds f JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id
		WHERE f.hash = ?`, hash)
	if err = found(err); err != nil {
		return dsar.Feed{}, err
	}
	if len(rows) == 0 {
		return dsar.Feed{}, dsar.NotFound("feed")
	}
	return rows[0].toDomain(), nil
}

// TouchFeed notes the day on which a feed was fetched; it writes once a day.
func (s *Store) TouchFeed(ctx context.Context, f dsar.Feed, on civil.Date) error {
	_, err := s.exec(ctx, `UPDATE feeds SET last_used_on = ? WHERE workspace_id = ? AND id = ?
		AND (last_used_on IS NULL OR last_used_on < ?)`, dayOf(on), f.WorkspaceID, f.ID, dayOf(on))
	return err
}

// Feeds returns a user's feeds, the newest first.
func (s *Store) Feeds(ctx context.Context, ws, userID string) ([]dsar.Feed, error) {
	var rows []feedRow
	err := s.scan(ctx, &rows, "SELECT * FROM feeds WHERE workspace_id = ? AND user_id = ? ORDER BY created_at DESC, id DESC", ws, userID)
	return toDomain(rows, feedRow.toDomain), found(err)
}

// DeleteFeed deletes one of a user's feeds with what it remembers, or returns
// [dsar.CodeNotFound].
func (s *Store) DeleteFeed(ctx context.Context, ws, userID, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		_, err := tx.exec(ctx, `DELETE FROM feed_days WHERE workspace_id = ? AND feed_id IN (
			SELECT id FROM feeds WHERE workspace_id = ? AND user_id = ? AND id = ?)`, ws, ws, userID, id)
		if errors.Is(err, errUnstorable) { // PostgreSQL refuses what else the transaction asks
			return dsar.NotFound("feed")
		}
		if err != nil {
			return err
		}
		n, err := tx.exec(ctx, "DELETE FROM feeds WHERE workspace_id = ? AND user_id = ? AND id = ?", ws, userID, id)
		if err == nil && n == 0 {
			return dsar.NotFound("feed")
		}
		return err
	})
}

// FeedDays returns what a feed handed out last. Within a transaction on PostgreSQL no
// other can change it until that ends.
func (s *Store) FeedDays(ctx context.Context, f dsar.Feed) ([]dsar.FeedDay, error) {
	if s.inTx && s.dialect == Postgres {
		var ids []string
		if err := s.scan(ctx, &ids, "SELECT id FROM feeds WHERE workspace_id = ? AND id = ? FOR UPDATE", f.WorkspaceID, f.ID); err != nil {
			return nil, err
		}
	}
	var rows []feedDayRow
	err := s.scan(ctx, &rows, "SELECT * FROM feed_days WHERE workspace_id = ? AND feed_id = ? ORDER BY on_day, uid", f.WorkspaceID, f.ID)
	return toDomain(rows, feedDayRow.toDomain), err
}

// KeepFeedDays stores days as a feed hands them out now, in place of those with the same
// UID.
func (s *Store) KeepFeedDays(ctx context.Context, f dsar.Feed, days []dsar.FeedDay) error {
	for _, d := range days {
		_, err := s.exec(ctx, `INSERT INTO feed_days (workspace_id, feed_id, uid, on_day, digest, sequence, changed_at, gone)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workspace_id, feed_id, uid) DO UPDATE SET on_day = excluded.on_day,
			digest = excluded.digest, sequence = excluded.sequence, changed_at = excluded.changed_at, gone = excluded.gone`,
			f.WorkspaceID, f.ID, d.UID, dayOf(d.On), d.Digest, d.Sequence, instantOf(d.ChangedAt), d.Gone)
		if err := missingOwner(err, "feed"); err != nil {
			return err
		}
	}
	return nil
}

// ForgetFeedDays drops what a feed remembers of days before the given one.
func (s *Store) ForgetFeedDays(ctx context.Context, f dsar.Feed, before civil.Date) error {
	_, err := s.exec(ctx, "DELETE FROM feed_days WHERE workspace_id = ? AND feed_id = ? AND on_day < ?", f.WorkspaceID, f.ID, dayOf(before))
	return err
}
