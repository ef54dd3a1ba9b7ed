package page

import (
	"reflect"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// whyLaw says why a request rests on its law and who is competent.
type whyLaw struct {
	On       civil.Date // the reader's day on which it was chosen, zero where the reasons were not kept
	Law      string
	Chosen   proposedLine  // how the law was proposed; its Reason is "" if it was not
	First    *proposedLine // another law was proposed before it
	Others   []proposedLine
	None     bool // no law was proposed at all
	Cite     string
	Link     string
	Gist     string
	Verify   bool
	Facts    []factLine
	Moved    bool // what is known now is not what it rested on
	Deciders []authorityLine
	Print    bool // nothing is folded
}

// proposedLine is a law that was proposed.
type proposedLine struct {
	Name, Reason, Strength string
}

// factLine is one fact on which the proposals rested.
type factLine struct {
	Label, Value string
}

func (p *Pages) whyLawOf(w words, v casework.RequestView, day dayOf, printed bool) whyLaw {
	basis, kept := p.Service.LawBasis(v)
	why := whyLaw{
		Law: p.regimeName(w.lang, v.Request.Regime), None: len(basis.Proposed) == 0, Facts: w.lawFacts(basis.Facts),
		Moved: kept && !reflect.DeepEqual(basis.Facts, casework.LawFacts(v)), Deciders: w.authorityLines(p.Service.Competent(v)), Print: printed,
	}
	if kept {
		why.On = day(v.Request.CreatedAt)
	}
	for i, proposed := range basis.Proposed {
		line := proposedLine{
			Name:     p.regimeName(w.lang, proposed.Regime),
			Reason:   i18n.Typeset(w.lang, law.Proposal{Reason: proposed.Reason}.Text(w.lang)),
			Strength: law.Strength(proposed.Strength).Name(w.lang),
		}
		switch {
		case proposed.Regime == v.Request.Regime:
			why.Chosen = line
			why.cite(w.lang, p.Law.Propose(casework.LawQuestion(basis.Facts, v.Request.Rights)), proposed)
		case i == 0:
			why.First = &line
		default:
			why.Others = append(why.Others, line)
		}
	}
	return why
}

// cite adds the provision behind the reason, as the law data have it now.
func (y *whyLaw) cite(lang string, laws []law.Proposal, chosen dsar.ProposedLaw) {
	for _, p := range laws {
		if p.Regime == chosen.Regime && p.Reason == chosen.Reason {
			y.Cite, y.Link, y.Gist = p.Article.Cite(lang), p.Article.Link, i18n.Typeset(lang, p.Article.Gist.In(lang))
			y.Verify = p.Verify
		}
	}
}

// lawFacts words what is known; the seat and the residence are named even where they
// are not known, because they decide the most.
func (w words) lawFacts(f dsar.LawFacts) []factLine {
	unknown := w.t("whylaw.unknown")
	lines := []factLine{{"seat", countryName(w.lang, f.Seat)}, {"residence", countryName(w.lang, f.Residence)}}
	for i := range lines {
		if lines[i].Value == "" {
			lines[i].Value = unknown
		}
	}
	more := []factLine{
		{"establishments", i18n.Join(w.lang, placeNames(w.lang, f.Establishments))},
		{"representatives", i18n.Join(w.lang, placeNames(w.lang, f.Representatives))},
		{"residence_then", countryName(w.lang, f.ResidenceThen)},
		{"work", countryName(w.lang, f.Work)},
	}
	if f.Sector != "" {
		more = append(more, factLine{"sector", law.Sector(f.Sector).Name(w.lang)})
	}
	for _, line := range more {
		if line.Value != "" {
			lines = append(lines, line)
		}
	}
	for i := range lines {
		lines[i].Label = w.t("whylaw.fact." + lines[i].Label)
	}
	if f.Targeting != dsar.TargetingUnknown && f.TargetingAt != "" {
		label := w.t("whylaw.fact.targeting", "Place", countryName(w.lang, f.TargetingAt))
		lines = append(lines, factLine{label, w.t("newrequest.targeting." + string(f.Targeting))})
	}
	return lines
}
