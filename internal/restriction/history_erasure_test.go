package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func both(h History) History { return with(h, func(h *History) { h.Erasure = true }) }

func TestHistory_deletionBeforeAccess(t *testing.T) {
	const evidence = "2026-01-05/received 2026-01-20/erasure_reported"
	early := func(h History) History { return with(h, func(h *History) { h.Today = day(t, "2026-02-01") }) }
	checkFinder(t, "deletion_before_access", deletionBeforeAccess, []historyCase{
		{name: "erased before the access that was to come first", h: both(january(t, "2026-01-20 erasure_reported")), reason: ReasonErasedBeforeAnswer, evidence: evidence},
		{name: "erased while the time for access still runs", h: early(january(t, "2026-01-20 erasure_reported")), reason: ReasonErasedBeforeAnswer, evidence: evidence},
		{name: "erased after a refusal", h: both(january(t, "2026-01-10 refused", "2026-01-20 erasure_reported")), reason: ReasonErasedBeforeAnswer, evidence: evidence},
		{name: "erased after a reply that was incomplete", h: both(january(t, "2026-01-10 replied", "2026-01-20 erasure_reported", "2026-01-25 found_incomplete")), reason: ReasonErasedBeforeAnswer, evidence: evidence},
		{name: "a reply that came afterwards is for a person to judge", h: both(january(t, "2026-01-20 erasure_reported", "2026-01-25 replied")), reason: ReasonErasedBeforeAnswer, evidence: evidence, judge: true},
		{name: "not if that reply was complete", h: both(january(t, "2026-01-20 erasure_reported", "2026-01-25 replied", "2026-01-26 found_complete"))},
		{name: "not after the answer", h: both(january(t, "2026-01-10 replied", "2026-01-20 erasure_reported"))},
		{name: "not with the answer", h: both(january(t, "2026-01-20 erasure_reported", "2026-01-20 replied"))},
		{name: "not where access was not asked for", h: with(both(january(t, "2026-01-20 erasure_reported")), func(h *History) { h.Access = false })},
		{name: "not after the case was ended", h: with(both(january(t, "2026-01-20 erasure_reported")), func(h *History) { h.Closed = day(t, "2026-01-15") })},
		{
			name: "also where the receipt is not known", h: with(both(january(t, "2026-01-20 erasure_reported")), func(h *History) { h.Received = civil.Date{} }),
			reason: ReasonErasedBeforeAnswer, evidence: "2026-01-20/erasure_reported",
		},
	})
}

func TestHistory_erasureInsteadOfAccess(t *testing.T) {
	const evidence = "2026-01-05/received 2026-02-05/last_day 2026-01-20/erasure_reported"
	checkFinder(t, "erasure_instead_of_access", erasureInsteadOfAccess, []historyCase{
		{name: "erased, not asked for, and no access in time", h: january(t, "2026-01-20 erasure_reported"), reason: ReasonErasedInstead, evidence: evidence},
		{name: "not while access may still come", h: with(january(t, "2026-01-20 erasure_reported"), func(h *History) { h.Today = day(t, "2026-02-05") })},
		{name: "not where erasure was asked for too", h: both(january(t, "2026-01-20 erasure_reported"))},
		{name: "not where access was given afterwards", h: january(t, "2026-01-20 erasure_reported", "2026-02-01 replied")},
		{name: "not where the receipt is not known", h: with(january(t, "2026-01-20 erasure_reported"), func(h *History) { h.Received = civil.Date{} })},
	})
}

// A report of erasure is one finding and never two.
func TestHistory_erasureIsFoundOnce(t *testing.T) {
	h := january(t, "2026-01-20 erasure_reported")
	for on := day(t, "2026-01-20"); on.Before(day(t, "2026-03-01")); on = on.AddDays(1) {
		h.Today = on
		_, before := deletionBeforeAccess(h, dated(h.Events))
		_, instead := erasureInsteadOfAccess(h, dated(h.Events))
		if before == instead {
			t.Fatalf("on %s: before access %v, instead of it %v", on, before, instead)
		}
	}
}
