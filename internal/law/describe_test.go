package law_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/law"
)

func describe(t *testing.T, id string) law.Description {
	t.Helper()
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	d, err := book.Describe(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDescribe(t *testing.T) {
	t.Run("gives the lengths, the provision and the day of each figure", func(t *testing.T) {
		d := describe(t, "gdpr")
		v, inForce := d.Lead().At(civil.MustParse("2026-11-22"))
		if !inForce || v.Answer.Text("en") != "1 month" || v.Extended.Text("fr") != "3 mois" || v.Acknowledgement.Text("de") != "" {
			t.Errorf("in force %t, answer %q, extended %q", inForce, v.Answer.Text("en"), v.Extended.Text("fr"))
		}
		i := slices.IndexFunc(v.Figures, func(f law.Figure) bool { return f.Kind == "shift" })
		if i < 0 || v.Figures[i].Article.String() != "Regulation (EEC, Euratom) 1182/71 Art. 3(4)" ||
			v.Figures[i].Text("en") != "If it is a Saturday, a Sunday or a public holiday, the end moves to the next day that is not." {
			t.Errorf("shift: %+v", v.Figures)
		}
		if d.Place != "EU" || d.From != civil.MustParse("2018-05-25") || !slices.Contains(d.Regions, "FR") || !slices.Contains(d.Residence, "DE") {
			t.Errorf("place %s from %s, regions %v", d.Place, d.From, d.Regions)
		}
	})
	t.Run("keeps rights with other clocks apart, and loses none", func(t *testing.T) {
		book, err := law.Default()
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range book.RegimeIDs() {
			d := describe(t, id)
			var grouped []string
			for _, g := range d.Groups {
				for _, r := range g.Rights {
					grouped = append(grouped, r.ID)
				}
			}
			for _, r := range d.Rights {
				if !slices.Contains(grouped, r.ID) {
					t.Errorf("%s: %s is missing", id, r.ID)
				}
			}
			if len(grouped) != len(d.Rights) {
				t.Errorf("%s: %d rights, %d shown", id, len(d.Rights), len(grouped))
			}
		}
	})
	t.Run("tells a law that is not in force yet", func(t *testing.T) {
		d := describe(t, "in-dpdp")
		if _, inForce := d.Lead().At(civil.MustParse("2026-11-22")); inForce || !d.From.After(civil.MustParse("2026-11-22")) {
			t.Errorf("in force %t, from %s", inForce, d.From)
		}
	})
	t.Run("lists the further clocks with the dated ones to come", func(t *testing.T) {
		d := describe(t, "eu-gdpr")
		i := slices.IndexFunc(d.Further, func(c law.ClockDescription) bool { return c.ID == "admissibility" })
		if i < 0 || d.Further[i].Versions[0].From != civil.MustParse("2027-04-02") || d.Further[i].Versions[0].Length.Text("en") != "14 days" {
			t.Errorf("further clocks: %+v", d.Further)
		}
	})
	t.Run("knows no unknown regime", func(t *testing.T) {
		book, err := law.Default()
		if err != nil {
			t.Fatal(err)
		}
		var fact *law.FactError
		if _, err := book.Describe("lex"); !errors.As(err, &fact) || !slices.Contains(fact.Known, "eu-gdpr") {
			t.Errorf("%v", err)
		}
	})
}

func TestNoOtherFigureStandsForAccess(t *testing.T) {
	d, err := mustBook(t).Describe("eu-led")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := d.Lead().At(civil.MustParse("2026-11-22"))
	if !v.NoFigure || d.Lead().Rights[0].ID != "access" {
		t.Errorf("the directive gives no time for access, the list shows that of %s: %+v", d.Lead().Rights[0].ID, v.Answer)
	}
}

// Every figure of every regime has words in every language, and none a hole.
func TestDescribeIsWorded(t *testing.T) {
	book, err := law.Default()
	if err != nil {
		t.Fatal(err)
	}
	check := func(where, text string) {
		if text == "" || strings.ContainsAny(text, "{}") || strings.Contains(text, "figure_") || strings.Contains(text, "event_") ||
			strings.Contains(text, "clock_") || strings.Contains(text, "note_") || strings.Contains(text, "length_") {
			t.Errorf("%s: %q", where, text)
		}
	}
	figures := func(where string, list []law.Figure) {
		for _, f := range list {
			for _, lang := range law.Languages {
				check(where+" "+f.Kind, f.Label(lang))
				check(where+" "+f.Kind, f.Text(lang))
			}
			if f.Article == nil {
				t.Errorf("%s %s: no article", where, f.Kind)
			}
		}
	}
	for _, id := range book.RegimeIDs() {
		d := describe(t, id)
		for _, g := range d.Groups {
			for _, v := range g.Versions {
				figures(id+" "+v.From.String(), v.Figures)
				for _, n := range v.Notes {
					check(id, n.Text("fr"))
				}
			}
		}
		for _, c := range d.Further {
			check(id, c.Name("de"))
			check(id, c.About("de"))
			for _, v := range c.Versions {
				figures(id+" "+c.ID, v.Figures)
			}
		}
	}
}
