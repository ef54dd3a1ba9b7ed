package mail

import (
	"bytes"
	"path"
	"strings"
	"time"

	"recourse/internal/dsar"
)

// Upload is what could be read out of an uploaded file or a pasted text.
type Upload struct {
	Subject     string
	From        string // as written in the header, decoded
	To          string
	MessageID   string // without angle brackets
	Text        string // valid UTF-8 without NUL, lines end in LF
	MediaType   string // of the file: "text/plain", "text/html" or "message/rfc822"
	Date        time.Time
	HTML        bool     // Text was made from HTML
	Attachments []string // names of the parts that were not read, also of attached mails

	// Files are the attachments of a mail with their bytes, in their order. Those of an
	// attached mail are found in its [Attachment.Message].
	Files []Attachment
}

// ReadUpload reads a saved mail (.eml), an HTML page or a text. The name's ending
// decides which it is; without a known one, and for pasted text (fileName ""), the
// content does. Encodings are recognised; a mail that is truncated, nested without
// end or otherwise broken is read as far as it goes, in time linear in its length.
//
// It returns [dsar.CodeInvalid] for the field "file" ("text" if there is no file
// name) when there is nothing to read: the file is empty, a PDF, picture or other
// binary, encrypted, or without any text. The size is the caller's to limit.
func ReadUpload(fileName string, raw []byte) (Upload, error) {
	refuse := func(key string, args map[string]any) (Upload, error) {
		field := "file"
		if fileName == "" {
			field = "text"
		}
		return Upload{}, dsar.Invalid(field, key, args)
	}
	if len(raw) == 0 {
		return refuse("error.upload.empty", nil)
	}
	if kind := binaryKind(raw); kind != "" {
		return refuse("error.upload.binary", map[string]any{"kind": kind})
	}
	u, problem := read(formOf(fileName, raw), raw)
	if problem != "" {
		return refuse(problem, nil)
	}
	if strings.TrimSpace(u.Text) == "" {
		return refuse("error.upload.no_text", nil)
	}
	return u, nil
}

// PastedText is the text of what a person pasted: that of an HTML page where one was
// pasted, otherwise as it is; without NUL, which no database takes and no letter
// means. A text that is not UTF-8 stays so.
func PastedText(text string) string {
	text = strings.ReplaceAll(text, "\x00", "")
	if looksHTML([]byte(text)) {
		return htmlToText(text)
	}
	return text
}

// read reads raw as the media type says. problem is the key of the sentence that
// says why it cannot be read, "" if it could.
func read(mediaType string, raw []byte) (u Upload, problem string) {
	switch mediaType {
	case "message/rfc822":
		return readMail(raw)
	case "text/html":
		return Upload{Text: htmlToText(decodeHTML(raw, "")), HTML: true, MediaType: mediaType}, ""
	}
	return Upload{Text: toUTF8(raw, ""), MediaType: "text/plain"}, ""
}

// formOf returns the media type to read raw as.
func formOf(fileName string, raw []byte) string {
	switch strings.ToLower(path.Ext(fileName)) {
	case ".eml", ".mht", ".mhtml":
		return "message/rfc822"
	case ".html", ".htm", ".xhtml":
		return "text/html"
	case ".txt", ".text":
		// Saving a web mail page "as text" often keeps the HTML.
		if looksHTML(raw) {
			return "text/html"
		}
		return "text/plain"
	}
	switch {
	case looksMail(raw):
		return "message/rfc822"
	case looksHTML(raw):
		return "text/html"
	}
	return "text/plain"
}

// magic are the beginnings of files that people try and that hold no plain text.
var magic = []struct{ prefix, kind string }{
	{"%PDF-", "PDF"},
	{"\x89PNG\r\n", "PNG"},
	{"\xFF\xD8\xFF", "JPEG"},
	{"GIF8", "GIF"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"PK\x03\x04", "ZIP, DOCX"},
	{"\xD0\xCF\x11\xE0", "MSG, DOC"},
	{"\x1F\x8B", "GZIP"},
	{"7z\xBC\xAF", "7-Zip"},
	{"Rar!", "RAR"},
	{"{\\rtf", "RTF"},
}

// binaryKind names the kind of file if raw is not text, "?" if it is none of the
// known ones, and returns "" for text.
func binaryKind(raw []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(raw, []byte(m.prefix)) {
			return m.kind
		}
	}
	if _, marked := decodeMarked(raw); marked {
		return ""
	}
	if _, wide := decodeUTF16(raw); wide {
		return ""
	}
	// A stray NUL or escape is a fault of a program on the way; one control
	// character in thirty is no text.
	control := 0
	sample := raw[:min(len(raw), 64<<10)]
	for _, c := range sample {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			control++
		}
	}
	if control*30 > len(sample) {
		return "?"
	}
	return ""
}
