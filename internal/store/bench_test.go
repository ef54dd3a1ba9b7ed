package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// RECOURSE_BENCH_REQUESTS is the number of requests in the database; the targets
// are set for 100000.
const defaultRequests = 2000

var (
	benchNow   = time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	benchToday = civil.Must(2026, time.March, 10)
)

// benchSubject is a filled store and what the benchmarks ask it for.
type benchSubject struct {
	*store.Store
	ws, user   string
	controller string
	subject    string
	requests   []dsar.Request
}

func benchBoth(b *testing.B, run func(b *testing.B, s *benchSubject)) {
	for _, database := range []struct {
		name string
		open func(testing.TB) *store.Store
	}{{"sqlite", testdb.SQLite}, {"postgres", testdb.Postgres}} {
		b.Run(database.name, func(b *testing.B) { run(b, fill(b, database.open(b))) })
	}
}

func requestCount() int {
	if n, err := strconv.Atoi(os.Getenv("RECOURSE_BENCH_REQUESTS")); err == nil && n > 0 {
		return n
	}
	return defaultRequests
}

func fill(b *testing.B, s *store.Store) *benchSubject {
	b.Helper()
	bulk, f := bulkOf(requestCount())
	ctx := b.Context()
	check(b, s.InsertWorkspace(ctx, dsar.Workspace{ID: f.ws, Name: "bench", CreatedAt: benchNow}))
	check(b, s.InsertUser(ctx, dsar.User{
		ID: f.user, WorkspaceID: f.ws, Role: dsar.RoleOwner, Email: "bench@example.org",
		Settings:  dsar.Settings{Language: "en", TimeZone: "Europe/Paris", ReminderHour: 8, ReminderDays: []int{7, 1}, Reminders: true},
		CreatedAt: benchNow, Version: 1,
	}))
	start := time.Now()
	check(b, s.LoadBulk(ctx, bulk))
	b.Logf("%s: %d requests and %d events loaded in %v", s.Dialect(), len(bulk.Requests), len(bulk.Events), time.Since(start).Round(time.Millisecond))
	check(b, s.Analyze(ctx))
	f.Store = s
	return f
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// bulkOf makes n requests in every stage.
func bulkOf(n int) (store.Bulk, *benchSubject) {
	random := rand.New(rand.NewPCG(1, 2))
	f := &benchSubject{ws: newUUID(), user: newUUID()}
	var bulk store.Bulk
	for i := range 3000 {
		bulk.Controllers = append(bulk.Controllers, dsar.Controller{
			ID: newUUID(), WorkspaceID: f.ws, Name: fmt.Sprintf("%s %s %d", pick(random, "Acme", "Müller", "Société", "Clear"), pick(random, "GmbH", "Data", "View", "Telecom"), i),
			Emails: []string{fmt.Sprintf("dpo@company%d.example", i)}, Web: fmt.Sprintf("https://www.company%d.example", i),
			CreatedAt: benchNow, UpdatedAt: benchNow,
		})
	}
	for i := range max(n/20, 1) {
		bulk.Subjects = append(bulk.Subjects, dsar.Subject{
			ID: newUUID(), WorkspaceID: f.ws, Name: fmt.Sprintf("%s %s%d", pick(random, "Zoë", "Ann", "Max"), pick(random, "Meier", "Dupont", "Smith"), i), CreatedAt: benchNow,
		})
	}
	for i := range n {
		r := requestOf(random, f, &bulk, i)
		bulk.Requests = append(bulk.Requests, r)
		for range 4 {
			bulk.Events = append(bulk.Events, dsar.Event{
				ID: newUUID(), WorkspaceID: f.ws, StreamID: r.ID, Kind: dsar.EventNote, On: benchToday, RecordedAt: benchNow, ActorID: f.user,
				Details: dsar.Details{Note: "something happened"},
			})
		}
	}
	f.controller, f.subject, f.requests = bulk.Controllers[0].ID, bulk.Subjects[0].ID, bulk.Requests
	return bulk, f
}

func requestOf(random *rand.Rand, f *benchSubject, bulk *store.Bulk, i int) dsar.Request {
	due := benchToday.AddDays(random.IntN(400) - 370)
	r := dsar.Request{
		ID: newUUID(), WorkspaceID: f.ws, Reference: fmt.Sprintf("RC-%08d", i), Rights: []dsar.Right{pick(random, dsar.Rights()...)},
		ControllerID: bulk.Controllers[random.IntN(len(bulk.Controllers))].ID, SubjectID: bulk.Subjects[random.IntN(len(bulk.Subjects))].ID,
		Regime: pick(random, "eu-gdpr", "eu-gdpr", "eu-gdpr", "uk-gdpr"), RuleDate: benchToday, Region: "FR", TimeZone: "Europe/Paris",
		Language: "fr", Channel: dsar.ChannelEmail, CreatedAt: benchNow.Add(-time.Duration(random.IntN(400*24)) * time.Hour), CreatedBy: f.user,
	}
	p := dsar.Projection{ClockVersion: 1, NextAction: dsar.ActionWait, LastEventOn: due.AddDays(-10), EffectiveDue: due, Due: due}
	switch n := random.IntN(100); {
	case n < 60:
		p.Status, p.NextAction = dsar.StatusClosed, dsar.ActionNone
	case n < 75: // the controller is silent, and most of it is late
		p.Status, p.Awaiting, p.OverdueAt, p.ComplaintFrom = dsar.StatusWaiting, true, due.AddDays(1).StartIn(time.UTC), due.AddDays(3)
	case n < 78:
		p.Status, p.SentUnseenOn, p.EffectiveDue, p.NextAction = dsar.StatusSent, due.AddDays(-20), civil.Date{}, dsar.ActionRecordReceipt
	case n < 82:
		p.Status, p.ReplyOn, p.NextAction = dsar.StatusAnswered, due, dsar.ActionJudgeReply
	case n < 92:
		p.Status, p.NextAction = dsar.StatusDisputed, dsar.ActionComplain
	case n < 98:
		p.Status, p.NextAction = dsar.StatusComplained, dsar.ActionAwaitDecision
	default:
		p.Status, p.EffectiveDue, p.Due, p.NextAction = dsar.StatusDraft, civil.Date{}, civil.Date{}, dsar.ActionSend
	}
	r.Projection = p
	return r
}

func newUUID() string { return uuid.Must(uuid.NewV7()).String() }

func pick[T any](random *rand.Rand, from ...T) T { return from[random.IntN(len(from))] }

func BenchmarkList(b *testing.B) {
	benchBoth(b, func(b *testing.B, s *benchSubject) {
		for name, filter := range map[string]store.RequestFilter{
			"due":            {},
			"open":           {Open: true},
			"newest":         {Sort: store.SortNewest},
			"controller":     {Sort: store.SortController},
			"updated":        {Sort: store.SortUpdated},
			"overdue":        {Overdue: true, Now: benchNow},
			"status":         {Status: dsar.StatusAnswered},
			"status newest":  {Status: dsar.StatusDraft, Sort: store.SortNewest},
			"right":          {Right: dsar.RightObjection, Regime: "uk-gdpr"},
			"needs you":      {Actions: []dsar.Action{dsar.ActionSend, dsar.ActionJudgeReply, dsar.ActionRecordReceipt}},
			"coming":         {DueFrom: benchToday, DueTo: benchToday.AddDays(31), Open: true},
			"query":          {Q: "zoe muller"},
			"query, one hit": {Q: "company1 meier17"},
			"query, common":  {Q: "a"},
			"of controller":  {ControllerID: s.controller, Sort: store.SortNewest},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					_, _, err := s.Requests(b.Context(), s.ws, filter)
					check(b, err)
				}
			})
		}
		b.Run("second page", func(b *testing.B) {
			_, next, err := s.Requests(b.Context(), s.ws, store.RequestFilter{Open: true})
			check(b, err)
			for b.Loop() {
				_, _, err := s.Requests(b.Context(), s.ws, store.RequestFilter{Open: true, Cursor: next})
				check(b, err)
			}
		})
		b.Run("count what needs you", func(b *testing.B) {
			for b.Loop() {
				_, err := s.CountRequests(b.Context(), s.ws, store.RequestFilter{Actions: []dsar.Action{dsar.ActionSend, dsar.ActionJudgeReply, dsar.ActionRecordReceipt}}, 99)
				check(b, err)
			}
		})
	})
}

func BenchmarkRequest(b *testing.B) {
	benchBoth(b, func(b *testing.B, s *benchSubject) {
		ctx := b.Context()
		i := 0
		b.Run("load", func(b *testing.B) { // everything that the page of a request reads
			for b.Loop() {
				id := s.requests[i%len(s.requests)].ID
				i += 7919
				r, err := s.Request(ctx, s.ws, id)
				check(b, err)
				for _, err := range []error{
					second(s.Controller(ctx, s.ws, r.ControllerID)), second(s.Subject(ctx, s.ws, r.SubjectID)), second(s.Events(ctx, s.ws, id)),
					second(s.Messages(ctx, s.ws, id)), second(s.Letters(ctx, s.ws, id)), second(s.Findings(ctx, s.ws, id)),
					second(s.ComplaintsOf(ctx, s.ws, id)), second(s.OutboxOf(ctx, s.ws, id)),
				} {
					check(b, err)
				}
			}
		})
		b.Run("create", func(b *testing.B) {
			for b.Loop() {
				i++
				r := s.requests[0]
				r.ID, r.Reference = newUUID(), fmt.Sprintf("RC-N%09d", i)
				check(b, s.InsertRequest(ctx, r))
			}
		})
		b.Run("event and update", func(b *testing.B) {
			for b.Loop() {
				i += 7919
				r := s.requests[i%len(s.requests)]
				check(b, s.InTx(ctx, func(tx *store.Store) error {
					_, err := tx.AppendEvent(ctx, dsar.Event{ID: newUUID(), WorkspaceID: s.ws, StreamID: r.ID, Kind: dsar.EventNote, On: benchToday, RecordedAt: benchNow})
					check(b, err)
					return tx.UpdateRequest(ctx, r, 0)
				}))
			}
		})
	})
}

func second[T any](_ T, err error) error { return err }

func BenchmarkSearch(b *testing.B) {
	benchBoth(b, func(b *testing.B, s *benchSubject) {
		for _, q := range []string{"", "a", "mul", "societe data", "company12"} {
			b.Run("q="+q, func(b *testing.B) {
				for b.Loop() {
					_, _, err := s.SearchControllers(b.Context(), s.ws, store.ControllerFilter{Q: q})
					check(b, err)
				}
			})
		}
	})
}
