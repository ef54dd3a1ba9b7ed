package api

import (
	"context"
	"net/http"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/restriction"
)

func (h *handler) addRestriction() {
	add(h, operation{
		id: "get-restriction", method: http.MethodGet, path: "/restrictions/{key}", tag: tagLaw,
		summary: "Describe a kind of restriction: what each law makes of it, what decides, decisions on it, and what to answer",
	}, h.getRestriction)
}

type restrictionByKey struct {
	Key string `path:"key" doc:"Its key, such as lookback_limit"`
}

type kindShape struct {
	Key         string           `json:"key"`
	Name        string           `json:"name"`
	Group       namedShape       `json:"group" doc:"Its chapter"`
	Explanation string           `json:"explanation"`
	Severity    int              `json:"severity" doc:"1, a nuisance, to 5"`
	SeenIn      []string         `json:"seen_in" nullable:"false"`
	Judgements  []judgementShape `json:"judgements" nullable:"false" doc:"By law, laws that share one together; the last is for every other law"`
	Precedents  []precedentShape `json:"precedents" nullable:"false" doc:"Oldest first"`
}

type judgementShape struct {
	Regimes     []string        `json:"regimes" nullable:"false" doc:"Ids; empty: every other law"`
	Verdict     string          `json:"verdict" doc:"unlawful, lawful or judge, unless the wording moves it"`
	Moved       bool            `json:"wording_moves" doc:"Some wordings move the verdict"`
	Condition   string          `json:"condition"`
	Question    *questionShape  `json:"question" doc:"null where no single question decides"`
	Citations   []citationShape `json:"citations" nullable:"false"`
	CounterMove []string        `json:"counter_move" nullable:"false" doc:"The points of the letter that answers it"`
}

type questionShape struct {
	Text  string `json:"text"`
	IfYes string `json:"if_yes" doc:"The verdict after yes"`
	IfNo  string `json:"if_no" doc:"The verdict after no"`
}

type precedentShape struct {
	Authority  string  `json:"authority"`
	Party      string  `json:"party"`
	Reference  string  `json:"reference"`
	Decided    *string `json:"decided" format:"date"`
	Published  *string `json:"published" format:"date"`
	Holding    string  `json:"holding"`
	Confidence string  `json:"confidence" doc:"high, medium or low: to be verified before citing"`
}

func (h *handler) getRestriction(ctx context.Context, _ casework.Actor, in *restrictionByKey) (*bodyOf[kindShape], error) {
	k, known := h.Detector.Kind(in.Key)
	if !known {
		return nil, dsar.NewError(dsar.CodeNotFound, "error.not_found.restriction", map[string]any{"Known": strings.Join(h.kindKeys(), ", ")})
	}
	lang := languageOf(ctx)
	shape := kindShape{
		Key: k.Key, Name: k.Name(lang), Explanation: k.Explanation(lang), Severity: k.Severity, SeenIn: orEmpty(k.SeenIn),
		Precedents: convert(k.Precedents, precedentIn(lang)),
	}
	for _, g := range h.Detector.Groups() {
		for _, other := range g.Kinds {
			if other.Key == k.Key {
				shape.Group = namedShape{ID: g.ID, Name: g.Name(lang), Aliases: []string{}}
			}
		}
	}
	judged := append(k.Judgements(h.Detector.Laws()), restriction.LawJudgement{Judgement: k.Elsewhere()})
	shape.Judgements = convert(judged, judgementIn(lang))
	return &bodyOf[kindShape]{shape}, nil
}

func (h *handler) kindKeys() []string {
	return convert(h.Detector.Kinds(), func(k restriction.Kind) string { return k.Key })
}

func judgementIn(lang string) func(restriction.LawJudgement) judgementShape {
	return func(j restriction.LawJudgement) judgementShape {
		return judgementShape{
			Regimes: orEmpty(j.Regimes), Verdict: string(j.Verdict), Moved: j.WordingMoves(), Condition: j.Condition(lang),
			Question: questionOf(j.Question, lang), Citations: convert(j.Citations, citationOf), CounterMove: orEmpty(j.CounterMove(lang)),
		}
	}
}

// questionOf is nil where nothing is asked.
func questionOf(q *restriction.Question, lang string) *questionShape {
	if q == nil {
		return nil
	}
	return &questionShape{Text: q.Text(lang), IfYes: string(q.IfYes), IfNo: string(q.IfNo)}
}

func precedentIn(lang string) func(restriction.Precedent) precedentShape {
	return func(p restriction.Precedent) precedentShape {
		return precedentShape{
			Authority: p.Authority, Party: p.Party, Reference: p.Reference, Decided: day(p.Decided), Published: day(p.Published),
			Holding: p.Holding(lang), Confidence: p.Confidence,
		}
	}
}
