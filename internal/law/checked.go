package law

import (
	"maps"
	"slices"
	"strings"

	"recourse/internal/civil"
)

// Checked is one thing that dates rest on, with its source and the day on which
// somebody last compared the two.
type Checked struct {
	Regime string   // id, "" for holidays
	Rights []string // ids of the rights it is for, empty for holidays
	Region string   // id of the region whose holidays rest on it, "" for a figure
	What   string   // what it says, in the language asked for
	// Article is the source, with its confidence and the day; it is never nil.
	Article *Reference
}

// NotCheckedSince lists the figures of every regime and the sources of every region's
// holidays that nobody has checked on or after the day: figures by regime and in the
// order of the calculation, then holidays by region. A rule that rests on no source at
// all is a remark about something that is missing and is left out. The error is that of
// a file that cannot be read.
func (b *Book) NotCheckedSince(since civil.Date, lang string) ([]Checked, error) {
	var list []Checked
	for _, id := range b.RegimeIDs() {
		d, err := b.Describe(id)
		if err != nil {
			return nil, err
		}
		list = append(list, d.figures(lang)...)
	}
	for _, id := range slices.Sorted(maps.Keys(b.calendars)) {
		sources, err := b.calendars[id].sources(lang)
		if err != nil {
			return nil, err
		}
		list = append(list, sources...)
	}
	return slices.DeleteFunc(list, func(c Checked) bool {
		return c.Article.IsZero() || !c.Article.LastChecked.Before(since)
	}), nil
}

// figures are all figures of the regime, each once.
func (d Description) figures(lang string) []Checked {
	var list []Checked
	add := func(rights []Right, what string, article *Reference) {
		c := Checked{Regime: d.ID, What: what, Article: article}
		for _, r := range rights {
			c.Rights = append(c.Rights, r.ID)
		}
		if !slices.ContainsFunc(list, c.same) {
			list = append(list, c)
		}
	}
	for _, g := range d.Groups {
		for _, v := range g.Versions {
			for _, f := range v.Figures {
				add(g.Rights, f.Label(lang)+": "+f.Text(lang), f.Article)
			}
			for _, n := range v.Notes {
				add(g.Rights, n.Text(lang), n.Article)
			}
		}
	}
	for _, c := range d.Further {
		for _, v := range c.Versions {
			for _, f := range v.Figures {
				add(c.Rights, c.Name(lang)+", "+f.Label(lang)+": "+f.Text(lang), f.Article)
			}
		}
	}
	return list
}

func (c Checked) same(other Checked) bool {
	return c.What == other.What && c.Article == other.Article && slices.Equal(c.Rights, other.Rights)
}

// sources are the sources of the region's own file with the days that rest on each.
func (c *calendar) sources(lang string) ([]Checked, error) {
	rules, err := c.own()
	if err != nil {
		return nil, err
	}
	var list []Checked
	days := make(map[Reference][]string)
	for _, rule := range rules {
		if _, seen := days[rule.source]; !seen {
			list = append(list, Checked{Region: c.id, Article: &rule.source})
		}
		if name := rule.name.In(lang); !slices.Contains(days[rule.source], name) {
			days[rule.source] = append(days[rule.source], name)
		}
	}
	for i := range list {
		list[i].What = strings.Join(days[*list[i].Article], ", ")
	}
	return list, nil
}
