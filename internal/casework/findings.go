package casework

import (
	"cmp"
	"context"
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
	"recourse/internal/store"
)

// FindingSort orders a list of findings.
type FindingSort = store.FindingSort

// The orders of findings.
const (
	FindingsNewest = store.FindingsNewest
	FindingsOldest = store.FindingsOldest
	FindingsByKind = store.FindingsByKind
)

// FindingSorts lists them.
func FindingSorts() []FindingSort { return store.FindingSorts() }

// FindingQuery selects findings over all requests of the workspace.
type FindingQuery struct {
	Status       dsar.FindingStatus
	Kind         string // key
	Verdict      string
	Open         bool // suspected, and not lawful: what waits to be judged
	ControllerID string
	Language     string // of the message, ISO 639-1
	Q            string // as in [RequestQuery]
	Sort         FindingSort
	Limit        int // 1 to 100; 0 means 25
	Cursor       string
}

// FindingSummary is a finding as a list shows it. One from events is worked out again, as
// the page of its request does; the list selects and orders by what was stored last.
type FindingSummary struct {
	FindingView
	Reference      string
	ControllerID   string
	ControllerName string
	SubjectName    string
	Language       string
}

// AllFindings lists findings over all requests.
func (s *Service) AllFindings(ctx context.Context, a Actor, q FindingQuery) (Page[FindingSummary], error) {
	if err := s.checkFindingQuery(q); err != nil {
		return Page[FindingSummary]{}, err
	}
	filter := store.FindingFilter{
		Status: q.Status, Key: q.Kind, Verdict: q.Verdict, ControllerID: q.ControllerID, Language: q.Language, Q: q.Q,
		Sort: q.Sort, Limit: clampLimit(q.Limit, 25), Cursor: q.Cursor,
	}
	if q.Open {
		filter.Status, filter.NotLawful = dsar.FindingSuspected, true
	}
	rows, next, err := s.Store.ListFindings(ctx, a.WorkspaceID, filter)
	if err != nil {
		return Page[FindingSummary]{}, err
	}
	page := Page[FindingSummary]{NextCursor: next, Items: make([]FindingSummary, 0, len(rows))}
	for _, row := range rows {
		page.Items = append(page.Items, FindingSummary{
			FindingView: s.findingViews(row.Regime, []dsar.Finding{row.Finding})[0], Reference: row.Reference,
			ControllerID: row.ControllerID, ControllerName: row.ControllerName, SubjectName: row.SubjectName, Language: row.Language,
		})
	}
	return page, s.listAlongEvents(ctx, a, page.Items)
}

// listAlongEvents gives the findings from events of a list what their requests show now.
func (s *Service) listAlongEvents(ctx context.Context, a Actor, items []FindingSummary) error {
	of := map[string][]int{} // places in the list, by request
	var ids []string
	for i, item := range items {
		f := item.Finding
		if f.Source != dsar.SourceEvents || f.ByHand() {
			continue
		}
		if of[f.RequestID] == nil {
			ids = append(ids, f.RequestID)
		}
		of[f.RequestID] = append(of[f.RequestID], i)
	}
	requests, err := s.Store.RequestsWithIDs(ctx, a.WorkspaceID, ids)
	if err != nil {
		return err
	}
	return s.withEvents(ctx, func(r dsar.Request, events []dsar.Event) error {
		views := make([]FindingView, 0, len(of[r.ID]))
		for _, i := range of[r.ID] {
			views = append(views, items[i].FindingView)
		}
		if err := s.viewsAlongEvents(ctx, r, events, views); err != nil {
			return err
		}
		for n, i := range of[r.ID] {
			items[i].FindingView = views[n]
		}
		return nil
	})(requests)
}

// viewsAlongEvents is [Service.alongEvents] for a request that was not worked out yet.
// Where the law cannot tell its dates, the findings stay as they were stored: a list of
// others does not fail for it.
func (s *Service) viewsAlongEvents(ctx context.Context, r dsar.Request, events []dsar.Event, views []FindingView) error {
	complaints, held, err := s.besideEvents(ctx, s.Store, r, events)
	if err != nil {
		return err
	}
	t, err := s.stand(r, events, complaints, held)
	if err != nil {
		s.Log.WarnContext(ctx, "the dates of a request could not be worked out", "request", r.ID, "error", err)
		return nil
	}
	return s.alongEvents(ctx, r, events, t.projected, views)
}

// Verdicts lists the verdicts that a finding can have.
func Verdicts() []string {
	return []string{string(restriction.Unlawful), string(restriction.Judge), string(restriction.Lawful)}
}

func (s *Service) checkFindingQuery(q FindingQuery) error {
	var problems []dsar.Problem
	statuses := []dsar.FindingStatus{dsar.FindingSuspected, dsar.FindingConfirmed, dsar.FindingDismissed}
	if q.Status != "" && !slices.Contains(statuses, q.Status) {
		problems = append(problems, unknownValue("status", string(q.Status), statuses))
	}
	if q.Verdict != "" && !slices.Contains(Verdicts(), q.Verdict) {
		problems = append(problems, unknownValue("verdict", q.Verdict, Verdicts()))
	}
	if _, known := s.Detector.Kind(q.Kind); q.Kind != "" && !known {
		problems = append(problems, s.unknownKind(q.Kind))
	}
	if q.Language != "" && !slices.Contains(s.Detector.Languages(), q.Language) {
		problems = append(problems, unknownValue("language", q.Language, s.Detector.Languages()))
	}
	if q.Sort != "" && !slices.Contains(FindingSorts(), q.Sort) {
		problems = append(problems, unknownValue("sort", string(q.Sort), FindingSorts()))
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

// FindingCounts is what was found of a controller over time, what is lawful and what was
// dismissed left out.
type FindingCounts struct {
	Periods []Period // without gaps, oldest first
	Kinds   []KindCounts
}

// Period is half a year or a year.
type Period struct {
	From civil.Date // 1 January or 1 July
	Half bool       // half a year
}

// KindCounts is one kind of restriction in every period.
type KindCounts struct {
	Kind   restriction.Kind
	Counts []PeriodCount // one for each period
	Total  int
}

// PeriodCount is how often it was found.
type PeriodCount struct {
	Confirmed int // by a person
	Suspected int
}

// All is how often it was seen in all.
func (c PeriodCount) All() int { return c.Confirmed + c.Suspected }

// halvesShown is up to how many halves of a year a table of halves is; beyond, it has
// years.
const halvesShown = 8

// CountFindings counts what was found in the workspace's requests to a controller. What has no
// day is in no period.
func (s *Service) CountFindings(ctx context.Context, a Actor, controllerID string) (FindingCounts, error) {
	if _, err := s.Store.Controller(ctx, a.WorkspaceID, controllerID); err != nil {
		return FindingCounts{}, err
	}
	counts, err := s.Store.CountFindings(ctx, a.WorkspaceID, controllerID)
	if err != nil {
		return FindingCounts{}, err
	}
	return s.countsOf(counts), nil
}

func (s *Service) countsOf(counts []store.FindingCount) FindingCounts {
	counts = slices.DeleteFunc(slices.Clone(counts), func(c store.FindingCount) bool { return c.On.IsZero() })
	if len(counts) == 0 {
		return FindingCounts{}
	}
	byDay := func(a, b store.FindingCount) int { return a.On.Compare(b.On) }
	p := FindingCounts{Periods: periodsOf(slices.MinFunc(counts, byDay).On, slices.MaxFunc(counts, byDay).On)}
	at := map[string]int{}
	for _, c := range counts {
		i, seen := at[c.Key]
		if !seen {
			kind, known := s.Detector.Kind(c.Key)
			if !known {
				continue
			}
			i = len(p.Kinds)
			at[c.Key] = i
			p.Kinds = append(p.Kinds, KindCounts{Kind: kind, Counts: make([]PeriodCount, len(p.Periods))})
		}
		k := &p.Kinds[i]
		n := periodAt(p.Periods, c.On)
		if c.Confirmed {
			k.Counts[n].Confirmed += c.Count
		} else {
			k.Counts[n].Suspected += c.Count
		}
		k.Total += c.Count
	}
	slices.SortStableFunc(p.Kinds, func(a, b KindCounts) int { return cmp.Or(b.Total-a.Total, cmp.Compare(a.Kind.Key, b.Kind.Key)) })
	return p
}

// periodsOf are the halves of the years between two days, or the years where those are
// too many.
func periodsOf(first, last civil.Date) []Period {
	var periods []Period
	for year := first.Year(); year <= last.Year(); year++ {
		for _, half := range []civil.Date{civil.Must(year, 1, 1), civil.Must(year, 7, 1)} {
			if !half.Before(halfOf(first)) && !half.After(last) {
				periods = append(periods, Period{From: half, Half: true})
			}
		}
	}
	if len(periods) <= halvesShown {
		return periods
	}
	periods = nil
	for year := first.Year(); year <= last.Year(); year++ {
		periods = append(periods, Period{From: civil.Must(year, 1, 1)})
	}
	return periods
}

func halfOf(d civil.Date) civil.Date {
	if d.Month() < 7 {
		return civil.Must(d.Year(), 1, 1)
	}
	return civil.Must(d.Year(), 7, 1)
}

// periodAt is the last period that begins on or before the day.
func periodAt(periods []Period, d civil.Date) int {
	n := 0
	for i, p := range periods {
		if !p.From.After(d) {
			n = i
		}
	}
	return n
}
