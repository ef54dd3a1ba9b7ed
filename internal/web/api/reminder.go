package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const (
	pathReminders = "/requests/{id}/reminders"
	pathDates     = "/requests/{id}/dates"
)

func (h *handler) addReminders() {
	add(h, operation{
		id: "get-reminders", method: http.MethodGet, path: pathReminders, tag: tagRequests,
		summary: "What the account chose for the reminders of a request, and the days that were set for it",
	}, h.getReminders)
	add(h, operation{
		id: "choose-reminders", method: http.MethodPatch, path: pathReminders, tag: tagRequests,
		summary: "End the account's reminders of a request, put them off, or take them up again",
	}, h.chooseReminders)
	add(h, operation{
		id: "add-date", method: http.MethodPost, path: pathDates, tag: tagRequests, status: http.StatusCreated,
		summary: "Set a day of which the account is reminded",
	}, h.addDate)
	add(h, operation{
		id: "update-date", method: http.MethodPatch, path: pathDates + "/{date_id}", tag: tagRequests,
		summary: "Say that a day has been dealt with, or that it has not",
	}, h.updateDate)
	add(h, operation{
		id: "delete-date", method: http.MethodDelete, path: pathDates + "/{date_id}", tag: tagRequests, status: http.StatusNoContent,
		summary: "Remove a day that was set",
	}, h.deleteDate)
}

type dateKind string

func (dateKind) Schema(huma.Registry) *huma.Schema { return enum(dsar.DateKinds()) }

type remindersShape struct {
	RequestID   string      `json:"request_id"`
	Muted       bool        `json:"muted" doc:"The account is not reminded of the request at all"`
	PutOffUntil *string     `json:"put_off_until" format:"date" doc:"No reminder comes before this day, unless it would be of no use later"`
	Dates       []dateShape `json:"dates" nullable:"false" doc:"The account's own days and the last days of links, by day"`
}

type dateShape struct {
	ID      string  `json:"id"`
	Kind    string  `json:"kind" doc:"own: the account alone is reminded, on the day; link_expires: the last day of a link to the data, of which everybody is reminded before"`
	Date    *string `json:"date" format:"date"`
	Note    string  `json:"note"`
	DoneAt  *string `json:"done_at" format:"date-time" doc:"null until it is dealt with"`
	Version int     `json:"version"`
}

func dateOf(d dsar.RequestDate) dateShape {
	return dateShape{ID: d.ID, Kind: string(d.Kind), Date: day(d.On), Note: d.Note, DoneAt: instant(d.DoneAt), Version: d.Version}
}

func (h *handler) getReminders(ctx context.Context, a casework.Actor, in *RequestByID) (*bodyOf[remindersShape], error) {
	v, err := h.Service.Request(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &bodyOf[remindersShape]{remindersShape{
		RequestID: v.Request.ID, Muted: v.Choice.Muted, PutOffUntil: day(v.Choice.SnoozedUntil), Dates: convert(v.Dates, dateOf),
	}}, nil
}

type chooseInput struct {
	RequestByID
	Body struct {
		Muted       *bool   `json:"muted,omitempty"`
		PutOffUntil *string `json:"put_off_until,omitempty" doc:"A day after the account's today; empty ends it"`
	}
}

func (h *handler) chooseReminders(ctx context.Context, a casework.Actor, in *chooseInput) (*bodyOf[remindersShape], error) {
	if until := in.Body.PutOffUntil; until != nil {
		on, err := parseDay("put_off_until", *until)
		if err != nil {
			return nil, err
		}
		if err := h.Service.SnoozeRequest(ctx, a, in.ID, on); err != nil {
			return nil, err
		}
	}
	if in.Body.Muted != nil {
		if err := h.Service.MuteRequest(ctx, a, in.ID, *in.Body.Muted); err != nil {
			return nil, err
		}
	}
	return h.getReminders(ctx, a, &in.RequestByID)
}

type newDateInput struct {
	RequestByID
	Body struct {
		Kind dateKind `json:"kind,omitempty" doc:"own unless it is said"`
		Date string   `json:"date" format:"date" doc:"From the account's today on"`
		Note string   `json:"note,omitempty" doc:"What is to be done, in one line; an own day needs it"`
	}
}

func (h *handler) addDate(ctx context.Context, a casework.Actor, in *newDateInput) (*created[dateShape], error) {
	on, err := parseDay("date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	d, err := h.Service.AddRequestDate(ctx, a, in.ID, casework.DateInput{Kind: dsar.DateKind(in.Body.Kind), On: on, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &created[dateShape]{Location: root + "/requests/" + d.RequestID + "/reminders", ETag: etag(d.Version), Body: dateOf(d)}, nil
}

type dateByID struct {
	RequestByID
	DateID string `path:"date_id"`
}

type dateInput struct {
	dateByID
	IfMatch
	Body struct {
		Done bool `json:"done"`
	}
}

func (h *handler) updateDate(ctx context.Context, a casework.Actor, in *dateInput) (*tagged[dateShape], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	d, err := h.Service.FinishRequestDate(ctx, a, in.ID, in.DateID, in.Body.Done, version)
	if err != nil {
		return nil, err
	}
	return &tagged[dateShape]{ETag: etag(d.Version), Body: dateOf(d)}, nil
}

func (h *handler) deleteDate(ctx context.Context, a casework.Actor, in *dateByID) (*none, error) {
	return nil, h.Service.DeleteRequestDate(ctx, a, in.ID, in.DateID)
}
