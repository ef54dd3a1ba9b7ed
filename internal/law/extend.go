package law

import "slices"

// extend works out the extended date and judges the notices of extension.
func (e *evaluation) extend() {
	rule := e.law.extension
	if rule == nil {
		e.refuseNotices()
		return
	}
	e.res.NoticeOfExtensionDue = e.res.Due
	if rule.total.isZero() {
		e.step(Step{Key: "extension_open_ended", On: e.res.Due}, rule.reference)
	} else {
		raw, final := e.last(rule.total, e.res.Start, e.cal)
		e.res.ExtendedDue = final
		e.periodStep(rule.total, raw.AddDays(-e.pausedIn(rule.total)), &countedExtended, rule.reference)
		if e.paused.days > 0 {
			e.step(Step{Key: "paused_until", On: raw, Days: e.paused.days}, nil)
		}
		if raw != final {
			e.moveSteps(raw, final, e.cal, e.law.shiftRef)
		}
	}
	for _, event := range e.events {
		if event.Kind == ExtensionNotice {
			e.judgeNotice(event, rule)
		}
	}
	e.extensionOutcome(rule)
}

// refuseNotices records notices of extension under a law that allows for none.
func (e *evaluation) refuseNotices() {
	for _, event := range e.events {
		if event.Kind != ExtensionNotice || e.law.wording != "" {
			continue
		}
		e.claim(Claim{
			Kind: ClaimExtension, On: event.On, Standing: NoEffect, Grounds: []string{GroundNotProvided},
			Original: e.res.Due, Effect: e.res.Due,
		})
		e.step(Step{Key: "no_such_extension", On: event.On}, e.law.reference)
	}
}

// judgeNotice judges one notice: in time, the first, with reasons.
func (e *evaluation) judgeNotice(notice Event, rule *extensionRule) {
	c := Claim{
		Kind: ClaimExtension, On: notice.On, Standing: NoEffect, Named: notice.Until,
		Original: e.res.Due, Effect: e.res.Due, Article: rule.reference,
	}
	key := "extension_late"
	switch {
	case notice.On.After(e.res.NoticeOfExtensionDue):
		c.Grounds = []string{GroundLate}
	case rule.total.isZero():
		key, c.Grounds = "extension_no_maximum", []string{GroundNoMaximum}
	case e.res.Extended:
		key, c.Grounds = "extension_second", []string{GroundNotFirst}
	case notice.ReasonsGiven != nil && !*notice.ReasonsGiven:
		// Without reasons the notice is not the one the law asks for, so the due date
		// stays; a controller may dispute that, so the complaint waits all the same.
		key, c.Grounds = "extension_no_reasons", []string{GroundNoReasons}
		c.Standing, c.Effect = Contestable, e.res.ExtendedDue
		e.waitForExtension = true
	default:
		key = "extension_in_time"
		c.Standing, c.Effect = Stands, e.res.ExtendedDue
		e.res.Extended, e.waitForExtension = true, true
	}
	if c.Effect == e.res.ExtendedDue && !c.Effect.IsZero() && notice.Until.After(c.Effect) {
		// What goes beyond the longest extension is void; the rest of the notice is not.
		c.Grounds = append(c.Grounds, GroundBeyondMaximum)
	}
	if c.Standing == Stands || key == "extension_no_maximum" && e.noticedOn.IsZero() {
		e.noticedOn = notice.On
	}
	e.step(Step{Key: key, On: notice.On, From: e.res.NoticeOfExtensionDue}, rule.reference)
	e.claim(c)
}

// extensionOutcome closes the matter with one sentence, unless the judgement on a
// notice that changed nothing has already said it all.
func (e *evaluation) extensionOutcome(rule *extensionRule) {
	noticed := slices.ContainsFunc(e.events, func(event Event) bool { return event.Kind == ExtensionNotice })
	if rule.total.isZero() || noticed && !e.res.Extended {
		return
	}
	s := Step{Key: "extended_possible", On: e.res.ExtendedDue, From: e.res.NoticeOfExtensionDue}
	switch {
	case e.res.Extended:
		s.Key = "extended_valid"
	case e.facts.Today.After(e.res.NoticeOfExtensionDue):
		s.Key = "extended_missed"
	}
	e.step(s, rule.reference)
}

// governing returns the period that governs for somebody who waits: the extended
// one after a notice in time.
func (e *evaluation) governing() period {
	if e.waitForExtension {
		return e.law.extension.total
	}
	return e.law.answer
}
