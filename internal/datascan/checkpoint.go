package datascan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"recourse/internal/civil"
)

// checkpointVersion changes when an older state would give another result.
const checkpointVersion = 1

// Checkpoint is the state of a scan that was interrupted. It is stored as JSON
// (encoding/json) and handed back in [Options.Resume] with the same inputs and limits.
// It has names of files and fields, and dates, of the person's data: it is as
// confidential as they are.
type Checkpoint struct {
	Version int
	// Inputs tells whether the inputs are the same: a hash of their names and sizes.
	Inputs string
	// State is for this package alone.
	State json.RawMessage
}

// savedState is a state as it is stored.
type savedState struct {
	At           place
	Done         int64
	Files        int
	Bytes        int64
	Types        []savedType
	Refused      []savedRefusal
	RefusedCount int
}

type savedType struct {
	Key   typeKey
	Tally *tally
}

type savedRefusal struct {
	File   string
	Key    Key
	Args   map[string]int64 `json:",omitempty"`
	Partly bool
}

func inputsHash(inputs []Input) string {
	var list []byte
	for _, in := range inputs {
		list = fmt.Appendf(list, "%q %d\n", in.Name, in.Size)
	}
	sum := sha256.Sum256(list)
	return hex.EncodeToString(sum[:])
}

// save hands out the state behind the last file that was finished.
func (s *scanner) save() {
	s.saved = s.unpacked()
	if s.o.Save == nil {
		return
	}
	state := savedState{
		At: s.at, Done: s.done, Files: s.kept.files, Bytes: s.kept.bytes, RefusedCount: s.kept.refusedCount,
	}
	for _, key := range s.kept.keys() {
		state.Types = append(state.Types, savedType{key, s.kept.types[key]})
	}
	for _, r := range s.kept.refused {
		state.Refused = append(state.Refused, savedRefusal{r.File, r.Err.Key, r.Err.Args, r.Partly})
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return // maps of whole numbers, and texts: there is nothing that could fail
	}
	s.o.Save(Checkpoint{Version: checkpointVersion, Inputs: inputsHash(s.inputs), State: raw})
}

// resume takes up a state that was handed out.
func (s *scanner) resume(c *Checkpoint) error {
	if c == nil {
		return nil
	}
	var state savedState
	if c.Version != checkpointVersion || c.Inputs != inputsHash(s.inputs) {
		return refuse(KeyBadCheckpoint)
	}
	if err := json.Unmarshal(c.State, &state); err != nil || !state.valid(len(s.inputs)) {
		return &Error{Key: KeyBadCheckpoint, cause: err}
	}
	s.at, s.done = state.At, state.Done
	s.kept.files, s.kept.bytes, s.kept.refusedCount = state.Files, state.Bytes, state.RefusedCount
	for _, t := range state.Types {
		s.kept.types[t.Key] = t.Tally
	}
	for _, r := range state.Refused {
		s.kept.refused = append(s.kept.refused, Refusal{File: r.File, Err: &Error{Key: r.Key, Args: r.Args}, Partly: r.Partly})
	}
	s.saved, s.reported = s.kept.bytes, s.kept.bytes
	return nil
}

// valid refuses what this package never wrote: it was stored, and may be damaged.
func (s *savedState) valid(inputs int) bool {
	if s.At.Input < 0 || s.At.Input > inputs || s.At.Entry < 0 || s.At.Spent < 0 || s.At.Entered < 0 {
		return false
	}
	for _, t := range s.Types {
		if t.Tally == nil || !t.Tally.Sure.valid() || !t.Tally.DayFirst.valid() || !t.Tally.MonthFirst.valid() {
			return false
		}
	}
	return true
}

func (m months) valid() bool {
	for key, c := range m {
		if c == nil || key < civil.MinYear*12 || key >= (civil.MaxYear+1)*12 || c.N < 1 ||
			c.First < 1 || c.First > c.Last || int(c.Last) > lastDay(key) {
			return false
		}
	}
	return m != nil
}

func lastDay(month int) int { return dayIn(month, 1).AddMonthsClamped(1).AddDays(-1).Day() }
