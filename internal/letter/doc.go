// Package letter composes the letters of a request (the request itself, the answer
// to a demand for identification, the follow-up, the last notice, the complaint)
// and the reminder mails, in every language of the program and for every regime it
// knows.
//
// What is said is data: plain text templates under letters/<language>/, one per
// kind, that share the sections in parts.txt. A law that asks for other substance,
// not only for other numbers, has its own sections in parts.<regime>.txt; names of
// laws, articles and periods are in terms.yaml. [Load] composes every letter once,
// with everything known and with as little as possible, so that a faulty template
// stops the program at its start and not a letter on its way.
//
// A statement is absent rather than wrong: sentences that rest on a date, an
// identifier or a passage appear only if that is set, nobody is called late unless
// DaysLate says so, and no letter contains a sentence about a provision that its
// regime does not have. A new deadline set in a letter is marked as set by the
// writer, never as one of the law.
//
// The package is pure: no clock, no database. Text written by people is data in
// every template; it is never parsed as one.
package letter
