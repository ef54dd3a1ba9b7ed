package page

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"
	"golang.org/x/text/search"

	"recourse/internal/i18n"
	"recourse/internal/restriction"
)

// restrictionsView lists the kinds of restriction that are known, by chapter. What it
// shows stands in its address.
type restrictionsView struct {
	Layout
	Form    Form
	Laws    []option // under which the verdicts stand
	Law     restriction.Regime
	LawName string
	Groups  []kindChapter
	Count   int    // kinds listed
	All     int    // kinds known
	Unknown string // the kind that was asked for and does not exist; "" on the list itself
}

// kindChapter is a chapter with those of its kinds that are listed.
type kindChapter struct {
	ID, Name string
	Kinds    []kindRow
}

// kindRow is one kind in a line.
type kindRow struct {
	Key, Name string
	Gist      string // the first sentence of the explanation
	Severity  int
	SeenIn    string
	Verdict   restriction.Verdict
	Condition bool // the verdict depends on something
}

// usualLaw is the law that the verdicts of the list are of unless another is chosen.
const usualLaw = "eu-gdpr"

// showRestrictions lists the kinds, those with all the words that were asked for.
func (p *Pages) showRestrictions(c *gin.Context) { p.renderRestrictions(c, http.StatusOK, "") }

func (p *Pages) renderRestrictions(c *gin.Context, status int, unknown string) {
	w, detector := p.words(c), p.Service.Detector
	v := &restrictionsView{Layout: Layout{Section: "restrictions"}, Form: Form{Values: c.Request.URL.Query()}, All: len(detector.Kinds()), Unknown: unknown}
	v.Law, _ = detector.Regime(usualLaw)
	if chosen, ok := detector.Regime(v.Form.Value("law")); ok {
		v.Law = chosen
	}
	v.LawName = i18n.Typeset(w.lang, v.Law.Name(w.lang))
	for _, r := range detector.Laws() {
		v.Laws = append(v.Laws, option{Value: r.ID, Label: i18n.Typeset(w.lang, r.Name(w.lang)), Selected: r.ID == v.Law.ID})
	}
	query := newWordQuery(w.lang, v.Form.Value("q"))
	for _, g := range detector.Groups() {
		group := kindChapter{ID: g.ID, Name: g.Name(w.lang)}
		for _, k := range g.Kinds {
			if query.in(k.Name(w.lang) + " " + strings.ReplaceAll(k.Key, "_", " ") + " " + k.Key + " " + k.Explanation(w.lang)) {
				group.Kinds = append(group.Kinds, w.kindRow(k, v.Law.ID))
			}
		}
		if len(group.Kinds) > 0 {
			v.Groups, v.Count = append(v.Groups, group), v.Count+len(group.Kinds)
		}
	}
	p.render(c, status, "restrictions", v)
}

func (w words) kindRow(k restriction.Kind, regime string) kindRow {
	j := k.Judgement(regime)
	return kindRow{
		Key: k.Key, Name: w.kindName(k), Gist: firstSentence(i18n.Typeset(w.lang, k.Explanation(w.lang))), Severity: k.Severity,
		SeenIn: w.seenIn(k), Verdict: j.Verdict, Condition: j.Condition(w.lang) != "",
	}
}

func (w words) kindName(k restriction.Kind) string { return i18n.Typeset(w.lang, k.Name(w.lang)) }

// seenIn names the ways to see a restriction: "in the text, in the dates".
func (w words) seenIn(k restriction.Kind) string {
	ways := make([]string, 0, len(k.SeenIn))
	for _, way := range k.SeenIn {
		ways = append(ways, w.t("restrictions.seen."+way))
	}
	return strings.Join(ways, ", ")
}

// firstSentence is a text up to its first full stop that ends a sentence.
func firstSentence(s string) string {
	for i, r := range s {
		if r != '.' && r != '?' {
			continue
		}
		rest := s[i+1:]
		next := strings.TrimLeft(rest, " \u00a0")
		if next == "" || rest != next && strings.ToUpper(next[:1]) == next[:1] {
			return s[:i+1]
		}
	}
	return s
}

// wordQuery finds texts that have all of some words somewhere in them, whatever their
// case and accents.
type wordQuery struct {
	patterns []*search.Pattern
}

// Bounds of a query: it is open to everybody.
const (
	maxQueryRunes = 80
	maxQueryWords = 6
)

func newWordQuery(lang, q string) wordQuery {
	runes := []rune(q)
	matcher := search.New(language.Make(lang), search.Loose)
	var query wordQuery
	for _, word := range strings.Fields(string(runes[:min(len(runes), maxQueryRunes)])) {
		if len(query.patterns) < maxQueryWords {
			query.patterns = append(query.patterns, matcher.CompileString(word))
		}
	}
	return query
}

func (q wordQuery) in(text string) bool {
	return !slices.ContainsFunc(q.patterns, func(p *search.Pattern) bool {
		start, _ := p.IndexString(text)
		return start < 0
	})
}

// severity words how grave a kind of restriction is.
func (w words) severity(n int) string { return w.t("restrictions.severity." + strconv.Itoa(n)) }
