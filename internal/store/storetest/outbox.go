package storetest

import (
	"sync"
	"testing"
	"time"

	"recourse/internal/dsar"
)

func newMail(t *testing.T, r dsar.Request, at time.Time) dsar.OutboxMail {
	t.Helper()
	return dsar.OutboxMail{
		ID: newID(t), WorkspaceID: r.WorkspaceID, RequestID: r.ID, Kind: "letter", From: "me@example.org", To: "dpo@example.org",
		MailID: "<1@example.org>", Raw: []byte("From: me\r\n\r\nü\x00"), State: dsar.OutboxQueued, NotBefore: at, CreatedAt: at,
	}
}

const lease = 5 * time.Minute

func testOutbox(t *testing.T, open opener) {
	claim := func(t *testing.T, w *world, at time.Time) []dsar.OutboxMail {
		t.Helper()
		return ok(w.ClaimOutbox(w.ctx, at, lease, 10))(t)
	}
	enqueue := func(t *testing.T, w *world, at time.Time) dsar.OutboxMail {
		t.Helper()
		m := newMail(t, w.mine.request, at)
		must(t, w.Enqueue(w.ctx, m))
		return m
	}
	t.Run("a mail is claimed with its bytes once it is due, and by nobody else under the lease", func(t *testing.T) {
		w := newWorld(t, open)
		m := enqueue(t, w, now)
		enqueue(t, w, now.Add(time.Hour))
		wantEqual(t, len(claim(t, w, now.Add(-time.Second))), 0)
		m.State, m.Attempts, m.LeaseUntil, m.AttemptedAt = dsar.OutboxSending, 1, now.Add(lease), now
		wantEqual(t, claim(t, w, now), []dsar.OutboxMail{m})
		wantEqual(t, len(claim(t, w, now.Add(lease-time.Second))), 0)
	})
	t.Run("after the lease it is claimed again, as another attempt", func(t *testing.T) {
		w := newWorld(t, open)
		enqueue(t, w, now)
		claim(t, w, now)
		again := claim(t, w, now.Add(lease))
		if len(again) != 1 || again[0].Attempts != 2 {
			t.Errorf("got %v", again)
		}
	})
	t.Run("who claimed it holds it until the lease ends or another claims it", func(t *testing.T) {
		w := newWorld(t, open)
		enqueue(t, w, now)
		claimed := claim(t, w, now)[0]
		holds := func(m dsar.OutboxMail, until time.Time) bool { return ok(w.HoldsOutbox(w.ctx, m, until))(t) }
		wantEqual(t, holds(claimed, now.Add(lease)), true)
		wantEqual(t, holds(claimed, now.Add(lease+time.Second)), false)
		again := claim(t, w, now.Add(lease))[0]
		wantEqual(t, holds(claimed, now), false)
		wantEqual(t, holds(again, now.Add(lease)), true)
		must(t, w.FinishAttempt(w.ctx, again, dsar.OutboxAccepted, "250 ok", now, time.Time{}))
		wantEqual(t, holds(again, now), false)
	})
	t.Run("the limit and the order hold", func(t *testing.T) {
		w := newWorld(t, open)
		late, early := enqueue(t, w, now.Add(-time.Minute)), enqueue(t, w, now.Add(-time.Hour))
		first := ok(w.ClaimOutbox(w.ctx, now, lease, 1))(t)
		second := ok(w.ClaimOutbox(w.ctx, now, lease, 1))(t)
		wantEqual(t, []string{first[0].ID, second[0].ID}, []string{early.ID, late.ID})
	})
	t.Run("an accepted mail is done with, and the relay's words are kept", func(t *testing.T) {
		w := newWorld(t, open)
		m := enqueue(t, w, now)
		claimed := claim(t, w, now)[0]
		must(t, w.FinishAttempt(w.ctx, claimed, dsar.OutboxAccepted, "250 ok", now, time.Time{}))
		wantEqual(t, len(claim(t, w, now.Add(24*time.Hour))), 0)
		m.State, m.Attempts, m.Response, m.SentAt, m.AttemptedAt, m.Raw = dsar.OutboxAccepted, 1, "250 ok", now, now, nil
		wantEqual(t, ok(w.OutboxOf(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.OutboxMail{m})
		wantCode(t, w.FinishAttempt(w.ctx, claimed, dsar.OutboxFailed, "", now, time.Time{}), dsar.CodeStale)
		wantCode(t, w.FinishAttempt(w.ctx, claimed, dsar.OutboxAccepted, "250 again", now, time.Time{}), dsar.CodeStale)
	})
	t.Run("a mail to try again is due at its time", func(t *testing.T) {
		w := newWorld(t, open)
		enqueue(t, w, now)
		must(t, w.FinishAttempt(w.ctx, claim(t, w, now)[0], dsar.OutboxQueued, "451 later", now, now.Add(time.Minute)))
		wantEqual(t, len(claim(t, w, now.Add(59*time.Second))), 0)
		wantEqual(t, len(claim(t, w, now.Add(time.Minute))), 1)
	})
	t.Run("a slow worker does not take a mail from the one that has it now, but acceptance counts", func(t *testing.T) {
		w := newWorld(t, open)
		enqueue(t, w, now)
		slow := claim(t, w, now)[0]
		quick := claim(t, w, now.Add(lease))[0]
		wantCode(t, w.FinishAttempt(w.ctx, slow, dsar.OutboxQueued, "timeout", now, now), dsar.CodeStale)
		wantCode(t, w.FinishAttempt(w.ctx, slow, dsar.OutboxFailed, "timeout", now, now), dsar.CodeStale)
		must(t, w.FinishAttempt(w.ctx, quick, dsar.OutboxQueued, "451", now, now))
		must(t, w.FinishAttempt(w.ctx, slow, dsar.OutboxAccepted, "250", now, now))
		wantEqual(t, len(claim(t, w, now.Add(24*time.Hour))), 0)
	})
	t.Run("workers at once never claim one mail twice", func(t *testing.T) {
		w := newWorld(t, open)
		for range 60 {
			enqueue(t, w, now)
		}
		claimed := claimAtOnce(t, 4, func() ([]string, error) {
			mails, err := w.ClaimOutbox(w.ctx, now, lease, 7)
			var ids []string
			for _, m := range mails {
				ids = append(ids, m.ID)
			}
			return ids, err
		})
		wantOnce(t, claimed, 60)
	})
	t.Run("reminders come after everything else", func(t *testing.T) {
		w := newWorld(t, open)
		digest := newMail(t, w.mine.request, now.Add(-time.Hour))
		digest.Kind = "reminder"
		must(t, w.Enqueue(w.ctx, digest))
		letter := enqueue(t, w, now)
		first := ok(w.ClaimOutbox(w.ctx, now, lease, 1))(t)
		second := ok(w.ClaimOutbox(w.ctx, now, lease, 1))(t)
		wantEqual(t, []string{first[0].ID, second[0].ID}, []string{letter.ID, digest.ID})
	})
	t.Run("a mail is taken back until it is due", func(t *testing.T) {
		w := newWorld(t, open)
		m := enqueue(t, w, now.Add(time.Minute))
		wantEqual(t, ok(w.TakeBackMail(w.ctx, w.them.ws.ID, m.ID, now))(t), false)
		wantEqual(t, ok(w.TakeBackMail(w.ctx, w.mine.ws.ID, m.ID, now.Add(time.Minute)))(t), false)
		wantEqual(t, ok(w.TakeBackMail(w.ctx, w.mine.ws.ID, m.ID, now))(t), true)
		wantEqual(t, len(claim(t, w, now.Add(time.Hour))), 0)
		wantEqual(t, ok(w.TakeBackMail(w.ctx, w.mine.ws.ID, m.ID, now))(t), false)
		kept := ok(w.OutboxMail(w.ctx, w.mine.ws.ID, m.ID))(t)
		wantEqual(t, kept.State, dsar.OutboxCanceled)
		wantEqual(t, kept.Raw, m.Raw)
	})
	t.Run("a mail is found by its Message-ID, and what is reported of it is noted", func(t *testing.T) {
		w := newWorld(t, open)
		m := newMail(t, w.mine.request, now)
		m.MailID, m.MessageID, m.ResendOf = m.ID+"@example.org", newID(t), newID(t)
		must(t, w.Enqueue(w.ctx, m))
		_, changed, err := w.NoteDelivery(w.ctx, m.WorkspaceID, m.ID, dsar.DeliveryReport{Outcome: dsar.DeliveredOutcome, At: now})
		must(t, err)
		wantEqual(t, changed, false) // nobody has sent it
		claimed := claim(t, w, now)[0]
		must(t, w.FinishAttempt(w.ctx, claimed, dsar.OutboxAccepted, "250 ok", now, time.Time{}))
		found := ok(w.SentAs(w.ctx, "<"+m.MailID+">"))(t)
		wantEqual(t, found.ID, m.ID)
		got, changed, err := w.NoteDelivery(w.ctx, m.WorkspaceID, m.ID, dsar.DeliveryReport{Outcome: dsar.FailedOutcome, Words: "550 no such user", At: now.Add(time.Hour), MessageID: "x"})
		must(t, err)
		wantEqual(t, changed, true)
		wantEqual(t, ok(w.OutboxOf(w.ctx, m.WorkspaceID, m.RequestID))(t), []dsar.OutboxMail{got})
		wantEqual(t, got.State, dsar.OutboxFailed)
		wantCode(t, w.FinishAttempt(w.ctx, claimed, dsar.OutboxAccepted, "250 late", now, time.Time{}), dsar.CodeStale)
		_, _, err = w.NoteDelivery(w.ctx, w.them.ws.ID, m.ID, dsar.DeliveryReport{Outcome: dsar.DeliveredOutcome})
		wantCode(t, err, dsar.CodeNotFound)
		_, err = w.SentAs(w.ctx, "nothing@example.org")
		wantCode(t, err, dsar.CodeNotFound)
		_, err = w.SentAs(w.ctx, " <> ")
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("health counts what waits and what failed", func(t *testing.T) {
		w := newWorld(t, open)
		enqueue(t, w, now.Add(-2*time.Hour))
		failed := ok(w.ClaimOutbox(w.ctx, now, lease, 1))(t)[0]
		must(t, w.FinishAttempt(w.ctx, failed, dsar.OutboxFailed, "550", now, time.Time{}))
		if queued, failed, oldest, err := w.OutboxHealth(w.ctx); err != nil || queued != 0 || failed != 1 || !oldest.IsZero() {
			t.Errorf("%d queued, %d failed, oldest %v, error %v", queued, failed, oldest, err)
		}
		enqueue(t, w, now.Add(-time.Hour))
		enqueue(t, w, now)
		if queued, _, oldest, err := w.OutboxHealth(w.ctx); err != nil || queued != 2 || !oldest.Equal(now.Add(-time.Hour)) {
			t.Errorf("%d queued, oldest %v, error %v", queued, oldest, err)
		}
	})
}

// claimAtOnce lets workers claim until nothing is left and returns all they got.
func claimAtOnce(t *testing.T, workers int, claim func() ([]string, error)) []string {
	t.Helper()
	var mu sync.Mutex
	var all []string
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				ids, err := claim()
				if err != nil {
					t.Error(err)
				}
				if len(ids) == 0 {
					return
				}
				mu.Lock()
				all = append(all, ids...)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all
}

func wantOnce(t *testing.T, ids []string, n int) {
	t.Helper()
	seen := make(map[string]bool)
	for _, id := range ids {
		if seen[id] {
			t.Errorf("%s was claimed twice", id)
		}
		seen[id] = true
	}
	wantEqual(t, len(seen), n)
}
