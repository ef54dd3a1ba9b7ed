package datascan

import (
	"slices"
	"time"

	"recourse/internal/civil"
)

// periods are the round periods in months, the most frequent first.
var periods = []int{12, 6, 24, 36, 3, 18}

// januaries is how many years back 1 January is looked at.
const januaries = 10

// boundary is where a company may have cut. It may count from the request, from its
// answer, or from any day between.
type boundary struct {
	months      int
	first, last civil.Date
}

func (j judge) boundaries() []boundary {
	if j.Requested.IsZero() {
		return nil
	}
	var list []boundary
	for _, n := range periods {
		list = append(list, boundary{n, j.Requested.AddMonthsClamped(-n), j.Received.AddMonthsClamped(-n)})
	}
	for back := range januaries {
		if year := j.Requested.Year() - back; year >= civil.MinYear {
			day := civil.Must(year, time.January, 1)
			list = append(list, boundary{0, day, day})
		}
	}
	return list
}

// cliffs finds one cliff of all the data, or else those of single record types.
func (j judge) cliffs() []Finding {
	if whole, ok := j.cliffOf(j.all); ok {
		for _, t := range j.types {
			if one, ok := j.cliffOf(t); ok && one.Boundary == whole.Boundary {
				whole.Types++
			}
		}
		return []Finding{whole}
	}
	var found []Finding
	for _, t := range j.types {
		if f, ok := j.cliffOf(t); ok && (f.Months > 0 || f.Count >= manyForJanuary) {
			f.Types = 1
			found = append(found, f)
		}
	}
	return found
}

// cliffOf is the boundary at which a series begins, if it does: the nearest one.
func (j judge) cliffOf(s series) (Finding, bool) {
	best, bestAway, found := Finding{}, 0, false
	for _, b := range j.boundaries() {
		onset, strays, after := s.from(b.first.AddDays(-1))
		if onset.IsZero() || !b.begins(s, onset, strays, after) || j.beganWith(b) {
			continue
		}
		away := max(0, b.last.DaysUntil(onset))
		if found && away >= bestAway {
			continue
		}
		best, bestAway, found = Finding{
			Kind: Cliff, Certainty: Possible, File: s.file, Field: s.field, To: onset.AddDays(-1),
			Boundary: b.first, Months: b.months, Count: after, Strays: strays,
		}, away, true
	}
	if found && j.known().Before(best.Boundary.AddDays(-grace)) {
		best.Certainty, best.From = Likely, j.known()
	}
	return best, found
}

// beganWith reports whether the relation itself began at the boundary: then there is
// nothing older to give.
func (j judge) beganWith(b boundary) bool {
	return !j.Since.IsZero() && !j.Since.Before(b.first.AddDays(-grace))
}

// manyForJanuary is how many dates a beginning on 1 January needs to be more than
// chance: many things begin with a year.
const manyForJanuary = 30

// begins reports whether the series begins at the boundary: hardly anything before,
// enough after, the first soon, and at once as much as later.
func (b boundary) begins(s series, onset civil.Date, strays, after int64) bool {
	least, slackest := int64(enough), 21
	if b.months == 0 {
		least, slackest = manyForJanuary, 7
	}
	if after < least || strays > min(few, after/50) {
		return false
	}
	// The first date behind a cut comes as soon as dates usually follow each other.
	usual := 3 * onset.DaysUntil(s.Latest) / int(2*min(after, 1<<20))
	slack := min(max(usual, 3), slackest)
	return !onset.After(b.last.AddDays(slack)) && s.sharp(onset)
}

// from splits the series at a day: the first date from then on, and how many are
// before and after. The onset is zero if dates of the same month lie before the day,
// or none after.
func (s series) from(day civil.Date) (onset civil.Date, before, after int64) {
	key := monthOf(day)
	if c := s.months[key]; c != nil && int(c.First) < day.Day() {
		return onset, 0, 0
	}
	for k, c := range s.months {
		if k < key {
			before += c.N
			continue
		}
		after += c.N
		if first := dayIn(k, int(c.First)); onset.IsZero() || first.Before(onset) {
			onset = first
		}
	}
	return onset, before, after
}

// sharp reports whether the first two months have at least half of what one of the
// better months has (the upper quartile): use that grows slowly begins by itself, not
// by a cut.
func (s series) sharp(onset civil.Date) bool {
	var counts []int64
	first, last := monthOf(onset), monthOf(s.Latest)
	for key := first; key <= last; key++ {
		n := int64(0)
		if c := s.months[key]; c != nil {
			n = c.N
		}
		counts = append(counts, n)
	}
	begin := counts[0]
	if len(counts) > 1 {
		begin += counts[1]
	}
	slices.Sort(counts)
	return 2*begin >= counts[len(counts)*3/4]
}
