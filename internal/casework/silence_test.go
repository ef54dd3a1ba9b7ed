package casework_test

import (
	"testing"

	"recourse/internal/dsar"
)

func TestWatchSilence(t *testing.T) {
	onEachHistory(t, "2026-06-04", func(t *testing.T, b *bench) {
		silent, answered, unseen := b.received(dsar.RightAccess), b.received(dsar.RightAccess), b.request(dsar.RightAccess).Request.ID
		b.record(unseen, dsar.EventSent, "2026-05-04")
		b.reply(answered, "2026-05-20", "Here is your data.")
		watch := func(want int) {
			t.Helper()
			if n := must(b.WatchSilence(b.ctx()))(t); n != want {
				t.Errorf("%d requests have other findings, want %d", n, want)
			}
		}
		watch(0) // the last day
		b.wantOnly(silent)
		b.setToday("2026-06-05")
		version := must(b.Request(b.ctx(), b.owner, silent))(t).Request.Version
		watch(1)
		watch(0)
		f := b.wantOnly(silent, "silence")["silence"]
		b.wantOnly(answered)
		b.wantOnly(unseen)
		if f.Finding.Evidence != "2026-05-04/received 2026-06-04/last_day" {
			t.Errorf("evidence: %s", f.Finding.Evidence)
		}
		if now := must(b.Request(b.ctx(), b.owner, silent))(t).Request.Version; now != version {
			t.Errorf("the version went from %d to %d although nothing happened", version, now)
		}
		must(b.ReviewFinding(b.ctx(), b.owner, f.Finding.ID, dsar.FindingDismissed, f.Finding.Version))(t)
		watch(0)
		b.record(silent, dsar.EventReminded, "2026-06-05")
		if f := b.wantOnly(silent, "silence")["silence"]; f.Finding.Status != dsar.FindingDismissed {
			t.Errorf("what was set aside is %s again", f.Finding.Status)
		}
		b.reply(silent, "2026-06-05", "Here is your data.")
		if f := b.wantOnly(silent, "silence", "late_answer", "repeated_requests_needed")["silence"]; !f.Gone {
			t.Error("silence is not marked although an answer came")
		}
	})
}

func TestFindingsAreNotRenewedOverAChange(t *testing.T) {
	onEachHistory(t, "2026-06-04", func(t *testing.T, b *bench) {
		id := b.received(dsar.RightAccess)
		before := must(b.Request(b.ctx(), b.owner, id))(t).Request
		b.record(id, dsar.EventReminded, "2026-06-04")
		wantCode(t, b.Store.RenewFindings(b.ctx(), before, nil), dsar.CodeStale)
		before.ID = "unknown"
		wantCode(t, b.Store.RenewFindings(b.ctx(), before, nil), dsar.CodeNotFound)
	})
}
