package law

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"recourse/internal/civil"
)

//go:embed rules/*.yaml
var ruleFiles embed.FS

//go:embed holidays/*.yaml
var holidayFiles embed.FS

// Book is the law as loaded. It never changes and is safe for concurrent use.
type Book struct {
	regimes   []*entry // by id
	calendars map[string]*calendar
	regimeBy  map[string]*entry      // by id and alias
	regionBy  map[string]*calendar   // by id and alias
	inside    map[string][]*calendar // the regions whose parent it is, by id
	digests   func() map[string]string
}

// Load reads rule files (rules/<regime>.yaml) and holiday files
// (holidays/<region>.yaml), wherever they lie in the two file systems, and refuses
// whatever is not exactly right. The error lists every fault with file and line.
func Load(rules, holidays fs.FS) (*Book, error) {
	b, err := loadLazily(rules, holidays)
	if err != nil {
		return nil, err
	}
	var all problems
	for _, e := range b.regimes {
		if _, err := e.rules(); err != nil {
			all.list = append(all.list, err)
		}
	}
	if err := all.err(); err != nil {
		return nil, err
	}
	all.list = append(all.list, b.checkComplaintClocks()...)
	if err := checkEveryDay(b.calendars); err != nil {
		all.list = append(all.list, err)
	}
	if err := all.err(); err != nil {
		return nil, err
	}
	return b, nil
}

// AuthoritySilence is the right whose clock is the authority's own: the day of receipt
// is that of the complaint.
const AuthoritySilence = "authority-silence"

// checkComplaintClocks refuses a complaint_under that names no law with that right.
func (b *Book) checkComplaintClocks() []error {
	var faults []error
	for _, e := range b.regimes {
		under, named := b.ComplaintClock(e.id)
		if !named {
			continue
		}
		r, err := b.regime(under)
		if err == nil {
			_, err = r.right(AuthoritySilence)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s.yaml: complaint_under: there is no law %q with the right %s", e.id, under, AuthoritySilence))
		}
	}
	return faults
}

// ComplaintClock returns the id of the regime whose right [AuthoritySilence] is the clock
// of a complaint about a request under the given one, and false where no law gives the
// authority a time.
func (b *Book) ComplaintClock(regime string) (string, bool) {
	r, err := b.regime(regime)
	if err != nil {
		return "", false
	}
	return r.complaintUnder, r.complaintUnder != ""
}

// loadLazily is [Load] without reading the rules of a regime or the days of a region
// before they are asked for.
func loadLazily(rules, holidays fs.FS) (*Book, error) {
	calendars, err := loadCalendars(holidays)
	if err != nil {
		return nil, err
	}
	regimes, err := loadRegimes(rules, calendars)
	if err != nil {
		return nil, err
	}
	b := &Book{calendars: calendars, inside: map[string][]*calendar{}, digests: digestsOf(rules, holidays)}
	for _, id := range slices.Sorted(maps.Keys(regimes)) {
		b.regimes = append(b.regimes, regimes[id])
	}
	for _, id := range slices.Sorted(maps.Keys(calendars)) {
		b.inside[calendars[id].parent] = append(b.inside[calendars[id].parent], calendars[id])
	}
	if b.regimeBy, err = index(regimes, "regime", func(e *entry) []string { return e.aliases }); err != nil {
		return nil, err
	}
	b.regionBy, err = index(calendars, "region", func(c *calendar) []string { return c.aliases })
	return b, err
}

// index maps ids and aliases to what they name; no name may stand for two things.
func index[T any](byID map[string]T, what string, aliases func(T) []string) (map[string]T, error) {
	all := make(map[string]T, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		for _, name := range append([]string{id}, aliases(byID[id])...) {
			if _, taken := all[lookup(name)]; taken {
				return nil, fmt.Errorf("%s %s: the name %q is already taken", what, id, name)
			}
			all[lookup(name)] = byID[id]
		}
	}
	// As they are written too, so that nothing has to be lowered on the way.
	for id, named := range byID {
		all[id] = named
	}
	return all, nil
}

// lookup writes a name as the indexes do, so that case and stray blanks do not matter.
func lookup(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

var defaultBook = sync.OnceValues(func() (*Book, error) { return loadLazily(ruleFiles, holidayFiles) })

// Default returns the book made of the files built into the program. It is read
// once; later calls return the same Book. The days of a region are read and computed
// when they are first asked for.
func Default() (*Book, error) { return defaultBook() }

// Right is a right that a regime knows.
type Right struct {
	// ID is the name used in [Facts]; Aliases are other names understood there.
	ID      string
	Aliases []string
}

// Name returns the right's name in the language of lang.
func (r Right) Name(lang string) string { return sentences().word("right_"+r.ID, lang) }

// Regime is a law with its own clocks.
type Regime struct {
	// ID is the name used in [Facts]; Aliases are other names understood there.
	ID      string
	Aliases []string
	// Names is what the regime is called.
	Names Text
	// Rights are the rights it knows, in the order of the statute.
	Rights []Right
	// Sources are the references of the version in force last, each once.
	Sources []Reference
}

// Name returns the regime's name in the language of lang.
func (r Regime) Name(lang string) string { return r.Names.In(lang) }

// Regimes lists the regimes by id. What their slices hold belongs to the book: read
// it, do not change it.
func (b *Book) Regimes() []Regime {
	list := make([]Regime, 0, len(b.regimes))
	for _, e := range b.regimes {
		r, err := e.public()
		if err != nil {
			// Only the files built into the program are read late, and a test reads them all.
			panic("law: " + err.Error())
		}
		list = append(list, r)
	}
	return list
}

// RegimeIDs lists the ids of the regimes in order, without reading their rules.
func (b *Book) RegimeIDs() []string {
	ids := make([]string, 0, len(b.regimes))
	for _, e := range b.regimes {
		ids = append(ids, e.id)
	}
	return ids
}

// Name returns what the regime with that id or alias is called in the language of lang,
// without reading its rules, and the id itself if there is no such regime.
func (b *Book) Name(regime, lang string) string {
	if e := b.entry(regime); e != nil {
		return e.name.In(lang)
	}
	return regime
}

// Regime returns the regime with that id or alias. What its slices hold belongs to
// the book: read it, do not change it. The error is a [*FactError] listing the known
// ones.
func (b *Book) Regime(id string) (Regime, error) {
	e := b.entry(id)
	if e == nil {
		return Regime{}, b.unknownRegime(id)
	}
	return e.public()
}

// entry returns the regime with that id or alias, nil if there is none.
func (b *Book) entry(id string) *entry {
	if e := b.regimeBy[id]; e != nil {
		return e
	}
	return b.regimeBy[lookup(id)]
}

func (b *Book) regime(id string) (*regime, error) {
	e := b.entry(id)
	if e == nil {
		return nil, b.unknownRegime(id)
	}
	return e.rules()
}

func (b *Book) unknownRegime(id string) error {
	return unknown("regime", "regime", id, b.RegimeIDs())
}

func (r *regime) public() Regime {
	pub := Regime{ID: r.id, Aliases: slices.Clone(r.aliases), Names: r.name}
	for i := range r.rights {
		of := &r.rights[i]
		pub.Rights = append(pub.Rights, Right{ID: of.id, Aliases: slices.Clone(of.aliases)})
		for _, ref := range of.versions[len(of.versions)-1].references() {
			if !slices.Contains(pub.Sources, *ref) {
				pub.Sources = append(pub.Sources, *ref)
			}
		}
		for _, clock := range of.clocks {
			for _, ref := range clock.versions[len(clock.versions)-1].references() {
				if !slices.Contains(pub.Sources, *ref) {
					pub.Sources = append(pub.Sources, *ref)
				}
			}
		}
	}
	return pub
}

// references lists every source a version rests on.
func (v *version) references() []*Reference {
	all := []*Reference{v.reference, v.start.reference, v.start.firstDay, v.answerRef, v.ackRef, v.roundRef, v.shiftRef, v.complaint.reference}
	for _, q := range v.start.latest {
		all = append(all, q.reference)
	}
	for _, p := range v.pauses {
		all = append(all, p.reference)
	}
	if v.extension != nil {
		all = append(all, v.extension.reference)
	}
	for _, r := range v.complaint.readings {
		all = append(all, r.reference)
	}
	for _, u := range v.complaint.until {
		all = append(all, u.reference)
	}
	if v.fee != nil {
		all = append(all, v.fee.reference)
	}
	for _, m := range v.mentions {
		all = append(all, m.reference)
	}
	for _, n := range v.notes {
		all = append(all, n.reference)
	}
	return slices.DeleteFunc(all, func(r *Reference) bool { return r == nil })
}

func (r *regime) right(id string) (*right, error) {
	of := r.byRight[lookup(id)]
	if of == nil {
		known := make([]string, 0, len(r.rights))
		for _, each := range r.rights {
			known = append(known, each.id)
		}
		return nil, unknown("right", "right under "+r.id, id, known)
	}
	return of, nil
}

// Region is a place with its own public holidays.
type Region struct {
	// ID is the name used in [Facts]; Aliases are other names understood there.
	ID      string
	Aliases []string
	// Parent is the region whose days it shares, if any.
	Parent string
	// Names is what the region is called.
	Names Text
	// FirstYear and LastYear bound the years known; both are zero without bounds.
	FirstYear, LastYear int
}

// Name returns the region's name in the language of lang.
func (r Region) Name(lang string) string { return r.Names.In(lang) }

// Regions lists the holiday regions by id.
func (b *Book) Regions() []Region {
	list := make([]Region, 0, len(b.calendars))
	for _, id := range slices.Sorted(maps.Keys(b.calendars)) {
		c := b.calendars[id]
		list = append(list, Region{
			ID: c.id, Aliases: slices.Clone(c.aliases), Parent: c.parent, Names: c.name,
			FirstYear: c.years.first, LastYear: c.years.last,
		})
	}
	return list
}

// RegionID returns the id of the holiday region with that id or alias, and false if
// there is none. It reads no file.
func (b *Book) RegionID(name string) (string, bool) {
	c := b.region(name)
	if c == nil {
		return "", false
	}
	return c.id, true
}

// region returns the region with that id or alias, nil if there is none.
func (b *Book) region(id string) *calendar {
	if c := b.regionBy[id]; c != nil {
		return c
	}
	return b.regionBy[lookup(id)]
}

func (b *Book) calendar(id string) (*calendar, error) {
	c := b.region(id)
	if c == nil {
		return nil, unknown("region", "holiday region", id, slices.Sorted(maps.Keys(b.calendars)))
	}
	return c, c.err()
}

// Holidays lists the public holidays of a region from the first to the last of
// the given days, both included, in order. A holiday observed on another day is
// listed on that other day. The error is a [*FactError] for an unknown region and
// a [*CalendarError] where the region's holidays are not known.
func (b *Book) Holidays(region string, from, to civil.Date) ([]Holiday, error) {
	c, err := b.calendar(region)
	if err != nil {
		return nil, err
	}
	for _, end := range []civil.Date{from, to} {
		if err := c.check(end); err != nil {
			return nil, err
		}
	}
	var list []Holiday
	for _, h := range c.days().list {
		if !h.On.Before(from) && !h.On.After(to) {
			list = append(list, h)
		}
	}
	return list, nil
}

// IsWorkingDay reports whether a day is neither Saturday nor Sunday nor a public
// holiday of the region. Errors are those of [Book.Holidays].
func (b *Book) IsWorkingDay(region string, on civil.Date) (bool, error) {
	c, err := b.calendar(region)
	if err != nil {
		return false, err
	}
	return c.working(on), c.check(on)
}

// NextWorkingDay returns on if it is a working day of the region, otherwise the
// first working day after it. Errors are those of [Book.Holidays].
func (b *Book) NextWorkingDay(region string, on civil.Date) (civil.Date, error) {
	c, err := b.calendar(region)
	if err != nil {
		return civil.Date{}, err
	}
	next := on.NextWorking(c.working)
	return next, c.check(next)
}
