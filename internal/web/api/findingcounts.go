package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
)

func (h *handler) addFindingCounts() {
	add(h, operation{
		id: "get-controller-findings", method: http.MethodGet, path: "/controllers/{id}/findings", tag: tagControllers,
		summary: "Count what was found in the requests to a controller, by kind and half-year or year",
	}, h.getFindingCounts)
}

type findingCountsShape struct {
	Periods []periodShape     `json:"periods" nullable:"false" doc:"Without gaps, oldest first"`
	Kinds   []kindCountsShape `json:"kinds" nullable:"false" doc:"The most frequent first; what is lawful or dismissed is left out"`
}

type periodShape struct {
	From string `json:"from" format:"date" doc:"First day"`
	Half bool   `json:"half" doc:"Half a year; otherwise a year"`
}

type kindCountsShape struct {
	Key    string       `json:"key"`
	Name   string       `json:"name"`
	Counts []countShape `json:"counts" nullable:"false" doc:"One for each period"`
	Total  int          `json:"total"`
}

type countShape struct {
	Confirmed int `json:"confirmed" doc:"By a person"`
	Suspected int `json:"suspected"`
}

func (h *handler) getFindingCounts(ctx context.Context, a casework.Actor, in *ByID) (*bodyOf[findingCountsShape], error) {
	p, err := h.Service.CountFindings(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	lang := languageOf(ctx)
	return &bodyOf[findingCountsShape]{findingCountsShape{
		Periods: convert(p.Periods, func(period casework.Period) periodShape {
			return periodShape{From: period.From.String(), Half: period.Half}
		}),
		Kinds: convert(p.Kinds, func(k casework.KindCounts) kindCountsShape {
			return kindCountsShape{
				Key: k.Kind.Key, Name: k.Kind.Name(lang), Total: k.Total,
				Counts: convert(k.Counts, func(c casework.PeriodCount) countShape { return countShape(c) }),
			}
		}),
	}}, nil
}
