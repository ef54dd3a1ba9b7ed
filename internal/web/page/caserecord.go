package page

import (
	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/i18n"
)

// caseRecord is what a printed case says beside its messages and events: the files that
// were received and the list of what the answer has to contain. On the screen both have
// pages of their own.
type caseRecord struct {
	Files     []dataFileLine
	Scan      string // what reading the files showed, in one line
	Checklist []checklistLine
}

// caseRecordOf reads the record of a case that is to be printed, nil for one that is not.
func (p *Pages) caseRecordOf(c *gin.Context, v casework.RequestView) (*caseRecord, error) {
	if !printed(c) {
		return nil, nil
	}
	w, record := p.words(c), &caseRecord{}
	data, err := p.Service.Data(c.Request.Context(), actor(c), v.Request.ID)
	if err != nil {
		return nil, err
	}
	record.Files, record.Scan = w.dataFiles(data.Files), w.scanLine(data)
	list, err := p.Service.Checklist(c.Request.Context(), actor(c), v.Request.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range list.Lines {
		record.Checklist = append(record.Checklist, checklistLine{Key: string(l.Key), Answer: string(l.Answer), Note: l.Note})
	}
	return record, nil
}

// scanLine says in one line what reading the files showed, or that they were not read.
func (w words) scanLine(d casework.DataView) string {
	if d.Result == nil {
		if d.Scan != nil && d.Scan.Scan.ErrorKey != "" {
			return w.t(d.Scan.Scan.ErrorKey)
		}
		return w.t("data.not_read")
	}
	r := d.Result.Result
	line := w.t("data.no_dates")
	if r.All.Count > 0 {
		line = w.t("data.covered", "First", w.plain(r.All.Earliest), "Last", w.plain(r.All.Latest), "Count", int(r.All.Count), "Records", w.count(r.All.Count))
		if struck := len(d.Result.Judged) + d.Result.More; struck > 0 {
			line += " " + w.t("data.struck_count", "Count", struck)
		} else {
			line += " " + w.t("data.struck_none")
		}
	}
	if r.RefusedCount > 0 {
		line += " " + w.t("data.refused_count", "Count", r.RefusedCount, "Files", i18n.FormatNumber(w.lang, r.RefusedCount))
	}
	if d.Result.Stale {
		line += " " + w.t("data.stale")
	}
	return line
}
