package casework

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

// ControllerQuery selects controllers. Q is matched against name, aliases and
// domain, accents folded, every word as the beginning of a word.
type ControllerQuery struct {
	Q       string
	Country string
	Limit   int // 1 to 100; 0 means 20
	Cursor  string
}

// ControllerInput is a controller as typed by a person. Name is required.
type ControllerInput struct {
	Name            string
	Country         string
	SeatRegion      string   // in Country; gives it where it is ""
	Establishments  []string // as in [dsar.Controller], like the two below
	Representatives []string
	Sector          string
	HolidaysRegion  string
	TimeZone        string
	Aliases         []string
	Emails          []string
	Address         string
	Phone           string
	Fax             string
	Web             string
	Webform         string
	Languages       []string
	Transport       string
	NeedsID         bool
	Note            string
}

// ControllerView is a controller with the workspace's requests to it.
type ControllerView struct {
	Controller dsar.Controller
	Requests   []RequestSummary               // newest first, at most 50
	Bounced    map[string]dsar.BouncedAddress // those of its addresses that mail came back from, in lower case
}

// Controllers searches the directory.
func (s *Service) Controllers(ctx context.Context, a Actor, q ControllerQuery) (Page[dsar.Controller], error) {
	items, next, err := s.Store.SearchControllers(ctx, a.WorkspaceID, store.ControllerFilter{
		Q: q.Q, Country: strings.ToUpper(q.Country), Limit: clampLimit(q.Limit, 20), After: q.Cursor,
	})
	return Page[dsar.Controller]{Items: items, NextCursor: next}, err
}

// ControllerCountries returns the countries in which controllers of the directory
// have their seat, in no particular order.
func (s *Service) ControllerCountries(ctx context.Context, a Actor) ([]string, error) {
	return s.Store.ControllerCountries(ctx, a.WorkspaceID)
}

// Controller returns one controller.
func (s *Service) Controller(ctx context.Context, a Actor, id string) (dsar.Controller, error) {
	return s.Store.Controller(ctx, a.WorkspaceID, id)
}

// ControllerWithRequests returns one controller with its requests.
func (s *Service) ControllerWithRequests(ctx context.Context, a Actor, id string) (ControllerView, error) {
	c, err := s.Store.Controller(ctx, a.WorkspaceID, id)
	if err != nil {
		return ControllerView{}, err
	}
	bounced, err := s.BouncedAddresses(ctx, a, c.Emails)
	if err != nil {
		return ControllerView{}, err
	}
	page, err := s.Requests(ctx, a, RequestQuery{ControllerID: id, Sort: SortDue, Limit: 50})
	return ControllerView{Controller: c, Requests: page.Items, Bounced: bounced}, err
}

// CreateController adds a controller by hand.
func (s *Service) CreateController(ctx context.Context, a Actor, in ControllerInput) (dsar.Controller, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Controller{}, err
	}
	in = in.tidied()
	if err := s.checkController(in); err != nil {
		return dsar.Controller{}, err
	}
	c := in.apply(dsar.Controller{
		ID: newID(), WorkspaceID: a.WorkspaceID, Source: manualSource, CreatedAt: s.now(), UpdatedAt: s.now(), Version: 1,
	})
	return c, s.Store.InsertController(ctx, c)
}

const manualSource = "manual"

// UpdateController mends a controller. version is the one that was read;
// [dsar.CodeStale] is returned if somebody changed it since.
func (s *Service) UpdateController(ctx context.Context, a Actor, id string, in ControllerInput, version int) (dsar.Controller, error) {
	if err := mayWrite(a); err != nil {
		return dsar.Controller{}, err
	}
	in = in.tidied()
	if err := s.checkController(in); err != nil {
		return dsar.Controller{}, err
	}
	c, err := s.Store.Controller(ctx, a.WorkspaceID, id)
	if err != nil {
		return dsar.Controller{}, err
	}
	version = orAny(version, c.Version)
	c = in.apply(c)
	c.UpdatedAt = s.now()
	if err := s.Store.UpdateController(ctx, c, version); err != nil {
		return dsar.Controller{}, err
	}
	c.Version = version + 1
	return c, nil
}

// Limits on what is typed about a controller, in characters and entries.
const (
	maxControllerName = 300
	maxField          = 500
	maxText           = 5000
	maxEntries        = 50
)

func (in ControllerInput) tidied() ControllerInput {
	for _, field := range []*string{
		&in.Name, &in.Country, &in.HolidaysRegion, &in.TimeZone, &in.Address,
		&in.Phone, &in.Fax, &in.Web, &in.Webform, &in.Transport, &in.Note,
	} {
		*field = strings.TrimSpace(*field)
	}
	in.Country, in.SeatRegion = tidyPlace(in.Country), tidyPlace(in.SeatRegion)
	in.Country = cmp.Or(in.Country, baseCountry(in.SeatRegion))
	in.Establishments, in.Representatives = tidyPlaces(in.Establishments), tidyPlaces(in.Representatives)
	in.Sector = strings.TrimSpace(in.Sector)
	in.HolidaysRegion = strings.ToUpper(in.HolidaysRegion)
	in.Emails, in.Aliases, in.Languages = tidyList(in.Emails), tidyList(in.Aliases), tidyList(in.Languages)
	return in
}

func tidyList(entries []string) []string {
	var kept []string
	for _, e := range entries {
		if e = strings.TrimSpace(e); e != "" && !slices.Contains(kept, e) {
			kept = append(kept, e)
		}
	}
	return kept
}

func (in ControllerInput) apply(c dsar.Controller) dsar.Controller {
	c.SeatRegion, c.Establishments, c.Representatives, c.Sector = in.SeatRegion, in.Establishments, in.Representatives, in.Sector
	c.Name, c.Country, c.HolidaysRegion, c.TimeZone = in.Name, in.Country, in.HolidaysRegion, in.TimeZone
	c.Aliases, c.Emails, c.Address, c.Phone, c.Fax = in.Aliases, in.Emails, in.Address, in.Phone, in.Fax
	c.Web, c.Webform, c.Languages, c.Transport = in.Web, in.Webform, in.Languages, in.Transport
	c.NeedsID, c.Note = in.NeedsID, in.Note
	return c
}

func (s *Service) checkController(in ControllerInput) error {
	problems := in.lengthProblems()
	if in.Name == "" {
		problems = append(problems, dsar.Problem{Field: "name", Key: "error.controller.name"})
	}
	if in.Country != "" && !knownCountry(in.Country) {
		problems = append(problems, dsar.Problem{Field: "country", Key: "error.country", Args: map[string]any{"Value": in.Country}})
	}
	problems = append(problems, in.lawProblems()...)
	if _, known := s.Law.RegionID(in.HolidaysRegion); in.HolidaysRegion != "" && !known {
		problems = append(problems, unknownValue("holidays_region", in.HolidaysRegion, s.regionIDs()))
	}
	if in.TimeZone != "" && !s.knownZone(in.TimeZone) {
		problems = append(problems, dsar.Problem{Field: "time_zone", Key: "error.time_zone", Args: map[string]any{"Value": in.TimeZone}})
	}
	for _, e := range in.Emails {
		if !validEmail(e) {
			problems = append(problems, dsar.Problem{Field: "emails", Key: "error.email_value", Args: map[string]any{"Value": e}})
		}
	}
	for field, address := range map[string]string{"web": in.Web, "webform": in.Webform} {
		if address != "" && !validWebAddress(address) {
			problems = append(problems, dsar.Problem{Field: field, Key: "error.web", Args: map[string]any{"Value": address}})
		}
	}
	transports := []string{"", "email", "letter", "fax", "webform"}
	if !slices.Contains(transports, in.Transport) {
		problems = append(problems, unknownValue("transport", in.Transport, transports[1:]))
	}
	if len(problems) > 0 {
		return dsar.InvalidFields(problems...)
	}
	return nil
}

func (in ControllerInput) lengthProblems() []dsar.Problem {
	var problems []dsar.Problem
	check := func(field, value string, limit int) {
		if utf8.RuneCountInString(value) > limit {
			problems = append(problems, tooLong(field, limit))
		}
	}
	check("name", in.Name, maxControllerName)
	check("address", in.Address, maxText)
	check("note", in.Note, maxText)
	for field, value := range map[string]string{"phone": in.Phone, "fax": in.Fax, "web": in.Web, "webform": in.Webform} {
		check(field, value, maxField)
	}
	for field, list := range map[string][]string{"emails": in.Emails, "aliases": in.Aliases, "languages": in.Languages} {
		check(field, slices.MaxFunc(append(list, ""), func(a, b string) int { return len(a) - len(b) }), maxField)
		if len(list) > maxEntries {
			problems = append(problems, dsar.Problem{Field: field, Key: "error.entries", Args: map[string]any{"Max": maxEntries}})
		}
	}
	slices.SortFunc(problems, func(a, b dsar.Problem) int { return strings.Compare(a.Field, b.Field) })
	return problems
}

func validWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func (s *Service) regionIDs() []string {
	var ids []string
	for _, r := range s.Law.Regions() {
		ids = append(ids, r.ID)
	}
	return ids
}

// placeOf returns the holiday region and the zone in which the controller must
// act. Where no region is known for its country, only weekends are free days.
func (s *Service) placeOf(c dsar.Controller) (region, zone string) {
	region, zone = c.HolidaysRegion, c.TimeZone
	if region == "" {
		region = s.Law.DefaultRegion(cmp.Or(c.SeatRegion, c.Country))
	}
	if zone == "" {
		zone = zoneOf(c.Country)
	}
	return region, zone
}
