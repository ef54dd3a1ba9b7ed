package page_test

import (
	"context"
	"net/http"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/restriction"
)

// An extension announced on 10 November came after 2 November, the last day for a
// request received on 1 October 2026, since 1 November is a Sunday.
func TestAFindingFromEventsIsShownWithItsDays(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "received", "2026-10-01")
	m.record(t, "extension_notice", "2026-11-10", "reasons_given", "no")

	t.Run("in three languages, with what happened on which day", func(t *testing.T) {
		for lang, parts := range map[string][]string{
			"en": {
				"Not in the text", "The extension was announced when the time to answer was over on every defensible reading.",
				"request had arrived (1 Oct 2026)", "last day on every reading (2 Nov 2026)", "extension announced (10 Nov 2026)",
				"The extension was announced without reasons.",
			},
			"fr": {"La prolongation a été annoncée alors que le délai de réponse était écoulé", "demande arrivée (", "prolongation annoncée ("},
			"de": {"Die Verlängerung wurde ohne Gründe angekündigt.", "Antrag angekommen (", "letzter Tag nach jeder Lesart ("},
		} {
			s.speak(t, r, lang)
			page := m.get(t, m.Path)
			page.see(t, http.StatusOK, parts...)
			checkMarkup(t, m.Path, page.Body)
		}
	})
	s.speak(t, r, "en")

	ctx := context.Background()
	v, err := s.Request(ctx, r.Actor, m.ID)
	must(t, err)
	var finding dsar.Finding
	for _, f := range v.Findings {
		if f.Finding.Key == "late_extension_notice" {
			finding = f.Finding
		}
	}
	m.post(t, m.Path+"/findings/"+finding.ID, "status", "confirmed", "version", "1", "anchor", "a").see(t, http.StatusSeeOther)

	t.Run("one that a correction takes the ground from is marked in three languages", func(t *testing.T) {
		notice := v.Events[len(v.Events)-1]
		_, err := s.CorrectEvent(ctx, r.Actor, m.ID, notice.ID, casework.CorrectionInput{
			EventInput: casework.EventInput{On: civil.MustParse("2026-10-20")},
		}, casework.AnyVersion)
		must(t, err)
		for lang, gone := range map[string]string{
			"en": "As the events are recorded now, they no longer show this.",
			"fr": "les événements ne le montrent plus",
			"de": "zeigen sie das nicht mehr",
		} {
			s.speak(t, r, lang)
			page := m.get(t, m.Path).see(t, http.StatusOK, gone)
			checkMarkup(t, m.Path, page.Body)
		}
	})
}

// Whatever a finding from events can say is worded in every language.
func TestEveryReasonAndDayOfAFindingIsWorded(t *testing.T) {
	s := newStack(t)
	for _, lang := range dsar.Languages() {
		for _, reason := range restriction.HistoryReasons() {
			worded(t, s.Catalog, lang, "finding.reason."+reason)
		}
		for _, what := range restriction.HistoryDays() {
			worded(t, s.Catalog, lang, "finding.days."+string(what))
		}
	}
	if missing := s.Catalog.Missing(); len(missing) > 0 {
		t.Errorf("sentences that do not exist: %v", missing)
	}
}

func worded(t *testing.T, c *i18n.Catalog, lang, key string) {
	t.Helper()
	if text := c.T(lang, key, nil); text == "" || text == key {
		t.Errorf("%s has no words in %s", key, lang)
	}
}
