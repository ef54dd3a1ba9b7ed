// Package static holds the files that pages refer to: the style sheet, a little
// JavaScript and the icon. They are compiled in and served under names that
// contain a hash of their bytes, so that a browser may keep them for ever and
// still never shows a page with an old style sheet.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets
var files embed.FS

// Prefix is the path under which [Assets.ServeHTTP] expects to be mounted.
const Prefix = "/static/"

// Assets serves the files. It is safe for concurrent use and never changes.
type Assets struct {
	urls   map[string]string // "recourse.css" → "/static/recourse.1a2b3c4d.css"
	byName map[string]asset  // "recourse.1a2b3c4d.css" → file
}

type asset struct {
	mediaType string
	plain     []byte
	gzipped   []byte // nil if compressing does not pay
}

// Open reads and compresses the files. It fails only if the build is broken.
func Open() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, byName: map[string]asset{}}
	entries, err := fs.ReadDir(files, "assets")
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	for _, e := range entries {
		data, err := fs.ReadFile(files, path.Join("assets", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read assets: %w", err)
		}
		if err := a.add(e.Name(), data); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) add(name string, data []byte) error {
	ext := path.Ext(name)
	sum := sha256.Sum256(data)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	zipped, err := compress(data)
	if err != nil {
		return fmt.Errorf("compress %s: %w", name, err)
	}
	a.urls[name] = Prefix + hashed
	a.byName[hashed] = asset{mediaType: mediaType(ext), plain: data, gzipped: zipped}
	return nil
}

func mediaType(ext string) string {
	switch ext { // said here, because the system's table of types differs between machines
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(data) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// URL returns the address of a file, such as "recourse.css". It panics if there
// is no such file; templates are rendered by a test, so that a wrong name never
// leaves the build.
func (a *Assets) URL(name string) string {
	u, ok := a.urls[name]
	if !ok {
		panic(fmt.Sprintf("static: there is no file %q", name))
	}
	return u
}

// ServeHTTP serves the files under [Prefix]. Only hashed names exist.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byName[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mediaType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if f.gzipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// An error here means that the reader has gone; there is nobody to tell.
	_, _ = w.Write(body)
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(coding, "gzip") {
			return strings.ReplaceAll(params, " ", "") != "q=0"
		}
	}
	return false
}
