package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// Attachment is a part of a mail that is not its text. Its type and name are what
// the sender says; only Sniffed, Size and SHA256 come from the bytes.
type Attachment struct {
	Name        string // safe to show and as a file name; made up if the mail gives none
	Named       bool   // the mail gives a name
	Type        string // declared, lower case, "application/octet-stream" if not
	Sniffed     string // told from the bytes, "application/octet-stream" if that fails
	Disposition string // "attachment", "inline" or ""
	ContentID   string // without angle brackets, "" if none
	Inline      bool   // the HTML of the mail shows it
	Signature   bool   // it signs the text; the envelope of a signed text too
	Part        string // number of the part as in [Defect.Part]; "2/1" for the first file within part 2
	Size        int64  // bytes, decoded
	SHA256      string // of the decoded bytes, in lower-case hexadecimal digits

	// Message is the attachment read as the mail it is, nil if it is none.
	Message *Parsed

	encoded  []byte
	transfer transfer
}

// Open returns a reader of the decoded bytes. It can be opened any number of times,
// holds only a small part of them at once, and never fails.
func (a *Attachment) Open() io.Reader { return a.transfer.open(a.encoded) }

// Bytes returns the decoded bytes.
func (a *Attachment) Bytes() []byte {
	decoded, _ := a.transfer.decode(a.encoded)
	return decoded
}

// attach lists a part as an attachment and opens what is nested in it.
func (w *walker) attach(p part) {
	a := Attachment{
		Type: p.mediaType, Disposition: disposition(p.header), Part: p.at.path,
		ContentID: cleanID(bareID(p.header.get("Content-Id"))), Signature: p.signature || isSignature(p.mediaType),
		encoded: p.body, transfer: w.transfer(p),
	}
	if !w.measure(&a) {
		w.defects.add(FlawDecodedTooLarge, p.at.path, "")
		return
	}
	a.setName(fileName(p))
	switch {
	case strings.HasPrefix(a.Type, "message/rfc822"), a.Type == "message/global", a.Type == "message/news":
		w.nested(&a, p.at)
	case isTNEF(a):
		w.tnef(a, p.at)
		return
	}
	w.mail.Attachments = append(w.mail.Attachments, a)
}

// sniffed is how many bytes tell the type of a file.
const sniffed = 3072

// measure reads the bytes once for their size, hash and type. It returns false if
// they would exceed the limit.
func (w *walker) measure(a *Attachment) bool {
	if a.transfer != inBase64 && int64(len(a.encoded)) > w.left || int64(len(a.encoded))/4*3 > w.left {
		return false
	}
	content := a.Open()
	hash := sha256.New()
	head, _ := io.ReadAll(io.LimitReader(content, sniffed))
	hash.Write(head)
	rest, _ := io.Copy(hash, content)
	a.Size = int64(len(head)) + rest
	a.SHA256 = hex.EncodeToString(hash.Sum(nil))
	a.Sniffed, _, _ = strings.Cut(mimetype.Detect(head).String(), ";")
	w.left -= a.Size
	if r, ok := content.(*base64Reader); ok && r.broken {
		w.defects.add(FlawEncodingBroken, a.Part, "")
	}
	return true
}

// nested reads an attached mail.
func (w *walker) nested(a *Attachment, at place) {
	if at.depth >= w.limits.Depth {
		w.defects.add(FlawTooDeep, at.path, "")
		return
	}
	a.Message = &Parsed{}
	w.reader.mail(a.Message, withoutEnvelopeLine(a.Bytes()), at)
	if !a.Named && a.Message.Subject != "" {
		a.Name = safeName(a.Message.Subject + ".eml")
	}
}

// setName gives the attachment the name of the mail, or one made up.
func (a *Attachment) setName(name string) {
	a.Name = safeName(name)
	if a.Named = a.Name != ""; a.Named {
		return
	}
	a.Name = "part-" + strings.ReplaceAll(a.Part, "/", "-") + extension(*a)
}

// extension returns the ending that fits the type.
func extension(a Attachment) string {
	switch a.Type {
	case "message/rfc822", "message/global":
		return ".eml"
	case "text/plain", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers":
		return ".txt"
	case "text/html":
		return ".html"
	case "text/calendar":
		return ".ics"
	}
	if m := mimetype.Lookup(a.Type); m != nil && m.Extension() != "" {
		return m.Extension()
	}
	if m := mimetype.Lookup(a.Sniffed); m != nil {
		return m.Extension()
	}
	return ""
}

// disposition returns how a part wants to be shown; every unknown word means
// "attachment" (RFC 2183, 2.8).
func disposition(h header) string {
	value, _ := parameters(h.get("Content-Disposition"))
	switch value {
	case "", "inline":
		return value
	}
	return "attachment"
}

// fileName returns the name that a part gives its content, decoded, "" if none.
func fileName(p part) string {
	_, params := parameters(p.header.get("Content-Disposition"))
	if params["filename"] != "" {
		return params["filename"]
	}
	return p.params["name"]
}

// maxName bounds a file name in bytes; most file systems take 255.
const maxName = 200

// reserved are names that Windows takes for devices.
var reserved = regexp.MustCompile(`(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)`)

// safeName returns a name without directories, control characters, marks that turn
// the direction of writing (they hide the true ending) and characters that file
// systems refuse; "" if nothing is left.
func safeName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	name = path.Base(strings.TrimRight(name, "/ "))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError, unicode.Is(unicode.Co, r):
			return -1
		case strings.ContainsRune(`/:*?"<>|`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(oneLine(name), ". "), ". ")
	if reserved.MatchString(name) {
		name = "_" + name
	}
	return shortName(name)
}

// shortName cuts a long name and keeps its ending.
func shortName(name string) string {
	if len(name) <= maxName {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 20 {
		ending = ""
	}
	stem, _ := cutAt([]byte(name), maxName-len(ending))
	return string(stem) + ending
}
