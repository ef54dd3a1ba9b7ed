package respond

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// usualPage is room for most pages, in bytes: a buffer that grows from nothing takes
// four times as much.
const usualPage = 64 << 10

// HTML renders a page and sends it with the given status. Nothing is sent if
// rendering fails: the error is returned, and the caller can still answer with an
// honest error page. Pages show personal data, so no cache may keep them.
func HTML(w http.ResponseWriter, status int, render func(io.Writer) error) error {
	var page bytes.Buffer
	page.Grow(usualPage)
	if err := render(&page); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	// The connection may be gone; there is nobody left to tell.
	_, _ = page.WriteTo(w)
	return nil
}
