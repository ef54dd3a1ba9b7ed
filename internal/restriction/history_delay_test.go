package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func TestHistory_silence(t *testing.T) {
	const evidence = "2026-01-05/received 2026-02-05/last_day"
	checkFinder(t, "silence", silence, []historyCase{
		{name: "no answer after the last day", h: january(t), reason: ReasonNoAnswer, evidence: evidence},
		{name: "from the day after the last one", h: with(january(t), func(h *History) { h.Today = day(t, "2026-02-06") }), reason: ReasonNoAnswer, evidence: evidence},
		{name: "not on the last day itself", h: with(january(t), func(h *History) { h.Today = day(t, "2026-02-05") })},
		{name: "not while the receipt is not known", h: with(january(t), func(h *History) { h.Received = civil.Date{} })},
		{name: "not where the law gives no day, or a question is open", h: with(january(t), func(h *History) { h.Last = civil.Date{} })},
		{name: "reminders and automatic replies break no silence", h: january(t, "2026-01-06 auto_replied", "2026-02-10 reminded"), reason: ReasonNoAnswer, evidence: evidence},
		{name: "a confirmation of receipt and an announcement of delay break no silence", h: january(t, "2026-01-06 acknowledged", "2026-02-10 extension_announced"), reason: ReasonNoAnswer, evidence: evidence},
		{name: "a question that was answered breaks no silence", h: january(t, "2026-01-06 contacted"), reason: ReasonNoAnswer, evidence: evidence},
		{name: "a late reply ends it", h: january(t, "2026-03-05 replied")},
		{name: "a refusal is no silence", h: january(t, "2026-01-20 refused")},
		{name: "a report of erasure is no silence", h: january(t, "2026-01-20 erasure_reported")},
		{name: "a referral is no silence", h: january(t, "2026-01-20 referred")},
		{name: "an answer to the appeal is no silence", h: january(t, "2026-03-20 responded")},
		{name: "what was dropped in time is no silence", h: with(january(t), func(h *History) { h.Closed = day(t, "2026-01-20") })},
		{name: "what was dropped after the last day stays one", h: with(january(t), func(h *History) { h.Closed = day(t, "2026-03-01") }), reason: ReasonNoAnswer, evidence: evidence},
	})
}

func TestHistory_lateAnswer(t *testing.T) {
	const times = "2026-01-05/received 2026-02-05/last_day "
	checkFinder(t, "late_answer", lateAnswer, []historyCase{
		{name: "a reply on the day after the last one", h: january(t, "2026-02-06 replied"), reason: ReasonAnsweredLate, evidence: times + "2026-02-06/replied"},
		{name: "a late refusal", h: january(t, "2026-03-06 refused"), reason: ReasonAnsweredLate, evidence: times + "2026-03-06/refused"},
		{name: "not a reply on the last day", h: january(t, "2026-02-05 replied")},
		{name: "not the second reply", h: january(t, "2026-02-05 replied", "2026-03-01 replied")},
		{name: "not while the receipt is not known", h: with(january(t, "2026-03-06 replied"), func(h *History) { h.Received = civil.Date{} })},
		{name: "not where no last day is known", h: with(january(t, "2026-03-06 replied"), func(h *History) { h.Last = civil.Date{} })},
		{name: "not without an answer", h: january(t)},
		{name: "a late report of erasure, where nothing else was asked", h: with(january(t, "2026-03-06 erasure_reported"), func(h *History) { h.Access, h.Erasure = false, true }), reason: ReasonAnsweredLate, evidence: times + "2026-03-06/erasure_reported"},
		{name: "an erasure does not answer a request for access", h: january(t, "2026-03-06 erasure_reported")},
	})
}
