package page

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/restriction"
)

// kindView says of one kind of restriction what it is, what each law makes of it and
// what one can do about it.
type kindView struct {
	Layout
	kindRow
	Explanation string
	Group       kindChapter // its chapter, with the other kinds of it
	SeverityIs  string
	Ways        []string // keys of the ways to see it
	Judgements  []kindLaw
	Precedents  []precedentView
	Elsewhere   kindLaw
	Verify      bool // some source is still to be verified
}

// kindLaw is what one or several laws make of a kind.
type kindLaw struct {
	Anchor     string
	Laws       []lawLink
	Verdict    restriction.Verdict
	Condition  string
	Question   string
	IfYes      restriction.Verdict
	IfNo       restriction.Verdict
	Moves      bool // the wording can move the verdict
	Citations  []citationView
	Paragraphs []string // of the letter
	Open       bool
}

// lawLink leads to the page of a law, where that law has one.
type lawLink struct {
	ID, Name, Href string
}

// citationView is a source with how sure it is.
type citationView struct {
	Cite, Link string
	Verify     bool
}

// precedentView is a decision.
type precedentView struct {
	Authority, Party, Reference, Holding string
	Decided, Published                   civil.Date
	Verify                               bool
}

// showRestriction shows one kind by its key.
func (p *Pages) showRestriction(c *gin.Context) {
	kind, known := p.Service.Detector.Kind(c.Param("key"))
	if !known {
		p.renderRestrictions(c, http.StatusNotFound, brief(c.Param("key")))
		return
	}
	p.render(c, http.StatusOK, "restriction", p.kindPage(p.words(c), kind))
}

func (p *Pages) kindPage(w words, k restriction.Kind) *kindView {
	detector := p.Service.Detector
	v := &kindView{
		Layout: Layout{Section: "restrictions"}, kindRow: w.kindRow(k, usualLaw), Explanation: i18n.Typeset(w.lang, k.Explanation(w.lang)),
		SeverityIs: w.severity(k.Severity), Ways: k.SeenIn,
	}
	for _, g := range detector.Groups() {
		if !slices.ContainsFunc(g.Kinds, func(other restriction.Kind) bool { return other.Key == k.Key }) {
			continue
		}
		v.Group = kindChapter{ID: g.ID, Name: g.Name(w.lang)}
		for _, other := range g.Kinds {
			if other.Key != k.Key {
				v.Group.Kinds = append(v.Group.Kinds, kindRow{Key: other.Key, Name: w.kindName(other)})
			}
		}
	}
	for i, j := range k.Judgements(detector.Laws()) {
		judged := w.judged(j.Judgement)
		judged.Anchor, judged.Laws, judged.Open = j.Regimes[0], p.lawLinks(w, j.Regimes), i == 0
		v.Judgements = append(v.Judgements, judged)
	}
	v.Elsewhere = w.judged(k.Elsewhere())
	v.Elsewhere.Anchor = "elsewhere"
	for _, d := range k.Precedents {
		v.Precedents = append(v.Precedents, w.precedent(d))
	}
	v.Verify = v.unsure()
	return v
}

func (v *kindView) unsure() bool {
	return slices.ContainsFunc(v.Precedents, func(d precedentView) bool { return d.Verify }) ||
		slices.ContainsFunc(v.Judgements, func(j kindLaw) bool {
			return slices.ContainsFunc(j.Citations, func(c citationView) bool { return c.Verify })
		})
}

// lawLinks names laws, each with its page if it has one.
func (p *Pages) lawLinks(w words, regimes []string) []lawLink {
	links := make([]lawLink, 0, len(regimes))
	for _, id := range regimes {
		r, _ := p.Service.Detector.Regime(id)
		link := lawLink{ID: id, Name: i18n.Typeset(w.lang, r.Name(w.lang))}
		if _, err := p.Law.Regime(id); err == nil {
			link.Href = "/law/" + id
		}
		links = append(links, link)
	}
	return links
}

func (w words) judged(j restriction.Judgement) kindLaw {
	v := kindLaw{
		Verdict: j.Verdict, Condition: i18n.Typeset(w.lang, j.Condition(w.lang)), Moves: j.WordingMoves(),
		Paragraphs: typesetAll(w.lang, j.CounterMove(w.lang)),
	}
	if q := j.Question; q != nil {
		v.Question, v.IfYes, v.IfNo = i18n.Typeset(w.lang, q.Text(w.lang)), q.IfYes, q.IfNo
	}
	for _, c := range j.Citations {
		v.Citations = append(v.Citations, citationView{Cite: i18n.Typeset(w.lang, c.Cite(w.lang)), Link: c.Link, Verify: c.Confidence != confirmed})
	}
	return v
}

func (w words) precedent(d restriction.Precedent) precedentView {
	return precedentView{
		Authority: d.Authority, Party: d.Party, Reference: d.Reference, Holding: i18n.Typeset(w.lang, d.Holding(w.lang)),
		Decided: d.Decided, Published: d.Published, Verify: d.Confidence != confirmed,
	}
}

func typesetAll(lang string, paragraphs []string) []string {
	out := make([]string, 0, len(paragraphs))
	for _, s := range paragraphs {
		out = append(out, i18n.Typeset(lang, s))
	}
	return out
}

// kindHref is the address of the page about a kind, at what is said of a law.
func kindHref(k restriction.Kind, regime string) string {
	if k.JudgedUnder(regime) {
		return "/restrictions/" + k.Key + "#" + regime
	}
	return "/restrictions/" + k.Key + "#elsewhere"
}
