package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (h *handler) addLawChanges() {
	add(h, operation{
		id: "list-law-changes", method: http.MethodGet, path: "/law-changes", tag: tagLaw,
		summary: "List the open requests to which the rules of this release give other dates or clocks; none has moved",
	}, h.listLawChanges)
	add(h, operation{
		id: "accept-law-changes", method: http.MethodPost, path: "/law-changes/acceptance", tag: tagLaw,
		summary: "Move the dates of all of them; each keeps the old and the new ones in its history",
	}, h.acceptLawChanges)
	add(h, operation{
		id: "accept-law-change", method: http.MethodPost, path: "/requests/{id}/law-change/acceptance", tag: tagLaw,
		summary: "Move the dates of one request",
	}, h.acceptLawChange)
}

type movedShape struct {
	Date string  `json:"date" doc:"due, extended_due, effective_due, complaint_from, complaint_until, or a clock of the law: clock:us-co-cpa/appeal-answer, with the prefix complaint_clock for one of a complaint"`
	Old  *string `json:"old" format:"date" doc:"Null: the rules gave none"`
	New  *string `json:"new" format:"date" doc:"Null: the rules give none"`
}

func movedOf(m dsar.MovedDate) movedShape {
	return movedShape{Date: string(m.Date), Old: day(m.Old), New: day(m.New)}
}

type lawMoveShape struct {
	RequestID string       `json:"request_id"`
	Reference string       `json:"reference"`
	Regime    string       `json:"regime"`
	Region    string       `json:"holidays_region"`
	Version   int          `json:"version"`
	Moved     []movedShape `json:"moved" nullable:"false"`
	Files     []string     `json:"files" nullable:"false" doc:"Files of the law that changed; empty where it cannot be told"`
	Computed  bool         `json:"computed" doc:"false: no dates can be worked out under the rules of this release"`
}

func lawMoveOf(m casework.LawMove) lawMoveShape {
	return lawMoveShape{
		RequestID: m.Request.ID, Reference: m.Request.Reference, Regime: m.Request.Regime, Region: m.Request.Region,
		Version: m.Request.Version, Moved: convert(m.Moved, movedOf), Files: orEmpty(m.Files), Computed: m.Problem == nil,
	}
}

type lawChangesQuery struct {
	Cursor string `query:"cursor" doc:"next_cursor of the page before"`
}

func (h *handler) listLawChanges(ctx context.Context, a casework.Actor, in *lawChangesQuery) (*bodyOf[page[lawMoveShape]], error) {
	moves, err := h.Service.LawMoves(ctx, a, in.Cursor)
	if err != nil {
		return nil, err
	}
	return &bodyOf[page[lawMoveShape]]{pageOf(moves, lawMoveOf)}, nil
}

type acceptedShape struct {
	Moved int `json:"moved" doc:"Requests whose dates moved"`
}

func (h *handler) acceptLawChanges(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[acceptedShape], error) {
	n, err := h.Service.AcceptAllLaw(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[acceptedShape]{acceptedShape{n}}, nil
}

type acceptInput struct {
	RequestByID
	IfMatch
}

func (h *handler) acceptLawChange(ctx context.Context, a casework.Actor, in *acceptInput) (*tagged[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	v, err := h.Service.AcceptLaw(ctx, a, in.ID, version)
	if err != nil {
		return nil, err
	}
	return &tagged[requestShape]{ETag: etag(v.Request.Version), Body: h.requestOf(v, languageOf(ctx))}, nil
}
