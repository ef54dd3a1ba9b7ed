// Package datascan finds out which period of time the data cover that a company
// sent in answer to an access request.
//
// [Scan] streams the files that the person received: ZIP, tar and gzip (also one in
// another), JSON and NDJSON, CSV and TSV, HTML and XML, mbox and single mails, ICS,
// plain text, and PDF through a function of the caller. No file is held in memory.
// Each date goes to a record type: a file, with numbers and deep folders in its name
// left open, and the JSON path, column, element or property where the date stands.
// The [Result] has, per record type and over all, the earliest and the latest day,
// the count and a histogram by month.
//
// [Judge] compares a result with what is known of the case: does the data end at a
// round period before the request, begin later than the relation, have a hole, or is
// one record type much shorter than the others? Its findings are suspicions for a
// person to confirm or dismiss, never a proof: data that was lawfully erased is
// missing just as well.
//
// # What counts as the date of a record
//
// In a structured file (JSON, CSV, XML, ICS) a value is a date only as a whole, and a
// bare number only where the name of the field speaks of time. In prose (text, HTML,
// PDF) a day, a month and a year have to stand together. Mails have the day of their
// Date line and nothing else. The day is taken as it is written; a number of seconds
// since 1970 is read in UTC. Days can therefore be off by one, and judgements allow
// for it. A photograph or another file of no known format counts with the date in its
// name. The times that archives and file systems note of files are never read.
//
// # What does not count
//
// Each [Reason] is a rule of its own. What it sets aside is in the result too, so that
// a person can check it.
//
//   - [Birthday]: the field, or the words before a date in prose, speak of birth; a
//     yearly whole-day entry of a calendar.
//   - [Future]: a day after the data were received.
//   - [EpochZero]: the zero of a clock (1 January 1970 and its like).
//   - [Export]: a field or property that names the export, with a day not before the
//     request; a record type that has one single day, not before the request; in prose,
//     any day not before the request, since a letter speaks of itself.
//   - [Licence]: a licence file; in prose, a date with words of copyright, licences and
//     laws before it ("Regulation (EU) 2016/679 of 27 April 2016").
//   - [Format]: fields such as version and schema; dates inside an address, a path or an
//     identifier; the rules of time zones in a calendar.
//   - [Validity]: the day until which something holds, which dates no record.
//   - [Ambiguous]: 03/04/2024 where nothing in the data tells which is the month.
//
// # Hostile files
//
// What is refused is in [Result.Refused] with an [Error] whose key names the sentence,
// and the rest is read. Every cost has a limit ([Limits]). Nothing is unpacked to disk
// unless the caller gives a [Spool].
//
// The package reads no clock, opens no file and keeps no state; it may be used by
// several goroutines at once.
package datascan
