package dsar

import (
	"encoding/json"
	"strings"
	"time"

	"recourse/internal/civil"
)

// DataFile is a file that the person received in answer to a request. Its bytes are
// stored by their hash, apart from the database.
type DataFile struct {
	ID          string // UUIDv7, so that ids are in the order of adding
	WorkspaceID string
	RequestID   string
	SHA256      string // of the content, in hexadecimal
	Name        string // as the person's computer calls it, without folders
	Size        int64  // in bytes
	MediaType   string // as the first bytes show it, never as somebody said it
	ReceivedOn  civil.Date
	AddedAt     time.Time
	AddedBy     string // user id
}

// ScanState says how far the scan of the data received is.
type ScanState string

// The states. A scan ends in one of the last three.
const (
	ScanQueued    ScanState = "queued"
	ScanRunning   ScanState = "running"
	ScanDone      ScanState = "done"
	ScanCancelled ScanState = "cancelled"
	ScanFailed    ScanState = "failed"
)

// Scan is one run over the files of a request.
type Scan struct {
	ID          string
	WorkspaceID string
	RequestID   string
	State       ScanState
	Files       []string   // ids of the files, in the order in which they are read
	RequestedOn civil.Date // the day of the request; zero if not known
	ReceivedOn  civil.Date // the last day on which any of the files was received
	BytesDone   int64      // of BytesTotal, the bytes as they were received
	BytesTotal  int64
	Unpacked    int64  // bytes read after unpacking
	Entries     int    // files read, those in archives included
	Checkpoint  string // JSON of package datascan, "" if there is none
	Result      string // JSON of package datascan, "" unless done
	ErrorKey    string // catalogue key of the sentence that says why it failed
	Attempt     int    // grows whenever somebody takes the scan on
	Crashes     int    // how often whoever ran it was not heard of again
	LeaseUntil  time.Time
	QueuedAt    time.Time
	QueuedBy    string // user id
	StartedAt   time.Time
	FinishedAt  time.Time
}

// Open reports that the scan waits or runs.
func (s Scan) Open() bool { return s.State == ScanQueued || s.State == ScanRunning }

// DataRule begins the rule of a finding from the data received; the kind of package
// datascan follows, "data/cliff".
const DataRule = "data/"

// DataEvidence is what a finding from the data received rests on. It is kept in
// [Finding.Evidence] as JSON, so that the letter can speak of it when the files are gone.
type DataEvidence struct {
	Kind      string `json:"kind"`      // of package datascan: "cliff", "late_start", "gap" or "short_type"
	Certainty string `json:"certainty"` // of package datascan: "likely" or "possible"
	// File and Field name the record type, as package datascan does; both are empty if it
	// is all the data.
	File  string `json:"file,omitempty"`
	Field string `json:"field,omitempty"`
	// From and To bound the time that is missing; From may be zero.
	From civil.Date `json:"from,omitzero"`
	To   civil.Date `json:"to,omitzero"`
	// Boundary and Months are those of a cliff.
	Boundary civil.Date `json:"boundary,omitzero"`
	Months   int        `json:"months,omitempty"`
	// Count, Strays and Types are those of package datascan.
	Count  int64 `json:"count"`
	Strays int64 `json:"strays,omitempty"`
	Types  int   `json:"types,omitempty"`
	// Earliest, Latest and Records are the days that the judged dates cover, and their
	// number: of the record type, or of all the data.
	Earliest civil.Date `json:"earliest,omitzero"`
	Latest   civil.Date `json:"latest,omitzero"`
	Records  int64      `json:"records"`
	// Before is how many of the records at most are older than the day after To, or of a
	// gap: how many at most lie in it.
	Before int64 `json:"before,omitempty"`
	// Refused is how many files were not read, or not to their end.
	Refused int `json:"refused,omitempty"`
	// Since is when the relation began, as the person said then.
	Since civil.Date `json:"since,omitzero"`
	// Requested is the day of the request that the judgement counted from.
	Requested civil.Date `json:"requested,omitzero"`
	// Received is the day on which the data came.
	Received civil.Date `json:"received,omitzero"`
	// Gone: a later scan, of other files, no longer shows it. It is kept because a person
	// has judged it.
	Gone bool `json:"gone,omitempty"`
}

// Format writes the evidence as [Finding.Evidence] has it.
func (e DataEvidence) Format() (string, error) {
	text, err := json.Marshal(e)
	return string(text), err
}

// Data returns the evidence of a finding from the data received, and false for any
// other.
func (f Finding) Data() (DataEvidence, bool) {
	var e DataEvidence
	if f.Source != SourceData || json.Unmarshal([]byte(f.Evidence), &e) != nil {
		return DataEvidence{}, false
	}
	return e, true
}

// SamePlace reports whether two pieces of evidence speak of the same: of two cliffs, the
// same period; of two gaps, times that have a day in common. Numbers may differ, as
// files are added and removed.
func (e DataEvidence) SamePlace(o DataEvidence) bool {
	if e.Kind != o.Kind || e.File != o.File || e.Field != o.Field {
		return false
	}
	switch e.Kind {
	case "cliff":
		return e.Months == o.Months
	case "gap":
		return !e.From.After(o.To) && !o.From.After(e.To)
	}
	return true
}

// DataKind returns the kind of package datascan that the rule of a finding names, "" for
// findings from elsewhere.
func (f Finding) DataKind() string {
	kind, ok := strings.CutPrefix(f.Rule, DataRule)
	if !ok {
		return ""
	}
	return kind
}
