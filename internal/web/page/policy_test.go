package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
)

// company adds a company and returns its id.
func (s *stack) company(t *testing.T, r *reader, name string) string {
	t.Helper()
	c, err := s.Service.CreateController(t.Context(), r.Actor, casework.ControllerInput{Name: name, Country: "FR"})
	must(t, err)
	return c.ID
}

func TestPolicy(t *testing.T) {
	s := newStack(t)
	owner := s.account(t, "camille@example.org")
	id := s.company(t, owner, "Photomatch SAS")
	t.Run("nothing is known of a new company, and the page says how to change that", func(t *testing.T) {
		owner.get(t, "/controllers/"+id).see(t, http.StatusOK, "Known for", "Nothing is known yet", "Paste its policy")
	})
	t.Run("a policy is searched, kept with its day, and counts before a request is written", func(t *testing.T) {
		a := owner.post(t, "/controllers/"+id+"/policy",
			"text", "Your rights.\n\nYou may request a copy of your data twice a year.", "url", "https://photomatch.example/privacy", "read_on", "2026-03-01")
		page := owner.get(t, a.Location).see(t, http.StatusOK, "One passage looks like a limit.", "1 Mar 2026", "photomatch.example")
		page.has(t, `<mark class="judge" id="f-a">You may request a copy of your data twice a year.</mark>`, `href="/restrictions/frequency_limit"`)
		checkMarkup(t, a.Location, page.Body)
		owner.get(t, "/controllers/"+id).see(t, http.StatusOK, "Its policy, read on 1 Mar 2026:", "twice a year", "Ask for everything at once.")
		owner.get(t, "/requests/new?controller="+id).see(t, http.StatusOK, "Before you write", "Ask for everything at once.")
	})
	t.Run("what cannot be kept comes back with the text", func(t *testing.T) {
		owner.post(t, "/controllers/"+id+"/policy", "text", "kept text", "url", "nonsense", "read_on", "tomorrow").
			see(t, http.StatusUnprocessableEntity, "kept text")
		owner.post(t, "/controllers/"+id+"/policy", "text", " ").see(t, http.StatusUnprocessableEntity)
	})
	t.Run("a deleted one no longer counts", func(t *testing.T) {
		body := owner.get(t, "/controllers/"+id).Body
		_, rest, _ := strings.Cut(body, `href="/policies/`)
		policy, _, _ := strings.Cut(rest, `"`)
		owner.post(t, "/policies/"+policy+"/delete")
		owner.get(t, "/controllers/"+id).see(t, http.StatusOK, "The policy was deleted.", "Nothing is known yet")
		owner.get(t, "/policies/"+policy).see(t, http.StatusNotFound, "There is no such policy.")
	})
}

func TestController_leadsToWhatAuthoritiesDecided(t *testing.T) {
	s := newStack(t)
	owner := s.account(t, "camille@example.org")
	owner.get(t, "/controllers/"+s.company(t, owner, "Clearview AI, Inc.")).see(t, http.StatusOK, "What authorities decided about this company", "CNIL", "Do not send a photograph of your face.").
		has(t, `href="/enforcement/clearview-ai"`)
}
