package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestMendSubject(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "camille@example.org"), dsar.RightAccess)
	if page := m.get(t, m.Path); !strings.Contains(page.Body, m.Path+"/subject") {
		t.Error("the page of the request does not lead to it")
	}
	form := m.get(t, m.Path+"/subject").see(t, http.StatusOK, "Camille Moreau", "all requests of this person")
	post := func(tag, name string) answer {
		return m.post(t, m.Path+"/subject", "tag", tag, "subject.name", name, "subject.country", "FR")
	}
	tag := form.value(t, "tag")
	post(tag, "").see(t, http.StatusUnprocessableEntity, "Say whose data it is.")
	post(tag, "Camille Martin").see(t, http.StatusSeeOther)
	m.get(t, m.Path).see(t, http.StatusOK, "Camille Martin", "The details are changed.")
	post(tag, "Camille Other").see(t, http.StatusPreconditionFailed, "Somebody else changed these details", "Camille Martin", "Camille Other")
	post("", "Camille Other").see(t, http.StatusPreconditionFailed)
	found, err := s.Requests(context.Background(), m.Actor, casework.RequestQuery{Q: "martin"})
	if err != nil || len(found.Items) != 1 {
		t.Errorf("found %v, %v", found.Items, err)
	}
}
