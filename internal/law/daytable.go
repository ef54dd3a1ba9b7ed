package law

import (
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"recourse/internal/civil"
)

// betweenHolidays is the day rule of a bridge: see [holidayRule].
const betweenHolidays = "between holidays"

// daysOf is `on:` of a holiday: one rule, or a table of days.
type daysOf struct {
	rule  word
	table []word
	line  int
}

// UnmarshalYAML takes a rule as it is written or a list of days.
func (o *daysOf) UnmarshalYAML(node *yaml.Node) error {
	o.line = node.Line
	if node.Kind != yaml.SequenceNode {
		return node.Decode(&o.rule)
	}
	if len(node.Content) == 0 {
		return fmt.Errorf("line %d: the table of days is empty", node.Line)
	}
	return node.Decode(&o.table)
}

// String names the rule in messages.
func (o daysOf) String() string {
	if o.table != nil {
		return "the table of days"
	}
	return o.rule.text
}

// table reads the days of a table. It must be complete: every year of known has a
// day, except those said to have none, and no day lies outside.
func (p *problems) table(days []word, known span, except []int) dayRule {
	byYear := map[int][]civil.Date{}
	for _, w := range days {
		day, err := civil.Parse(w.text)
		if err != nil {
			p.add(w.line, "%v", err)
			continue
		}
		year := day.Year()
		switch {
		case !known.has(year) || slices.Contains(except, year):
			p.add(w.line, "%s lies outside the years of its table, %s", day, known)
		case slices.Contains(byYear[year], day):
			p.add(w.line, "%s stands twice in its table", day)
		}
		byYear[year] = append(byYear[year], day)
	}
	for year := known.first; year <= known.last && known.first > 0; year++ {
		if len(byYear[year]) == 0 && !slices.Contains(except, year) {
			p.add(days[0].line, "the table has no day in %d; add it, bound the table with years, or name the year in except", year)
		}
	}
	return func(year int) []civil.Date { return byYear[year] }
}

// within narrows s to the bounds of outer; the zero bound is none.
func (s span) within(outer span) span {
	if s.first < outer.first {
		s.first = outer.first
	}
	if s.last == 0 || outer.last != 0 && s.last > outer.last {
		s.last = outer.last
	}
	return s
}

// String writes the years as a file does: "2018-2035", "2019-".
func (s span) String() string {
	year := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	return year(s.first) + "-" + year(s.last)
}
