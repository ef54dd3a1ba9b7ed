package datascan

import "recourse/internal/civil"

// Reason is why a date does not count as the date of a record. The package comment
// has the rule of each.
type Reason string

// The reasons.
const (
	Birthday  Reason = "birthday"
	Future    Reason = "future"
	EpochZero Reason = "epoch_zero"
	Export    Reason = "export"
	Licence   Reason = "licence"
	Format    Reason = "format"
	Validity  Reason = "validity"
	Ambiguous Reason = "ambiguous"
)

// Month counts the dates of one calendar month.
type Month struct {
	Start civil.Date // the first day of the month
	Count int64
	// First and Last are the earliest and latest day of the month that has a date;
	// zero in an empty month.
	First, Last civil.Date
}

// Period is the time that some dates cover. Without a date it is the zero value.
type Period struct {
	Earliest, Latest civil.Date
	Count            int64
	// Months has every month from that of Earliest to that of Latest, also those
	// without a date.
	Months []Month
}

// RecordType is one place where dates stand in the data, with the period they cover.
type RecordType struct {
	// File is the path of the file, "!" between an archive and its content. Runs of
	// digits are "#" and the folders below the second are "*", so that
	// inbox/anna/message_1.json and inbox/ben/message_2.json are one record type.
	File string
	// Field is the JSON path ($.messages[*].sent_at), the column, the element or the
	// property; empty for prose, "(name)" for dates in the names of files.
	Field string
	// Reason is why these dates do not count; empty if they do.
	Reason Reason
	Period
}

// Refusal is a file, or the rest of an archive, that was not read.
type Refusal struct {
	File string // its path, "!" between an archive and its content
	Err  *Error
	// Partly: some of it was read before, and counts.
	Partly bool
}

// Result is what the scanned data cover.
type Result struct {
	// All is over all record types that count.
	All Period
	// Types are the record types that count, by file and field.
	Types []RecordType
	// SetAside are the dates that do not count, each with its reason.
	SetAside []RecordType
	// Files is the number of files read, archives not counted.
	Files int
	// Bytes is the size of what was read, unpacked.
	Bytes int64
	// Refused has the first hundred files that were not read, RefusedCount is their
	// number.
	Refused      []Refusal
	RefusedCount int
}
