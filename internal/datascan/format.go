package datascan

import (
	"bytes"
	"unicode/utf8"
)

type format int8

const (
	formatProse format = iota
	formatZIP
	formatTar
	formatGzip
	formatPDF
	formatJSON
	formatCSV
	formatHTML
	formatXML
	formatMail
	formatICS
	formatMedia  // has no dates that are read, but perhaps one in its name
	formatUnread // a document that may well have dates
)

var formatsByExtension = map[string]format{
	".zip": formatZIP, ".tar": formatTar, ".gz": formatGzip, ".tgz": formatGzip, ".pdf": formatPDF,
	".json": formatJSON, ".ndjson": formatJSON, ".jsonl": formatJSON, ".geojson": formatJSON, ".har": formatJSON, ".js": formatJSON,
	".csv": formatCSV, ".tsv": formatCSV, ".tab": formatCSV,
	".html": formatHTML, ".htm": formatHTML, ".xhtml": formatHTML,
	".xml": formatXML, ".kml": formatXML, ".gpx": formatXML,
	".mbox": formatMail, ".mbx": formatMail, ".eml": formatMail,
	".ics": formatICS, ".vcs": formatICS, ".ical": formatICS,
	".txt": formatProse, ".log": formatProse, ".md": formatProse, ".vcf": formatProse,
	".svg": formatMedia, ".css": formatMedia,
	".docx": formatUnread, ".xlsx": formatUnread, ".pptx": formatUnread, ".odt": formatUnread, ".ods": formatUnread,
	".doc": formatUnread, ".xls": formatUnread, ".numbers": formatUnread, ".rtf": formatUnread, ".epub": formatUnread,
	".rar": formatUnread, ".7z": formatUnread, ".xz": formatUnread, ".bz2": formatUnread, ".zst": formatUnread,
	".sqlite": formatUnread, ".db": formatUnread, ".parquet": formatUnread, ".msg": formatUnread, ".pst": formatUnread,
}

var magics = []struct {
	bytes string
	format
}{
	{"PK\x03\x04", formatZIP},
	{"PK\x05\x06", formatZIP},
	{"%PDF-", formatPDF},
	{"\x1f\x8b", formatGzip},
	{"Rar!", formatUnread},
	{"7z\xbc\xaf", formatUnread},
	{"SQLite format 3\x00", formatUnread},
	{"BEGIN:VCALENDAR", formatICS},
}

// formatOf tells the format of a file by its first bytes and its name.
func formatOf(base string, head []byte) format {
	byName, named := formatsByExtension[extension(base)]
	if named && byName == formatUnread {
		return byName
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.format
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return formatTar
	}
	switch {
	case !named:
		return sniff(head)
	case extension(base) == ".js" && !bytes.HasPrefix(head, []byte("window.")):
		return formatMedia // a script of a page; exports begin with the name of a variable
	case byName == formatProse:
		if f := sniff(head); f == formatJSON || f == formatMail {
			return f
		}
	}
	return byName
}

// sniff tells the format of a text by how it begins.
func sniff(head []byte) format {
	utf16 := bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
	if !utf16 && !isText(head) {
		return formatMedia
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case looksLikeJSON(text):
		return formatJSON
	case bytes.HasPrefix(text, []byte("<?xml")):
		return formatXML
	case bytes.HasPrefix(text, []byte("<")):
		return formatHTML
	case looksLikeMail(text):
		return formatMail
	case looksLikeCSV(text):
		return formatCSV
	}
	return formatProse
}

func isText(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	strange := 0
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 && len(head) >= utf8.UTFMax {
			strange++
		}
		head = head[size:]
	}
	return strange <= headSize/20 // Latin-1 has some
}

// looksLikeJSON asks for a second sign, since lines of a chat begin with [31.01.24.
func looksLikeJSON(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	return len(rest) > 0 && bytes.IndexByte([]byte(`"{}[]`), rest[0]) >= 0
}

func looksLikeMail(text []byte) bool {
	for _, start := range []string{"From ", "Received: ", "Return-Path: ", "Delivered-To: ", "Message-ID: ", "MIME-Version: "} {
		if bytes.HasPrefix(text, []byte(start)) && bytes.Contains(text, []byte(": ")) {
			return true
		}
	}
	return false
}

// looksLikeCSV asks for the same number of separators in the first two lines.
func looksLikeCSV(text []byte) bool {
	lines := bytes.SplitN(text, []byte("\n"), 3)
	if len(lines) < 3 {
		return false
	}
	for _, separator := range []string{",", ";", "\t"} {
		n := bytes.Count(lines[0], []byte(separator))
		if n > 1 && n == bytes.Count(lines[1], []byte(separator)) {
			return true
		}
	}
	return false
}
