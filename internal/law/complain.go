package law

import (
	"slices"

	"recourse/internal/civil"
)

// complain works out from when and until when a complaint is possible.
func (e *evaluation) complain() {
	rule := e.law.complaint
	base := e.complaintBase(rule, e.cal)
	latest := base
	e.res.Readings = append(make([]Reading, 0, 2+len(rule.readings)), Reading{Key: "reference", Due: base, from: base, Reference: rule.basis(e.law)})
	for _, r := range rule.readings {
		on := e.read(r, base)
		if on.IsZero() {
			continue
		}
		if on.After(base) || r.reading == restart {
			s := Step{Key: "reading_" + string(r.reading), On: on, From: base, Days: r.days, Region: r.region}
			if cal := e.book.calendars[r.region]; cal != nil {
				s.Place = &cal.name
			}
			e.step(s, r.reference)
			e.addReading(Reading{Key: string(r.reading), Due: on, Reference: r.reference, Region: s.Region, place: s.Place, days: r.days})
		}
		latest = civil.Latest(latest, on)
	}
	latest = e.contestedFees(latest)
	e.govern(latest)
	e.inform(base)
	e.complaintUntil(rule)
	from := latest.AddDays(1)
	for _, event := range e.events {
		if opens := event.On.AddDays(1); e.since(event) && slices.Contains(rule.opensWith, event.Kind) && opens.Before(from) {
			from = opens
			e.step(Step{Key: "opens_" + event.Kind, On: event.On}, rule.reference)
		}
	}
	if e.res.Open != nil {
		e.withhold(from)
		return
	}
	e.res.ComplaintFrom = from
	e.step(Step{Key: e.key("complaint_from"), On: from}, rule.reference)
}

// withhold says why no day for a complaint is given, and which one would hold if what
// stands in the way was not justified.
func (e *evaluation) withhold(from civil.Date) {
	e.res.Open.ComplaintFrom = from
	if e.law.fee != nil && len(e.law.fee.confirmedBy) > 0 && e.res.Open.Kind == FeeRequested {
		e.step(Step{Key: "fee_no_complaint", On: e.res.Open.On}, e.law.fee.reference)
		e.step(Step{Key: "fee_if_unjustified", On: from}, e.law.complaint.reference)
		return
	}
	e.step(Step{Key: "complaint_withheld", On: e.res.Open.On}, nil)
	e.step(Step{Key: "complaint_if_unjustified", On: from}, e.law.complaint.reference)
}

// basis is the provision behind the day that the complaint waits for.
func (r complaintRule) basis(v *version) *Reference {
	switch {
	case r.after == afterAnswer && v.answerRef != nil:
		return v.answerRef
	case r.after == afterAck && v.ackRef != nil:
		return v.ackRef
	}
	return r.reference
}

// complaintBase returns the last day to wait for, by the reference reading with
// the holidays of cal.
func (e *evaluation) complaintBase(rule complaintRule, cal *calendar) civil.Date {
	period := e.governing()
	switch rule.after {
	case afterAnswer:
	case afterAck:
		period = e.law.ack
	case afterStart:
		// A bar for a time after the request, not a period for somebody to act in: no shift.
		return e.res.Start.AddDays(rule.wait.n - 1)
	}
	_, final := e.last(period, e.res.Start, cal)
	return final
}

// read returns the last day by another defensible reading, or no day if the
// reading has nothing to say here.
func (e *evaluation) read(r readingRule, base civil.Date) civil.Date {
	switch r.reading {
	case restart:
		if e.paused.lastAnswer.IsZero() {
			return civil.Date{}
		}
		_, final := e.end(e.governing(), e.paused.lastAnswer, e.cal, e.law.shift, 0)
		return final
	case otherCalendar:
		return e.complaintBase(e.law.complaint, e.book.calendars[r.region])
	case laterStart:
		_, final := e.last(e.governing(), e.res.Start.AddDays(r.days), e.cal)
		return final
	case moved:
		final := e.cal.next(base, r.shift)
		e.check(e.cal, final)
		return final
	}
	return civil.Date{}
}

// complaintUntil sets the earliest limit that applies. It is never shifted.
func (e *evaluation) complaintUntil(rule complaintRule) {
	for _, limit := range rule.until {
		from := e.limitStart(limit)
		if from.IsZero() {
			continue
		}
		until := from.AddDays(limit.period.n)
		if limit.period.unit == month {
			until = from.AddMonthsClamped(limit.period.n)
		}
		if e.res.ComplaintUntil.IsZero() || until.Before(e.res.ComplaintUntil) {
			e.res.ComplaintUntil = until
			e.step(Step{Key: "complaint_until", On: until, From: from}, limit.reference)
		}
	}
}

func (e *evaluation) limitStart(limit untilRule) civil.Date {
	switch limit.after {
	case "answer":
		// Whoever has only so long to complain must not rely on a contestable extension.
		return e.res.Effective()
	case "start":
		return e.res.Start
	}
	for _, event := range e.events {
		if event.Kind == limit.after && e.since(event) {
			return event.On
		}
	}
	return civil.Date{}
}

// since reports whether an event is not dated before receipt. What came
// before neither opens nor limits a complaint.
func (e *evaluation) since(event Event) bool { return !event.On.Before(e.facts.Received) }
