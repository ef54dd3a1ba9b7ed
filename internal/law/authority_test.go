package law_test

import (
	"net/url"
	"testing"

	"recourse/internal/law"
)

func TestAuthorities(t *testing.T) {
	seen := make(map[string]bool)
	for _, a := range law.Authorities() {
		if seen[a.ID] {
			t.Errorf("%s stands twice", a.ID)
		}
		seen[a.ID] = true
		if a.Name == "" || len(a.Country) != 2 || len(a.Languages) == 0 {
			t.Errorf("%s lacks name, country or languages", a.ID)
		}
		if u, err := url.Parse(a.Web); err != nil || u.Scheme != "https" || u.Host == "" {
			t.Errorf("%s: %q is no https address", a.ID, a.Web)
		}
	}
	t.Run("every EU and EEA state has one", func(t *testing.T) {
		countries := make(map[string]bool)
		for _, a := range law.Authorities() {
			countries[a.Country] = true
		}
		for _, c := range []string{
			"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
			"LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "GB", "CH", "US",
		} {
			if !countries[c] {
				t.Errorf("%s has none", c)
			}
		}
	})
	t.Run("is found by its id", func(t *testing.T) {
		if a, ok := law.AuthorityByID("fr-cnil"); !ok || a.Country != "FR" {
			t.Errorf("fr-cnil = %+v, %v", a, ok)
		}
		if _, ok := law.AuthorityByID("xx-none"); ok {
			t.Error("an unknown id is found")
		}
	})
}
