// Package upload reads forms with files that are too large to be held in memory.
package upload

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// maxField bounds a field that is no file.
const maxField = 4096

// ErrForm is returned for a body that is no form with files, or that breaks off between
// its parts.
var ErrForm = errors.New("the body is not a complete multipart form")

// IsForm reports whether the body of a request is a form with files.
func IsForm(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "multipart/form-data"
}

// Read reads a form part by part, in the order in which it was sent: what decides about
// files has to stand before them. An input for files in which none was chosen is left out.
//
// Each file is streamed to the function; what that does not read is skipped. The first
// error of either function ends the reading and is returned. Where a page is to say what
// became of each file, the function notes the error and returns nil: then the whole body
// is read, and browsers show the answer.
func Read(r *http.Request, field func(name, value string) error, file func(name string, content io.Reader) error) error {
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" || params["boundary"] == "" {
		return ErrForm
	}
	body := &tail{r: r.Body}
	form := multipart.NewReader(body, params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return body.endsWith("--" + params["boundary"] + "--")
		}
		if err != nil {
			return errors.Join(ErrForm, err)
		}
		if err := take(part, field, file); err != nil {
			return err
		}
	}
}

// tail remembers what was read last: the reader of forms does not always say that the end
// of one is missing.
type tail struct {
	r    io.Reader
	last []byte
}

// tailSize is more than the reader of forms reads ahead.
const tailSize = 16 << 10

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.last = append(t.last, p[max(0, n-tailSize):n]...)
	if extra := len(t.last) - tailSize; extra > 0 {
		t.last = append(t.last[:0], t.last[extra:]...)
	}
	return n, err
}

func (t *tail) endsWith(mark string) error {
	if !bytes.Contains(t.last, []byte(mark)) {
		return ErrForm
	}
	return nil
}

func take(part *multipart.Part, field func(name, value string) error, file func(name string, content io.Reader) error) error {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if _, isFile := params["filename"]; err == nil && isFile {
		if params["filename"] == "" {
			return nil
		}
		return file(params["filename"], part)
	}
	value, err := io.ReadAll(io.LimitReader(part, maxField))
	if err != nil {
		return errors.Join(ErrForm, err)
	}
	return field(part.FormName(), string(value))
}
