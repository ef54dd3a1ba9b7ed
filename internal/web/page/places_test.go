package page

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestZones(t *testing.T) {
	table := zoneData()
	t.Run("every zone can be loaded", func(t *testing.T) {
		for _, zone := range table.zones {
			if _, err := time.LoadLocation(zone); err != nil {
				t.Errorf("%s: %v", zone, err)
			}
		}
	})
	t.Run("every country has a name in every language", func(t *testing.T) {
		for _, lang := range []string{"en", "fr", "de"} {
			for _, code := range table.countries {
				if name := countryName(lang, code); name == "" || name == code {
					t.Errorf("%s has no name in %s", code, lang)
				}
			}
		}
	})
	t.Run("the list is that of the whole world", func(t *testing.T) {
		if len(table.countries) < 240 || len(table.zones) < 400 {
			t.Errorf("got %d countries and %d zones", len(table.countries), len(table.zones))
		}
	})
}

func TestCountriesAmong(t *testing.T) {
	got := ""
	for _, o := range countriesAmong([]string{"MK", "DE", "XX"}, "de", "FR") {
		got += o.Label + ", "
	}
	if got != "Deutschland, Frankreich, Nordmazedonien, " {
		t.Errorf("got %q, want those that are countries and the selected one", got)
	}
}

func TestCountryOptions(t *testing.T) {
	t.Run("are ordered as the language orders them", func(t *testing.T) {
		list := countryOptions("de", "AT")
		var before string
		for _, o := range list {
			if o.Value == "AT" {
				break
			}
			before = o.Label
		}
		// Ö sorts with O in German, long before Z.
		if before == "" || before > "P" {
			t.Errorf("Österreich stands after %q", before)
		}
	})
	t.Run("keep a value that is not in the list", func(t *testing.T) {
		list := countryOptions("en", "XK")
		last := list[len(list)-1]
		if last.Value != "XK" || !last.Selected {
			t.Errorf("got %+v", last)
		}
	})
	t.Run("select nothing for an unknown country", func(t *testing.T) {
		for _, o := range countryOptions("en", "") {
			if o.Selected {
				t.Errorf("%s is selected", o.Value)
			}
		}
	})
}

func TestZoneOptions(t *testing.T) {
	t.Run("are grouped by part of the world", func(t *testing.T) {
		for _, g := range zoneOptions("America/Argentina/Buenos_Aires") {
			for _, o := range g.Options {
				if !o.Selected {
					continue
				}
				if g.Label != "America" || o.Label != "Argentina, Buenos Aires" {
					t.Errorf("got %q under %q", o.Label, g.Label)
				}
				return
			}
		}
		t.Error("the zone is not selected")
	})
	t.Run("keep a zone that is not in the list", func(t *testing.T) {
		first := zoneOptions("Etc/GMT+3")[0]
		if last := first.Options[len(first.Options)-1]; last.Value != "Etc/GMT+3" || !last.Selected {
			t.Errorf("got %+v", last)
		}
	})
}
