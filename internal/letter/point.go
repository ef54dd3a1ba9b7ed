package letter

import (
	"cmp"
	"slices"
	"strings"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// group are kinds of restriction that rest on the same provisions, in the order in which
// a letter speaks of them. Its heading is in the words of each language.
type group struct {
	ID    string   `yaml:"id"`
	Kinds []string `yaml:"kinds"`
}

// headedFrom is the number of points from which a letter puts headings over its groups.
const headedFrom = 4

// point is a restriction as a letter speaks of it: once, with all passages and days in
// which it was seen.
type point struct {
	N          int // in the letters to the controller
	Key, Title string
	Passages   []passage
	Reason     string
	Data       []Data
	Paragraphs []string
	Citations  []string

	severity int
	open     bool
	days     []Day
	lacking  []dsar.LackingItem
	lang     string
	words    *words
}

// passage is what the controller wrote on a day. See is the number of the point under
// which the same words are quoted already; there are no quotes then.
type passage struct {
	On     civil.Date
	Quotes []string
	See    int
}

// section are the points of a group. The heading is "" where the letter is short enough
// to do without.
type section struct {
	Heading string
	Points  []point
}

// Days returns when one of these things happened: "on 1 March 2026, 2 March 2026 and 3
// March 2026"; "" if no day is known. Where a language asks for it, the preposition stands
// before each.
func (p point) Days(what ...string) string {
	var days []string
	for _, d := range p.days {
		if !slices.Contains(what, d.What) {
			continue
		}
		written := onDate(p.lang, d.On)
		if len(days) > 0 && slices.Contains([]string{"en", "nl"}, p.lang) {
			written = FormatDate(p.lang, d.On)
		}
		days = appendNew(days, []string{written})
	}
	return listed(days, p.words.And)
}

// listed joins with commas and the word before the last.
func listed(parts []string, and string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " " + and + " " + parts[last]
}

// joinPoints makes one point of those with the same key, in the order of the first of
// each. What one of them settles is not open.
func joinPoints(points []Point, lang string, w *words) []point {
	var joined []point
	for _, p := range points {
		at := slices.IndexFunc(joined, func(j point) bool { return p.Key != "" && j.Key == p.Key })
		if at < 0 {
			joined = append(joined, point{Key: p.Key, Title: line(p.Title), open: true, lang: lang, words: w})
			at = len(joined) - 1
		}
		joined[at].add(p)
	}
	return joined
}

func (p *point) add(given Point) {
	p.open = p.open && given.Open
	p.severity = max(p.severity, given.Severity)
	if given.Reason != "" {
		p.Reason, p.days = given.Reason, given.Days
	}
	p.lacking = append(p.lacking, given.Lacking...)
	if given.Data != nil {
		p.Data = append(p.Data, given.Data.cleaned())
	}
	if said := quote(given.Quote); said != "" {
		p.quote(given.On, said)
	}
	p.Paragraphs = appendNew(p.Paragraphs, cleanLines(given.Paragraphs))
	p.Citations = appendNew(p.Citations, cleanLines(given.Citations))
}

// Missing names the items that were not received at all, Partly those of which something
// was. CategoriesOnly reports that recipients were named by category alone.
func (p point) Missing() []string { return p.lacks(dsar.ItemMissing) }

// Partly: see Missing.
func (p point) Partly() []string { return p.lacks(dsar.ItemPartly) }

// CategoriesOnly: see Missing.
func (p point) CategoriesOnly() bool { return len(p.lacks(dsar.ItemCategoriesOnly)) > 0 }

func (p point) lacks(answer dsar.ChecklistAnswer) []string {
	var items []string
	for _, i := range p.lacking {
		if i.Answer == answer {
			items = append(items, p.words.Lacking[i.Key])
		}
	}
	return items
}

// typeset sets the program's own words; those of the controller stay as they are.
func (p *point) typeset(set *strings.Replacer) {
	p.Title = set.Replace(p.Title)
	for _, list := range [][]string{p.Paragraphs, p.Citations} {
		for i := range list {
			list[i] = set.Replace(list[i])
		}
	}
}

// quote adds words of the controller, those of one day together.
func (p *point) quote(on civil.Date, said string) {
	at := slices.IndexFunc(p.Passages, func(said passage) bool { return said.On == on })
	if at < 0 {
		p.Passages = append(p.Passages, passage{On: on})
		at = len(p.Passages) - 1
	}
	p.Passages[at].Quotes = appendNew(p.Passages[at].Quotes, []string{said})
}

// Asserted are the points that the law of the case decides, in the order in which the
// letter makes them; Open are those that depend on facts which the case does not show.
func (v *view) Asserted() []section { return v.arranged().asserted }

// Open: see Asserted.
func (v *view) Open() []section { return v.arranged().open }

// Infringed and Doubtful are the points of the complaint: what the law decides, and what
// the authority is asked to examine.
func (v *view) Infringed() []point { return v.only(false) }

// Doubtful: see Infringed.
func (v *view) Doubtful() []point { return v.only(true) }

func (v *view) only(open bool) []point {
	var list []point
	for _, s := range v.sections(open) {
		list = append(list, s.Points...)
	}
	return list
}

type arrangement struct{ asserted, open []section }

// arranged puts the points in order and sees to it that nothing is said twice: neither a
// sentence of the law nor a passage of the controller. What the opening of the letter
// says is not repeated either.
func (v *view) arranged() arrangement {
	a := arrangement{asserted: v.sections(false), open: v.sections(true)}
	said, quoted := &sentences{}, map[string]int{}
	n, headed := 0, 0
	for _, list := range [][]section{a.asserted, a.open} {
		for k, s := range list {
			if s.Heading != "" {
				list[k].Heading = string(rune('A'+headed)) + ". " + s.Heading
				headed++
			}
			for i := range s.Points {
				n++
				s.Points[i].N = n
				s.Points[i].unrepeated(said, quoted)
				s.Points[i].Reason = v.reason(s.Points[i].Reason)
			}
		}
	}
	return a
}

// reason is "" where the opening of the letter tells the same.
func (v *view) reason(reason string) string {
	if reason == "no_answer" || reason == "answered_late" && v.Late() {
		return ""
	}
	return reason
}

func (p *point) unrepeated(said *sentences, quoted map[string]int) {
	p.Paragraphs = said.only(p.Paragraphs)
	passages := slices.Clone(p.Passages)
	for i, passage := range passages {
		key := passage.On.String() + "\n" + strings.Join(passage.Quotes, "\n")
		if first, again := quoted[key]; again {
			passages[i].Quotes, passages[i].See = nil, first
			continue
		}
		quoted[key] = p.N
	}
	p.Passages = passages
}

// sections groups the points that are open or not. Groups come by the worst of their
// points and then in their own order, points by severity and then in that of the group.
func (v *view) sections(open bool) []section {
	type ranked struct {
		section
		worst int
	}
	var list []ranked
	for _, g := range append(slices.Clone(v.groups), group{}) {
		var r ranked
		for _, p := range v.Points {
			if p.open == open && v.groupOf(p.Key) == g.ID {
				r.Points, r.worst = append(r.Points, p), max(r.worst, p.severity)
			}
		}
		if len(r.Points) == 0 {
			continue
		}
		slices.SortStableFunc(r.Points, func(a, b point) int {
			return cmp.Or(b.severity-a.severity, slices.Index(g.Kinds, a.Key)-slices.Index(g.Kinds, b.Key))
		})
		if len(v.Points) >= headedFrom {
			r.Heading = v.words.Groups[g.ID]
		}
		list = append(list, r)
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return b.worst - a.worst })
	sections := make([]section, len(list))
	for i, r := range list {
		sections[i] = r.section
	}
	if len(sections) == 1 {
		sections[0].Heading = ""
	}
	return sections
}

// groupOf is the id of the group that a kind belongs to; "" for one that has none.
func (v *view) groupOf(key string) string {
	for _, g := range v.groups {
		if slices.Contains(g.Kinds, key) {
			return g.ID
		}
	}
	return ""
}
