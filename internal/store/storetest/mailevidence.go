package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

func testMailChecks(t *testing.T, open opener) {
	t.Run("a check is claimed once, and again after its lease", func(t *testing.T) {
		w := newWorld(t, open)
		for range 2 { // the second is the same mail by another door
			must(t, w.PutMailCheck(w.ctx, dsar.MailCheck{RawHash: "a", ClientIP: "192.0.2.1", Hello: "mx", MailFrom: "x@y", DueAt: now}))
		}
		claimed := ok(w.ClaimMailChecks(w.ctx, now, lease, 5))(t)
		wantEqual(t, claimed, []dsar.MailCheck{{RawHash: "a", ClientIP: "192.0.2.1", Hello: "mx", MailFrom: "x@y", Attempts: 1, DueAt: now.Add(lease)}})
		wantEqual(t, len(ok(w.ClaimMailChecks(w.ctx, now.Add(lease-time.Second), lease, 5))(t)), 0)
		wantEqual(t, len(ok(w.ClaimMailChecks(w.ctx, now.Add(lease), lease, 5))(t)), 1)
		t.Run("and what a slow worker found is not noted", func(t *testing.T) {
			slow := claimed[0]
			slow.CheckedAt = now
			must(t, w.FinishMailCheck(w.ctx, slow))
			wantEqual(t, ok(w.MailChecks(w.ctx, []string{"a"}))(t)["a"].CheckedAt.IsZero(), true)
		})
	})
	t.Run("its verdicts are kept, and it is not done again", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.PutMailCheck(w.ctx, dsar.MailCheck{RawHash: "a", DueAt: now}))
		c := ok(w.ClaimMailChecks(w.ctx, now, lease, 5))(t)[0]
		c.DueAt, c.CheckedAt = time.Time{}, now
		c.Verdicts = []dsar.SenderVerdict{{Method: "dkim", Result: "pass", Domain: "c.example", Selector: "s", Key: "v=DKIM1; p=x", Aligned: true}}
		must(t, w.FinishMailCheck(w.ctx, c))
		wantEqual(t, ok(w.MailChecks(w.ctx, []string{"a", "b"}))(t), map[string]dsar.MailCheck{"a": c})
		wantEqual(t, len(ok(w.ClaimMailChecks(w.ctx, now.Add(24*time.Hour), lease, 5))(t)), 0)
		wantEqual(t, len(ok(w.MailChecks(w.ctx, nil))(t)), 0)
	})
	t.Run("the mail is found by its bytes", func(t *testing.T) {
		w := newWorld(t, open)
		m := newIncoming(t, "a")
		ok(w.PutIncoming(w.ctx, m, nil))(t)
		wantEqual(t, ok(w.IncomingOfBytes(w.ctx, "a"))(t).ID, m.ID)
		_, err := w.IncomingOfBytes(w.ctx, "b")
		wantCode(t, err, dsar.CodeNotFound)
	})
}

func testBounces(t *testing.T, open opener) {
	w := newWorld(t, open)
	mine, theirs := w.mine.ws.ID, w.them.ws.ID
	marked := func(t *testing.T, ws string) map[string]dsar.BouncedAddress {
		t.Helper()
		return ok(w.Bounced(w.ctx, ws, []string{"DPO@c.example", "other@c.example"}))(t)
	}
	b := dsar.BouncedAddress{Address: "dpo@c.example", Words: "user unknown", At: now, MessageID: "first"}
	must(t, w.MarkBounced(w.ctx, mine, dsar.BouncedAddress{Address: "Dpo@c.example", Words: "user unknown", At: now, MessageID: "first"}))
	t.Run("an address is marked in its workspace alone", func(t *testing.T) {
		wantEqual(t, marked(t, mine), map[string]dsar.BouncedAddress{"dpo@c.example": b})
		wantEqual(t, len(marked(t, theirs)), 0)
		wantCode(t, w.ClearBounced(w.ctx, theirs, "dpo@c.example", "u", now), dsar.CodeNotFound)
	})
	t.Run("a report is taken back without the others, and in its workspace alone", func(t *testing.T) {
		second := dsar.BouncedAddress{Address: "dpo@c.example", Words: "still unknown", At: now.Add(time.Minute), MessageID: "second"}
		must(t, w.MarkBounced(w.ctx, mine, second))
		must(t, w.UnmarkBounced(w.ctx, theirs, "dpo@c.example", "second"))
		wantEqual(t, marked(t, mine), map[string]dsar.BouncedAddress{"dpo@c.example": second})
		must(t, w.UnmarkBounced(w.ctx, mine, "DPO@c.example", "second"))
		wantEqual(t, marked(t, mine), map[string]dsar.BouncedAddress{"dpo@c.example": b})
	})
	t.Run("a person takes the mark away, and no older report brings it back", func(t *testing.T) {
		must(t, w.ClearBounced(w.ctx, mine, "DPO@c.example", "u", now.Add(time.Hour)))
		must(t, w.MarkBounced(w.ctx, mine, b))
		b.MessageID = "read late"
		must(t, w.MarkBounced(w.ctx, mine, b))
		wantEqual(t, len(marked(t, mine)), 0)
		wantCode(t, w.ClearBounced(w.ctx, mine, "dpo@c.example", "u", now), dsar.CodeNotFound)
	})
	later := dsar.BouncedAddress{Address: "dpo@c.example", Words: "gone", At: now.Add(2 * time.Hour), MessageID: "later"}
	t.Run("a later one does", func(t *testing.T) {
		must(t, w.MarkBounced(w.ctx, mine, later))
		wantEqual(t, marked(t, mine), map[string]dsar.BouncedAddress{"dpo@c.example": later})
	})
	t.Run("if that is taken back, what the person said holds again", func(t *testing.T) {
		must(t, w.UnmarkBounced(w.ctx, mine, "dpo@c.example", "later"))
		wantEqual(t, len(marked(t, mine)), 0)
	})
}
