package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestAReaderMeetsNoForm(t *testing.T) {
	ctx := context.Background()
	s := newStack(t)
	m := s.file(t, s.account(t, "owner@example.org"), dsar.RightAccess)
	m.record(t, "sent", "2026-11-20")
	_, err := s.CreateUser(ctx, casework.NewAccount{
		Email: "reader@example.org", Password: "a long sentence", Language: "en",
		Workspace: m.Actor.WorkspaceID, Role: dsar.RoleReader,
	})
	must(t, err)
	r := s.reader(t)
	r.post(t, "/sign-in", "email", "reader@example.org", "password", "a long sentence").see(t, http.StatusSeeOther)
	v, err := s.Request(ctx, m.Actor, m.ID)
	must(t, err)

	for _, path := range []string{
		"/requests/new", "/controllers/new", "/controllers/" + v.Controller.ID + "/edit", m.Path + "/record", m.Path + "/record?kind=note",
		m.Path + "/reply", m.Path + "/erase", m.Path + "/events/" + v.Events[0].ID + "/correct",
	} {
		r.get(t, path).see(t, http.StatusForbidden, "Your account may look at everything here but change nothing.")
	}
	for _, path := range []string{m.Path + "/letter", m.Path + "/complaint"} {
		page := r.get(t, path).see(t, http.StatusOK, "You may read this case but not change it.", "Camille Moreau")
		if strings.Contains(page.Body, "<textarea") || strings.Contains(page.Body, `name="do"`) {
			t.Errorf("%s shows fields to fill in", path)
		}
	}
	r.get(t, "/controllers?q=nobody").see(t, http.StatusOK).not(t, "Add a company")
}
