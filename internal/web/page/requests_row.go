package page

import (
	"html/template"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

func (p *Pages) listRows(w words, items []casework.RequestSummary) []listRow {
	marks := p.marks[w.lang]()
	rows := make([]listRow, 0, len(items))
	for _, s := range items {
		rows = append(rows, listRow{
			ID: s.Request.ID, Date: w.rowDate(rowOf(s)), Who: s.ControllerName,
			Matter: s.SubjectName + ". " + p.rightsText(w.lang, s.Request.Rights) + " · " + marks.laws[s.Request.Regime],
			Status: marks.statuses[s.Request.Projection.Status], Next: w.rowNext(s),
		})
	}
	return rows
}

// rowDate is the due day, and below it the day to speak of.
func (w words) rowDate(r requestRow) template.HTML {
	return w.rowDue(r) + w.rowMoved(r) + w.rowAnsweredLate(r) + w.rowDueNote(r)
}

func (w words) rowDue(r requestRow) template.HTML {
	due := r.Request.Projection.EffectiveDue
	switch {
	case !due.IsZero() && r.OnKind == "closed":
		return `<span class="meta">` + timeElement(w.lang, due, i18n.Short) + `</span>`
	case !due.IsZero():
		return timeElement(w.lang, due, i18n.Short)
	case r.OnKind == "none":
		return textElement("", w.t("request.no_date"))
	case r.OnKind == "draft":
		return textElement("meta", w.t("request.not_sent"))
	case r.Request.Projection.Status == dsar.StatusSent:
		return textElement("meta", w.t("requests.not_running"))
	}
	return textElement("meta", w.t("requests.unknown"))
}

// rowMoved says that the rules of this release would move the date.
func (w words) rowMoved(r requestRow) template.HTML {
	if !r.Request.LawMoved || r.Request.Projection.Status == dsar.StatusClosed {
		return ""
	}
	return textElement("sub soon", w.t("lawchanges.row"))
}

func (w words) rowAnsweredLate(r requestRow) template.HTML {
	if r.AnsweredLate == 0 {
		return ""
	}
	return textElement("sub late", w.t("request.answered_late", "Days", i18n.Days(w.lang, r.AnsweredLate)))
}

func (w words) rowDueNote(r requestRow) template.HTML {
	since := func(key string) string { return w.t(key) + " " + i18n.Relative(w.lang, r.Today, r.On) }
	switch {
	case r.OnKind == "late":
		return textElement("sub late", i18n.Late(w.lang, r.DaysLate))
	case r.OnKind == "reply":
		return textElement("sub soon", since("requests.reply"))
	case r.OnKind == "due" && r.DueToday:
		return textElement("sub soon", i18n.Relative(w.lang, r.Today, r.On))
	case r.OnKind == "due":
		return textElement("sub", i18n.Relative(w.lang, r.Today, r.On))
	case r.OnKind == "none":
		return textElement("sub", w.t("requests.no_date_why"))
	case r.OnKind == "closed":
		return textElement("sub", w.t("requests.closed", "On", w.spoken(r.On, r.Today)))
	case r.Request.Projection.Status == dsar.StatusSent:
		return textElement("sub", w.t("requests.sent", "When", i18n.Relative(w.lang, r.Today, r.On)))
	case !r.On.IsZero():
		return textElement("sub", since("requests.last"))
	}
	return ""
}

// rowNext says what is to be done about a request, or from when one can complain.
func (w words) rowNext(s casework.RequestSummary) string {
	pr := s.Request.Projection
	switch {
	case s.Overdue && pr.Status != dsar.StatusComplained && !pr.ComplaintFrom.IsZero():
		key := "requests.complaint_since"
		if pr.ComplaintFrom.After(s.Today) {
			key = "requests.complaint_from"
		}
		return w.t(key, "On", w.spoken(pr.ComplaintFrom, s.Today))
	case pr.Status == dsar.StatusClosed && pr.Outcome == "":
		return ""
	case pr.Status == dsar.StatusClosed:
		return w.t("outcome." + string(pr.Outcome))
	case pr.NextAction == dsar.ActionWait && pr.Extended:
		return w.t("today.extended")
	}
	return w.t("requests.do." + string(pr.NextAction))
}
