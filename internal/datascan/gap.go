package datascan

// A gap is judged only where dates are regular enough for its emptiness to mean
// something.
const (
	minGap        = 2  // months
	minActive     = 6  // months with dates
	minSide       = 3  // months with dates on either side
	minExpected   = 10 // dates that the gap would have had
	manyExpected  = 50 // … to be called likely
	denseActive   = 12 // months with dates that a single record type needs
	usualPercent  = 80 // of the months outside the gap have dates
	strictPercent = 90 // … of a single record type
)

// gaps finds the gaps of all the data, and those of single record types that all the
// data do not have.
func (j judge) gaps() []Finding {
	found := j.all.gaps(minActive, usualPercent)
	whole := len(found)
	for _, t := range j.types {
		for _, g := range t.gaps(denseActive, strictPercent) {
			if !within(g, found[:whole]) {
				g.Certainty = Possible
				found = append(found, g)
			}
		}
	}
	return found
}

// within reports whether a gap is seen in all the data already.
func within(g Finding, all []Finding) bool {
	if len(all) == 0 {
		return false
	}
	for _, a := range all {
		if !g.From.After(a.To) && !a.From.After(g.To) {
			return true
		}
	}
	return false
}

func (s series) gaps(least, percent int) []Finding {
	active := len(s.months)
	if active < least {
		return nil
	}
	var found []Finding
	seen, start := 0, -1 // months with dates so far; where the emptiness began
	for i, m := range s.Months {
		if m.Count == 0 {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= minGap && seen >= minSide && active-seen >= minSide {
			if g, ok := s.gap(start, i, percent); ok {
				found = append(found, g)
			}
		}
		seen++
		start = -1
	}
	return found
}

// gap judges the empty months from index start up to end, that excluded.
func (s series) gap(start, end, percent int) (Finding, bool) {
	active, length := len(s.months), end-start
	expected := s.Count / int64(active) * int64(length)
	if expected < minExpected || active*100 < percent*(len(s.Months)-length) {
		return Finding{}, false
	}
	g := Finding{
		Kind: Gap, Certainty: Possible, File: s.file, Field: s.field, Count: s.Count,
		From: s.Months[start-1].Last.AddDays(1), To: s.Months[end].First.AddDays(-1),
	}
	if length > minGap && expected >= manyExpected {
		g.Certainty = Likely
	}
	return g, true
}
