package casework

import (
	"context"
	"encoding/json"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/letter"
	"recourse/internal/store"
)

// dataKey says which restriction of the taxonomy a striking period suggests. Data that
// begin at a round period before the request, or later than the relation, look like a
// limit on how far back access goes; a hole, or one record type that is much shorter than
// the others, look like an answer that is not complete.
func dataKey(k datascan.Kind) string {
	switch k {
	case datascan.Cliff, datascan.LateStart:
		return "lookback_limit"
	case datascan.Gap, datascan.ShortType:
		return "partial_answer"
	}
	return ""
}

// maxDataFindings is how many findings one scan proposes, the likely ones first.
const maxDataFindings = 20

// Confidences of findings from the data: they are suspicions for a person to judge.
const (
	likelyConfidence   = 0.8
	possibleConfidence = 0.5
)

// judgeData is what is striking about the data of a scan; more is how many further ones
// there are.
func judgeData(r dsar.Request, scan dsar.Scan, result datascan.Result) (judged []datascan.Finding, more int) {
	judged = datascan.Judge(result, datascan.Facts{Requested: scan.RequestedOn, Received: scan.ReceivedOn, Since: r.KnownSince})
	if len(judged) > maxDataFindings {
		return judged[:maxDataFindings], len(judged) - maxDataFindings
	}
	return judged, 0
}

// dataEvidence is what a finding keeps of a judgement.
func dataEvidence(r dsar.Request, scan dsar.Scan, result datascan.Result, f datascan.Finding) dsar.DataEvidence {
	e := dsar.DataEvidence{
		Kind: string(f.Kind), Certainty: string(f.Certainty), File: f.File, Field: f.Field, From: f.From, To: f.To,
		Boundary: f.Boundary, Months: f.Months, Count: f.Count, Strays: f.Strays, Types: f.Types,
		Earliest: result.All.Earliest, Latest: result.All.Latest, Records: result.All.Count,
		Refused: result.RefusedCount, Since: r.KnownSince, Requested: scan.RequestedOn, Received: scan.ReceivedOn,
	}
	for _, t := range result.Types {
		if (f.File != "" || f.Field != "") && t.File == f.File && t.Field == f.Field {
			e.Earliest, e.Latest, e.Records = t.Earliest, t.Latest, t.Count
		}
	}
	e.Before = atMost(result, f)
	return e
}

// atMost is how many dates of the record type, or of all, lie before the beginning that a
// finding is about, or in its gap. Of a month that lies only partly there, all are counted
// whose day is not known to lie outside: what a letter says must hold in any case.
func atMost(result datascan.Result, f datascan.Finding) (n int64) {
	whole := f.File == "" && f.Field == ""
	inside := func(d civil.Date) bool {
		return !d.After(f.To) && (f.Kind != datascan.Gap || !d.Before(f.From))
	}
	for _, t := range result.Types {
		if !whole && (t.File != f.File || t.Field != f.Field) {
			continue
		}
		for _, m := range t.Months {
			if m.Count > 0 && (inside(m.First) || inside(m.Last) || f.Kind == datascan.Gap && m.First.Before(f.From) && m.Last.After(f.To)) {
				n += m.Count
			}
		}
	}
	return n
}

// letterData is what a letter says of a finding from the data.
func letterData(e dsar.DataEvidence) *letter.Data {
	d := &letter.Data{
		Kind: e.Kind, Name: e.File, Earliest: e.Earliest, Latest: e.Latest, Records: e.Records, From: e.From, To: e.To,
		Before: e.Before, Unread: e.Refused > 0, Boundary: e.Boundary, Months: e.Months, Requested: e.Requested, Received: e.Received,
	}
	if !e.To.IsZero() {
		d.First = e.To.AddDays(1)
	}
	if e.File != "" && e.Field != "" {
		d.Name = e.File + " " + e.Field
	}
	if e.Kind == string(datascan.LateStart) || e.Kind == string(datascan.Cliff) {
		d.Since = e.Since
	}
	return d
}

func (s *Service) dataFinding(r dsar.Request, e dsar.DataEvidence) (dsar.Finding, error) {
	key := dataKey(datascan.Kind(e.Kind))
	kind, _ := s.Detector.Kind(key)
	verdict := string(kind.Judgement(r.Regime).Verdict)
	text, err := e.Format()
	f := dsar.Finding{
		ID: newID(), WorkspaceID: r.WorkspaceID, RequestID: r.ID, Key: key, Source: dsar.SourceData, SeenOn: e.Received,
		Verdict: verdict, Found: verdict, Rule: dsar.DataRule + e.Kind, Confidence: possibleConfidence, Evidence: text,
		Status: dsar.FindingSuspected, Version: 1,
	}
	if e.Certainty == string(datascan.Likely) {
		f.Confidence = likelyConfidence
	}
	return f, err
}

// judgeAgain brings the findings from the data in step with the last scan that was done,
// if there is one.
func (s *Service) judgeAgain(ctx context.Context, tx *store.Store, r dsar.Request) error {
	scans, err := tx.Scans(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	files, err := tx.DataFiles(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	for _, scan := range scans {
		if scan.State != dsar.ScanDone {
			continue
		}
		scan.ReceivedOn = receivedBy(scan, files)
		var result datascan.Result
		if err := json.Unmarshal([]byte(scan.Result), &result); err != nil {
			return err
		}
		return s.proposeFromData(ctx, tx, r, scan, result)
	}
	return nil
}

// proposeFromData proposes what is striking about the data. A finding about which a person
// has said something stays as it was judged, with the numbers that hold now, or marked as
// gone; the others are replaced if anything about them has changed.
func (s *Service) proposeFromData(ctx context.Context, tx *store.Store, r dsar.Request, scan dsar.Scan, result datascan.Result) error {
	known, err := tx.Findings(ctx, r.WorkspaceID, r.ID)
	if err != nil {
		return err
	}
	known = slices.DeleteFunc(known, func(f dsar.Finding) bool { return f.Source != dsar.SourceData })
	decided := slices.DeleteFunc(slices.Clone(known), func(f dsar.Finding) bool { return !f.Decided() })
	open := slices.DeleteFunc(known, dsar.Finding.Decided)

	judged, _ := judgeData(r, scan, result)
	var shown []dsar.DataEvidence
	var fresh []dsar.Finding
	for _, j := range judged {
		e := dataEvidence(r, scan, result, j)
		shown = append(shown, e)
		if slices.ContainsFunc(decided, func(f dsar.Finding) bool { return atPlace(f, e) }) {
			continue
		}
		f, err := s.dataFinding(r, e)
		if err != nil {
			return err
		}
		fresh = append(fresh, f)
	}
	if err := followData(ctx, tx, decided, shown); err != nil {
		return err
	}
	if sameData(fresh, open) {
		return nil
	}
	if err := tx.DeleteFindings(ctx, r.WorkspaceID, r.ID, dsar.SourceData); err != nil {
		return err
	}
	return tx.InsertFindings(ctx, fresh)
}

func atPlace(f dsar.Finding, e dsar.DataEvidence) bool {
	known, ok := f.Data()
	return ok && known.SamePlace(e)
}

// followData gives findings that a person judged the numbers that the data show now.
func followData(ctx context.Context, tx *store.Store, decided []dsar.Finding, shown []dsar.DataEvidence) error {
	for _, f := range decided {
		before, ok := f.Data()
		if !ok {
			continue
		}
		now := before
		if at := slices.IndexFunc(shown, before.SamePlace); at >= 0 {
			now = shown[at]
		} else {
			now.Gone = true
		}
		if now == before {
			continue
		}
		text, err := now.Format()
		if err != nil {
			return err
		}
		f.Evidence = text
		if err := tx.UpdateFinding(ctx, f, AnyVersion); err != nil {
			return err
		}
	}
	return nil
}

func sameData(a, b []dsar.Finding) bool {
	if len(a) != len(b) {
		return false
	}
	for _, f := range a {
		if !slices.ContainsFunc(b, func(o dsar.Finding) bool {
			return o.Key == f.Key && o.Rule == f.Rule && o.Evidence == f.Evidence && o.Found == f.Found
		}) {
			return false
		}
	}
	return true
}
