// Package imapin fetches mail out of IMAP mailboxes (RFC 3501, RFC 9051). It hands the
// bytes of every new message to a function and marks the message only after that function
// has returned without an error, so that a mail which could not be stored is fetched
// again. Nothing is moved and nothing deleted.
//
// What has been handed on is remembered as a [Position]: the mailbox's UIDVALIDITY and
// the highest UID. The caller keeps it. Where it is lost, or the server numbers its
// messages anew, all of them are handed on again: whoever takes them must know a mail
// that it has already.
package imapin
