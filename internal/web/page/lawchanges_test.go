package page_test

import (
	"context"
	"net/http"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// olderLaw leaves the request as a release with another holiday would have: due a day
// earlier than the rules of this one say.
func (s *stack) olderLaw(t *testing.T, r *reader, id string) {
	t.Helper()
	ctx := context.Background()
	_, err := s.RecordEvent(ctx, r.Actor, id, casework.EventInput{Kind: dsar.EventReceived, On: civil.MustParse("2026-11-20")}, casework.AnyVersion)
	must(t, err)
	v, err := s.Request(ctx, r.Actor, id)
	must(t, err)
	stored := v.Request
	stored.Projection.Due = stored.Projection.Due.AddDays(-1)
	stored.Projection.EffectiveDue = stored.Projection.Due
	stored.Edition = "rules/eu-gdpr=0 holidays/DE=0"
	must(t, s.Store.UpdateRequest(ctx, stored, 0))
	_, err = s.ReviewLaw(ctx)
	must(t, err)
}

func TestLawChanges(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	filed := func() string {
		m := s.file(t, r, dsar.RightAccess)
		s.olderLaw(t, r, m.ID)
		return m.ID
	}
	t.Run("says that there are none", func(t *testing.T) {
		r.get(t, "/law/changes").see(t, http.StatusOK, "No open request has other dates")
	})
	id := filed()
	t.Run("lists old and new, and what changed", func(t *testing.T) {
		r.get(t, "/law/changes").see(t, http.StatusOK, "Answer due", "until now", "20 Dec 2026", "then", "21 Dec 2026",
			"the rules of GDPR (European Economic Area)", "the public holidays of Germany", "Move all dates")
		r.get(t, "/").see(t, http.StatusOK, "give one open request other dates", "See old and new")
		r.get(t, "/requests").see(t, http.StatusOK, "would move")
	})
	t.Run("the request keeps its date and says what it would be", func(t *testing.T) {
		r.get(t, "/requests/"+id).see(t, http.StatusOK, "With the rules of this release the dates would be others", "20 Dec 2026", "21 Dec 2026", "still stand")
	})
	t.Run("accepting moves it and tells the history", func(t *testing.T) {
		r.post(t, "/requests/"+id+"/law", "back", "list").see(t, http.StatusSeeOther)
		r.get(t, "/law/changes").see(t, http.StatusOK, "The dates of one request have moved.", "No open request has other dates")
		r.get(t, "/requests/"+id).see(t, http.StatusOK, "The rules changed, and with them the dates", "now 21").
			not(t, "With the rules of this release")
		r.post(t, "/requests/"+id+"/law").see(t, http.StatusSeeOther)
		r.get(t, "/requests/"+id).see(t, http.StatusOK, "Nothing was left to move.")
	})
	t.Run("accepting all moves all, in French and German too", func(t *testing.T) {
		second := filed()
		s.speak(t, r, "fr")
		r.get(t, "/law/changes").see(t, http.StatusOK, "Règles modifiées", "les jours fériés").not(t, "lawchanges.")
		r.get(t, "/requests/"+second).see(t, http.StatusOK, "Selon les règles de cette version").not(t, "lawchanges.")
		s.speak(t, r, "de")
		r.get(t, "/law/changes").see(t, http.StatusOK, "Geänderte Regeln", "die Feiertage").not(t, "lawchanges.")
		r.post(t, "/law/changes").see(t, http.StatusSeeOther)
		r.get(t, "/requests/"+second).see(t, http.StatusOK, "Die Termine eines Antrags haben sich verschoben.", "Die Regeln haben sich geändert").not(t, "lawchanges.")
	})
}

// A clock that other rules give another day is told by its name and its law.
func TestLawChangesOfClocks(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	ctx := context.Background()
	id := s.file(t, r, dsar.RightAccess).ID
	_, err := s.RecordEvent(ctx, r.Actor, id, casework.EventInput{Kind: dsar.EventReceived, On: civil.MustParse("2026-11-20")}, casework.AnyVersion)
	must(t, err)
	v, err := s.Request(ctx, r.Actor, id)
	must(t, err)
	clocks, err := s.Store.ClocksOf(ctx, r.Actor.WorkspaceID, []string{id})
	must(t, err)
	kept := clocks[id]
	for i, c := range kept {
		if c.ID == "extension-notice" {
			kept[i].End = c.End.AddDays(-3)
		}
	}
	must(t, s.Store.ReplaceClocks(ctx, r.Actor.WorkspaceID, id, kept))
	stored := v.Request
	stored.Edition = "calculation=0 rules/eu-gdpr=0"
	must(t, s.Store.UpdateRequest(ctx, stored, 0))
	_, err = s.ReviewLaw(ctx)
	must(t, err)
	r.get(t, "/law/changes").see(t, http.StatusOK, "Announcing an extension (GDPR (European Economic Area))", "18 Dec 2026", "21 Dec 2026")
	r.get(t, "/requests/"+id).see(t, http.StatusOK, "With the rules of this release the dates would be others", "Announcing an extension (GDPR")
	r.post(t, "/requests/"+id+"/law").see(t, http.StatusSeeOther)
	r.get(t, "/requests/"+id).see(t, http.StatusOK, "Announcing an extension (GDPR (European Economic Area))", "now 21")
}
