package mail

import (
	"regexp"
	"strings"
)

var encodedWord = regexp.MustCompile(`=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=`)

// decodeWords decodes the encoded words (RFC 2047) of a header field, and returns
// valid UTF-8 on one line. Words are decoded wherever they stand, as many programs
// write them inside quotation marks. Neighbours in the same character set are put
// together before they are decoded: some programs cut a letter in two.
func decodeWords(value string) string {
	if !strings.Contains(value, "=?") {
		return oneLine(toUTF8([]byte(value), ""))
	}
	var out strings.Builder
	var pending []byte
	label, end := "", 0
	flush := func() {
		out.WriteString(toUTF8(pending, label))
		pending = pending[:0]
	}
	for _, m := range encodedWord.FindAllStringSubmatchIndex(value, -1) {
		between, next := value[end:m[0]], charsetName(value[m[2]:m[3]])
		if blank := strings.TrimSpace(between) == ""; !blank || next != label || end == 0 {
			flush()
			if !blank || end == 0 {
				out.WriteString(toUTF8([]byte(between), ""))
			}
		}
		label, end = next, m[1]
		pending = append(pending, decodeWord(value[m[4]], value[m[6]:m[7]])...)
	}
	flush()
	out.WriteString(toUTF8([]byte(value[end:]), ""))
	return oneLine(out.String())
}

// charsetName drops the language that RFC 2231 allows after the name.
func charsetName(label string) string {
	label, _, _ = strings.Cut(label, "*")
	return strings.ToLower(label)
}

func decodeWord(encoding byte, content string) []byte {
	if encoding == 'b' || encoding == 'B' {
		decoded, _ := decodeBase64([]byte(content))
		return decoded
	}
	// "=5F" is an underscore, "_" is a blank.
	decoded, _ := decodeQuotedPrintable([]byte(strings.ReplaceAll(content, "_", "=20")))
	return decoded
}

// oneLine makes every run of blanks and line ends one blank.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
