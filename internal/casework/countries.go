package casework

import (
	"strings"

	"golang.org/x/text/language"
)

// knownCountry reports whether code is an ISO 3166-1 alpha-2 code of a country.
func knownCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry() && region.Canonicalize() == region
}

// The names of countries as the last line of an address has them, lower case.
// Only what leaves no doubt is listed: a wrong country would give a wrong
// calendar, no country only leaves the holidays out.
var countryNames = map[string]string{
	"australia": "AU", "austria": "AT", "österreich": "AT", "autriche": "AT", "belgium": "BE", "belgique": "BE",
	"belgië": "BE", "belgien": "BE", "brazil": "BR", "brasil": "BR", "bulgaria": "BG", "canada": "CA", "kanada": "CA",
	"china": "CN", "croatia": "HR", "hrvatska": "HR", "cyprus": "CY", "czech republic": "CZ", "czechia": "CZ",
	"česká republika": "CZ", "tschechien": "CZ", "denmark": "DK", "danmark": "DK", "dänemark": "DK", "estonia": "EE",
	"eesti": "EE", "finland": "FI", "suomi": "FI", "finnland": "FI", "france": "FR", "frankreich": "FR",
	"germany": "DE", "deutschland": "DE", "allemagne": "DE", "gibraltar": "GI", "greece": "GR", "griechenland": "GR",
	"ελλάδα": "GR", "hong kong": "HK", "hungary": "HU", "magyarország": "HU", "ungarn": "HU", "iceland": "IS",
	"ísland": "IS", "india": "IN", "ireland": "IE", "irland": "IE", "irlande": "IE", "éire": "IE",
	"isle of man": "IM", "israel": "IL", "italy": "IT", "italia": "IT", "italien": "IT", "italie": "IT",
	"japan": "JP", "latvia": "LV", "latvija": "LV", "liechtenstein": "LI", "lithuania": "LT", "lietuva": "LT",
	"luxembourg": "LU", "luxemburg": "LU", "malaysia": "MY", "malta": "MT", "marshall islands": "MH", "morocco": "MA",
	"netherlands": "NL", "the netherlands": "NL", "nederland": "NL", "niederlande": "NL", "pays-bas": "NL",
	"new zealand": "NZ", "norway": "NO", "norge": "NO", "norwegen": "NO", "pakistan": "PK", "panama": "PA",
	"poland": "PL", "polska": "PL", "polen": "PL", "portugal": "PT", "qatar": "QA", "romania": "RO", "românia": "RO",
	"russia": "RU", "seychelles": "SC", "singapore": "SG", "republic of singapore": "SG", "slovakia": "SK",
	"slovensko": "SK", "slovenia": "SI", "slovenija": "SI", "spain": "ES", "españa": "ES", "spanien": "ES",
	"espagne": "ES", "sweden": "SE", "sverige": "SE", "schweden": "SE", "switzerland": "CH", "schweiz": "CH",
	"suisse": "CH", "svizzera": "CH", "taiwan": "TW", "turkey": "TR", "türkiye": "TR", "united arab emirates": "AE",
	"united kingdom": "GB", "great britain": "GB", "royaume-uni": "GB", "vereinigtes königreich": "GB",
	"united states": "US", "united states of america": "US", "usa": "US", "états-unis": "US", "south africa": "ZA",
	"south korea": "KR", "republic of korea": "KR",
}

// countryOfAddress reads the country from the last line of a postal address, and
// returns "" if that line is not plainly a country's name.
func countryOfAddress(address string) string {
	address = strings.TrimSpace(address)
	last := address[strings.LastIndex(address, "\n")+1:]
	return countryNames[strings.ToLower(strings.TrimSpace(last))]
}
