package law

import (
	"slices"

	"recourse/internal/civil"
)

// announcement is a demand for a fee, made in time, under a law whose answer waits until
// the person keeps the request up.
type announcement struct {
	event     *Event
	by        civil.Date // the end of the reflection, zero if there is none
	confirmed civil.Date // in time or late, zero if nothing confirmed
	start     civil.Date // the day whose end starts the time for the answer, zero if none does
}

// inTime reports that the request was kept up.
func (a *announcement) inTime() bool { return !a.start.IsZero() }

// announcements are the demands for a fee as the dates follow from them.
type announcements struct {
	original  civil.Date    // the due day without any fee
	received  civil.Date    // the start without any fee
	governing *announcement // the first valid one
	contested []announcement
	claims    []Claim
}

// readFees finds the first demand for a fee that was made in time and against which
// nothing speaks: the time for the answer starts anew after it. One that can be contested
// leaves the due day where it is; the complaint waits for it all the same.
func (e *evaluation) readFees() {
	rule := e.law.fee
	if rule == nil || len(rule.confirmedBy) == 0 {
		return
	}
	f := &e.announced
	f.received, f.original = e.res.Start, e.dueWithout(e.res.Start)
	again := false
	for i := range e.events {
		event := &e.events[i]
		if event.Kind != FeeRequested {
			continue
		}
		c := Claim{
			Kind: ClaimFee, On: event.On, Amount: event.Amount, Standing: Stands,
			Original: f.original, Effect: f.original, Article: rule.reference,
		}
		e.feeGrounds(&c, event, f.original)
		switch {
		case f.governing != nil:
			c.Standing, c.AnsweredOn = NoEffect, f.governing.confirmed
			e.step(Step{Key: "fee_again", On: event.On, From: f.governing.event.On}, rule.reference)
		case event.On.After(f.original):
			c.Standing, c.AnsweredOn = NoEffect, e.firstOf(event.On, rule.confirmedBy)
			e.step(Step{Key: "fee_late", On: event.On, From: f.original}, rule.reference)
		default:
			e.announce(&c, event)
		}
		if again {
			c.Grounds = append(c.Grounds, GroundAskedAgain)
		}
		if event.On.Before(e.facts.Received) {
			c.Grounds = append(c.Grounds, GroundBeforeReceipt)
		}
		f.claims = append(f.claims, c)
		again = true
	}
}

// announce takes up a demand for a fee that was made in time.
func (e *evaluation) announce(c *Claim, event *Event) {
	f, rule := &e.announced, e.law.fee
	a := e.announcementOf(event)
	c.AnsweredOn = a.confirmed
	switch {
	case rule.reflection.isZero():
		c.Grounds = append(c.Grounds, GroundAfterAgreement)
	case a.inTime():
		c.Grounds = append(c.Grounds, GroundAfterReflection)
	case a.confirmed.IsZero():
		c.Grounds = append(c.Grounds, GroundUnconfirmed)
	default:
		c.Grounds = append(c.Grounds, GroundConfirmedLate)
	}
	switch {
	case a.inTime():
		c.Effect = e.dueWithout(a.start)
	case c.Standing == Stands:
		c.Effect = civil.Date{} // nothing is owed
	}
	if c.Standing == Contestable {
		f.contested = append(f.contested, a)
		e.step(Step{Key: "fee_contested", On: event.On}, rule.reference)
		return
	}
	if a.confirmed.IsZero() {
		c.Standing = Waiting
	}
	f.governing = &a
	e.reflectionSteps(&a)
	if a.inTime() {
		e.res.Start = a.start
		return
	}
	e.res.Unconfirmed = &Confirmation{On: event.On, By: a.by, Late: a.confirmed}
	if !a.by.IsZero() {
		e.res.Unconfirmed.Due = e.dueWithout(civil.Latest(f.received, a.by))
	}
}

// announcementOf works out what follows from a demand. One dated before the request
// counts from receipt: nobody can reflect on a request that has not been made.
func (e *evaluation) announcementOf(event *Event) announcement {
	rule := e.law.fee
	from := civil.Latest(event.On, e.facts.Received)
	a := announcement{event: event, confirmed: e.firstOf(from, rule.confirmedBy)}
	if rule.reflection.isZero() {
		a.start = a.confirmed
		return a
	}
	_, a.by = e.end(rule.reflection, from, e.cal, e.law.shift, 0)
	if !a.confirmed.IsZero() && !a.confirmed.After(a.by) {
		a.start = civil.Latest(e.announced.received, a.by)
	}
	return a
}

// reflectionSteps say until when the request had to be confirmed and what came of it.
func (e *evaluation) reflectionSteps(a *announcement) {
	rule := e.law.fee
	on := a.event.On
	if rule.reflection.isZero() {
		if a.inTime() {
			e.step(Step{Key: "fee_agreed", On: a.start, From: on}, rule.reference)
		} else {
			e.step(Step{Key: "fee_awaits_agreement", On: on}, rule.reference)
		}
		return
	}
	from := civil.Latest(on, e.facts.Received)
	raw := from.AddDays(rule.reflection.n)
	e.step(Step{Key: "reflection", On: raw, From: on, Days: rule.reflection.n}, rule.reference)
	e.shiftSteps(rule.reflection, raw, a.by, e.law.shift, e.law.shiftRef)
	switch {
	case a.inTime():
		e.step(Step{Key: "start_after_reflection", On: a.start, From: a.confirmed}, rule.reference)
	case !a.confirmed.IsZero():
		e.step(Step{Key: "fee_confirmed_late", On: a.confirmed, From: a.by}, rule.reference)
	case e.facts.Today.After(a.by):
		e.step(Step{Key: "fee_withdrawn", On: a.by}, rule.reference)
	default:
		e.step(Step{Key: "fee_unconfirmed", On: a.by}, rule.reference)
	}
}

// unconfirmed ends the calculation where no answer is owed because a fee was announced
// and the request not kept up. What else the controller claims is judged all the same.
func (e *evaluation) unconfirmed() {
	u, rule := e.res.Unconfirmed, e.law.fee
	lapsed := !u.Late.IsZero() || !u.By.IsZero() && e.facts.Today.After(u.By)
	if !u.Due.IsZero() && !lapsed {
		e.step(Step{Key: "due_if_confirmed", On: u.Due, From: u.By}, rule.reference)
	}
	e.marks.answer = len(e.steps)
	e.judgeMeanwhile(civil.Latest(u.Due, e.announced.original))
	e.marks.extension, e.marks.judged = e.marks.answer, len(e.steps)
	e.res.Open = &OpenQuestion{Kind: FeeRequested, On: u.On}
	e.withhold(e.withoutFee().AddDays(1))
}

// judgeMeanwhile judges what else was claimed as if the answer were due on a day, and
// leaves no date behind.
func (e *evaluation) judgeMeanwhile(due civil.Date) {
	e.res.Due = due
	steps := e.steps
	e.extend()
	e.steps = steps
	e.judgeOthers()
	slices.SortStableFunc(e.res.Claims, func(a, b Claim) int { return a.On.Compare(b.On) })
	e.res.Start = e.announced.received
	e.res.Due, e.res.ExtendedDue, e.res.NoticeOfExtensionDue, e.res.Extended = civil.Date{}, civil.Date{}, civil.Date{}, false
}

// withoutFee returns the last day by the latest reading that holds if no fee could be
// asked for.
func (e *evaluation) withoutFee() civil.Date {
	base := e.complaintBase(e.law.complaint, e.cal)
	latest := base
	for _, r := range e.law.complaint.readings {
		latest = civil.Latest(latest, e.read(r, base))
	}
	return latest
}

// contestedFees adds the readings of announcements that can be contested: the complaint
// waits for them, as for an extension without reasons. It returns the latest day.
func (e *evaluation) contestedFees(latest civil.Date) civil.Date {
	f := &e.announced
	if f.governing != nil {
		return latest
	}
	for i := range f.contested {
		a := &f.contested[i]
		if !a.inTime() {
			if e.res.Open == nil {
				e.res.Open = &OpenQuestion{Kind: FeeRequested, On: a.event.On}
			}
			continue
		}
		_, due := e.end(e.governing(), a.start, e.cal, e.law.shift, 0)
		if !due.After(latest) {
			continue
		}
		latest = due
		e.step(Step{Key: "reading_fee", On: due}, e.law.fee.reference)
		e.addReading(Reading{Key: "fee", Due: due, Reference: e.law.fee.reference})
	}
	return latest
}
