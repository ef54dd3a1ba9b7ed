package law

import (
	_ "embed"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"
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
	// Territory says for what it is competent, where that is not the whole country.
	Territory string `yaml:"territory"`
	// Languages are those in which it takes a complaint (ISO 639-1).
	Languages []string `yaml:"languages"`
	// Web is the address of its site.
	Web string `yaml:"web"`
}

// The list is part of the program and held by a test, so that it cannot fail to
// parse in anybody's hands.
var authorities = sync.OnceValue(func() []Authority {
	var list []Authority
	if err := yaml.Unmarshal(authorityFile, &list); err != nil {
		panic("law: authorities.yaml: " + err.Error())
	}
	return list
})

// Authorities returns the supervisory authorities known, by country.
func Authorities() []Authority { return slices.Clone(authorities()) }

// AuthorityByID returns the authority with the id, and false if there is none.
func AuthorityByID(id string) (Authority, bool) {
	i := slices.IndexFunc(authorities(), func(a Authority) bool { return a.ID == id })
	if i < 0 {
		return Authority{}, false
	}
	return authorities()[i], true
}

// AuthorityIDs returns the ids of the authorities known.
func AuthorityIDs() []string {
	var ids []string
	for _, a := range authorities() {
		ids = append(ids, a.ID)
	}
	return ids
}
