package mail

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"recourse/internal/dsar"
)

// Outgoing is a mail to be composed. Addresses may carry a display name:
// "Ada Lovelace <ada@example.org>".
type Outgoing struct {
	From      string // required
	To        string // required, one address
	ReplyTo   string // "" if replies go to From
	Subject   string
	Text      string // UTF-8; lines end in LF or CRLF
	HTML      string // the same as a page, "" if the mail has only text
	MessageID string // required, with or without angle brackets; see [NewMessageID]
	InReplyTo string // message id that is answered, "" if none
	Date      time.Time
	Attached  []Attached
	// Headers are further header fields, such as Auto-Submitted (RFC 3834) on mail
	// that no person wrote. Fields that this struct has itself are refused.
	Headers map[string]string
}

// Attached is a file that goes with a mail.
type Attached struct {
	Name    string // as the recipient sees it
	Type    string // media type, "" for application/octet-stream
	Content []byte
}

// ownHeaders are the fields that Compose writes itself.
var ownHeaders = []string{
	"from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id", "in-reply-to",
	"references", "mime-version", "content-type", "content-transfer-encoding", "return-path", "received",
}

// Compose returns the bytes of the mail: one text part, or text and HTML as alternatives, 7-bit clean, lines within
// the limits of RFC 5322, ready for [SMTP.Send]. The same input gives the same
// bytes. It returns [dsar.CodeInvalid] naming the field for an address that is
// none, for line breaks or NUL in a header field, and for a missing date or id.
func Compose(o Outgoing) ([]byte, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	if err := setAddresses(m, o); err != nil {
		return nil, err
	}
	m.Subject(o.Subject)
	m.SetDateWithValue(o.Date.UTC())
	m.SetMessageIDWithValue(bareID(o.MessageID))
	if o.InReplyTo != "" {
		id := "<" + bareID(o.InReplyTo) + ">"
		m.SetGenHeader(gomail.HeaderInReplyTo, id)
		m.SetGenHeader(gomail.HeaderReferences, id)
	}
	for name, value := range o.Headers {
		m.SetGenHeader(gomail.Header(name), value)
	}
	m.SetBodyString(gomail.TypeTextPlain, toCRLF(CleanText(o.Text)))
	if o.HTML != "" || len(o.Attached) > 0 {
		m.SetBoundary(boundaryOf(o.MessageID))
	}
	if o.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, toCRLF(CleanText(o.HTML)))
	}
	for _, a := range o.Attached {
		kind := gomail.WithFileContentType(gomail.ContentType(cmp.Or(a.Type, "application/octet-stream")))
		if err := m.AttachReader(a.Name, bytes.NewReader(a.Content), kind); err != nil {
			return nil, fmt.Errorf("attach to mail: %w", err)
		}
	}
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("compose mail: %w", err)
	}
	return raw.Bytes(), nil
}

// boundaryOf is what separates the parts of the mail: the same whenever it is composed, and
// nothing that could stand in a part by chance.
func boundaryOf(messageID string) string {
	sum := sha256.Sum256([]byte(bareID(messageID)))
	return "=_" + hex.EncodeToString(sum[:24])
}

// NewMessageID returns the Message-ID of the outbox row with the given id, without
// angle brackets. It depends on nothing else, so that a second attempt carries the
// same one and the recipient's server can tell that it has the mail already.
func NewMessageID(id, fromAddress string) string {
	return id + "@" + domainOf(fromAddress)
}

// domainOf returns the domain of an address in ASCII, and a reserved one (RFC 2606)
// if the address has none.
func domainOf(address string) string {
	const none = "recourse.invalid"
	parsed, err := netmail.ParseAddress(address)
	if err != nil {
		return none
	}
	_, domain, _ := strings.Cut(parsed.Address[strings.LastIndexByte(parsed.Address, '@'):], "@")
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || ascii == "" {
		return none
	}
	return ascii
}

func (o Outgoing) check() error {
	var problems []dsar.Problem
	header := func(field, value string) {
		if breaksHeader(value) {
			problems = append(problems, dsar.Problem{Field: field, Key: "error.mail.line_break"})
		}
	}
	header("from", o.From)
	header("to", o.To)
	header("reply_to", o.ReplyTo)
	header("subject", o.Subject)
	header("message_id", o.MessageID)
	header("in_reply_to", o.InReplyTo)
	for _, a := range o.Attached {
		header("attachments", a.Name+a.Type)
	}
	for name, value := range o.Headers {
		if !isHeaderName(name) || slices.Contains(ownHeaders, strings.ToLower(name)) {
			problems = append(problems, dsar.Problem{Field: "headers", Key: "error.mail.header_name"})
		}
		header("headers", value)
	}
	if bareID(o.MessageID) == "" {
		problems = append(problems, dsar.Problem{Field: "message_id", Key: "error.mail.message_id"})
	}
	if o.Date.IsZero() {
		problems = append(problems, dsar.Problem{Field: "date", Key: "error.mail.date"})
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func setAddresses(m *gomail.Msg, o Outgoing) error {
	if err := m.From(o.From); err != nil {
		return invalidAddress("from")
	}
	if err := m.To(o.To); err != nil {
		return invalidAddress("to")
	}
	if o.ReplyTo == "" {
		return nil
	}
	if err := m.ReplyTo(o.ReplyTo); err != nil {
		return invalidAddress("reply_to")
	}
	return nil
}

func invalidAddress(field string) error { return dsar.Invalid(field, "error.mail.address", nil) }

// CheckAddress returns [dsar.CodeInvalid] naming the field if s is not one mail
// address, with or without a display name.
func CheckAddress(field, s string) error {
	if _, err := netmail.ParseAddress(s); err != nil || breaksHeader(s) {
		return invalidAddress(field)
	}
	return nil
}

func breaksHeader(value string) bool {
	return strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\t' })
}

func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == ':' })
}

func bareID(id string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(id), "<"), ">")
}

func toCRLF(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
