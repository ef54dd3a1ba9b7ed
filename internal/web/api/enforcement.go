package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/enforcement"
)

func (h *handler) addEnforcement() {
	add(h, operation{
		id: "list-enforcement", method: http.MethodGet, path: "/enforcement", tag: tagLaw,
		summary: "List the companies whose decisions by authorities are kept, or the one that a controller is",
	}, h.listEnforcement)
	add(h, operation{
		id: "get-enforcement", method: http.MethodGet, path: "/enforcement/{key}", tag: tagLaw,
		summary: "Read what authorities and courts did against a company, step by step, each with its source",
	}, h.getEnforcement)
}

type enforcementQuery struct {
	ControllerID string `query:"controller_id" doc:"Only what is known of this controller, by its names and web site"`
}

// recordBrief is a record in a list.
type recordBrief struct {
	Key         string     `json:"key"`
	Party       string     `json:"party"`
	Country     string     `json:"country" doc:"Of its seat, ISO 3166-1"`
	Authorities int        `json:"authorities" doc:"That acted against the company itself"`
	Fines       []sumShape `json:"fines" nullable:"false" doc:"Their sums by currency, as declared"`
	Contested   []sumShape `json:"contested_fines" nullable:"false" doc:"Sums of those that are appealed"`
	Kinds       []string   `json:"kinds" nullable:"false" doc:"Keys of the restrictions that the decisions speak of"`
}

type sumShape struct {
	Sum      int64  `json:"sum" doc:"In whole units"`
	Currency string `json:"currency" doc:"ISO 4217"`
	Per      string `json:"per" doc:"day: for each day; cap: the most that may fall due; empty: the sum itself"`
}

type recordShape struct {
	recordBrief
	About   string        `json:"about"`
	Stance  string        `json:"stance" doc:"What the company answers, empty if nothing is known"`
	Actions []actionShape `json:"actions" nullable:"false"`
}

type actionShape struct {
	ID        string          `json:"id"`
	Authority string          `json:"authority"`
	Country   string          `json:"country"`
	Reference string          `json:"reference"`
	Against   string          `json:"against" doc:"Whom it is directed at, if not at the company"`
	For       string          `json:"for" doc:"complainant or all_in_territory"`
	Status    string          `json:"status" doc:"pending, unenforced, closed or unknown"`
	Kinds     []string        `json:"kinds" nullable:"false"`
	Steps     []enforcedShape `json:"steps" nullable:"false" doc:"In the order in which they happened"`
}

type enforcedShape struct {
	Kind       string        `json:"kind" doc:"Such as formal_notice, fine, liquidation"`
	Decided    *string       `json:"decided" format:"date"`
	Notified   *string       `json:"notified" format:"date" doc:"From which time limits run"`
	Published  *string       `json:"published" format:"date"`
	On         *string       `json:"on" format:"date" doc:"Of what is no decision"`
	Period     string        `json:"period" doc:"Month or months where no day is known, 2020-05/2020-12"`
	Amount     *sumShape     `json:"amount" doc:"As the authority declared it"`
	Penalty    *penaltyShape `json:"penalty" doc:"What a liquidation is worked out from"`
	Text       string        `json:"text"`
	Doubt      string        `json:"doubt" doc:"What of it is uncertain"`
	Source     string        `json:"source"`
	Confidence string        `json:"confidence" doc:"high, or medium or low: to be verified before citing"`
}

// penaltyShape has what the rate gives for either way of counting days; what the authority
// declared stands beside it.
type penaltyShape struct {
	From          *string `json:"from" format:"date"`
	To            *string `json:"to" format:"date"`
	Rate          int64   `json:"rate" doc:"For a day"`
	Days          int     `json:"days" doc:"As the difference of the two days"`
	DaysInclusive int     `json:"days_inclusive" doc:"With both counted"`
	Sum           int64   `json:"sum"`
	SumInclusive  int64   `json:"sum_inclusive"`
}

func (h *handler) listEnforcement(ctx context.Context, a casework.Actor, in *enforcementQuery) (*bodyOf[list[recordBrief]], error) {
	records := h.Service.Records
	if in.ControllerID != "" {
		c, err := h.Service.Controller(ctx, a, in.ControllerID)
		if err != nil {
			return nil, err
		}
		records = nil
		if r := h.Service.RecordOf(c); r != nil {
			records = []enforcement.Record{*r}
		}
	}
	return &bodyOf[list[recordBrief]]{listOf(records, recordBriefOf)}, nil
}

type enforcementByKey struct {
	Key string `path:"key" doc:"Of the record, such as clearview-ai"`
}

func (h *handler) getEnforcement(ctx context.Context, _ casework.Actor, in *enforcementByKey) (*bodyOf[recordShape], error) {
	for _, r := range h.Service.Records {
		if r.Key == in.Key {
			lang := languageOf(ctx)
			return &bodyOf[recordShape]{recordShape{
				recordBrief: recordBriefOf(r), About: r.About.In(lang), Stance: r.Stance.In(lang), Actions: convert(r.Actions, actionIn(lang)),
			}}, nil
		}
	}
	return nil, dsar.NotFound("record")
}

func recordBriefOf(r enforcement.Record) recordBrief {
	return recordBrief{
		Key: r.Key, Party: r.Party, Country: r.Country, Authorities: len(r.Against()), Kinds: orEmpty(r.Kinds()),
		Fines: convert(r.Fines(false), sumOf), Contested: convert(r.Fines(true), sumOf),
	}
}

func sumOf(a enforcement.Amount) sumShape { return sumShape(a) }

func actionIn(lang string) func(enforcement.Action) actionShape {
	return func(a enforcement.Action) actionShape {
		return actionShape{
			ID: a.ID, Authority: a.Authority, Country: a.Country, Reference: a.Reference, Against: a.Against, For: string(a.For),
			Status: string(a.Status), Kinds: orEmpty(a.Kinds), Steps: convert(a.Steps, enforcedIn(lang)),
		}
	}
}

func enforcedIn(lang string) func(enforcement.Step) enforcedShape {
	return func(s enforcement.Step) enforcedShape {
		shape := enforcedShape{
			Kind: string(s.Kind), Decided: day(s.Decided), Notified: day(s.Notified), Published: day(s.Published), On: day(s.On),
			Period: s.Period, Text: s.Text.In(lang), Doubt: s.Doubt.In(lang), Source: s.Source, Confidence: s.Confidence,
		}
		if s.Amount.Sum > 0 {
			amount := sumOf(s.Amount)
			shape.Amount = &amount
		}
		if p := s.Penalty; p != nil {
			shape.Penalty = &penaltyShape{From: day(p.From), To: day(p.To), Rate: p.Rate}
			shape.Penalty.Days, shape.Penalty.DaysInclusive = p.Days()
			shape.Penalty.Sum, shape.Penalty.SumInclusive = p.Sums()
		}
		return shape
	}
}
