package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/dsar"
)

// inOrder checks that the page says the parts one after the other.
func (a answer) inOrder(t *testing.T, parts ...string) {
	t.Helper()
	text := a.text(t)
	for _, part := range parts {
		_, after, found := strings.Cut(text, part)
		if !found {
			t.Fatalf("%q does not come where it should; what follows is: %.400s", part, text)
		}
		text = after
	}
}

func TestWaysOn(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	m.record(t, "sent", "2026-11-21")

	t.Run("what moves the case on comes before what ends it", func(t *testing.T) {
		m.get(t, m.Path).inOrder(t, "Record when it arrived", "Enter a message", "Record something that happened", "Close the case")
		m.get(t, m.Path+"/record").inOrder(t, "Note", "You withdrew the request", "You closed the case")
	})
	t.Run("the list says that no time runs yet", func(t *testing.T) {
		m.get(t, "/requests").see(t, http.StatusOK, "No time runs yet", "sent 3 days ago")
	})
	t.Run("today is proposed, in the reader’s zone", func(t *testing.T) {
		for path, field := range map[string]string{
			"/record?kind=received": "date", "/record?kind=closed": "date", "/letter?kind=access": "sent_on", "/complaint": "lodged_on",
		} {
			if got := m.get(t, m.Path+path).value(t, field); got != "2026-11-24" {
				t.Errorf("%s proposes %q", path, got)
			}
		}
		if got := m.post(t, m.Path+"/record", "kind", "received", "date", "").see(t, http.StatusUnprocessableEntity).value(t, "date"); got != "" {
			t.Errorf("a day that was taken away comes back as %q", got)
		}
	})
	t.Run("an answer due today has its mark on the ruler", func(t *testing.T) {
		due := s.file(t, s.account(t, "b@example.org"), dsar.RightAccess)
		due.record(t, "sent", "2026-10-24")
		due.record(t, "received", "2026-10-24")
		page := due.get(t, "/").see(t, http.StatusOK, "Müller & <Söhne> GmbH: answer due")
		_, ruler, _ := strings.Cut(page.Body, `<figure class="figure">`)
		ruler, _, _ = strings.Cut(ruler, "</svg>\n<figcaption>")
		if !strings.Contains(ruler, "<circle") {
			t.Errorf("no mark: %s", ruler)
		}
	})
}
