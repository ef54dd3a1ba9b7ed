package casework_test

import (
	"testing"

	"recourse/internal/dsar"
)

func TestNobodyIsAccusedWhileAFeeIsUnconfirmed(t *testing.T) {
	onEach(t, "2026-03-10", func(t *testing.T, b *bench) {
		v := b.under("ch-fadp", "CH", "2026-03-02")
		if v.Law.Due != day("2026-04-01") {
			t.Fatalf("without a fee it is due %s", v.Law.Due)
		}
		v = b.record(v.Request.ID, dsar.EventFeeRequested, "2026-03-10")
		b.setToday("2026-06-01")
		v = must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		if !v.Law.Effective().IsZero() || v.Overdue || v.DaysLate != 0 || v.Next.Action != dsar.ActionWait || v.Law.Unconfirmed == nil {
			t.Errorf("unconfirmed: due %s, overdue %v, %d days late, next %s", v.Law.Effective(), v.Overdue, v.DaysLate, v.Next.Action)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) != 0 {
			t.Errorf("the doctor says %q", report.Problems)
		}
	})
}

func TestTheDatesFollowAConfirmedFee(t *testing.T) {
	onEach(t, "2026-03-12", func(t *testing.T, b *bench) {
		v := b.under("ch-fadp", "CH", "2026-03-02")
		b.record(v.Request.ID, dsar.EventFeeRequested, "2026-03-10")
		b.record(v.Request.ID, dsar.EventFeeConfirmed, "2026-03-12")
		for today, late := range map[string]bool{"2026-04-02": false, "2026-04-20": false, "2026-04-21": true} {
			b.setToday(today)
			v = must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
			if v.Law.Due != day("2026-04-20") || v.Law.ComplaintFrom != day("2026-04-21") || v.Overdue != late {
				t.Errorf("on %s: due %s, complaint from %s, overdue %v", today, v.Law.Due, v.Law.ComplaintFrom, v.Overdue)
			}
		}
		if v.Law.Open != nil || v.Request.Projection.EffectiveDue != day("2026-04-20") {
			t.Errorf("open %+v, kept %+v", v.Law.Open, v.Request.Projection)
		}
	})
}
