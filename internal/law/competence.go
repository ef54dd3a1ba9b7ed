package law

import (
	"slices"
	"strings"
)

// Competence is an authority that can deal with a complaint, with its part in it.
type Competence struct {
	Authority Authority
	Role      Role
	// Reason is a stable key, worded by [Competence.Text]; Article is the provision
	// behind it, zero where the law names the authority without one that is known here.
	Reason  string
	Article Reference
}

// Text returns the reason as a sentence in the language of lang.
func (c Competence) Text(lang string) string { return sentences().word(c.Reason, lang) }

// Role is the part of an authority in a complaint.
type Role string

// The roles.
const (
	Alone Role = "alone"  // the one that decides
	Local Role = "local"  // takes the complaint and is the person's contact
	Lead  Role = "lead"   // leads where the controller has its main establishment
	OneOf Role = "one_of" // it is one of these; which, depends on a place not told
)

// Name returns the role in a few words of the language of lang.
func (r Role) Name(lang string) string { return sentences().word("role_"+string(r), lang) }

// The reasons for a competence; their provisions stand in authorities.yaml.
const (
	reasonOfLaw           = "authority_of_law"
	reasonResidence       = "authority_residence"
	reasonWork            = "authority_work"
	reasonLead            = "authority_lead"
	reasonSeat            = "authority_seat"
	reasonNoEstablishment = "authority_no_establishment"
	reasonPublic          = "authority_public"
	reasonPolice          = "authority_police"
	reasonLand            = "authority_land"
	reasonFederal         = "authority_federal"
	reasonChurch          = "authority_church"
	reasonSector          = "authority_sector"
)

// Competent returns the authorities that can deal with a complaint under a regime, the
// one to turn to first; none where none is known.
func (b *Book) Competent(regime string, q Question) []Competence {
	r, err := b.regime(regime)
	if err != nil {
		return nil
	}
	q = q.normal()
	return r.competent(&q)
}

func (r *regime) competent(q *Question) []Competence {
	pool := authorities().byRegime[r.id]
	if slices.ContainsFunc(pool, func(a Authority) bool { return a.Country != pool[0].Country }) {
		return pool.european(q)
	}
	var list []Competence
	article := r.complaintReference(q.Right)
	for _, a := range pool {
		list = append(list, Competence{Authority: a, Role: Alone, Reason: reasonOfLaw, Article: article})
	}
	return list
}

// complaintReference is the provision about complaints of the right, or of the first
// right that has one; zero if there is none.
func (r *regime) complaintReference(right string) Reference {
	asked := r.byRight[lookup(right)]
	for i := range r.rights {
		of := &r.rights[i]
		if asked != nil && of != asked {
			continue
		}
		if v := of.versions[len(of.versions)-1]; v.complaint.reference != nil {
			return *v.complaint.reference
		}
	}
	return Reference{}
}

// authorityPool are the authorities that watch over one regime in several countries.
type authorityPool []Authority

// partsOfStates are the territories with a code of their own that belong to a Member
// State in which the Regulation applies.
var partsOfStates = map[string]string{"AX": "FI", "GF": "FR", "GP": "FR", "MF": "FR", "MQ": "FR", "RE": "FR", "YT": "FR"}

func stateOf(place string) string {
	country, _, _ := strings.Cut(place, "-")
	if state := partsOfStates[country]; state != "" {
		return state
	}
	return country
}

func (p authorityPool) covers(place string) bool {
	return place != "" && slices.ContainsFunc(p, func(a Authority) bool { return a.Country == stateOf(place) })
}

// main is the controller's first place in which the regime has an authority: its main
// establishment there; "" if it has none.
func (p authorityPool) main(q *Question) string {
	for _, place := range q.places() {
		if p.covers(place) {
			return place
		}
	}
	return ""
}

// european says which authorities are competent under GDPR Art. 55, 56 and 77.
func (p authorityPool) european(q *Question) []Competence {
	home := p.main(q)
	switch {
	case home != "" && q.Sector == Police:
		return p.at(home, "", q.Sector, Alone, reasonPolice)
	case home != "" && (q.Sector == PublicBody || q.Sector == FederalBody):
		return p.at(home, q.ResidenceCountry, q.Sector, Alone, reasonPublic)
	case home == "":
		return p.local(q, reasonNoEstablishment)
	case stateOf(home) == stateOf(q.ResidenceCountry) || !p.covers(q.ResidenceCountry) && !p.covers(q.Work):
		return p.at(home, q.ResidenceCountry, q.Sector, Alone, reasonSeat)
	}
	return append(p.local(q, reasonResidence), p.at(home, "", q.Sector, Lead, reasonLead)...)
}

// local are the authorities where the person lives, or lived then, and works.
func (p authorityPool) local(q *Question, reason string) []Competence {
	var list []Competence
	for _, place := range []string{q.ResidenceCountry, q.ResidenceThen} {
		if p.covers(place) {
			list = p.at(place, "", q.Sector, Local, reason)
			break
		}
	}
	if p.covers(q.Work) && stateOf(q.Work) != stateOf(q.ResidenceCountry) {
		list = append(list, p.at(q.Work, "", q.Sector, Local, reasonWork)...)
	}
	return list
}

// at returns the authorities of a place. near is where the person lives: it tells the
// authority that takes the complaint where only the country of the seat is known.
func (p authorityPool) at(place, near string, sector Sector, role Role, reason string) []Competence {
	found := p.ofState(stateOf(place), sector)
	divided := slices.ContainsFunc(found, func(a Authority) bool { return len(a.Area) > 0 })
	if divided {
		found, role, reason = inArea(found, place, near, role, reason)
	}
	if len(found) > 0 && len(found[0].Sectors) > 0 {
		reason = sectorReason(found[0], reason)
		if len(found) > 1 {
			role = OneOf
		}
	}
	var list []Competence
	for _, a := range found {
		list = append(list, Competence{Authority: a, Role: role, Reason: reason, Article: authorities().reasons[reason]})
	}
	return list
}

// ofState leaves those of a country that are competent for the kind of controller: if
// one is made for it, no other.
func (p authorityPool) ofState(state string, sector Sector) []Authority {
	var made, general []Authority
	for _, a := range p {
		switch {
		case a.Country != state:
		case slices.Contains(a.Sectors, sector):
			made = append(made, a)
		case len(a.Sectors) == 0 && (a.Bodies == "" || (a.Bodies == "public") == sector.public()):
			general = append(general, a)
		}
	}
	if len(made) > 0 {
		return made
	}
	return general
}

func (s Sector) public() bool { return s == PublicBody || s == FederalBody || s == Police }

// inArea chooses among the authorities of a divided country: that of the place; else the
// one without an area; else that of the place near, which passes the complaint on; else
// any of them may be it.
func inArea(found []Authority, place, near string, role Role, reason string) ([]Authority, Role, string) {
	if own := ofArea(found, place); own != nil {
		return own, role, reason
	}
	if whole := ofArea(found, ""); whole != nil {
		return whole, role, reason
	}
	if own := ofArea(found, near); own != nil {
		return own, Local, reasonLand
	}
	return found, OneOf, reasonLand
}

func ofArea(found []Authority, area string) []Authority {
	var list []Authority
	for _, a := range found {
		if slices.Contains(a.Area, area) || area == "" && len(a.Area) == 0 {
			list = append(list, a)
		}
	}
	return list
}

func sectorReason(a Authority, otherwise string) string {
	switch {
	case slices.Contains(a.Sectors, Church):
		return reasonChurch
	case slices.Contains(a.Sectors, Police):
		return otherwise
	case a.Country == "DE":
		return reasonFederal
	}
	return reasonSector
}
