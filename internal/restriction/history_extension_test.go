package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func TestHistory_lateExtensionNotice(t *testing.T) {
	const times = "2026-01-05/received 2026-02-05/last_day "
	checkFinder(t, "late_extension_notice", lateExtensionNotice, []historyCase{
		{name: "on the day after the last one", h: january(t, "2026-02-06 extension_announced"), reason: ReasonExtensionLate, evidence: times + "2026-02-06/extension_announced"},
		{name: "not on the last day", h: january(t, "2026-02-05 extension_announced")},
		{name: "not where the receipt is not known", h: with(january(t, "2026-03-05 extension_announced"), func(h *History) { h.Received = civil.Date{} })},
		{name: "not where no last day is known", h: with(january(t, "2026-03-05 extension_announced"), func(h *History) { h.Last = civil.Date{} })},
		{name: "not under a law without extensions", h: with(january(t, "2026-03-05 extension_announced"), func(h *History) { h.Extendable = false })},
		{name: "not after an answer", h: january(t, "2026-01-20 replied", "2026-03-05 extension_announced")},
		{name: "a second one is another matter", h: january(t, "2026-01-20 extension_announced", "2026-03-05 extension_announced")},
	})
}

func TestHistory_extensionWithoutReasons(t *testing.T) {
	checkFinder(t, "extension_without_reasons", unreasonedExtension, []historyCase{
		{name: "no reasons were given", h: january(t, "2026-01-20 extension_announced no reasons"), reason: ReasonExtensionUnreasoned, evidence: "2026-01-20/extension_announced"},
		{name: "not if they were given", h: january(t, "2026-01-20 extension_announced with reasons")},
		{name: "not if that is not known", h: january(t, "2026-01-20 extension_announced")},
		{name: "not under a law without extensions", h: with(january(t, "2026-01-20 extension_announced no reasons"), func(h *History) { h.Extendable = false })},
		{name: "each notice for itself", h: january(t, "2026-01-20 extension_announced with reasons", "2026-03-01 extension_announced no reasons"), reason: ReasonExtensionUnreasoned, evidence: "2026-03-01/extension_announced"},
	})
}

func TestHistory_serialExtension(t *testing.T) {
	longest := func(h History) History {
		return with(h, func(h *History) { h.Last, h.Longest = day(t, "2026-04-07"), day(t, "2026-04-07") })
	}
	const both = "2026-01-20/extension_announced 2026-03-20/extension_announced"
	checkFinder(t, "serial_extension", serialExtension, []historyCase{
		{name: "a later day announced after another", h: january(t, "2026-01-20 extension_announced until 2026-03-20", "2026-03-20 extension_announced until 2026-05-20"), reason: ReasonExtensionAgain, evidence: both},
		{name: "a second one without a day may repeat the first", h: january(t, "2026-01-20 extension_announced", "2026-03-20 extension_announced"), reason: ReasonExtensionAgain, evidence: both, judge: true},
		{name: "not the same day announced twice", h: january(t, "2026-01-20 extension_announced until 2026-03-20", "2026-02-20 extension_announced until 2026-03-20")},
		{name: "not two on one day", h: january(t, "2026-01-20 extension_announced", "2026-01-20 extension_announced")},
		{name: "not one extension", h: longest(january(t, "2026-01-20 extension_announced until 2026-04-07"))},
		{name: "a day beyond the longest one", h: longest(january(t, "2026-01-20 extension_announced until 2026-04-08")), reason: ReasonExtensionBeyond, evidence: "2026-01-20/extension_announced"},
		{name: "not a far day where the longest is not known", h: january(t, "2026-01-20 extension_announced until 2026-09-01")},
		{name: "not one with the answer", h: january(t, "2026-01-20 extension_announced", "2026-03-20 replied", "2026-03-20 extension_announced")},
		{name: "not under a law without extensions", h: with(january(t, "2026-01-20 extension_announced", "2026-03-20 extension_announced"), func(h *History) { h.Extendable = false })},
	})
}
