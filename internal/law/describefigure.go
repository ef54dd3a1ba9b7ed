package law

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Length is a length of time in one unit; the zero Length is none.
type Length struct {
	N    int
	Unit string // "month", "day" or "working day"
}

func lengthOf(p period) Length {
	if p.isZero() {
		return Length{}
	}
	return Length{N: p.n, Unit: p.unit.String()}
}

// IsZero reports whether there is no length.
func (l Length) IsZero() bool { return l == Length{} }

// Text writes the length with a numeral in the language of lang: "30 days", "1 month",
// "1 year". It is empty for the zero Length.
func (l Length) Text(lang string) string {
	if l.IsZero() {
		return ""
	}
	n, unit := l.N, strings.ReplaceAll(l.Unit, " ", "_")
	if unit == "month" && n%12 == 0 {
		n, unit = n/12, "year"
	}
	key := "length_" + unit
	if n == 1 {
		key += "_1"
	}
	return strings.ReplaceAll(sentences().word(key, lang), "{n}", strconv.Itoa(n))
}

// Figure is one thing that a date follows from: a length, what starts it, what moves
// its last day. [Figure.Label] and [Figure.Text] word it.
type Figure struct {
	// Kind is stable: "start", "first_day", "acknowledgement", "answer", "no_figure",
	// "extension", "pause", "month_end", "shift", "complaint", "opens", "reading", "until",
	// "mention", "fee", "confirmation", and for declared clocks "starts", "length", "lengthened", "met_by".
	Kind string
	// Length is the length it speaks of, zero if none.
	Length Length
	// Article is the provision behind it, the zero Reference if no rule was found. It is
	// never nil.
	Article *Reference

	variant string
	what    []string // keys of texts
	place   *Text
	amount  Amount
}

// Verify reports that the source has not been confirmed against the primary text.
func (f Figure) Verify() bool { return f.Article.Confidence.ToVerify() }

// Label names the kind of figure in the language of lang: "Answer".
func (f Figure) Label(lang string) string { return sentences().word("figure_"+f.Kind, lang) }

// Text words the figure in the language of lang.
func (f Figure) Text(lang string) string {
	key := "figure_" + f.Kind + "_is"
	if f.variant != "" {
		key += "_" + f.variant
	}
	texts := sentences()
	var what []string
	for _, each := range f.what {
		what = append(what, texts.word(each, lang))
	}
	list := strings.Join(what, ", ")
	if n := len(what); n > 1 {
		list = strings.Join(what[:n-1], ", ") + texts.word("figure_or", lang) + what[n-1]
	}
	return strings.NewReplacer(
		"{length}", f.Length.Text(lang), "{what}", list, "{region}", f.place.orNone(lang), "{amount}", f.amount.text(lang),
	).Replace(texts.word(key, lang))
}

// text writes a sum: "300 CHF", "1.50 EUR", with the decimal comma where the language
// has it.
func (a Amount) text(lang string) string {
	if a.IsZero() {
		return ""
	}
	sum := strconv.FormatInt(a.Minor/100, 10)
	if cents := a.Minor % 100; cents != 0 {
		point := ","
		if baseLanguage(lang) == "en" {
			point = "."
		}
		sum += fmt.Sprintf("%s%02d", point, cents)
	}
	return sum + " " + a.Currency
}

// figuresOf lists what the dates of a version follow from, in the order of the
// calculation.
func (b *Book) figuresOf(v *version) []Figure {
	if v.noFigure {
		return []Figure{{Kind: "no_figure", Article: v.reference}}
	}
	var list []Figure
	add := func(ref *Reference, f Figure) {
		if ref == nil {
			ref = noReference
		}
		f.Article = ref
		list = append(list, f)
	}
	add(v.start.reference, v.start.figure())
	add(v.start.firstDay, Figure{Kind: "first_day"})
	if !v.ack.isZero() {
		add(v.ackRef, Figure{Kind: "acknowledgement", Length: lengthOf(v.ack)})
	}
	if !v.answer.isZero() {
		add(v.answerRef, Figure{Kind: "answer", Length: lengthOf(v.answer)})
	}
	if e := v.extension; e != nil && e.total.isZero() {
		add(e.reference, Figure{Kind: "extension", variant: "open"})
	} else if e != nil {
		add(e.reference, Figure{Kind: "extension", Length: lengthOf(e.total)})
	}
	for _, p := range v.pauses {
		add(p.reference, Figure{Kind: "pause", variant: string(p.counting), what: []string{eventText(p.asked)}})
	}
	if v.roundRef != nil {
		add(v.roundRef, Figure{Kind: "month_end"})
	}
	if f, ok := v.shift.figure(v.answer, v.ack); ok {
		add(v.shiftRef, f)
	}
	list = append(list, b.complaintFigures(v)...)
	for _, m := range v.mentions {
		add(m.reference, Figure{Kind: "mention", variant: string(m.reading)})
	}
	if v.fee != nil {
		f := Figure{Kind: "fee", variant: string(v.fee.open), amount: v.fee.maximum}
		if !f.amount.IsZero() {
			f.variant += "_maximum"
		}
		add(v.fee.reference, f)
		if len(v.fee.confirmedBy) > 0 {
			add(v.fee.reference, v.fee.confirmation())
		}
	}
	return list
}

// confirmation says what an answer waits for after a fee was announced.
func (r *feeRule) confirmation() Figure {
	f := Figure{Kind: "confirmation", Length: lengthOf(r.reflection), what: eventWords(r.confirmedBy)}
	if !r.reflection.isZero() {
		f.variant = "reflection"
	}
	return f
}

func (s startRule) figure() Figure {
	switch {
	case len(s.replaced) > 0:
		return Figure{Kind: "start", variant: "replaced", what: eventWords(s.replaced)}
	case len(s.latest) > 0:
		var answers []string
		for _, q := range s.latest {
			answers = append(answers, q.answered)
		}
		return Figure{Kind: "start", variant: "latest", what: eventWords(answers)}
	}
	return Figure{Kind: "start"}
}

// figure says which last days move. A period in working days ends on one, so there is
// nothing to say of it.
func (s shift) figure(periods ...period) (Figure, bool) {
	if s.isZero() {
		calendar := func(p period) bool { return !p.isZero() && p.unit != workingDay }
		return Figure{Kind: "shift", variant: "none"}, slices.ContainsFunc(periods, calendar)
	}
	f := Figure{Kind: "shift"}
	for _, day := range []struct {
		moves bool
		key   string
	}{{s.saturday, "figure_saturday"}, {s.sunday, "figure_sunday"}, {s.holiday, "figure_holiday"}} {
		if day.moves {
			f.what = append(f.what, day.key)
		}
	}
	return f, true
}

// complaintFigures say from when and until when a complaint is possible.
func (b *Book) complaintFigures(v *version) []Figure {
	c := v.complaint
	list := []Figure{{Kind: "complaint", variant: string(c.after), Length: lengthOf(c.wait), Article: c.reference}}
	for _, r := range c.readings {
		f := Figure{Kind: "reading", variant: string(r.reading), Article: r.reference}
		if cal := b.calendars[r.region]; cal != nil {
			f.place = &cal.name
		}
		if r.days > 0 {
			f.Length = Length{N: r.days, Unit: day.String()}
		}
		list = append(list, f)
	}
	if len(c.opensWith) > 0 {
		list = append(list, Figure{Kind: "opens", what: eventWords(c.opensWith), Article: c.reference})
	}
	for _, u := range c.until {
		list = append(list, Figure{Kind: "until", Length: lengthOf(u.period), what: []string{eventText(u.after)}, Article: u.reference})
	}
	for i := range list {
		if list[i].Article == nil {
			list[i].Article = noReference
		}
	}
	return list
}

// figures lists what the dates of a declared clock follow from.
func (v *clockVersion) figures() []Figure {
	list := []Figure{v.starts.figure(v.reference)}
	switch {
	case v.period.isZero():
		list = append(list, Figure{Kind: "length", variant: "stated", Article: v.reference})
	default:
		list = append(list, Figure{Kind: "length", Length: lengthOf(v.period), Article: v.reference})
	}
	if v.extension != nil {
		list = append(list, Figure{
			Kind: "lengthened", Length: lengthOf(v.extension.total), what: eventWords(v.extension.with), Article: v.reference,
		})
	}
	if v.roundRef != nil {
		list = append(list, Figure{Kind: "month_end", Article: v.roundRef})
	}
	if f, ok := v.shift.figure(v.period); ok {
		f.Article = v.shiftRef
		if f.Article == nil {
			f.Article = noReference
		}
		list = append(list, f)
	}
	if len(v.metBy) > 0 {
		list = append(list, Figure{Kind: "met_by", what: eventWords(v.metBy), Article: v.reference})
	}
	return list
}

func (s clockStart) figure(ref *Reference) Figure {
	f := Figure{Kind: "starts", what: eventWords(s.with), Article: ref}
	switch {
	case s.after == onClock:
		f.variant = "clock_" + string(s.when)
		f.what = []string{"clock_" + s.clock}
	case s.after != "" && len(s.with) > 0:
		f.variant = "otherwise"
		f.what = append(f.what, "event_"+string(s.after))
	case s.after != "":
		f.what = []string{"event_" + string(s.after)}
	}
	return f
}

// eventText is the key of the text that names an event, or a day that rules speak of
// like one ("answer", "start").
func eventText(kind string) string { return "event_" + kind }

func eventWords(kinds []string) []string {
	keys := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		keys = append(keys, eventText(kind))
	}
	return keys
}
