package api

import (
	"context"
	"errors"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
	"recourse/internal/restriction"
)

const tagLaw = "Law"

func (h *handler) addLaw() {
	add(h, operation{
		id: "list-regimes", method: http.MethodGet, path: "/regimes", tag: tagLaw,
		summary: "List the laws known, with their rights",
	}, h.listRegimes)
	add(h, operation{
		id: "list-rights", method: http.MethodGet, path: "/rights", tag: tagLaw,
		summary: "List the rights that a request can exercise",
	}, h.listRights)
	add(h, operation{
		id: "list-regions", method: http.MethodGet, path: "/regions", tag: tagLaw,
		summary: "List the places whose public holidays are known",
	}, h.listRegions)
	add(h, operation{
		id: "list-holidays", method: http.MethodGet, path: "/holidays", tag: tagLaw,
		summary: "List the public holidays of a region",
	}, h.listHolidays)
	add(h, operation{
		id: "list-authorities", method: http.MethodGet, path: "/authorities", tag: tagLaw,
		summary: "List the supervisory authorities, those proposed for a request first",
	}, h.listAuthorities)
	add(h, operation{
		id: "list-restrictions", method: http.MethodGet, path: "/restrictions", tag: tagLaw,
		summary: "List the kinds of restriction known, judged under a regime",
	}, h.listRestrictions)
	h.addRegime()
	h.addRestriction()
	h.addCalculators()
}

type namedShape struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases" nullable:"false"`
}

type regimeShape struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Aliases []string         `json:"aliases" nullable:"false"`
	Rights  []namedShape     `json:"rights" nullable:"false"`
	Sources []referenceShape `json:"sources" nullable:"false"`
}

type referenceShape struct {
	Instrument  string  `json:"instrument"`
	Article     string  `json:"article"`
	Link        string  `json:"link"`
	Gist        string  `json:"gist" doc:"What the provision says, in plain words"`
	Confidence  string  `json:"confidence" doc:"How the source was checked"`
	LastChecked *string `json:"last_checked" format:"date"`
}

func (h *handler) listRegimes(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[list[regimeShape]], error) {
	lang := languageOf(ctx)
	return &bodyOf[list[regimeShape]]{listOf(h.Law.Regimes(), func(r law.Regime) regimeShape {
		return regimeShape{
			ID: r.ID, Name: r.Name(lang), Aliases: orEmpty(r.Aliases), Sources: convert(r.Sources, referenceIn(lang)),
			Rights: convert(r.Rights, func(right law.Right) namedShape {
				return namedShape{ID: right.ID, Name: right.Name(lang), Aliases: orEmpty(right.Aliases)}
			}),
		}
	})}, nil
}

func referenceIn(lang string) func(law.Reference) referenceShape {
	return func(r law.Reference) referenceShape {
		return referenceShape{
			Instrument: r.Instrument, Article: r.Article, Link: r.Link, Gist: r.Gist.In(lang),
			Confidence: string(r.Confidence), LastChecked: day(r.LastChecked),
		}
	}
}

func (h *handler) listRights(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[list[namedShape]], error) {
	lang := languageOf(ctx)
	return &bodyOf[list[namedShape]]{listOf(dsar.Rights(), func(r dsar.Right) namedShape {
		return namedShape{ID: string(r), Name: law.Right{ID: string(r)}.Name(lang), Aliases: []string{}}
	})}, nil
}

type regionShape struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Aliases   []string `json:"aliases" nullable:"false"`
	Parent    string   `json:"parent"`
	FirstYear int      `json:"first_year" doc:"0: no bound"`
	LastYear  int      `json:"last_year" doc:"0: no bound"`
}

func (h *handler) listRegions(ctx context.Context, _ casework.Actor, _ *none) (*bodyOf[list[regionShape]], error) {
	lang := languageOf(ctx)
	return &bodyOf[list[regionShape]]{listOf(h.Law.Regions(), func(r law.Region) regionShape {
		return regionShape{
			ID: r.ID, Name: r.Name(lang), Aliases: orEmpty(r.Aliases), Parent: r.Parent, FirstYear: r.FirstYear, LastYear: r.LastYear,
		}
	})}, nil
}

type holidayQuery struct {
	Region string `query:"region" required:"true"`
	From   string `query:"from" format:"date" required:"true"`
	To     string `query:"to" format:"date" required:"true"`
}

type holidayShape struct {
	Date       *string `json:"date" format:"date"`
	Name       string  `json:"name"`
	Substitute bool    `json:"substitute" doc:"Stands in for the day itself, which fell on a weekend"`
	Source     string  `json:"source"`
}

func (h *handler) listHolidays(ctx context.Context, _ casework.Actor, in *holidayQuery) (*bodyOf[list[holidayShape]], error) {
	from, err := parseDay("from", in.From)
	if err != nil {
		return nil, err
	}
	to, err := parseDay("to", in.To)
	if err != nil {
		return nil, err
	}
	holidays, err := h.Law.Holidays(in.Region, from, to)
	if err != nil {
		return nil, factProblem(err, "from")
	}
	lang := languageOf(ctx)
	return &bodyOf[list[holidayShape]]{listOf(holidays, func(d law.Holiday) holidayShape {
		return holidayShape{Date: day(d.On), Name: d.Name.In(lang), Substitute: d.Substitute, Source: citation(d.Source)}
	})}, nil
}

type authorityQuery struct {
	RequestID string `query:"request_id" doc:"Those proposed for this request come first"`
}

type authorityShape struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Country   string   `json:"country"`
	Territory string   `json:"territory"`
	Languages []string `json:"languages" nullable:"false"`
	Web       string   `json:"web"`
}

func (h *handler) listAuthorities(ctx context.Context, a casework.Actor, in *authorityQuery) (*bodyOf[list[authorityShape]], error) {
	authorities := law.Authorities()
	if in.RequestID != "" {
		var err error
		if authorities, err = h.Service.Authorities(ctx, a, in.RequestID); err != nil {
			return nil, err
		}
	}
	return &bodyOf[list[authorityShape]]{listOf(authorities, func(a law.Authority) authorityShape {
		return authorityShape{
			ID: a.ID, Name: a.Name, Country: a.Country, Territory: a.Territory.In(languageOf(ctx)), Languages: orEmpty(a.Languages), Web: a.Web,
		}
	})}, nil
}

type restrictionQuery struct {
	Regime string `query:"regime" doc:"Id or alias; eu-gdpr if it is not given"`
}

type restrictionShape struct {
	Key         string          `json:"key"`
	Name        string          `json:"name"`
	Explanation string          `json:"explanation"`
	Severity    int             `json:"severity" doc:"1, a nuisance, to 5"`
	SeenIn      []string        `json:"seen_in" nullable:"false"`
	Verdict     string          `json:"verdict" doc:"Under the regime, unless the wording moves it"`
	Condition   string          `json:"condition"`
	Citations   []citationShape `json:"citations" nullable:"false"`
	CounterMove []string        `json:"counter_move" nullable:"false"`
}

func (h *handler) listRestrictions(ctx context.Context, _ casework.Actor, in *restrictionQuery) (*bodyOf[list[restrictionShape]], error) {
	regime, err := h.regimeID(in.Regime)
	if err != nil {
		return nil, err
	}
	if regime == "" {
		regime = "eu-gdpr"
	}
	lang := languageOf(ctx)
	return &bodyOf[list[restrictionShape]]{listOf(h.Detector.Kinds(), func(k restriction.Kind) restrictionShape {
		j := k.Judgement(regime)
		return restrictionShape{
			Key: k.Key, Name: k.Name(lang), Explanation: k.Explanation(lang), Severity: k.Severity, SeenIn: orEmpty(k.SeenIn),
			Verdict: string(j.Verdict), Condition: j.Condition(lang), Citations: convert(j.Citations, citationOf),
			CounterMove: orEmpty(k.CounterMove(lang, regime)),
		}
	})}, nil
}

// regimeID resolves an alias; "" stays "".
func (h *handler) regimeID(idOrAlias string) (string, error) {
	if idOrAlias == "" {
		return "", nil
	}
	regime, err := h.Law.Regime(idOrAlias)
	return regime.ID, factProblem(err, "regime")
}

// factProblem words what package law says about its input; dateField is the field
// to name when a day lies outside the calendars. nil stays nil.
func factProblem(err error, dateField string) error {
	var fact *law.FactError
	var calendar *law.CalendarError
	switch {
	case errors.As(err, &fact) && len(fact.Known) > 0:
		return dsar.InvalidFields(notOneOf(fact.Field, fact.Value, fact.Known))
	case errors.As(err, &fact):
		return dsar.Invalid(fact.Field, "error.law.day", nil)
	case errors.As(err, &calendar):
		return dsar.Invalid(dateField, "error.event.calendar", map[string]any{
			"Region": calendar.Region, "On": calendar.On, "First": calendar.FirstYear, "Last": calendar.LastYear,
		})
	}
	return err
}
