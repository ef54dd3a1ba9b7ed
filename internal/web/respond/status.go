package respond

import (
	"net/http"

	"recourse/internal/dsar"
)

// Codes of problems that arise in HTTP alone.
const (
	CodeInternal         dsar.Code = "internal"           // our fault; the log has it under the id
	CodeMalformed        dsar.Code = "malformed"          // the body cannot be read at all
	CodeMethodNotAllowed dsar.Code = "method_not_allowed" // the address exists, the method does not
	CodeUnsupportedMedia dsar.Code = "unsupported_media"  // a Content-Type that is not taken
	CodeTooManyRequests  dsar.Code = "too_many_requests"  // see Retry-After
	CodeCrossOrigin      dsar.Code = "cross_origin"       // a form sent from another site
	CodeTimeout          dsar.Code = "timeout"            // the body came too slowly
)

// Status returns the HTTP status for an error code, and 500 for an unknown one.
func Status(code dsar.Code) int {
	switch code {
	case dsar.CodeInvalid:
		return http.StatusUnprocessableEntity
	case dsar.CodeNotFound:
		return http.StatusNotFound
	case dsar.CodeStale:
		return http.StatusPreconditionFailed
	case dsar.CodeConflict, dsar.CodeHeld:
		return http.StatusConflict
	case dsar.CodeForbidden, CodeCrossOrigin:
		return http.StatusForbidden
	case dsar.CodeUnauthenticated:
		return http.StatusUnauthorized
	case dsar.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case dsar.CodeUnavailable:
		return http.StatusServiceUnavailable
	case CodeMalformed:
		return http.StatusBadRequest
	case CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	case CodeUnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case CodeTooManyRequests:
		return http.StatusTooManyRequests
	case CodeTimeout:
		return http.StatusRequestTimeout
	}
	return http.StatusInternalServerError
}

// Codes lists every code that a problem can have.
func Codes() []dsar.Code {
	return []dsar.Code{
		dsar.CodeInvalid, dsar.CodeNotFound, dsar.CodeStale, dsar.CodeConflict, dsar.CodeHeld, dsar.CodeForbidden,
		dsar.CodeUnauthenticated, dsar.CodeTooLarge, dsar.CodeUnavailable,
		CodeInternal, CodeMalformed, CodeMethodNotAllowed, CodeUnsupportedMedia, CodeTooManyRequests,
		CodeCrossOrigin, CodeTimeout,
	}
}
