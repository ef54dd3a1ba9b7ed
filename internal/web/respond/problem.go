package respond

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// ContentTypeProblem is the media type of a problem (RFC 9457).
const ContentTypeProblem = "application/problem+json"

// Problem is an error in words, as RFC 9457 shapes it. Pages show Title, Detail,
// Errors and ID; the API sends it as it is.
type Problem struct {
	Type   string       `json:"type" doc:"Stable relative reference of the kind of problem, /problems/<code>; it leads to an explanation"`
	Title  string       `json:"title" doc:"The kind of problem in words, the same for every problem of the type"`
	Status int          `json:"status" doc:"HTTP status"`
	Detail string       `json:"detail" doc:"What is wrong this time and how to mend it"`
	Code   dsar.Code    `json:"code" doc:"Stable name of the kind of problem"`
	Key    string       `json:"key" doc:"Stable name of the sentence in detail"`
	ID     string       `json:"id,omitempty" doc:"Names this occurrence in the log"`
	Errors []FieldError `json:"errors,omitempty" doc:"The fields that break a rule"`

	// RetryAfter is how long to wait before trying again; it is sent as a header.
	RetryAfter time.Duration `json:"-"`
}

// FieldError is one field of the input with the rule that it breaks.
type FieldError struct {
	Field   string `json:"field" doc:"Name of the field, or of the query parameter or header"`
	Message string `json:"message" doc:"The rule, in words"`
	Key     string `json:"key" doc:"Stable name of the rule"`
}

// Error returns code and key, for logs.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Key }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of the problem.
func (p *Problem) ContentType(string) string { return ContentTypeProblem }

// Field returns the message for the named field, or "" if nothing is wrong with it.
func (p *Problem) Field(name string) string {
	for _, e := range p.Errors {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

// Wording words errors. Catalog and Log are required.
type Wording struct {
	Catalog *i18n.Catalog
	Log     *slog.Logger
}

// Problem words an error in the language lang. An error without a code is logged
// under the id of the request (see [RequestID]) and says nothing but that id. A
// [*Problem] is returned as it is.
func (w Wording) Problem(ctx context.Context, lang string, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	var known *dsar.Error
	if errors.As(err, &known) {
		return w.known(lang, known)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return w.known(lang, dsar.NewError(dsar.CodeTooLarge, "error.too_large", map[string]any{"Megabytes": int(tooLarge.Limit >> 20)}))
	}
	if Gone(ctx) {
		return w.known(lang, dsar.NewError(CodeTimeout, "error.canceled", nil))
	}
	w.Log.ErrorContext(ctx, "internal error", "request_id", RequestID(ctx), "error", err)
	p := w.known(lang, dsar.NewError(CodeInternal, "error.internal", nil))
	p.ID = RequestID(ctx)
	return p
}

// Gone reports whether nobody waits for the answer to the request of ctx any more. What
// fails then, under whichever name a database driver gives the interruption, is no fault
// of ours and is not logged.
func Gone(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

func (w Wording) known(lang string, e *dsar.Error) *Problem {
	detail, _ := w.Catalog.Error(lang, e)
	p := &Problem{
		Type:   "/problems/" + string(e.Code),
		Title:  w.Catalog.T(lang, "error.title."+string(e.Code), nil),
		Status: Status(e.Code),
		Detail: detail,
		Code:   e.Code,
		Key:    e.Key,
	}
	for _, field := range e.Problems {
		p.Errors = append(p.Errors, FieldError{
			Field:   field.Field,
			Message: w.Catalog.T(lang, field.Key, field.Args),
			Key:     field.Key,
		})
	}
	return p
}

// WriteProblem sends a problem as problem+json.
func WriteProblem(w http.ResponseWriter, p *Problem) {
	body, err := json.Marshal(p)
	if err != nil { // a struct of texts and numbers can always be written
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", ContentTypeProblem)
	h.Set("Cache-Control", "no-store")
	p.SetHeaders(h)
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="recourse"`)
	}
	w.WriteHeader(p.Status)
	// The connection may be gone; there is nobody left to tell.
	_, _ = w.Write(append(body, '\n'))
}

// SetHeaders sets the headers that belong to the problem, on pages and in the API.
func (p *Problem) SetHeaders(h http.Header) {
	if p.RetryAfter > 0 {
		seconds := int((p.RetryAfter + time.Second - 1) / time.Second)
		h.Set("Retry-After", strconv.Itoa(seconds))
	}
}
