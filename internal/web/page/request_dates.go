package page

import (
	"slices"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// dateRow is one line of the table under the time line.
type dateRow struct {
	On       civil.Date
	What     string
	Evidence string
	lang     string
}

// eventShapes are the events that the picture shows, with who did it.
var eventShapes = map[dsar.EventKind]shape{
	dsar.EventSent:                   shapeYou,
	dsar.EventReceived:               shapeYou,
	dsar.EventAcknowledged:           shapeThey,
	dsar.EventIDRequested:            shapeThey,
	dsar.EventIDReceived:             shapeYou,
	dsar.EventIDContested:            shapeYou,
	dsar.EventClarificationRequested: shapeThey,
	dsar.EventClarificationReceived:  shapeYou,
	dsar.EventExtensionNotice:        shapeThey,
	dsar.EventReplyReceived:          shapeThey,
	dsar.EventErasureReported:        shapeThey,
	dsar.EventReminded:               shapeYou,
	dsar.EventFollowUpSent:           shapeYou,
	dsar.EventFinalNoticeSent:        shapeYou,
	dsar.EventComplaintLodged:        shapeYou,
	dsar.EventWithdrawn:              shapeYou,
	dsar.EventClosed:                 shapeYou,
	dsar.EventReopened:               shapeYou,

	dsar.EventRefused:                         shapeThey,
	dsar.EventFeeRequested:                    shapeThey,
	dsar.EventFeeConfirmed:                    shapeYou,
	dsar.EventFeePaid:                         shapeYou,
	dsar.EventAppealLodged:                    shapeYou,
	dsar.EventAppealExtensionNotice:           shapeThey,
	dsar.EventAppealAnswered:                  shapeThey,
	dsar.EventControllerComplaintLodged:       shapeYou,
	dsar.EventControllerComplaintAcknowledged: shapeThey,
	dsar.EventControllerComplaintAnswered:     shapeThey,
	dsar.EventAuthorityOrdered:                shapeThey,
	dsar.EventAutomaticReply:                  shapeThey,
	dsar.EventReferred:                        shapeThey,
	dsar.EventReferredBack:                    shapeThey,
	dsar.EventLinkExpired:                     shapeThey,
	dsar.EventDisadvantaged:                   shapeThey,
	dsar.EventCourtFiled:                      shapeYou,
}

// timelineOf puts the request's events and the law's dates on one line.
func (w words) timelineOf(v casework.RequestView) timeline {
	t := timeline{
		Marks:     append(w.eventMarks(v), w.lawMarks(v)...),
		Today:     v.Today,
		TodayWord: w.t("timeline.today"),
		TodayNote: w.short(v.Today, v.Today),
		Month:     w.rulerMonth,
	}
	if len(t.Marks) == 0 {
		return t
	}
	slices.SortStableFunc(t.Marks, func(a, b mark) int { return a.On.Compare(b.On) })
	t.Stretches = stretchesOf(v, t.Marks[0].On)
	t.Sentence = w.timelineSentence(t)
	return t
}

// rulerMonth is "Oct", and "Jan 2027" where a year begins.
func (w words) rulerMonth(d civil.Date) string {
	_, month, _ := strings.Cut(i18n.FormatDate(w.lang, d, i18n.Short), " ")
	if d.Month() == 1 {
		month += " " + d.String()[:4]
	}
	return month
}

func (w words) timelineSentence(t timeline) string {
	var parts []string
	for _, m := range t.Marks {
		parts = append(parts, w.t("timeline.part", "What", m.Label, "On", i18n.FormatDate(w.lang, m.On, i18n.Medium)))
	}
	return w.t("timeline.sentence", "Dates", strings.Join(parts, w.t("law.semicolon")), "Today", t.Today)
}

func (w words) eventMarks(v casework.RequestView) []mark {
	var marks []mark
	for _, e := range dsar.Effective(v.Events) {
		s, shown := eventShapes[e.Kind]
		if !shown {
			continue
		}
		m := mark{On: e.On, Shape: s, Label: w.t("timeline." + string(e.Kind)), Note: w.short(e.On, v.Today)}
		if (e.Kind == dsar.EventReplyReceived || e.Kind == dsar.EventRefused) && e.On == v.State.FirstReplyOn && v.DaysLate > 0 {
			m.Tone = "w"
			m.Note += ", " + w.t("timeline.reply_late", "Days", i18n.Days(w.lang, v.DaysLate))
		}
		if n := len(marks); e.Kind == dsar.EventReceived && n > 0 && marks[n-1].On == e.On && marks[n-1].Label == w.t("timeline.sent") {
			marks[n-1].Label = w.t("timeline.sent_received")
			continue
		}
		marks = append(marks, m)
	}
	return marks
}

// lawMarks are the dates of law that still mean something: of a request that was
// answered in time nobody needs to know from when one could have complained.
func (w words) lawMarks(v casework.RequestView) []mark {
	var marks []mark
	add := func(on civil.Date, s shape, key, note, tone string) {
		if !on.IsZero() {
			marks = append(marks, mark{On: on, Shape: s, Label: w.t(key), Note: w.t(note, "On", w.short(on, v.Today)), Tone: tone})
		}
	}
	add(v.Presumed, shapePossible, "timeline.presumed", "timeline.on", "q")
	r := v.Law
	add(r.Effective(), shapeDue, dueKey(v), "timeline.on", "strong")
	if r.Extended && r.Due != r.ExtendedDue {
		add(r.Due, shapeMoved, "timeline.due_before", "timeline.on", "q")
	}
	if v.State.AckOn.IsZero() && v.State.FirstReplyOn.IsZero() {
		add(r.AckDue, shapeDue, "timeline.ack_due", "timeline.on", "")
	}
	unsettled := v.State.Awaiting || v.DaysLate > 0 || v.State.Complained
	if unsettled {
		add(r.ComplaintFrom, shapeComplaint, "timeline.complaint_from", "timeline.from", "w")
		add(r.ComplaintUntil, shapeDue, "timeline.complaint_until", "timeline.on", "")
	}
	if unsettled && !r.Extended {
		note := "timeline.on"
		if v.Today.After(r.NoticeOfExtensionDue) {
			note = "timeline.not_announced"
		}
		add(r.ExtendedDue, shapePossible, "timeline.if_extended", note, "q")
	}
	for _, c := range v.Complaints {
		add(c.Complaint.RemedyFrom, shapeComplaint, "timeline.remedy", "timeline.from", "")
	}
	return append(marks, w.ownWindows(v)...)
}

// farWindow is how many days ahead the end of a window still belongs in the picture:
// one of three years would leave no room for the rest. The list of clocks has them all.
const farWindow = 366

// ownWindows are the last days on which the requester can do something that is open to
// them now, such as an appeal. The time for complaining is among the dates of the law.
func (w words) ownWindows(v casework.RequestView) []mark {
	var marks []mark
	for _, c := range v.Clocks {
		open := c.Duty == law.Person && c.Kind != law.Wait && c.State == law.Running && c.ID != law.ClockComplaint
		if !open || c.End.IsZero() || v.Today.DaysUntil(c.End) > farWindow {
			continue
		}
		marks = append(marks, mark{
			On: c.End, Shape: shapeDue, Label: w.t("timeline.last_day", "What", i18n.Typeset(w.lang, c.Name(w.lang))),
			Note: w.t("timeline.on", "On", w.short(c.End, v.Today)), Evidence: c.Article.Cite(w.lang),
		})
	}
	return marks
}

func dueKey(v casework.RequestView) string {
	switch {
	case v.Law.Extended:
		return "timeline.due_extended"
	case v.Law.NoticeOfExtensionDue == v.Law.Due && v.State.Awaiting:
		return "timeline.due_and_notice"
	}
	return "timeline.due"
}

// stretchesOf draws the line: quiet, then the time they have, then what is late.
func stretchesOf(v casework.RequestView, first civil.Date) []stretch {
	start := v.Law.Start
	if start.IsZero() {
		start = civil.Latest(v.State.StartOn, v.State.SentOn, first)
	}
	end := v.State.FirstReplyOn
	if end.IsZero() {
		end = civil.Latest(v.State.ClosedOn)
	}
	if end.IsZero() || end.After(v.Today) {
		end = v.Today
	}
	line := []stretch{{first, start, stretchQuiet}}
	due := v.Law.Effective()
	switch {
	case due.IsZero():
		line = append(line, stretch{start, end, stretchQuiet})
	case end.After(due):
		line = append(line, stretch{start, due, stretchTime}, stretch{due, end, stretchLate})
	default:
		line = append(line, stretch{start, civil.Latest(start, end), stretchTime})
	}
	line = append(line, stretch{end, civil.Latest(end, v.Today), stretchQuiet}, stretch{civil.Latest(end, v.Today), endOfLine, stretchAhead})
	for _, c := range v.Law.Claims {
		if c.Kind == law.ClaimExtension || c.Standing == law.NoEffect {
			continue
		}
		line = append(line, stretch{c.On, civil.Latest(c.AnsweredOn, c.On, openUntil(c, v.Today)), stretchPause})
	}
	return line
}

func openUntil(c law.Claim, today civil.Date) civil.Date {
	if c.AnsweredOn.IsZero() {
		return today
	}
	return civil.Date{}
}

// endOfLine lies beyond the end of every picture.
var endOfLine = civil.Must(civil.MaxYear, 12, 31)

// dateRows is the same as a table, with where each date comes from, and with the
// dates that the picture leaves out.
func (w words) dateRows(v casework.RequestView) []dateRow {
	var rows []dateRow
	for _, e := range dsar.Effective(v.Events) {
		if e.Kind == dsar.EventNote {
			continue
		}
		rows = append(rows, dateRow{lang: w.lang, On: e.On, What: w.t("event." + string(e.Kind)), Evidence: w.evidence(v, e)})
	}
	for _, m := range w.lawMarks(v) {
		row := dateRow{lang: w.lang, On: m.On, What: m.Label, Evidence: m.Evidence}
		if row.Evidence == "" {
			row.Evidence = articleOn(v.Law, m.On, w.lang)
		}
		rows = append(rows, row)
	}
	if on := v.Law.NoticeOfExtensionDue; !on.IsZero() && on != v.Law.Due {
		rows = append(rows, dateRow{lang: w.lang, On: on, What: w.t("timeline.notice_due"), Evidence: articleOn(v.Law, on, w.lang)})
	}
	slices.SortStableFunc(rows, func(a, b dateRow) int { return a.On.Compare(b.On) })
	return rows
}

func (w words) evidence(v casework.RequestView, e dsar.Event) string {
	for i, m := range v.Messages {
		if e.MessageID != "" && m.Message.ID == e.MessageID {
			return w.t("timeline.message", "Number", i+1)
		}
	}
	return e.Details.Note
}

// articleOn is the provision of the last step that arrives at the day.
func articleOn(r law.Result, on civil.Date, lang string) string {
	for _, s := range slices.Backward(r.Trace) {
		if s.On == on && !s.Article.IsZero() {
			return s.Article.Cite(lang)
		}
	}
	return ""
}
