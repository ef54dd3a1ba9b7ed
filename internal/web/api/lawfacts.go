package api

import (
	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// LawAnswers are what only the person can tell about the law of a request.
type LawAnswers struct {
	ResidenceThen string `json:"residence_then,omitempty" doc:"Where the data subject lived when the data were collected, if elsewhere"`
	Work          string `json:"work,omitempty" doc:"Where the data subject works, if elsewhere"`
	Targeting     string `json:"targeting,omitempty" enum:"offers,watches,neither" doc:"Whether the controller offers something to people where the data subject lives, or watches what they do there (GDPR Art. 3(2)); where that decides nothing for the residence of today, it speaks of residence_then; left out if unknown"`
}

func (s LawAnswers) answers() dsar.LawAnswers {
	return dsar.LawAnswers{ResidenceThen: s.ResidenceThen, Work: s.Work, Targeting: dsar.Targeting(s.Targeting)}
}

// LawOfController is what the directory says of a controller that decides the law.
type LawOfController struct {
	SeatRegion      string   `json:"seat_region" doc:"Part of the country, ISO 3166-2; empty if unknown"`
	Establishments  []string `json:"establishments" nullable:"false" doc:"Further places where it is established, the main one in the EEA first"`
	Representatives []string `json:"representatives" nullable:"false" doc:"Places for which it has named a representative (GDPR and UK GDPR Art. 27)"`
	Sector          string   `json:"sector" doc:"Kind of controller; empty for an ordinary business"`
}

func lawOfControllerOf(c dsar.Controller) LawOfController {
	return LawOfController{
		SeatRegion: c.SeatRegion, Establishments: orEmpty(c.Establishments), Representatives: orEmpty(c.Representatives), Sector: c.Sector,
	}
}

// lawBasisShape is what the choice of a request's law rested on.
type lawBasisShape struct {
	Kept            bool               `json:"kept" doc:"As it was when the request was filed; otherwise as it is now"`
	Seat            string             `json:"seat" doc:"Of the controller; a country, or a part of one"`
	Establishments  []string           `json:"establishments" nullable:"false"`
	Representatives []string           `json:"representatives" nullable:"false"`
	Sector          string             `json:"sector"`
	Residence       string             `json:"residence"`
	ResidenceThen   string             `json:"residence_then"`
	Work            string             `json:"work"`
	Targeting       string             `json:"targeting" doc:"offers, watches or neither; empty if unknown"`
	TargetingAt     string             `json:"targeting_at" doc:"The place that targeting speaks of; empty where it decides nothing"`
	Proposed        []proposedLawShape `json:"proposed" nullable:"false" doc:"The surest first"`
	ChosenOtherwise bool               `json:"chosen_otherwise" doc:"The law of the request is not the one proposed first"`
	Authorities     []competenceShape  `json:"authorities" nullable:"false" doc:"Those that can deal with a complaint by what is known now, the one to turn to first"`
}

type proposedLawShape struct {
	Regime   string `json:"regime"`
	Name     string `json:"name"`
	Reason   string `json:"reason" doc:"Stable name of the reason"`
	Text     string `json:"text" doc:"The reason in words"`
	Strength string `json:"strength" enum:"sure,likely,possible"`
}

func (h *handler) lawBasisOf(v casework.RequestView, lang string) lawBasisShape {
	basis, kept := h.Service.LawBasis(v)
	f := basis.Facts
	shape := lawBasisShape{
		Kept: kept, Seat: f.Seat, Establishments: orEmpty(f.Establishments), Representatives: orEmpty(f.Representatives), Sector: f.Sector,
		Residence: f.Residence, ResidenceThen: f.ResidenceThen, Work: f.Work, Targeting: string(f.Targeting), TargetingAt: f.TargetingAt,
		Proposed:        convert(basis.Proposed, func(p dsar.ProposedLaw) proposedLawShape { return h.proposedLawOf(p, lang) }),
		ChosenOtherwise: basis.ChosenOtherwise(v.Request.Regime), Authorities: competencesOf(h.Service.Competent(v), lang),
	}
	return shape
}

func (h *handler) proposedLawOf(p dsar.ProposedLaw, lang string) proposedLawShape {
	return proposedLawShape{
		Regime: p.Regime, Name: h.Law.Name(p.Regime, lang), Reason: p.Reason, Strength: p.Strength,
		Text: law.Proposal{Reason: p.Reason}.Text(lang),
	}
}
