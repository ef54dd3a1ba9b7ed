package law

import "recourse/internal/civil"

// Reading is one defensible reading of the law with the last day it gives.
type Reading struct {
	// Key names the reading: "reference", "restart", "chained_extension" …; worded by
	// [Reading.Text].
	Key string
	// Due is the last day by this reading, the extended one after a valid extension.
	Due civil.Date
	// ComplaintFrom is the day from which this reading alone would let a person
	// complain. It is zero for readings listed as information only, which move nothing
	// and are never shown as the date, and while a question is open.
	ComplaintFrom civil.Date
	// Reference is the provision or page behind the reading; it is never nil.
	Reference *Reference
	// Governs reports that the complaint waits for this reading: the latest of those
	// that count.
	Governs bool
	// Region is the id of the holiday region consulted, where that is the difference.
	Region string

	place *Text
	from  civil.Date // by the reference reading
	days  int
}

// Text returns the reading as a sentence in the language of lang.
func (r Reading) Text(lang string) string {
	return Step{Key: "reading_" + r.Key, On: r.Due, From: r.from, Region: r.Region, Place: r.place, Days: r.days}.Text(lang)
}

// addReading lists a reading that the complaint waits for.
func (e *evaluation) addReading(r Reading) {
	r.from = e.res.Readings[0].Due
	e.res.Readings = append(e.res.Readings, r)
}

// govern says which reading the complaint waits for, and from when each would allow it.
func (e *evaluation) govern(latest civil.Date) {
	for i := range e.res.Readings {
		r := &e.res.Readings[i]
		if e.res.Open == nil {
			r.ComplaintFrom = r.Due.AddDays(1)
		}
		if r.Due == latest {
			r.Governs = true
			latest = civil.Date{} // the first of several that agree
		}
	}
}

// inform lists what else has been said about the last day, and never moves anything.
func (e *evaluation) inform(base civil.Date) {
	tell := func(r Reading) {
		if !r.Due.IsZero() && r.Due != base {
			r.from = base
			e.res.Readings = append(e.res.Readings, r)
		}
	}
	if e.paused.days > 0 && e.law.complaint.after == afterAnswer {
		_, due := e.end(e.governing(), e.res.Start, e.cal, e.law.shift, 0)
		tell(Reading{Key: "no_pause", Due: due, Reference: e.law.pauses[0].reference})
	}
	if sent := e.facts.SenderReceived; !sent.IsZero() && sent != e.facts.Received && e.res.Start == e.facts.Received {
		_, due := e.end(e.waitedFor(), sent, e.cal, e.law.shift, e.paused.days)
		tell(Reading{Key: "sender_zone", Due: due, Reference: e.law.start.reference})
	}
	if e.announced.governing != nil {
		_, due := e.end(e.governing(), e.announced.received, e.cal, e.law.shift, e.paused.days)
		tell(Reading{Key: "no_fee", Due: due, Reference: e.law.answerRef})
	}
	for _, other := range e.law.mentions {
		e.mention(other, base, tell)
	}
}

// waitedFor is the period after which a complaint is possible, zero where that is not a
// period for anybody to act in.
func (e *evaluation) waitedFor() period {
	switch e.law.complaint.after {
	case afterAnswer:
		return e.governing()
	case afterAck:
		return e.law.ack
	}
	return period{}
}

func (e *evaluation) mention(other mentionRule, base civil.Date, tell func(Reading)) {
	switch other.reading {
	case chainedExtension:
		if e.law.extension == nil || e.law.extension.total.unit != month {
			return
		}
		first := e.res.Start.AddMonthsClamped(e.law.answer.n)
		raw := first.AddMonthsClamped(e.law.extension.total.n - e.law.answer.n).AddDays(e.paused.days)
		if final := e.cal.next(raw, e.law.shift); final != e.res.ExtendedDue {
			r := Reading{Key: string(other.reading), Due: final, Reference: other.reference}
			r.from = e.res.ExtendedDue
			e.res.Readings = append(e.res.Readings, r)
		}
	case nationalCalendar:
		if parent := e.book.calendars[e.cal.parent]; parent != nil {
			e.elsewhere(other, parent, base, tell)
		}
	case regionalCalendar:
		for _, child := range e.book.inside[e.cal.id] {
			// A region keeps its country's days, so that only a day of its own can differ.
			if e.waitedFor().unit == workingDay || !child.working(base) {
				e.elsewhere(other, child, base, tell)
			}
		}
	}
}

// elsewhere counts the same period with another calendar. A calendar that does not know
// the year, or cannot be read, has nothing to say.
func (e *evaluation) elsewhere(other mentionRule, cal *calendar, base civil.Date, tell func(Reading)) {
	p := e.waitedFor()
	if p.isZero() || cal.check(base.AddDays(spare)) != nil || cal.check(e.res.Start) != nil {
		return
	}
	if _, due := e.last(p, e.res.Start, cal); due != base {
		tell(Reading{Key: string(other.reading), Due: due, Reference: other.reference, Region: cal.id, place: &cal.name})
	}
}

// spare is how many days beyond the last day a calendar must know for another one to be
// compared: longer than any run of days that are not working days.
const spare = 40
