package page

import (
	"fmt"
	"html/template"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/datascan"
	"recourse/internal/i18n"
)

// dataBar is a month or a year of the picture, and a row of its table.
type dataBar struct {
	Start civil.Date
	Count int64
	Name  string
	Dates string
}

// monthsShown is up to how many months a picture has one bar for each; beyond, it has
// one for each year.
const monthsShown = 120

// dataBars are the months of a period, or its years where those are too many.
func dataBars(months []datascan.Month) (unit string, bars []dataBar) {
	if len(months) <= monthsShown {
		for _, m := range months {
			bars = append(bars, dataBar{Start: m.Start, Count: m.Count})
		}
		return "month", bars
	}
	for _, m := range months {
		if n := len(bars); n == 0 || bars[n-1].Start.Year() != m.Start.Year() {
			bars = append(bars, dataBar{Start: civil.Must(m.Start.Year(), 1, 1)})
		}
		bars[len(bars)-1].Count += m.Count
	}
	return "year", bars
}

// Measures of the picture in pixels; places across are in per cent.
const (
	barsHeight = 160
	barsAxis   = 26
	barsTop    = 22 // room for the word at the line of the request
)

// drawMonths draws how many dates each month has, and the day of the request. It gives
// the bars their names on the way.
func (w words) drawMonths(unit string, bars []dataBar, requested civil.Date) template.HTML {
	greatest, most := int64(1), 0
	for i := range bars {
		bars[i].Dates = w.count(bars[i].Count)
		bars[i].Name = fmt.Sprint(bars[i].Start.Year())
		if unit == "month" {
			bars[i].Name = i18n.FormatDate(w.lang, bars[i].Start, i18n.Month)
		}
		if bars[i].Count > greatest {
			greatest, most = bars[i].Count, i
		}
	}
	last := len(bars) - 1
	described := w.t("data.picture_"+unit, "First", bars[0].Name, "Last", bars[last].Name, "Most", bars[most].Name, "Count", bars[most].Dates)
	base := barsTop + barsHeight
	var b strings.Builder
	fmt.Fprintf(&b, `<svg height="%d" role="img" aria-label="%s">`,
		base+barsAxis, escape(w.t("data.picture_title")+w.t("form.colon")+" "+described))
	width := 100 / float64(max(len(bars), 12))
	for i, bar := range bars {
		if bar.Count == 0 {
			continue
		}
		height := max(2, bar.Count*barsHeight/greatest)
		fmt.Fprintf(&b, `<rect x="%.3f%%" y="%d" width="%.3f%%" height="%d" class="fi"/>`, float64(i)*width, int64(base)-height, width*0.8, height)
	}
	fmt.Fprintf(&b, `<line x1="0" x2="100%%" y1="%d" y2="%d" class="sq"/>`, base, base)
	drawYears(&b, bars, width, base)
	if x, within := barPlace(bars, unit, requested, width); within {
		fmt.Fprintf(&b, `<line x1="%.3f%%" x2="%.3f%%" y1="%d" y2="%d" class="sw" stroke-width="2"/>`, x, x, barsTop-4, base)
		anchor, shift := "start", 4
		if x > 70 {
			anchor, shift = "end", -4
		}
		fmt.Fprintf(&b, `<text x="%.3f%%" dx="%d" y="%d" text-anchor="%s" class="w halo">%s</text>`, x, shift, barsTop-8, anchor, escape(w.t("data.request")))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers, and every text in it is escaped
}

// yearsApart is how far two years stand apart at least, in per cent of the width: what
// the narrowest window needs.
const yearsApart = 14

// drawYears writes the years under the axis, as many as there is room for.
func drawYears(b *strings.Builder, bars []dataBar, width float64, base int) {
	free := 0.0
	for i, bar := range bars {
		x := float64(i) * width
		if (i == 0 || bar.Start.Month() == 1) && x >= free && x <= 100-yearsApart/2 {
			fmt.Fprintf(b, `<text x="%.3f%%" y="%d" class="q">%d</text>`, x, base+18, bar.Start.Year())
			free = x + yearsApart
		}
	}
}

// barPlace is where a day stands among the bars, in per cent.
func barPlace(bars []dataBar, unit string, day civil.Date, width float64) (x float64, within bool) {
	if day.IsZero() {
		return 0, false
	}
	for i, bar := range bars {
		next, days := bar.Start.AddMonthsClamped(1), 30.5
		if unit == "year" {
			next, days = bar.Start.AddMonthsClamped(12), 365
		}
		if !day.Before(bar.Start) && day.Before(next) {
			return (float64(i) + min(1, float64(bar.Start.DaysUntil(day))/days)) * width, true
		}
	}
	return 0, false
}

// sparkBars is how many bars a small picture has at most.
const sparkBars = 24

// drawSpark draws when a record type has dates, on the scale of all the data, so that the
// small pictures of a table can be compared. The table beside it says the same.
func drawSpark(p, all datascan.Period) template.HTML {
	if p.Count == 0 || len(all.Months) == 0 {
		return ""
	}
	var counts [sparkBars]int64
	first := all.Months[0].Start
	span := max(1, len(all.Months))
	bars := min(span, sparkBars)
	for _, m := range p.Months {
		at := (m.Start.Year()-first.Year())*12 + int(m.Start.Month()) - int(first.Month())
		if at >= 0 && at < span {
			counts[at*bars/span] += m.Count
		}
	}
	greatest := int64(1)
	for _, n := range counts {
		greatest = max(greatest, n)
	}
	var b strings.Builder
	b.WriteString(`<svg class="spark" viewBox="0 0 96 20" width="96" height="20" aria-hidden="true" focusable="false"><path class="sr" d="M0 19.5h96"/>`)
	step := 96 / float64(bars)
	for i, n := range counts {
		if n > 0 {
			height := max(2, n*18/greatest)
			fmt.Fprintf(&b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" class="fi"/>`, float64(i)*step, 19-height, step*0.8, height)
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers
}

// count writes a number of dates.
func (w words) count(n int64) string { return i18n.FormatNumber(w.lang, int(n)) }

// bytes writes a size as people read it: "1.4 GB".
func (w words) bytes(n int64) string { return w.catalog.Bytes(w.lang, n) }
