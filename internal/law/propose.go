package law

import (
	"slices"
	"strings"
)

// Question asks which regimes may govern a request.
type Question struct {
	// ControllerCountry is where the controller is established, ResidenceCountry
	// where the person lives: ISO 3166 codes, with the subdivision where it matters
	// ("US-CA"). Either may be empty.
	ControllerCountry, ResidenceCountry string
	// Right limits the proposals to regimes that know this right; empty for any.
	Right string
}

// Proposal is a regime that may govern, with the reason. A person confirms it.
type Proposal struct {
	// Regime is the id of the regime.
	Regime string
	// Reason is a stable key, worded by [Proposal.Text].
	Reason string
	// Article is the provision that says so.
	Article Reference
	// Verify reports that Article has not been confirmed against the primary text.
	Verify bool
}

// Text returns the reason as a sentence in the language of lang.
func (p Proposal) Text(lang string) string { return sentences().word(p.Reason, lang) }

// Propose returns the regimes that may govern, each once: those of the place where
// the controller is established before those of the place where the person lives.
// It returns none where no known regime says that it applies.
func (b *Book) Propose(q Question) []Proposal {
	var list []Proposal
	list = b.propose(list, "controller", q.ControllerCountry, q.Right)
	return b.propose(list, "residence", q.ResidenceCountry, q.Right)
}

func (b *Book) propose(list []Proposal, by, country, right string) []Proposal {
	country = normalCountry(country)
	if country == "" {
		return list
	}
	for _, e := range b.regimes {
		id := e.id
		r, err := e.rules()
		if err != nil {
			panic("law: " + err.Error()) // see [Book.Regimes]
		}
		if right != "" && r.byRight[lookup(right)] == nil {
			continue
		}
		if slices.ContainsFunc(list, func(p Proposal) bool { return p.Regime == id }) {
			continue
		}
		for _, s := range r.scope {
			if s.by == by && slices.Contains(s.countries, country) {
				list = append(list, Proposal{
					Regime: id, Reason: s.reason, Article: *s.reference,
					Verify: s.reference.Confidence.ToVerify(),
				})
				break
			}
		}
	}
	return list
}

// DefaultRegion returns the holiday region for a country or subdivision code: its
// own calendar, else that of its country, else "NONE", which knows weekends alone.
func (b *Book) DefaultRegion(country string) string {
	country = normalCountry(country)
	if c := b.regionBy[lookup(country)]; c != nil {
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
