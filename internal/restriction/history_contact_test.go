package restriction

import (
	"testing"

	"recourse/internal/civil"
)

func TestHistory_automatedLoop(t *testing.T) {
	two := []string{"2026-01-06 auto_replied", "2026-01-15 reminded", "2026-01-15 auto_replied"}
	const evidence = "2026-01-05/requested 2026-01-06/auto_replied 2026-01-15/reminded 2026-01-15/auto_replied"
	on := func(today string, lines ...string) History {
		return with(january(t, append(two[:3:3], lines...)...), func(h *History) { h.Today = day(t, today) })
	}
	checkFinder(t, "automated_loop", automatedLoop, []historyCase{
		{name: "two automatic replies and nobody, after the last day", h: on("2026-02-06"), reason: ReasonOnlyAutomatic, evidence: evidence},
		{name: "within the time for the answer a person judges", h: on("2026-01-20"), reason: ReasonOnlyAutomatic, evidence: evidence, judge: true},
		{name: "where the receipt is not known a person judges", h: with(on("2026-02-06"), func(h *History) { h.Received = civil.Date{} }), reason: ReasonOnlyAutomatic, evidence: evidence, judge: true},
		{name: "not within two weeks of the first", h: on("2026-01-19")},
		{name: "not one automatic reply", h: january(t, "2026-01-06 auto_replied")},
		{name: "not if somebody wrote", h: on("2026-02-06", "2026-01-20 contacted")},
		{name: "not after a confirmation that somebody may have written", h: on("2026-02-06", "2026-01-20 acknowledged")},
		{name: "not after an answer", h: on("2026-02-06", "2026-02-01 replied")},
		{name: "not in a case that was ended", h: with(on("2026-02-06"), func(h *History) { h.Closed = day(t, "2026-02-01") })},
	})
}

func TestHistory_controllerPingpong(t *testing.T) {
	const evidence = "2026-01-10/referred 2026-01-20/referred_back"
	checkFinder(t, "controller_pingpong", sentAround, []historyCase{
		{name: "sent away and back", h: january(t, "2026-01-10 referred", "2026-01-20 referred_back"), reason: ReasonSentAround, evidence: evidence, judge: true},
		{name: "both on one day", h: january(t, "2026-01-10 referred", "2026-01-10 referred_back"), reason: ReasonSentAround, evidence: "2026-01-10/referred 2026-01-10/referred_back", judge: true},
		{name: "not sent away alone", h: january(t, "2026-01-10 referred")},
		{name: "not sent back alone", h: january(t, "2026-01-20 referred_back")},
		{name: "not once it was answered", h: january(t, "2026-01-10 referred", "2026-01-20 referred_back", "2026-02-01 replied")},
	})
}

func TestHistory_expiredLink(t *testing.T) {
	at := func(today string, lines ...string) History {
		return with(january(t, append([]string{"2026-01-20 replied", "2026-02-01 link_expired"}, lines...)...), func(h *History) { h.Today = day(t, today) })
	}
	const evidence = "2026-02-01/link_expired 2026-02-02/reminded"
	checkFinder(t, "expired_link", expiredLink, []historyCase{
		{name: "not renewed within two weeks of asking", h: at("2026-02-17", "2026-02-02 reminded"), reason: ReasonLinkNotRenewed, evidence: evidence},
		{name: "not within these two weeks", h: at("2026-02-16", "2026-02-02 reminded")},
		{name: "refused, at once", h: at("2026-02-05", "2026-02-02 reminded", "2026-02-05 refused"), reason: ReasonLinkNotRenewed, evidence: evidence + " 2026-02-05/refused"},
		{name: "asked for on the day it was found", h: at("2026-03-01", "2026-02-01 followed_up"), reason: ReasonLinkNotRenewed, evidence: "2026-02-01/link_expired 2026-02-01/followed_up"},
		{name: "not if nobody asked", h: at("2026-04-01")},
		{name: "a reminder from before does not ask for it", h: january(t, "2026-01-10 reminded", "2026-01-20 replied", "2026-02-01 link_expired")},
		{name: "not if a reply came", h: at("2026-04-01", "2026-02-02 reminded", "2026-03-10 replied")},
		{
			name: "the second link counts for itself", h: at("2026-04-01", "2026-02-02 reminded", "2026-02-10 replied", "2026-02-20 link_expired", "2026-02-21 reminded"),
			reason: ReasonLinkNotRenewed, evidence: "2026-02-20/link_expired 2026-02-21/reminded",
		},
		{name: "not in a case that was ended", h: with(at("2026-04-01", "2026-02-02 reminded"), func(h *History) { h.Closed = day(t, "2026-02-10") })},
	})
}

func TestHistory_retaliation(t *testing.T) {
	checkFinder(t, "retaliation", retaliation, []historyCase{
		{name: "a disadvantage after the request is for a person to judge", h: january(t, "2026-01-10 disadvantaged"), reason: ReasonDisadvantageAfter, evidence: "2026-01-05/received 2026-01-10/disadvantaged", judge: true},
		{name: "each of them is named", h: january(t, "2026-01-10 disadvantaged", "2026-02-10 disadvantaged"), reason: ReasonDisadvantageAfter, evidence: "2026-01-05/received 2026-01-10/disadvantaged 2026-02-10/disadvantaged", judge: true},
		{name: "not on the day of the request", h: january(t, "2026-01-05 disadvantaged")},
		{name: "not before it", h: january(t, "2026-01-02 disadvantaged")},
		{name: "not while the receipt is not known", h: with(january(t, "2026-01-10 disadvantaged"), func(h *History) { h.Received = civil.Date{} })},
	})
}
