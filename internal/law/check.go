package law

import (
	"maps"
	"slices"
)

// checker turns a rule file into a regime and collects whatever is wrong with it.
type checker struct {
	problems
	calendars map[string]*calendar
	sources   map[string]*Reference
	used      map[string]bool
}

// head checks what stands before the references.
func (c *checker) head(f regimeHead, id string) {
	line := f.ID.line
	if f.Schema != 1 {
		c.add(line, "schema %d is not known; this program reads schema 1", f.Schema)
	}
	if f.ID.text != id {
		c.add(line, "id %q must be the name of the file, %q", f.ID.text, id)
	}
	c.text("name", f.Name, line)
}

func (c *checker) regime(f regimeFile) *regime {
	line := f.ID.line
	for _, key := range slices.Sorted(maps.Keys(f.References)) {
		r := c.reference(key, f.References[key])
		c.text("gist of reference "+key, r.Gist, f.References[key].Instrument.line)
		c.sources[key] = &r
	}
	r := &regime{id: f.ID.text, aliases: f.Aliases, name: f.Name, byRight: map[string]*right{}}
	for _, s := range f.Scope {
		r.scope = append(r.scope, c.scope(s))
	}
	if len(f.Rights) == 0 {
		c.add(line, "no rights")
	}
	for _, rf := range f.Rights {
		c.rights(r, rf)
	}
	for i := range r.rights {
		c.register(r, &r.rights[i], line)
	}
	c.clocks(r, f.Clocks)
	for _, key := range slices.Sorted(maps.Keys(c.sources)) {
		if !c.used[key] {
			c.add(f.References[key].Instrument.line, "reference %q is not used", key)
		}
	}
	return r
}

func (c *checker) register(r *regime, of *right, line int) {
	for _, name := range append([]string{of.id}, of.aliases...) {
		if r.byRight[lookup(name)] != nil {
			c.add(line, "right %q occurs twice", name)
		}
		r.byRight[lookup(name)] = of
	}
}

func (c *checker) rights(r *regime, f rightFile) {
	if len(f.IDs) == 0 || len(f.Versions) == 0 {
		c.add(0, "a right without ids or without versions")
	}
	for alias, id := range f.Aliases {
		if !slices.ContainsFunc(f.IDs, func(w word) bool { return w.text == id }) {
			c.add(f.IDs[0].line, "alias %q stands for %q, which is not among the ids", alias, id)
		}
	}
	for _, id := range f.IDs {
		c.known("right_"+id.text, id)
		one := right{id: id.text}
		for _, alias := range slices.Sorted(maps.Keys(f.Aliases)) {
			if f.Aliases[alias] == id.text {
				one.aliases = append(one.aliases, alias)
			}
		}
		for i, vf := range f.Versions {
			v := c.version(vf, id.text)
			if i > 0 && !one.versions[i-1].from.Before(v.from) {
				c.add(vf.From.line, "versions overlap: %s must be later than %s", v.from, one.versions[i-1].from)
			}
			one.versions = append(one.versions, v)
		}
		r.rights = append(r.rights, one)
	}
}

// known checks that the catalogue has a sentence for a key that the data chooses.
func (c *checker) known(key string, w word) {
	if _, ok := sentences()[key]; !ok {
		c.add(w.line, "there is no text %q for %q", key, w.text)
	}
}

// ref returns the source with that key; it is required.
func (c *checker) ref(w word, what string, line int) *Reference {
	if w.text == "" {
		c.add(line, "%s has no reference", what)
		return &Reference{}
	}
	source, ok := c.sources[w.text]
	if !ok {
		c.add(w.line, "%s names reference %q, which is not in this file", what, w.text)
		return &Reference{}
	}
	c.used[w.text] = true
	return source
}

func (c *checker) period(w word, what string, line int) period {
	if w.text == "" {
		c.add(line, "%s has no period", what)
		return period{}
	}
	p, err := parsePeriod(w.text)
	if err != nil {
		c.add(w.line, "%s: %v", what, err)
	}
	return p
}

func (c *checker) version(f versionFile, right string) *version {
	line := f.From.line
	v := &version{
		from:      c.day(f.From, "from", line),
		reference: c.ref(f.Reference, "the version", line),
		noFigure:  f.NoFigure,
		wording:   f.Wording.text,
	}
	if v.wording != "" {
		c.known("received_"+v.wording, f.Wording)
	}
	for _, n := range f.Notes {
		v.notes = append(v.notes, c.note(n))
	}
	if f.NoFigure {
		if f.Answer != nil || f.Acknowledgement != nil || f.Complaint != nil || f.Extension != nil {
			c.add(line, "no_figure together with a figure")
		}
		return v
	}
	c.figures(v, f, right)
	return v
}

func (c *checker) note(f noteFile) noteRule {
	c.known(f.Key.text, f.Key)
	n := noteRule{key: f.Key.text, reference: c.ref(f.Reference, "note", f.Key.line)}
	for _, region := range f.Regions {
		c.inCalendars(region)
		n.regions = append(n.regions, region.text)
	}
	return n
}

// inCalendars checks that there is such a holiday region.
func (c *checker) inCalendars(region word) {
	if c.calendars[region.text] == nil {
		c.add(region.line, "there is no holiday region %q", region.text)
	}
}

func (c *checker) figures(v *version, f versionFile, right string) {
	line := f.From.line
	v.start = c.start(f.Start, line)
	if f.Answer != nil {
		v.answer = c.period(f.Answer.Period, "answer", line)
		v.answerRef = c.ref(f.Answer.Reference, "answer", line)
	}
	if f.Acknowledgement != nil {
		v.ack = c.period(f.Acknowledgement.Period, "acknowledgement", line)
		v.ackRef = c.ref(f.Acknowledgement.Reference, "acknowledgement", line)
	}
	if f.Extension != nil {
		v.extension = c.extension(f.Extension, v.answer, line)
	}
	for _, pf := range f.Pauses {
		if c.appliesTo(pf.Only, right) {
			v.pauses = append(v.pauses, c.pause(pf, v.answer))
		}
	}
	if f.Shift != nil {
		v.shift = c.shiftDays(f.Shift.Days, line)
		v.shiftRef = c.ref(f.Shift.Reference, "shift", line)
	}
	v.roundRef = c.roundRef(f.MonthEnd, v.answer.unit == month || v.ack.unit == month, line)
	if f.Complaint == nil {
		c.add(line, "no complaint: say after what it is possible")
		return
	}
	v.complaint = c.complaint(f.Complaint, v)
	if f.Fee != nil {
		v.fee = c.fee(f.Fee, v)
	}
	for _, m := range f.Mentions {
		v.mentions = append(v.mentions, c.mention(m, v))
	}
}

func (c *checker) appliesTo(only []word, right string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(w word) bool { return w.text == right })
}

// roundRef holds the rounding against the periods: whoever counts in months must say
// what happens on the 31st, and nobody else may.
func (c *checker) roundRef(f *monthEndFile, months bool, line int) *Reference {
	if f == nil {
		if months {
			c.add(line, "a period in months needs month_end, which says what happens on the 31st")
		}
		return nil
	}
	if !months {
		c.add(f.Round.line, "month_end without a period in months")
	}
	if f.Round.text != "down" {
		c.add(f.Round.line, "rounding %q is not known; known: down", f.Round.text)
	}
	return c.ref(f.Reference, "month_end", f.Round.line)
}

func (c *checker) start(f startFile, line int) startRule {
	s := startRule{reference: c.ref(f.Reference, "start", line), firstDay: c.ref(f.FirstDay, "first_day", line)}
	for _, kind := range f.Replaced {
		c.known("start_"+kind.text, kind)
		s.replaced = append(s.replaced, kind.text)
	}
	for _, q := range f.Latest {
		c.known("start_"+q.Answered.text, q.Answered)
		s.latest = append(s.latest, c.question(q))
	}
	return s
}

func (c *checker) question(f questionFile) question {
	line := f.Answered.line
	if f.Asked.text == "" || f.Answered.text == "" {
		c.add(line, "a question needs asked and answered")
	}
	c.known("claim_"+f.Claim.text, f.Claim)
	return question{
		claim: ClaimKind(f.Claim.text), asked: f.Asked.text, answered: f.Answered.text,
		reference: c.ref(f.Reference, "question", line),
	}
}

func (c *checker) pause(f pauseFile, answer period) pauseRule {
	how := counting(f.Counts.text)
	if how != difference && how != bothDaysOnce {
		c.add(f.Asked.line, "counts %q is not known; write difference or both_days_once", how)
	}
	if answer.unit == workingDay {
		c.add(f.Asked.line, "a pause in calendar days cannot lengthen a period in working days")
	}
	if f.Caution.text != "" {
		c.known("ground_"+f.Caution.text, f.Caution)
	}
	return pauseRule{
		question: c.question(questionFile{f.Claim, f.Asked, f.Answered, f.Reference}),
		counting: how,
		caution:  f.Caution.text,
	}
}

func (c *checker) extension(f *extensionFile, answer period, line int) *extensionRule {
	e := &extensionRule{reference: c.ref(f.Reference, "extension", line)}
	if f.OpenEnded == (f.Total.text != "") {
		c.add(line, "an extension has either a total or open_ended: true")
	}
	if f.Total.text == "" {
		return e
	}
	e.total = c.period(f.Total, "extension", line)
	if e.total.unit != answer.unit {
		c.add(f.Total.line, "%s cannot be compared with %s: an extension is counted in the unit of the answer",
			plural(2, e.total.unit.String()), plural(2, answer.unit.String()))
	} else if e.total.n <= answer.n {
		c.add(f.Total.line, "the extended total must be longer than the answer")
	}
	return e
}

func (c *checker) shiftDays(days []word, line int) shift {
	var s shift
	for _, w := range days {
		switch w.text {
		case "saturday":
			s.saturday = true
		case "sunday":
			s.sunday = true
		case "holiday":
			s.holiday = true
		default:
			c.add(w.line, "%q is not known as a day that moves; write saturday, sunday or holiday", w.text)
		}
	}
	if s.isZero() {
		c.add(line, "a shift over no days")
	}
	return s
}
