package mail

import (
	"bytes"
	"strings"
)

// splitMultipart returns the parts of a multipart body (RFC 2046, 5.1) as slices of
// it, at most limit of them. closed is false if the last line is missing, and more is
// true if there are further parts. It looks at every byte once.
func splitMultipart(body []byte, boundary string, limit int) (parts [][]byte, closed, more bool) {
	delimiter := []byte("--" + boundary)
	start, from := -1, 0 // of the present part; of the search
	for {
		i := bytes.Index(body[from:], delimiter)
		if i < 0 {
			break
		}
		at := from + i
		from = at + len(delimiter)
		after, last, ok := delimiterEnd(body, at, from)
		if !ok {
			continue
		}
		if start >= 0 {
			parts = append(parts, withoutLineEnd(body[start:max(start, at)]))
		}
		if last {
			return parts, true, false
		}
		if len(parts) == limit {
			return parts, false, true
		}
		start, from = after, after
	}
	if start >= 0 {
		parts = append(parts, body[start:])
	}
	return parts, false, false
}

// delimiterEnd checks that what was found at body[at:end] is a line of its own, and
// returns where the next line begins and whether this one closes the multipart.
func delimiterEnd(body []byte, at, end int) (after int, last, ok bool) {
	if at > 0 && body[at-1] != '\n' {
		return 0, false, false
	}
	line, rest := cutLine(body[end:])
	line, last = bytes.CutPrefix(line, []byte("--"))
	return len(body) - len(rest), last, len(bytes.Trim(line, " \t")) == 0
}

// withoutLineEnd drops the line end before a delimiter, which belongs to that.
func withoutLineEnd(part []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r"))
}

// maxBoundary is more than twice what the standard allows.
const maxBoundary = 200

// guessBoundary returns the boundary that a body shows where its header fails to: the
// first line that begins with two dashes and looks like one.
func guessBoundary(body []byte) string {
	for range 50 {
		line, rest := cutLine(body)
		if name, ok := strings.CutPrefix(strings.TrimRight(string(line[:min(len(line), maxBoundary)]), " \t"), "--"); ok && len(name) > 5 && !strings.ContainsAny(name, " \t") {
			return name
		}
		if body = rest; len(body) == 0 {
			break
		}
	}
	return ""
}
