package page

import (
	"html/template"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// deadlineAnswer is what the law says, worded for the reader.
type deadlineAnswer struct {
	law.Result
	Received civil.Date
	Short    []traceStep // the steps that decide the day
	Trace    []traceStep
	Claims   []claimRow
	Readings []readingRow // empty where there is nothing to choose between
	Timing   clockList
	Marks    []mark
	Figure   template.HTML
}

// claimRow is a pause or an extension that the company claims, with its judgement.
type claimRow struct {
	On       civil.Date
	Title    string // catalogue key
	Text     string
	Standing law.Standing
	Article  string
	Gist     string
	Link     string
}

// workOut asks the law. The error is that of the law, or names the field of the
// form that cannot be read.
func (p *Pages) workOut(lang string, f Form, today civil.Date) (*deadlineAnswer, error) {
	facts, err := deadlineFacts(f, today)
	if err != nil {
		return nil, err
	}
	result, err := p.Law.Evaluate(facts)
	if err != nil {
		return nil, err
	}
	a := &deadlineAnswer{
		Result: result, Received: facts.Received, Trace: traceSteps(lang, result.Trace),
		Short: traceSteps(lang, decisive(result)), Readings: readingRows(lang, result),
	}
	a.Timing = words{p.Catalog, lang}.clocksOf(clockViews(result), result.Regime, nil)
	for _, claim := range result.Claims {
		a.Claims = append(a.Claims, claimRow{
			On: claim.On, Title: "deadlines.claim." + string(claim.Kind), Text: i18n.Typeset(lang, claim.Text(lang)), Standing: claim.Standing,
			Article: claim.Article.Cite(lang), Gist: claim.Article.Gist.In(lang), Link: claim.Article.Link,
		})
	}
	p.drawAnswer(lang, a, today)
	return a, nil
}

// NoticeWithDue reports that the last day to announce an extension is the due day.
func (a *deadlineAnswer) NoticeWithDue() bool {
	return !a.NoticeOfExtensionDue.IsZero() && a.NoticeOfExtensionDue == a.Due
}

// drawAnswer draws the dates on a line. Without a date of law there is nothing to
// draw.
func (p *Pages) drawAnswer(lang string, a *deadlineAnswer, today civil.Date) {
	if a.Effective().IsZero() {
		return
	}
	say := func(key string) string { return p.Catalog.T(lang, key, nil) }
	add := func(on civil.Date, s shape, key, tone string) {
		if !on.IsZero() {
			a.Marks = append(a.Marks, mark{On: on, Shape: s, Label: say(key), Note: i18n.FormatDate(lang, on, i18n.Long), Tone: tone})
		}
	}
	add(a.Received, shapeYou, "deadlines.mark.received", "")
	for _, claim := range a.Result.Claims {
		add(claim.On, shapeThey, "deadlines.mark."+string(claim.Kind), "")
		if claim.Kind != law.ClaimExtension {
			add(claim.AnsweredOn, shapeYou, "deadlines.mark.answered", "")
		}
	}
	line := timeline{Month: func(d civil.Date) string { return i18n.FormatDate(lang, d, i18n.Month) }}
	end := a.Effective()
	line.Stretches = append(line.Stretches, stretch{From: a.Received, To: end, Kind: stretchTime})
	if a.Extended {
		add(a.Due, shapeMoved, "deadlines.mark.before", "q")
		add(end, shapeDue, "deadlines.mark.due", "strong")
	} else {
		add(end, shapeDue, "deadlines.mark.due", "strong")
		add(a.ExtendedDue, shapePossible, "deadlines.mark.extended", "q")
		if !a.ExtendedDue.IsZero() {
			line.Stretches = append(line.Stretches, stretch{From: end, To: a.ExtendedDue, Kind: stretchAhead})
		}
	}
	add(a.ComplaintFrom, shapeComplaint, "deadlines.mark.complaint", "w")
	for _, claim := range a.Result.Claims {
		if claim.Days > 0 && !claim.AnsweredOn.IsZero() {
			line.Stretches = append(line.Stretches, stretch{From: claim.On, To: claim.AnsweredOn, Kind: stretchPause})
		}
	}
	line.Marks, line.Sentence = a.Marks, p.answerSentence(lang, a)
	if first, last := line.span(); today.After(first) && today.Before(last) {
		line.Today, line.TodayWord = today, say("deadlines.mark.today")
		line.TodayNote = i18n.FormatDate(lang, today, i18n.Short)
	}
	a.Figure = line.draw()
}

// answerSentence tells the picture to those who do not see it.
func (p *Pages) answerSentence(lang string, a *deadlineAnswer) string {
	var parts []string
	for _, m := range a.Marks {
		parts = append(parts, m.Label+" "+m.Note)
	}
	return i18n.Join(lang, parts) + "."
}
