package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/i18n"
)

// countsView is what was found of a company over time: a picture and its table.
type countsView struct {
	Picture template.HTML
	Periods []string // of the table
	Rows    []countsRow
}

// countsRow is one kind in the table.
type countsRow struct {
	Key, Name string
	Cells     []casework.PeriodCount
	Total     int
}

func (w words) countsOf(p casework.FindingCounts) countsView {
	var v countsView
	for _, period := range p.Periods {
		v.Periods = append(v.Periods, w.period(period))
	}
	for _, k := range p.Kinds {
		v.Rows = append(v.Rows, countsRow{Key: k.Kind.Key, Name: w.kindName(k.Kind), Cells: k.Counts, Total: k.Total})
	}
	if len(v.Rows) > 0 {
		v.Picture = w.drawCounts(p, v)
	}
	return v
}

// period names half a year, or a year: "1st half of 2026".
func (w words) period(p casework.Period) string {
	year := strconv.Itoa(p.From.Year())
	switch {
	case !p.Half:
		return year
	case p.From.Month() == 1:
		return w.t("counts.first_half", "Year", year)
	}
	return w.t("counts.second_half", "Year", year)
}

// Measures of the picture in pixels. Its width is that of the page: places across are in
// per cent.
const (
	countsRowHeight = 64
	countsBar       = 26 // of the greatest number
	countsAxis      = 46
	countsPlaces    = 8  // at least, so that few periods stand together
	countsKinds     = 12 // more stand in the table only
)

// drawCounts draws a row of bars for every kind: what a person confirmed is filled, what
// waits is outlined, and the number stands above.
func (w words) drawCounts(p casework.FindingCounts, v countsView) template.HTML {
	kinds := p.Kinds[:min(len(p.Kinds), countsKinds)]
	greatest := 1
	for _, k := range kinds {
		for _, c := range k.Counts {
			greatest = max(greatest, c.All())
		}
	}
	width := 100 / float64(max(len(p.Periods), countsPlaces))
	height := len(kinds)*countsRowHeight + countsAxis
	var b strings.Builder
	fmt.Fprintf(&b, `<svg height="%d" role="img" aria-label="%s">`, height, escape(w.countsSentence(v)))
	for row, k := range kinds {
		base := (row + 1) * countsRowHeight
		drawName(&b, w.kindName(k.Kind), base-countsRowHeight+18)
		fmt.Fprintf(&b, `<line x1="0" x2="100%%" y1="%d" y2="%d" class="sr"/>`, base-2, base-2)
		for i, c := range k.Counts {
			if c.All() == 0 {
				continue
			}
			filled, waiting := c.Confirmed*countsBar/greatest, c.Suspected*countsBar/greatest
			if c.Confirmed > 0 {
				filled = max(filled, 3)
			}
			if c.Suspected > 0 {
				waiting = max(waiting, 4)
			}
			x := float64(i) * width
			if c.Confirmed > 0 {
				fmt.Fprintf(&b, `<rect x="%.2f%%" y="%d" width="14" height="%d" class="fi"/>`, x, base-2-filled, filled)
			}
			if c.Suspected > 0 {
				fmt.Fprintf(&b, `<svg x="%.2f%%" overflow="visible"><rect x="0.75" y="%d.25" width="12.5" height="%d" class="st" stroke-width="1.5"/></svg>`,
					x, base-2-filled-waiting, waiting-1)
			}
			fmt.Fprintf(&b, `<svg x="%.2f%%" overflow="visible"><text x="20" y="%d">%d</text></svg>`, x, base-7, c.All())
		}
	}
	w.drawPeriods(&b, p.Periods, width, height)
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers, and every text in it is escaped
}

// countsName is how many letters of a name fit into a line of a narrow window.
const countsName = 32

// drawName writes the name of a kind above its bars, a long one in two lines.
func drawName(b *strings.Builder, name string, y int) {
	first, rest := name, ""
	if cut := strings.LastIndex(name[:min(len(name), countsName)], " "); len(name) > countsName && cut > 0 {
		first, rest, y = name[:cut], name[cut+1:], y-6
	}
	fmt.Fprintf(b, `<text x="0" y="%d" class="strong">%s</text>`, y, escape(first))
	if rest != "" {
		fmt.Fprintf(b, `<text x="0" y="%d" class="strong">%s</text>`, y+15, escape(rest))
	}
}

// drawPeriods writes the halves under their bars, and the years under the halves.
func (w words) drawPeriods(b *strings.Builder, periods []casework.Period, width float64, height int) {
	for i, period := range periods {
		x := float64(i) * width
		if period.Half {
			half := "I"
			if period.From.Month() > 1 {
				half = "II"
			}
			fmt.Fprintf(b, `<text x="%.2f%%" y="%d" class="q">%s</text>`, x, height-26, half)
		}
		if i == 0 || period.From.Month() == 1 {
			fmt.Fprintf(b, `<text x="%.2f%%" y="%d" class="q">%d</text>`, x, height-6, period.From.Year())
		}
	}
}

// countsSentence says what the picture shows.
func (w words) countsSentence(v countsView) string {
	parts := make([]string, 0, len(v.Rows))
	for _, r := range v.Rows {
		parts = append(parts, w.t("counts.part", "Name", r.Name, "Count", r.Total))
	}
	return w.t("counts.sentence", "Kinds", i18n.Join(w.lang, parts), "First", v.Periods[0], "Last", v.Periods[len(v.Periods)-1])
}
