package law

import (
	"slices"
	"strings"
)

// scopeRule says for whom a regime may apply.
type scopeRule struct {
	by        scopeBy
	countries []string
	butNot    []string // subdivisions of these countries for which it does not hold
	undivided bool     // only where no subdivision is known
	sector    []Sector // only for these; every one if empty
	except    []Sector
	strength  Strength
	reason    string
	reference *Reference
}

// scopeBy is the fact that a scope rule looks at.
type scopeBy string

const (
	byController     scopeBy = "controller"     // where the controller is established
	byResidence      scopeBy = "residence"      // where the person lives
	byPastResidence  scopeBy = "past_residence" // where the person lived when the data were collected
	byTargeting      scopeBy = "targeting"      // whose people the controller is known to address or to watch
	byRepresentative scopeBy = "representative" // where it has named a representative
)

var (
	scopeFacts = []scopeBy{byController, byResidence, byPastResidence, byTargeting, byRepresentative}
	strengths  = []Strength{Sure, Likely, Possible}
)

func (c *checker) scope(f scopeFile) scopeRule {
	line := f.By.line
	if !slices.Contains(scopeFacts, scopeBy(f.By.text)) {
		c.add(line, "scope by %q is not known; known: %s", f.By.text, joined(scopeFacts))
	}
	if len(f.Countries) == 0 && len(f.Sector) == 0 {
		c.add(line, "scope without countries and without sector")
	}
	for _, part := range f.ButNot {
		country, _, divided := strings.Cut(part, "-")
		if !divided || !slices.Contains(f.Countries, country) {
			c.add(line, "but_not names %q, which is no subdivision of the countries", part)
		}
	}
	if !slices.Contains(strengths, Strength(f.Strength.text)) {
		c.add(max(line, f.Strength.line), "scope strength %q is not known; known: %s", f.Strength.text, joined(strengths))
	}
	c.known(f.Reason.text, f.Reason)
	return scopeRule{
		by: scopeBy(f.By.text), countries: f.Countries, butNot: f.ButNot, undivided: f.Undivided,
		sector: c.sectors(f.Sector), except: c.sectors(f.Except), strength: Strength(f.Strength.text),
		reason: f.Reason.text, reference: c.ref(f.Reference, "scope", line),
	}
}

func (c *checker) sectors(words []word) []Sector {
	var list []Sector
	for _, w := range words {
		if !slices.Contains(Sectors(), Sector(w.text)) {
			c.add(w.line, "sector %q is not known; known: %s", w.text, joined(Sectors()))
		}
		list = append(list, Sector(w.text))
	}
	return list
}

func joined[T ~string](list []T) string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = string(one)
	}
	return strings.Join(names, ", ")
}

// in reports whether the rule names the place, a country or a subdivision of one.
func (s *scopeRule) in(place string) bool {
	if place == "" || slices.Contains(s.butNot, place) {
		return false
	}
	country, _, divided := strings.Cut(place, "-")
	if divided && s.undivided {
		return false
	}
	return slices.Contains(s.countries, place) || slices.Contains(s.countries, country)
}

// concerns reports whether the rule is made for controllers of that kind.
func (s *scopeRule) concerns(sector Sector) bool {
	if slices.Contains(s.except, sector) {
		return false
	}
	return len(s.sector) == 0 || slices.Contains(s.sector, sector)
}

// narrow reports whether the rule names a subdivision, which goes before a country.
func (s *scopeRule) narrow() bool {
	return len(s.countries) > 0 && strings.Contains(s.countries[0], "-")
}

// match returns how strongly the facts speak for the rule; "" if they do not.
func (s *scopeRule) match(q *Question) Strength {
	if !s.concerns(q.Sector) {
		return ""
	}
	lives := s.in(q.ResidenceCountry) || s.in(q.ResidenceThen)
	switch s.by {
	case byController:
		return s.matchController(q)
	case byResidence:
		return s.strengthIf(s.in(q.ResidenceCountry))
	case byPastResidence:
		return s.strengthIf(s.in(q.ResidenceThen) && !s.in(q.ResidenceCountry))
	case byTargeting:
		return s.strengthIf(lives && slices.ContainsFunc(q.Targets, s.in))
	case byRepresentative:
		return s.strengthIf(lives && slices.ContainsFunc(q.Representatives, s.in))
	}
	return ""
}

func (s *scopeRule) strengthIf(matches bool) Strength {
	if !matches {
		return ""
	}
	return s.strength
}

// matchController weighs a further establishment less than the seat: a law governs
// what is done in its context (GDPR Art. 3(1)), which nobody has looked at yet.
func (s *scopeRule) matchController(q *Question) Strength {
	if len(s.countries) == 0 || s.in(q.ControllerCountry) {
		return s.strength
	}
	if !slices.ContainsFunc(q.Establishments, s.in) {
		return ""
	}
	if s.strength == Sure {
		return Likely
	}
	return s.strength
}
