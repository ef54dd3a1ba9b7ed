package storetest

import (
	"fmt"
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testPace(t *testing.T, open opener) {
	const perMinute = 3
	enqueueTo := func(t *testing.T, w *world, to, kind string) dsar.OutboxMail {
		t.Helper()
		m := newMail(t, w.mine.request, now)
		m.To, m.Kind = to, kind
		must(t, w.Enqueue(w.ctx, m))
		return m
	}
	claimAll := func(t *testing.T, w *world, at time.Time) (sent []dsar.OutboxMail) {
		t.Helper()
		for {
			mails := ok(w.ClaimPaced(w.ctx, store.OutboxClaim{Now: at, Lease: lease, Limit: 2, PerMinute: perMinute}))(t)
			if len(mails) == 0 {
				return sent
			}
			for _, m := range mails {
				must(t, w.FinishAttempt(w.ctx, m, dsar.OutboxAccepted, "250", at, time.Time{}))
			}
			sent = append(sent, mails...)
		}
	}
	t.Run("a domain gets so many a minute, and the rest at a moment of its own", func(t *testing.T) {
		w := newWorld(t, open)
		for i := range 8 {
			enqueueTo(t, w, fmt.Sprintf("Somebody <%d@Busy.example>", i), "letter")
		}
		for minute, want := range []int{3, 3, 2, 0} {
			at := now.Add(time.Duration(minute) * time.Minute)
			for _, m := range claimAll(t, w, at) {
				wantEqual(t, m.Attempts, 1) // waiting is no attempt
				want--
			}
			wantEqual(t, want, 0)
			wantEqual(t, len(claimAll(t, w, at.Add(59*time.Second))), 0)
		}
	})
	t.Run("what goes elsewhere does not wait, and reminders do not hold up a letter", func(t *testing.T) {
		w := newWorld(t, open)
		for range 20 {
			enqueueTo(t, w, "a@busy.example", "reminder")
		}
		wantEqual(t, len(claimAll(t, w, now)), 3)
		letter, other := enqueueTo(t, w, "b@busy.example", "letter"), enqueueTo(t, w, "a@other.example", "reminder")
		got := claimAll(t, w, now)
		wantEqual(t, len(got), 2)
		wantEqual(t, got[0].ID, letter.ID)
		wantEqual(t, got[1].ID, other.ID)
	})
	t.Run("after a standstill those that waited do not come all at once", func(t *testing.T) {
		w := newWorld(t, open)
		for range 12 {
			enqueueTo(t, w, "a@busy.example", "letter")
		}
		wantEqual(t, len(claimAll(t, w, now)), 3)
		wantEqual(t, len(claimAll(t, w, now.Add(time.Hour))), 3)
	})
	t.Run("several workers keep to it together", func(t *testing.T) {
		w := newWorld(t, open)
		for range 30 {
			enqueueTo(t, w, "a@busy.example", "letter")
		}
		claimed := claimAtOnce(t, 4, func() ([]string, error) {
			mails, err := w.ClaimPaced(w.ctx, store.OutboxClaim{Now: now, Lease: lease, Limit: 2, PerMinute: perMinute})
			var ids []string
			for _, m := range mails {
				ids = append(ids, m.ID)
			}
			return ids, err
		})
		wantOnce(t, claimed, perMinute)
	})
	t.Run("what was counted is forgotten", func(t *testing.T) {
		w := newWorld(t, open)
		enqueueTo(t, w, "a@busy.example", "letter")
		claimAll(t, w, now)
		must(t, w.ForgetDomains(w.ctx, now.Add(time.Hour)))
		var n int
		must(t, w.SQL().QueryRowContext(w.ctx, "SELECT COUNT(*) FROM mail_domains").Scan(&n))
		wantEqual(t, n, 0)
	})
}
