package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/i18n"
)

// turn says whose turn it is on a day of the month ahead.
type turn int

const (
	turnYou turn = iota
	turnThey
	turnAuthority
)

// rulerMark is one matter on the ruler.
type rulerMark struct {
	On   civil.Date
	Turn turn
}

// rulerDate is one line of the table under the ruler.
type rulerDate struct {
	On   civil.Date
	What string
	Href string
}

// ruler is the month ahead: one place for each day, one shape for each matter.
type ruler struct {
	From     civil.Date
	Days     int
	Marks    []rulerMark
	Sentence string
	Label    func(civil.Date) string // of a Monday, and of the first day
}

const (
	rulerStep = 13 // pixels from shape to shape in a pile
	rulerPile = 6  // shapes shown in a pile; of more, the number
	// rulerLabelDays is how many days a date is wide on a narrow screen.
	rulerLabelDays = 6
)

// draw is a pure function of the ruler.
func (r ruler) draw() template.HTML {
	piles := r.piles()
	highest := 1
	for _, pile := range piles {
		highest = max(highest, min(len(pile), rulerPile))
	}
	axis := 2 + rulerStep*highest + 12
	var b strings.Builder
	fmt.Fprintf(&b, `<svg height="%d" role="img" aria-label="%s">`, axis+24, escape(r.Sentence))
	r.drawDays(&b, axis)
	fmt.Fprintf(&b, `<line class="st" x1="0" x2="100%%" y1="%d" y2="%d" stroke-width="2"/>`, axis, axis)
	for day, pile := range piles {
		r.drawPile(&b, day, pile, axis)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers and escaped words
}

// piles are the matters of each day, those of the reader lowest.
func (r ruler) piles() [][]turn {
	piles := make([][]turn, r.Days)
	for _, m := range r.Marks {
		day := min(max(r.From.DaysUntil(m.On), 0), r.Days-1)
		piles[day] = append(piles[day], m.Turn)
	}
	for _, pile := range piles {
		slices.Sort(pile)
	}
	return piles
}

func (r ruler) x(day float64) float64 { return 100 * day / float64(r.Days) }

func (r ruler) drawDays(b *strings.Builder, axis int) {
	for i := range r.Days {
		day := r.From.AddDays(i)
		x := r.x(float64(i))
		switch day.Weekday() {
		case time.Saturday, time.Sunday:
			fmt.Fprintf(b, `<rect class="fr" x="%.3f%%" y="%d" width="%.3f%%" height="28" opacity=".55"/>`, x, axis-28, r.x(1))
		case time.Monday:
			fmt.Fprintf(b, `<line class="sr" x1="%.3f%%" x2="%.3f%%" y1="%d" y2="%d"/>`, x, x, axis-28, axis+4)
		}
		// A Monday close to the first day would run into its label, and one close to the
		// last would write over the edge.
		first, near := i == 0, i < 4 || i > r.Days-rulerLabelDays
		if first || day.Weekday() == time.Monday && !near {
			fmt.Fprintf(b, `<text class="q" x="%.3f%%" y="%d" text-anchor="start">%s</text>`, x, axis+20, escape(r.Label(day)))
		}
	}
}

func (r ruler) drawPile(b *strings.Builder, day int, pile []turn, axis int) {
	x := r.x(float64(day) + 0.5)
	shown := shownOf(pile)
	for i, t := range shown {
		fmt.Fprintf(b, `<svg x="%.3f%%" y="%d" width="1" height="1">%s</svg>`, x, axis-9-rulerStep*i, t.svg())
	}
	if len(shown) < len(pile) {
		fmt.Fprintf(b, `<text class="q halo" x="%.3f%%" y="%d" text-anchor="middle">+%d</text>`, x, axis-5-rulerStep*len(shown), len(pile)-len(shown))
	}
}

// shownOf are the shapes of a pile that there is room for: of each turn at least
// one, so that an answer that is due is not hidden behind what waits for the reader.
func shownOf(pile []turn) []turn {
	if len(pile) <= rulerPile {
		return pile
	}
	shown := slices.Compact(slices.Clone(pile)) // one of each
	for i := 1; len(shown) < rulerPile-1; i++ {
		if pile[i] == pile[i-1] {
			shown = append(shown, pile[i])
		}
	}
	slices.Sort(shown)
	return shown
}

func (t turn) svg() string {
	switch t {
	case turnYou:
		return `<path class="fi" d="M0-5.4 5.4 0 0 5.4-5.4 0Z"/>`
	case turnAuthority:
		return `<path class="fi" d="M0-5 5.2 4.6H-5.2Z"/>`
	case turnThey:
	}
	return `<circle class="fd st" r="4.2" stroke-width="1.8"/>`
}

const rulerDays = 31

// rulerOf draws the month ahead and lists its dates.
func (w words) rulerOf(t casework.TodayView) (template.HTML, []rulerDate) {
	r := ruler{From: t.Day, Days: rulerDays, Label: func(d civil.Date) string { return i18n.FormatDate(w.lang, d, i18n.Short) }}
	var dates []rulerDate
	for _, s := range t.Waiting {
		r.Marks = append(r.Marks, rulerMark{t.Day, turnYou})
		dates = append(dates, rulerDate{t.Day, w.t("today.ruler.you", "Company", s.ControllerName), requestPath(s.Request.ID)})
	}
	for _, s := range t.Next {
		on := s.Request.Projection.EffectiveDue
		r.Marks = append(r.Marks, rulerMark{on, turnThey})
		dates = append(dates, rulerDate{on, w.t("today.ruler.they", "Company", s.ControllerName), requestPath(s.Request.ID)})
	}
	for _, c := range t.Upcoming {
		on := c.Complaint.RemedyFrom
		r.Marks = append(r.Marks, rulerMark{on, turnAuthority})
		dates = append(dates, rulerDate{on, w.t("today.ruler.authority", "Authority", c.Complaint.AuthorityName), "/complaints/" + c.Complaint.ID})
	}
	if len(r.Marks) == 0 {
		return "", nil
	}
	r.Sentence = w.t("today.ruler.sentence", "You", len(t.Waiting), "They", len(t.Next), "Authorities", len(t.Upcoming))
	slices.SortStableFunc(dates, func(a, b rulerDate) int { return a.On.Compare(b.On) })
	return r.draw(), dates
}
