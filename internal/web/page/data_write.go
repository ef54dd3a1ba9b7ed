package page

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/web/respond"
	"recourse/internal/web/upload"
)

func dataPath(id string) string { return requestPath(id) + "/data" }

// addDataFiles streams the files of a form to the disk, one after the other. What cannot
// be taken is named, the others are kept.
func (p *Pages) addDataFiles(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	if err := p.Service.CheckData(ctx, a, id, c.Request.ContentLength); err != nil {
		p.failData(c, newForm(), err)
		return
	}
	f := newForm()
	var refused []error
	var names []string
	var receivedOn civil.Date
	added := 0
	err := upload.Read(c.Request, func(name, value string) (err error) {
		f.Values.Set(name, value)
		if name == "received_on" {
			if receivedOn, err = parseDay(value); err != nil {
				return badDay("received_on", value)
			}
		}
		return nil
	}, func(name string, content io.Reader) error {
		_, err := p.Service.AddDataFile(ctx, a, id, casework.DataFileInput{Name: name, Content: content, ReceivedOn: receivedOn})
		if err == nil {
			added++
			return nil
		}
		var known *dsar.Error
		if !errors.As(err, &known) {
			return err
		}
		refused, names = append(refused, err), append(names, name)
		return nil
	})
	if errors.Is(err, upload.ErrForm) {
		err = dsar.Invalid("file", "error.data.broke_off", nil)
	}
	if err == nil && added == 0 && len(refused) == 0 {
		err = dsar.Invalid("file", "error.data.no_file", nil)
	}
	f.Posted = true
	switch {
	case err != nil:
		p.failData(c, f, err)
	case len(refused) > 0:
		p.renderData(c, respond.Status(dsar.CodeOf(refused[0])), p.refusedFiles(c, f, names, refused, added))
	default:
		p.flash(c, Notice{Tone: "ok", Key: "data.added", Args: map[string]any{"Count": added}})
		redirect(c, dataPath(id))
	}
}

// refusedFiles says of each file why it was not taken.
func (p *Pages) refusedFiles(c *gin.Context, f Form, names []string, refused []error, added int) Form {
	lang := languageOf(c)
	f.Title = p.Catalog.T(lang, "data.not_all", map[string]any{"Count": len(refused), "Added": added})
	for i, err := range refused {
		var e *dsar.Error
		if !errors.As(err, &e) {
			continue
		}
		title, fields := p.Catalog.Error(lang, e)
		if len(fields) > 0 {
			title = fields[0].Text
		}
		f.Problems = append(f.Problems, i18n.FieldText{Field: "file", Text: names[i] + p.Catalog.T(lang, "form.colon", nil) + " " + title})
	}
	return f
}

// readData begins to read the files, or breaks it off.
func (p *Pages) readData(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	f := postedForm(c, "do")
	done, err := "data.started", error(nil)
	if f.Value("do") == "cancel" {
		done, err = "data.cancelled", p.Service.CancelScan(ctx, a, id)
	} else {
		_, err = p.Service.StartScan(ctx, a, id)
	}
	p.afterData(c, err, Notice{Tone: "ok", Key: done})
}

// dayField is the field in which the day of a file is mended; there is one for each file.
func dayField(fileID string) string { return "day-" + fileID }

// mendDataDay keeps the day on which a file was received.
func (p *Pages) mendDataDay(c *gin.Context) {
	field := dayField(c.Param("file"))
	f := postedForm(c, field)
	on, err := parseDay(f.Value(field))
	if err != nil {
		err = badDay(field, f.Value(field))
	} else {
		_, err = p.Service.SetReceivedOn(c.Request.Context(), actor(c), c.Param("file"), on)
		err = inField(err, "received_on", field)
	}
	if err != nil {
		p.failData(c, f, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "data.day_saved"})
	redirect(c, dataPath(c.Param("id")))
}

// inField is the error with the problem of one field said of another, which the page has
// in its place.
func inField(err error, from, to string) error {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Problems = slices.Clone(e.Problems)
	for i := range moved.Problems {
		if moved.Problems[i].Field == from {
			moved.Problems[i].Field = to
		}
	}
	return &moved
}

func (p *Pages) deleteDataFile(c *gin.Context) {
	err := p.Service.DeleteDataFile(c.Request.Context(), actor(c), c.Param("file"))
	p.afterData(c, err, Notice{Tone: "ok", Key: "data.removed"})
}

// knownSince keeps since when the person has had to do with the company.
func (p *Pages) knownSince(c *gin.Context) {
	f := postedForm(c, "known_since")
	since, err := parseDay(f.Value("known_since"))
	if err != nil {
		err = badDay("known_since", f.Value("known_since"))
	} else {
		err = p.Service.SetKnownSince(c.Request.Context(), actor(c), c.Param("id"), since)
	}
	if err != nil {
		p.failData(c, f, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "data.since_saved"})
	redirect(c, dataPath(c.Param("id")))
}

// afterData goes back to the page, with what went wrong if anything did.
func (p *Pages) afterData(c *gin.Context, err error, done Notice) {
	if err != nil {
		p.failData(c, newForm(), err)
		return
	}
	p.flash(c, done)
	c.Redirect(http.StatusSeeOther, dataPath(c.Param("id")))
}

// failData shows the page again with what went wrong.
func (p *Pages) failData(c *gin.Context, f Form, err error) {
	code := dsar.CodeOf(err)
	if code != dsar.CodeConflict && code != dsar.CodeTooLarge {
		p.failForm(c, f, err, p.renderData)
		return
	}
	shown, ok := f.withError(p.Catalog, languageOf(c), err)
	if !ok {
		p.fail(c, err)
		return
	}
	p.renderData(c, respond.Status(code), shown)
}
