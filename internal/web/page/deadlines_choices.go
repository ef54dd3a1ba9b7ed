package page

import (
	"slices"
	"sync"

	"recourse/internal/law"
)

// calculatorChoices are what the calculator offers in one language. They are the same
// for every reader, so they are made once.
type calculatorChoices struct {
	regimes []optionGroup // by the place of the law
	rights  []option
	regions []optionGroup // by country, those without parts of their own in runs between
}

// choicesOf makes the choices of a language ready to be made when it is first read.
func (p *Pages) choicesOf(lang string) func() calculatorChoices {
	return sync.OnceValue(func() calculatorChoices {
		return calculatorChoices{regimes: p.regimeGroups(lang), rights: p.rightChoices(lang), regions: p.regionGroups(lang)}
	})
}

// regimeGroups lists the laws by place, the European Union first.
func (p *Pages) regimeGroups(lang string) []optionGroup {
	byPlace := map[string][]option{}
	for _, id := range p.Law.RegimeIDs() {
		byPlace[law.PlaceOf(id)] = append(byPlace[law.PlaceOf(id)], option{Value: id, Label: p.Law.Name(id, lang)})
	}
	var groups []optionGroup
	for _, place := range orderPlaces(p, lang, byPlace) {
		groups = append(groups, optionGroup{Label: place.Label, Options: byPlace[place.Value]})
	}
	return groups
}

// rightChoices lists every right that some law knows, those that every law has first.
func (p *Pages) rightChoices(lang string) []option {
	var list []option
	for _, regime := range p.Law.Regimes() {
		for _, right := range regime.Rights {
			if !slices.ContainsFunc(list, func(o option) bool { return o.Value == right.ID }) {
				list = append(list, option{Value: right.ID, Label: upperFirst(right.Name(lang))})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b option) int { return rankOfRight(a.Value) - rankOfRight(b.Value) })
	return list
}

// regionGroups lists the holiday regions: a country with parts is a group of its own,
// one without is an option between them.
func (p *Pages) regionGroups(lang string) []optionGroup {
	groups := []optionGroup{{Options: []option{{Value: "NONE", Label: p.regionName(lang, "NONE")}}}}
	for _, country := range p.holidayCountries(lang) {
		whole := option{Value: country.ID, Label: p.regionName(lang, country.ID)}
		if len(country.Parts) == 0 {
			last := &groups[len(groups)-1]
			if last.Label != "" {
				groups = append(groups, optionGroup{})
				last = &groups[len(groups)-1]
			}
			last.Options = append(last.Options, whole)
			continue
		}
		group := optionGroup{Label: country.Name}
		if country.ID != "" {
			group.Options = append(group.Options, whole)
		}
		for _, part := range country.Parts {
			group.Options = append(group.Options, option{Value: part.Value, Label: p.regionName(lang, part.Value)})
		}
		groups = append(groups, group)
	}
	return groups
}

// selectIn returns a copy of the groups with one entry selected. A value that is in none
// is added, so that the form never changes what it did not show.
func selectIn(groups []optionGroup, selected string) []optionGroup {
	groups = slices.Clone(groups)
	found := selected == ""
	for i := range groups {
		has := slices.ContainsFunc(groups[i].Options, func(o option) bool { return o.Value == selected })
		if has && !found {
			groups[i].Options = markSelected(groups[i].Options, selected)
			found = true
		}
	}
	if !found {
		groups = append(groups, optionGroup{Options: []option{{Value: selected, Label: selected, Selected: true}}})
	}
	return groups
}

func selectedIn(groups []optionGroup) string {
	for _, g := range groups {
		if label := selectedLabel(g.Options); label != "" {
			return label
		}
	}
	return ""
}
