// Package respond turns results and errors into HTTP answers, for pages and API
// alike: one table from error codes to statuses, one shape for problems
// (RFC 9457), and HTML that is sent only after it could be rendered.
package respond
