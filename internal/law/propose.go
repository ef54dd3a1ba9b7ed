package law

import (
	"cmp"
	"slices"
	"strings"
)

// Question asks which regimes may govern a request. Places are ISO 3166 codes, with
// the subdivision where it is known ("US-CA"); "UK" and "EL" are understood. Every
// field may be empty.
type Question struct {
	// ControllerCountry is where the controller has its seat, Establishments are the
	// further places where it has an establishment, the main one in the European
	// Economic Area first (GDPR Art. 4(16)).
	ControllerCountry string
	Establishments    []string
	// Representatives are the places for which it has named a representative (GDPR
	// and UK GDPR Art. 27); naming one does not establish it there.
	Representatives []string
	// Targets are the places whose people it is known to offer something to, or whose
	// behaviour there it is known to watch (GDPR Art. 3(2)).
	Targets []string
	// Sector is what kind of controller it is; empty for an ordinary business.
	Sector Sector
	// ResidenceCountry is where the person lives, ResidenceThen where they lived when
	// the data were collected, if that was elsewhere, Work where they work.
	ResidenceCountry, ResidenceThen, Work string
	// Right limits the proposals to regimes that know this right; empty for any.
	Right string
}

// Sector is a kind of controller for which other laws or other authorities apply.
type Sector string

// The sectors.
const (
	Police        Sector = "police"         // prevents, investigates or prosecutes crime
	Intelligence  Sector = "intelligence"   // protects the security of the state
	PublicBody    Sector = "public-body"    // any other public body, of a region or a town
	FederalBody   Sector = "federal-body"   // of a federation, or of a state that has no regions
	EUInstitution Sector = "eu-institution" // institution, body, office or agency of the European Union
	Health        Sector = "health"         // hospital or health professional
	Telecom       Sector = "telecom"        // telecommunications
	Post          Sector = "post"           // postal services
	Finance       Sector = "finance"        // banks and insurers
	Transport     Sector = "transport"      // railways, airlines, shipping
	Church        Sector = "church"         // church or religious community
)

// Sectors lists the sectors in the order in which people are asked for them.
func Sectors() []Sector {
	return []Sector{PublicBody, FederalBody, Police, Intelligence, EUInstitution, Health, Telecom, Post, Finance, Transport, Church}
}

// Name returns what the sector is called in the language of lang.
func (s Sector) Name(lang string) string { return sentences().word("sector_"+string(s), lang) }

// Strength says how sure it is that a regime governs.
type Strength string

// The strengths.
const (
	Sure     Strength = "sure"     // the facts told are those that the law asks for
	Likely   Strength = "likely"   // one fact is missing that is usually there
	Possible Strength = "possible" // only somebody who knows the case can tell
)

// Name returns the strength as a word in the language of lang.
func (s Strength) Name(lang string) string { return sentences().word("strength_"+string(s), lang) }

// Proposal is a regime that may govern, with the reason. A person confirms it.
type Proposal struct {
	// Regime is the id of the regime.
	Regime string
	// Reason is a stable key, worded by [Proposal.Text].
	Reason string
	// Strength says how sure the proposal is.
	Strength Strength
	// Article is the provision that says so.
	Article Reference
	// Verify reports that Article has not been confirmed against the primary text.
	Verify bool
	// Abroad reports that the controller is established somewhere, but nowhere that the
	// regime's authorities can reach by their own force; see [Book.Abroad].
	Abroad bool
	// Authorities are those that can deal with a complaint, the one to turn to first.
	Authorities []Competence

	order int // of proposals that are equally strong
}

// Text returns the reason as a sentence in the language of lang.
func (p Proposal) Text(lang string) string { return sentences().word(p.Reason, lang) }

// Propose returns the regimes that may govern, each once, the surest first. Of equally
// sure ones those made for the sector come first, then those of a subdivision, then
// those of the controller's place, last those of a further establishment where the
// person does not live. It returns none where no known regime says that it
// applies.
func (b *Book) Propose(q Question) []Proposal {
	q = q.normal()
	var list []Proposal
	for _, e := range b.regimes {
		r, err := e.rules()
		if err != nil {
			panic("law: " + err.Error()) // see [Book.Regimes]
		}
		if q.Right != "" && r.byRight[lookup(q.Right)] == nil {
			continue
		}
		if p, ok := r.propose(&q); ok {
			p.Abroad = r.abroad(&q)
			p.Authorities = r.competent(&q)
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, compareProposals)
	return list
}

func compareProposals(x, y Proposal) int {
	return cmp.Or(x.Strength.rank()-y.Strength.rank(), x.order-y.order)
}

func (s Strength) rank() int { return slices.Index(strengths, s) }

// propose returns the regime's strongest proposal; of equally strong ones that of the
// rule written first.
func (r *regime) propose(q *Question) (Proposal, bool) {
	var best Proposal
	for i := range r.scope {
		s := &r.scope[i]
		strength := s.match(q)
		if strength == "" {
			continue
		}
		p := Proposal{
			Regime: r.id, Reason: s.reason, Strength: strength, Article: *s.reference,
			Verify: s.reference.Confidence.ToVerify(), order: s.order(),
		}
		if s.elsewhere(q) {
			p.order += len(scopeFacts)
		}
		if best.Regime == "" || compareProposals(p, best) < 0 {
			best = p
		}
	}
	return best, best.Regime != ""
}

// elsewhere reports that nothing but a further establishment speaks for the rule, in a
// place where the person does not live: of equally sure laws such a one comes last.
func (s *scopeRule) elsewhere(q *Question) bool {
	return s.by == byController && len(s.countries) > 0 && !s.in(q.ControllerCountry) && !s.in(q.ResidenceCountry) && !s.in(q.ResidenceThen)
}

func (s *scopeRule) order() int {
	order := slices.Index(scopeFacts, s.by)
	if !s.narrow() {
		order += 10
	}
	if len(s.sector) == 0 {
		order += 100
	}
	return order
}

// Abroad reports whether a controller is established somewhere, but nowhere that the
// authorities of the regime can reach by their own force. It is false while no place
// of the controller is known.
func (b *Book) Abroad(regime string, q Question) bool {
	r, err := b.regime(regime)
	if err != nil {
		return false
	}
	q = q.normal()
	return r.abroad(&q)
}

func (r *regime) abroad(q *Question) bool {
	home := func(place string) bool {
		country, _, _ := strings.Cut(place, "-")
		return country == placeOf(r.id) || slices.ContainsFunc(r.scope, func(s scopeRule) bool {
			return s.by == byController && s.in(place)
		})
	}
	places := q.places()
	return len(places) > 0 && !slices.ContainsFunc(places, home)
}

// places are all places of the controller, the seat first.
func (q *Question) places() []string {
	if q.ControllerCountry == "" {
		return q.Establishments
	}
	return append([]string{q.ControllerCountry}, q.Establishments...)
}

// normal writes every code as the data does.
func (q Question) normal() Question {
	for _, code := range []*string{&q.ControllerCountry, &q.ResidenceCountry, &q.ResidenceThen, &q.Work} {
		*code = normalCountry(*code)
	}
	for _, list := range []*[]string{&q.Establishments, &q.Representatives, &q.Targets} {
		var codes []string
		for _, code := range *list {
			if code = normalCountry(code); code != "" {
				codes = append(codes, code)
			}
		}
		*list = codes
	}
	if q.ControllerCountry == "EU" {
		q.Sector = EUInstitution
	}
	return q
}

// DefaultRegion returns the holiday region for a country or subdivision code: its
// own calendar, else that of its country, else "NONE", which knows weekends alone. A
// calendar that only some reading of the law uses is nobody's default.
func (b *Book) DefaultRegion(country string) string {
	country = normalCountry(country)
	if c := b.regionBy[lookup(country)]; c != nil && !c.byHand {
		return c.id
	}
	parent, _, _ := strings.Cut(country, "-")
	if c := b.regionBy[lookup(parent)]; c != nil {
		return c.id
	}
	return "NONE"
}

// normalCountry writes a code as the data does. The European Union calls Greece EL
// and many people call the United Kingdom UK.
func normalCountry(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	switch code {
	case "UK":
		return "GB"
	case "EL":
		return "GR"
	}
	return code
}
