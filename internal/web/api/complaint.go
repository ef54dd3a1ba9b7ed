package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const tagComplaints = "Complaints"

func (h *handler) addComplaints() {
	add(h, operation{
		id: "lodge-complaint", method: http.MethodPost, path: "/requests/{id}/complaint", tag: tagComplaints,
		status: http.StatusCreated, summary: "Record a complaint on the day it was lodged",
	}, h.lodgeComplaint)
	add(h, operation{
		id: "list-complaints", method: http.MethodGet, path: "/complaints", tag: tagComplaints,
		summary: "List complaints, those with the nearest date first",
	}, h.listComplaints)
	add(h, operation{
		id: "get-complaint", method: http.MethodGet, path: "/complaints/{id}", tag: tagComplaints,
		summary: "Read a complaint with its events and clock",
	}, h.getComplaint)
	add(h, operation{
		id: "record-complaint-event", method: http.MethodPost, path: "/complaints/{id}/events", tag: tagComplaints,
		status: http.StatusCreated, summary: "Record what the authority did; its clock follows",
	}, h.recordComplaintEvent)
}

type complaintInput struct {
	RequestByID
	IfMatch
	Body struct {
		AuthorityID   string `json:"authority_id,omitempty" doc:"Of the list under /authorities"`
		AuthorityName string `json:"authority_name,omitempty" doc:"Any other authority"`
		LodgedOn      string `json:"lodged_on" format:"date"`
		Reference     string `json:"reference,omitempty" doc:"The authority's"`
		Letter        string `json:"letter,omitempty" doc:"The text as sent, to be kept"`
	}
}

func (h *handler) lodgeComplaint(ctx context.Context, a casework.Actor, in *complaintInput) (*created[complaintShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	on, err := parseDay("lodged_on", b.LodgedOn)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.LodgeComplaint(ctx, a, in.ID, casework.ComplaintInput{
		AuthorityID: b.AuthorityID, AuthorityName: b.AuthorityName, LodgedOn: on, Reference: b.Reference, Letter: b.Letter,
	}, version)
	if err != nil {
		return nil, err
	}
	lodged, err := h.Service.Complaint(ctx, a, newest(v.Complaints))
	if err != nil {
		return nil, err
	}
	return h.createdComplaint(ctx, lodged), nil
}

// newest returns the id of the complaint made last; ids are in the order of time.
func newest(complaints []casework.ComplaintView) string {
	last := ""
	for _, c := range complaints {
		last = max(last, c.Complaint.ID)
	}
	return last
}

func (h *handler) createdComplaint(ctx context.Context, v casework.ComplaintView) *created[complaintShape] {
	return &created[complaintShape]{
		Location: root + "/complaints/" + v.Complaint.ID,
		ETag:     etag(v.Complaint.Version),
		Body:     complaintIn(languageOf(ctx))(v),
	}
}

type complaintQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" doc:"25 if it is not given"`
	Cursor string `query:"cursor" doc:"next_cursor of the page before"`
}

func (h *handler) listComplaints(ctx context.Context, a casework.Actor, in *complaintQuery) (*bodyOf[page[complaintShape]], error) {
	found, err := h.Service.Complaints(ctx, a, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &bodyOf[page[complaintShape]]{pageOf(found, complaintIn(languageOf(ctx)))}, nil
}

func (h *handler) getComplaint(ctx context.Context, a casework.Actor, in *ByID) (*tagged[complaintShape], error) {
	v, err := h.Service.Complaint(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &tagged[complaintShape]{ETag: etag(v.Complaint.Version), Body: complaintIn(languageOf(ctx))(v)}, nil
}

type complaintEventInput struct {
	ByID
	IfMatch
	Body struct {
		Kind      complaintEvent `json:"kind"`
		Date      string         `json:"date" format:"date"`
		Until     string         `json:"until,omitempty" format:"date" doc:"authority_ordered: the day by which the controller must comply"`
		Reference string         `json:"reference,omitempty" doc:"The authority's"`
		Note      string         `json:"note,omitempty"`
	}
}

func (h *handler) recordComplaintEvent(ctx context.Context, a casework.Actor, in *complaintEventInput) (*created[complaintShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	on, err := parseDay("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	until, err := parseDay("until", in.Body.Until)
	if err != nil {
		return nil, err
	}
	v, err := h.Service.RecordComplaintEvent(ctx, a, in.ID, casework.EventInput{
		Kind: dsar.EventKind(in.Body.Kind), On: on, Until: until, Reference: in.Body.Reference, Note: in.Body.Note,
	}, version)
	if err != nil {
		return nil, err
	}
	return h.createdComplaint(ctx, v), nil
}
