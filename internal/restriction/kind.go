package restriction

import (
	"slices"
	"strings"

	"recourse/internal/civil"
)

// text is a sentence in every language of the product, by ISO 639-1 code.
type text map[string]string

// in returns the text in lang, or in English where lang has none.
func (t text) in(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["en"]
}

// Regime is a data protection law that can govern a case.
type Regime struct {
	// ID is the stable name, such as "eu-gdpr".
	ID string
	// Aliases are short names accepted instead of the id, such as "gdpr".
	Aliases []string
	name    text
}

// Name returns the name of the regime in lang, or in English.
func (r Regime) Name(lang string) string { return r.name.in(lang) }

// Kind is one kind of restriction: what it is, how it is seen, what the law of
// each regime makes of it and what to answer.
type Kind struct {
	// Key is the stable name, such as "lookback_limit".
	Key string
	// Severity runs from 1 (a nuisance) to 5 (defeats the right or cannot be undone).
	Severity int
	// SeenIn says how the restriction can be seen: "text", "events", "data" or
	// "person", in this order.
	SeenIn []string
	// Precedents are decisions on this restriction, oldest first.
	Precedents []Precedent

	name        text
	heading     text
	explanation text
	byRegime    map[string]*Judgement
	fallback    *Judgement
}

// Name returns the plain name in lang, or in English.
func (k Kind) Name(lang string) string { return k.name.in(lang) }

// Heading returns what stands over the point in a letter, in lang or in English. It
// names what the letter is about and accuses nobody.
func (k Kind) Heading(lang string) string { return k.heading.in(lang) }

// Explanation returns one paragraph for a person who meets the restriction for
// the first time, in lang or in English.
func (k Kind) Explanation(lang string) string { return k.explanation.in(lang) }

// Judgement returns what the regime with the given id makes of the restriction.
// Where the taxonomy has nothing on that regime, the verdict is [Judge] and the
// condition says that the regime has to be looked up. Aliases are not resolved
// here; use [Detector.Regime].
func (k Kind) Judgement(regime string) Judgement {
	return *k.judgement(regime)
}

func (k Kind) judgement(regime string) *Judgement {
	if j, ok := k.byRegime[regime]; ok {
		return j
	}
	return k.fallback
}

// CounterMove returns the legal points for the letter that answers the
// restriction under the regime with the given id: full sentences in lang (or
// English), each usable as a paragraph, without reference to the names, dates and
// circumstances of the case.
func (k Kind) CounterMove(lang, regime string) []string {
	return k.judgement(regime).counterMove(lang)
}

// NamedMove returns the points of [Kind.CounterMove] for a letter that itself names the
// items in question: without the paragraph that asks for all that there could be.
func (k Kind) NamedMove(lang, regime string) []string {
	return k.judgement(regime).namedMove(lang)
}

// Judgement is the verdict of one regime on one kind of restriction.
type Judgement struct {
	// Verdict holds unless the wording has a particularity that moves it.
	Verdict Verdict
	// Citations are the provisions and decisions the verdict rests on.
	Citations []Citation
	// Question is what a person is asked where a fact that no text shows decides;
	// nil where none does, or where no single question can tell.
	Question *Question

	condition text
	facets    map[string]Verdict
	moves     map[string][]string
	// enumeration closes the moves: it asks for every item that there could be.
	enumeration text
}

// Condition says in lang, or in English, on what the verdict depends; "" if on
// nothing.
func (j Judgement) Condition(lang string) string { return j.condition.in(lang) }

// Question asks a person for the fact on which a verdict depends. It can be
// answered with yes or no from what the person knows of the case.
type Question struct {
	// IfYes and IfNo are the verdicts that the answers lead to. [Judge] means that
	// the answer leaves it open.
	IfYes, IfNo Verdict

	text text
}

// Text returns the question in lang, or in English.
func (q Question) Text(lang string) string { return q.text.in(lang) }

func (j *Judgement) counterMove(lang string) []string {
	named := j.namedMove(lang)
	if all := j.enumeration.in(lang); all != "" {
		return append(slices.Clip(named), all)
	}
	return named
}

func (j *Judgement) namedMove(lang string) []string {
	if m, ok := j.moves[lang]; ok {
		return m
	}
	return j.moves["en"]
}

// on returns the verdict on a wording that has the given facets. The one that is
// worst for the controller counts.
func (j *Judgement) on(facets []string) Verdict {
	worst := Verdict("")
	for _, f := range facets {
		if v, ok := j.facets[f]; ok && rank(v) > rank(worst) {
			worst = v
		}
	}
	if worst == "" {
		return j.Verdict
	}
	return worst
}

func rank(v Verdict) int {
	switch v {
	case Unlawful:
		return 3
	case Judge:
		return 2
	case Lawful:
		return 1
	}
	return 0
}

// Citation is a source for a verdict.
type Citation struct {
	// Text names the instrument or decision.
	Text string
	// Article is the provision or reference within it, such as "Art. 15(1)".
	Article string
	// Link is a stable address of the source, or "".
	Link string
	// Confidence is "high" (primary source or two independent ones), "medium" (one
	// secondary source or settled law) or "low" (to be verified before citing).
	Confidence string

	cite text
}

// Cite returns the source as people cite it in the language of lang: "GDPR Art.
// 15(1)", "RGPD, art. 15, § 1", "Art. 15 Abs. 1 DSGVO". What has one name everywhere
// is cited by it.
func (c Citation) Cite(lang string) string {
	if cited := c.cite.in(lang); cited != "" {
		return cited
	}
	return strings.TrimSpace(c.Text + " " + c.Article)
}

// Precedent is a decision of an authority or court on a kind of restriction.
type Precedent struct {
	// Authority took the decision against or about Party.
	Authority, Party string
	// Reference is the number of the decision.
	Reference string
	// Decided and Published are the legal days; zero if not known. Deadlines run
	// from neither but from notification.
	Decided, Published civil.Date
	// Confidence is as in [Citation].
	Confidence string

	holding text
}

// Holding says in one sentence in lang, or in English, what was decided.
func (p Precedent) Holding(lang string) string { return p.holding.in(lang) }
