package law_test

import (
	"net/url"
	"slices"
	"testing"

	"recourse/internal/law"
)

func TestAuthorities(t *testing.T) {
	book := mustBook(t)
	for _, a := range law.Authorities() {
		for _, link := range []string{a.Web, a.Complaint} {
			if u, err := url.Parse(link); link != "" && (err != nil || u.Host == "") {
				t.Errorf("%s: %q is no address", a.ID, link)
			}
		}
		for _, id := range a.Regimes {
			if _, err := book.Regime(id); err != nil {
				t.Errorf("%s: %v", a.ID, err)
			}
		}
		if !a.Territory.IsZero() && (a.Territory.FR == "" || a.Territory.DE == "") {
			t.Errorf("%s: the territory is not worded in every language", a.ID)
		}
		if a.Clock != "" && !knows(t, book, a.Clock, "authority-silence") {
			t.Errorf("%s: %s has no clock for the silence of an authority", a.ID, a.Clock)
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

func knows(t *testing.T, book *law.Book, regime, right string) bool {
	t.Helper()
	r, err := book.Regime(regime)
	return err == nil && slices.ContainsFunc(r.Rights, func(x law.Right) bool { return x.ID == right })
}
