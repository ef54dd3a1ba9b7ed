package casework

import (
	"slices"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/letter"
)

// nextOf says what can be done now: what the events call for, or, where only the
// calendar decides, what the day allows. Nobody is accused early: a complaint
// about silence is offered only from the day on which every reading allows it.
func nextOf(v RequestView) Next {
	n := Next{Action: v.State.NextAction()}
	switch n.Action {
	case dsar.ActionRecordReceipt:
		n.Since = v.State.SentOn
	case dsar.ActionAnswer:
		n.Since = v.State.AskedOn
	case dsar.ActionJudgeReply:
		n.Action, n.Since = judgedAction(v), v.State.ReplyOn
	case dsar.ActionAwaitDecision:
		n = authorityNext(v)
	case dsar.ActionWait:
		n = calendarNext(v)
	}
	n.Alternatives = alternatives(v, n.Action)
	return n
}

// judgedAction is what a reply calls for once every finding in it has been judged. What
// the events show, such as that it came late, says nothing about whether it is complete.
func judgedAction(v RequestView) dsar.Action {
	confirmed, open := 0, 0
	for _, f := range v.Findings {
		switch {
		case f.Finding.Verdict == "lawful" || f.Finding.Source != dsar.SourceText:
		case f.Finding.Status == dsar.FindingConfirmed:
			confirmed++
		case f.Finding.Status == dsar.FindingSuspected:
			open++
		}
	}
	switch {
	case open > 0:
		return dsar.ActionJudgeReply
	case confirmed > 0:
		return dsar.ActionFollowUp
	}
	return dsar.ActionJudgeReply
}

func authorityNext(v RequestView) Next {
	for _, c := range v.Complaints {
		if c.Silent {
			return Next{Action: dsar.ActionRemedy, Since: c.Complaint.RemedyFrom}
		}
	}
	n := Next{Action: dsar.ActionAwaitDecision}
	for _, c := range v.Complaints {
		if n.Since.IsZero() || (!c.Complaint.RemedyFrom.IsZero() && c.Complaint.RemedyFrom.Before(n.Since)) {
			n.Since = c.Complaint.RemedyFrom
		}
	}
	return n
}

// calendarNext decides by the day: wait while the period or a deadline of the last
// letter runs, then a last notice, then the complaint.
func calendarNext(v RequestView) Next {
	lastLetter := civil.Latest(v.State.FollowUpOn, v.State.FinalNotice)
	if !lastLetter.IsZero() {
		until := lastLetter.AddDays(newDeadlineDays)
		if v.Today.After(until) && complaintOpen(v) {
			return Next{Action: dsar.ActionComplain, Since: until.AddDays(1)}
		}
		return Next{Action: dsar.ActionWait, Since: until}
	}
	if v.Overdue {
		return Next{Action: dsar.ActionFinalNotice, Since: v.Law.Effective()}
	}
	return Next{Action: dsar.ActionWait, Since: v.Law.Effective()}
}

// complaintOpen reports whether a complaint is possible today on every reading: a
// contested reply can be complained about at once, silence from ComplaintFrom on.
func complaintOpen(v RequestView) bool {
	if v.State.Contested || !v.State.FirstReplyOn.IsZero() {
		return true
	}
	from := v.Law.ComplaintFrom
	return !from.IsZero() && !v.Today.Before(from)
}

func alternatives(v RequestView, first dsar.Action) []Alternative {
	if v.State.Status == dsar.StatusClosed || v.State.Status == dsar.StatusDraft {
		return nil
	}
	var list []Alternative
	add := func(action dsar.Action, from civil.Date) {
		if action != first {
			list = append(list, Alternative{Action: action, From: from})
		}
	}
	if !v.State.ReplyOn.IsZero() {
		add(dsar.ActionFollowUp, civil.Date{})
	}
	if v.Overdue && v.State.FinalNotice.IsZero() {
		add(dsar.ActionFinalNotice, civil.Date{})
	}
	if !v.State.Complained {
		switch {
		case complaintOpen(v):
			add(dsar.ActionComplain, civil.Date{})
		case v.State.Awaiting && !v.Law.ComplaintFrom.IsZero():
			add(dsar.ActionComplain, v.Law.ComplaintFrom)
		case v.State.Awaiting && v.Law.Open != nil && !v.Law.Open.ComplaintFrom.IsZero():
			// A question that was not justified stops nothing; whether it was is the
			// person's to judge, and it must not bar the complaint for ever.
			add(dsar.ActionComplain, v.Law.Open.ComplaintFrom)
		}
	}
	add(dsar.ActionClose, civil.Date{})
	return list
}

// lastReply is the day of the last substantive reply, zero if there is none.
func lastReply(events []dsar.Event) civil.Date {
	var on civil.Date
	for _, e := range dsar.Effective(events) {
		if e.Kind == dsar.EventReplyReceived {
			on = e.On
		}
	}
	return on
}

// lateExtension is the day of an extension that was announced too late, zero if
// there is none.
func lateExtension(r law.Result) civil.Date {
	for _, c := range r.Claims {
		if c.Kind == law.ClaimExtension && slices.Contains(c.Grounds, law.GroundLate) {
			return c.On
		}
	}
	return civil.Date{}
}

// historyLines are the events that a letter tells, with the person's notes left out.
func historyLines(events []dsar.Event) []letter.HistoryLine {
	var told []letter.HistoryLine
	for _, e := range dsar.Effective(events) {
		if e.Kind == dsar.EventNote || e.Kind == dsar.EventReplyJudged {
			continue
		}
		told = append(told, letter.HistoryLine{On: e.On, Kind: e.Kind})
	}
	return told
}
