package law

import (
	"slices"

	"recourse/internal/civil"
)

// marks remember which steps of the trace belong to which built-in clock.
type marks struct{ answer, ack, extension, judged int }

// clocks lists every clock: first those worked out already, then the declared ones.
func (e *evaluation) clocks() {
	latest := civil.Latest(e.facts.Received, e.facts.Today)
	if n := len(e.events); n > 0 {
		latest = civil.Latest(latest, e.events[n-1].On)
	}
	count := len(builtInClocks)
	for _, rule := range e.rights.clocks {
		// A clock of a later law can also follow a day that lies ahead; the list then grows.
		if !rule.versions[0].from.After(latest) && e.within(rule.regions) {
			count++
		}
	}
	e.res.Clocks = make([]Clock, 0, count)
	if e.law.noFigure {
		e.addClock(Clock{
			ID: ClockAnswer, Duty: e.answerer(), Kind: Deadline, Start: e.facts.Received,
			MetOn: e.firstOf(e.facts.Received, e.answers()), Article: e.law.reference, Trace: e.res.Trace,
		})
	} else {
		e.answerClocks()
		e.complaintClock()
	}
	if len(e.rights.clocks) > 0 {
		e.steps = nil // a clock that has not started says so without any of its own
		for _, rule := range e.rights.clocks {
			e.declaredClock(rule)
		}
	}
	if !slices.IsSortedFunc(e.res.Clocks, Clock.CompareEnd) {
		slices.SortStableFunc(e.res.Clocks, Clock.CompareEnd)
	}
}

// addClock settles a clock and adds it.
func (e *evaluation) addClock(c Clock) {
	c.wording = e.law.wording
	if c.Remind == "" {
		c.Remind = usualReminder(c.Duty, c.Kind)
	}
	c.Verify = c.Article.Confidence.ToVerify()
	for i := range c.Trace {
		c.Verify = c.Verify || c.Trace[i].Verify
	}
	c.settle(e.facts.Today)
	e.res.Clocks = append(e.res.Clocks, c)
}

// part returns some steps of the trace; whoever appends to it changes nothing else.
func (e *evaluation) part(from, to int) []Step { return e.res.Trace[from:to:to] }

// answerer is who owes the answer.
func (e *evaluation) answerer() Party {
	if e.law.wording == wordingAuthority {
		return Supervisor
	}
	return Controller
}

// answers are the events that end the time for the answer.
func (e *evaluation) answers() []string {
	switch e.law.wording {
	case wordingAuthority:
		return authorityAnswers
	case wordingComplaint:
		return complaintAnswers
	}
	return plainAnswers
}

var (
	plainAnswers     = []string{ReplyReceived, Refused}
	authorityAnswers = []string{AuthorityInformed, AuthorityDecided}
	complaintAnswers = []string{ControllerComplaintAnswered}
	plainAcks        = []string{Acknowledged, ReplyReceived, Refused}
	complaintAcks    = []string{ControllerComplaintAcknowledged, ControllerComplaintAnswered}
	plainComplaints  = []string{ComplaintLodged}
	courtComplaints  = []string{CourtFiled}
)

// firstOf returns the day of the first such event on or after a day. What is dated
// before a clock started neither starts nor ends it.
func (e *evaluation) firstOf(from civil.Date, kinds []string) civil.Date {
	for i := range e.events {
		if event := &e.events[i]; !event.On.Before(from) && slices.Contains(kinds, event.Kind) {
			return event.On
		}
	}
	return civil.Date{}
}

// answerClocks adds the acknowledgement, the answer and what an extension does to it.
func (e *evaluation) answerClocks() {
	answered := e.firstOf(e.facts.Received, e.answers())
	if !e.law.ack.isZero() {
		kinds := plainAcks
		if e.law.wording == wordingComplaint {
			kinds = complaintAcks
		}
		e.addClock(Clock{
			ID: ClockAcknowledgement, Duty: Controller, Kind: Deadline, Start: e.res.Start, End: e.res.AckDue,
			MetOn: e.firstOf(e.facts.Received, kinds), Article: e.law.ackRef, Trace: e.part(e.marks.answer, e.marks.ack),
		})
	}
	answer := Clock{
		ID: ClockAnswer, Duty: e.answerer(), Kind: Deadline, Start: e.res.Start, End: e.res.Due,
		MetOn: answered, Article: e.law.reference, Trace: e.part(0, e.marks.answer),
	}
	if e.law.answerRef != nil {
		answer.Article = e.law.answerRef
	}
	switch {
	case e.res.Unconfirmed != nil:
		answer.Start, answer.MetOn, answer.State = civil.Date{}, civil.Date{}, NotStarted
	case e.res.Extended && (answered.IsZero() || answered.After(e.res.Due)):
		answer.State = Replaced
	}
	e.addClock(answer)
	if e.law.extension != nil {
		e.extensionClocks(answered)
	}
}

func (e *evaluation) extensionClocks(answered civil.Date) {
	rule := e.law.extension
	trace := e.part(e.marks.ack, e.marks.extension)
	notice := Clock{
		ID: ClockExtensionNotice, Duty: Controller, Kind: Window, Remind: RemindAfter, Start: e.res.Start, End: e.res.NoticeOfExtensionDue,
		MetOn: e.noticedOn, Article: rule.reference, Trace: trace,
	}
	switch {
	case e.res.Unconfirmed != nil:
		notice.Start, notice.MetOn, notice.State = civil.Date{}, civil.Date{}, NotStarted
	case !answered.IsZero() && notice.MetOn.IsZero():
		notice.State = Replaced
	}
	e.addClock(notice)
	if rule.total.isZero() {
		return
	}
	extended := Clock{
		ID: ClockExtendedAnswer, Duty: Controller, Kind: Deadline, Start: e.res.Start, End: e.res.ExtendedDue,
		MetOn: answered, Article: rule.reference, Trace: trace,
	}
	switch {
	case e.res.Unconfirmed != nil:
		extended.Start, extended.MetOn, extended.State = civil.Date{}, civil.Date{}, NotStarted
	case !e.res.Extended && !answered.IsZero():
		extended.State, extended.MetOn = Replaced, civil.Date{}
	case !e.res.Extended:
		extended.State = NotStarted
	}
	e.addClock(extended)
}

// complaintClock adds the time in which a complaint is possible.
func (e *evaluation) complaintClock() {
	kinds := plainComplaints
	if e.law.wording == wordingAuthority {
		kinds = courtComplaints
	}
	c := Clock{
		ID: ClockComplaint, Duty: Person, Kind: Window, Start: e.res.ComplaintFrom, Opens: e.res.ComplaintFrom,
		End: e.res.ComplaintUntil, MetOn: e.firstOf(e.facts.Received, kinds), Article: e.law.complaint.reference,
		Trace: e.part(e.marks.judged, len(e.res.Trace)),
	}
	switch {
	case c.Start.IsZero() && !c.MetOn.IsZero():
		c.End, c.State = civil.Date{}, Met // although a question is open
	case c.Start.IsZero():
		c.End, c.State = civil.Date{}, NotStarted
	case !c.End.IsZero() && c.End.Before(c.Start):
		// A window that closes before it opens, because the one waits for every reading
		// and the other for none: the person may act at once.
		c.Start, c.Opens = c.End, c.End
	}
	e.addClock(c)
}

// declaredClock adds a clock that the rule file declares.
func (e *evaluation) declaredClock(rule *clockRule) {
	if e.law.noFigure && !rule.explicit || !e.within(rule.regions) || e.lodgedBefore(rule.lodgedFrom) {
		return
	}
	v, begun := e.versionOf(rule)
	if v == nil {
		return
	}
	c := Clock{ID: rule.id, Duty: v.duty, Kind: v.kind, Article: v.reference, Remind: rule.remind, OfComplaint: rule.complaintUnder != ""}
	if begun.on.IsZero() && begun.why == "clock_not_started" && len(v.notes) == 0 {
		c.Trace = v.idle
		e.addClock(c)
		return
	}
	first := len(e.steps)
	if begun.on.IsZero() {
		e.step(Step{Key: begun.why, What: begun.what}, v.reference)
	} else {
		e.runClock(&c, v, begun)
	}
	for _, n := range v.notes {
		if e.within(n.regions) {
			e.step(Step{Key: n.key}, n.reference)
		}
	}
	c.Trace = e.steps[first:len(e.steps):len(e.steps)]
	e.addClock(c)
}

// lodgedBefore reports whether the complaint to the authority is older than that day. The
// first one counts; while there is none, none is older.
func (e *evaluation) lodgedBefore(from civil.Date) bool {
	if from.IsZero() {
		return false
	}
	lodged := e.firstOf(e.facts.Received, plainComplaints)
	if e.law.wording == wordingAuthority {
		lodged = e.res.Start
	}
	return !lodged.IsZero() && lodged.Before(from)
}

// versionOf returns the version in force on the day the clock starts, with that day.
// A clock that has not started is shown as it stands today; one that started before
// there was such a clock is not shown at all.
func (e *evaluation) versionOf(rule *clockRule) (*clockVersion, begin) {
	var idle *clockVersion
	var why begin
	started := false
	today := civil.Latest(e.facts.Received, e.facts.Today)
	for _, v := range slices.Backward(rule.versions) {
		begun := e.begin(&v.starts, v.period.isZero())
		switch {
		case !begun.on.IsZero() && !v.from.After(begun.on):
			return v, begun
		case !begun.on.IsZero():
			started = true
		case idle == nil && !v.from.After(today):
			idle, why = v, begun
		}
	}
	if started {
		return nil, begin{}
	}
	return idle, why
}

// begin is what starts a clock.
type begin struct {
	on   civil.Date
	what string // key of the text that names it
	why  string // key of the step that says why it has not started
	set  *Event // the event, if one starts it
}

// begin finds what starts a clock. A day that an authority sets may be set anew: the
// last such event governs, otherwise the first.
func (e *evaluation) begin(s *clockStart, last bool) begin {
	var found *Event
	for i := range e.events {
		event := &e.events[i]
		if event.On.Before(e.facts.Received) || !slices.Contains(s.with, event.Kind) {
			continue
		}
		if found = event; !last {
			break
		}
	}
	if found != nil {
		return begin{on: found.On, what: eventTexts[found.Kind], set: found}
	}
	b := begin{why: "clock_not_started", what: s.what}
	switch s.after {
	case "":
		if e.law.wording == "" {
			break
		}
		if i := slices.IndexFunc(s.with, e.isTheComplaint); i >= 0 {
			b.on, b.what = e.res.Start, eventTexts[s.with[i]]
		}
	case onAnswer:
		b.on = e.res.Effective()
	case onStart:
		b.on = civil.Latest(e.facts.Received, e.res.Start)
	case onComplaintFrom:
		b.on = e.res.ComplaintFrom
	case onClock:
		e.afterClock(&b, s)
	}
	return b
}

// isTheComplaint reports whether such an event is what the facts are about: under the
// clock of an authority, or of a complaint to the controller, the day of receipt is
// that of the complaint, whether or not there is an event too.
func (e *evaluation) isTheComplaint(kind string) bool {
	switch e.law.wording {
	case wordingAuthority:
		return kind == ComplaintLodged
	case wordingComplaint:
		return kind == ControllerComplaintLodged || kind == ComplaintReceived
	}
	return false
}

// afterClock starts a clock with the end of another one.
func (e *evaluation) afterClock(b *begin, s *clockStart) {
	i := slices.IndexFunc(e.res.Clocks, func(c Clock) bool { return c.ID == s.clock })
	if i < 0 {
		return
	}
	before := &e.res.Clocks[i]
	if before.Start.IsZero() || before.End.IsZero() {
		return
	}
	inTime := !before.MetOn.IsZero() && !before.MetOn.After(before.End)
	switch {
	case s.when == whenUnmet && inTime:
		b.why = "clock_forestalled"
	case s.when == whenMet && !inTime:
		b.why = "clock_waits_for"
	default:
		b.on = before.End
	}
}

// runClock works out the end of a clock that has started, and what ended it.
func (e *evaluation) runClock(c *Clock, v *clockVersion, begun begin) {
	c.Start = begun.on
	e.step(Step{Key: "clock_starts", On: begun.on, What: begun.what}, v.reference)
	if v.period.isZero() {
		e.statedEnd(c, v, begun.set.Until)
	} else {
		c.End = e.clockEnd(v, v.period, c.Start)
		e.extendClock(c, v)
	}
	c.MetOn = e.firstOf(c.Start, v.metBy)
	switch {
	case v.kind == Wait && !c.End.IsZero():
		c.Opens = c.End.AddDays(1)
	case v.kind == Window:
		c.Opens = c.Start
	}
	if !c.End.IsZero() {
		e.step(Step{Key: v.endsKey, On: c.End, From: c.Opens}, v.reference)
	}
	e.metStep(c, v)
}

// statedEnd takes the day that the event names. An end before the start is none.
func (e *evaluation) statedEnd(c *Clock, v *clockVersion, until civil.Date) {
	if until.IsZero() || until.Before(c.Start) {
		e.step(Step{Key: "clock_unstated", On: c.Start}, v.reference)
		return
	}
	c.End = until
	e.step(Step{Key: "clock_stated", On: until}, v.reference)
}

// clockEnd counts a clock out. A clock can reach far beyond the days whose holidays are
// known; then it has no end rather than a guessed one, and nothing else is refused for it.
func (e *evaluation) clockEnd(v *clockVersion, p period, start civil.Date) civil.Date {
	before := e.err
	e.err = nil
	raw, final := e.end(p, start, e.cal, v.shift, 0)
	unknown := e.err != nil
	e.err = before
	if unknown && (p.unit == workingDay || !v.shift.isZero()) {
		e.step(Step{Key: "clock_beyond_calendar", On: raw, Region: e.cal.id, Place: &e.cal.name}, v.reference)
		return civil.Date{}
	}
	e.countStep(p, start, raw, &countedClock, v.reference, v.roundRef)
	if !unknown {
		e.shiftSteps(p, raw, final, v.shift, v.shiftRef)
	}
	return final
}

// extendClock lengthens a clock once, by the first notice in time. A notice that is
// known to give no reasons is not one.
func (e *evaluation) extendClock(c *Clock, v *clockVersion) {
	if v.extension == nil || c.End.IsZero() {
		return
	}
	for i := range e.events {
		notice := &e.events[i]
		if notice.On.Before(c.Start) || !slices.Contains(v.extension.with, notice.Kind) {
			continue
		}
		switch {
		case notice.On.After(c.End):
			e.step(Step{Key: "clock_extension_late", On: notice.On, From: c.End}, v.reference)
			return
		case notice.ReasonsGiven != nil && !*notice.ReasonsGiven:
			e.step(Step{Key: "clock_extension_no_reasons", On: notice.On}, v.reference)
		default:
			e.step(Step{Key: "clock_extension", On: notice.On, From: c.End}, v.reference)
			c.End = e.clockEnd(v, v.extension.total, c.Start)
			return
		}
	}
}

// metStep names what ended the clock.
func (e *evaluation) metStep(c *Clock, v *clockVersion) {
	if c.MetOn.IsZero() {
		return
	}
	s := Step{Key: "clock_met", On: c.MetOn, From: c.End}
	if !c.End.IsZero() && c.MetOn.After(c.End) {
		s.Key = "clock_met_late"
	}
	for i := range e.events {
		if event := &e.events[i]; event.On == c.MetOn && slices.Contains(v.metBy, event.Kind) {
			s.What = eventTexts[event.Kind]
			break
		}
	}
	e.step(s, nil)
}
