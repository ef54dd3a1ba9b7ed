package page

import (
	"cmp"
	"slices"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// lawOfController is the part of a company's form that decides which law governs and
// which authority is competent. Most companies need nothing of it.
type lawOfController struct {
	Open           bool // something of it is given, or wrong
	Seats          []optionGroup
	Establishments []establishment
	States         []option // in which a representative under the GDPR can be
	OtherPlaces    []string // of representatives the page has no field for; kept as they are
	Sectors        []option
}

// establishment is one of the rows for further establishments.
type establishment struct {
	No     int
	Places []optionGroup
}

// The rows for further establishments: at least so many, and so many empty ones.
const (
	leastEstablishments = 3
	emptyEstablishments = 2
)

const britain = "GB"

func newLawOfController(lang string, f Form) lawOfController {
	chosen := f.Values["establishments"]
	v := lawOfController{Seats: seatRegions(lang, f.Value("country"), f.Value("seat_region"))}
	for i := range max(leastEstablishments, len(chosen)+emptyEstablishments) {
		place := ""
		if i < len(chosen) {
			place = chosen[i]
		}
		v.Establishments = append(v.Establishments, establishment{No: i + 1, Places: residenceOptions(lang, place)})
	}
	v.fillRepresentatives(lang, f)
	v.Sectors = sectorOptions(lang, f.Value("sector"))
	for _, name := range []string{"seat_region", "establishments", "representatives", "sector"} {
		v.Open = v.Open || f.Value(name) != "" || f.Error(name) != ""
	}
	return v
}

// fillRepresentatives has one field for the Union and one for the United Kingdom.
func (v *lawOfController) fillRepresentatives(lang string, f Form) {
	v.States = representativeOptions(lang, "")
	taken := false
	for _, place := range f.Values["representatives"] {
		i := slices.IndexFunc(v.States, func(o option) bool { return o.Value == place })
		switch {
		case place == britain:
		case i < 0 || taken:
			v.OtherPlaces = append(v.OtherPlaces, place)
		default:
			v.States[i].Selected, taken = true, true
		}
	}
}

func sectorOptions(lang, selected string) []option {
	var list []option
	for _, s := range law.Sectors() {
		list = append(list, option{Value: string(s), Label: s.Name(lang), Selected: string(s) == selected})
	}
	return list
}

// postedController reads the form of a company. Rows left empty are none.
func postedController(c *gin.Context) Form {
	f := postedForm(c, controllerFields...)
	for _, name := range []string{"establishments", "representatives"} {
		f.Values[name] = slices.DeleteFunc(f.Values[name], func(place string) bool { return place == "" })
	}
	return f
}

// lawLines say what decides the law of requests to a company; each is "" if unknown.
type lawLines struct {
	Seat, Establishments, Representatives, Sector string
}

func lawLinesOf(lang string, c dsar.Controller) lawLines {
	lines := lawLines{
		Establishments:  i18n.Join(lang, placeNames(lang, c.Establishments)),
		Representatives: i18n.Join(lang, placeNames(lang, c.Representatives)),
	}
	if c.SeatRegion != "" {
		lines.Seat = countryName(lang, c.SeatRegion)
	}
	if c.Sector != "" {
		lines.Sector = law.Sector(c.Sector).Name(lang)
	}
	return lines
}

// Any reports that anything is known.
func (l lawLines) Any() bool { return l != lawLines{} }

// seatOf is the seat as exactly as it is known.
func seatOf(c dsar.Controller) string { return cmp.Or(c.SeatRegion, c.Country) }
