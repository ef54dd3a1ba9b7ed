package page

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

// residenceOptions lists every country in the reader's order. One with parts that have
// a law or an authority of their own is a group of itself and its parts.
func residenceOptions(lang, selected string) []optionGroup {
	return selectIn(placeLists()[lang], selected)
}

// placeLists has the groups of each language, made once like [countryLists].
var placeLists = sync.OnceValue(func() map[string][]optionGroup {
	lists := make(map[string][]optionGroup)
	for _, lang := range dsar.Languages() {
		parts := partsByCountry(lang)
		groups := []optionGroup{{}}
		for _, country := range countryLists()[lang] {
			last := &groups[len(groups)-1]
			switch {
			case len(parts[country.Value]) > 0:
				whole := slices.Concat([]option{country}, parts[country.Value])
				groups = append(groups, optionGroup{Label: country.Label, Options: whole})
			case last.Label != "":
				groups = append(groups, optionGroup{Options: []option{country}})
			default:
				last.Options = append(last.Options, country)
			}
		}
		lists[lang] = groups
	}
	return lists
})

// partsByCountry lists the parts of countries by their own names.
func partsByCountry(lang string) map[string][]option {
	parts := make(map[string][]option)
	for _, code := range slices.Sorted(maps.Keys(stateNames)) {
		country, _, _ := strings.Cut(code, "-")
		parts[country] = append(parts[country], option{Value: code, Label: stateNames[code][lang]})
	}
	for _, list := range parts {
		sortByLabel(lang, list)
	}
	return parts
}

// seatRegions lists the parts of countries, those of the seat's country first.
func seatRegions(lang, country, selected string) []optionGroup {
	parts := partsByCountry(lang)
	var groups []optionGroup
	for _, whole := range countryLists()[lang] {
		if len(parts[whole.Value]) == 0 {
			continue
		}
		group := optionGroup{Label: whole.Label, Options: parts[whole.Value]}
		if whole.Value == country {
			groups = slices.Insert(groups, 0, group)
			continue
		}
		groups = append(groups, group)
	}
	return selectIn(groups, selected)
}

// representativeOptions lists the states in which a representative under the GDPR can
// be named: those whose authorities watch over it.
func representativeOptions(lang, selected string) []option {
	var list []option
	for _, a := range law.Authorities() {
		known := slices.ContainsFunc(list, func(o option) bool { return o.Value == a.Country })
		if !known && a.Country != "EU" && slices.Contains(a.Regimes, "eu-gdpr") {
			list = append(list, option{Value: a.Country, Label: countryName(lang, a.Country), Selected: a.Country == selected})
		}
	}
	sortByLabel(lang, list)
	return list
}

// placeNames names places in the reader's language.
func placeNames(lang string, codes []string) []string {
	var names []string
	for _, code := range codes {
		names = append(names, countryName(lang, code))
	}
	return names
}
