package datascan

import (
	"cmp"
	"slices"

	"recourse/internal/civil"
)

// Kind is what is striking about a period.
type Kind string

// The kinds.
const (
	// Cliff: the data begin at a round period before the request (or its answer), or on
	// 1 January, at full strength.
	Cliff Kind = "cliff"
	// LateStart: the data begin later than the relation.
	LateStart Kind = "late_start"
	// Gap: months without a date among months that have many.
	Gap Kind = "gap"
	// ShortType: one record type begins much later than the others.
	ShortType Kind = "short_type"
)

// Certainty says how far a finding may be relied on.
type Certainty string

// The certainties. A possible finding may be chance, and asks a question: when did
// the relation begin? A likely one has more than one ground.
const (
	Possible Certainty = "possible"
	Likely   Certainty = "likely"
)

// Facts are what is known of the case. Each may be missing.
type Facts struct {
	Requested civil.Date // the day of the request
	Received  civil.Date // the day on which the data came
	Since     civil.Date // the day on which the relation with the company began
}

// Finding is one striking thing, for a person to confirm or dismiss.
type Finding struct {
	Kind      Kind
	Certainty Certainty
	// File and Field name the record type; both are empty if it is all the data.
	File, Field string
	// From and To bound the time that is missing, both days included: of a cliff and a
	// late start, from where something older is known (zero if nothing is) to the day
	// before the first date; of a gap, its first and last day; of a short type, from
	// where the others usually begin.
	From, To civil.Date
	// Boundary is the day of a cliff, the request's side if the answer took its time.
	Boundary civil.Date
	// Months is the round period of a cliff: 3, 6, 12, 18, 24 or 36; 0 for 1 January.
	Months int
	// Count is the number of dates that were judged: behind a cliff, of a short type,
	// of all that has a late start or a gap.
	Count int64
	// Strays is the number of dates before a cliff, three at most.
	Strays int64
	// Types is the number of record types that begin at the cliff.
	Types int
}

const (
	// few dates tell of the account (when it was opened, when last used), not of a
	// series of records.
	few = 3
	// enough dates make the beginning of a record type mean something.
	enough = 12
	// grace is how many days may lie between the beginning of a relation and its first
	// record, and how far two days must lie apart to be called different.
	grace = 31
)

// series is a record type with more than a few dates, or all of them together.
type series struct {
	file, field string
	months
	Period
}

// Judge says what is striking about a result. The likely findings come first. It
// does not need the files again, so it can be asked anew when more is known.
func Judge(r Result, f Facts) []Finding {
	all, types := seriesOf(r)
	j := judge{Facts: f, all: all, types: types, oldest: r.All.Earliest}
	if j.Requested.IsZero() {
		j.Requested = j.Received
	}
	if j.Received.Before(j.Requested) {
		j.Received = j.Requested
	}
	found := slices.Concat(j.cliffs(), j.lateStart(r), j.gaps(), j.shortTypes())
	rank := []Kind{Cliff, LateStart, ShortType, Gap}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Certainty, b.Certainty), // "likely" comes before "possible"
			cmp.Compare(slices.Index(rank, a.Kind), slices.Index(rank, b.Kind)),
			cmp.Compare(a.File, b.File), cmp.Compare(a.Field, b.Field),
		)
	})
	return found
}

type judge struct {
	Facts
	all    series
	types  []series
	oldest civil.Date // of all dates, also those that are no series
}

func seriesOf(r Result) (all series, types []series) {
	all.months = months{}
	for _, t := range r.Types {
		if t.Count <= few {
			continue
		}
		s := series{file: t.File, field: t.Field, months: monthsOf(t.Period), Period: t.Period}
		types = append(types, s)
		all.months.merge(s.months)
	}
	all.Period = all.months.period()
	return all, types
}

func monthsOf(p Period) months {
	m := months{}
	for _, month := range p.Months {
		if month.Count > 0 {
			m[monthOf(month.Start)] = &cell{N: month.Count, First: int8(month.First.Day()), Last: int8(month.Last.Day())}
		}
	}
	return m
}

// known is the day since when the company had something to record: as the person
// says, or else as the oldest date in the data shows.
func (j judge) known() civil.Date {
	if !j.Since.IsZero() {
		return j.Since
	}
	return j.oldest
}

// lateStart compares the first date with the beginning of the relation.
func (j judge) lateStart(r Result) []Finding {
	p, certainty := j.all.Period, Possible
	if p.Count == 0 {
		p = r.All
	}
	if j.Since.IsZero() || p.Count == 0 || !p.Earliest.After(j.Since.AddDays(grace)) {
		return nil
	}
	// Somewhat more than a year: companies that give twelve months count from here or
	// there.
	if !j.Requested.IsZero() && !p.Earliest.Before(j.Requested.AddMonthsClamped(-13)) {
		certainty = Likely
	}
	return []Finding{{
		Kind: LateStart, Certainty: certainty, From: j.Since, To: p.Earliest.AddDays(-1), Count: p.Count,
	}}
}

// shortTypes finds record types that begin much later than the others.
func (j judge) shortTypes() []Finding {
	var found []Finding
	for i, t := range j.types {
		if t.Count < enough {
			continue
		}
		var starts []civil.Date
		for k, other := range j.types {
			if k != i && other.Count >= enough {
				starts = append(starts, other.Earliest)
			}
		}
		if usual, short := j.muchLater(t, starts); short {
			found = append(found, j.shortType(t, usual))
		}
	}
	return found
}

// muchLater compares a record type with where the others begin: at least a year
// later, at most half as long, and most of the others well before it.
func (j judge) muchLater(t series, starts []civil.Date) (usual civil.Date, short bool) {
	if len(starts) < 2 {
		return usual, false
	}
	slices.SortFunc(starts, civil.Date.Compare)
	usual = starts[len(starts)/2]
	before := 0
	for _, s := range starts {
		if s.Before(t.Earliest.AddMonthsClamped(-6)) {
			before++
		}
	}
	length, whole := t.Earliest.DaysUntil(t.Latest), usual.DaysUntil(j.all.Latest)
	short = !t.Earliest.Before(usual.AddMonthsClamped(12)) && 2*length <= whole && 3*before >= 2*len(starts)
	return usual, short
}

func (j judge) shortType(t series, usual civil.Date) Finding {
	f := Finding{
		Kind: ShortType, Certainty: Possible, File: t.file, Field: t.field,
		From: usual, To: t.Earliest.AddDays(-1), Count: t.Count,
	}
	if _, round := j.cliffOf(t); round {
		f.Certainty = Likely
	}
	return f
}
