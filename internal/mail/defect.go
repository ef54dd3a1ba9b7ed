package mail

// Flaw says what is wrong with a mail, or why a piece of it was left unread. The
// values are stable: they are stored and translated.
type Flaw string

// The flaws that [Parse] states.
const (
	FlawNoHeader         Flaw = "no_header"         // there is not a single header field
	FlawHeaderLine       Flaw = "header_line"       // a line among the fields is none; it was skipped
	FlawHeaderUnended    Flaw = "header_unended"    // the text began without the empty line before it
	FlawTooManyFields    Flaw = "too_many_fields"   // further header fields were skipped
	FlawFieldTooLong     Flaw = "field_too_long"    // a header field was cut
	FlawAddress          Flaw = "address"           // an address field holds something that is no address
	FlawDate             Flaw = "date"              // the field Date is no date
	FlawContentType      Flaw = "content_type"      // the field Content-Type breaks its grammar
	FlawBoundaryMissing  Flaw = "boundary_missing"  // a multipart does not show where its parts begin
	FlawUnclosed         Flaw = "unclosed"          // a multipart ends without its last line: perhaps cut off
	FlawTooDeep          Flaw = "too_deep"          // nested beyond [Limits.Depth]
	FlawTooManyParts     Flaw = "too_many_parts"    // beyond [Limits.Parts]
	FlawTransferEncoding Flaw = "transfer_encoding" // an unknown transfer encoding: read as it stands
	FlawEncodingBroken   Flaw = "encoding_broken"   // base64 or quoted-printable with mistakes or cut off
	FlawCharset          Flaw = "charset"           // an unknown character set: read as Windows-1252
	FlawLineTooLong      Flaw = "line_too_long"     // a line of text beyond [Limits.LineBytes]
	FlawTextTooLong      Flaw = "text_too_long"     // the text was cut at [Limits.TextBytes]
	FlawDisplayTooLarge  Flaw = "display_too_large" // the HTML is not offered for display
	FlawDecodedTooLarge  Flaw = "decoded_too_large" // beyond [Limits.DecodedBytes]; the part was left out
	FlawTNEF             Flaw = "tnef"              // a winmail.dat could be opened in part or not at all
	FlawEncrypted        Flaw = "encrypted"         // the part cannot be read without a key
	FlawExternal         Flaw = "external"          // the part only says where to fetch its content
	FlawFragment         Flaw = "fragment"          // a piece of a mail sent in several
	FlawSignedUnread     Flaw = "signed_unread"     // the content within a signature could not be taken out
	FlawInternal         Flaw = "internal"          // our own mistake: reading stopped here
	FlawMore             Flaw = "more"              // there are further defects, which are not listed
)

// Defect is one thing that could not be read as it should, and where.
type Defect struct {
	Flaw  Flaw
	Part  string // number of the part as in IMAP: "" the mail itself, "1", "2.1"
	Field string // header field in its canonical form, "" if it is not about one
}

// maxDefects bounds the list; a mail of nothing but mistakes needs no longer one.
const maxDefects = 100

// defects collects what is stated of one mail, each defect once.
type defects struct {
	list []Defect
	seen map[Defect]bool
}

func (d *defects) add(flaw Flaw, part, field string) {
	one := Defect{Flaw: flaw, Part: part, Field: field}
	if d.seen[one] || len(d.list) > maxDefects {
		return
	}
	if len(d.list) == maxDefects {
		d.list = append(d.list, Defect{Flaw: FlawMore})
		return
	}
	if d.seen == nil {
		d.seen = make(map[Defect]bool)
	}
	d.seen[one] = true
	d.list = append(d.list, one)
}
