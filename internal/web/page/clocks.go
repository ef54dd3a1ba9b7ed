package page

import (
	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// clockRow is a clock of the law, worded for the reader.
type clockRow struct {
	law.Clock
	Name, About string
	On          civil.Date // the day that matters: the last one, or the one from which the next step is open
	From        bool       // that day is one from which something is possible
	Source      sourceView
	Trace       []traceStep
}

// clockRows words the clocks: those that have started, in the order of their end, and
// those that wait for something. Clocks that another one has taken the place of are
// left out.
func clockRows(lang string, r law.Result) (running, idle []clockRow) {
	for _, c := range r.Clocks {
		row := newClockRow(lang, c)
		switch {
		case c.State == law.Replaced:
		case isIdle(c):
			idle = append(idle, row)
		default:
			running = append(running, row)
		}
	}
	return running, idle
}

// isIdle reports that a clock waits for something that may never happen. One that starts
// tomorrow does not: its days are known. An extension that nobody announced does, though
// its day is.
func isIdle(c law.Clock) bool {
	return c.State == law.NotStarted && (c.Start.IsZero() || c.ID == law.ClockExtendedAnswer)
}

func newClockRow(lang string, c law.Clock) clockRow {
	row := clockRow{
		Clock: c, Name: upperFirst(i18n.Typeset(lang, c.Name(lang))), About: i18n.Typeset(lang, c.About(lang)),
		Source: newSource(lang, c.Article), Trace: traceSteps(lang, c.Trace),
	}
	row.On, row.From = dayOfClock(c)
	return row
}

// dayOfClock is the day that a clock is about, and whether something is possible from
// that day on: for a complaint and after a wait its first day, otherwise the last one.
func dayOfClock(c law.Clock) (civil.Date, bool) {
	if c.ID == law.ClockComplaint || c.Kind == law.Wait {
		return c.Opens, true
	}
	return c.End, false
}

// readingRow is one reading of the last day.
type readingRow struct {
	law.Reading
	Text   string
	Source sourceView
}

// readingRows words the readings of the last day, none where there is only one.
func readingRows(lang string, r law.Result) []readingRow {
	if len(r.Readings) < 2 {
		return nil
	}
	var rows []readingRow
	for _, reading := range r.Readings {
		if reading.Due.IsZero() {
			continue
		}
		rows = append(rows, readingRow{Reading: reading, Text: i18n.Typeset(lang, reading.Text(lang)), Source: newSource(lang, reading.Reference)})
	}
	return rows
}
