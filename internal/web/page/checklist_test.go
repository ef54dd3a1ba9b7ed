package page_test

import (
	"net/http"
	"testing"

	"recourse/internal/dsar"
)

func TestChecklist(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.get(t, m.Path+"/checklist").see(t, http.StatusOK, "What the answer must contain")
	m.record(t, "received", "2026-10-28")
	m.post(t, m.Path+"/messages", "kind", "reply", "text", "We process your data for the purpose of <billing> alone.", "date", "2026-11-17").see(t, http.StatusSeeOther)
	path := m.Path + "/checklist"

	t.Run("every item stands there with what the reply suggests, in three languages", func(t *testing.T) {
		for lang, parts := range map[string][]string{
			"en": {"Purposes of the processing", "Art. 15(1)(a)", "Message 1, Tue 17 Nov 2026, seems to say: given", "the purpose of <billing> alone.", "You have looked at 0 of 10."},
			"fr": {"Finalités du traitement", "semble dire", "pas encore examiné"},
			"de": {"Verarbeitungszwecke", "scheint zu sagen", "noch nicht angesehen"},
		} {
			s.speak(t, r, lang)
			page := m.get(t, path).see(t, http.StatusOK, parts...)
			checkMarkup(t, path, page.Body)
			m.get(t, m.Path).has(t, `href="`+path+`"`)
		}
		s.speak(t, r, "en")
	})
	t.Run("what is missing is proposed, shown on the request and goes into the letter by name", func(t *testing.T) {
		version := m.get(t, path).value(t, "version")
		m.post(t, path, "version", version, "items.source", "missing", "items.source.note", "They say nothing", "items.retention", "partly", "items.recipients", "categories").
			see(t, http.StatusSeeOther)
		page := m.get(t, path).see(t, http.StatusOK, "The list is saved.", "You have looked at 3 of 10.", "3 are missing or incomplete.", "a restriction is proposed", "They say nothing")
		page.has(t, `name="items.source" value="missing" checked`)
		m.get(t, m.Path).see(t, http.StatusOK, "From your list of what the answer must contain:", "missing: where the data come from", "only in part: how long the data are kept")
	})
	t.Run("what cannot be taken comes back with what was typed", func(t *testing.T) {
		long := "Kept words"
		for range 200 {
			long += " kept words"
		}
		version := m.get(t, path).value(t, "version")
		m.post(t, path, "version", version, "items.copy", "missing", "items.copy.note", long).see(t, http.StatusUnprocessableEntity, "Kept words").
			has(t, `name="items.copy" value="missing" checked`)
		m.post(t, path, "version", "1", "items.copy", "missing", "items.copy.note", "Not lost").see(t, http.StatusPreconditionFailed, "Not lost", "has not been saved")
	})
	t.Run("a request for erasure has no list, and says so", func(t *testing.T) {
		e := s.file(t, r, dsar.RightErasure)
		e.get(t, e.Path+"/checklist").see(t, http.StatusOK, "does not ask for access")
		e.get(t, e.Path).lacks(t, "/checklist")
	})
}
