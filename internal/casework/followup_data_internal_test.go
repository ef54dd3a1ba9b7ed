package casework

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
)

// seenInData are findings from the data received, as scans of a request of 2 March 2026
// propose them, in every way in which letters speak of them.
func seenInData() map[string]dsar.DataEvidence {
	day := civil.MustParse
	whole := dsar.DataEvidence{
		Certainty: string(datascan.Likely), Earliest: day("2025-03-03"), Latest: day("2026-02-27"), Records: 4213,
		Requested: day("2026-03-02"), Received: day("2026-06-01"), To: day("2025-03-02"), Count: 4213,
	}
	with := func(kind datascan.Kind, change func(*dsar.DataEvidence)) dsar.DataEvidence {
		e := whole
		e.Kind = string(kind)
		change(&e)
		return e
	}
	return map[string]dsar.DataEvidence{
		"1 cliff": with(datascan.Cliff, func(e *dsar.DataEvidence) { e.Boundary, e.Months = day("2025-03-02"), 12 }),
		"2 cliff with strays and a known beginning": with(datascan.Cliff, func(e *dsar.DataEvidence) {
			e.Boundary, e.Months, e.Before, e.Since, e.Earliest = day("2025-03-02"), 12, 2, day("2019-05-11"), day("2019-05-11")
		}),
		"3 cliff of one record type, counted from receipt": with(datascan.Cliff, func(e *dsar.DataEvidence) {
			e.Boundary, e.Months, e.File, e.Field, e.Requested, e.Records = day("2025-12-01"), 6, "export.zip!messages/message_#.json", "$.sent_at", civil.Date{}, 1_204_213
		}),
		"4 cliff at the new year": with(datascan.Cliff, func(e *dsar.DataEvidence) {
			e.Boundary, e.Earliest, e.To = day("2024-01-01"), day("2024-01-01"), day("2023-12-31")
		}),
		"5 late beginning": with(datascan.LateStart, func(e *dsar.DataEvidence) { e.Since, e.From, e.Before = day("2019-05-08"), day("2019-05-08"), 1 }),
		"6 gap":            with(datascan.Gap, func(e *dsar.DataEvidence) { e.From, e.To = day("2025-06-01"), day("2025-09-30") }),
		"7 gap that is not quite empty": with(datascan.Gap, func(e *dsar.DataEvidence) {
			e.From, e.To, e.Before = day("2025-06-01"), day("2025-09-30"), 1
		}),
		"9 late beginning in data that were not all read": with(datascan.LateStart, func(e *dsar.DataEvidence) {
			e.Since, e.From, e.Refused = day("2019-05-08"), day("2019-05-08"), 3
		}),
		"8 short record type": with(datascan.ShortType, func(e *dsar.DataEvidence) {
			e.File, e.Field, e.From, e.Records = "logins.csv", "at", day("2019-06-01"), 40
		}),
	}
}

func dataView(t *testing.T, s *Service, v *RequestView, e dsar.DataEvidence) {
	t.Helper()
	f, err := s.dataFinding(v.Request, e)
	if err != nil {
		t.Fatal(err)
	}
	f.Status = dsar.FindingConfirmed
	v.Findings = append(v.Findings, s.findingViews(v.Request.Regime, []dsar.Finding{f})...)
}

// TestFollowUp_saysWhatTheDataShow holds what the follow-up and the complaint say of the
// data received in each language to the text that was read and approved.
func TestFollowUp_saysWhatTheDataShow(t *testing.T) {
	s := followUpService(t)
	cases := seenInData()
	for _, lang := range s.Letters.Languages() {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(cases)) {
			v := viewOf(t, s, "eu-gdpr", []dsar.Right{dsar.RightAccess}, nil)
			dataView(t, s, &v, cases[name])
			c, err := s.composeLetter(v, dsar.LetterFollowUp, lang, letterToday)
			if err != nil {
				t.Fatal(err)
			}
			// What is said of the data alone; the law of each kind has its own test.
			_, point, _ := strings.Cut(c.Body, "\n1. "+v.Findings[0].Kind.Heading(lang)+"\n\n")
			said, _, _ := strings.Cut(point, "\n")
			fmt.Fprintf(&b, "##### %s\n%s\n\n", name, said)
		}
		v := viewOf(t, s, "eu-gdpr", []dsar.Right{dsar.RightAccess}, nil)
		dataView(t, s, &v, cases["1 cliff"])
		dataView(t, s, &v, cases["5 late beginning"])
		dataView(t, s, &v, cases["8 short record type"])
		for _, kind := range []dsar.LetterKind{dsar.LetterFollowUp, dsar.LetterComplaint} {
			c, err := s.composeLetter(v, kind, lang, letterToday)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "##### %s with three findings\n%s\n", kind, c.Body)
		}
		approved(t, filepath.Join("followups", "data."+lang+".txt"), b.String())
	}
}

func TestFollowUp_leavesOutWhatTheDataNoLongerShow(t *testing.T) {
	s := followUpService(t)
	e := seenInData()["1 cliff"]
	e.Gone = true
	v := viewOf(t, s, "eu-gdpr", []dsar.Right{dsar.RightAccess}, nil)
	dataView(t, s, &v, e)
	c, err := s.composeLetter(v, dsar.LetterFollowUp, "en", letterToday)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(c.Body, "dates of records") {
		t.Errorf("the letter speaks of it:\n%s", c.Body)
	}
}
