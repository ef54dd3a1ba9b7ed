package law

import (
	"cmp"
	"regexp"
	"slices"
)

// clockFile is one entry under clocks: of a rule file as it is written.
type clockFile struct {
	ID             word               `yaml:"id"`
	Rights         []word             `yaml:"rights"`
	Regions        []word             `yaml:"regions"`
	Remind         word               `yaml:"remind"`
	ComplaintUnder word               `yaml:"complaint_under"`
	LodgedFrom     word               `yaml:"lodged_from"`
	Versions       []clockVersionFile `yaml:"versions"`
}

type clockVersionFile struct {
	From      word                `yaml:"from"`
	Reference word                `yaml:"reference"`
	Duty      word                `yaml:"duty"`
	Kind      word                `yaml:"kind"`
	Starts    clockStartFile      `yaml:"starts"`
	Period    word                `yaml:"period"`
	Extension *clockExtensionFile `yaml:"extension"`
	MetBy     []word              `yaml:"met_by"`
	MonthEnd  *monthEndFile       `yaml:"month_end"`
	Shift     *shiftFile          `yaml:"shift"`
	Notes     []noteFile          `yaml:"notes"`
}

type clockStartFile struct {
	With  []word `yaml:"with"`
	After word   `yaml:"after"`
	Clock word   `yaml:"clock"`
	When  word   `yaml:"when"`
}

type clockExtensionFile struct {
	Period word   `yaml:"period"`
	With   []word `yaml:"with"`
}

// clockID is how the id of a clock is written.
var clockID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// stated is written for a period whose last day somebody else names.
const stated = "stated"

// clocks checks the declared clocks and gives each right those that run for it, each
// after the clock it starts with.
func (c *checker) clocks(r *regime, files []clockFile) {
	declared := map[string]*clockRule{}
	for _, f := range files {
		if declared[f.ID.text] != nil {
			c.add(f.ID.line, "clock %q occurs twice", f.ID.text)
			continue
		}
		rule := c.clock(r, f)
		declared[f.ID.text] = rule
		if rule.complaintUnder != "" && r.complaintUnder != "" {
			c.add(f.ComplaintUnder.line, "complaint_under stands at two clocks")
		}
		r.complaintUnder = cmp.Or(r.complaintUnder, rule.complaintUnder)
	}
	for _, f := range files {
		c.chain(f, declared)
	}
	for i := range r.rights {
		of := &r.rights[i]
		for _, f := range files {
			if rule := declared[f.ID.text]; c.appliesTo(f.Rights, of.id) && !slices.Contains(of.clocks, rule) {
				of.clocks = append(of.clocks, rule)
			}
		}
		slices.SortStableFunc(of.clocks, func(a, b *clockRule) int { return a.depth(declared, 0) - b.depth(declared, 0) })
	}
}

// depth counts how many clocks have to be worked out before this one.
func (r *clockRule) depth(declared map[string]*clockRule, seen int) int {
	deepest := 0
	for _, v := range r.versions {
		before := declared[v.starts.clock]
		if before == nil || seen > len(declared) {
			continue
		}
		deepest = max(deepest, 1+before.depth(declared, seen+1))
	}
	return deepest
}

func (c *checker) clock(r *regime, f clockFile) *clockRule {
	line := f.ID.line
	rule := &clockRule{id: f.ID.text, explicit: len(f.Rights) > 0}
	if slices.Contains(builtInClocks, f.ID.text) {
		c.add(line, "clock %q has the name of one that every regime has", f.ID.text)
	}
	if !clockID.MatchString(f.ID.text) {
		c.add(line, "clock %q must be lower case letters and digits with hyphens", f.ID.text)
	}
	c.known("clock_"+f.ID.text, f.ID)
	c.known("clock_"+f.ID.text+"_about", f.ID)
	for _, right := range f.Rights {
		if r.byRight[lookup(right.text)] == nil {
			c.add(right.line, "clock %q is for right %q, which is not in this file", f.ID.text, right.text)
		}
	}
	for _, region := range f.Regions {
		c.inCalendars(region)
		rule.regions = append(rule.regions, region.text)
	}
	if len(f.Versions) == 0 {
		c.add(line, "clock %q has no versions", f.ID.text)
	}
	if f.Remind.text != "" && !slices.Contains([]Reminder{RemindNever, RemindBefore, RemindAfter}, Reminder(f.Remind.text)) {
		c.add(f.Remind.line, "remind %q is not known; write never, before or after", f.Remind.text)
	}
	rule.remind, rule.complaintUnder = Reminder(f.Remind.text), f.ComplaintUnder.text
	if f.LodgedFrom.text != "" {
		rule.lodgedFrom = c.day(f.LodgedFrom, "lodged_from", line)
	}
	for i, vf := range f.Versions {
		v := c.clockVersion(vf)
		if i > 0 && !rule.versions[i-1].from.Before(v.from) {
			c.add(vf.From.line, "versions overlap: %s must be later than %s", v.from, rule.versions[i-1].from)
		}
		if rule.complaintUnder != "" && (v.duty != Supervisor || !slices.Equal(v.starts.with, plainComplaints)) {
			c.add(f.ComplaintUnder.line, "complaint_under is for a clock of the authority that starts with [%s]", ComplaintLodged)
		}
		rule.versions = append(rule.versions, v)
	}
	return rule
}

func (c *checker) clockVersion(f clockVersionFile) *clockVersion {
	line := f.From.line
	v := &clockVersion{
		from:      c.day(f.From, "from", line),
		reference: c.ref(f.Reference, "the clock", line),
		duty:      Party(f.Duty.text),
		kind:      ClockKind(f.Kind.text),
		metBy:     c.events(f.MetBy),
		starts:    c.clockStart(f.Starts, line),
	}
	if !slices.Contains([]Party{Controller, Person, Supervisor, Court}, v.duty) {
		c.add(max(line, f.Duty.line), "duty %q is not known; write controller, person, authority or court", f.Duty.text)
	}
	if !slices.Contains([]ClockKind{Deadline, Window, Wait}, v.kind) {
		c.add(max(line, f.Kind.line), "kind %q is not known; write deadline, window or wait", f.Kind.text)
	}
	c.clockPeriod(v, f)
	if f.Shift != nil {
		v.shift = c.shiftDays(f.Shift.Days, line)
		v.shiftRef = c.ref(f.Shift.Reference, "shift", line)
		if v.period.unit == workingDay {
			c.add(line, "a period in working days cannot end on a day that moves: leave out shift")
		}
	}
	v.roundRef = c.roundRef(f.MonthEnd, v.period.unit == month, line)
	for _, n := range f.Notes {
		v.notes = append(v.notes, c.note(n))
	}
	v.endsKey = "clock_ends_" + string(v.kind)
	v.idle = []Step{{Key: "clock_not_started", What: v.starts.what, Article: v.reference, Verify: v.reference.Confidence.ToVerify()}}
	return v
}

func (c *checker) clockPeriod(v *clockVersion, f clockVersionFile) {
	line := f.From.line
	if f.Period.text == stated {
		if len(v.starts.with) == 0 || v.starts.after != "" {
			c.add(f.Period.line, "period: stated needs starts: {with: …} alone, for the day comes with the event")
		}
		if f.Extension != nil || f.Shift != nil {
			c.add(f.Period.line, "a stated day is neither extended nor moved")
		}
		return
	}
	v.period = c.period(f.Period, "the clock", line)
	if f.Extension == nil {
		return
	}
	more := c.period(f.Extension.Period, "the extension of the clock", line)
	if more.unit != v.period.unit {
		c.add(f.Extension.Period.line, "%s cannot be added to %s: an extension is counted in the unit of its clock",
			plural(2, more.unit.String()), plural(2, v.period.unit.String()))
	}
	v.extension = &clockExtension{total: period{v.period.n + more.n, v.period.unit}, with: c.events(f.Extension.With)}
	if len(f.Extension.With) == 0 {
		c.add(max(line, f.Extension.Period.line), "an extension needs with: the events that announce it")
	}
}

// events checks kinds of event that a clock names.
func (c *checker) events(words []word) []string {
	var kinds []string
	for _, w := range words {
		if !slices.Contains(eventKinds, w.text) {
			c.add(w.line, "there is no kind of event %q; known: %s", w.text, knownKinds)
		}
		kinds = append(kinds, w.text)
	}
	return kinds
}

func (c *checker) clockStart(f clockStartFile, line int) clockStart {
	s := clockStart{with: c.events(f.With), after: clockBase(f.After.text), clock: f.Clock.text, when: clockTurn(f.When.text)}
	s.what = "event_" + f.After.text
	switch s.after {
	case "":
		if len(s.with) == 0 {
			c.add(line, "a clock needs starts: with events, or after something")
			break
		}
		s.what = eventTexts[s.with[0]]
	case onAnswer, onStart, onComplaintFrom, onClock:
	default:
		c.add(f.After.line, "starts after %q is not known; write answer, start, complaint_from or clock", f.After.text)
	}
	if s.after == onClock {
		s.what = "clock_" + s.clock
	}
	if (s.after == onClock) != (s.clock != "") {
		c.add(max(line, f.After.line, f.Clock.line), "after: clock and clock: <id> belong together")
	}
	if s.when == "" {
		s.when = whenUnmet
		return s
	}
	if s.after != onClock || !slices.Contains([]clockTurn{whenUnmet, whenMet, whenOver}, s.when) {
		c.add(f.When.line, "when %q is not known; write unmet, met or over, beside after: clock", f.When.text)
	}
	return s
}

// chain refuses a clock that starts with an unknown clock or, in the end, with itself.
func (c *checker) chain(f clockFile, declared map[string]*clockRule) {
	for _, v := range f.Versions {
		next := v.Starts.Clock
		if next.text == "" {
			continue
		}
		if declared[next.text] == nil {
			c.add(next.line, "clock %q starts after clock %q, which is not in this file", f.ID.text, next.text)
			continue
		}
		if reaches(declared, next.text, f.ID.text, len(declared)) {
			c.add(next.line, "clock %q starts after itself", f.ID.text)
		}
	}
}

// reaches reports whether one clock starts, by whatever way, with the other.
func reaches(declared map[string]*clockRule, from, to string, steps int) bool {
	if from == to {
		return true
	}
	if declared[from] == nil || steps == 0 {
		return false
	}
	return slices.ContainsFunc(declared[from].versions, func(v *clockVersion) bool {
		return v.starts.clock != "" && reaches(declared, v.starts.clock, to, steps-1)
	})
}
