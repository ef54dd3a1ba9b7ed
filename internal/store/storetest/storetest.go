// Package storetest holds what a store promises, as one suite of tests that runs
// against every database.
package storetest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// Run tests the stores that open returns; each call must return an empty, migrated
// one, closed when the test ends.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for _, group := range []struct {
		name string
		run  func(t *testing.T, open opener)
	}{
		{"workspaces and accounts", testPeople},
		{"tokens", testTokens},
		{"feeds", testFeeds},
		{"sessions", testSessions},
		{"controllers", testControllers},
		{"controller search", testSearch},
		{"controller import", testImport},
		{"policies", testPolicies},
		{"data received", testDataFiles},
		{"scans", testScans},
		{"data subjects", testSubjects},
		{"requests", testRequests},
		{"request lists", testLists},
		{"events", testEvents},
		{"erasure", testErasure},
		{"conversation", testConversation},
		{"findings", testFindings},
		{"lists of findings", testFindingLists},
		{"checklists", testChecklists},
		{"complaints", testComplaints},
		{"outbox", testOutbox},
		{"pace of sending", testPace},
		{"incoming mail", testIncoming},
		{"who sent mail", testMailChecks},
		{"bounced addresses", testBounces},
		{"traces of requests", testTraces},
		{"mailboxes", testMailboxes},
		{"readings of mailboxes", testReadings},
		{"reminder sweep", testSweep},
		{"clocks", testClocks},
		{"reminder delivery", testReminderDelivery},
		{"idempotency", testIdempotency},
		{"jobs and audit", testJobs},
		{"transactions", testTransactions},
		{"bulk load", testBulk},
		{"tenancy", testTenancy},
	} {
		t.Run(group.name, func(t *testing.T) { group.run(t, open) })
	}
}

type opener = func(t *testing.T) *store.Store

// now is the instant at which the tests take place, and today its day in UTC.
var (
	now   = time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	today = civil.Must(2026, time.March, 10)
)

// world is a store with two workspaces, each with an account, a controller, a data
// subject and a filed request.
type world struct {
	*store.Store
	ctx  context.Context
	mine side
	them side
}

// side is one workspace of a world.
type side struct {
	ws         dsar.Workspace
	user       dsar.User
	controller dsar.Controller
	subject    dsar.Subject
	request    dsar.Request
}

func newWorld(t *testing.T, open opener) *world {
	t.Helper()
	w := &world{Store: open(t), ctx: t.Context()}
	w.mine = w.newSide(t, "mine", now.Add(-48*time.Hour))
	w.them = w.newSide(t, "theirs", now.Add(-24*time.Hour))
	return w
}

func (w *world) newSide(t *testing.T, name string, at time.Time) side {
	t.Helper()
	s := side{ws: dsar.Workspace{ID: newID(t), Name: name, CreatedAt: at}}
	must(t, w.InsertWorkspace(w.ctx, s.ws))
	s.user = newUser(t, s.ws.ID, name+"@example.org")
	must(t, w.InsertUser(w.ctx, s.user))
	s.controller = newController(t, s.ws.ID, "Clearview AI, Inc.")
	must(t, w.InsertController(w.ctx, s.controller))
	s.subject = dsar.Subject{ID: newID(t), WorkspaceID: s.ws.ID, Name: "Zoë Müller", Email: "zoe@example.org", Country: "DE", CreatedAt: at}
	must(t, w.InsertSubject(w.ctx, s.subject))
	s.request = w.addRequest(t, s, nil)
	return s
}

func newUser(t *testing.T, ws, email string) dsar.User {
	t.Helper()
	return dsar.User{
		ID: newID(t), WorkspaceID: ws, Role: dsar.RoleOwner, Email: email, Name: "Someone", PasswordHash: "argon2id",
		Settings:  dsar.Settings{Language: "fr", TimeZone: "Europe/Paris", ReminderHour: 8, ReminderDays: []int{7, 1}, Reminders: true},
		CreatedAt: now, Version: 1,
	}
}

func newController(t *testing.T, ws, name string) dsar.Controller {
	t.Helper()
	return dsar.Controller{
		ID: newID(t), WorkspaceID: ws, Name: name, Country: "US", Emails: []string{"privacy@clearview.ai"},
		Aliases: []string{"Kläranlage"}, Web: "https://www.clearview.ai/privacy", Source: "manual",
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

// addRequest files a request of the side; change may be nil.
func (w *world) addRequest(t *testing.T, s side, change func(*dsar.Request)) dsar.Request {
	t.Helper()
	r := newRequest(t, s)
	if change != nil {
		change(&r)
	}
	must(t, w.InsertRequest(w.ctx, r))
	return r
}

func newRequest(t *testing.T, s side) dsar.Request {
	t.Helper()
	return dsar.Request{
		ID: newID(t), WorkspaceID: s.ws.ID, Reference: ok(dsar.NewReference(rand.Reader))(t), ControllerID: s.controller.ID,
		SubjectID: s.subject.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", RuleDate: today, Region: "FR",
		TimeZone: "Europe/Paris", Language: "fr", Channel: dsar.ChannelEmail, CreatedAt: now, CreatedBy: s.user.ID, Version: 1,
		Projection: dsar.Projection{Status: dsar.StatusDraft, NextAction: dsar.ActionSend},
	}
}

// awaiting makes a request one that was received and is due on the given day.
func awaiting(due civil.Date) func(*dsar.Request) {
	return func(r *dsar.Request) {
		r.Projection = dsar.Projection{
			Status: dsar.StatusWaiting, ReceivedOn: due.AddMonthsClamped(-1), Due: due, EffectiveDue: due, Awaiting: true,
			OverdueAt: due.AddDays(1).StartIn(time.UTC), ClockVersion: 1, NextAction: dsar.ActionWait,
		}
	}
}

func newID(t *testing.T) string {
	t.Helper()
	return ok(uuid.NewV7())(t).String()
}

func day(text string) civil.Date { return civil.MustParse(text) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ok returns the value of a call that must succeed: ok(call())(t).
func ok[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func wantCode(t *testing.T, err error, code dsar.Code) {
	t.Helper()
	if dsar.CodeOf(err) != code {
		t.Errorf("got the error %v, want the code %q", err, code)
	}
}

func wantKey(t *testing.T, err error, code dsar.Code, key string) {
	t.Helper()
	var e *dsar.Error
	wantCode(t, err, code)
	if e, _ = err.(*dsar.Error); e == nil || e.Key != key {
		t.Errorf("got the error %v, want the sentence %q", err, key)
	}
}

func wantEqual[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(civil.Date{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func names(controllers []dsar.Controller) []string {
	var names []string
	for _, c := range controllers {
		names = append(names, c.Name)
	}
	return names
}

// second is the error of a call whose value is of no interest.
func second[T any](_ T, err error) error { return err }
