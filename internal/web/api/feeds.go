package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const pathFeeds = "/feeds"

func (h *handler) addFeeds() {
	add(h, operation{
		id: "list-feeds", method: http.MethodGet, path: pathFeeds, tag: tagAccount,
		summary: "List the account's calendar and news feeds, newest first, without their addresses",
	}, h.listFeeds)
	add(h, operation{
		id: "create-feed", method: http.MethodPost, path: pathFeeds, tag: tagAccount, status: http.StatusCreated,
		summary: "Make a feed; its addresses are shown this once",
	}, h.createFeed)
	add(h, operation{
		id: "revoke-feed", method: http.MethodDelete, path: pathFeeds + "/{id}", tag: tagAccount, status: http.StatusNoContent,
		summary: "Delete a feed; its addresses are not found any more",
	}, h.revokeFeed)
}

type feedShape struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	WithNames   bool    `json:"with_names" doc:"Whether it names companies and people, instead of references"`
	CreatedAt   *string `json:"created_at" format:"date-time"`
	LastUsedOn  *string `json:"last_used_on" format:"date" doc:"In UTC; null if never"`
	CalendarURL string  `json:"calendar_url,omitempty" doc:"The dates as iCalendar (RFC 5545); only in the answer that creates the feed"`
	EventsURL   string  `json:"events_url,omitempty" doc:"What happened as Atom (RFC 4287); only in the answer that creates the feed"`
}

func feedOf(f dsar.Feed) feedShape {
	return feedShape{ID: f.ID, Name: f.Name, WithNames: f.WithNames, CreatedAt: instant(f.CreatedAt), LastUsedOn: day(f.LastUsedOn)}
}

func (h *handler) listFeeds(ctx context.Context, a casework.Actor, _ *none) (*bodyOf[list[feedShape]], error) {
	feeds, err := h.Service.Feeds(ctx, a)
	if err != nil {
		return nil, err
	}
	return &bodyOf[list[feedShape]]{listOf(feeds, feedOf)}, nil
}

type feedInput struct {
	Body struct {
		Name      string `json:"name" doc:"What it is for"`
		WithNames bool   `json:"with_names,omitempty" doc:"Name companies and people; anybody who has the address reads them"`
	}
}

func (h *handler) createFeed(ctx context.Context, a casework.Actor, in *feedInput) (*created[feedShape], error) {
	secret, feed, err := h.Service.CreateFeed(ctx, a, casework.FeedInput{Name: in.Body.Name, WithNames: in.Body.WithNames})
	if err != nil {
		return nil, err
	}
	shape := feedOf(feed)
	shape.CalendarURL = h.Service.BaseURL + "/feeds/" + secret + "/dates.ics"
	shape.EventsURL = h.Service.BaseURL + "/feeds/" + secret + "/events.atom"
	return &created[feedShape]{Location: root + pathFeeds + "/" + feed.ID, Body: shape}, nil
}

func (h *handler) revokeFeed(ctx context.Context, a casework.Actor, in *ByID) (*none, error) {
	return nil, h.Service.RevokeFeed(ctx, a, in.ID)
}
