package datascan

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Key names the sentence that tells a person why something was not read.
type Key string

// The keys. What is named in parentheses is in [Error.Args].
const (
	// KeyNoReceived: [Options.Received] is missing. Scan returns it.
	KeyNoReceived Key = "datascan.no_received"
	// KeyBadCheckpoint: the checkpoint is of other files or another version (Scan
	// returns it; scan from the beginning).
	KeyBadCheckpoint Key = "datascan.bad_checkpoint"
	// KeyZipBomb: an archive grows out of all proportion (limit, bytes).
	KeyZipBomb Key = "datascan.zip_bomb"
	// KeyTooLarge: more content than is read at all (limit, bytes).
	KeyTooLarge Key = "datascan.too_large"
	// KeyTooManyFiles: an archive with too many entries (limit).
	KeyTooManyFiles Key = "datascan.too_many_files"
	// KeyTooNested: archives in archives, too many deep (limit).
	KeyTooNested Key = "datascan.too_nested"
	// KeyNestedTooLarge: an archive in an archive that is too large to be read in
	// memory, while there is no room on disk for it (limit, bytes).
	KeyNestedTooLarge Key = "datascan.nested_too_large"
	// KeyUnsafeName: the name leads out of the archive.
	KeyUnsafeName Key = "datascan.unsafe_name"
	// KeyLink: the entry is a link or device, not a file.
	KeyLink Key = "datascan.link"
	// KeyEncrypted: the entry needs a password.
	KeyEncrypted Key = "datascan.encrypted"
	// KeyCompression: the entry is packed by a method that is not known.
	KeyCompression Key = "datascan.compression"
	// KeyBroken: the archive's table of contents or the file is damaged.
	KeyBroken Key = "datascan.broken"
	// KeyCutShort: the file ends in the middle; what came before is counted.
	KeyCutShort Key = "datascan.cut_short"
	// KeyEndlessLine: a line or value has no end (limit, bytes); what came before is
	// counted.
	KeyEndlessLine Key = "datascan.endless_line"
	// KeyTooDeep: JSON nested too deep (limit); what came before is counted.
	KeyTooDeep Key = "datascan.too_deep"
	// KeyNoPDFReader: nothing on this computer reads PDF.
	KeyNoPDFReader Key = "datascan.no_pdf_reader"
	// KeyPDFUnread: the PDF could not be read.
	KeyPDFUnread Key = "datascan.pdf_unread"
	// KeyPDFNoText: the PDF has no text, only images.
	KeyPDFNoText Key = "datascan.pdf_no_text"
	// KeyUnknownFormat: a document of a format that is not read, such as a
	// spreadsheet.
	KeyUnknownFormat Key = "datascan.unknown_format"
)

var sentences = map[Key]string{
	KeyNoReceived:     "the day on which the data were received is missing",
	KeyBadCheckpoint:  "the saved state belongs to other files: scan from the beginning",
	KeyZipBomb:        "the archive grows out of all proportion when it is unpacked",
	KeyTooLarge:       "there is more content than is read at all",
	KeyTooManyFiles:   "the archive has too many entries",
	KeyTooNested:      "archives lie in archives, too many deep",
	KeyNestedTooLarge: "the archive in the archive is too large: unpack it and add its content",
	KeyUnsafeName:     "the name leads out of the archive",
	KeyLink:           "this is a link or a device, not a file",
	KeyEncrypted:      "a password is needed: unpack it and add its content",
	KeyCompression:    "it is packed by a method that is not known: unpack it and add its content",
	KeyBroken:         "the file is damaged",
	KeyCutShort:       "the file ends in the middle",
	KeyEndlessLine:    "a line or value has no end",
	KeyTooDeep:        "the data are nested too deep",
	KeyNoPDFReader:    "no reader for PDF files is installed",
	KeyPDFUnread:      "the PDF file could not be read",
	KeyPDFNoText:      "the PDF file has no text, only images",
	KeyUnknownFormat:  "files of this format are not read: save it as CSV and add that",
}

// Error is why a file, an archive or the whole scan was refused. It carries no name
// and no content of a file.
type Error struct {
	Key  Key
	Args map[string]int64 // the numbers that the sentence names

	stops *budget // what must not be read any further; nil for this one file
	cause error
}

// Error returns the key, its sentence in English and the numbers, for logs and tests.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Key, sentences[e.Key])
	for _, name := range slices.Sorted(maps.Keys(e.Args)) {
		fmt.Fprintf(&b, " %s=%d", name, e.Args[name])
	}
	return b.String()
}

// Unwrap returns what the reader of the format said, or nil.
func (e *Error) Unwrap() error { return e.cause }

func refuse(key Key) *Error { return &Error{Key: key} }

func refuseAt(key Key, limit int64) *Error {
	return &Error{Key: key, Args: map[string]int64{"limit": limit}}
}

// asError returns the refusal in err; any other failure of a reader means that the
// file is damaged.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Key: KeyBroken, cause: err}
}
