package casework

import (
	"strings"

	"github.com/google/uuid"

	"recourse/internal/dsar"
)

// newID returns a fresh UUIDv7: unguessable enough for an id that is checked
// against the workspace anyway, and in the order of time for the index.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// unknownValue is the problem of a value that is not one of a known few.
func unknownValue[T ~string](field, value string, known []T) dsar.Problem {
	return dsar.Problem{Field: field, Key: "error.unknown", Args: map[string]any{"Value": value, "Known": joinNames(known)}}
}

// knownZone reports whether the name is an IANA time zone. The machine's own zone,
// "Local", and the empty name are not: they mean different things elsewhere.
func (s *Service) knownZone(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := s.zones.get(name)
	return err == nil
}

// mayWrite returns [dsar.CodeForbidden] for a reader.
func mayWrite(a Actor) error {
	if !a.Role.CanWrite() {
		return dsar.NewError(dsar.CodeForbidden, "error.reader", nil)
	}
	return nil
}

// tooLong is the problem of a text above its limit.
func tooLong(field string, limit int) dsar.Problem {
	return dsar.Problem{Field: field, Key: "error.length", Args: map[string]any{"Min": 0, "Max": limit}}
}

// maxPageSize is how many items a page of a list has at most.
const maxPageSize = 100

func clampLimit(limit, fallback int) int {
	if limit <= 0 {
		return fallback
	}
	return min(limit, maxPageSize)
}

// lines joins what is not empty.
func lines(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}
