package page

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"recourse/internal/dsar"
	"recourse/internal/i18n"
)

// renderNewRequest fills what is left of the form and shows it.
func (p *Pages) renderNewRequest(c *gin.Context, status int, v *newRequestView) {
	lang, f := languageOf(c), v.Form
	v.Section = "requests"
	day := readerDay(c)
	entered := day(v.Controller.ImportedAt)
	if entered.IsZero() {
		entered = day(v.Controller.UpdatedAt)
	}
	v.Entered = i18n.FormatDate(lang, entered, i18n.Medium)
	if v.Pick == nil {
		if err := p.proposeLaws(c, v); err != nil {
			p.fail(c, err)
			return
		}
		p.fillAnswers(lang, v)
		p.fillChoices(lang, v)
		v.Countries = residenceOptions(lang, f.Value("subject.country"))
		v.Regions = p.requestRegions(lang, *v.Controller, f.Value("holidays_region"))
		v.Zones = zoneOptions(f.Value("time_zone"))
	}
	p.render(c, status, "new-request", v)
}

func (p *Pages) fillChoices(lang string, v *newRequestView) {
	for _, ask := range asks {
		v.Asks = append(v.Asks, choice{
			Value: ask, Label: p.Catalog.T(lang, "newrequest.ask."+ask, nil), Hint: p.Catalog.T(lang, "newrequest.ask."+ask+"_hint", nil),
		})
	}
	v.Languages = letterLanguageOptions(v.Form.Value("language"))
	for _, channel := range dsar.Channels() {
		v.Channels = append(v.Channels, choice{
			Value: string(channel), Label: p.Catalog.T(lang, "newrequest.channel."+string(channel), nil),
			Hint: p.channelHint(lang, channel, *v.Controller),
		})
	}
}

func (p *Pages) channelHint(lang string, channel dsar.Channel, ctrl dsar.Controller) string {
	key := "newrequest.channel." + string(channel) + "_hint"
	if channel != dsar.ChannelEmail {
		return p.Catalog.T(lang, key, nil)
	}
	if len(ctrl.Emails) == 0 {
		return p.Catalog.T(lang, "newrequest.channel.email_none", nil)
	}
	return p.Catalog.T(lang, key, map[string]any{"Address": ctrl.Emails[0]})
}

// requestRegions lists the holiday regions, those of the company's country first.
func (p *Pages) requestRegions(lang string, ctrl dsar.Controller, selected string) []optionGroup {
	groups := selectIn(p.regionGroups(lang), selected)
	i := slices.IndexFunc(groups, func(g optionGroup) bool { return g.Label != "" && hasParts(g, ctrl.Country) })
	if i < 0 {
		return groups
	}
	own := groups[i]
	return slices.Insert(slices.Delete(groups, i, i+1), 0, own)
}

// hasParts reports whether regions of the country are among the options.
func hasParts(g optionGroup, country string) bool {
	country, _, _ = strings.Cut(country, "-")
	return country != "" && slices.ContainsFunc(g.Options, func(o option) bool { return strings.HasPrefix(o.Value, country+"-") })
}

// AskRegion reports that the company's country has regional holidays and nobody has
// said yet which apply, so that the choice has to be seen.
func (v *newRequestView) AskRegion() bool {
	return v.Controller.HolidaysRegion == "" && v.Controller.SeatRegion == "" && len(v.Regions) > 0 && hasParts(v.Regions[0], v.Controller.Country)
}

// PlaceOpen reports that the fields about holidays and zone have to be seen.
func (v *newRequestView) PlaceOpen() bool {
	f := v.Form
	return f.Value("holidays_region") != "" || f.Value("time_zone") != "" || f.Error("holidays_region") != "" || f.Error("time_zone") != ""
}

// Imported reports whether the company's entry comes from a directory.
func (v *newRequestView) Imported() bool { return imported(*v.Controller) }

// SubjectID is the person as the form sends them.
func (v *newRequestView) SubjectID() string {
	if v.Subject != nil {
		return v.Subject.ID
	}
	return somebodyNew
}
