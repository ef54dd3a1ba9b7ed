package api

import (
	"context"
	"net/http"
	"strings"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func (h *handler) addSubjects() {
	add(h, operation{
		id: "get-subject", method: http.MethodGet, path: "/requests/{id}/subject", tag: tagRequests,
		summary: "Read the data subject of a request",
	}, h.getSubject)
	add(h, operation{
		id: "update-subject", method: http.MethodPatch, path: "/requests/{id}/subject", tag: tagRequests,
		summary: "Mend the data subject in all their requests; fields that are not given stay as they are",
	}, h.updateSubject)
}

func (h *handler) getSubject(ctx context.Context, a casework.Actor, in *RequestByID) (*tagged[subjectShape], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return taggedSubject(v.Subject), nil
}

func taggedSubject(s dsar.Subject) *tagged[subjectShape] {
	return &tagged[subjectShape]{ETag: `"` + casework.SubjectTag(s) + `"`, Body: subjectOf(s)}
}

type subjectPatch struct {
	RequestByID
	IfMatch
	Body struct {
		Name        *string `json:"name,omitempty"`
		Email       *string `json:"email,omitempty"`
		Address     *string `json:"address,omitempty" doc:"Postal address, several lines"`
		Country     *string `json:"country,omitempty" doc:"Of residence, ISO 3166-1 alpha-2"`
		Identifiers *string `json:"identifiers,omitempty" doc:"What lets the controller find the data"`
	}
}

// The patch is applied to what is stored now, and refused if that has changed before
// it is stored again.
func (h *handler) updateSubject(ctx context.Context, a casework.Actor, in *subjectPatch) (*tagged[subjectShape], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	s, b := v.Subject, in.Body
	tag := strings.Trim(strings.TrimSpace(in.Header), `"`)
	if tag == "" || tag == "*" {
		tag = casework.SubjectTag(s)
	}
	mended, err := h.Service.UpdateSubject(ctx, a, v.Request.ID, casework.SubjectInput{
		Name: given(b.Name, s.Name), Email: given(b.Email, s.Email), Address: given(b.Address, s.Address),
		Country: given(b.Country, s.Country), Identifiers: given(b.Identifiers, s.Identifiers),
	}, tag)
	if err != nil {
		return nil, err
	}
	return taggedSubject(mended), nil
}
