package law

import (
	"regexp"
	"slices"
	"strconv"

	"recourse/internal/civil"
)

var money = regexp.MustCompile(`^(\d{1,9})(?:\.(\d\d))? ([A-Z]{3})$`)

// parseAmount reads "300 CHF" or "1.50 EUR".
func parseAmount(s string) (Amount, bool) {
	m := money.FindStringSubmatch(s)
	if m == nil {
		return Amount{}, false
	}
	hundredths := m[2]
	if hundredths == "" {
		hundredths = "00"
	}
	minor, err := strconv.ParseInt(m[1]+hundredths, 10, 64)
	return Amount{Minor: minor, Currency: m[3]}, err == nil
}

func (c *checker) fee(f *feeFile, v *version) *feeRule {
	r := &feeRule{open: feeOpen(f.Open.text), reference: c.ref(f.Reference, "fee", f.Open.line)}
	switch r.open {
	case feeNever, feeExceptionally, feeReasonable:
	default:
		c.add(f.Open.line, "a fee open %q is not known; write never, exceptionally or reasonable", f.Open.text)
	}
	c.confirmation(r, f, v)
	if f.Maximum.text == "" {
		return r
	}
	ok := false
	if r.maximum, ok = parseAmount(f.Maximum.text); !ok {
		c.add(f.Maximum.line, "%q is not a sum such as \"300 CHF\" or \"1.50 EUR\"", f.Maximum.text)
	}
	if r.open != feeReasonable {
		c.add(f.Maximum.line, "a maximum needs open: reasonable")
	}
	return r
}

// confirmation reads what an answer waits for once a fee was announced. Only laws of one
// shape have been met; the others are refused rather than counted in a way nobody checked.
func (c *checker) confirmation(r *feeRule, f *feeFile, v *version) {
	if f.Reflection.text != "" {
		r.reflection = c.period(f.Reflection, "reflection", f.Open.line)
		if r.reflection.unit != day {
			c.add(f.Reflection.line, "a reflection is counted in days")
		}
		if len(f.ConfirmedBy) == 0 {
			c.add(f.Reflection.line, "a reflection needs confirmed_by: the events that keep the request up")
		}
	}
	if len(f.ConfirmedBy) == 0 {
		return
	}
	line := f.ConfirmedBy[0].line
	r.confirmedBy = c.events(f.ConfirmedBy)
	if r.open != feeReasonable {
		c.add(line, "confirmed_by needs open: reasonable")
	}
	if v.answer.isZero() || v.complaint.after != afterAnswer {
		c.add(line, "confirmed_by needs an answer with a period and a complaint after it")
	}
	if !v.ack.isZero() || len(v.pauses) > 0 || len(v.start.latest) > 0 {
		c.add(line, "confirmed_by cannot stand beside an acknowledgement, pauses or latest_of")
	}
}

// judgeFees judges demands for a fee under a law whose clock does not wait for it.
func (e *evaluation) judgeFees() {
	if e.law.fee == nil || e.knows(FeeRequested) {
		return
	}
	if len(e.law.fee.confirmedBy) > 0 {
		e.res.Claims = append(e.res.Claims, e.announced.claims...)
		return
	}
	again := false
	for i := range e.events {
		event := &e.events[i]
		if event.Kind != FeeRequested {
			continue
		}
		c := Claim{
			Kind: ClaimFee, On: event.On, AnsweredOn: e.firstOf(event.On, feeAnswers), Amount: event.Amount,
			Standing: Stands, Original: e.res.Due, Effect: e.res.Due, Article: e.law.fee.reference,
		}
		e.feeGrounds(&c, event, e.res.Due)
		if again {
			c.Grounds = append(c.Grounds, GroundAskedAgain)
		}
		e.claim(c)
		e.step(Step{Key: "no_such_fee", On: event.On}, e.law.fee.reference)
		again = true
	}
}

var feeAnswers = []string{FeeConfirmed, FeePaid}

// feeGrounds says what speaks against a fee: is it known to this law, within its
// maximum, with reasons, in time?
func (e *evaluation) feeGrounds(c *Claim, event *Event, due civil.Date) {
	rule := e.law.fee
	switch rule.open {
	case feeNever:
		c.Standing = NoEffect
		c.Grounds = append(c.Grounds, GroundNotProvided)
		return
	case feeExceptionally:
		c.Standing = Contestable
		c.Grounds = append(c.Grounds, GroundFeeException)
	case feeReasonable:
		c.Grounds = append(c.Grounds, GroundFeeAllowed)
	}
	if event.Amount.exceeds(rule.maximum) {
		c.Standing = Contestable
		c.Grounds = append(c.Grounds, GroundAboveMaximum)
	}
	if event.ReasonsGiven != nil && !*event.ReasonsGiven {
		c.Standing = Contestable
		c.Grounds = append(c.Grounds, GroundNoReasons)
	}
	if !due.IsZero() && event.On.After(due) && !slices.Contains(c.Grounds, GroundAfterDue) {
		c.Standing = Contestable
		c.Grounds = append(c.Grounds, GroundAfterDue)
	}
}
