// Package upload reads forms with files that are too large to be held in memory.
package upload

import (
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
	form := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // one that is wrapped means that the end is missing
			return nil
		}
		if err != nil {
			return errors.Join(ErrForm, err)
		}
		if err := take(part, field, file); err != nil {
			return err
		}
	}
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
