package page

import (
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// lawChoice is one law that a request can rely on.
type lawChoice struct {
	ID      string
	Name    string
	First   bool   // proposed before all others
	Reason  string // why it is proposed, "" if it is not
	Cite    string // the provision behind the proposal
	Link    string
	Gist    string
	Verify  bool // the article has not been confirmed against the primary text
	Lacks   bool // it does not know what is asked
	Checked bool
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

// proposeLaws fills the laws to choose from: the proposed ones with their reasons,
// then all others under which a company can be asked. Where the answers above have
// changed the first proposal since the reader chose, the choice is theirs again.
func (p *Pages) proposeLaws(c *gin.Context, v *newRequestView) error {
	rights := askedRights(v.Form.Value("rights"))
	proposals, err := p.Service.ProposeRegimes(c.Request.Context(), actor(c), casework.Question{
		ControllerID: v.Controller.ID, Country: v.residence(), Rights: rights,
	})
	if err != nil {
		return err
	}
	v.Proposed = len(proposals) > 0
	chosen := v.Form.Value("regime")
	v.LawAsked = v.residence() + "/" + v.Form.Value("rights")
	if before := v.Form.Value("law_asked"); before != "" && before != v.LawAsked && v.Proposed && proposals[0].Regime != chosen {
		v.LawChanged = true
		chosen = ""
	}
	if chosen == "" && v.Proposed {
		chosen = proposals[0].Regime
	}
	v.Laws = p.lawChoices(languageOf(c), proposals, rights, chosen)
	return nil
}

func (p *Pages) lawChoices(lang string, proposals []law.Proposal, rights []dsar.Right, chosen string) []lawChoice {
	var list []lawChoice
	regimes := p.Law.Regimes()
	for i, proposal := range proposals {
		list = append(list, lawChoice{
			ID: proposal.Regime, Name: p.regimeName(lang, proposal.Regime), First: i == 0, Reason: proposal.Text(lang),
			Cite: proposal.Article.Cite(lang), Link: proposal.Article.Link, Gist: proposal.Article.Gist.In(lang), Verify: proposal.Verify,
			Checked: proposal.Regime == chosen,
		})
	}
	for _, regime := range regimes {
		if !asksControllers(regime) || slices.ContainsFunc(list, func(l lawChoice) bool { return l.ID == regime.ID }) {
			continue
		}
		list = append(list, lawChoice{ID: regime.ID, Name: regime.Name(lang), Checked: regime.ID == chosen})
	}
	for i := range list {
		list[i].Lacks = !knowsRights(regimes, list[i].ID, rights)
	}
	return list
}

// asksControllers reports whether the regime has a right that is exercised against
// a company; the others are clocks of authorities.
func asksControllers(r law.Regime) bool {
	return slices.ContainsFunc(r.Rights, func(right law.Right) bool { return slices.Contains(dsar.Rights(), dsar.Right(right.ID)) })
}

func knowsRights(regimes []law.Regime, id string, rights []dsar.Right) bool {
	i := slices.IndexFunc(regimes, func(r law.Regime) bool { return r.ID == id })
	if i < 0 {
		return false
	}
	for _, right := range rights {
		if !slices.ContainsFunc(regimes[i].Rights, func(r law.Right) bool { return r.ID == string(right) }) {
			return false
		}
	}
	return true
}
