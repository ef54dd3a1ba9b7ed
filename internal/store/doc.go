// Package store keeps everything in PostgreSQL or SQLite. It is the only package
// that knows gorm and SQL.
//
// There is one [Store] with one file per aggregate. Every call about something
// that a workspace owns takes the workspace's id first and sees only that
// workspace's rows: a thing of another workspace is [dsar.CodeNotFound], like one
// that does not exist. Calls without a workspace are those of the program itself:
// signing in, the background jobs and the doctor.
//
// Instants go in and come out as UTC in whole seconds, days as [civil.Date]; both
// are converted in one place (values.go). A change of something that has a version
// compares it and returns [dsar.CodeStale] if somebody else was faster.
//
// Errors that are not a [*dsar.Error] are internal. They never contain bound
// values, hence no personal data.
package store
