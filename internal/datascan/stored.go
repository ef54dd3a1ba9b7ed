package datascan

import (
	"encoding/json"
	"errors"
	"slices"

	"recourse/internal/civil"
)

// resultVersion changes when older results can no longer be read.
const resultVersion = 1

// storedResult is a result as it is stored. Months are four whole numbers each: the month
// counted from the year 0, the dates in it, the first and the last day.
type storedResult struct {
	Version      int
	Types        []storedType
	SetAside     []storedType
	Files        int
	Bytes        int64
	Refused      []savedRefusal
	RefusedCount int
}

type storedType struct {
	File   string
	Field  string     `json:",omitempty"`
	Reason Reason     `json:",omitempty"`
	Months [][4]int64 `json:"M"`
}

// MarshalJSON writes a result for storage. It has names of files and fields, and dates, of
// the person's data: it is as confidential as they are.
func (r Result) MarshalJSON() ([]byte, error) {
	s := storedResult{
		Version: resultVersion, Types: storedTypes(r.Types), SetAside: storedTypes(r.SetAside),
		Files: r.Files, Bytes: r.Bytes, RefusedCount: r.RefusedCount,
	}
	for _, refused := range r.Refused {
		s.Refused = append(s.Refused, savedRefusal{refused.File, refused.Err.Key, refused.Err.Args, refused.Partly})
	}
	return json.Marshal(s)
}

func storedTypes(types []RecordType) []storedType {
	list := make([]storedType, 0, len(types))
	for _, t := range types {
		s := storedType{File: t.File, Field: t.Field, Reason: t.Reason}
		for _, m := range t.Months {
			if m.Count > 0 {
				s.Months = append(s.Months, [4]int64{int64(monthOf(m.Start)), m.Count, int64(m.First.Day()), int64(m.Last.Day())})
			}
		}
		list = append(list, s)
	}
	return list
}

// UnmarshalJSON reads what MarshalJSON wrote, and refuses anything else.
func (r *Result) UnmarshalJSON(text []byte) error {
	var s storedResult
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if s.Version != resultVersion {
		return errors.New("the result is of another version")
	}
	types, all, err := typesOf(s.Types)
	if err != nil {
		return err
	}
	aside, _, err := typesOf(s.SetAside)
	if err != nil {
		return err
	}
	*r = Result{All: all.period(), Types: types, SetAside: aside, Files: s.Files, Bytes: s.Bytes, RefusedCount: s.RefusedCount}
	for _, refused := range s.Refused {
		r.Refused = append(r.Refused, Refusal{File: refused.File, Err: &Error{Key: refused.Key, Args: refused.Args}, Partly: refused.Partly})
	}
	return nil
}

func typesOf(list []storedType) (types []RecordType, all months, err error) {
	all = months{}
	for _, t := range list {
		m := months{}
		for _, c := range t.Months {
			// Days are checked before they are made small.
			if c[2] < 1 || c[3] > 31 || c[2] > c[3] || c[0] < civil.MinYear*12 || c[0] >= (civil.MaxYear+1)*12 {
				return nil, nil, errors.New("the result is damaged")
			}
			m[int(c[0])] = &cell{N: c[1], First: int8(c[2]), Last: int8(c[3])}
		}
		if !m.valid() {
			return nil, nil, errors.New("the result is damaged")
		}
		all.merge(m)
		types = append(types, RecordType{File: t.File, Field: t.Field, Reason: t.Reason, Period: m.period()})
	}
	return slices.Clip(types), all, nil
}
