package law

import (
	"slices"

	"recourse/internal/civil"
)

// pauseSum is what the answered questions of the controller add to the period.
type pauseSum struct {
	days       int
	lastAnswer civil.Date // zero if no question with its answer pauses the clock
}

// pair is a question with its answer.
type pair struct {
	asked, answered civil.Date
	question        *Event
}

// pairs puts questions and answers of one kind together, the oldest question
// first. A question repeated before an answer that serves for both makes no pair of
// its own. open is the first question after the last answer, zero if there is none.
// Events of one day stand in the order in which they were given.
func (e *evaluation) pairs(q question) (closed []pair, open *Event) {
	asked, answered := 0, 0 // still to come
	for i := range e.events {
		switch e.events[i].Kind {
		case q.asked:
			asked++
		case q.answered:
			answered++
		}
	}
	if asked == 0 {
		return nil, nil
	}
	var waiting []*Event
	lastWasAnswer := false
	for i := range e.events {
		event := &e.events[i]
		switch event.Kind {
		case q.asked:
			if lastWasAnswer && answered < len(waiting)+asked {
				waiting = waiting[:0] // too few answers to come: they were repetitions
			}
			if open == nil {
				open = event
			}
			waiting = append(waiting, event)
			asked, lastWasAnswer = asked-1, false
		case q.answered:
			if len(waiting) > 0 {
				closed = append(closed, pair{waiting[0].On, event.On, waiting[0]})
				waiting = waiting[1:]
			}
			open = nil
			answered, lastWasAnswer = answered-1, true
		}
	}
	return closed, open
}

// sumPauses adds up the days left out. Days before or on the start day were never
// part of the period and are not added.
func (e *evaluation) sumPauses() {
	for _, rule := range e.law.pauses {
		closed, _ := e.pairs(rule.question)
		e.paused.days += leftOut(rule.counting, closed, e.res.Start)
		for _, p := range closed {
			e.paused.lastAnswer = civil.Latest(e.paused.lastAnswer, p.answered)
		}
	}
}

// leftOut returns the days that the pairs leave out of a period after start. The
// pairs are in the order of their questions and of their answers.
func leftOut(how counting, pairs []pair, start civil.Date) int {
	total := 0
	counted := start
	for _, p := range pairs {
		switch how {
		case difference:
			total += max(0, civil.Latest(p.asked, start).DaysUntil(p.answered))
		case bothDaysOnce:
			before := civil.Latest(p.asked.AddDays(-1), counted)
			total += max(0, before.DaysUntil(p.answered))
			counted = civil.Latest(counted, p.answered)
		}
	}
	return total
}

// pauseSteps names each pause and the day the period ends with them.
func (e *evaluation) pauseSteps(raw civil.Date) {
	for _, rule := range e.law.pauses {
		closed, _ := e.pairs(rule.question)
		for _, p := range closed {
			days := leftOut(rule.counting, []pair{p}, e.res.Start)
			e.step(Step{Key: "pause_" + string(rule.counting), From: p.asked, On: p.answered, Days: days}, rule.reference)
		}
	}
	if e.paused.days > 0 {
		e.step(Step{Key: "paused_until", On: raw, Days: e.paused.days}, nil)
	}
}

// judgePauses judges the questions that bear on the clock and finds the open one.
func (e *evaluation) judgePauses() {
	for _, rule := range e.law.pauses {
		e.judgeQuestion(rule.question, func(p pair, c *Claim) {
			c.Days = leftOut(rule.counting, []pair{p}, e.res.Start)
			c.Original = e.dueWithout(e.res.Start)
			if !c.Original.IsZero() && p.asked.After(c.Original) {
				c.Standing = Contestable
				c.Grounds = append(c.Grounds, GroundAfterDue)
			}
			if rule.caution != "" {
				c.Grounds = append(c.Grounds, rule.caution)
			}
		})
	}
	for _, q := range e.law.start.latest {
		e.judgeQuestion(q, func(_ pair, c *Claim) {
			c.Original = e.dueWithout(e.facts.Received)
			c.Grounds = append(c.Grounds, GroundStartMoves)
		})
	}
}

func (e *evaluation) judgeQuestion(q question, judge func(pair, *Claim)) {
	closed, open := e.pairs(q)
	for i, p := range closed {
		c := Claim{
			Kind: q.claim, On: p.asked, AnsweredOn: p.answered, Standing: Stands, Effect: e.res.Due,
			Amount: p.question.Amount, Article: q.reference,
		}
		judge(p, &c)
		e.questionGrounds(&c, p.question, i > 0)
		e.claim(c)
	}
	if open == nil {
		return
	}
	c := Claim{
		Kind: q.claim, On: open.On, Standing: Waiting, Original: e.res.Due, Effect: e.res.Due,
		Amount: open.Amount, Article: q.reference,
	}
	if !e.res.Due.IsZero() && open.On.After(e.res.Due) {
		c.Grounds = append(c.Grounds, GroundAfterDue)
	}
	e.questionGrounds(&c, open, len(closed) > 0)
	e.claim(c)
	if e.res.Open == nil || open.On.Before(e.res.Open.On) {
		e.res.Open = &OpenQuestion{Kind: q.asked, On: open.On}
	}
}

// questionGrounds says what else speaks against a question. A question that waits stays
// one that waits; its grounds help to judge whether it was justified.
func (e *evaluation) questionGrounds(c *Claim, asked *Event, again bool) {
	unexplained := asked.ReasonsGiven != nil && !*asked.ReasonsGiven
	switch {
	case c.Kind == ClaimFee && e.law.fee != nil:
		waiting := c.Standing == Waiting
		e.feeGrounds(c, asked, e.res.Due)
		if waiting {
			c.Standing = Waiting
		}
	case c.Kind == ClaimIdentity && unexplained:
		c.Grounds = append(c.Grounds, GroundDoubtUnstated)
		if c.Standing == Stands {
			c.Standing = Contestable
		}
	case unexplained:
		c.Grounds = append(c.Grounds, GroundNoReasons)
	}
	if again {
		c.Grounds = append(c.Grounds, GroundAskedAgain)
	}
}

// dueWithout returns the due day from a start with no pause at all.
func (e *evaluation) dueWithout(start civil.Date) civil.Date {
	_, final := e.end(e.law.answer, start, e.cal, e.law.shift, 0)
	return final
}

// claim records a claim; one dated before the request says so.
func (e *evaluation) claim(c Claim) {
	if c.Article == nil {
		c.Article = noReference
	}
	if c.On.Before(e.facts.Received) {
		c.Grounds = append(c.Grounds, GroundBeforeReceipt)
	}
	e.res.Claims = append(e.res.Claims, c)
}

// judgeOthers records what the controller claims although this law knows no such
// claim for this right. It moves nothing.
func (e *evaluation) judgeOthers() {
	if e.law.wording != "" {
		return
	}
	e.judgeFees()
	for _, event := range e.events {
		kind, isClaim := claimOf(event.Kind)
		if !isClaim || e.knows(event.Kind) || kind == ClaimFee && e.law.fee != nil {
			continue
		}
		e.claim(Claim{
			Kind: kind, On: event.On, Amount: event.Amount, Standing: NoEffect, Grounds: []string{GroundNotProvided},
			Original: e.res.Due, Effect: e.res.Due,
		})
		e.step(Step{Key: "no_such_" + string(kind), On: event.On}, nil)
	}
}

// claimOf says what an event kind claims. An extension notice is judged by extend.
func claimOf(kind string) (ClaimKind, bool) {
	switch kind {
	case IDRequested:
		return ClaimIdentity, true
	case ClarificationRequested:
		return ClaimClarification, true
	case FeeRequested:
		return ClaimFee, true
	}
	return "", false
}

func (e *evaluation) knows(asked string) bool {
	if slices.ContainsFunc(e.law.start.latest, func(q question) bool { return q.asked == asked }) {
		return true
	}
	return slices.ContainsFunc(e.law.pauses, func(p pauseRule) bool { return p.asked == asked })
}
