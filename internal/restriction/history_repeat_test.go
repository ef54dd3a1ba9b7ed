package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func TestHistory_repeatedRequestsNeeded(t *testing.T) {
	checkFinder(t, "repeated_requests_needed", repeatedRequests, []historyCase{
		{
			name: "a late reply after the third message", h: january(t, "2026-01-10 reminded", "2026-02-10 reminded", "2026-02-20 replied"),
			reason: ReasonThirdMessage, evidence: "2026-01-05/requested 2026-01-10/reminded 2026-02-10/reminded 2026-02-20/replied",
		},
		{
			name: "a timely reply after the third message is for a person to judge", h: january(t, "2026-01-10 reminded", "2026-01-20 reminded", "2026-01-30 replied"),
			reason: ReasonThirdMessage, evidence: "2026-01-05/requested 2026-01-10/reminded 2026-01-20/reminded 2026-01-30/replied", judge: true,
		},
		{
			name: "a late reply after a reminder", h: january(t, "2026-02-10 reminded", "2026-02-20 replied"),
			reason: ReasonOnlyAfterReminder, evidence: "2026-01-05/requested 2026-02-10/reminded 2026-02-20/replied",
		},
		{
			name: "a reminder and a reply on one day", h: january(t, "2026-02-10 replied", "2026-02-10 reminded"),
			reason: ReasonOnlyAfterReminder, evidence: "2026-01-05/requested 2026-02-10/reminded 2026-02-10/replied",
		},
		{name: "not a timely reply after a reminder", h: january(t, "2026-01-10 reminded", "2026-02-05 replied")},
		{name: "not a late reply without a reminder", h: january(t, "2026-03-05 replied")},
		{name: "not a reply after a reminder where the receipt is not known", h: with(january(t, "2026-02-10 reminded", "2026-02-20 replied"), func(h *History) { h.Received = civil.Date{} })},
		{name: "reminders without any reply are silence, not this", h: january(t, "2026-02-10 reminded", "2026-03-10 reminded", "2026-04-10 reminded")},
		{
			name: "confirmations and automatic replies are no reply", h: january(t, "2026-01-06 acknowledged", "2026-01-06 auto_replied", "2026-02-10 reminded", "2026-02-20 replied"),
			reason: ReasonOnlyAfterReminder, evidence: "2026-01-05/requested 2026-02-10/reminded 2026-02-20/replied",
		},
	})
}

func TestHistory_frequencyLimit(t *testing.T) {
	earlier := func(h History) History {
		return with(h, func(h *History) { h.Earlier = []civil.Date{day(t, "2025-10-01")} })
	}
	checkFinder(t, "frequency_limit", laterRequestRefused, []historyCase{
		{
			name: "a later request refused without reasons", h: earlier(january(t, "2026-01-20 refused no reasons")),
			reason: ReasonLaterRequestRefused, evidence: "2025-10-01/requested 2026-01-05/requested 2026-01-20/refused", judge: true,
		},
		{
			name: "a second request in the same case", h: january(t, "2026-01-10 replied", "2026-02-01 requested", "2026-02-20 refused no reasons"),
			reason: ReasonLaterRequestRefused, evidence: "2026-01-05/requested 2026-02-01/requested 2026-02-20/refused", judge: true,
		},
		{name: "not one refused with reasons", h: earlier(january(t, "2026-01-20 refused with reasons"))},
		{name: "not where the reasons are not known", h: earlier(january(t, "2026-01-20 refused"))},
		{name: "not a first request", h: january(t, "2026-01-20 refused no reasons")},
	})
}
