package api_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/files"
	"recourse/internal/i18n"
	"recourse/internal/mail"
	"recourse/internal/store"
	"recourse/internal/testdb"
	"recourse/internal/web/api"
	"recourse/internal/web/respond"
	"recourse/internal/web/throttle"
	"recourse/templates"
)

// stack is the API on the real use cases and a database of its own. The clock
// stands at noon UTC of a day that the test sets.
type stack struct {
	t       *testing.T
	service *casework.Service
	handler http.Handler
	catalog *i18n.Catalog
	clock   time.Time
	tokens  map[string]string // by name of the account
	vars    map[string]string // what {name} stands for in paths and bodies
}

const password = "correct horse battery"

func newStack(t *testing.T, today string) *stack {
	t.Helper()
	return newStackOn(t, today, testdb.SQLite(t), nil)
}

// onEach runs fn with a stack on SQLite and one on PostgreSQL.
func onEach(t *testing.T, today string, fn func(s *stack)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, db *store.Store) { fn(newStackOn(t, today, db, nil)) })
}

// silentRelay is a mail server that is configured and that nobody listens at:
// nothing is sent while a request is answered.
func silentRelay(t *testing.T) *mail.SMTP {
	t.Helper()
	relay, err := mail.NewSMTP(mail.SMTPConfig{Host: "127.0.0.1", Port: 1})
	if err != nil {
		t.Fatal(err)
	}
	return relay
}

// newStackOn uses the given database, and a mail server unless mailer is nil.
func newStackOn(t *testing.T, today string, db *store.Store, mailer *mail.SMTP) *stack {
	t.Helper()
	gin.SetMode(gin.TestMode)
	s := &stack{t: t, tokens: map[string]string{}, vars: map[string]string{}, clock: civil.MustParse(today).StartIn(time.UTC).Add(12 * time.Hour)}
	now := func() time.Time { return s.clock }
	words, err := fs.Sub(templates.FS, "i18n")
	s.must(err)
	s.catalog, err = i18n.Load(words)
	s.must(err)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	received, err := files.Open(t.TempDir())
	s.must(err)
	o := caseworktest.Options(t)
	o.Store, o.Files, o.Mailer, o.Now, o.Log = db, received, mailer, now, log
	o.From, o.BaseURL = "recourse@example.org", "https://recourse.example.org"
	s.service = casework.New(o)
	engine := gin.New()
	engine.Use(func(c *gin.Context) { c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 20<<20) })
	api.Mount(engine, api.Options{
		Service: s.service, Wording: respond.Wording{Catalog: s.catalog, Log: log}, Law: o.Law, Detector: o.Detector,
		Clients: throttle.New(throttle.Options{Burst: 20, Every: time.Second, Keys: 100, Now: now}),
		Public:  throttle.New(throttle.Options{Burst: 20, Every: time.Second, Keys: 100, Now: now}), Now: now, Version: "test",
	})
	s.handler = engine
	s.addAccounts()
	t.Cleanup(func() {
		if missing := s.catalog.Missing(); len(missing) > 0 {
			t.Errorf("sentences are missing: %q", missing)
		}
	})
	return s
}

// addAccounts makes an owner, a reader of the same workspace and a stranger who
// owns another one.
func (s *stack) addAccounts() {
	s.t.Helper()
	ctx := s.t.Context()
	owner, err := s.service.Setup(ctx, casework.NewAccount{Email: "owner@example.org", Password: password, TimeZone: "Europe/Paris"})
	s.must(err)
	reader, err := s.service.CreateUser(ctx, casework.NewAccount{
		Email: "reader@example.org", Password: password, Workspace: owner.Workspace.ID, Role: dsar.RoleReader,
	})
	s.must(err)
	stranger, err := s.service.CreateUser(ctx, casework.NewAccount{Email: "stranger@example.org", Password: password, Language: "fr"})
	s.must(err)
	for name, a := range map[string]casework.Account{"owner": owner, "reader": reader, "stranger": stranger} {
		secret, _, err := s.service.CreateToken(ctx, a.Actor(), "test")
		s.must(err)
		s.tokens[name] = secret
	}
}

func (s *stack) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// call is one request to the API and what is expected of the answer.
type call struct {
	name   string
	method string // POST with a body, otherwise GET, if empty
	path   string // below /api/v1, with {vars}
	body   string // JSON with {vars}
	header map[string]string
	as     string // "owner" if empty; "nobody" sends no token

	status int
	has    []string          // fragments of the answer
	hasNot []string          // fragments that must not be in it
	sends  map[string]string // headers of the answer
	keep   map[string]string // variable: dotted path in the answer
}

func (s *stack) run(calls []call) {
	s.t.Helper()
	for _, c := range calls {
		ok := s.t.Run(c.name, func(t *testing.T) { s.check(t, c) })
		if !ok && len(c.keep) > 0 {
			s.t.Fatal("what follows rests on this answer")
		}
	}
}

func (s *stack) check(t *testing.T, c call) {
	t.Helper()
	w := s.do(c)
	text := w.Body.String()
	if w.Code != c.status {
		t.Fatalf("status %d, want %d: %s", w.Code, c.status, text)
	}
	for _, fragment := range c.has {
		if !strings.Contains(text, s.expand(fragment)) {
			t.Errorf("%s\nis missing in %s", s.expand(fragment), text)
		}
	}
	for _, fragment := range c.hasNot {
		if strings.Contains(text, s.expand(fragment)) {
			t.Errorf("%s\nmust not be in %s", s.expand(fragment), text)
		}
	}
	for name, want := range c.sends {
		if got := w.Header().Get(name); got != s.expand(want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if c.status >= 400 {
		checkProblem(t, w)
	}
	for name, path := range c.keep {
		s.vars[name] = valueAt(t, w.Body.Bytes(), path)
	}
}

func (s *stack) do(c call) *httptest.ResponseRecorder {
	method := c.method
	switch {
	case method == "" && c.body == "":
		method = http.MethodGet
	case method == "":
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, "/api/v1"+s.expand(c.path), strings.NewReader(s.expand(c.body)))
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	as := c.as
	if as == "" {
		as = "owner"
	}
	if as != "nobody" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[as])
	}
	for name, value := range c.header {
		r.Header.Set(name, s.expand(value))
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *stack) expand(text string) string {
	for name, value := range s.vars {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// checkProblem holds every error to the shape of RFC 9457.
func checkProblem(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %q", got)
	}
	var p struct {
		Type, Title, Detail, Code, Key string
		Status                         int
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("no JSON: %v", err)
	}
	if p.Type != "/problems/"+p.Code || p.Title == "" || p.Detail == "" || p.Key == "" || p.Status != w.Code {
		t.Errorf("no complete problem: %s", w.Body)
	}
}

func valueAt(t *testing.T, body []byte, path string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(v) {
				t.Fatalf("%s: no item %s in %s", path, part, body)
			}
			value = v[i]
		}
	}
	if value == nil {
		t.Fatalf("no %s in %s", path, body)
	}
	return fmt.Sprint(value)
}
