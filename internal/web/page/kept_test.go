package page_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"recourse/internal/dsar"
)

// fields are the hidden fields of a page's form, as a browser would send them on.
func (a answer) fields(t *testing.T) []string {
	t.Helper()
	var pairs []string
	for n := range a.root(t).Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "hidden" {
			pairs = append(pairs, attr(n, "name"), attr(n, "value"))
		}
	}
	return pairs
}

// action is where the page's main form goes.
func (a answer) action(t *testing.T) string {
	t.Helper()
	for n := range a.root(t).Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && attr(n, "action") != "/sign-out" {
			return attr(n, "action")
		}
	}
	return ""
}

func TestAFormAfterTheSessionHasEnded(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	const typed = "They rang me up & promised <the data>\r\nfor Friday."
	stale := m.get(t, m.Path+"/record?kind=note")
	version, seen := stale.value(t, "version"), stale.value(t, "seen")
	m.post(t, "/sign-out").see(t, http.StatusSeeOther)

	page := m.post(t, m.Path+"/record", "kind", "note", "note", typed, "date", "2026-11-24", "version", version, "seen", seen)
	page.see(t, http.StatusUnauthorized, "You were no longer signed in", "What you typed is kept.")
	signIn := func(t *testing.T, from answer, password string) answer {
		t.Helper()
		return m.post(t, "/sign-in", append(from.fields(t), "email", "a@example.org", "password", password)...)
	}

	t.Run("survives a wrong password", func(t *testing.T) {
		page = signIn(t, page, "wrong").see(t, http.StatusUnprocessableEntity, "You were no longer signed in")
	})
	t.Run("is given back and not sent by itself", func(t *testing.T) {
		page = signIn(t, page, "a long sentence").see(t, http.StatusOK, "What you typed is here", "promised <the data> for Friday.")
		m.get(t, m.Path).not(t, "promised")
	})
	t.Run("goes to where it was meant for when the reader says so", func(t *testing.T) {
		if page.action(t) != m.Path+"/record" {
			t.Fatalf("it goes to %q", page.action(t))
		}
		m.post(t, page.action(t), page.fields(t)...).see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "promised <the data> for Friday.")
	})
}

func TestAnUploadAfterTheSessionHasEnded(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	m.post(t, "/sign-out").see(t, http.StatusSeeOther)

	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(t, form.WriteField("text", "a long answer"))
	file, err := form.CreateFormFile("file", "reply.eml")
	must(t, err)
	_, err = file.Write([]byte("From: x"))
	must(t, err)
	must(t, form.Close())
	res, err := m.client.Post(m.base+m.Path+"/messages", form.FormDataContentType(), &body)
	must(t, err)
	page := read(t, res).see(t, http.StatusUnauthorized, "The file you had chosen could not be kept.")
	page = m.post(t, "/sign-in", append(page.fields(t), "email", "a@example.org", "password", "a long sentence")...)
	page.see(t, http.StatusOK, "a long answer", "The file you had chosen could not be kept.")
	if !strings.Contains(page.Body, `enctype="multipart/form-data"`) {
		t.Error("a long text does not fit into an ordinary form")
	}
}

func TestWhatIsNeverKept(t *testing.T) {
	s := newStack(t)
	s.account(t, "a@example.org")
	guest := s.reader(t)

	t.Run("passwords", func(t *testing.T) {
		page := guest.post(t, "/settings/password", "old_password", "secret one", "new_password", "secret two", "repeat_password", "secret two")
		page.see(t, http.StatusUnauthorized, "Sign in and fill in the form again.").not(t, "secret")
	})
	t.Run("more than a page should carry, which is shown to be copied", func(t *testing.T) {
		long := strings.Repeat("word ", 180_000)
		page := guest.post(t, "/controllers/new", "name", "x", "note", long).see(t, http.StatusUnauthorized, "Copy it from here first.")
		if len(page.fields(t)) != 2 { // where to go afterwards, and nothing else
			t.Errorf("%d hidden fields", len(page.fields(t))/2)
		}
	})
	t.Run("an address of another site", func(t *testing.T) {
		page := guest.post(t, "/sign-in", "kept_to", "https://evil.example/", "kept.note", "mine", "email", "a@example.org", "password", "a long sentence")
		page.see(t, http.StatusSeeOther)
		if page.Location != "/" {
			t.Errorf("leads to %q", page.Location)
		}
	})
	t.Run("a form that another site sent", func(t *testing.T) {
		req, err := http.NewRequest(http.MethodPost, guest.base+"/controllers/new", strings.NewReader("name=planted"))
		must(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := guest.client.Do(req)
		must(t, err)
		read(t, res).see(t, http.StatusForbidden).not(t, "planted")
	})
}

func TestTooManySignIns(t *testing.T) {
	s := newStack(t)
	guest := s.reader(t)
	s.account(t, "a@example.org")
	var page answer
	for range 12 {
		page = guest.post(t, "/sign-in", "email", "camille@example.org", "password", "guess", "next", "/complaints")
	}
	page.see(t, http.StatusTooManyRequests, "Too many attempts", "Try again in")
	if page.value(t, "email") != "camille@example.org" || page.value(t, "next") != "/complaints" || page.value(t, "password") != "" {
		t.Errorf("typed was %q, going to %q", page.value(t, "email"), page.value(t, "next"))
	}
}
