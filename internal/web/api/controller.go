package api

import (
	"context"
	"net/http"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const tagControllers = "Controllers"

func (h *handler) addControllers() {
	h.addFindingCounts()
	add(h, operation{
		id: "search-controllers", method: http.MethodGet, path: "/controllers", tag: tagControllers,
		summary: "Search the directory by name, alias or domain",
	}, h.searchControllers)
	add(h, operation{
		id: "create-controller", method: http.MethodPost, path: "/controllers", tag: tagControllers, status: http.StatusCreated,
		summary: "Add a controller by hand",
	}, h.createController)
	add(h, operation{
		id: "get-controller", method: http.MethodGet, path: "/controllers/{id}", tag: tagControllers,
		summary: "Read a controller with the newest requests to it",
	}, h.getController)
	add(h, operation{
		id: "update-controller", method: http.MethodPatch, path: "/controllers/{id}", tag: tagControllers,
		summary: "Mend a controller; fields that are not given stay as they are",
	}, h.updateController)
	add(h, operation{
		id: "address-works", method: http.MethodPost, path: "/controllers/{id}/address-works", tag: tagControllers,
		summary: "Take the mark from an e-mail address that mail came back from",
	}, h.addressWorks)
}

// controllerBrief is a controller as a request names it.
type controllerBrief struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
}

// ControllerFields are a controller as the API gives it.
type ControllerFields struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
	LawOfController
	Region     string         `json:"holidays_region" doc:"Whose public holidays count; empty: derived from the seat"`
	TimeZone   string         `json:"time_zone" doc:"Of the place where it must act; empty: derived from the country"`
	Aliases    []string       `json:"aliases" nullable:"false"`
	Emails     []string       `json:"emails" nullable:"false" doc:"The first one is used"`
	Bounced    []bouncedShape `json:"bounced" nullable:"false" doc:"Those of the e-mail addresses that mail came back from for good"`
	Address    string         `json:"address"`
	Phone      string         `json:"phone"`
	Fax        string         `json:"fax"`
	Web        string         `json:"web"`
	Webform    string         `json:"webform"`
	Languages  []string       `json:"languages" nullable:"false"`
	Transport  string         `json:"transport" doc:"Suggested channel"`
	NeedsID    bool           `json:"needs_id" doc:"Known to ask for an identity document"`
	Note       string         `json:"note"`
	Source     string         `json:"source" doc:"manual, or the directory it came from"`
	SourceURLs []string       `json:"source_urls" nullable:"false"`
	Quality    string         `json:"quality" doc:"What the directory says about the record's quality"`
	ImportedAt *string        `json:"imported_at" format:"date-time"`
	UpdatedAt  *string        `json:"updated_at" format:"date-time"`
	Version    int            `json:"version"`
}

func controllerOf(c dsar.Controller, marked bounces) ControllerFields {
	return ControllerFields{
		ID: c.ID, Name: c.Name, Country: c.Country, LawOfController: lawOfControllerOf(c), Region: c.HolidaysRegion, TimeZone: c.TimeZone,
		Aliases: orEmpty(c.Aliases), Emails: orEmpty(c.Emails), Address: c.Address, Phone: c.Phone, Fax: c.Fax,
		Web: c.Web, Webform: c.Webform, Languages: orEmpty(c.Languages), Transport: c.Transport, NeedsID: c.NeedsID,
		Note: c.Note, Source: c.Source, SourceURLs: orEmpty(c.SourceURLs), Quality: c.Quality,
		ImportedAt: instant(c.ImportedAt), UpdatedAt: instant(c.UpdatedAt), Version: c.Version, Bounced: marked.of(c),
	}
}

type controllerQuery struct {
	Q       string `query:"q" maxLength:"200" doc:"Beginnings of words of name, alias or domain, accents folded"`
	Country string `query:"country"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" doc:"20 if it is not given"`
	Cursor  string `query:"cursor" doc:"next_cursor of the page before"`
}

func (h *handler) searchControllers(ctx context.Context, a casework.Actor, in *controllerQuery) (*bodyOf[page[ControllerFields]], error) {
	found, err := h.Service.Controllers(ctx, a, casework.ControllerQuery{Q: in.Q, Country: in.Country, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	marked, err := h.bounces(ctx, a, found.Items...)
	if err != nil {
		return nil, err
	}
	shape := func(c dsar.Controller) ControllerFields { return controllerOf(c, marked) }
	return &bodyOf[page[ControllerFields]]{pageOf(found, shape)}, nil
}

type newControllerInput struct {
	Body struct {
		Name      string   `json:"name"`
		Country   string   `json:"country,omitempty" doc:"Of establishment, ISO 3166-1 alpha-2"`
		Region    string   `json:"holidays_region,omitempty" doc:"Whose public holidays count; without it derived from the seat"`
		TimeZone  string   `json:"time_zone,omitempty" doc:"IANA name; without it derived from the country"`
		Aliases   []string `json:"aliases,omitempty"`
		Emails    []string `json:"emails,omitempty"`
		Address   string   `json:"address,omitempty"`
		Phone     string   `json:"phone,omitempty"`
		Fax       string   `json:"fax,omitempty"`
		Web       string   `json:"web,omitempty"`
		Webform   string   `json:"webform,omitempty"`
		Languages []string `json:"languages,omitempty"`
		Transport string   `json:"transport,omitempty" doc:"email, letter, fax or webform"`
		NeedsID   bool     `json:"needs_id,omitempty"`
		Note      string   `json:"note,omitempty"`

		SeatRegion      string   `json:"seat_region,omitempty" doc:"Part of the country, ISO 3166-2 (DE-BY); gives the country where that is left out"`
		Establishments  []string `json:"establishments,omitempty" doc:"Further places where it is established, the main one in the EEA first"`
		Representatives []string `json:"representatives,omitempty" doc:"Places for which it has named a representative (GDPR and UK GDPR Art. 27)"`
		Sector          string   `json:"sector,omitempty" doc:"Kind of controller, as for regime proposals; left out for an ordinary business"`
	}
}

func (h *handler) createController(ctx context.Context, a casework.Actor, in *newControllerInput) (*created[ControllerFields], error) {
	b := in.Body
	c, err := h.Service.CreateController(ctx, a, casework.ControllerInput{
		Name: b.Name, Country: b.Country, HolidaysRegion: b.Region, TimeZone: b.TimeZone, Aliases: b.Aliases, Emails: b.Emails,
		Address: b.Address, Phone: b.Phone, Fax: b.Fax, Web: b.Web, Webform: b.Webform, Languages: b.Languages,
		Transport: b.Transport, NeedsID: b.NeedsID, Note: b.Note,
		SeatRegion: b.SeatRegion, Establishments: b.Establishments, Representatives: b.Representatives, Sector: b.Sector,
	})
	if err != nil {
		return nil, err
	}
	marked, err := h.bounces(ctx, a, c)
	if err != nil {
		return nil, err
	}
	return &created[ControllerFields]{
		Location: root + "/controllers/" + c.ID, ETag: etag(c.Version), Body: controllerOf(c, marked),
	}, nil
}

type controllerView struct {
	ControllerFields
	Requests []requestBrief `json:"requests" nullable:"false" doc:"Newest first, at most 50"`
}

func (h *handler) getController(ctx context.Context, a casework.Actor, in *ByID) (*tagged[controllerView], error) {
	v, err := h.Service.ControllerWithRequests(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &tagged[controllerView]{
		ETag: etag(v.Controller.Version),
		Body: controllerView{controllerOf(v.Controller, v.Bounced), convert(v.Requests, requestBriefOf)},
	}, nil
}

type controllerPatch struct {
	ByID
	IfMatch
	Body struct {
		Name      *string   `json:"name,omitempty"`
		Country   *string   `json:"country,omitempty"`
		Region    *string   `json:"holidays_region,omitempty"`
		TimeZone  *string   `json:"time_zone,omitempty"`
		Aliases   *[]string `json:"aliases,omitempty"`
		Emails    *[]string `json:"emails,omitempty"`
		Address   *string   `json:"address,omitempty"`
		Phone     *string   `json:"phone,omitempty"`
		Fax       *string   `json:"fax,omitempty"`
		Web       *string   `json:"web,omitempty"`
		Webform   *string   `json:"webform,omitempty"`
		Languages *[]string `json:"languages,omitempty"`
		Transport *string   `json:"transport,omitempty"`
		NeedsID   *bool     `json:"needs_id,omitempty"`
		Note      *string   `json:"note,omitempty"`

		SeatRegion      *string   `json:"seat_region,omitempty"`
		Establishments  *[]string `json:"establishments,omitempty"`
		Representatives *[]string `json:"representatives,omitempty"`
		Sector          *string   `json:"sector,omitempty"`
	}
}

func (h *handler) updateController(ctx context.Context, a casework.Actor, in *controllerPatch) (*tagged[ControllerFields], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	stored, err := h.Service.Controller(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	if version == casework.AnyVersion {
		// Fields that are not given are those just read, so they must still stand.
		version = stored.Version
	}
	c, err := h.Service.UpdateController(ctx, a, in.ID, in.applyTo(stored), version)
	if err != nil {
		return nil, err
	}
	return h.taggedController(ctx, a, c)
}

func (p *controllerPatch) applyTo(c dsar.Controller) casework.ControllerInput {
	b := p.Body
	return casework.ControllerInput{
		Name: given(b.Name, c.Name), Country: given(b.Country, c.Country),
		HolidaysRegion: given(b.Region, c.HolidaysRegion), TimeZone: given(b.TimeZone, c.TimeZone),
		Aliases: given(b.Aliases, c.Aliases), Emails: given(b.Emails, c.Emails), Address: given(b.Address, c.Address),
		Phone: given(b.Phone, c.Phone), Fax: given(b.Fax, c.Fax), Web: given(b.Web, c.Web), Webform: given(b.Webform, c.Webform),
		Languages: given(b.Languages, c.Languages), Transport: given(b.Transport, c.Transport),
		NeedsID: given(b.NeedsID, c.NeedsID), Note: given(b.Note, c.Note),
		SeatRegion: given(b.SeatRegion, c.SeatRegion), Establishments: given(b.Establishments, c.Establishments),
		Representatives: given(b.Representatives, c.Representatives), Sector: given(b.Sector, c.Sector),
	}
}

// given returns what was given, or else what stands.
func given[T any](value *T, stands T) T {
	if value == nil {
		return stands
	}
	return *value
}
