package law

import (
	"reflect"
	"slices"
	"strings"

	"recourse/internal/civil"
)

// Description is a regime as people read it: its rights with every dated version and
// every figure, and its further clocks. What its slices hold belongs to the book.
type Description struct {
	Regime
	// Place is where the law comes from: an ISO 3166-1 code or "EU".
	Place string
	// From is the first day of receipt for which it has any rule.
	From civil.Date
	// Establishment and Residence are the places, as in the rule file, of a controller or
	// a data subject for which it is proposed; both may be empty.
	Establishment, Residence []string
	// Regions are the ids of the holiday regions of those places, each once.
	Regions []string
	// Groups are the rights, those with the same clocks together.
	Groups []RightsDescription
	// Further are the clocks declared beside those of the rights.
	Further []ClockDescription
}

// RightsDescription is one or more rights under the same clocks.
type RightsDescription struct {
	Rights []Right
	// Versions are the clocks as the law stands from day to day, oldest first.
	Versions []VersionDescription
}

// VersionDescription is the law from one day of receipt on.
type VersionDescription struct {
	// From is the first day of receipt for which it governs, Until the last; Until is
	// zero for the version that nothing follows.
	From, Until civil.Date
	// Article is the provision as a whole; it is never nil.
	Article *Reference
	// NoFigure reports that the law names no day.
	NoFigure bool
	// Answer, Acknowledgement and Extended are the lengths, zero where there is none.
	// Extended is the whole length after an extension, counted from the start.
	Answer, Acknowledgement, Extended Length
	// OpenEnded reports an extension to which the law sets no limit.
	OpenEnded bool
	// FromReceipt reports that the period always starts with receipt, not with a later
	// event.
	FromReceipt bool
	// Figures are all that the dates follow from, in the order of the calculation.
	Figures []Figure
	// Notes belong beside the dates without moving them.
	Notes []NoteDescription
}

// ClockDescription is a clock declared in the rule file.
type ClockDescription struct {
	// ID is as in [Clock.ID].
	ID string
	// Rights are those for which it runs.
	Rights []Right
	// Regions are the ids of the holiday regions to which it is limited; empty: none.
	Regions []string
	// Versions are the clock as the law stands from day to day, oldest first.
	Versions []ClockVersionDescription
}

// ClockVersionDescription is a declared clock from one day of receipt on.
type ClockVersionDescription struct {
	From, Until civil.Date // as in [VersionDescription]
	Article     *Reference // never nil
	Duty        Party
	Kind        ClockKind
	Length      Length   // zero: the day is named with the event
	MetBy       []string // kinds of event that end it
	Figures     []Figure
	Notes       []NoteDescription
}

// NoteDescription is a sentence beside the dates.
type NoteDescription struct {
	// Key is stable; Article is never nil.
	Key     string
	Article *Reference
	// Regions are the holiday regions it is for, with those inside them; empty: all.
	Regions []string
}

// Text returns the note in the language of lang.
func (n NoteDescription) Text(lang string) string { return sentences().word(n.Key, lang) }

// Name returns what the clock is called in the language of lang.
func (c ClockDescription) Name(lang string) string { return sentences().word("clock_"+c.ID, lang) }

// About says in one sentence what the clock is and what to do when it ends.
func (c ClockDescription) About(lang string) string {
	return sentences().word("clock_"+c.ID+"_about", lang)
}

// Describe returns the regime with that id or alias as people read it. The error is
// a [*FactError] listing the known ones.
func (b *Book) Describe(id string) (Description, error) {
	r, err := b.regime(id)
	if err != nil {
		return Description{}, err
	}
	pub, err := b.entry(id).public()
	if err != nil {
		return Description{}, err
	}
	d := Description{Regime: pub, Place: PlaceOf(r.id)}
	for i := range r.rights {
		d.addRight(pub.Rights[i], b.describeVersions(r.rights[i].versions))
	}
	d.addScope(r.scope)
	for _, country := range slices.Concat(d.Establishment, d.Residence) {
		if region := b.DefaultRegion(country); region != "NONE" && !slices.Contains(d.Regions, region) {
			d.Regions = append(d.Regions, region)
		}
	}
	for _, group := range d.Groups {
		if first := group.Versions[0].From; d.From.IsZero() || first.Before(d.From) {
			d.From = first
		}
	}
	d.Further = describeClocks(r, pub.Rights)
	return d, nil
}

// PlaceOf returns the place that the id of a regime begins with, an ISO 3166-1 code or
// "EU": "us-ca-ccpa" is of the US.
func PlaceOf(id string) string { return placeOf(id) }

func placeOf(id string) string {
	place, _, _ := strings.Cut(id, "-")
	return normalCountry(place)
}

// addRight puts a right to those that have the same clocks.
func (d *Description) addRight(right Right, versions []VersionDescription) {
	for i := range d.Groups {
		if reflect.DeepEqual(d.Groups[i].Versions, versions) {
			d.Groups[i].Rights = append(d.Groups[i].Rights, right)
			return
		}
	}
	d.Groups = append(d.Groups, RightsDescription{Rights: []Right{right}, Versions: versions})
}

func (d *Description) addScope(scope []scopeRule) {
	for _, rule := range scope {
		list := &d.Residence
		if rule.by == byController {
			list = &d.Establishment
		}
		for _, country := range rule.countries {
			if !slices.Contains(*list, country) {
				*list = append(*list, country)
			}
		}
	}
}

// Lead returns the rights that stand for the regime in a list: those with access where
// the law knows it, with a figure or without, otherwise the first with a figure,
// otherwise the first. Another right's figure must not pass for that of access.
func (d Description) Lead() RightsDescription {
	hasFigure := func(g RightsDescription) bool { return !g.Versions[len(g.Versions)-1].NoFigure }
	isAccess := func(r Right) bool { return r.ID == "access" }
	for _, g := range d.Groups {
		if slices.ContainsFunc(g.Rights, isAccess) {
			return g
		}
	}
	if i := slices.IndexFunc(d.Groups, hasFigure); i >= 0 {
		return d.Groups[i]
	}
	return d.Groups[0]
}

// Verify reports that something the version rests on has not been confirmed against the
// primary text.
func (v VersionDescription) Verify() bool {
	return v.Article.Confidence.ToVerify() || slices.ContainsFunc(v.Figures, Figure.Verify)
}

// VerifyAnswer reports the same of what the times for the answer, the extension and the
// acknowledgement rest on.
func (v VersionDescription) VerifyAnswer() bool {
	return v.Article.Confidence.ToVerify() || slices.ContainsFunc(v.Figures, func(f Figure) bool {
		return f.Verify() && slices.Contains(answerFigures, f.Kind)
	})
}

var answerFigures = []string{"start", "first_day", "acknowledgement", "answer", "no_figure", "extension", "month_end", "shift"}

// Verify reports the same of a declared clock.
func (v ClockVersionDescription) Verify() bool {
	return v.Article.Confidence.ToVerify() || slices.ContainsFunc(v.Figures, Figure.Verify)
}

// At returns the version for requests received on a day. Before the first one it
// returns that, and false.
func (g RightsDescription) At(on civil.Date) (VersionDescription, bool) {
	found, ok := g.Versions[0], false
	for _, v := range g.Versions {
		if v.From.After(on) {
			break
		}
		found, ok = v, true
	}
	return found, ok
}

func (b *Book) describeVersions(versions []*version) []VersionDescription {
	list := make([]VersionDescription, 0, len(versions))
	for i, v := range versions {
		d := VersionDescription{
			From: v.from, Article: v.reference, NoFigure: v.noFigure,
			Answer: lengthOf(v.answer), Acknowledgement: lengthOf(v.ack), Notes: describeNotes(v.notes),
		}
		if i+1 < len(versions) {
			d.Until = versions[i+1].from.AddDays(-1)
		}
		d.FromReceipt = len(v.start.replaced) == 0 && len(v.start.latest) == 0
		if v.extension != nil {
			d.Extended, d.OpenEnded = lengthOf(v.extension.total), v.extension.total.isZero()
		}
		d.Figures = b.figuresOf(v)
		list = append(list, d)
	}
	return list
}

func describeNotes(notes []noteRule) []NoteDescription {
	var list []NoteDescription
	for _, n := range notes {
		list = append(list, NoteDescription{Key: n.key, Article: n.reference, Regions: n.regions})
	}
	return list
}

// describeClocks lists the declared clocks of the regime in the order of its rights.
func describeClocks(r *regime, rights []Right) []ClockDescription {
	var list []ClockDescription
	at := map[string]int{}
	for i := range r.rights {
		for _, rule := range r.rights[i].clocks {
			if _, known := at[rule.id]; !known {
				at[rule.id] = len(list)
				list = append(list, describeClock(rule))
			}
			c := &list[at[rule.id]]
			c.Rights = append(c.Rights, rights[i])
		}
	}
	return list
}

func describeClock(rule *clockRule) ClockDescription {
	c := ClockDescription{ID: rule.id, Regions: rule.regions}
	for i, v := range rule.versions {
		d := ClockVersionDescription{
			From: v.from, Article: v.reference, Duty: v.duty, Kind: v.kind, Length: lengthOf(v.period),
			MetBy: v.metBy, Figures: v.figures(), Notes: describeNotes(v.notes),
		}
		if i+1 < len(rule.versions) {
			d.Until = rule.versions[i+1].from.AddDays(-1)
		}
		c.Versions = append(c.Versions, d)
	}
	return c
}
