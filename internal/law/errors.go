package law

import (
	"fmt"
	"strings"

	"recourse/internal/civil"
)

// FactError reports facts that cannot be evaluated because of one field.
type FactError struct {
	// Field is the field at fault: "regime", "right", "region", "received",
	// "events[2].on".
	Field string
	// Value is what was given.
	Value string
	// Known lists the values that would be understood, if they can be listed.
	Known []string
	// Reason says what is wrong, in English.
	Reason string
}

// Error says what is wrong and how to mend it.
func (e *FactError) Error() string {
	s := e.Field + ": " + e.Reason
	if len(e.Known) > 0 {
		s += "; known: " + strings.Join(e.Known, ", ")
	}
	return s
}

func unknown(field, what, value string, known []string) error {
	reason := fmt.Sprintf("unknown %s %q", what, value)
	if value == "" {
		reason = "the " + what + " is missing"
	}
	return &FactError{Field: field, Value: value, Known: known, Reason: reason}
}

// CalendarError reports a day for which the public holidays of a region are not
// known. A date that would need them is refused rather than guessed.
type CalendarError struct {
	// Region is the calendar asked.
	Region string
	// On is the day asked for.
	On civil.Date
	// FirstYear and LastYear bound what is known.
	FirstYear, LastYear int
}

// Error names the region, the day and the years that are known.
func (e *CalendarError) Error() string {
	return fmt.Sprintf("the public holidays of %s are known for %d to %d, and %s lies outside",
		e.Region, e.FirstYear, e.LastYear, e.On)
}
