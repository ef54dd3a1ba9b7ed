package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/web/respond"
)

// bufferBody reads the whole body, within the engine's limit, so that one that is
// too large or breaks off is refused before anything is done. Files that were received are
// streamed by their handler.
func (h *handler) bufferBody(c *gin.Context) {
	if streams(c.FullPath()) || c.Request.Body == nil || c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return
	}
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		h.refuse(c, err)
	case err != nil:
		h.refuse(c, malformed(errors.New("the body broke off")))
	default:
		setBody(c.Request, body)
	}
}

func streams(route string) bool { return route == ginPath(root+pathUpload) }

func setBody(r *http.Request, body []byte) {
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
}

// takeMultipart makes JSON of a form with a file, as curl -F sends it, so that one
// handler with one set of rules takes both.
func (h *handler) takeMultipart(c *gin.Context) {
	mediaType, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" || c.FullPath() != ginPath(root+pathMessages) {
		return
	}
	fields, err := readMultipart(c.Request.Body, params["boundary"])
	if err != nil {
		h.refuse(c, err)
		return
	}
	body, err := json.Marshal(fields)
	if err != nil {
		h.refuse(c, err)
		return
	}
	c.Request.Header.Set("Content-Type", "application/json")
	setBody(c.Request, body)
}

func readMultipart(body io.Reader, boundary string) (map[string]any, error) {
	fields := map[string]any{}
	form := multipart.NewReader(body, boundary)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, malformed(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, malformed(err)
		}
		name := part.FormName()
		if _, twice := fields[name]; twice {
			return nil, dsar.Invalid(name, "error.field.twice", nil)
		}
		switch {
		case name == "file":
			fields[name], fields["file_name"] = data, part.FileName()
		case name == "not_reply":
			fields[name] = strings.EqualFold(string(data), "true")
		default:
			fields[name] = string(data)
		}
	}
}

func malformed(reason error) error {
	return dsar.NewError(respond.CodeMalformed, "error.api.malformed", map[string]any{"Reason": reason.Error()})
}

// ginPath writes a path with {id} as gin does, with :id.
func ginPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
