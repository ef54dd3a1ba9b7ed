package page_test

import (
	"net/http"
	"strings"
	"testing"
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
		"an unknown law":                {"regime=lex&right=access&received=2026-01-31&region=FR", "“lex” is not known here. Known are: FADP (Switzerland)", "regime"},
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
