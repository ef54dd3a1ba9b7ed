package page

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/law"
)

// holidaysView lists the places whose public holidays are known.
type holidaysView struct {
	Layout
	Countries []holidayCountry
	Unknown   string // what was asked for and is not known
}

// holidayCountry is a country with its parts that have days of their own.
type holidayCountry struct {
	Name  string
	ID    string // the region of the whole country; "" where only its parts are known
	Parts []option
}

// regionView is the public holidays of one place in one year.
type regionView struct {
	Layout
	ID, Name       string
	Year           int
	Previous, Next int // years that are known; 0 if there is none
	First, Last    int // years known; 0 without bounds
	Refused        string
	Months         []monthView
	Days           []holidayRow
	Weekdays       [7]string // short names, Monday first
	Free           int       // days that fall on Monday to Friday
	Parent         *option
	Parts          []option
	Verify         bool
}

// holidayRow is one holiday with its source.
type holidayRow struct {
	law.Holiday
	Name    string
	Weekend bool
	Source  sourceView
	Anchor  bool // the calendar leads here: the first holiday of its day
}

// monthView is a month of the calendar picture; a week has seven cells, those outside
// the month are zero.
type monthView struct {
	First civil.Date
	Weeks [][7]dayCell
}

// dayCell is one day of the picture.
type dayCell struct {
	On      civil.Date
	Weekend bool
	Holiday string // its name
}

// showHolidays lists the places.
func (p *Pages) showHolidays(c *gin.Context) { p.renderHolidays(c, http.StatusOK, "") }

func (p *Pages) renderHolidays(c *gin.Context, status int, unknown string) {
	v := &holidaysView{Layout: Layout{Section: "law"}, Unknown: unknown, Countries: p.holidayCountries(languageOf(c))}
	p.render(c, status, "law-holidays", v)
}

// holidayCountries groups the regions by country, in the order of the reader's
// language. The names of regions begin with the country's.
func (p *Pages) holidayCountries(lang string) []holidayCountry {
	byCountry := map[string]*holidayCountry{}
	for _, r := range p.Law.Regions() {
		code, _, part := strings.Cut(r.ID, "-")
		if r.ID == "NONE" {
			continue
		}
		name, _, _ := strings.Cut(r.Name(lang), ", ")
		country := byCountry[code]
		if country == nil {
			country = &holidayCountry{Name: name}
			byCountry[code] = country
		}
		if !part {
			country.ID = r.ID
			continue
		}
		country.Parts = append(country.Parts, option{Value: r.ID, Label: partName(r.Name(lang))})
	}
	var order []option
	for code, country := range byCountry {
		order = append(order, option{Value: code, Label: country.Name})
		sortByLabel(lang, country.Parts)
	}
	sortByLabel(lang, order)
	var list []holidayCountry
	for _, o := range order {
		list = append(list, *byCountry[o.Value])
	}
	return list
}

// partName leaves out the country: "Germany, Bavaria" is "Bavaria".
func partName(name string) string {
	_, part, found := strings.Cut(name, ", ")
	if !found {
		return name
	}
	return part
}

// showRegion shows the holidays of a place in a year, the present one if none is asked
// for.
func (p *Pages) showRegion(c *gin.Context) {
	lang, today := languageOf(c), readerDay(c)(p.Now())
	region, ok := p.region(c.Param("region"))
	if !ok {
		p.renderHolidays(c, http.StatusNotFound, brief(c.Param("region")))
		return
	}
	v := &regionView{
		Layout: Layout{Section: "law"}, ID: region.ID, Name: region.Name(lang), First: region.FirstYear, Last: region.LastYear,
		Weekdays: weekdayNames(lang),
	}
	p.addRelatives(lang, region, v)
	status, err := p.fillYear(lang, cmp.Or(c.Query("year"), strconv.Itoa(today.Year())), v)
	if err != nil {
		p.fail(c, err)
		return
	}
	p.render(c, status, "law-region", v)
}

// region finds a region by id or alias, whatever the case.
func (p *Pages) region(id string) (law.Region, bool) {
	for _, r := range p.Law.Regions() {
		if slices.ContainsFunc(append([]string{r.ID}, r.Aliases...), func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(id)) }) {
			return r, true
		}
	}
	return law.Region{}, false
}

// addRelatives adds the region that this one is a part of, and its own parts.
func (p *Pages) addRelatives(lang string, region law.Region, v *regionView) {
	for _, r := range p.Law.Regions() {
		switch {
		case r.ID == region.Parent:
			v.Parent = &option{Value: r.ID, Label: r.Name(lang)}
		case r.Parent == region.ID:
			v.Parts = append(v.Parts, option{Value: r.ID, Label: partName(r.Name(lang))})
		}
	}
	sortByLabel(lang, v.Parts)
}

// fillYear fills the picture and the list. A year that is none, or outside those
// known, is refused with the years that are known.
func (p *Pages) fillYear(lang, text string, v *regionView) (int, error) {
	refuse := func() (int, error) {
		v.Refused = brief(text)
		return http.StatusUnprocessableEntity, nil
	}
	year, err := strconv.Atoi(text)
	if err != nil || len(text) != 4 {
		return refuse()
	}
	first, err := civil.New(year, time.January, 1)
	if err != nil {
		return refuse()
	}
	last := civil.Must(year, time.December, 31)
	holidays, err := p.Law.Holidays(v.ID, first, last)
	var outside *law.CalendarError
	if errors.As(err, &outside) {
		return refuse()
	}
	if err != nil {
		return 0, err
	}
	v.Year, v.Previous, v.Next = year, neighbour(year-1, v), neighbour(year+1, v)
	names := map[civil.Date][]string{}
	for _, h := range holidays {
		name := i18n.Typeset(lang, h.Name.In(lang))
		row := holidayRow{Holiday: h, Name: name, Weekend: onWeekend(h.On), Source: newSource(lang, &h.Source), Anchor: names[h.On] == nil}
		v.Verify = v.Verify || row.Source.Verify
		if !row.Weekend && names[h.On] == nil {
			v.Free++
		}
		names[h.On] = append(names[h.On], name)
		v.Days = append(v.Days, row)
	}
	v.Months = monthsOf(lang, year, names)
	return http.StatusOK, nil
}

// neighbour is the year if it is known, otherwise 0.
func neighbour(year int, v *regionView) int {
	if v.First != 0 && year < v.First || v.Last != 0 && year > v.Last {
		return 0
	}
	if _, err := civil.New(year, time.January, 1); err != nil {
		return 0
	}
	return year
}

func onWeekend(d civil.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// monthsOf lays a year out in weeks from Monday to Sunday.
func monthsOf(lang string, year int, names map[civil.Date][]string) []monthView {
	months := make([]monthView, 0, 12)
	for m := time.January; m <= time.December; m++ {
		month := monthView{First: civil.Must(year, m, 1)}
		for d := month.First; d.Month() == m; d = d.AddDays(1) {
			column := (int(d.Weekday()) + 6) % 7
			if column == 0 || d.Day() == 1 {
				month.Weeks = append(month.Weeks, [7]dayCell{})
			}
			month.Weeks[len(month.Weeks)-1][column] = dayCell{On: d, Weekend: onWeekend(d), Holiday: i18n.Join(lang, names[d])}
		}
		months = append(months, month)
	}
	return months
}

// weekdayNames are the short names of the days from Monday to Sunday.
func weekdayNames(lang string) [7]string {
	var names [7]string
	monday := civil.Must(2024, time.January, 1)
	for i := range names {
		name, _, _ := strings.Cut(i18n.FormatDate(lang, monday.AddDays(i), i18n.Long), " ")
		names[i] = strings.Trim(name, ".,")
	}
	return names
}
