// Package mail writes, sends and reads electronic mail.
//
// [Compose] turns the fields of a mail into its exact bytes (RFC 5322, MIME), so
// that they can be stored before they are sent. [SMTP.Send] hands exactly those
// bytes to a relay.
//
// [Parse] reads the bytes of a mail that came: header, text, HTML for display,
// attachments, and what could not be read. It works on bytes alone, never fails, and
// can be repeated whenever it has learnt more. [ReadUpload] reads what people upload
// or paste: saved mails by the same parser, HTML and text in any encoding.
// [ReadReport] and [AutomaticKind] tell the mails that programs write, which are no
// answers: reports on deliveries, notices of absence, acknowledgements.
//
// Errors that a user can cause are [*dsar.Error]. No error text names a sender, a
// recipient or a part of a mail, so that errors can be logged.
package mail
