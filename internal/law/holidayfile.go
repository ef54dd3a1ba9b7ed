package law

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"recourse/internal/strictyaml"
)

// holidayHead is what a holiday file says before its sources and days. It is read at
// once, so that every region is known by name; the rest is read when a day is asked for.
type holidayHead struct {
	Schema  int      `yaml:"schema"`
	Region  word     `yaml:"region"`
	Parent  word     `yaml:"parent"`
	Aliases []string `yaml:"aliases"`
	Name    Text     `yaml:"name"`
	Years   word     `yaml:"years"`
	Weekend word     `yaml:"weekend"`
	ByHand  bool     `yaml:"by_hand"`
}

// holidayFile is holidays/<region>.yaml; docs/law-rules.md is its grammar.
type holidayFile struct {
	holidayHead `yaml:",inline"`
	Sources     map[string]referenceFile `yaml:"sources"`
	Days        []holidayDayFile         `yaml:"days"`
}

type holidayDayFile struct {
	On      daysOf `yaml:"on"`
	Name    Text   `yaml:"name"`
	Source  word   `yaml:"source"`
	Years   word   `yaml:"years"`
	Except  []int  `yaml:"except"`
	Weekend word   `yaml:"weekend"`
}

// loadCalendars reads the head of every holiday file. The days are read and computed
// when they are first asked for; [calendar.err] reports what is wrong with them.
func loadCalendars(fsys fs.FS) (map[string]*calendar, error) {
	names, err := yamlFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("list holiday files: %w", err)
	}
	calendars := make(map[string]*calendar, len(names))
	var all problems
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read holidays: %w", err)
		}
		c, err := loadHead(name, data)
		if err != nil {
			all.list = append(all.list, err)
			continue
		}
		calendars[c.id] = c
	}
	for _, id := range slices.Sorted(maps.Keys(calendars)) {
		if err := calendars[id].checkParents(calendars); err != nil {
			all.list = append(all.list, err)
		}
	}
	if err := all.err(); err != nil {
		return nil, err
	}
	for _, c := range calendars {
		c.days = sync.OnceValue(func() dayTable { return c.compute(calendars) })
	}
	return calendars, nil
}

// checkEveryDay reads every holiday file to its end and reports whatever is wrong.
func checkEveryDay(calendars map[string]*calendar) error {
	var all problems
	for _, id := range slices.Sorted(maps.Keys(calendars)) {
		if _, err := calendars[id].own(); err != nil {
			all.list = append(all.list, err)
		}
	}
	return all.err()
}

// bodyOf finds where the head of a holiday file ends.
var bodyOf = regexp.MustCompile(`(?m)^(?:sources|days):`)

func loadHead(name string, data []byte) (*calendar, error) {
	head := data
	if at := bodyOf.FindIndex(data); at != nil {
		head = data[:at[0]]
	}
	var f holidayHead
	if err := strictyaml.Decode(name, head, &f); err != nil {
		return nil, err
	}
	p := &problems{file: name}
	line := f.Region.line
	if f.Schema != 1 {
		p.add(line, "schema %d is not known; this program reads schema 1", f.Schema)
	}
	if id := strings.TrimSuffix(path.Base(name), ".yaml"); f.Region.text != id {
		p.add(line, "region %q must have the name of its file, %q", f.Region.text, id)
	}
	p.text("name", f.Name, line)
	c := &calendar{
		id: f.Region.text, parent: f.Parent.text, aliases: f.Aliases, name: f.Name,
		years: p.years(f.Years), file: name, line: line, byHand: f.ByHand,
	}
	c.own = sync.OnceValues(func() ([]holidayRule, error) { return loadDays(name, data, f, c.years) })
	return c, p.err()
}

// checkParents refuses a parent that does not exist, knows fewer years, or is the
// region itself.
func (c *calendar) checkParents(all map[string]*calendar) error {
	seen := map[string]bool{c.id: true}
	for id := c.parent; id != ""; id = all[id].parent {
		parent := all[id]
		switch {
		case parent == nil:
			return fmt.Errorf("%s:%d: there is no parent region %q", c.file, c.line, id)
		case seen[id]:
			return fmt.Errorf("%s:%d: region %q is its own parent", c.file, c.line, id)
		case c.years != c.years.within(parent.years):
			return fmt.Errorf("%s:%d: the years of %s, %s, go beyond those of its parent %s, %s",
				c.file, c.line, c.id, c.years, id, parent.years)
		}
		seen[id] = true
	}
	return nil
}

// inherited returns the rules of c after those of its parents.
func (c *calendar) inherited(all map[string]*calendar) ([]holidayRule, error) {
	rules, err := c.own()
	if err != nil || c.parent == "" {
		return rules, err
	}
	parents, err := all[c.parent].inherited(all)
	return slices.Concat(parents, rules), err
}

func loadDays(name string, data []byte, head holidayHead, known span) ([]holidayRule, error) {
	var f holidayFile
	if err := strictyaml.Decode(name, data, &f); err != nil {
		return nil, err
	}
	p := &problems{file: name}
	if !reflect.DeepEqual(f.holidayHead, head) {
		p.add(head.Region.line, "schema, region, parent, aliases, name, years, weekend and by_hand must stand before sources and days")
	}
	if len(f.Days) > 0 && (known.first == 0 || known.last == 0) {
		p.add(head.Region.line, "years must bound what is known, such as 2018-2035")
	}
	rules := p.holidayRules(f, known)
	return rules, p.err()
}

func (p *problems) holidayRules(f holidayFile, known span) []holidayRule {
	sources := make(map[string]Reference, len(f.Sources))
	for _, key := range slices.Sorted(maps.Keys(f.Sources)) {
		sources[key] = p.reference(key, f.Sources[key])
	}
	used := map[string]bool{}
	rules := make([]holidayRule, 0, len(f.Days))
	for _, d := range f.Days {
		if d.Weekend.text == "" {
			d.Weekend = f.Weekend
		}
		rule := p.holidayRule(d, known)
		source, ok := sources[d.Source.text]
		if !ok {
			p.add(d.On.line, "%s names no source of this file", d.On)
		}
		rule.source = source
		used[d.Source.text] = true
		rules = append(rules, rule)
	}
	for key := range sources {
		if !used[key] {
			p.add(f.Region.line, "source %q is not used", key)
		}
	}
	return rules
}

func (p *problems) holidayRule(d holidayDayFile, known span) holidayRule {
	p.text("name of "+d.On.String(), d.Name, d.On.line)
	rule := holidayRule{name: d.Name, years: p.years(d.Years), except: d.Except, weekend: p.observance(d.Weekend)}
	switch {
	case d.On.table != nil:
		rule.on = p.table(d.On.table, rule.years.within(known), d.Except)
	case d.On.rule.text == betweenHolidays:
		rule.bridge = true
	default:
		on, err := parseDayRule(d.On.rule.text)
		if err != nil {
			p.add(d.On.line, "%v", err)
		}
		rule.on = on
		p.single(d.On, known)
	}
	return rule
}

// single refuses a day of one year outside the years known: it would count for nothing.
func (p *problems) single(on daysOf, known span) {
	if !singleDay.MatchString(on.rule.text) {
		return
	}
	if year := atoi(on.rule.text[:4]); !known.has(year) {
		p.add(on.line, "%s lies outside the years of the file, %s", on, known)
	}
}

func (p *problems) observance(w word) observance {
	if w.text == "" {
		return stays
	}
	if o := observance(w.text); slices.Contains(observances, o) {
		return o
	}
	known := make([]string, 0, len(observances))
	for _, o := range observances {
		known = append(known, string(o))
	}
	p.add(w.line, "weekend %q is not known; write %s", w.text, strings.Join(known, ", "))
	return stays
}

// years reads "2018-2035", "2019-", "-2022" or nothing.
func (p *problems) years(w word) span {
	if w.text == "" {
		return span{}
	}
	first, last, ok := strings.Cut(w.text, "-")
	s := span{p.year(first, w), p.year(last, w)}
	if !ok || s.last != 0 && s.last < s.first || s == (span{}) {
		p.add(w.line, "%q are no years such as 2018-2035, 2019- or -2022", w.text)
	}
	return s
}

func (p *problems) year(s string, w word) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1901 || n > 2198 {
		p.add(w.line, "%q is no year in %q", s, w.text)
		return 0
	}
	return n
}
