package casework

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

// Proposals are the laws that may govern a request.
type Proposals struct {
	Laws []law.Proposal // the surest first
	// TargetingAt is the place where it decides whether the controller addresses people
	// or watches them (GDPR Art. 3(2)), so that the person is asked; "" where the answer
	// changes nothing.
	TargetingAt string
}

// factsOf are the facts about the law of a request to the controller.
func factsOf(c dsar.Controller, residence string, answers dsar.LawAnswers) dsar.LawFacts {
	return dsar.LawFacts{
		Seat: cmp.Or(c.SeatRegion, c.Country), Establishments: c.Establishments, Representatives: c.Representatives,
		Sector: c.Sector, Residence: residence, LawAnswers: answers,
	}
}

// LawQuestion asks the law about a request with these facts.
func LawQuestion(f dsar.LawFacts, rights []dsar.Right) law.Question {
	q := law.Question{
		ControllerCountry: f.Seat, Establishments: f.Establishments, Representatives: f.Representatives, Sector: law.Sector(f.Sector),
		ResidenceCountry: f.Residence, ResidenceThen: f.ResidenceThen, Work: f.Work,
		Right: string(dsar.Request{Rights: rights}.PrimaryRight()),
	}
	if f.TargetingAt != "" && (f.Targeting == dsar.TargetingOffers || f.Targeting == dsar.TargetingWatches) {
		q.Targets = []string{f.TargetingAt}
	}
	return q
}

// livedAt are the places in which the person lives and lived then.
func livedAt(q law.Question) []string {
	return slices.DeleteFunc([]string{q.ResidenceCountry, q.ResidenceThen}, func(place string) bool { return place == "" })
}

// proposeLaws returns the laws that may govern. Where the person says that the controller
// neither addresses nor watches people at the place asked about, what would rest on that
// is only possible.
func (s *Service) proposeLaws(q law.Question, answers dsar.LawAnswers) []law.Proposal {
	laws := s.Law.Propose(q)
	if answers.Targeting != dsar.TargetingNeither || answers.TargetingAt == "" {
		return laws
	}
	targeted := s.Law.Propose(targeting(q, answers.TargetingAt))
	q.ResidenceCountry, q.ResidenceThen = "", ""
	anyway := s.Law.Propose(q) // by the controller's own places
	for i, p := range laws {
		if strengthOf(targeted, p.Regime) != p.Strength && strengthOf(anyway, p.Regime) != p.Strength {
			laws[i].Strength = law.Possible
		}
	}
	slices.SortStableFunc(laws, func(x, y law.Proposal) int { return onlyPossible(x) - onlyPossible(y) })
	return laws
}

func onlyPossible(p law.Proposal) int {
	if p.Strength == law.Possible {
		return 1
	}
	return 0
}

// targetingAt returns the place about which the person has to be asked, "" for none.
func (s *Service) targetingAt(q law.Question) string {
	q.Targets = nil // whatever the answer
	before := s.Law.Propose(q)
	for _, place := range livedAt(q) {
		for _, p := range s.Law.Propose(targeting(q, place)) {
			if strengthOf(before, p.Regime) != p.Strength {
				return place
			}
		}
	}
	return ""
}

func targeting(q law.Question, places ...string) law.Question {
	q.Targets = places
	return q
}

// strengthOf is how sure the regime's proposal is, "" if it is not proposed.
func strengthOf(laws []law.Proposal, regime string) law.Strength {
	i := slices.IndexFunc(laws, func(p law.Proposal) bool { return p.Regime == regime })
	if i < 0 {
		return ""
	}
	return laws[i].Strength
}

// basisOf keeps facts and proposals with the request.
func basisOf(f dsar.LawFacts, laws []law.Proposal) *dsar.LawBasis {
	basis := &dsar.LawBasis{Facts: f}
	for _, p := range laws {
		basis.Proposed = append(basis.Proposed, dsar.ProposedLaw{Regime: p.Regime, Reason: p.Reason, Strength: string(p.Strength)})
	}
	return basis
}

// LawFacts are the facts about the law of a request as they are known now; those of
// [dsar.LawBasis] are as they were when it was filed.
func LawFacts(v RequestView) dsar.LawFacts {
	var answers dsar.LawAnswers
	if v.Request.Basis != nil {
		answers = v.Request.Basis.Facts.LawAnswers
	}
	return factsOf(v.Controller, v.Subject.Country, answers)
}

// LawBasis returns what the law of a request rested on when it was filed, and whether
// that was kept. For requests filed before it was, it is what is known now.
func (s *Service) LawBasis(v RequestView) (basis dsar.LawBasis, kept bool) {
	if v.Request.Basis != nil {
		return *v.Request.Basis, true
	}
	facts := LawFacts(v)
	return *basisOf(facts, s.proposeLaws(LawQuestion(facts, v.Request.Rights), facts.LawAnswers)), false
}

func tidyAnswers(a dsar.LawAnswers) dsar.LawAnswers {
	a.TargetingAt = "" // worked out, never told
	a.ResidenceThen, a.Work = tidyPlace(a.ResidenceThen), tidyPlace(a.Work)
	return a
}

func tidyPlace(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

func tidyPlaces(codes []string) []string {
	upper := make([]string, len(codes))
	for i, code := range codes {
		upper[i] = tidyPlace(code)
	}
	return tidyList(upper)
}

func answerProblems(a dsar.LawAnswers) []dsar.Problem {
	var problems []dsar.Problem
	for _, answer := range []struct{ field, place string }{{"residence_then", a.ResidenceThen}, {"work", a.Work}} {
		if answer.place != "" && !knownPlace(answer.place) {
			problems = append(problems, badPlace(answer.field, answer.place))
		}
	}
	if !slices.Contains(dsar.Targetings(), a.Targeting) {
		problems = append(problems, unknownValue("targeting", string(a.Targeting), dsar.Targetings()[:3]))
	}
	return problems
}

// subdivision is how ISO 3166-2 writes a part of a country.
var subdivision = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)

// knownPlace reports whether code is a country, or a part of one as ISO 3166-2 writes it.
func knownPlace(code string) bool {
	return knownCountry(code) || subdivision.MatchString(code) && knownCountry(baseCountry(code))
}

func badPlace(field, value string) dsar.Problem {
	return dsar.Problem{Field: field, Key: "error.place", Args: map[string]any{"Value": value}}
}

// lawProblems checks what decides the law of requests to the controller.
func (in ControllerInput) lawProblems() []dsar.Problem {
	var problems []dsar.Problem
	switch {
	case in.SeatRegion == "":
	case !subdivision.MatchString(in.SeatRegion) || !knownPlace(in.SeatRegion):
		problems = append(problems, badPlace("seat_region", in.SeatRegion))
	case baseCountry(in.SeatRegion) != in.Country:
		problems = append(problems, dsar.Problem{Field: "seat_region", Key: "error.controller.seat_region", Args: map[string]any{
			"Place": in.SeatRegion, "Country": in.Country,
		}})
	}
	for _, list := range []struct {
		field  string
		places []string
	}{{"establishments", in.Establishments}, {"representatives", in.Representatives}} {
		for _, place := range list.places {
			if !knownPlace(place) {
				problems = append(problems, badPlace(list.field, place))
			}
		}
		if len(list.places) > maxEntries {
			problems = append(problems, dsar.Problem{Field: list.field, Key: "error.entries", Args: map[string]any{"Max": maxEntries}})
		}
	}
	if in.Sector != "" && !slices.Contains(law.Sectors(), law.Sector(in.Sector)) {
		problems = append(problems, unknownValue("sector", in.Sector, law.Sectors()))
	}
	return problems
}
