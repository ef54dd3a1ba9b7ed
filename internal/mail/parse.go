package mail

import (
	"strings"
	"time"
)

// Parsed is what could be read of a mail. Every string is valid UTF-8 without NUL
// and other control characters, whatever the mail holds. Nothing in it is proven:
// senders write what they like.
type Parsed struct {
	Header

	// Text is what the sender wrote, for reading and for the search for restrictions:
	// the plain form or, where that is missing or a mere stub, the HTML as text. It has
	// the quoted words of earlier mails in it; mails that are attached are not.
	Text     string
	FromHTML bool // Text was made from HTML

	// Display is HTML that is safe to show: no scripts, styles, forms or frames, every
	// element closed, and nothing that is loaded from elsewhere. Pictures within the
	// mail are <img src="cid:…">, to be matched with [Attachment.ContentID]. It is ""
	// if the mail has no HTML.
	Display string
	// RemoteContent is the number of pictures and the like that the HTML wanted loaded
	// from elsewhere and that Display leaves out.
	RemoteContent int

	Attachments []Attachment // in their order, those of attached mails only there
	Protections []Protection // signatures and encryption, as claimed: none is checked
	Defects     []Defect     // of the mail with everything attached to it
}

// Header holds the fields of a mail that the product uses, decoded. Other fields are
// had by [Header.Get].
type Header struct {
	From, Sender, ReplyTo, To, Cc []Address

	Subject     string
	Date        time.Time // UTC, whole seconds; zero if there is none that can be read
	MessageID   string    // without angle brackets, like all ids here
	InReplyTo   []string
	References  []string // the oldest first; of very many the first and the latest
	DeliveredTo []string // addresses it was handed to on its way, also as a blind copy
	ListID      string   // "" if it did not come by a mailing list

	all header
}

// Protection is a kind of signature or encryption that a mail has.
type Protection string

// The protections that are recognised. A signature is not verified here.
const (
	SignedSMIME    Protection = "smime_signed"
	EncryptedSMIME Protection = "smime_encrypted"
	SignedPGP      Protection = "pgp_signed"
	EncryptedPGP   Protection = "pgp_encrypted"
)

// Parse reads a mail. It can be repeated over the same bytes at any time with the
// same result. It never fails: what cannot be read is left out and stated in
// [Parsed.Defects]. The cost is linear in the length of raw times [Limits.Depth].
// Attachments share memory with raw, which must not be changed afterwards.
func Parse(raw []byte, limits Limits) (p Parsed) {
	r := &reader{limits: limits.orDefault()}
	r.left = r.limits.DecodedBytes
	defer func() {
		// Hostile bytes go through several libraries. A mistake in one of them must not
		// cost the mail: it is stored, and what was read until then is shown.
		if recover() != nil {
			r.defects.add(FlawInternal, "", "")
		}
		p.Defects = r.defects.list
	}()
	r.mail(&p, withoutEnvelopeLine(raw), place{})
	return p
}

// Encrypted reports whether some part cannot be read without a key.
func (p *Parsed) Encrypted() bool {
	for _, kind := range p.Protections {
		if kind == EncryptedSMIME || kind == EncryptedPGP {
			return true
		}
	}
	return false
}

// Flawed reports whether a defect of this kind was found.
func (p *Parsed) Flawed(flaw Flaw) bool {
	for _, d := range p.Defects {
		if d.Flaw == flaw {
			return true
		}
	}
	return false
}

// FullText is the text of the mail followed by those of the mails attached to it,
// for mails that only pass another one on.
func (p *Parsed) FullText() string {
	texts := []string{p.Text}
	for i := range p.Attachments {
		if m := p.Attachments[i].Message; m != nil {
			texts = append(texts, m.FullText())
		}
	}
	return joinTexts(texts)
}

func joinTexts(texts []string) string {
	var out []string
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			out = append(out, strings.Trim(text, "\n"))
		}
	}
	return strings.Join(out, "\n\n")
}

// Get returns the first value of a field, decoded, "" if there is none. The name is
// in its canonical form, such as "Auto-Submitted".
func (h *Header) Get(name string) string { return decodeWords(h.all.get(name)) }

// Values returns all values of a field in their order, decoded.
func (h *Header) Values(name string) []string {
	values := h.all.values(name)
	for i := range values {
		values[i] = decodeWords(values[i])
	}
	return values
}

// reader reads one mail with everything nested in it.
type reader struct {
	limits  Limits
	parts   int
	left    int64 // bytes that may still be decoded
	defects defects
}

// mail reads the mail that raw is, at a place within the outermost one.
func (r *reader) mail(p *Parsed, raw []byte, at place) {
	fields, body := readHeader(raw, r.limits, func(flaw Flaw, name string) { r.defects.add(flaw, at.path, name) })
	if len(fields.fields) == 0 {
		r.defects.add(FlawNoHeader, at.path, "")
	}
	p.Header = r.header(fields, at)
	w := walker{reader: r, mail: p, mailAt: at.path}
	f := w.root(fields, body, at)
	p.Text, p.FromHTML = strings.Trim(f.text, "\n"), f.fromHTML
	if r.longLine(p.Text) {
		r.defects.add(FlawLineTooLong, at.path, "")
	}
	r.display(p, f.display, at)
}

func (r *reader) longLine(text string) bool {
	for len(text) > r.limits.LineBytes {
		end := strings.IndexByte(text, '\n')
		if end < 0 || end > r.limits.LineBytes {
			return true
		}
		text = text[end+1:]
	}
	return false
}

// header decodes the fields that have a place of their own.
func (r *reader) header(all header, at place) Header {
	h := Header{
		Subject: decodeWords(all.get("Subject")), ListID: decodeWords(all.get("List-Id")), all: all,
		InReplyTo: messageIDs(all.values("In-Reply-To")), References: messageIDs(all.values("References")),
	}
	if ids := messageIDs(all.values("Message-Id")); len(ids) > 0 {
		h.MessageID = ids[0]
	} else {
		h.MessageID = cleanID(bareID(all.get("Message-Id")))
	}
	for _, field := range []struct {
		name string
		into *[]Address
	}{{"From", &h.From}, {"Sender", &h.Sender}, {"Reply-To", &h.ReplyTo}, {"To", &h.To}, {"Cc", &h.Cc}} {
		list, ok := addresses(strings.Join(all.values(field.name), ", "))
		if *field.into = list; !ok {
			r.defects.add(FlawAddress, at.path, field.name)
		}
	}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"} {
		list, _ := addresses(strings.Join(all.values(name), ", "))
		for _, a := range list {
			h.DeliveredTo = append(h.DeliveredTo, a.Addr)
		}
	}
	h.DeliveredTo = unique(h.DeliveredTo)
	date, ok := parseDate(all.get("Date"))
	if h.Date = date; !ok && all.get("Date") != "" {
		r.defects.add(FlawDate, at.path, "Date")
	}
	return h
}
