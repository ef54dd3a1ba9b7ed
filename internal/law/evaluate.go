package law

import (
	"fmt"
	"slices"

	"recourse/internal/civil"
)

// Evaluate works out the dates under the law in force on the day of receipt.
//
// The error is a [*FactError] for facts that cannot be understood, and a
// [*CalendarError] if a date would fall where the public holidays are not known.
// Facts under a law that gives no figure, or was not yet in force, are no error:
// the dates are zero and the trace says why.
func (b *Book) Evaluate(f Facts) (Result, error) { return b.EvaluateUnder(f, f.Received) }

// EvaluateUnder is like [Book.Evaluate] under the law in force on ruleDate. A
// request keeps the law it was decided under by passing the RuleFrom of its first
// Result; a zero ruleDate means the day of receipt.
func (b *Book) EvaluateUnder(f Facts, ruleDate civil.Date) (Result, error) {
	if ruleDate.IsZero() {
		ruleDate = f.Received
	}
	e, err := b.prepare(f, ruleDate)
	if err != nil {
		return Result{}, err
	}
	e.run()
	if e.err != nil {
		return Result{}, e.err
	}
	return e.res, nil
}

// evaluation is one run over one set of facts.
type evaluation struct {
	book   *Book
	facts  Facts
	rights *right
	law    *version
	cal    *calendar
	places [3]string // the region consulted and those around it
	events []Event   // by day
	paused pauseSum
	steps  []Step // of the trace being written
	verify bool   // whether one of them rests on something to be verified
	marks  marks
	// noticedOn is the day of the first notice of extension given in time.
	noticedOn civil.Date
	// waitForExtension is set when an extension was announced in time, even if it is
	// contestable: whoever complains waits for the extended date.
	waitForExtension bool
	// announced are the demands for a fee under a law whose answer waits for the person.
	announced announcements
	res       Result
	err       error
}

func (b *Book) prepare(f Facts, ruleDate civil.Date) (*evaluation, error) {
	r, err := b.regime(f.Regime)
	if err != nil {
		return nil, err
	}
	of, err := r.right(f.Right)
	if err != nil {
		return nil, err
	}
	cal, err := b.calendar(f.Region)
	if err != nil {
		return nil, err
	}
	if f.Received.IsZero() {
		return nil, &FactError{Field: "received", Reason: "the day of receipt is missing"}
	}
	for i, event := range f.Events {
		if event.On.IsZero() {
			return nil, &FactError{Field: fmt.Sprintf("events[%d].on", i), Value: event.Kind, Reason: "the day of the event is missing"}
		}
	}
	e := &evaluation{book: b, facts: f, rights: of, law: of.at(ruleDate), cal: cal, events: inOrder(f.Events)}
	e.res = Result{Regime: r.id, Right: of.id, Region: cal.id}
	for i := range e.places {
		if e.places[i] = cal.id; cal.parent == "" {
			break
		}
		cal = b.calendars[cal.parent]
	}
	e.steps = make([]Step, 0, 16)
	if e.law == nil {
		first := of.versions[0]
		e.res.InForceFrom = first.from
		e.step(Step{Key: "not_in_force", On: first.from, From: ruleDate}, first.reference)
	}
	return e, nil
}

func (e *evaluation) run() {
	if e.law != nil {
		e.res.RuleFrom = e.law.from
		e.dates()
		e.notes()
	}
	e.res.Trace, e.res.Verify = e.steps, e.verify
	if e.law != nil {
		e.clocks()
	}
}

// dates works out every date of the answer and of the complaint.
func (e *evaluation) dates() {
	if e.law.noFigure {
		e.step(Step{Key: "no_figure"}, e.law.reference)
		return
	}
	e.findStart()
	if e.res.Unconfirmed != nil {
		e.unconfirmed()
		return
	}
	e.step(Step{Key: e.key("first_day"), On: e.res.Start.AddDays(1)}, e.law.start.firstDay)
	e.sumPauses()
	e.answer()
	e.marks.answer = len(e.steps)
	e.acknowledge()
	e.marks.ack = len(e.steps)
	e.extend()
	e.marks.extension = len(e.steps)
	e.judgePauses()
	e.judgeOthers()
	if len(e.res.Claims) > 1 {
		slices.SortStableFunc(e.res.Claims, func(a, b Claim) int { return a.On.Compare(b.On) })
	}
	e.marks.judged = len(e.steps)
	e.complain()
}

// step adds a step to the trace. A nil source marks an intermediate result.
func (e *evaluation) step(s Step, source *Reference) {
	s.Article = noReference
	if source != nil {
		s.Article = source
		s.Verify = source.Confidence.ToVerify()
		e.verify = e.verify || s.Verify
	}
	e.steps = append(e.steps, s)
}

// key returns the more fitting variant of a key where the clock is somebody else's
// than a controller's answering a request.
func (e *evaluation) key(base string) string {
	if e.law.wording == "" {
		return base
	}
	if variant := base + "_" + e.law.wording; !sentences()[variant].IsZero() {
		return variant
	}
	return base
}

func (e *evaluation) notes() {
	for _, n := range e.law.notes {
		if e.within(n.regions) {
			e.step(Step{Key: n.key}, n.reference)
		}
	}
}

// within reports whether the region consulted is one of these or lies inside one. No
// regions at all mean everywhere.
func (e *evaluation) within(regions []string) bool {
	if len(regions) == 0 {
		return true
	}
	for _, place := range e.places {
		if place != "" && slices.Contains(regions, place) {
			return true
		}
	}
	return false
}

// findStart takes the day of receipt, or the day of an event that replaces it, or
// the latest of it and the answers the clock waits for. That day is not counted.
func (e *evaluation) findStart() {
	rule := e.law.start
	e.res.Start = e.facts.Received
	e.step(Step{Key: e.key("received"), On: e.facts.Received}, rule.reference)
	for _, event := range e.events {
		if slices.Contains(rule.replaced, event.Kind) && event.On != e.res.Start {
			e.res.Start = event.On
			e.step(Step{Key: "start_" + event.Kind, On: event.On}, rule.reference)
		}
	}
	for _, event := range e.events {
		for _, q := range rule.latest {
			if event.Kind == q.answered && event.On.After(e.res.Start) {
				e.res.Start = event.On
				e.step(Step{Key: "start_" + event.Kind, On: event.On}, q.reference)
			}
		}
	}
	e.readFees()
}

// last returns the last day of a period of the request from a start, before and after
// the shift, by the holidays of cal.
func (e *evaluation) last(p period, start civil.Date, cal *calendar) (raw, final civil.Date) {
	return e.end(p, start, cal, e.law.shift, e.paused.days)
}

// end counts a period out. Months first, pauses second, the shift last and once.
func (e *evaluation) end(p period, start civil.Date, cal *calendar, s shift, paused int) (raw, final civil.Date) {
	switch p.unit {
	case month:
		raw = start.AddMonthsClamped(p.n)
	case day:
		raw = start.AddDays(p.n)
	case workingDay:
		raw = start.AddWorkingDays(p.n, cal.working)
		e.check(cal, raw)
		return raw, raw
	default:
		return raw, raw
	}
	raw = raw.AddDays(paused)
	final = cal.next(raw, s)
	e.check(cal, raw)
	e.check(cal, final)
	return raw, final
}

func (e *evaluation) check(cal *calendar, d civil.Date) {
	if err := cal.check(d); err != nil && e.err == nil {
		e.err = err
	}
}

func (e *evaluation) answer() {
	p := e.law.answer
	if p.isZero() {
		e.step(Step{Key: e.key("no_answer_figure")}, e.law.reference)
		return
	}
	raw, final := e.last(p, e.res.Start, e.cal)
	e.periodStep(p, raw.AddDays(-e.pausedIn(p)), &countedAnswer, e.law.answerRef)
	e.pauseSteps(raw)
	e.shiftSteps(p, raw, final, e.law.shift, e.law.shiftRef)
	e.res.Due = final
	e.step(Step{Key: e.key("due"), On: final}, e.law.answerRef)
}

// pausedIn returns by how many days pauses lengthen the period.
func (e *evaluation) pausedIn(p period) int {
	if p.unit == workingDay {
		return 0
	}
	return e.paused.days
}

// counted are the steps that count a period out, by its unit.
type counted struct{ months, clamped, days, workingDays string }

var (
	countedAnswer   = counted{"period_months", "period_months_clamped", "period_days", "period_working_days"}
	countedAck      = counted{"ack_months", "ack_months_clamped", "ack_days", "ack_working_days"}
	countedExtended = counted{"extended_months", "extended_months_clamped", "extended_days", "extended_working_days"}
	countedClock    = counted{"clock_months", "clock_months_clamped", "clock_days", "clock_working_days"}
)

// periodStep adds the step that counts the period out, without pauses and shift.
func (e *evaluation) periodStep(p period, end civil.Date, keys *counted, source *Reference) {
	e.countStep(p, e.res.Start, end, keys, source, e.law.roundRef)
}

func (e *evaluation) countStep(p period, start, end civil.Date, keys *counted, source, rounding *Reference) {
	s := Step{On: end, From: start}
	switch p.unit {
	case month:
		s.Key, s.Months = keys.months, p.n
		if end.Day() != start.Day() {
			s.Key, source = keys.clamped, rounding
		}
	case day:
		s.Key, s.Days = keys.days, p.n
	case workingDay:
		s.Key, s.Days = keys.workingDays, p.n
		s.Region, s.Place = e.cal.id, &e.cal.name
		e.leftOut(start, end)
	}
	e.step(s, source)
}

// leftOut names the holidays that a period in working days passes over. Days of one
// holiday in a row, such as a closed season, are told as one.
func (e *evaluation) leftOut(start, end civil.Date) {
	var last *Step
	for on := start.AddDays(1); on.Before(end); on = on.AddDays(1) {
		h, free := e.cal.holiday(on)
		switch {
		case isWeekend(on):
		case !free:
			last = nil
		case last != nil && h.Name == *last.Holiday:
			if last.From.IsZero() {
				last.Key, last.From = "left_out_range", last.On
			}
			last.On = on
		default:
			e.step(Step{Key: "left_out", On: on, Holiday: &h.Name, Region: e.cal.id, Place: &e.cal.name}, &h.Source)
			last = &e.steps[len(e.steps)-1]
		}
	}
}

// shiftSteps says why the last day moves, or why not.
func (e *evaluation) shiftSteps(p period, raw, final civil.Date, by shift, source *Reference) {
	if p.unit == workingDay {
		return
	}
	if by.isZero() {
		e.staysSteps(raw)
		return
	}
	if raw == final {
		e.step(Step{Key: "stays_working_day", On: raw, Region: e.cal.id, Place: &e.cal.name}, source)
		return
	}
	e.moveSteps(raw, final, e.cal, source)
}

// staysSteps says that no rule moves the last day, where it is no working day.
func (e *evaluation) staysSteps(raw civil.Date) {
	if isWeekend(raw) {
		e.step(Step{Key: "stays_weekend", On: raw}, nil)
		return
	}
	if h, free := e.cal.holiday(raw); free {
		e.step(Step{Key: "stays_holiday", On: raw, Holiday: &h.Name, Region: e.cal.id, Place: &e.cal.name}, &h.Source)
	}
}

// moveSteps names the weekend day or the holiday that moves the last day, and any
// further holiday on the way.
func (e *evaluation) moveSteps(raw, final civil.Date, cal *calendar, source *Reference) {
	first := Step{On: final, From: raw, Region: cal.id, Place: &cal.name}
	holiday, free := cal.holiday(raw)
	switch {
	case isWeekend(raw):
		first.Key = "shift_weekend"
	case free && holiday.Substitute:
		first.Key, first.Holiday = "shift_substitute", &holiday.Name
	default:
		first.Key, first.Holiday = "shift_holiday", &holiday.Name
	}
	e.step(first, source)
	for on := raw.AddDays(1); on.Before(final); on = on.AddDays(1) {
		if h, ok := cal.holiday(on); ok && !isWeekend(on) {
			e.step(Step{Key: "shift_past_holiday", On: on, Holiday: &h.Name, Region: cal.id, Place: &cal.name}, &h.Source)
		}
	}
	if free && !isWeekend(raw) {
		e.step(Step{Key: "holiday_source", On: raw, Holiday: &holiday.Name, Region: cal.id, Place: &cal.name}, &holiday.Source)
	}
}

func (e *evaluation) acknowledge() {
	p := e.law.ack
	if p.isZero() {
		return
	}
	raw, final := e.last(p, e.res.Start, e.cal)
	e.periodStep(p, raw, &countedAck, e.law.ackRef)
	e.shiftSteps(p, raw, final, e.law.shift, e.law.shiftRef)
	e.res.AckDue = final
	e.step(Step{Key: e.key("ack_due"), On: final}, e.law.ackRef)
}
