package casework

import (
	"errors"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
)

// The order of events is checked on the field "date"; where the day was typed in a
// field of another name, the error has to name that one.
func onField(err error, field string) error {
	var e *dsar.Error
	if !errors.As(err, &e) || e.Code != dsar.CodeInvalid {
		return err
	}
	renamed := *e
	renamed.Problems = nil
	for _, p := range e.Problems {
		if p.Field == "date" {
			p.Field = field
		}
		renamed.Problems = append(renamed.Problems, p)
	}
	return &renamed
}

func sentOnField(err error) error     { return onField(err, "sent_on") }
func receivedOnField(err error) error { return onField(err, "received_on") }
func lodgedOnField(err error) error   { return onField(err, "lodged_on") }

// cleanText reports whether a text can be stored and shown: UTF-8 without NUL.
func cleanText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func joinNames[T ~string](known []T) string {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}
