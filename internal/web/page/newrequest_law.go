package page

import (
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// lawChoice is one law that is proposed for a request.
type lawChoice struct {
	ID      string
	Name    string
	First   bool   // proposed before all others
	Reason  string // why it is proposed
	Cite    string // the provision behind the proposal
	Link    string
	Gist    string
	Verify  bool // the article has not been confirmed against the primary text
	Checked bool

	Strength    string // how sure the proposal is, in a word
	Abroad      bool   // the company has no establishment where the law applies
	Authorities []authorityLine
}

// authorityLine is an authority that can deal with a complaint, with its part.
type authorityLine struct {
	Name, Role, Reason, Cite string
	Verify                   bool
}

// Where a complaint goes to one of more authorities than these, none is named.
const mostAuthorities = 4

// anotherLaw is the choice of a law that is not proposed; regime_other then names it.
const anotherLaw = "other"

// chosenRegime is the law that the form names. A proposed law and another one at the
// same time are no choice.
func chosenRegime(f Form) (regime string, twice bool) {
	regime, other := f.Value("regime"), f.Value("regime_other")
	switch {
	case regime == anotherLaw || regime == "":
		return other, false
	case other != "" && other != regime:
		return "", true
	}
	return regime, false
}

// asks are the ways to ask, as the form spells them, in the order offered. A letter
// exercises one right, or access followed by erasure.
var asks = []string{
	"access", askAccessErasure, "erasure", "rectification", "portability", "objection", "restriction",
}

const askAccessErasure = "access_erasure"

// askedRights returns the rights behind a way to ask, none for an unknown one.
func askedRights(ask string) []dsar.Right {
	switch {
	case ask == askAccessErasure:
		return []dsar.Right{dsar.RightAccess, dsar.RightErasure}
	case slices.Contains(asks, ask):
		return []dsar.Right{dsar.Right(ask)}
	}
	return nil
}

// residence is where the data subject lives, as far as it is known.
func (v *newRequestView) residence() string {
	if v.Subject != nil {
		return v.Subject.Country
	}
	return v.Form.Value("subject.country")
}

// proposeLaws fills the laws to choose from: the proposed ones with their reasons, and
// by place all others under which a company can be asked for this. Where the answers
// above have changed the first proposal since the reader chose, the choice is theirs
// again.
func (p *Pages) proposeLaws(c *gin.Context, v *newRequestView) error {
	rights := askedRights(v.Form.Value("rights"))
	found, err := p.proposalsFor(c, v, rights)
	if err != nil {
		return err
	}
	proposals := found.Laws
	v.Answers.At, v.Answers.AtCode = countryName(languageOf(c), found.TargetingAt), found.TargetingAt
	v.Proposed = len(proposals) > 0
	chosen, twice := chosenRegime(v.Form)
	v.LawTwice, v.LawAsked = twice, v.residence()+"/"+v.Form.Value("rights")+v.answered()
	if before := v.Form.Value("law_asked"); before != "" && before != v.LawAsked && v.Proposed && proposals[0].Regime != chosen {
		v.LawChanged = true
		chosen = ""
	}
	if chosen == "" && !twice && v.Proposed && proposals[0].Strength != law.Possible {
		chosen = proposals[0].Regime
	}
	w := p.words(c)
	v.Laws = nil
	for i, proposal := range proposals {
		v.Laws = append(v.Laws, p.lawChoice(w, proposal, i == 0, chosen))
	}
	v.Others, v.Lacking = p.otherLaws(w.lang, v.Laws, rights)
	if v.OtherLaw = chosen != "" && !slices.ContainsFunc(v.Laws, func(l lawChoice) bool { return l.ID == chosen }); v.OtherLaw {
		v.Others = selectIn(v.Others, chosen)
	}
	return nil
}

// proposalsFor asks which laws may govern. An answer about one country says nothing of
// another: where the residence has changed since, it is asked again.
func (p *Pages) proposalsFor(c *gin.Context, v *newRequestView, rights []dsar.Right) (casework.Proposals, error) {
	question := casework.Question{
		ControllerID: v.Controller.ID, Country: v.residence(), Rights: rights, Answers: typedAnswers(v.Form),
	}
	found, err := p.Service.ProposeRegimes(c.Request.Context(), actor(c), question)
	asked := v.Form.Value("targeting_at")
	if err != nil || asked == "" || asked == found.TargetingAt {
		return found, err
	}
	v.Form.Values.Del("targeting")
	question.Answers.Targeting = dsar.TargetingUnknown
	return p.Service.ProposeRegimes(c.Request.Context(), actor(c), question)
}

func (p *Pages) lawChoice(w words, proposal law.Proposal, first bool, chosen string) lawChoice {
	return lawChoice{
		ID: proposal.Regime, Name: p.regimeName(w.lang, proposal.Regime), First: first, Reason: i18n.Typeset(w.lang, proposal.Text(w.lang)),
		Cite: proposal.Article.Cite(w.lang), Link: proposal.Article.Link, Gist: i18n.Typeset(w.lang, proposal.Article.Gist.In(w.lang)),
		Verify: proposal.Verify, Checked: proposal.Regime == chosen,
		Strength: proposal.Strength.Name(w.lang), Abroad: proposal.Abroad, Authorities: w.authorityLines(proposal.Authorities),
	}
}

// authorityLines words who can deal with a complaint. Where it is one of many, they
// are not listed.
func (w words) authorityLines(list []law.Competence) []authorityLine {
	var lines []authorityLine
	for _, c := range list {
		line := authorityLine{
			Name: c.Authority.Name, Role: c.Role.Name(w.lang), Reason: i18n.Typeset(w.lang, c.Text(w.lang)),
			Cite: c.Article.Cite(w.lang), Verify: c.Article.Confidence.ToVerify(),
		}
		if c.Role == law.OneOf && len(list) > mostAuthorities {
			line.Name, line.Role = w.t("whichlaw.one_of_many", "Count", len(list)), ""
			return append(lines, line)
		}
		lines = append(lines, line)
	}
	return lines
}

// otherLaws lists by place the laws that are not proposed and know the rights, and by
// name those that do not know them.
func (p *Pages) otherLaws(lang string, proposed []lawChoice, rights []dsar.Right) (others []optionGroup, lacking []string) {
	regimes := p.Law.Regimes()
	for _, group := range p.regimeGroups(lang) {
		var options []option
		for _, o := range group.Options {
			i := slices.IndexFunc(regimes, func(r law.Regime) bool { return r.ID == o.Value })
			switch {
			case i < 0 || !asksControllers(regimes[i]), slices.ContainsFunc(proposed, func(l lawChoice) bool { return l.ID == o.Value }):
			case knowsRights(regimes[i], rights):
				options = append(options, o)
			default:
				lacking = append(lacking, o.Label)
			}
		}
		if len(options) > 0 {
			others = append(others, optionGroup{Label: group.Label, Options: options})
		}
	}
	return others, lacking
}

// asksControllers reports whether the regime has a right that is exercised against
// a company; the others are clocks of authorities.
func asksControllers(r law.Regime) bool {
	return slices.ContainsFunc(r.Rights, func(right law.Right) bool { return slices.Contains(dsar.Rights(), dsar.Right(right.ID)) })
}

func knowsRights(regime law.Regime, rights []dsar.Right) bool {
	for _, right := range rights {
		if !slices.ContainsFunc(regime.Rights, func(r law.Right) bool { return r.ID == string(right) }) {
			return false
		}
	}
	return true
}
