package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/civil"
)

// shape is the form of a mark on the time line. Its form says what it is without
// colour.
type shape int

const (
	shapeYou       shape = iota // filled circle: the requester did it
	shapeThey                   // hollow circle: the controller did it
	shapeDue                    // double bar: last lawful day
	shapeComplaint              // triangle: a complaint is possible
	shapePossible               // dotted diamond: could have been, or may be
	shapeMoved                  // full diamond: a date of law that no longer governs
)

// mark is one dated thing. What happened stands above the line, what the law says
// below it.
type mark struct {
	On    civil.Date
	Shape shape
	Label string // a few words
	Note  string // the day and a few words
	Tone  string // class of the label: "", "w" (late), "q" (quiet), "strong"

	Evidence string // where it comes from, for the table; "" for the step that arrives at the day
}

func (m mark) below() bool { return m.Shape >= shapeDue }

// stretchKind is how a part of the line is drawn.
type stretchKind int

const (
	stretchQuiet stretchKind = iota // nothing runs
	stretchTime                     // the time they have
	stretchLate
	stretchPause // dashes over the line
	stretchAhead // to come
)

type stretch struct {
	From, To civil.Date
	Kind     stretchKind
}

// timeline is everything a time line shows. Days are in no particular order.
type timeline struct {
	Marks     []mark
	Stretches []stretch // later ones are drawn over earlier ones
	Today     civil.Date
	TodayWord string
	TodayNote string
	Sentence  string // tells the whole story to those who do not see the picture
	Month     func(civil.Date) string
}

// Lengths in pixels. Labels are laid out for the narrowest width at which the wide
// picture is shown; on wider screens they only come to stand further apart.
const (
	narrowest  = 700.0
	letterWide = 7.4
	labelGap   = 8.0
	laneHeight = 40
)

// draw returns the picture twice, wide and tall; the style sheet shows one of them.
// It is a pure function of its input.
func (t timeline) draw() template.HTML {
	if len(t.Marks) == 0 {
		return ""
	}
	t.Marks = slices.Clone(t.Marks)
	slices.SortStableFunc(t.Marks, func(a, b mark) int { return a.On.Compare(b.On) })
	var b strings.Builder
	t.drawWide(&b)
	t.drawTall(&b)
	return template.HTML(b.String()) //nolint:gosec // numbers and escaped words
}

// scale places days on the line.
type scale struct {
	from civil.Date
	days int
}

// x is the place of a day in percent of the width. Days beyond the end lie on it.
func (s scale) x(d civil.Date) float64 {
	return min(1.2+97.6*float64(s.from.DaysUntil(d))/float64(s.days), 98.8)
}

func (s scale) px(d civil.Date) float64 { return s.x(d) / 100 * narrowest }

func (t timeline) span() (first, last civil.Date) {
	first, last = t.Marks[0].On, t.Marks[len(t.Marks)-1].On
	if t.Today.IsZero() {
		return first, last
	}
	if t.Today.Before(first) {
		first = t.Today
	}
	return first, civil.Latest(last, t.Today)
}

// newScale leaves a little room on both sides, and on the left as much as the
// first labels need when they have to hang to the left of today.
func (t timeline) newScale() scale {
	first, last := t.span()
	days := max(first.DaysUntil(last), 1)
	before, after := max(1, days/25), max(2, days/15)
	for {
		s := scale{from: first.AddDays(-before), days: before + days + after}
		if before > 2*days+14 || !t.squeezed(s) {
			return s
		}
		before += max(1, days/25)
	}
}

// squeezed reports whether some label above the line finds room neither before
// today nor after it.
func (t timeline) squeezed(s scale) bool {
	for _, l := range t.labels(s, false) {
		if l.crosses(s, t.Today) {
			return true
		}
	}
	return false
}

// label is a mark with the place of its words at the narrowest width.
type label struct {
	mark
	at    float64 // of its leader
	width float64
	left  bool // hangs to the left of its leader
	lane  int  // 0 is next to the line
}

func (l label) span() (from, to float64) {
	if l.left {
		return l.at - labelGap - l.width, l.at
	}
	return l.at, l.at + labelGap + l.width
}

func (l label) covers(x float64) bool {
	from, to := l.span()
	return from < x && x < to
}

func (l label) overlaps(o label) bool {
	from, to := l.span()
	ofrom, oto := o.span()
	return from < oto && ofrom < to
}

func (l label) crosses(s scale, today civil.Date) bool {
	return !today.IsZero() && l.covers(s.px(today))
}

// labels lays out the words above or below the line: sides first, then lanes.
func (t timeline) labels(s scale, below bool) []label {
	var list []label
	for _, m := range t.Marks {
		if m.below() != below {
			continue
		}
		l := label{mark: m, at: s.px(m.On)}
		l.width = letterWide * float64(max(utf8.RuneCountInString(m.Label), utf8.RuneCountInString(m.Note)))
		l.left = t.hangsLeft(l, s, below)
		list = append(list, l)
	}
	turnAround(list)
	giveLanes(list)
	return list
}

func (t timeline) hangsLeft(l label, s scale, below bool) bool {
	_, right := l.span()
	turned := l
	turned.left = true
	from, _ := turned.span()
	if right > narrowest {
		return from >= 0
	}
	return !below && l.crosses(s, t.Today) && from >= 0 && !turned.crosses(s, t.Today)
}

// turnAround settles pairs that face each other, each with its leader in the other's
// words: the earlier one turns its back, if there is room.
func turnAround(list []label) {
	for i := len(list) - 1; i >= 0; i-- {
		for j := i + 1; j < len(list); j++ {
			if list[i].left || !list[j].left || !list[i].covers(list[j].at) || !list[j].covers(list[i].at) {
				continue
			}
			if turned := (label{at: list[i].at, width: list[i].width, left: true}); turned.at-labelGap-turned.width >= 0 {
				list[i].left = true
			}
		}
	}
}

// giveLanes lets labels climb until no leader crosses words and no words overlap. A
// label whose words cover the leader of another has to stand above it, so the
// lower ones are placed first.
func giveLanes(list []label) {
	placed := make([]bool, len(list))
	for range list {
		i := nextToPlace(list, placed)
		for !fits(list, placed, i) {
			list[i].lane++
		}
		placed[i] = true
	}
}

// nextToPlace returns the label that waits for the fewest others below it, of
// several the rightmost. It is none in all but pairs that cannot be settled.
func nextToPlace(list []label, placed []bool) int {
	best, fewest := -1, 0
	for i := len(list) - 1; i >= 0; i-- {
		if placed[i] {
			continue
		}
		waits := 0
		for j := range list {
			if j != i && !placed[j] && list[i].covers(list[j].at) {
				waits++
			}
		}
		if best < 0 || waits < fewest {
			best, fewest = i, waits
		}
	}
	return best
}

func fits(list []label, placed []bool, i int) bool {
	for j := range list {
		if !placed[j] {
			continue
		}
		if list[i].lane == list[j].lane && list[i].overlaps(list[j]) {
			return false
		}
		if list[i].covers(list[j].at) && list[j].lane >= list[i].lane {
			return false
		}
	}
	return true
}

func lanes(list []label) int {
	n := 0
	for _, l := range list {
		n = max(n, l.lane+1)
	}
	return n
}

func (t timeline) drawWide(b *strings.Builder) {
	s := t.newScale()
	above, below := t.labels(s, false), t.labels(s, true)
	axis := 40 + laneHeight*max(1, lanes(above))
	ruler := axis + 35 + laneHeight*max(1, lanes(below))

	fmt.Fprintf(b, `<svg class="wide" height="%d" role="img" aria-label="%s">`, ruler+22, escape(t.Sentence))
	t.drawMonths(b, s, ruler)
	if !t.Today.IsZero() {
		x := s.x(t.Today)
		fmt.Fprintf(b, `<line class="st" x1="%.2f%%" x2="%.2f%%" y1="20" y2="%d" stroke-width="1"/>`, x, x, axis+12)
	}
	for _, l := range above {
		fmt.Fprintf(b, `<line class="sq" x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"/>`, s.x(l.On), s.x(l.On), axis-42-laneHeight*l.lane, axis)
	}
	for _, l := range below {
		fmt.Fprintf(b, `<line class="sq" x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"/>`, s.x(l.On), s.x(l.On), axis, axis+48+laneHeight*l.lane)
	}
	for _, st := range t.Stretches {
		drawStretch(b, st.Kind, fmt.Sprintf(`x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"`, s.x(st.From), s.x(st.To), axis, axis))
	}
	for _, l := range above {
		drawLabel(b, l, s, axis, axis-36-laneHeight*l.lane)
	}
	for _, l := range below {
		drawLabel(b, l, s, axis, axis+30+laneHeight*l.lane)
	}
	t.drawToday(b, s)
	b.WriteString(`</svg>`)
}

// drawToday writes the word beside the upright, on the side where there is room.
func (t timeline) drawToday(b *strings.Builder, s scale) {
	if t.Today.IsZero() {
		return
	}
	x, anchor := 8, "start"
	if s.px(t.Today)+labelGap+letterWide*float64(utf8.RuneCountInString(t.TodayWord+t.TodayNote)+2) > narrowest {
		x, anchor = -8, "end"
	}
	fmt.Fprintf(b, `<svg x="%.2f%%" width="1" height="1"><text class="strong" x="%d" y="18" text-anchor="%s">%s<tspan class="q" dx="6">%s</tspan></text><path class="fi" d="M-4 10h8L0 17Z"/></svg>`,
		s.x(t.Today), x, anchor, escape(t.TodayWord), escape(t.TodayNote))
}

// drawMonths draws the ruler: a tick for each month, or for every third, sixth or
// twelfth where they would crowd.
func (t timeline) drawMonths(b *strings.Builder, s scale, y int) {
	step := 1
	for _, wider := range []int{3, 6, 12, 24, 60} {
		if float64(step)*30.4*narrowest/float64(s.days) >= 64 {
			break
		}
		step = wider
	}
	end := s.from.AddDays(s.days)
	for d := firstOfMonth(s.from, step); !d.After(end); d = d.AddMonthsClamped(step) {
		x := s.x(d)
		fmt.Fprintf(b, `<line class="sq" x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"/>`, x, x, y-3, y+3)
		if x > 2 && x < 97 {
			fmt.Fprintf(b, `<text class="q" x="%.2f%%" y="%d" text-anchor="middle">%s</text>`, x, y+17, escape(t.Month(d)))
		}
	}
	fmt.Fprintf(b, `<line class="sr" x1="0" x2="100%%" y1="%d" y2="%d"/>`, y, y)
}

// firstOfMonth is the first day of a month on or after d, of a month that the step
// falls on: January, April … for 3.
func firstOfMonth(d civil.Date, step int) civil.Date {
	first := civil.Must(d.Year(), d.Month(), 1)
	for first.Before(d) || (int(first.Month())-1)%min(step, 12) != 0 {
		first = first.AddMonthsClamped(1)
	}
	return first
}

func drawStretch(b *strings.Builder, kind stretchKind, at string) {
	switch kind {
	case stretchQuiet:
		fmt.Fprintf(b, `<line class="sq" %s stroke-width="2"/>`, at)
	case stretchTime:
		fmt.Fprintf(b, `<line class="st" %s stroke-width="4"/>`, at)
	case stretchLate:
		fmt.Fprintf(b, `<line class="sw" %s stroke-width="8"/>`, at)
	case stretchPause: // on a ground of its own, wider than the line for what is late
		fmt.Fprintf(b, `<line class="sd" %s stroke-width="10"/><line class="so dash" %s stroke-width="4"/>`, at, at)
	case stretchAhead:
		fmt.Fprintf(b, `<line class="sq dash" %s stroke-width="2"/>`, at)
	}
}

func drawLabel(b *strings.Builder, l label, s scale, axis, y int) {
	x, anchor := 8, "start"
	if l.left {
		x, anchor = -8, "end"
	}
	fmt.Fprintf(b, `<svg x="%.2f%%" width="1" height="1"><g transform="translate(0 %d)">%s</g>`, s.x(l.On), axis, l.Shape.svg())
	fmt.Fprintf(b, `<text class="halo %s" x="%d" y="%d" text-anchor="%s">%s</text>`, l.Tone, x, y, anchor, escape(l.Label))
	fmt.Fprintf(b, `<text class="halo q" x="%d" y="%d" text-anchor="%s">%s</text></svg>`, x, y+16, anchor, escape(l.Note))
}

func (s shape) svg() string {
	switch s {
	case shapeYou:
		return `<circle class="fi" r="5.5"/>`
	case shapeThey:
		return `<circle class="fd st" r="5" stroke-width="2.5"/>`
	case shapeDue:
		return `<path class="st" d="M-2.5-13V13M2.5-13V13" stroke-width="2"/>`
	case shapeComplaint:
		return `<path class="fw" d="M0 6 7.5 18H-7.5Z"/>`
	case shapeMoved:
		return `<path class="fd st" d="M0-6 6 0 0 6-6 0Z" stroke-width="1.5"/>`
	case shapePossible:
	}
	return `<path class="fd sq" d="M0-6 6 0 0 6-6 0Z" stroke-width="1.5" stroke-dasharray="2.5 2"/>`
}

// tallSVG is the shape where the line runs downwards.
func (s shape) tallSVG() string {
	switch s {
	case shapeDue:
		return `<path class="st" d="M-12-2.5H12M-12 2.5H12" stroke-width="2"/>`
	case shapeComplaint:
		return `<path class="fw halo" d="M0-10 9 7H-9Z"/>`
	case shapeYou, shapeThey, shapePossible, shapeMoved:
	}
	return s.svg()
}

func escape(s string) string { return template.HTMLEscapeString(s) }
