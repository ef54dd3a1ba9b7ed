package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

func (h *handler) addRegime() {
	add(h, operation{
		id: "get-regime", method: http.MethodGet, path: "/regimes/{id}", tag: tagLaw,
		summary: "Describe a law: its rights with every dated version, its figures, further clocks and sources",
	}, h.getRegime)
}

type regimeQuery struct {
	ID string `path:"id" doc:"Id or alias"`
}

type descriptionShape struct {
	ID            string           `json:"id"`
	Name          string           `json:"name"`
	Aliases       []string         `json:"aliases" nullable:"false"`
	Place         string           `json:"place" doc:"Where the law comes from: an ISO 3166-1 code or EU"`
	From          *string          `json:"from" format:"date" doc:"First day of receipt for which it has any rule"`
	Establishment []string         `json:"establishment" nullable:"false" doc:"Places of a controller for which it is proposed"`
	Residence     []string         `json:"residence" nullable:"false" doc:"Places of a data subject for which it is proposed"`
	Regions       []string         `json:"holidays_regions" nullable:"false"`
	Groups        []rightsShape    `json:"groups" nullable:"false" doc:"Rights under the same clocks together"`
	Clocks        []furtherShape   `json:"clocks" nullable:"false" doc:"Clocks beside those of the rights"`
	Sources       []referenceShape `json:"sources" nullable:"false" doc:"Of the versions in force last"`
}

type rightsShape struct {
	Rights   []namedShape   `json:"rights" nullable:"false"`
	Versions []versionShape `json:"versions" nullable:"false" doc:"Oldest first"`
}

type versionShape struct {
	From            *string        `json:"from" format:"date" doc:"First day of receipt for which it governs"`
	Until           *string        `json:"until" format:"date" doc:"Last such day; null for the version that nothing follows"`
	NoFigure        bool           `json:"no_figure" doc:"The law names no day"`
	Answer          *lengthShape   `json:"answer"`
	Acknowledgement *lengthShape   `json:"acknowledgement"`
	Extended        *lengthShape   `json:"extended" doc:"The whole length after an extension, from the start"`
	OpenEnded       bool           `json:"open_ended" doc:"An extension to which the law sets no limit"`
	Verify          bool           `json:"verify" doc:"Something it rests on is still to be verified against the primary text"`
	Source          referenceShape `json:"source"`
	Figures         []figureShape  `json:"figures" nullable:"false" doc:"What the dates follow from, in the order of the calculation"`
	Notes           []noteShape    `json:"notes" nullable:"false"`
}

type lengthShape struct {
	Number int    `json:"number"`
	Unit   string `json:"unit" enum:"month,day,working day"`
	Text   string `json:"text"`
}

type figureShape struct {
	Kind   string          `json:"kind"`
	Label  string          `json:"label"`
	Text   string          `json:"text"`
	Length *lengthShape    `json:"length"`
	Verify bool            `json:"verify"`
	Source *referenceShape `json:"source" doc:"null where no rule was found"`
}

type noteShape struct {
	Key     string         `json:"key"`
	Text    string         `json:"text"`
	Regions []string       `json:"holidays_regions" nullable:"false" doc:"Those it is for, with those inside them; empty: all"`
	Source  referenceShape `json:"source"`
}

type furtherShape struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	About    string           `json:"about"`
	Rights   []string         `json:"rights" nullable:"false" doc:"Ids of those for which it runs"`
	Regions  []string         `json:"holidays_regions" nullable:"false" doc:"Those it is limited to, with those inside them; empty: none"`
	Versions []furtherVersion `json:"versions" nullable:"false" doc:"Oldest first"`
}

type furtherVersion struct {
	From    *string        `json:"from" format:"date"`
	Until   *string        `json:"until" format:"date"`
	Duty    string         `json:"duty" enum:"controller,person,authority,court"`
	Kind    string         `json:"kind" enum:"deadline,window,wait"`
	Length  *lengthShape   `json:"length" doc:"null: the day is named with the event"`
	Verify  bool           `json:"verify"`
	Source  referenceShape `json:"source"`
	Figures []figureShape  `json:"figures" nullable:"false"`
	Notes   []noteShape    `json:"notes" nullable:"false"`
}

func (h *handler) getRegime(ctx context.Context, _ casework.Actor, in *regimeQuery) (*bodyOf[descriptionShape], error) {
	d, err := h.Law.Describe(in.ID)
	var fact *law.FactError
	if errors.As(err, &fact) {
		return nil, dsar.NewError(dsar.CodeNotFound, "error.not_found.regime", map[string]any{"Known": strings.Join(fact.Known, ", ")})
	}
	if err != nil {
		return nil, err
	}
	lang := languageOf(ctx)
	return &bodyOf[descriptionShape]{descriptionShape{
		ID: d.ID, Name: d.Name(lang), Aliases: orEmpty(d.Aliases), Place: d.Place, From: day(d.From),
		Establishment: orEmpty(d.Establishment), Residence: orEmpty(d.Residence), Regions: orEmpty(d.Regions),
		Groups: convert(d.Groups, rightsIn(lang)), Clocks: convert(d.Further, furtherIn(lang)), Sources: convert(d.Sources, referenceIn(lang)),
	}}, nil
}

func rightsIn(lang string) func(law.RightsDescription) rightsShape {
	return func(g law.RightsDescription) rightsShape {
		return rightsShape{
			Rights: convert(g.Rights, func(r law.Right) namedShape {
				return namedShape{ID: r.ID, Name: r.Name(lang), Aliases: orEmpty(r.Aliases)}
			}),
			Versions: convert(g.Versions, func(v law.VersionDescription) versionShape {
				return versionShape{
					From: day(v.From), Until: day(v.Until), NoFigure: v.NoFigure, Answer: lengthOf(v.Answer, lang),
					Acknowledgement: lengthOf(v.Acknowledgement, lang), Extended: lengthOf(v.Extended, lang), OpenEnded: v.OpenEnded,
					Verify: v.Verify(), Source: referenceIn(lang)(*v.Article),
					Figures: convert(v.Figures, figureIn(lang)), Notes: convert(v.Notes, noteIn(lang)),
				}
			}),
		}
	}
}

func furtherIn(lang string) func(law.ClockDescription) furtherShape {
	return func(c law.ClockDescription) furtherShape {
		return furtherShape{
			ID: c.ID, Name: c.Name(lang), About: c.About(lang), Regions: orEmpty(c.Regions),
			Rights: convert(c.Rights, func(r law.Right) string { return r.ID }),
			Versions: convert(c.Versions, func(v law.ClockVersionDescription) furtherVersion {
				return furtherVersion{
					From: day(v.From), Until: day(v.Until), Duty: string(v.Duty), Kind: string(v.Kind), Length: lengthOf(v.Length, lang),
					Verify: v.Verify(), Source: referenceIn(lang)(*v.Article),
					Figures: convert(v.Figures, figureIn(lang)), Notes: convert(v.Notes, noteIn(lang)),
				}
			}),
		}
	}
}

func figureIn(lang string) func(law.Figure) figureShape {
	return func(f law.Figure) figureShape {
		s := figureShape{Kind: f.Kind, Label: f.Label(lang), Text: f.Text(lang), Length: lengthOf(f.Length, lang), Verify: f.Verify()}
		if !f.Article.IsZero() {
			source := referenceIn(lang)(*f.Article)
			s.Source = &source
		}
		return s
	}
}

func noteIn(lang string) func(law.NoteDescription) noteShape {
	return func(n law.NoteDescription) noteShape {
		return noteShape{Key: n.Key, Text: n.Text(lang), Regions: orEmpty(n.Regions), Source: referenceIn(lang)(*n.Article)}
	}
}

// lengthOf is nil for no length.
func lengthOf(l law.Length, lang string) *lengthShape {
	if l.IsZero() {
		return nil
	}
	return &lengthShape{Number: l.N, Unit: l.Unit, Text: l.Text(lang)}
}
