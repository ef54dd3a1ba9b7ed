package store

import (
	"encoding/json"

	"recourse/internal/dsar"
)

// basisColumn is how the column law_basis spells what the choice of a law rested on.
// Its names are stored: they may be added to and never change.
type basisColumn struct {
	Seat            string           `json:"seat,omitempty"`
	Establishments  []string         `json:"establishments,omitempty"`
	Representatives []string         `json:"representatives,omitempty"`
	Sector          string           `json:"sector,omitempty"`
	Residence       string           `json:"residence,omitempty"`
	ResidenceThen   string           `json:"residence_then,omitempty"`
	Work            string           `json:"work,omitempty"`
	Targeting       string           `json:"targeting,omitempty"`
	TargetingAt     string           `json:"targeting_at,omitempty"`
	Proposed        []proposedColumn `json:"proposed,omitempty"`
}

type proposedColumn struct {
	Regime   string `json:"regime"`
	Reason   string `json:"reason"`
	Strength string `json:"strength"`
}

// basisText returns the column, "" for none.
func basisText(b *dsar.LawBasis) string {
	if b == nil {
		return ""
	}
	f := b.Facts
	column := basisColumn{
		Seat: f.Seat, Establishments: f.Establishments, Representatives: f.Representatives, Sector: f.Sector,
		Residence: f.Residence, ResidenceThen: f.ResidenceThen, Work: f.Work, Targeting: string(f.Targeting),
		TargetingAt: f.TargetingAt,
	}
	for _, p := range b.Proposed {
		column.Proposed = append(column.Proposed, proposedColumn(p))
	}
	text, err := json.Marshal(column)
	if err != nil { // texts and lists of texts always marshal
		return ""
	}
	return string(text)
}

// withBasis is toDomain with the basis of the law, which lists have no use for. A
// column that cannot be read is as if it had not been kept: nothing is decided by it.
func (r requestRow) withBasis() dsar.Request {
	request := r.toDomain()
	var column basisColumn
	if r.LawBasis == "" || json.Unmarshal([]byte(r.LawBasis), &column) != nil {
		return request
	}
	request.Basis = &dsar.LawBasis{Facts: dsar.LawFacts{
		Seat: column.Seat, Establishments: column.Establishments, Representatives: column.Representatives,
		Sector: column.Sector, Residence: column.Residence,
		LawAnswers: dsar.LawAnswers{
			ResidenceThen: column.ResidenceThen, Work: column.Work, Targeting: dsar.Targeting(column.Targeting), TargetingAt: column.TargetingAt,
		},
	}}
	for _, p := range column.Proposed {
		request.Basis.Proposed = append(request.Basis.Proposed, dsar.ProposedLaw(p))
	}
	return request
}
