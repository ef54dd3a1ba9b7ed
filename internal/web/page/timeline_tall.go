package page

import (
	"fmt"
	"slices"
	"strings"

	"recourse/internal/civil"
)

// Lengths of the tall picture in pixels.
const (
	tallTop    = 20
	tallAxis   = 14
	tallText   = 34
	tallLeast  = 46 // two rows of type
	tallMost   = 92
	tallPerDay = 2.2
)

// rung is one place on the tall line: a mark, or today.
type rung struct {
	mark
	today bool
	y     int
}

// drawTall draws the same line downwards: one column, distances in proportion but
// neither so small that words touch nor so large that one has to scroll.
func (t timeline) drawTall(b *strings.Builder) {
	rungs := t.rungs()
	bottom := rungs[len(rungs)-1].y + 36
	fmt.Fprintf(b, `<svg class="tall" height="%d" role="img" aria-label="%s">`, bottom, escape(t.Sentence))
	for _, st := range t.Stretches {
		from, to := placeOf(rungs, st.From, bottom), placeOf(rungs, st.To, bottom)
		drawStretch(b, st.Kind, fmt.Sprintf(`x1="%d" x2="%d" y1="%d" y2="%d"`, tallAxis, tallAxis, from, to))
	}
	for _, r := range rungs {
		if r.today {
			fmt.Fprintf(b, `<line class="st" x1="0" x2="100%%" y1="%d" y2="%d"/><text class="strong halo" x="%d" y="%d">%s<tspan class="q" dx="6">%s</tspan></text>`,
				r.y, r.y, tallText, r.y-6, escape(t.TodayWord), escape(t.TodayNote))
			continue
		}
		fmt.Fprintf(b, `<g transform="translate(%d %d)">%s</g>`, tallAxis, r.y, r.Shape.tallSVG())
		fmt.Fprintf(b, `<text class="%s" x="%d" y="%d">%s</text><text class="q" x="%d" y="%d">%s</text>`,
			r.Tone, tallText, r.y-1, escape(r.Label), tallText, r.y+16, escape(r.Note))
	}
	b.WriteString(`</svg>`)
}

func (t timeline) rungs() []rung {
	var rungs []rung
	for _, m := range t.Marks {
		rungs = append(rungs, rung{mark: m})
	}
	if !t.Today.IsZero() {
		after := len(rungs)
		if i := slices.IndexFunc(rungs, func(r rung) bool { return r.On.After(t.Today) }); i >= 0 {
			after = i
		}
		rungs = slices.Insert(rungs, after, rung{mark: mark{On: t.Today}, today: true})
	}
	y := tallTop
	for i := range rungs {
		if i > 0 {
			apart := int(tallPerDay * float64(rungs[i-1].On.DaysUntil(rungs[i].On)))
			y += min(max(apart, tallLeast), tallMost)
		}
		rungs[i].y = y
	}
	return rungs
}

// placeOf is where a day lies on the tall line: on its rung, or in proportion
// between the two around it.
func placeOf(rungs []rung, d civil.Date, bottom int) int {
	for i, r := range rungs {
		switch {
		case r.On == d:
			return r.y
		case !r.On.After(d):
			continue
		case i == 0:
			return 0
		}
		before := rungs[i-1]
		return before.y + (r.y-before.y)*before.On.DaysUntil(d)/before.On.DaysUntil(r.On)
	}
	return bottom
}
