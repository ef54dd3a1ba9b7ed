package law

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// holidayFile is holidays/<region>.yaml; docs/law-rules.md is its grammar.
type holidayFile struct {
	Schema  int                      `yaml:"schema"`
	Region  word                     `yaml:"region"`
	Parent  word                     `yaml:"parent"`
	Aliases []string                 `yaml:"aliases"`
	Name    Text                     `yaml:"name"`
	Years   word                     `yaml:"years"`
	Weekend word                     `yaml:"weekend"`
	Sources map[string]referenceFile `yaml:"sources"`
	Days    []holidayDayFile         `yaml:"days"`
}

type holidayDayFile struct {
	On      word  `yaml:"on"`
	Name    Text  `yaml:"name"`
	Source  word  `yaml:"source"`
	Years   word  `yaml:"years"`
	Except  []int `yaml:"except"`
	Weekend word  `yaml:"weekend"`
}

// region is a holiday file after checking, before its parent's days are added.
type region struct {
	calendar
	file  string
	line  int
	rules []holidayRule
}

// loadCalendars reads every holiday file and computes its days.
func loadCalendars(fsys fs.FS) (map[string]*calendar, error) {
	names, err := yamlFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("list holiday files: %w", err)
	}
	regions := map[string]*region{}
	var all problems
	for _, name := range names {
		r, err := loadRegion(fsys, name)
		if err != nil {
			all.list = append(all.list, err)
			continue
		}
		regions[r.id] = r
	}
	calendars := make(map[string]*calendar, len(regions))
	for id, r := range regions {
		rules, err := inherited(regions, r)
		if err != nil {
			all.list = append(all.list, err)
			continue
		}
		r.list, r.byDay = newCalendar(rules, r.years)
		calendars[id] = &r.calendar
	}
	return calendars, all.err()
}

// inherited returns the rules of r after those of its parents.
func inherited(regions map[string]*region, r *region) ([]holidayRule, error) {
	rules := slices.Clone(r.rules)
	seen := map[string]bool{r.id: true}
	for parent := r.parent; parent != ""; parent = regions[parent].parent {
		if regions[parent] == nil {
			return nil, fmt.Errorf("%s:%d: there is no parent region %q", r.file, r.line, parent)
		}
		if seen[parent] {
			return nil, fmt.Errorf("%s:%d: region %q is its own parent", r.file, r.line, parent)
		}
		seen[parent] = true
		rules = append(slices.Clone(regions[parent].rules), rules...)
	}
	return rules, nil
}

func loadRegion(fsys fs.FS, name string) (*region, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read holidays: %w", err)
	}
	var f holidayFile
	if err := decodeStrict(name, data, &f); err != nil {
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
	r := &region{file: name, line: line}
	r.id, r.parent, r.name, r.aliases = f.Region.text, f.Parent.text, f.Name, f.Aliases
	r.years = p.years(f.Years)
	r.rules = p.holidayRules(f)
	if len(f.Days) > 0 && (r.years.first == 0 || r.years.last == 0) {
		p.add(line, "years must bound what is known, such as 2018-2035")
	}
	return r, p.err()
}

func (p *problems) holidayRules(f holidayFile) []holidayRule {
	sources := make(map[string]Reference, len(f.Sources))
	for _, key := range slices.Sorted(maps.Keys(f.Sources)) {
		sources[key] = p.reference(key, f.Sources[key])
	}
	used := map[string]bool{}
	rules := make([]holidayRule, 0, len(f.Days))
	for _, d := range f.Days {
		on, err := parseDayRule(d.On.text)
		if err != nil {
			p.add(d.On.line, "%v", err)
		}
		p.text("name of "+d.On.text, d.Name, d.On.line)
		source, ok := sources[d.Source.text]
		if !ok {
			p.add(d.On.line, "%s names no source of this file", d.On.text)
		}
		used[d.Source.text] = true
		weekend := d.Weekend
		if weekend.text == "" {
			weekend = f.Weekend
		}
		rules = append(rules, holidayRule{
			name: d.Name, source: source, on: on, years: p.years(d.Years),
			except: d.Except, weekend: p.observance(weekend),
		})
	}
	for key := range sources {
		if !used[key] {
			p.add(f.Region.line, "source %q is not used", key)
		}
	}
	return rules
}

func (p *problems) observance(w word) observance {
	switch o := observance(w.text); o {
	case "":
		return stays
	case stays, nextFreeDay, nearestWeekday:
		return o
	}
	p.add(w.line, "weekend %q is not known; write stays, next_free_day or nearest_weekday", w.text)
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
