package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// controllerFormView is the form for a company, new or to be mended.
type controllerFormView struct {
	Layout
	Form        Form
	Name        string     // of the company that is mended, "" for a new one
	Action      string     // where the form is sent
	Cancel      string     // where it is left to
	ForRequest  bool       // a request is written to the company afterwards
	Differences []fieldNow // another person's change meanwhile
	Countries   []option
	Regions     []option
	Zones       []optionGroup
	Transports  []option
	Languages   []choice
	OtherLangs  []string // languages the page has no box for; kept as they are
	Law         lawOfController
}

// fieldNow is a field as it is stored now, where that differs from what was typed.
type fieldNow struct {
	Label string // catalogue key
	Value string
}

var controllerFields = []string{
	"name", "aliases", "country", "emails", "webform", "web", "address", "phone", "fax", "languages",
	"transport", "holidays_region", "time_zone", "needs_id", "note", "version", "for",
	"seat_region", "establishments", "representatives", "sector",
}

// controllerInput reads the form. Lists have one entry on each line.
func controllerInput(f Form) casework.ControllerInput {
	return casework.ControllerInput{
		Name: f.Value("name"), Country: f.Value("country"), HolidaysRegion: f.Value("holidays_region"),
		TimeZone: f.Value("time_zone"), Aliases: lines(f.Value("aliases")), Emails: lines(f.Value("emails")),
		Address: f.Value("address"), Phone: f.Value("phone"), Fax: f.Value("fax"),
		Web: webAddress(f.Value("web")), Webform: webAddress(f.Value("webform")),
		Languages: f.Values["languages"], Transport: f.Value("transport"),
		NeedsID: f.Has("needs_id", "1"), Note: f.Value("note"),
		SeatRegion: f.Value("seat_region"), Establishments: f.Values["establishments"],
		Representatives: f.Values["representatives"], Sector: f.Value("sector"),
	}
}

func lines(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// webAddress completes what people write for a web site: "www.example.org".
func webAddress(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.Contains(s, "://") {
		return s
	}
	return "https://" + s
}

// controllerForm returns the form filled with a company as it is stored.
func controllerForm(ctrl dsar.Controller) Form {
	f := newForm(
		"name", ctrl.Name, "aliases", strings.Join(ctrl.Aliases, "\n"), "country", ctrl.Country,
		"emails", strings.Join(ctrl.Emails, "\n"), "webform", ctrl.Webform, "web", ctrl.Web, "address", ctrl.Address,
		"phone", ctrl.Phone, "fax", ctrl.Fax, "transport", ctrl.Transport, "holidays_region", ctrl.HolidaysRegion,
		"time_zone", ctrl.TimeZone, "note", ctrl.Note, "version", strconv.Itoa(ctrl.Version),
		"seat_region", ctrl.SeatRegion, "sector", ctrl.Sector,
	)
	f.Values["establishments"], f.Values["representatives"] = slices.Clone(ctrl.Establishments), slices.Clone(ctrl.Representatives)
	f.Values["languages"] = slices.Clone(ctrl.Languages)
	if ctrl.NeedsID {
		f.Values.Set("needs_id", "1")
	}
	return f
}

func (p *Pages) renderControllerForm(c *gin.Context, status int, v *controllerFormView) {
	lang, f := languageOf(c), v.Form
	v.Section = "controllers"
	v.Countries = countryOptions(lang, f.Value("country"))
	v.Law = newLawOfController(lang, f)
	v.Regions = regionOptions(p.Law.Regions(), lang, f.Value("holidays_region"))
	v.Zones = zoneOptions(f.Value("time_zone"))
	for _, way := range []string{"", "email", "letter", "fax", "webform"} {
		key := "controllers.transport." + way
		if way == "" {
			key = "controllers.transport.none"
		}
		v.Transports = append(v.Transports, option{Value: way, Label: p.Catalog.T(lang, key, nil), Selected: way == f.Value("transport")})
	}
	for _, tag := range dsar.LetterLanguages() {
		v.Languages = append(v.Languages, choice{Value: tag, Label: upperFirst(languageName(tag))})
	}
	for _, tag := range f.Values["languages"] {
		if !slices.Contains(dsar.LetterLanguages(), tag) {
			v.OtherLangs = append(v.OtherLangs, tag)
		}
	}
	p.render(c, status, "controller-form", v)
}
