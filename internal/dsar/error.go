package dsar

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code says what kind of thing went wrong. The outer packages map it to an HTTP
// status or an exit status in one place.
type Code string

// The codes. An error without a code is internal: its text stays in the log.
const (
	CodeInvalid         Code = "invalid"         // the input breaks a rule; Problems say which
	CodeNotFound        Code = "not_found"       // no such thing, or not in this workspace
	CodeStale           Code = "stale"           // somebody else changed it since it was read
	CodeConflict        Code = "conflict"        // the state does not allow it (now)
	CodeHeld            Code = "held"            // held back until knowingly overridden
	CodeForbidden       Code = "forbidden"       // the role does not allow it
	CodeUnauthenticated Code = "unauthenticated" // nobody is signed in, or with wrong credentials
	CodeTooLarge        Code = "too_large"       // more bytes than are taken
	CodeUnavailable     Code = "unavailable"     // something this needs is not configured or down
)

// Error is the one error type of the program. It carries no sentence but the key
// of one, so that it can be said in the reader's language, and never personal
// data beyond what the person just typed.
type Error struct {
	Code     Code
	Key      string         // catalogue key of the sentence, "error.event.future"
	Args     map[string]any // values the sentence names
	Problems []Problem      // for CodeInvalid: each field with its rule
}

// Problem is one rule that one field of the input breaks.
type Problem struct {
	Field string // name of the field as the API spells it, "date"
	Key   string // catalogue key of the sentence that names the rule
	Args  map[string]any
}

// Error returns the code, key and arguments, for logs and tests.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Key)
	writeArgs(&b, e.Args)
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "; %s: %s", p.Field, p.Key)
		writeArgs(&b, p.Args)
	}
	return b.String()
}

func writeArgs(b *strings.Builder, args map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(args)) {
		fmt.Fprintf(b, " %s=%v", name, args[name])
	}
}

// NewError returns an error with the given code and sentence.
func NewError(code Code, key string, args map[string]any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// NotFound returns the error for a thing that does not exist or belongs to
// another workspace; the two look the same on purpose. noun is "request",
// "controller", "finding" and so on.
func NotFound(noun string) *Error {
	return NewError(CodeNotFound, "error.not_found."+noun, nil)
}

// Invalid returns the error for one field that breaks one rule.
func Invalid(field, key string, args map[string]any) *Error {
	return InvalidFields(Problem{Field: field, Key: key, Args: args})
}

// InvalidFields returns the error for input with one or more problems.
func InvalidFields(problems ...Problem) *Error {
	return &Error{Code: CodeInvalid, Key: "error.invalid", Problems: problems}
}

// CodeOf returns the code of the first [Error] in err's chain, and "" if there is
// none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
