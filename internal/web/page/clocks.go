package page

import (
	"html"
	"html/template"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// clockList is every clock of a request, a complaint or an answer of the calculator,
// worded for the reader.
type clockList struct {
	Rows  []clockLine // those that have started, by their end
	Later []clockLine // those that may start one day
	Print bool        // the page is shown to be printed: everything is open
}

// clockLine is one clock. What every line shows is worded here and not in the
// template, because there can be many.
type clockLine struct {
	Name   string
	About  string
	When   template.HTML // its end, or that it has none
	State  string
	Tone   string // class of the state: "late", "soon", "ok" or "meta"
	Line   string // whose it is, its start, and the law or authority where there are several
	Why    template.HTML
	Verify bool
}

// clocksOf words the clocks. own is the law that gives the request its dates: only of
// another one the name is said.
func (w words) clocksOf(clocks []casework.ClockView, own string, name func(regime string) string) clockList {
	var list clockList
	for _, c := range clocks {
		if c.ID == law.ClockExtendedAnswer && c.State == law.NotStarted {
			continue // shown with the dates, as what an extension would lead to
		}
		line := clockLine{
			Name: i18n.Typeset(w.lang, upperFirst(c.Name(w.lang))), About: i18n.Typeset(w.lang, c.About(w.lang)),
			Verify: c.Verify,
		}
		if c.Start.IsZero() {
			list.Later = append(list.Later, line)
			continue
		}
		line.When = w.clockDay(c.Clock)
		line.State, line.Tone = w.clockState(c.Clock)
		parts := []string{w.t("timing.whose." + string(c.Duty)), w.t("timing.since", "On", c.Start)}
		if c.Kind == law.Wait && !c.Opens.IsZero() {
			parts = append(parts, w.t("timing.opens", "On", c.Opens))
		}
		if c.Authority != "" {
			parts = append(parts, c.Authority)
		} else if c.Regime != own {
			parts = append(parts, name(c.Regime))
		}
		line.Line = strings.Join(parts, " · ")
		line.Why = w.clockWhy(c)
		list.Rows = append(list.Rows, line)
	}
	return list
}

// isIdle reports that a clock waits for something that may never happen. One that starts
// tomorrow does not: its days are known. An extension that nobody announced does, though
// its day is.
func isIdle(c law.Clock) bool {
	return c.State == law.NotStarted && (c.Start.IsZero() || c.ID == law.ClockExtendedAnswer)
}

// dayOfClock is the day that a clock is about, and whether something is possible from
// that day on: for a complaint and after a wait its first day, otherwise the last one.
func dayOfClock(c law.Clock) (civil.Date, bool) {
	if c.ID == law.ClockComplaint || c.Kind == law.Wait {
		return c.Opens, true
	}
	return c.End, false
}

// clockViews are the clocks of an answer that belongs to no request.
func clockViews(r law.Result) []casework.ClockView {
	views := make([]casework.ClockView, 0, len(r.Clocks))
	for _, c := range r.Clocks {
		views = append(views, casework.ClockView{Clock: c, Regime: r.Regime})
	}
	return views
}

// clockState says how a clock stands and in which tone.
func (w words) clockState(c law.Clock) (state, tone string) {
	key, tone := string(c.State), "meta"
	switch {
	case c.State == law.Missed && c.Kind == law.Wait:
		key, tone = "open", "soon"
	case c.State == law.Missed && c.Duty == law.Person:
		key, tone = "closed", "late"
	case c.State == law.Missed && c.ID == law.ClockExtensionNotice:
		key = "closed"
	case c.State == law.Missed:
		tone = "late"
	case c.State == law.Met:
		tone = "ok"
	}
	if c.State == law.Met || c.State == law.Missed && !c.MetOn.IsZero() {
		return w.t("timing.state."+key) + ", " + i18n.FormatDate(w.lang, c.MetOn, i18n.Medium), tone
	}
	return w.t("timing.state." + key), tone
}

// clockDay is the last day of a clock. One without is about the first day on which the
// person may act, if any.
func (w words) clockDay(c law.Clock) template.HTML {
	switch {
	case !c.End.IsZero():
		return timeElement(w.lang, c.End, i18n.Long)
	case !c.Opens.IsZero():
		return textElement("meta", w.t("timing.from")+" ") + timeElement(w.lang, c.Opens, i18n.Long)
	}
	return textElement("meta", w.t("timing.no_end"))
}

// clockWhy is the reasoning behind a clock, as list items. That of the answer is the
// reasoning of the page.
func (w words) clockWhy(c casework.ClockView) template.HTML {
	if len(c.Trace) == 0 || c.ComplaintID == "" && c.ID == law.ClockAnswer {
		return ""
	}
	var b strings.Builder
	for _, s := range c.Trace {
		b.WriteString("<li>" + html.EscapeString(i18n.Typeset(w.lang, s.Text(w.lang))))
		if !s.Article.IsZero() {
			b.WriteString(" <span class=\"meta\">")
			if s.Article.Link != "" {
				b.WriteString("<a href=\"" + html.EscapeString(s.Article.Link) + "\" rel=\"noreferrer\">")
			}
			b.WriteString(html.EscapeString(s.Article.Cite(w.lang)))
			if s.Article.Link != "" {
				b.WriteString("</a>")
			}
			b.WriteString("</span>")
		}
		b.WriteString("</li>")
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it is escaped above, links come from the law's own files
}

// reminderWord says what a planned reminder is about.
func (w words) reminderWord(r casework.PlannedReminder) string {
	if r.Kind == string(dsar.ReminderClock) {
		return r.Clock.Name(w.lang)
	}
	return w.t("reminder." + r.Kind)
}

// plannedLine is a reminder that will go out if nothing changes.
type plannedLine struct {
	On   civil.Date
	What string
	Note string // what a person wrote
}

func (w words) planned(list []casework.PlannedReminder) []plannedLine {
	lines := make([]plannedLine, 0, len(list))
	for _, r := range list {
		lines = append(lines, plannedLine{r.On, w.reminderWord(r), r.Note})
	}
	return lines
}
