package casework

import (
	"mime"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// SentFile is a file that goes with a letter, such as a mandate.
type SentFile struct {
	Name    string
	Type    string // media type, "" if not known
	Content []byte
}

// What can go with one letter. Written for mail, MaxSentBytes become some 21 MB, which the
// 25 MB that most servers take have room for.
const (
	MaxSentFiles = 20
	MaxSentBytes = 15 << 20
)

func sentFileProblems(files []SentFile) []dsar.Problem {
	problem := func(key string, args map[string]any) []dsar.Problem {
		return []dsar.Problem{{Field: "files", Key: key, Args: args}}
	}
	if len(files) > MaxSentFiles {
		return problem("error.mail.files_count", map[string]any{"Max": MaxSentFiles})
	}
	total := 0
	for _, f := range files {
		total += len(f.Content)
		if strings.TrimSpace(f.Name) == "" || utf8.RuneCountInString(f.Name) > maxFileName || strings.ContainsAny(f.Name, "\r\n\x00") {
			return problem("error.mail.files_name", map[string]any{"Max": maxFileName})
		}
	}
	if total > MaxSentBytes {
		return problem("error.mail.files_size", map[string]any{"Megabytes": (total + 1<<20 - 1) >> 20, "Max": MaxSentBytes >> 20})
	}
	return nil
}

// attached are the files as a mail carries them. A type that is none is not repeated.
func attached(files []SentFile) []mail.Attached {
	list := make([]mail.Attached, 0, len(files))
	for _, f := range files {
		kind, _, err := mime.ParseMediaType(f.Type)
		if err != nil {
			kind = ""
		}
		list = append(list, mail.Attached{Name: f.Name, Type: kind, Content: f.Content})
	}
	return list
}
