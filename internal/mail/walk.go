package mail

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// place is where a part stands: its number as in IMAP and how deep that is.
type place struct {
	path  string
	depth int
}

func (p place) child(number int) place {
	n := strconv.Itoa(number)
	if p.path != "" {
		n = p.path + "." + n
	}
	return place{path: n, depth: p.depth + 1}
}

// found is the readable text of a part with everything below it.
type found struct {
	text     string
	fromHTML bool
	display  string // HTML as it came, "" if there is none
}

// walker goes through the parts of one mail within the limits.
type walker struct {
	*reader
	mail *Parsed
	text int // bytes of text read so far

	mailAt   string  // where that mail stands
	tnefText []found // texts of winmail.dat containers
}

const octetStream = "application/octet-stream"

// root reads the body of a mail.
func (w *walker) root(h header, body []byte, at place) found {
	f := w.body(h, body, at, "text/plain")
	if strings.TrimSpace(f.text) == "" && len(w.tnefText) > 0 {
		return join(w.tnefText)
	}
	return f
}

// body reads what a header describes. Without a type it is of the kind given.
func (w *walker) body(h header, body []byte, at place, otherwise string) found {
	mediaType, params := w.contentType(h, at, otherwise)
	if strings.HasPrefix(mediaType, "multipart/") {
		return w.multipart(mediaType, params, body, at)
	}
	if w.mailAt == at.path { // the text of a mail without parts is its part 1, as in IMAP
		at = at.child(1)
	}
	return w.leaf(part{header: h, body: body, mediaType: mediaType, params: params, at: at})
}

// part is one part that has no parts of its own.
type part struct {
	header    header
	body      []byte // as it stands in the mail
	mediaType string
	params    map[string]string
	at        place
	signature bool // its use is to sign something
}

// entity reads one part: its header and what that describes.
func (w *walker) entity(raw []byte, at place, otherwise string) found {
	h, body := readHeader(raw, w.limits, func(flaw Flaw, name string) { w.defects.add(flaw, at.path, name) })
	return w.body(h, body, at, otherwise)
}

// mediaTypeForm is what a media type looks like; the standard allows little more.
var mediaTypeForm = regexp.MustCompile(`^[a-z0-9!#$&^_.+*-]{1,100}/[a-z0-9!#$&^_.+*-]{0,100}$`)

// contentType reads the type of a part.
func (w *walker) contentType(h header, at place, otherwise string) (string, map[string]string) {
	value := h.get("Content-Type")
	if strings.TrimSpace(value) == "" {
		return otherwise, nil
	}
	mediaType, params := parameters(value)
	if !mediaTypeForm.MatchString(mediaType) {
		w.defects.add(FlawContentType, at.path, "Content-Type")
		return otherwise, params
	}
	return mediaType, params
}

// admit counts a part and reports whether it may be read.
func (w *walker) admit(at place) bool {
	switch {
	case w.parts >= w.limits.Parts:
		w.defects.add(FlawTooManyParts, "", "")
		return false
	case at.depth > w.limits.Depth:
		w.defects.add(FlawTooDeep, at.path, "")
		return false
	}
	w.parts++
	return true
}

func (w *walker) multipart(mediaType string, params map[string]string, body []byte, at place) found {
	if !w.admit(at) {
		return found{}
	}
	switch mediaType {
	case "multipart/encrypted":
		w.protect(encryptedBy(params["protocol"]))
	case "multipart/signed":
		w.protect(signedBy(params["protocol"]))
	}
	raws := w.split(params["boundary"], body, at)
	otherwise := "text/plain"
	if mediaType == "multipart/digest" {
		otherwise = "message/rfc822"
	}
	var parts []found
	for i, raw := range raws {
		parts = append(parts, w.entity(raw, at.child(i+1), otherwise))
	}
	if mediaType == "multipart/alternative" {
		return choose(parts)
	}
	return join(parts)
}

// split cuts a multipart into its parts. One that has no boundaries at all is read
// as if it were a single text.
func (w *walker) split(boundary string, body []byte, at place) [][]byte {
	boundary = strings.TrimRight(boundary, " \t")
	if boundary == "" || len(boundary) > maxBoundary {
		w.defects.add(FlawBoundaryMissing, at.path, "")
		boundary = guessBoundary(body)
	}
	if boundary == "" {
		return [][]byte{append([]byte("\n"), body...)}
	}
	parts, closed, more := splitMultipart(body, boundary, max(w.limits.Parts-w.parts, 0))
	switch {
	case more:
		w.defects.add(FlawTooManyParts, "", "")
	case len(parts) == 0 && !closed:
		w.defects.add(FlawBoundaryMissing, at.path, "")
		if guess := guessBoundary(body); guess != "" && guess != boundary {
			return w.split(guess, body, at)
		}
		return [][]byte{append([]byte("\n"), body...)}
	case !closed:
		w.defects.add(FlawUnclosed, at.path, "")
	}
	return parts
}

// leaf reads a part that has no parts of its own.
func (w *walker) leaf(p part) found {
	if !w.admit(p.at) {
		return found{}
	}
	switch p.mediaType {
	case "message/rfc822", "message/global", "message/news":
		w.attach(p)
		return found{}
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return w.smime(p)
	case "application/pgp-encrypted":
		w.protect(EncryptedPGP)
		w.defects.add(FlawEncrypted, p.at.path, "")
		return found{}
	case "message/external-body":
		w.defects.add(FlawExternal, p.at.path, "")
	case "message/partial":
		w.defects.add(FlawFragment, p.at.path, "")
	case "text/plain", "text/html", "text": // "text" alone is what some old programs say
		if disposition(p.header) != "attachment" {
			return w.readText(p)
		}
	}
	w.attach(p)
	return found{}
}

// readText reads a text that is there to be read. One that also has a file name is
// listed as an attachment besides.
func (w *walker) readText(p part) found {
	if fileName(p) != "" {
		w.attach(p)
	}
	room := w.limits.TextBytes - w.text
	// The encoded form is at most a few times as long; cutting it first bounds the work.
	body := p.body[:min(len(p.body), 4*max(room, 0)+1024)]
	content, broken := w.transfer(p).decode(body)
	if broken {
		w.defects.add(FlawEncodingBroken, p.at.path, "")
	}
	content, cut := cutAt(content, room)
	if cut || len(body) < len(p.body) {
		w.defects.add(FlawTextTooLong, p.at.path, "")
	}
	w.text += len(content)
	w.left -= int64(len(content))
	if label := p.params["charset"]; !knownCharset(label) {
		w.defects.add(FlawCharset, p.at.path, "Content-Type")
	}
	if p.mediaType == "text/html" {
		source := decodeHTML(content, p.params["charset"])
		return found{text: htmlToText(source), fromHTML: true, display: source}
	}
	text := toUTF8(content, p.params["charset"])
	if strings.EqualFold(p.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(p.params["delsp"], "yes"))
	}
	return found{text: w.inlinePGP(text, p.at)}
}

// cutAt cuts bytes to a length, not within a letter of UTF-8.
func cutAt(b []byte, limit int) ([]byte, bool) {
	limit = max(limit, 0)
	if len(b) <= limit {
		return b, false
	}
	for i := 0; i < utf8.UTFMax && limit > 0 && !utf8.RuneStart(b[limit]); i++ {
		limit--
	}
	return b[:limit], true
}

// transfer returns how the bytes of a part are encoded.
func (w *walker) transfer(p part) transfer {
	t, known := transferOf(p.header.get("Content-Transfer-Encoding"))
	if !known {
		w.defects.add(FlawTransferEncoding, p.at.path, "Content-Transfer-Encoding")
	}
	return t
}

func (w *walker) protect(kind Protection) {
	for _, known := range w.mail.Protections {
		if known == kind {
			return
		}
	}
	w.mail.Protections = append(w.mail.Protections, kind)
}

// choose picks the plain form of a text, unless it is a mere stub that says to
// look at the HTML.
func choose(parts []found) found {
	var plain, rich found
	for _, p := range parts {
		if p.fromHTML && strings.TrimSpace(rich.text) == "" {
			rich = p
		}
		if !p.fromHTML && strings.TrimSpace(plain.text) == "" {
			plain = p
		}
	}
	const stub = 300
	n := len(strings.TrimSpace(plain.text))
	if n == 0 || n < stub && len(rich.text) > 4*n+stub {
		return rich
	}
	plain.display = rich.display
	return plain
}

// join puts texts one below the other.
func join(parts []found) found {
	var all found
	var texts []string
	rich := false
	for _, p := range parts {
		texts = append(texts, p.text)
		all.fromHTML = all.fromHTML || p.fromHTML && strings.TrimSpace(p.text) != ""
		rich = rich || p.display != ""
	}
	all.text = joinTexts(texts)
	if rich {
		all.display = joinDisplay(parts)
	}
	return all
}

// joinDisplay puts HTML and plain texts one below the other as HTML.
func joinDisplay(parts []found) string {
	var out strings.Builder
	for _, p := range parts {
		switch {
		case p.display != "":
			out.WriteString(p.display)
		case strings.TrimSpace(p.text) != "":
			out.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p.text), "\n", "<br>\n") + "</p>\n")
		}
	}
	return out.String()
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
