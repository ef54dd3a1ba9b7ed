package page

import (
	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// traceStep is one step of a reasoning about a date, worded for the reader, as the
// partial "law-trace" shows it.
type traceStep struct {
	On      civil.Date
	Text    string
	Article string // citation, "" for a mere intermediate result
	Gist    string // what the article says, in plain words
	Link    string
	Checked civil.Date // day on which the source was last checked
	Verify  bool       // the source has not been confirmed against the primary text
}

func traceSteps(lang string, steps []law.Step) []traceStep {
	list := make([]traceStep, 0, len(steps))
	for _, s := range steps {
		step := traceStep{On: s.On, Text: i18n.Typeset(lang, s.Text(lang)), Verify: s.Verify}
		if !s.Article.IsZero() {
			step.Article, step.Gist, step.Link = s.Article.Cite(lang), i18n.Typeset(lang, s.Article.Gist.In(lang)), s.Article.Link
			step.Checked = s.Article.LastChecked
		}
		list = append(list, step)
	}
	return list
}
