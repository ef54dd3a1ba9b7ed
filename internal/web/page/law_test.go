package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/law"
)

func TestLaw(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)

	t.Run("lists every law for everybody, by place", func(t *testing.T) {
		a := guest.get(t, "/law").see(t, http.StatusOK, "The law, article by article", "European Union and EEA", "GDPR (European Economic Area)",
			"1 month", "3 months in all", "since 25 May 2018", "not yet; from")
		book, err := law.Default()
		must(t, err)
		for _, id := range book.RegimeIDs() {
			if !strings.Contains(a.Body, `href="/law/`+id+`"`) {
				t.Errorf("%s is not listed", id)
			}
		}
		a.inOrder(t, "European Union and EEA", "Argentina", "Australia", "United Kingdom", "United States")
	})
	t.Run("shows a law with its figures and where they stand", func(t *testing.T) {
		guest.get(t, "/law/eu-gdpr").see(t, http.StatusOK, "Answer within 1 month", "GDPR Art. 12(3)", "Regulation 1182/71 Art. 3(4)",
			"If it is a Saturday, a Sunday or a public holiday", "The text of the provision itself was read.", "Last checked on",
			"Further clocks", "In force from 2 Apr 2027", "Only in: Austria.", "Sources", "changes on 2 Apr 2027")
	})
	t.Run("finds a law by its alias", func(t *testing.T) {
		guest.get(t, "/law/GDPR").see(t, http.StatusOK, "GDPR (European Economic Area)")
	})
	t.Run("keeps what the law was", func(t *testing.T) {
		guest.get(t, "/law/uk-gdpr").see(t, http.StatusOK, "In force since 5 Feb 2026", "In force from 25 May 2018 to 4 Feb 2026")
	})
	t.Run("says that a law is not in force yet", func(t *testing.T) {
		guest.get(t, "/law/in-dpdp").see(t, http.StatusOK, "Not in force yet.")
	})
	t.Run("opens everything to be printed", func(t *testing.T) {
		if a := guest.get(t, "/law/uk-gdpr?print=1"); strings.Contains(a.Body, `<details class="up">`) {
			t.Error("an old version stays closed")
		}
	})
	t.Run("lists the known ones for an unknown law", func(t *testing.T) {
		guest.get(t, "/law/lex").see(t, http.StatusNotFound, "“lex” is not known here", "GDPR (European Economic Area)")
	})
	t.Run("speaks French and German, without holes, on the page of every law", func(t *testing.T) {
		book, err := law.Default()
		must(t, err)
		guest.get(t, "/law?lang=fr").see(t, http.StatusOK, "Union européenne et EEE", "3 mois en tout")
		for _, id := range book.RegimeIDs() {
			guest.get(t, "/law/"+id+"?lang=fr").see(t, http.StatusOK, "Sources", "Lieu").not(t, "law.", "figure_", "{")
		}
		for _, id := range book.RegimeIDs() {
			guest.get(t, "/law/"+id+"?lang=de").see(t, http.StatusOK, "Quellen").not(t, "law.", "figure_", "{")
		}
		guest.get(t, "/law?lang=en")
	})
	t.Run("is there for who is signed in", func(t *testing.T) {
		s.account(t, "camille@example.org").get(t, "/law").see(t, http.StatusOK, "The law, article by article")
	})
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences are missing: %q", missing)
	}
}

func TestHolidayPages(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)

	t.Run("list the places by country", func(t *testing.T) {
		a := guest.get(t, "/law/holidays").see(t, http.StatusOK, "Public holidays", "Whole country : France", "Bavaria")
		a.inOrder(t, "Argentina", "France", "Germany", "Bavaria", "United States")
	})
	t.Run("show a year with names, sources and neighbours", func(t *testing.T) {
		a := guest.get(t, "/law/holidays/FR?year=2026").see(t, http.StatusOK, "Public holidays: France, 2026", "Fri 1 May 2026", "2025", "2027", "public holidays fall on a day from Monday to Friday", "Alsace and Moselle")
		if got := strings.Count(a.Body, `<td class="free">`); got != 11 {
			t.Errorf("%d days are marked", got)
		}
		if got := strings.Count(a.Body, `<table class="month">`); got != 12 {
			t.Errorf("%d months", got)
		}
		for d := range strings.SplitSeq(a.Body, `href="#d-`) {
			if id, _, ok := strings.Cut(d, `"`); ok && strings.HasPrefix(id, "2026-") && !strings.Contains(a.Body, `<li id="d-`+id+`"`) {
				t.Errorf("the mark of %s leads nowhere", id)
			}
		}
	})
	t.Run("begin with this year", func(t *testing.T) {
		guest.get(t, "/law/holidays/de-by").see(t, http.StatusOK, "Germany, Bavaria, 2026", "Part of Germany")
	})
	t.Run("say where a day stands in for another", func(t *testing.T) {
		guest.get(t, "/law/holidays/GB-ENG?year=2026").see(t, http.StatusOK, "Mon 28 Dec 2026", "Observed on this day")
	})
	t.Run("have no neighbour beyond the years known", func(t *testing.T) {
		guest.get(t, "/law/holidays/FR?year=2018").see(t, http.StatusOK, "2019 →").not(t, "← 2017")
	})
	for name, query := range map[string]string{
		"a year outside the tables": "2099", "a year before them": "1950", "no year at all": "soon", "a year beyond all calendars": "9999", "a day": "2026-01-01",
	} {
		t.Run("refuse "+name, func(t *testing.T) {
			guest.get(t, "/law/holidays/FR?year="+query).see(t, http.StatusUnprocessableEntity,
				"The public holidays (France) are known for 2018 to 2035, not for “"+query+"”", "Nothing is guessed.").not(t, "January")
		})
	}
	t.Run("list the known places for an unknown one", func(t *testing.T) {
		guest.get(t, "/law/holidays/XX").see(t, http.StatusNotFound, "There are no public holidays here for “XX”", "Bavaria")
	})
	t.Run("count weekends alone where that was chosen", func(t *testing.T) {
		guest.get(t, "/law/holidays/NONE").see(t, http.StatusOK, "only Saturdays and Sundays")
	})
	t.Run("speak French and German for every place", func(t *testing.T) {
		book, err := law.Default()
		must(t, err)
		for i, r := range book.Regions() {
			lang := []string{"fr", "de"}[i%2]
			guest.get(t, "/law/holidays/"+r.ID+"?lang="+lang).see(t, http.StatusOK).not(t, "law.", "{{")
		}
	})
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences are missing: %q", missing)
	}
}
