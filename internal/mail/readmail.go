package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// Limits on the structure of a mail. Every level reads its parts once, so the cost
// is at most maxDepth times the length.
const (
	maxDepth = 12
	maxParts = 200
)

var mailStart = regexp.MustCompile(`(?i)^(from|to|subject|date|message-id|received|return-path|delivered-to|mime-version|x-[a-z0-9-]+|dkim-signature|authentication-results|arc-[a-z-]+|content-type):`)

// looksMail reports whether the text begins with at least two header fields of a
// mail, one of them not to be found in a letter.
func looksMail(raw []byte) bool {
	raw = withoutEnvelopeLine(raw)
	fields, technical := 0, false
	for line := range bytes.Lines(raw[:min(len(raw), 8192)]) {
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && fields > 0 {
			continue
		}
		found := mailStart.FindSubmatch(line)
		if found == nil {
			break
		}
		fields++
		switch strings.ToLower(string(found[1])) {
		case "from", "to", "subject", "date":
		default:
			technical = true
		}
	}
	return fields >= 2 && technical
}

// withoutEnvelopeLine drops the line "From …" that mailbox files put before a mail.
func withoutEnvelopeLine(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return raw
	}
	if _, rest, ok := bytes.Cut(raw, []byte("\n")); ok {
		return rest
	}
	return raw
}

func readMail(raw []byte) (u Upload, problem string) {
	body := bufio.NewReader(bytes.NewReader(withoutEnvelopeLine(raw)))
	header, err := textproto.ReadHeader(body)
	if err != nil || header.Len() == 0 {
		return u, "error.upload.no_mail"
	}
	rest, err := io.ReadAll(body)
	if err != nil {
		return u, "error.upload.no_mail"
	}
	u = Upload{
		Subject:   decodeWords(header.Get("Subject")),
		From:      decodeWords(header.Get("From")),
		To:        decodeWords(header.Get("To")),
		MessageID: bareID(CleanText(header.Get("Message-Id"))),
		MediaType: "message/rfc822",
	}
	if date, err := netmail.ParseDate(header.Get("Date")); err == nil {
		u.Date = date.UTC()
	}
	w := walker{attachments: &u.Attachments}
	t := w.part(header, rest, 0)
	u.Text, u.HTML = strings.Trim(t.text, "\n"), t.html
	if strings.TrimSpace(u.Text) == "" && w.encrypted {
		return u, "error.upload.encrypted"
	}
	return u, ""
}

// found is the readable text of a part and whether it was made from HTML.
type found struct {
	text string
	html bool
}

// walker goes through the parts of a mail within the limits.
type walker struct {
	attachments *[]string
	parts       int
	encrypted   bool
}

// part returns the text of one part with everything below it.
func (w *walker) part(header textproto.Header, body []byte, depth int) found {
	w.parts++
	if w.parts > maxParts || depth > maxDepth {
		return found{}
	}
	mediaType, params := contentType(header)
	if strings.HasPrefix(mediaType, "multipart/") {
		return w.multipart(mediaType, params["boundary"], body, depth)
	}
	name, attached := fileName(header, params)
	switch {
	case mediaType == "message/rfc822":
		return w.embedded(decodeTransfer(header, body), depth)
	case strings.Contains(mediaType, "pkcs7-mime"), mediaType == "application/pgp-encrypted":
		w.encrypted = true
		return found{}
	case attached || !strings.HasPrefix(mediaType, "text/"):
		w.attach(name)
		return found{}
	}
	content := decodeTransfer(header, body)
	switch mediaType {
	case "text/html":
		return found{text: htmlToText(decodeHTML(content, params["charset"])), html: true}
	case "text/plain":
		return found{text: toUTF8(content, params["charset"])}
	}
	w.attach(name) // text/calendar, text/vcard and the like are data, not words
	return found{}
}

func (w *walker) attach(name string) {
	if name != "" {
		*w.attachments = append(*w.attachments, name)
	}
}

func (w *walker) multipart(mediaType, boundary string, body []byte, depth int) found {
	if boundary == "" {
		return found{}
	}
	if mediaType == "multipart/encrypted" {
		w.encrypted = true
	}
	var parts []found
	reader := textproto.NewMultipartReader(bytes.NewReader(body), boundary)
	for w.parts <= maxParts {
		p, err := reader.NextPart()
		if err != nil { // the end, or as far as the mail goes
			break
		}
		content, _ := io.ReadAll(p) // what a truncated part still holds is read
		parts = append(parts, w.part(p.Header, content, depth+1))
	}
	if mediaType == "multipart/alternative" {
		return choose(parts)
	}
	return join(parts)
}

// embedded reads a mail within the mail, as forwarding programs attach them.
func (w *walker) embedded(body []byte, depth int) found {
	reader := bufio.NewReader(bytes.NewReader(body))
	header, err := textproto.ReadHeader(reader)
	if err != nil {
		return found{}
	}
	rest, _ := io.ReadAll(reader) // reading from memory does not fail
	return w.part(header, rest, depth+1)
}

// choose picks the plain form of a text, unless it is a mere stub that says to
// look at the HTML.
func choose(parts []found) found {
	var plain, rich found
	for _, p := range parts {
		if p.html && strings.TrimSpace(rich.text) == "" {
			rich = p
		}
		if !p.html && strings.TrimSpace(plain.text) == "" {
			plain = p
		}
	}
	const stub = 300
	n := len(strings.TrimSpace(plain.text))
	if n == 0 || n < stub && len(rich.text) > 4*n+stub {
		return rich
	}
	return plain
}

func join(parts []found) found {
	var texts []string
	var all found
	for _, p := range parts {
		if strings.TrimSpace(p.text) != "" {
			texts = append(texts, strings.Trim(p.text, "\n"))
			all.html = all.html || p.html
		}
	}
	all.text = strings.Join(texts, "\n\n")
	return all
}

// contentType returns the media type in lower case, text/plain where there is none
// (RFC 2045, 5.2), and what could be read of its parameters.
func contentType(header textproto.Header) (string, map[string]string) {
	value := header.Get("Content-Type")
	if strings.TrimSpace(value) == "" {
		return "text/plain", nil
	}
	mediaType, params, err := mime.ParseMediaType(value)
	if err == nil {
		return mediaType, params
	}
	first, _, _ := strings.Cut(value, ";")
	mediaType = strings.ToLower(strings.TrimSpace(first))
	return mediaType, map[string]string{"charset": looseParam(value, "charset"), "boundary": looseParam(value, "boundary")}
}

var looseParams = regexp.MustCompile(`(?i)\b(charset|boundary)\s*=\s*(?:"([^"]*)"|([^\s;"]+))`)

// looseParam finds a parameter in a field that breaks the grammar.
func looseParam(value, name string) string {
	for _, m := range looseParams.FindAllStringSubmatch(value, -1) {
		if strings.EqualFold(m[1], name) {
			return m[2] + m[3]
		}
	}
	return ""
}

// fileName returns the part's name and whether it is an attachment.
func fileName(header textproto.Header, params map[string]string) (name string, attached bool) {
	disposition, more, err := mime.ParseMediaType(header.Get("Content-Disposition"))
	if err == nil && more["filename"] != "" {
		name = more["filename"]
	}
	if name == "" {
		name = params["name"]
	}
	return decodeWords(name), strings.EqualFold(disposition, "attachment")
}

// decodeWords decodes the encoded words (RFC 2047) of a header field.
func decodeWords(value string) string {
	decoder := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
		raw, err := io.ReadAll(r)
		return strings.NewReader(toUTF8(raw, label)), err
	}}
	decoded, err := decoder.DecodeHeader(value)
	if err != nil {
		decoded = value
	}
	return strings.Join(strings.Fields(toUTF8([]byte(decoded), "")), " ")
}

// decodeTransfer undoes the transfer encoding; what breaks its rules is kept as far
// as it can be told.
func decodeTransfer(header textproto.Header, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return decodeBase64(body)
	case "quoted-printable":
		return decodeQuotedPrintable(body)
	}
	return body
}

func decodeBase64(body []byte) []byte {
	clean := bytes.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/', r == '=':
			return r
		}
		return -1
	}, body)
	clean, _, _ = bytes.Cut(clean, []byte("="))
	if len(clean)%4 == 1 { // cut off in the middle
		clean = clean[:len(clean)-1]
	}
	decoded := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(decoded, clean) // the alphabet is checked above
	return decoded[:n]
}

func decodeQuotedPrintable(body []byte) []byte {
	decoded, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	if err == nil {
		return decoded
	}
	// One wrong line must not hide the rest of the text.
	var out []byte
	for line := range bytes.Lines(body) {
		decoded, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(line)))
		if err != nil {
			decoded = line
		}
		out = append(out, decoded...)
	}
	return out
}
