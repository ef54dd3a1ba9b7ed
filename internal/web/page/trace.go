package page

import (
	"slices"
	"strings"

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

// decisive are the few steps of a reasoning that make the day what it is: what starts
// the time, its length, and what moves its end. The whole trace has the rest.
func decisive(r law.Result) []law.Step {
	end := "due"
	if r.Extended {
		end = "extended_valid"
	}
	var steps []law.Step
	for _, s := range r.Trace {
		switch {
		case s.Key == end:
			return steps
		case slices.Contains(withoutDay, s.Key):
			return append(steps, s)
		case strings.HasPrefix(s.Key, "start_"), strings.HasPrefix(s.Key, "period_"), strings.HasPrefix(s.Key, "shift_"), s.Key == "paused_until":
			steps = append(steps, s)
		case r.Extended && slices.Contains(extendedLengths, s.Key):
			// The longer time takes the place of the shorter one and of what moved its end.
			steps = slices.DeleteFunc(steps, func(old law.Step) bool { return !strings.HasPrefix(old.Key, "start_") })
			steps = append(steps, s)
		}
	}
	return steps
}

// withoutDay are the steps that say why there is no day; extendedLengths those that
// tell the length of an extended time.
var (
	withoutDay      = []string{"no_figure", "not_in_force", "no_answer_figure", "no_answer_figure_complaint"}
	extendedLengths = []string{"extended_months", "extended_months_clamped", "extended_days", "extended_working_days"}
)
