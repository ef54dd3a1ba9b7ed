package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/law"
)

func TestDeadlines(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)

	t.Run("are there for everybody", func(t *testing.T) {
		a := guest.get(t, "/deadlines").see(t, http.StatusOK, "When is the answer due?").not(t, "Why this date")
		if a.value(t, "regime") != "eu-gdpr" || a.value(t, "right") != "access" || a.value(t, "region") != "NONE" {
			t.Errorf("begins with %q, %q and %q", a.value(t, "regime"), a.value(t, "right"), a.value(t, "region"))
		}
	})
	t.Run("begin with the holidays of the reader's country", func(t *testing.T) {
		r := s.account(t, "camille@example.org")
		if got := r.get(t, "/deadlines").value(t, "region"); got != "FR" {
			t.Errorf("begins with %q", got)
		}
	})
	t.Run("are worked out with every step", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR").see(t, http.StatusOK,
			"Mon 2 Mar 2026", "Complaint possible from Tue 3 Mar 2026", "Thu 30 Apr 2026", "Also the last day to announce an extension",
			"Why this date", "28 February 2026 is a Saturday", "Rule eu-gdpr, in force from 25 May 2018", "not legal advice")
	})
	t.Run("are told to those who do not see the picture", func(t *testing.T) {
		a := guest.get(t, "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR")
		if !strings.Contains(a.Body, "Received Sat 31 Jan 2026, Answer due Mon 2 Mar 2026") {
			t.Error("the picture has no sentence")
		}
	})
	t.Run("follow a valid extension", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR&extension_notice=2026-02-20&reasons=yes").
			see(t, http.StatusOK, "Answer due Thu 30 Apr 2026", "Extended, announced in time", "Without the extension: 2 Mar 2026").
			not(t, "Due if extended in time")
	})
	t.Run("do not follow one that came too late", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR&extension_notice=2026-03-20&reasons=yes").
			see(t, http.StatusOK, "Answer due Mon 2 Mar 2026", "What they claimed", "They announced an extension").not(t, "Extended, announced in time")
	})
	t.Run("are withheld while a question is open", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR&id_requested=2026-02-03").
			see(t, http.StatusOK, "Not before their question is answered", "They asked on 3 Feb 2026")
	})
	t.Run("are none where the law has none", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=ch-fadp&right=erasure&received=2026-01-31&region=CH").
			see(t, http.StatusOK, "The law gives no date", "Why this date")
	})
	t.Run("have an acknowledgement where the law asks for one", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=us-ca-ccpa&right=access&received=2026-10-31&region=US").
			see(t, http.StatusOK, "Receipt to be confirmed", "A confirmation is not yet an answer")
	})
	t.Run("speak French and German", func(t *testing.T) {
		at := "/deadlines?regime=eu-gdpr&right=access&received=2026-01-31&region=FR&lang="
		guest.get(t, at+"fr").see(t, http.StatusOK, "Réponse due", "lun. 2 mars 2026", "Pourquoi cette date")
		guest.get(t, at+"de").see(t, http.StatusOK, "Antwort fällig", "Mo., 2. März 2026", "Warum dieses Datum")
	})
}

func TestDeadlinesRefuse(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	for name, tt := range map[string]struct{ query, want, field string }{
		"a missing day":                 {"regime=eu-gdpr&right=access&received=&region=FR", "Give the day on which the company received the request.", "received"},
		"a day that does not exist":     {"regime=eu-gdpr&right=access&received=2026-02-30&region=FR", "This is not a day of the calendar.", "received"},
		"a year like 0202":              {"regime=eu-gdpr&right=access&received=0202-01-01&region=FR", "This is not a day of the calendar.", "received"},
		"an event that is no day":       {"regime=eu-gdpr&right=access&received=2026-01-31&region=FR&id_requested=soon", "This is not a day of the calendar.", "id_requested"},
		"an unknown law":                {"regime=lex&right=access&received=2026-01-31&region=FR", "“lex” is not known here. Known are: Ley 25.326 (Argentina)", "regime"},
		"a right the law does not know": {"regime=us-ca-ccpa&right=portability&received=2026-01-31&region=US", "CCPA (California) does not know this right. It knows: access", "right"},
		"an unknown region":             {"regime=eu-gdpr&right=access&received=2026-01-31&region=XX", "“XX” is not known here.", "region"},
		"a year without holidays":       {"regime=eu-gdpr&right=access&received=2060-01-31&region=FR", "The public holidays of France are known for 20", "received"},
	} {
		t.Run(name, func(t *testing.T) {
			a := guest.get(t, "/deadlines?"+tt.query).see(t, http.StatusUnprocessableEntity, "No day could be worked out", tt.want).not(t, "Why this date")
			if !strings.Contains(a.Body, `href="#f-`+tt.field+`"`) || !strings.Contains(a.Body, `id="f-`+tt.field+`"`) {
				t.Errorf("the summary does not lead to %s", tt.field)
			}
		})
	}
}

func TestDeadlinesExplain(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	const basis = "regime=eu-gdpr&right=access&received=2026-01-31&region=FR"

	t.Run("shortly first, completely below", func(t *testing.T) {
		guest.get(t, "/deadlines?"+basis).inOrder(t,
			"Answer due Mon 2 Mar 2026", "Complaint possible from Tue 3 Mar 2026",
			"The last month has no day with that number, so it ends with its last day, 28 February 2026. 28 February 2026 is a Saturday: the end moves",
			"Why this date", "Received on Saturday 31 January 2026", "Announcing an extension")
	})
	t.Run("name every clock, and those that wait", func(t *testing.T) {
		guest.get(t, "/deadlines?"+basis+"&complaint_lodged=2026-03-10").see(t, http.StatusOK,
			"Word from the authority", "a remedy opens on Thu 11 Jun 2026", "Clocks that have not started").
			not(t, "clocks.", "law.duty")
	})
	t.Run("tell contested readings with their reason", func(t *testing.T) {
		guest.get(t, "/deadlines?"+basis+"&id_requested=2026-02-03&id_received=2026-02-10").see(t, http.StatusOK,
			"Other readings of the law", "the whole time starts anew with the last answer", "A complaint waits for this one.")
	})
	t.Run("follow the order of an authority", func(t *testing.T) {
		guest.get(t, "/deadlines?"+basis+"&authority_ordered=2026-06-01&order_until=2026-07-15").see(t, http.StatusOK, "The day set by the authority", "15 Jul 2026")
	})
	t.Run("keep the whole state in the address", func(t *testing.T) {
		a := guest.get(t, "/deadlines?"+basis+"&refused=2026-02-20&reasons=no")
		for _, part := range []string{"received=2026-01-31", "refused=2026-02-20", "reasons=no", "region=FR"} {
			if _, link, _ := strings.Cut(a.Body, `href="/deadlines.ics?`); !strings.Contains(link[:strings.Index(link, `"`)], part) {
				t.Errorf("the link has no %s", part)
			}
		}
	})
	t.Run("choose places by country and laws by place", func(t *testing.T) {
		a := guest.get(t, "/deadlines")
		for _, group := range []string{`<optgroup label="Germany">`, `<optgroup label="European Union and EEA">`, `<optgroup label="United States">`} {
			if !strings.Contains(a.Body, group) {
				t.Errorf("no %s", group)
			}
		}
		book, err := law.Default()
		must(t, err)
		for _, r := range book.Regions() {
			if !strings.Contains(a.Body, `<option value="`+r.ID+`"`) {
				t.Errorf("%s cannot be chosen", r.ID)
			}
		}
	})
	t.Run("mark what is to be verified, in the clocks too", func(t *testing.T) {
		guest.get(t, "/deadlines?regime=tr-kvkk&right=access&received=2026-01-31&region=TR").see(t, http.StatusOK, "To be verified")
	})
	t.Run("speak the language of the browser to whoever is not signed in", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/deadlines?"+basis, nil)
		must(t, err)
		req.Header.Set("Accept-Language", "de-AT,de;q=0.9")
		res, err := s.reader(t).client.Do(req)
		must(t, err)
		read(t, res).see(t, http.StatusOK, "Fristen, die noch nicht laufen", "Antwort fällig", "Beschwerde möglich ab")
	})
	for _, regime := range []string{"uk-gdpr", "us-ca-ccpa", "ch-fadp", "nz-privacy-2020", "ca-qc-p39.1", "za-paia", "in-dpdp", "jp-appi", "us-co-cpa", "uk-dpa2018-s164A"} {
		t.Run("are worded for "+regime, func(t *testing.T) {
			book, err := law.Default()
			must(t, err)
			r, err := book.Regime(regime)
			must(t, err)
			for _, lang := range []string{"fr", "de"} {
				guest.get(t, "/deadlines?regime="+regime+"&right="+r.Rights[0].ID+"&received=2026-05-11&region=NONE&refused=2026-05-20&lang="+lang).
					see(t, http.StatusOK).not(t, "clocks.", "readings.", "deadlines.", "law.", "{")
			}
		})
	}
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences are missing: %q", missing)
	}
}

func TestDeadlinesFile(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	const basis = "regime=eu-gdpr&right=access&received=2026-01-31&region=FR"
	file := func(t *testing.T, query string) string {
		t.Helper()
		res, err := guest.client.Get(s.URL + "/deadlines.ics?" + query)
		must(t, err)
		a := read(t, res)
		if a.Status != http.StatusOK || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(res.Header.Get("Content-Disposition"), "dates.ics") {
			t.Fatalf("%d %v", a.Status, res.Header)
		}
		return strings.ReplaceAll(a.Body, "\r\n ", "")
	}
	plain := file(t, basis)

	t.Run("has whole days for the answer and the complaint", func(t *testing.T) {
		for _, want := range []string{
			"SUMMARY:Answer: last day\r\n", "DTSTART;VALUE=DATE:20260302\r\n", "DTEND;VALUE=DATE:20260303\r\n",
			"SUMMARY:Complaint: possible from this day\r\n", "DTSTART;VALUE=DATE:20260303\r\n", "DTSTAMP:20261124T100000Z\r\n",
		} {
			if !strings.Contains(plain, want) {
				t.Errorf("no %q in %s", want, plain)
			}
		}
		if strings.Contains(plain, "Answer after an extension") {
			t.Error("an extension nobody announced has a day")
		}
	})
	t.Run("keeps its ids in another language and after what happens later", func(t *testing.T) {
		answerID := func(ics string) string {
			before, _, _ := strings.Cut(ics, "DTSTART;VALUE=DATE:20260302")
			return before[strings.LastIndex(before, "UID:"):strings.LastIndex(before, "\r\nDTSTAMP")]
		}
		if a, b := answerID(plain), answerID(file(t, basis+"&acknowledged=2026-02-02&lang=fr")); a != b {
			t.Errorf("%s became %s", a, b)
		}
	})
	t.Run("moves with a valid extension", func(t *testing.T) {
		if got := file(t, basis+"&extension_notice=2026-02-20&reasons=yes&lang=en"); !strings.Contains(got, "DTSTART;VALUE=DATE:20260430") || strings.Contains(got, "DTSTART;VALUE=DATE:20260303") {
			t.Error(got)
		}
	})
	t.Run("refuses like the page", func(t *testing.T) {
		guest.get(t, "/deadlines.ics?regime=eu-gdpr&right=access&received=soon&region=FR&lang=en").see(t, http.StatusUnprocessableEntity, "This is not a day of the calendar.")
	})
	t.Run("of a request belongs to its workspace and names nobody", func(t *testing.T) {
		m := s.file(t, s.account(t, "owner@example.org"), dsar.RightAccess)
		m.record(t, "sent", "2026-10-24")
		m.record(t, "received", "2026-10-24")
		a := m.get(t, m.Path+"/dates.ics").see(t, http.StatusOK)
		text := strings.ReplaceAll(a.Body, "\r\n ", "")
		if !strings.Contains(text, "DTSTART;VALUE=DATE:20261124\r\n") || !strings.Contains(text, "SUMMARY:RC-") || strings.Contains(text, "Müller") || strings.Contains(text, "Moreau") {
			t.Error(text)
		}
		s.account(t, "stranger@example.org").get(t, m.Path+"/dates.ics").see(t, http.StatusNotFound)
		guest.get(t, m.Path+"/dates.ics").see(t, http.StatusSeeOther)
	})
}
