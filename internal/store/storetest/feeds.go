package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

func testFeeds(t *testing.T, open opener) {
	add := func(t *testing.T, w *world, s side, hash string, at time.Time) dsar.Feed {
		t.Helper()
		f := dsar.Feed{ID: newID(t), WorkspaceID: s.ws.ID, UserID: s.user.ID, Name: "phone", Hash: hash, WithNames: true, CreatedAt: at}
		must(t, w.InsertFeed(w.ctx, f))
		return f
	}
	t.Run("a feed is found by its hash and listed, the newest first", func(t *testing.T) {
		w := newWorld(t, open)
		first, second := add(t, w, w.mine, "aa", now), add(t, w, w.mine, "bb", now.Add(time.Hour))
		wantEqual(t, ok(w.FeedByHash(w.ctx, "aa"))(t), first)
		wantEqual(t, ok(w.Feeds(w.ctx, w.mine.ws.ID, w.mine.user.ID))(t), []dsar.Feed{second, first})
		_, err := w.FeedByHash(w.ctx, "cc")
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.feed")
	})
	t.Run("the day of its use only moves forward", func(t *testing.T) {
		w := newWorld(t, open)
		f := add(t, w, w.mine, "aa", now)
		for _, on := range []string{"2026-03-10", "2026-03-11", "2026-03-09"} {
			must(t, w.TouchFeed(w.ctx, f, day(on)))
		}
		f.LastUsedOn = day("2026-03-11")
		wantEqual(t, ok(w.FeedByHash(w.ctx, "aa"))(t), f)
	})
	t.Run("remembers what it handed out until that is dropped", func(t *testing.T) {
		w := newWorld(t, open)
		f := add(t, w, w.mine, "aa", now)
		first := dsar.FeedDay{UID: "a", On: day("2026-03-10"), Digest: "x", ChangedAt: now}
		second := dsar.FeedDay{UID: "b", On: day("2026-04-10"), Digest: "y", ChangedAt: now}
		must(t, w.KeepFeedDays(w.ctx, f, []dsar.FeedDay{second, first}))
		wantEqual(t, ok(w.FeedDays(w.ctx, f))(t), []dsar.FeedDay{first, second})
		first.Sequence, first.Gone, first.ChangedAt = 3, true, now.Add(time.Hour)
		must(t, w.KeepFeedDays(w.ctx, f, []dsar.FeedDay{first}))
		wantEqual(t, ok(w.FeedDays(w.ctx, f))(t), []dsar.FeedDay{first, second})
		must(t, w.ForgetFeedDays(w.ctx, f, day("2026-04-01")))
		wantEqual(t, ok(w.FeedDays(w.ctx, f))(t), []dsar.FeedDay{second})
	})
	t.Run("only its user can delete it, with what it remembers", func(t *testing.T) {
		w := newWorld(t, open)
		f := add(t, w, w.mine, "aa", now)
		kept := []dsar.FeedDay{{UID: "a", On: day("2026-03-10"), Digest: "x", ChangedAt: now}}
		must(t, w.KeepFeedDays(w.ctx, f, kept))
		wantCode(t, w.DeleteFeed(w.ctx, w.them.ws.ID, w.them.user.ID, f.ID), dsar.CodeNotFound)
		wantEqual(t, ok(w.FeedDays(w.ctx, f))(t), kept)
		must(t, w.DeleteFeed(w.ctx, w.mine.ws.ID, w.mine.user.ID, f.ID))
		wantCode(t, w.DeleteFeed(w.ctx, w.mine.ws.ID, w.mine.user.ID, f.ID), dsar.CodeNotFound)
	})
}
