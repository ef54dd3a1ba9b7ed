package page

import (
	"html/template"
	"mime"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// dataView is the page of what a person received: the files, how far they are read, and
// what they cover.
type dataView struct {
	Layout
	Form     Form
	Data     casework.DataView
	Draft    bool
	MaxFile  string
	Used     string // of all files of the workspace
	Quota    string // that they may have, "" for no limit
	Files    []dataFileLine
	Attached []attachmentLine // to the mails, and not among the files
	Percent  int
	Waiting  bool // a scan is queued or runs
	ErrorKey string
	Result   *dataResultView
}

// dataFileLine is a file in words.
type dataFileLine struct {
	ID, Name, Size, SHA256 string
	ReceivedOn             civil.Date
}

func (w words) dataFiles(files []dsar.DataFile) []dataFileLine {
	lines := make([]dataFileLine, 0, len(files))
	for _, f := range files {
		lines = append(lines, dataFileLine{f.ID, f.Name, w.bytes(f.Size), f.SHA256, f.ReceivedOn})
	}
	return lines
}

// dataResultView is what the files cover.
type dataResultView struct {
	Period   datascan.Period
	Read     int    // files
	Files    string // their number
	Size     string
	Count    int    // dated records
	Records  string // their number
	Stale    bool
	Picture  template.HTML
	Unit     string // "month" or "year", of the table
	Bars     []dataBar
	Struck   []dataStruck
	More     int
	Types    []dataType
	MoreType int
	Aside    []dataType
	Refused  []dataRefused
	Unread   int // more files that were not read than are listed
}

// dataStruck is one striking thing, with what a person can say about it.
type dataStruck struct {
	Title, Sentence, Place, Certainty string
	Finding                           *casework.FindingView
	Name, KindHref                    string
}

// dataType is a record type, or one that is set aside.
type dataType struct {
	File, Field, Reason string
	datascan.Period
	Dates string // their number
	Spark template.HTML
}

// dataRefused is a file that was not read, with the reason.
type dataRefused struct {
	File, Sentence string
	Partly         bool
}

// How many rows a table has; the API has all.
const (
	typesShown = 100
	asideShown = 100
)

func (p *Pages) showData(c *gin.Context) { p.renderData(c, http.StatusOK, newForm()) }

func (p *Pages) renderData(c *gin.Context, status int, f Form) {
	d, err := p.Service.Data(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	w := p.words(c)
	v := &dataView{
		Layout: Layout{Section: "requests"}, Form: f, Data: d, Draft: d.Request.Projection.Status == dsar.StatusDraft, MaxFile: w.bytes(d.MaxFile),
		Files: w.dataFiles(d.Files), Used: w.bytes(d.Used),
	}
	for _, line := range w.attachmentLines(d.Messages, d.Attached, !d.Off && actor(c).Role.CanWrite()) {
		if line.FileID == "" {
			v.Attached = append(v.Attached, line)
		}
	}
	if d.Quota > 0 {
		v.Quota = w.bytes(d.Quota)
	}
	if d.Scan != nil {
		v.Waiting, v.Percent, v.ErrorKey = d.Scan.Scan.Open(), d.Scan.Percent, d.Scan.Scan.ErrorKey
	}
	if d.Result != nil {
		v.Result = w.dataResult(d)
	}
	p.render(c, status, "data", v)
}

func (w words) dataResult(d casework.DataView) *dataResultView {
	r := d.Result.Result
	v := &dataResultView{
		Period: r.All, Read: r.Files, Files: i18n.FormatNumber(w.lang, r.Files), Size: w.bytes(r.Bytes),
		Count: int(r.All.Count), Records: w.count(r.All.Count),
		Stale: d.Result.Stale, More: d.Result.More, Unread: r.RefusedCount - len(r.Refused),
	}
	if r.All.Count > 0 {
		v.Unit, v.Bars = dataBars(r.All.Months)
		v.Picture = w.drawMonths(v.Unit, v.Bars, d.Result.Scan.RequestedOn)
	}
	for _, j := range d.Result.Judged {
		v.Struck = append(v.Struck, w.struck(d, j))
	}
	types := slices.Clone(r.Types)
	slices.SortStableFunc(types, func(a, b datascan.RecordType) int { return int(min(max(b.Count-a.Count, -1), 1)) })
	v.MoreType = max(0, len(types)-typesShown)
	for _, t := range types[:min(len(types), typesShown)] {
		v.Types = append(v.Types, dataType{File: t.File, Field: w.fieldName(t.Field), Period: t.Period, Dates: w.count(t.Count), Spark: drawSpark(t.Period, r.All)})
	}
	for _, t := range r.SetAside[:min(len(r.SetAside), asideShown)] {
		v.Aside = append(v.Aside, dataType{File: t.File, Field: w.fieldName(t.Field), Period: t.Period, Dates: w.count(t.Count), Reason: w.t("datascan.reason." + string(t.Reason))})
	}
	for _, refused := range r.Refused {
		v.Refused = append(v.Refused, dataRefused{refused.File, w.refusal(refused.Err), refused.Partly})
	}
	return v
}

// refusal is why a file was not read.
func (w words) refusal(e *datascan.Error) string {
	if e == nil {
		return ""
	}
	return w.catalog.Limited(w.lang, string(e.Key), e.Args["limit"])
}

// fieldName is the field of a record type; dates in the names of files have none.
func (w words) fieldName(field string) string {
	if field == "(name)" {
		return w.t("data.in_name")
	}
	return field
}

func (w words) struck(d casework.DataView, j casework.DataJudgement) dataStruck {
	s := dataStruck{
		Title: w.t("datascan.kind." + string(j.Kind)), Certainty: w.t("data.certainty." + string(j.Certainty)),
		Sentence: w.struckSentence(struckFacts{
			Kind: string(j.Kind), From: j.From, To: j.To, Months: j.Months, Count: j.Count, Strays: j.Strays,
		}),
		Place: place(j.File, w.fieldName(j.Field)),
	}
	if j.Proposed != nil {
		s.Finding = j.Proposed
		s.Name, s.KindHref = i18n.Typeset(w.lang, j.Proposed.Kind.Name(w.lang)), kindHref(j.Proposed.Kind, d.Request.Regime)
	}
	return s
}

// plain is a day in a sentence about data, without the day of the week; "" for none.
func (w words) plain(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return unbroken(i18n.FormatDate(w.lang, d, i18n.Medium))
}

// place names a record type in one line, "" if it is all the data.
func place(file, field string) string {
	if file == "" || field == "" {
		return file + field
	}
	return file + ", " + field
}

// struckFacts are what the sentence about a striking thing names.
type struckFacts struct {
	Kind          string
	From, To      civil.Date
	Months        int
	Count, Strays int64
}

// struckSentence says in plain words what is striking.
func (w words) struckSentence(f struckFacts) string {
	key := "datascan.says." + f.Kind
	if f.Kind == string(datascan.Cliff) && f.Months == 0 {
		key += "_year"
	}
	text := w.t(key,
		"From", w.plain(f.From), "To", w.plain(f.To), "First", w.plain(f.To.AddDays(1)), "Months", f.Months, "Count", w.count(f.Count))
	if f.Strays > 0 {
		text += " " + w.t("datascan.strays", "Count", int(f.Strays))
	}
	return text
}

// dataSentence says what a finding from the data rests on, "" for others.
func (w words) dataSentence(f dsar.Finding) string {
	e, ok := f.Data()
	if !ok {
		return ""
	}
	text := w.struckSentence(struckFacts{
		Kind: e.Kind, From: e.From, To: e.To, Months: e.Months, Count: e.Count, Strays: e.Strays,
	})
	if where := place(e.File, w.fieldName(e.Field)); where != "" {
		return where + w.t("form.colon") + " " + text
	}
	return text
}

// downloadData hands out a file as it was received. It is never shown by the browser: a
// page that somebody sent must not run here.
func (p *Pages) downloadData(c *gin.Context) {
	file, content, err := p.Service.OpenDataFile(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		p.fail(c, err)
		return
	}
	defer func() { _ = content.Close() }() // it was only read
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(c.Writer, c.Request, "", file.AddedAt, content)
}
