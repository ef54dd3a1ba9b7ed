package law_test

import (
	"os"
	"testing"

	"recourse/internal/law"
)

// TestLawsOfOtherShapes evaluates small laws whose shapes none of the shipped
// regimes has, so that every part of the grammar is held to a date.
func TestLawsOfOtherShapes(t *testing.T) {
	book, err := law.Load(os.DirFS("testdata/readiness"), os.DirFS("holidays"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		regime, region, received string
		events                   []law.Event
		want                     dates
	}{
		"a Saturday stays, six months to complain": {
			"sunday-only", "NONE", "2026-09-17", nil,
			dates{Due: on("2026-10-17"), ExtendedDue: on("2026-11-16"), NoticeDue: on("2026-10-17"), ComplaintFrom: on("2026-10-18"), ComplaintUntil: on("2027-04-17")},
		},
		"a Sunday moves": {
			"sunday-only", "NONE", "2026-09-18", nil,
			dates{Due: on("2026-10-19"), ExtendedDue: on("2026-11-17"), NoticeDue: on("2026-10-19"), ComplaintFrom: on("2026-10-20"), ComplaintUntil: on("2027-04-19")},
		},
		"an extension moves the window too": {
			"sunday-only", "NONE", "2026-09-17",
			[]law.Event{{Kind: law.ExtensionNotice, On: on("2026-10-01")}},
			dates{Due: on("2026-10-17"), ExtendedDue: on("2026-11-16"), NoticeDue: on("2026-10-17"), ComplaintFrom: on("2026-11-17"), ComplaintUntil: on("2027-05-16")},
		},
		"an extension without reasons does not lengthen the window": {
			"sunday-only", "NONE", "2026-09-17",
			[]law.Event{{Kind: law.ExtensionNotice, On: on("2026-10-01"), ReasonsGiven: new(bool)}},
			dates{Due: on("2026-10-17"), ExtendedDue: on("2026-11-16"), NoticeDue: on("2026-10-17"), ComplaintFrom: on("2026-11-17"), ComplaintUntil: on("2027-04-17")},
		},
		"the window closes sixty days after the request": {
			"window", "NONE", "2026-09-10", nil,
			dates{Due: on("2026-10-10"), ComplaintFrom: on("2026-10-13"), ComplaintUntil: on("2026-11-09")},
		},
		"an inadequate answer opens it and may close it earlier": {
			"window", "NONE", "2026-09-10",
			[]law.Event{{Kind: law.AnswerReceivedInadequate, On: on("2026-09-20")}},
			dates{Due: on("2026-10-10"), ComplaintFrom: on("2026-09-21"), ComplaintUntil: on("2026-10-20")},
		},
		"one dated before the request neither opens nor closes it": {
			"window", "NONE", "2026-09-10",
			[]law.Event{{Kind: law.AnswerReceivedInadequate, On: on("2026-09-09")}},
			dates{Due: on("2026-10-10"), ComplaintFrom: on("2026-10-13"), ComplaintUntil: on("2026-11-09")},
		},
		"one that comes late closes nothing earlier": {
			"window", "NONE", "2026-09-10",
			[]law.Event{{Kind: law.AnswerReceivedInadequate, On: on("2026-11-01")}},
			dates{Due: on("2026-10-10"), ComplaintFrom: on("2026-10-13"), ComplaintUntil: on("2026-11-09")},
		},
		"the court opens once two weeks have passed": {
			"court-bar", "NONE", "2026-09-10", nil,
			dates{ComplaintFrom: on("2026-09-25")},
		},
		"the complaint waits for the authority's later count": {
			"later-start", "GB-ENG", "2026-06-30", nil,
			dates{Due: on("2026-07-30"), ExtendedDue: on("2026-09-30"), NoticeDue: on("2026-07-30"), ComplaintFrom: on("2026-08-04")},
		},
		"the version in force on receipt governs": {
			"later-start", "GB-ENG", "2027-01-01", nil,
			dates{Due: on("2027-03-01"), ComplaintFrom: on("2027-03-02")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := book.Evaluate(law.Facts{Regime: c.regime, Right: "access", Region: c.region, Received: on(c.received), Events: c.events})
			if err != nil {
				t.Fatal(err)
			}
			if got := datesOf(r); got != c.want {
				t.Errorf("got  %v\nwant %v", got, c.want)
			}
		})
	}
}

func TestARequestStaysUnderTheLawItWasDecidedUnder(t *testing.T) {
	book, err := law.Load(os.DirFS("testdata/readiness"), os.DirFS("holidays"))
	if err != nil {
		t.Fatal(err)
	}
	facts := law.Facts{Regime: "later-start", Right: "access", Region: "GB-ENG", Received: on("2027-01-04")}
	old, err := book.EvaluateUnder(facts, on("2018-01-01"))
	if err != nil || old.Due != on("2027-02-04") || old.RuleFrom != on("2018-01-01") {
		t.Errorf("under the old law: due %s from %s, %v", old.Due, old.RuleFrom, err)
	}
	now, err := book.Evaluate(facts)
	if err != nil || now.Due != on("2027-03-04") || now.RuleFrom != on("2027-01-01") {
		t.Errorf("under the new law: due %s from %s, %v", now.Due, now.RuleFrom, err)
	}
}
