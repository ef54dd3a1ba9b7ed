package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/web/upload"
)

const (
	tagData      = "Data received"
	pathData     = "/requests/{id}/data"
	pathDataFile = "/data/files/{id}"
	pathUpload   = pathData + "/files"
	pathScan     = pathData + "/scan"

	pathAttachments = "/messages/{id}/attachments"
)

func (h *handler) addData() {
	add(h, operation{
		id: "get-data", method: http.MethodGet, path: pathData, tag: tagData,
		summary: "Read what was received in answer to a request, and what the scan of it showed",
	}, h.getData)
	add(h, operation{
		id: "add-data-files", method: http.MethodPost, path: pathUpload, tag: tagData, status: http.StatusCreated, streams: true,
		summary: "Add files that were received: one as the body, or several as a form",
	}, h.addDataFiles)
	add(h, operation{
		id: "download-data-file", method: http.MethodGet, path: pathDataFile + "/content", tag: tagData,
		summary: "Download a file that was received",
	}, h.downloadDataFile)
	add(h, operation{
		id: "update-data-file", method: http.MethodPatch, path: pathDataFile, tag: tagData,
		summary: "State on which day a file was received; what the data show is judged anew",
	}, h.updateDataFile)
	add(h, operation{
		id: "delete-data-file", method: http.MethodDelete, path: pathDataFile, tag: tagData, status: http.StatusNoContent,
		summary: "Remove a file that was received",
	}, h.deleteDataFile)
	add(h, operation{
		id: "list-attachments", method: http.MethodGet, path: pathAttachments, tag: tagData,
		summary: "List the files that came with an incoming mail",
	}, h.listAttachments)
	add(h, operation{
		id: "add-attachment", method: http.MethodPost, path: pathAttachments + "/{number}", tag: tagData, status: http.StatusCreated,
		summary: "Add an attachment of a mail to the data received, and read them all",
	}, h.addAttachment)
	add(h, operation{
		id: "start-scan", method: http.MethodPost, path: pathScan, tag: tagData, status: http.StatusAccepted,
		summary: "Read all files for the period that they cover",
	}, h.startScan)
	add(h, operation{
		id: "get-scan", method: http.MethodGet, path: pathScan, tag: tagData,
		summary: "Say how far the newest scan is",
	}, h.getScan)
	add(h, operation{
		id: "cancel-scan", method: http.MethodDelete, path: pathScan, tag: tagData, status: http.StatusNoContent,
		summary: "Cancel the scan that is queued or running",
	}, h.cancelScan)
	add(h, operation{
		id: "set-known-since", method: http.MethodPut, path: "/requests/{id}/known-since", tag: tagData, status: http.StatusNoContent,
		summary: "State since when the data subject has had to do with the controller",
	}, h.setKnownSince)
	h.describeFiles()
}

// describeFiles describes the body of an upload, which no type stands for: it is never in
// memory as a whole.
func (h *handler) describeFiles() {
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	h.api.OpenAPI().Paths[root+pathUpload].Post.RequestBody = &huma.RequestBody{
		Required:    true,
		Description: "The bytes of one file, with its name and the day of receipt as parameters; or a form, in which received_on stands before the files.",
		Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: binary},
			"multipart/form-data": {Schema: &huma.Schema{
				Type: huma.TypeObject,
				Properties: map[string]*huma.Schema{
					"received_on": {Type: huma.TypeString, Format: "date"},
					"file":        {Type: huma.TypeArray, Items: binary},
				},
				Required: []string{"file"},
			}},
		},
	}
	h.api.OpenAPI().Paths[root+pathDataFile+"/content"].Get.Responses["200"].Content = map[string]*huma.MediaType{
		"application/octet-stream": {Schema: binary},
	}
}

func (h *handler) getData(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[dataShape], error) {
	v, err := h.Service.Data(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[dataShape]{dataOf(v, h.Wording.Catalog, languageOf(ctx))}, nil
}

// filesInput is an upload. The body is read by the handler, as it comes.
type filesInput struct {
	RequestByID
	Name       string `query:"name" maxLength:"300" doc:"Of the file, where it is the body"`
	ReceivedOn string `query:"received_on" format:"date" doc:"The day on which it was received; today where it is not given"`

	request *http.Request
}

// Resolve implements huma.Resolver.
func (in *filesInput) Resolve(ctx huma.Context) []error {
	in.request = humagin.Unwrap(ctx).Request
	return nil
}

func (h *handler) addDataFiles(ctx context.Context, a casework.Actor, in *filesInput) (*bodyOf[list[dataFileShape]], error) {
	if err := h.Service.CheckData(ctx, a, in.ID, in.request.ContentLength); err != nil {
		return nil, err
	}
	day, err := parseDay("received_on", in.ReceivedOn)
	if err != nil {
		return nil, err
	}
	var added []dsar.DataFile
	addOne := func(name string, content io.Reader) error {
		f, err := h.Service.AddDataFile(ctx, a, in.ID, casework.DataFileInput{Name: name, Content: content, ReceivedOn: day})
		if err == nil {
			added = append(added, f)
		}
		return err
	}
	if upload.IsForm(in.request) {
		err = h.addForm(in.request, &day, addOne, func() bool { return len(added) > 0 })
	} else {
		err = addOne(in.Name, in.request.Body)
	}
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[dataFileShape]]{listOf(added, dataFileOf)}, nil
}

// addForm adds the files of a form. Those before one that is refused stay.
func (h *handler) addForm(r *http.Request, day *civil.Date, add func(string, io.Reader) error, some func() bool) error {
	err := upload.Read(r, func(name, value string) (err error) {
		switch {
		case name != "received_on":
			return dsar.Invalid("form", "error.unknown", map[string]any{"Value": shorten(name), "Known": "received_on, file"})
		case some():
			return dsar.Invalid(name, "error.data.day_first", nil)
		}
		*day, err = parseDay(name, value)
		return err
	}, add)
	if errors.Is(err, upload.ErrForm) {
		return malformed(err)
	}
	if err == nil && !some() {
		return dsar.Invalid("file", "error.data.no_file", nil)
	}
	return err
}

// downloadDataFile streams a file, whole or the range that is asked for.
func (h *handler) downloadDataFile(ctx context.Context, a casework.Actor, in *ByID) (*huma.StreamResponse, error) {
	f, content, err := h.Service.OpenDataFile(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer func() { _ = content.Close() }() // it was only read
		c := humagin.Unwrap(ctx)
		header := c.Writer.Header()
		// The bytes come from outside; no browser may take them for a page of ours.
		header.Set("Content-Type", "application/octet-stream")
		header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("ETag", `"`+f.SHA256+`"`)
		http.ServeContent(c.Writer, c.Request, "", time.Time{}, content)
	}}, nil
}

type dataFileInput struct {
	ByID
	Body struct {
		ReceivedOn string `json:"received_on" format:"date"`
	}
}

func (h *handler) updateDataFile(ctx context.Context, a casework.Actor, in *dataFileInput) (*bodyOf[dataFileShape], error) {
	day, err := parseDay("received_on", in.Body.ReceivedOn)
	if err != nil {
		return nil, err
	}
	f, err := h.Service.SetReceivedOn(ctx, a, in.ID, day)
	if err != nil {
		return nil, err
	}
	return &bodyOf[dataFileShape]{dataFileOf(f)}, nil
}

func (h *handler) deleteDataFile(ctx context.Context, a casework.Actor, in *ByID) (*none, error) {
	return nil, h.Service.DeleteDataFile(ctx, a, in.ID)
}

func (h *handler) listAttachments(ctx context.Context, a casework.Actor, in *ByID) (*bodyOf[list[attachmentShape]], error) {
	found, err := h.Service.MessageAttachments(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[attachmentShape]]{listOf(found, attachmentOf)}, nil
}

type attachmentInput struct {
	ByID
	Number int `path:"number" minimum:"1" doc:"Within the mail"`
}

func (h *handler) addAttachment(ctx context.Context, a casework.Actor, in *attachmentInput) (*bodyOf[dataFileShape], error) {
	f, err := h.Service.AddAttachment(ctx, a, in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	return &bodyOf[dataFileShape]{dataFileOf(f)}, nil
}

func (h *handler) startScan(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[scanShape], error) {
	v, err := h.Service.StartScan(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[scanShape]{scanOf(v)}, nil
}

func (h *handler) getScan(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[scanShape], error) {
	v, err := h.Service.Data(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	if v.Scan == nil {
		return nil, dsar.NotFound("scan")
	}
	return &bodyOf[scanShape]{scanOf(*v.Scan)}, nil
}

func (h *handler) cancelScan(ctx context.Context, a casework.Actor, in *RequestByID) (*none, error) {
	return nil, h.Service.CancelScan(ctx, a, in.ID)
}

type knownSinceInput struct {
	RequestByID
	Body struct {
		Date string `json:"date" format:"date" nullable:"true" doc:"null takes it back"`
	}
}

func (h *handler) setKnownSince(ctx context.Context, a casework.Actor, in *knownSinceInput) (*none, error) {
	day, err := parseDay("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	return nil, h.Service.SetKnownSince(ctx, a, in.ID, day)
}
