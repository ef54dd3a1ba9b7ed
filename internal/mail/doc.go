// Package mail writes, sends and reads electronic mail.
//
// [Compose] turns the fields of a mail into its exact bytes (RFC 5322, MIME), so
// that they can be stored before they are sent. [SMTP.Send] hands exactly those
// bytes to a relay. [ReadUpload] reads what people upload or paste: saved mails,
// HTML and text in any encoding.
//
// Errors that a user can cause are [*dsar.Error]. No error text names a sender, a
// recipient or a part of a mail, so that errors can be logged.
package mail
