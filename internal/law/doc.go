// Package law works out statutory days: when an answer is due, until when an
// extension may be announced, from when a complaint is possible, and why.
//
// The law itself is data. One YAML file per regime under rules/ holds dated
// values, each with its instrument, article, link, confidence and the day
// somebody last checked it; one file per region under holidays/ holds the public
// holidays. docs/law-rules.md is the grammar of both. This package knows no
// regime by name: it knows periods, start events, pauses, extensions, the shift
// over non-working days, and readings a complaint has to wait for.
//
// [Load] or [Default] gives a [Book], which never changes afterwards and may be
// used by any number of goroutines. [Book.Evaluate] turns [Facts] into a
// [Result] with its trace. It reads no clock, no network and no disk.
//
// Every period is a [Clock] with its owner, its ends, its state and its own trace: the
// acknowledgement, the answer and its extension, the complaint, and whatever else a rule
// file declares (appeals, the silence of an authority, an order, the time for a court).
// [Result.Readings] tells what other readings of the law would give. [Claim] judges what
// the controller claims.
//
// Two dates are kept apart. Due is the reference reading of the law.
// ComplaintFrom is the day after the latest date that any defensible reading
// gives, so that nobody is accused on a date only one reading supports. Where the
// law gives no figure, the date is the zero [civil.Date]: never a guess.
package law
