package datascan

import (
	"cmp"
	"maps"
	"slices"
)

// maxRefusals bounds the list of refusals in a result.
const maxRefusals = 100

// state is what a scan has found so far.
type state struct {
	types    map[typeKey]*tally
	maxTypes int
	counted  int64 // dates that count, to see whether anything was found

	files        int
	bytes        int64
	refused      []Refusal
	refusedCount int
}

func newState(maxTypes int) *state {
	return &state{types: map[typeKey]*tally{}, maxTypes: maxTypes}
}

// tallyOf returns the tally of a record type. When there are too many of them, the
// rest of each reason is counted together, under no name.
func (s *state) tallyOf(key typeKey) *tally {
	if t := s.types[key]; t != nil {
		return t
	}
	if len(s.types) >= s.maxTypes {
		key = typeKey{Reason: key.Reason}
		if t := s.types[key]; t != nil {
			return t
		}
	}
	t := newTally()
	s.types[key] = t
	return t
}

func (s *state) refuse(file string, err *Error, partly bool) {
	s.refusedCount++
	if len(s.refused) < maxRefusals {
		s.refused = append(s.refused, Refusal{File: file, Err: err, Partly: partly})
	}
}

// result settles what was left open and makes the result.
func (s *state) result(w window, fallback order) Result {
	r := Result{
		Files: s.files, Bytes: s.bytes,
		Refused: slices.Clone(s.refused), RefusedCount: s.refusedCount,
	}
	all := months{}
	for key, counted := range s.settled(w, fallback) {
		rt := RecordType{File: key.File, Field: key.Field, Reason: key.Reason, Period: counted.period()}
		if key.Reason != "" {
			r.SetAside = append(r.SetAside, rt)
			continue
		}
		r.Types = append(r.Types, rt)
		all.merge(counted)
	}
	r.All = all.period()
	slices.SortFunc(r.Types, byName)
	slices.SortFunc(r.SetAside, byName)
	return r
}

func byName(a, b RecordType) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
}

// settled are the months of each record type and reason, with the rules that need all
// the data: the order of day and month, and the export's own single day.
func (s *state) settled(w window, fallback order) map[typeKey]months {
	out := map[typeKey]months{}
	into := func(key typeKey, m months) {
		if len(m) == 0 {
			return
		}
		if out[key] == nil {
			out[key] = months{}
		}
		out[key].merge(m)
	}
	otherwise := cmp.Or(s.speaks(), fallback)
	for key, t := range s.types {
		sure, open := t.settle(otherwise)
		if key.Reason == "" && isStamp(sure, w) {
			into(typeKey{key.File, key.Field, Export}, sure)
		} else {
			into(key, sure)
		}
		into(typeKey{key.File, key.Field, Ambiguous}, open)
	}
	return out
}

// speaks is the order that all the data prove, if they agree.
func (s *state) speaks() order {
	all := newTally()
	for _, t := range s.types {
		all.DayFirstSeen += t.DayFirstSeen
		all.MonthFirstSeen += t.MonthFirstSeen
	}
	return all.speaks()
}

// isStamp reports whether all dates are of one single day that is not before the
// request: the moment of the export, written beside every record.
func isStamp(m months, w window) bool {
	if len(m) != 1 {
		return false
	}
	for key, c := range m {
		return c.First == c.Last && !dayIn(key, int(c.First)).Before(w.requested)
	}
	return false
}

// keys are the record types in a fixed order.
func (s *state) keys() []typeKey {
	return slices.SortedFunc(maps.Keys(s.types), func(a, b typeKey) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
	})
}

// absorb adds what another state has found.
func (s *state) absorb(o *state) {
	for _, key := range o.keys() {
		s.tallyOf(key).merge(o.types[key])
	}
	s.files += o.files
	s.bytes += o.bytes
	room := min(len(o.refused), max(0, maxRefusals-len(s.refused)))
	s.refused = append(s.refused, o.refused[:room]...)
	s.refusedCount += o.refusedCount
}
