package page

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

// option is one entry of a select box.
type option struct {
	Value    string
	Label    string
	Selected bool
}

// optionGroup is a run of options under one heading of a select box.
type optionGroup struct {
	Label   string
	Options []option
}

//go:embed zones.txt
var zonesFile string

// zoneTable is the table of countries and their time zones, read once.
type zoneTable struct {
	countries []string            // ISO 3166-1 alpha-2, each once
	zones     []string            // IANA names, each once
	ofCountry map[string][]string // IANA names by country
}

var zoneData = sync.OnceValue(func() zoneTable { return readZones(zonesFile) })

// readZones reads lines of a country and a zone; lines that begin with # are notes.
func readZones(text string) zoneTable {
	t := zoneTable{ofCountry: make(map[string][]string)}
	for line := range strings.Lines(text) {
		country, zone, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || country == "#" {
			continue
		}
		t.ofCountry[country] = append(t.ofCountry[country], zone)
		t.countries = append(t.countries, country)
		t.zones = append(t.zones, zone)
	}
	t.countries = slices.Compact(t.countries)
	slices.Sort(t.zones)
	t.zones = slices.Compact(t.zones)
	return t
}

// stateNames are the parts of countries that have a law or an authority of their own
// here, by language.
var stateNames = map[string]map[string]string{
	"CA-AB": {"en": "Alberta", "fr": "Alberta", "de": "Alberta"},
	"CA-BC": {"en": "British Columbia", "fr": "Colombie-Britannique", "de": "British Columbia"},
	"CA-QC": {"en": "Quebec", "fr": "Québec", "de": "Québec"},
	"DE-BB": {"en": "Brandenburg", "fr": "Brandebourg", "de": "Brandenburg"},
	"DE-BE": {"en": "Berlin", "fr": "Berlin", "de": "Berlin"},
	"DE-BW": {"en": "Baden-Württemberg", "fr": "Bade-Wurtemberg", "de": "Baden-Württemberg"},
	"DE-BY": {"en": "Bavaria", "fr": "Bavière", "de": "Bayern"},
	"DE-HB": {"en": "Bremen", "fr": "Brême", "de": "Bremen"},
	"DE-HE": {"en": "Hesse", "fr": "Hesse", "de": "Hessen"},
	"DE-HH": {"en": "Hamburg", "fr": "Hambourg", "de": "Hamburg"},
	"DE-MV": {"en": "Mecklenburg-Western Pomerania", "fr": "Mecklembourg-Poméranie-Occidentale", "de": "Mecklenburg-Vorpommern"},
	"DE-NI": {"en": "Lower Saxony", "fr": "Basse-Saxe", "de": "Niedersachsen"},
	"DE-NW": {"en": "North Rhine-Westphalia", "fr": "Rhénanie-du-Nord-Westphalie", "de": "Nordrhein-Westfalen"},
	"DE-RP": {"en": "Rhineland-Palatinate", "fr": "Rhénanie-Palatinat", "de": "Rheinland-Pfalz"},
	"DE-SH": {"en": "Schleswig-Holstein", "fr": "Schleswig-Holstein", "de": "Schleswig-Holstein"},
	"DE-SL": {"en": "Saarland", "fr": "Sarre", "de": "Saarland"},
	"DE-SN": {"en": "Saxony", "fr": "Saxe", "de": "Sachsen"},
	"DE-ST": {"en": "Saxony-Anhalt", "fr": "Saxe-Anhalt", "de": "Sachsen-Anhalt"},
	"DE-TH": {"en": "Thuringia", "fr": "Thuringe", "de": "Thüringen"},
	"ES-AN": {"en": "Andalusia", "fr": "Andalousie", "de": "Andalusien"},
	"ES-CT": {"en": "Catalonia", "fr": "Catalogne", "de": "Katalonien"},
	"ES-PV": {"en": "Basque Country", "fr": "Pays basque", "de": "Baskenland"},
	"US-CA": {"en": "California", "fr": "Californie", "de": "Kalifornien"},
	"US-CO": {"en": "Colorado", "fr": "Colorado", "de": "Colorado"},
	"US-CT": {"en": "Connecticut", "fr": "Connecticut", "de": "Connecticut"},
	"US-DE": {"en": "Delaware", "fr": "Delaware", "de": "Delaware"},
	"US-FL": {"en": "Florida", "fr": "Floride", "de": "Florida"},
	"US-IA": {"en": "Iowa", "fr": "Iowa", "de": "Iowa"},
	"US-IL": {"en": "Illinois", "fr": "Illinois", "de": "Illinois"},
	"US-IN": {"en": "Indiana", "fr": "Indiana", "de": "Indiana"},
	"US-KY": {"en": "Kentucky", "fr": "Kentucky", "de": "Kentucky"},
	"US-MD": {"en": "Maryland", "fr": "Maryland", "de": "Maryland"},
	"US-MN": {"en": "Minnesota", "fr": "Minnesota", "de": "Minnesota"},
	"US-MT": {"en": "Montana", "fr": "Montana", "de": "Montana"},
	"US-NE": {"en": "Nebraska", "fr": "Nebraska", "de": "Nebraska"},
	"US-NH": {"en": "New Hampshire", "fr": "New Hampshire", "de": "New Hampshire"},
	"US-NJ": {"en": "New Jersey", "fr": "New Jersey", "de": "New Jersey"},
	"US-OR": {"en": "Oregon", "fr": "Oregon", "de": "Oregon"},
	"US-RI": {"en": "Rhode Island", "fr": "Rhode Island", "de": "Rhode Island"},
	"US-TN": {"en": "Tennessee", "fr": "Tennessee", "de": "Tennessee"},
	"US-TX": {"en": "Texas", "fr": "Texas", "de": "Texas"},
	"US-UT": {"en": "Utah", "fr": "Utah", "de": "Utah"},
	"US-VA": {"en": "Virginia", "fr": "Virginie", "de": "Virginia"},
}

// renamedCountries have another name than the one that the library still gives them.
var renamedCountries = map[string]map[string]string{
	"MK": {"en": "North Macedonia", "fr": "Macédoine du Nord", "de": "Nordmazedonien"},
	"SZ": {"en": "Eswatini", "fr": "Eswatini", "de": "Eswatini"},
}

// countryName returns the name of a country, or of a country and its state, in the
// reader's language, the code itself for one that has no name, and "" for "".
func countryName(lang, code string) string {
	if code == "" {
		return ""
	}
	if state, ok := stateNames[code]; ok {
		country, _, _ := strings.Cut(code, "-")
		return countryName(lang, country) + ", " + state[lang]
	}
	if names, ok := renamedCountries[code]; ok {
		return names[lang]
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(lang)).Name(region); name != "" {
		return name
	}
	return code
}

// countryOptions lists every country by its name in the reader's language, in the
// order of that language.
func countryOptions(lang, selected string) []option {
	return markSelected(countryLists()[lang], selected)
}

// countriesAmong lists those of the codes that are countries, and the selected one.
func countriesAmong(codes []string, lang, selected string) []option {
	return slices.DeleteFunc(countryOptions(lang, selected), func(o option) bool {
		return !o.Selected && !slices.Contains(codes, o.Value)
	})
}

// countryLists has the ordered list of each language. The names and their order
// cost some milliseconds, so they are worked out once.
var countryLists = sync.OnceValue(func() map[string][]option {
	lists := make(map[string][]option)
	for _, lang := range dsar.Languages() {
		list := make([]option, 0, len(zoneData().countries))
		for _, code := range zoneData().countries {
			list = append(list, option{Value: code, Label: countryName(lang, code)})
		}
		sortByLabel(lang, list)
		lists[lang] = list
	}
	return lists
})

func sortByLabel(lang string, list []option) {
	order := collate.New(language.Make(lang), collate.IgnoreCase)
	slices.SortStableFunc(list, func(a, b option) int { return order.CompareString(a.Label, b.Label) })
}

// markSelected returns a copy of the list with one entry selected. A value that is
// not in the list is added, so that saving a form never changes what it did not show.
func markSelected(list []option, selected string) []option {
	list = slices.Clone(list)
	found := selected == ""
	for i := range list {
		list[i].Selected = list[i].Value == selected && selected != ""
		found = found || list[i].Selected
	}
	if !found {
		list = append(list, option{Value: selected, Label: selected, Selected: true})
	}
	return list
}

// zoneOptions lists the time zones under the parts of the world that their names
// begin with.
func zoneOptions(selected string) []optionGroup {
	groups := []optionGroup{{Label: "UTC", Options: []option{{Value: "UTC", Label: "UTC", Selected: selected == "UTC"}}}}
	found := selected == "" || selected == "UTC"
	for _, zone := range zoneData().zones {
		area, place, _ := strings.Cut(zone, "/")
		if area != groups[len(groups)-1].Label {
			groups = append(groups, optionGroup{Label: area})
		}
		last := &groups[len(groups)-1]
		last.Options = append(last.Options, option{Value: zone, Label: zoneLabel(place), Selected: zone == selected})
		found = found || zone == selected
	}
	if !found {
		groups[0].Options = append(groups[0].Options, option{Value: selected, Label: selected, Selected: true})
	}
	return groups
}

func zoneLabel(place string) string {
	return strings.ReplaceAll(strings.ReplaceAll(place, "_", " "), "/", ", ")
}

// regionOptions lists the holiday regions by name, the parts of a country below it.
func regionOptions(regions []law.Region, lang, selected string) []option {
	names := make(map[string]string, len(regions))
	for _, r := range regions {
		names[r.ID] = r.Name(lang)
	}
	list := make([]option, 0, len(regions))
	for _, r := range regions {
		label := r.Name(lang)
		if parent := names[r.Parent]; parent != "" && parent != label {
			label = parent + ", " + label
		}
		list = append(list, option{Value: r.ID, Label: label})
	}
	sortByLabel(lang, list)
	return markSelected(list, selected)
}

// languageName returns what a language calls itself: "français".
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return display.Self.Name(t)
}

// languageNames names languages in the reader's language.
func languageNames(lang string, tags []string) []string {
	namer := display.Languages(language.Make(lang))
	var names []string
	for _, tag := range tags {
		name := tag
		if t, err := language.Parse(tag); err == nil {
			name = cmp.Or(namer.Name(t), tag)
		}
		names = append(names, name)
	}
	return names
}

// countryOfZone returns the country that a zone lies in, and "" for one that is
// unknown or shared.
func countryOfZone(zone string) string {
	found := ""
	for country, zones := range zoneData().ofCountry {
		if !slices.Contains(zones, zone) {
			continue
		}
		if found != "" {
			return ""
		}
		found = country
	}
	return found
}
