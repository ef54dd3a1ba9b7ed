package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/dsar"
)

func TestRemindersOfARequest(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "camille@example.org"), dsar.RightAccess)
	if page := m.get(t, m.Path); !strings.Contains(page.Body, m.Path+"/reminders") {
		t.Error("the page of the request does not lead to its reminders")
	}
	path := m.Path + "/reminders"
	m.get(t, path).see(t, http.StatusOK, "No day is set.", "End the reminders about this request", "No reminder about this request before")

	t.Run("a day of one's own", func(t *testing.T) {
		m.post(t, path, "do", "add", "kind", "own", "date", "", "note", "call them").see(t, http.StatusUnprocessableEntity, "call them")
		m.post(t, path, "do", "add", "kind", "own", "date", "tomorrow", "note", "call them").see(t, http.StatusUnprocessableEntity, "is not a day")
		m.post(t, path, "do", "add", "kind", "own", "date", "2020-01-01", "note", "call them").see(t, http.StatusUnprocessableEntity, "The day must lie between")
		m.post(t, path, "do", "add", "kind", "own", "date", "2027-01-04", "note", "").see(t, http.StatusUnprocessableEntity, "Write what you want to be reminded of.")
		m.post(t, path, "do", "add", "kind", "own", "date", "2027-01-04", "note", "call <them>").see(t, http.StatusSeeOther)
		page := m.get(t, path).see(t, http.StatusOK, "The day is set.", "call <them>", "Done")
		m.get(t, m.Path).see(t, http.StatusOK, "call <them>")
		id := page.value(t, "id")
		m.post(t, path, "do", "done", "id", id, "version", "7").see(t, http.StatusPreconditionFailed)
		m.post(t, path, "do", "done", "id", id, "version", "1").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "Not done after all")
		m.post(t, path, "do", "undo", "id", id, "version", "2").see(t, http.StatusSeeOther)
		m.post(t, path, "do", "delete", "id", id).see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "No day is set.")
		m.post(t, path, "do", "delete", "id", id).see(t, http.StatusNotFound)
	})
	t.Run("put off, and not after all", func(t *testing.T) {
		m.post(t, path, "do", "snooze", "until", "2020-01-01").see(t, http.StatusUnprocessableEntity, "The day must lie between")
		m.post(t, path, "do", "snooze", "until", "2026-12-03").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "are put off until", "Remind me again from today")
		m.post(t, path, "do", "wake").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK).not(t, "are put off until")
	})
	t.Run("ended, and taken up again", func(t *testing.T) {
		m.post(t, path, "do", "mute").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK, "You have ended the reminders about this request.")
		m.post(t, path, "do", "unmute").see(t, http.StatusSeeOther)
		m.get(t, path).see(t, http.StatusOK).not(t, "You have ended")
	})
}
