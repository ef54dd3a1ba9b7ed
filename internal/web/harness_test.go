package web

import (
	"bytes"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/store"
	"recourse/internal/testdb"
	"recourse/templates"
)

const password = "correct horse battery"

// site is the whole surface on the real use cases and a database of its own. Its
// clock stands where the test sets it.
type site struct {
	*server
	t       testing.TB
	store   *store.Store
	service *casework.Service
	log     *safeBuffer
	clock   time.Time

	owner, reader, stranger casework.Account
}

// safeBuffer is a log that requests may write while the test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newSite(t testing.TB, change func(*Options)) *site {
	t.Helper()
	gin.SetMode(gin.TestMode)
	s := &site{t: t, store: testdb.SQLite(t), log: &safeBuffer{}, clock: civil.MustParse("2026-05-20").StartIn(time.UTC).Add(12 * time.Hour)}
	now := func() time.Time { return s.clock }
	words, err := fs.Sub(templates.FS, "i18n")
	s.must(err)
	catalog, err := i18n.Load(words)
	s.must(err)
	log := slog.New(slog.NewTextHandler(s.log, nil))
	known := caseworktest.Options(t)
	known.Store, known.From, known.BaseURL, known.Now, known.Log = s.store, "recourse@example.org", "http://recourse.test", now, log
	s.service = casework.New(known)
	o := Options{
		Service: s.service, Sessions: s.store.Sessions(), Catalog: catalog, Templates: templates.FS, Law: known.Law,
		Detector: known.Detector, BaseURL: "http://recourse.test", Now: now, Log: log, Version: "test",
	}
	if change != nil {
		change(&o)
	}
	s.server, err = newServer(o)
	s.must(err)
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// addAccounts makes an owner, a reader of the same workspace and a stranger who
// owns another one.
func (s *site) addAccounts() {
	s.t.Helper()
	var err error
	ctx := s.t.Context()
	s.owner, err = s.service.Setup(ctx, casework.NewAccount{Email: "owner@example.org", Password: password})
	s.must(err)
	s.reader, err = s.service.CreateUser(ctx, casework.NewAccount{
		Email: "reader@example.org", Password: password, Workspace: s.owner.Workspace.ID, Role: dsar.RoleReader,
	})
	s.must(err)
	s.stranger, err = s.service.CreateUser(ctx, casework.NewAccount{Email: "stranger@example.org", Password: password})
	s.must(err)
}

// browser keeps cookies and sends forms as a browser on the site does.
type browser struct {
	s       *site
	cookies map[string]*http.Cookie
	from    string // address
}

func (s *site) browser() *browser {
	return &browser{s: s, cookies: map[string]*http.Cookie{}, from: "192.0.2.1:1234"}
}

func (s *site) signedIn(email string) *browser {
	s.t.Helper()
	b := s.browser()
	w := b.post("/sign-in", url.Values{"email": {email}, "password": {password}})
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("sign in as %s: %d", email, w.Code)
	}
	return b
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (b *browser) do(method, path string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://recourse.test"+path, body)
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.RemoteAddr = b.from
	return b.send(r)
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.s.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}
