package api

import (
	"context"

	"recourse/internal/casework"
)

type alsoInput struct {
	RequestByID
	IfMatch
	Body struct {
		AlsoRegimes []string `json:"also_regimes" nullable:"false" doc:"Ids or aliases; they take the place of those it had"`
	}
}

// setAlsoRegimes gives a request the further laws that it rests on.
func (h *handler) setAlsoRegimes(ctx context.Context, a casework.Actor, in *alsoInput) (*tagged[requestShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	v, err := h.Service.SetAlsoRegimes(ctx, a, in.ID, in.Body.AlsoRegimes, version)
	if err != nil {
		return nil, err
	}
	return &tagged[requestShape]{ETag: etag(v.Request.Version), Body: h.requestOf(v, languageOf(ctx))}, nil
}
