package law

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"recourse/internal/strictyaml"
)

//go:embed authorities.yaml
var authorityFile []byte

// Authority is a supervisory authority with which a complaint can be lodged.
type Authority struct {
	// ID is stable: the country and the common short name, "fr-cnil".
	ID string `yaml:"id"`
	// Name is what the authority calls itself.
	Name string `yaml:"name"`
	// Country is an ISO 3166-1 alpha-2 code, "EU" for the institutions' own.
	Country string `yaml:"country"`
	// Territory says in words for what it is competent, where that is not everything in
	// the country; zero otherwise.
	Territory Text `yaml:"territory"`
	// Area are the subdivisions and Sectors the kinds of controller for which alone it
	// is competent, Bodies is "private" or "public" where it has only these. Empty: all.
	Area    []string `yaml:"area"`
	Sectors []Sector `yaml:"sectors"`
	Bodies  string   `yaml:"bodies"`
	// Regimes are the ids of the regimes that it watches over.
	Regimes []string `yaml:"regimes"`
	// Clock is the id of the regime whose right "authority-silence" is its own clock;
	// empty if none is known.
	Clock string `yaml:"clock"`
	// Languages are those in which it takes a complaint (ISO 639-1).
	Languages []string `yaml:"languages"`
	// Web is the address of its site, Complaint that of the page on which a complaint
	// is made; each is empty where it is not surely known.
	Web       string `yaml:"web"`
	Complaint string `yaml:"complaint"`
}

type authoritiesFile struct {
	Reasons     map[string]referenceFile `yaml:"reasons"`
	Authorities []Authority              `yaml:"authorities"`
}

type authorityList struct {
	all     []Authority
	reasons map[string]Reference // the provisions behind the reasons for a competence
	// byRegime are those that watch over a regime, in the order of all: a question about a
	// case then need not look at the others.
	byRegime map[string]authorityPool
}

// The list is part of the program and held by a test, so that it cannot fail to
// parse in anybody's hands.
var authorities = sync.OnceValue(func() authorityList {
	list, err := parseAuthorities("authorities.yaml", authorityFile)
	if err != nil {
		panic("law: " + err.Error())
	}
	return list
})

func parseAuthorities(name string, data []byte) (authorityList, error) {
	var f authoritiesFile
	if err := strictyaml.Decode(name, data, &f); err != nil {
		return authorityList{}, err
	}
	p := problems{file: name}
	list := authorityList{all: f.Authorities, reasons: map[string]Reference{}, byRegime: map[string]authorityPool{}}
	for key, r := range f.Reasons {
		list.reasons[key] = p.reference(key, r)
		if _, ok := sentences()[key]; !ok {
			p.add(r.Instrument.line, "there is no text %q", key)
		}
	}
	seen := map[string]bool{}
	for _, a := range f.Authorities {
		for _, fault := range a.faults() {
			p.add(0, "%s: %s", a.ID, fault)
		}
		if seen[a.ID] {
			p.add(0, "%s stands twice", a.ID)
		}
		seen[a.ID] = true
		for _, regime := range a.Regimes {
			list.byRegime[regime] = append(list.byRegime[regime], a)
		}
	}
	return list, p.err()
}

// faults says what is wrong with an entry.
func (a Authority) faults() []string {
	var list []string
	if a.ID == "" || a.Name == "" || len(a.Country) != 2 || len(a.Languages) == 0 || len(a.Regimes) == 0 {
		list = append(list, "id, name, country, languages and regimes are required")
	}
	for _, area := range a.Area {
		if !strings.HasPrefix(area, a.Country+"-") {
			list = append(list, "area "+area+" does not lie in "+a.Country)
		}
	}
	for _, sector := range a.Sectors {
		if !slices.Contains(Sectors(), sector) {
			list = append(list, "sector "+string(sector)+" is not known; known: "+joined(Sectors()))
		}
	}
	if a.Bodies != "" && a.Bodies != "private" && a.Bodies != "public" {
		list = append(list, "bodies "+a.Bodies+" is not known; known: private, public")
	}
	for _, link := range []string{a.Web, a.Complaint} {
		if link != "" && !strings.HasPrefix(link, "https://") {
			list = append(list, link+" is not an https address")
		}
	}
	return list
}

// Authorities returns the supervisory authorities known, by country.
func Authorities() []Authority { return slices.Clone(authorities().all) }

// AuthorityByID returns the authority with the id, and false if there is none.
func AuthorityByID(id string) (Authority, bool) {
	all := authorities().all
	i := slices.IndexFunc(all, func(a Authority) bool { return a.ID == id })
	if i < 0 {
		return Authority{}, false
	}
	return all[i], true
}

// AuthorityIDs returns the ids of the authorities known.
func AuthorityIDs() []string {
	var ids []string
	for _, a := range authorities().all {
		ids = append(ids, a.ID)
	}
	return ids
}
