package casework_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/casework/caseworktest"
	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// bench is a service on a database of its own with a clock that the test turns.
type bench struct {
	*casework.Service
	t     *testing.T
	owner casework.Actor
	clock time.Time
}

func day(s string) civil.Date { return civil.MustParse(s) }

// onEach runs fn on SQLite and on PostgreSQL. The clock stands at noon UTC.
func onEach(t *testing.T, today string, fn func(t *testing.T, b *bench)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) { fn(t, newBench(t, s, today)) })
}

// onSQLite runs on SQLite alone, for what does not reach the database.
func onSQLite(t *testing.T, today string) *bench {
	t.Helper()
	return newBench(t, testdb.SQLite(t), today)
}

func newBench(t *testing.T, s *store.Store, today string) *bench {
	t.Helper()
	b := benchWithoutAccount(t, s, today)
	account := must(b.Setup(t.Context(), casework.NewAccount{
		Email: "owner@example.org", Name: "Olga Owner", Password: "correct horse", Language: "en", TimeZone: "Europe/Paris",
	}))(t)
	b.owner = account.Actor()
	return b
}

// benchWithoutAccount is a service as it is before anybody has come.
func benchWithoutAccount(t *testing.T, s *store.Store, today string) *bench {
	t.Helper()
	b := &bench{t: t}
	b.setToday(today)
	o := caseworktest.Options(t)
	o.Store, o.From, o.BaseURL = s, "Recourse <recourse@example.org>", "https://recourse.example.org"
	o.Now, o.Log = func() time.Time { return b.clock }, slog.New(slog.DiscardHandler)
	b.Service = casework.New(o)
	return b
}

// must fails the test on an error and otherwise passes the value on.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (b *bench) setToday(today string) { b.clock = day(today).StartIn(time.UTC).Add(12 * time.Hour) }

func (b *bench) ctx() context.Context { return b.t.Context() }

func (b *bench) controller(name, country string) dsar.Controller {
	b.t.Helper()
	return must(b.CreateController(b.ctx(), b.owner, casework.ControllerInput{
		Name: name, Country: country, Emails: []string{"privacy@controller.example"},
	}))(b.t)
}

// request files a draft to a new French controller under the GDPR.
func (b *bench) request(rights ...dsar.Right) casework.RequestView {
	b.t.Helper()
	return b.requestTo(b.controller("Photomatch SAS", "FR"), rights...)
}

func (b *bench) requestTo(c dsar.Controller, rights ...dsar.Right) casework.RequestView {
	b.t.Helper()
	return must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
		ControllerID: c.ID, Rights: rights, Regime: "eu-gdpr", Language: "en",
		Subject: casework.SubjectInput{Name: "Camille Moreau", Email: "camille@mail.example", Country: "FR"},
	}))(b.t)
}

// record appends an event and returns the request as it is then.
func (b *bench) record(id string, kind dsar.EventKind, on string) casework.RequestView {
	b.t.Helper()
	return must(b.RecordEvent(b.ctx(), b.owner, id, casework.EventInput{Kind: kind, On: day(on)}, casework.AnyVersion))(b.t)
}

func (b *bench) reply(id, on, text string) casework.MessageView {
	b.t.Helper()
	return must(b.AddMessage(b.ctx(), b.owner, id, casework.MessageInput{
		Direction: dsar.DirectionIn, On: day(on), Text: text,
	}, casework.AnyVersion))(b.t)
}

// wantCode fails unless err has the code.
func wantCode(t *testing.T, err error, code dsar.Code) {
	t.Helper()
	if dsar.CodeOf(err) != code {
		t.Fatalf("err = %v, want code %s", err, code)
	}
}

// wantField fails unless err says that the field is invalid.
func wantField(t *testing.T, err error, field string) {
	t.Helper()
	wantCode(t, err, dsar.CodeInvalid)
	var e *dsar.Error
	if asError(err, &e) {
		for _, p := range e.Problems {
			if p.Field == field {
				return
			}
		}
	}
	t.Fatalf("err = %v does not name the field %s", err, field)
}

func asError(err error, target **dsar.Error) bool { return errors.As(err, target) }
