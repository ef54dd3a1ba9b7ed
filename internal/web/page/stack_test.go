package page_test

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/i18n"
	"recourse/internal/store"
	"recourse/internal/web"
	"recourse/templates"
)

// stack is the real service on a SQLite database of its own, behind the real
// handler. The clock stands still until a test moves it.
type stack struct {
	*casework.Service
	Now     time.Time
	URL     string
	Catalog *i18n.Catalog
}

func newStack(t *testing.T) *stack {
	t.Helper()
	ctx := context.Background()
	s := &stack{Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), Log: log})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(ctx))
	words, err := fs.Sub(templates.FS, "i18n")
	must(t, err)
	s.Catalog, err = i18n.Load(words)
	must(t, err)
	now := func() time.Time { return s.Now }
	o := caseworktest.Options(t)
	o.Store, o.From, o.BaseURL, o.Now, o.Log = db, "Recourse <r@example.org>", "http://recourse.test", now, log
	s.Service = casework.New(o)
	handler, err := web.New(web.Options{
		Service: s.Service, Sessions: db.Sessions(), Catalog: s.Catalog, Templates: templates.FS, Law: o.Law,
		Detector: o.Detector, BaseURL: "http://recourse.test", Now: now, Log: log, Version: "test",
	})
	must(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// account makes an account and returns a reader who is signed in to it.
func (s *stack) account(t *testing.T, email string) *reader {
	t.Helper()
	a, err := s.CreateUser(context.Background(), casework.NewAccount{
		Email: email, Name: "Camille Moreau", Password: "a long sentence", Language: "en", TimeZone: "Europe/Paris",
	})
	must(t, err)
	r := s.reader(t)
	r.Actor = a.Actor()
	r.post(t, "/sign-in", "email", email, "password", "a long sentence").see(t, http.StatusSeeOther)
	return r
}

// reader is a browser without script: it keeps cookies and does not follow
// redirects by itself.
type reader struct {
	Actor  casework.Actor
	client *http.Client
	base   string
}

func (s *stack) reader(t *testing.T) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &reader{base: s.URL, client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back.
type answer struct {
	Status   int
	Location string
	Body     string
}

func (r *reader) get(t *testing.T, path string) answer {
	t.Helper()
	res, err := r.client.Get(r.base + path)
	must(t, err)
	return read(t, res)
}

// post sends a form of names and values.
func (r *reader) post(t *testing.T, path string, pairs ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	res, err := r.client.PostForm(r.base+path, form)
	must(t, err)
	return read(t, res)
}

func read(t *testing.T, res *http.Response) answer {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	return answer{Status: res.StatusCode, Location: res.Header.Get("Location"), Body: string(body)}
}

// see checks the status and that every part of the text is there.
func (a answer) see(t *testing.T, status int, parts ...string) answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d; location %q; %s", a.Status, status, a.Location, a.text(t))
	}
	text := a.text(t)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not say %q; it says: %s", part, text)
		}
	}
	return a
}

// not checks that none of the parts is there.
func (a answer) not(t *testing.T, parts ...string) answer {
	t.Helper()
	text := a.text(t)
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("the page says %q", part)
		}
	}
	return a
}

// text is what a person reads, with the values of fields, blanks folded.
func (a answer) text(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for n := range a.root(t).Descendants() {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data + " ")
		case n.Type == html.ElementNode && n.Data == "input":
			b.WriteString(attr(n, "value") + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (a answer) root(t *testing.T) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(a.Body))
	must(t, err)
	return root
}

// value is the value of the field with the given name: of an input, the chosen
// option or radio, or the text of a box.
func (a answer) value(t *testing.T, name string) string {
	t.Helper()
	for n := range a.root(t).Descendants() {
		if n.Type != html.ElementNode || attr(n, "name") != name {
			continue
		}
		switch {
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" && has(o, "selected") {
					return attr(o, "value")
				}
			}
			return ""
		case n.Data == "textarea":
			if n.FirstChild == nil {
				return ""
			}
			return strings.TrimPrefix(n.FirstChild.Data, "\n")
		case attr(n, "type") == "radio" || attr(n, "type") == "checkbox":
			if has(n, "checked") {
				return attr(n, "value")
			}
		default:
			return attr(n, "value")
		}
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
