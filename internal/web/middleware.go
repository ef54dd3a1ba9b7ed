package web

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// Limits on the body of a request.
const (
	maxBody       = 1 << 20
	maxUpload     = casework.MaxMessageBytes + 2<<20 // the file and what surrounds it
	maxUploadJSON = casework.MaxMessageBytes*4/3 + 2<<20
	maxLetterForm = casework.MaxSentBytes + 2<<20 // a letter and the files that go with it
	maxLetterJSON = casework.MaxSentBytes*4/3 + 2<<20
	maxDrained    = 64 << 20
)

// identify gives the request an id that log and answers share. One that the client
// sends is not taken: it would be a way to write into the log.
func (s *server) identify(c *gin.Context) {
	id := uuid.NewString()[:13]
	c.Request = c.Request.WithContext(respond.WithRequestID(c.Request.Context(), id))
	c.Header("X-Request-Id", id)
}

// logAccess writes one line for every request. It has the template of the path, not
// the path, and neither query, body nor address: those are personal data.
func (s *server) logAccess(c *gin.Context) {
	started := s.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "(no route)"
	}
	s.Log.InfoContext(c.Request.Context(), "request",
		"request_id", respond.RequestID(c.Request.Context()), "method", knownMethod(c.Request.Method), "route", route,
		"status", c.Writer.Status(), "bytes", max(c.Writer.Size(), 0), "duration", s.Now().Sub(started))
}

// knownMethod keeps made-up methods, which can be any text, out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "(other)"
}

// policy allows pages what they need and nothing else: no inline script or style,
// no other site. A frame holds the HTML of a mail, in a cell of its own.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func (s *server) secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if s.https() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recover answers a panic like any other internal error.
func (s *server) recover(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v) // the server's own way of dropping a connection
		}
		s.fail(c, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
	}()
	c.Next()
}

// limitBody refuses a body that is larger than its kind may be. One that says so
// itself is refused before anything is read into memory.
func (s *server) limitBody(c *gin.Context) {
	limit := bodyLimit(c.Request)
	if c.Request.ContentLength > limit {
		// A browser that is still sending would show a broken connection instead of
		// the page that explains; so its upload is read and thrown away, within reason.
		_, _ = io.CopyN(io.Discard, c.Request.Body, maxDrained)
		s.fail(c, tooLarge(limit))
		return
	}
	if c.Request.Body != nil {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	}
}

func bodyLimit(r *http.Request) int64 {
	if takesFiles(r) {
		return math.MaxInt64 // each file is limited by itself, while it is written to the disk
	}
	path := strings.TrimSuffix(r.URL.Path, "/")
	switch {
	case strings.HasSuffix(path, "/letter") && !isAPI(path):
		return maxLetterForm
	case strings.HasSuffix(path, "/send") && isAPI(path):
		return maxLetterJSON
	case !strings.HasSuffix(path, "/messages"):
		return maxBody
	}
	if isAPI(r.URL.Path) && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return maxUploadJSON
	}
	return maxUpload
}

func tooLarge(limit int64) error {
	return dsar.NewError(dsar.CodeTooLarge, "error.too_large", map[string]any{"Megabytes": int(limit >> 20)})
}
