package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
	"recourse/internal/testdb"
)

// sweepChunk is how many requests are made and stored at once, so that a million of them
// need not be in memory.
const sweepChunk = 50_000

// BenchmarkSweep plans the reminders of open requests, of which about a tenth have one
// due, of every kind. The target is set for RECOURSE_BENCH_REQUESTS=1000000.
func BenchmarkSweep(b *testing.B) {
	for _, database := range []struct {
		name string
		open func(testing.TB) *store.Store
	}{{"sqlite", testdb.SQLite}, {"postgres", testdb.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			s := database.open(b)
			start := time.Now()
			fillOpen(b, s, requestCount())
			b.Logf("%s: %d open requests loaded in %v", s.Dialect(), requestCount(), time.Since(start).Round(time.Millisecond))
			benchSweep(b, s)
		})
	}
}

func benchSweep(b *testing.B, s *store.Store) {
	in := store.Sweep{Now: benchNow, Zones: []store.ZoneDay{{Zone: "Europe/Paris", Hour: 10, Day: benchToday}}}
	b.Run("finds all", func(b *testing.B) {
		var found int
		for b.Loop() {
			b.StopTimer()
			_, err := s.SQL().ExecContext(b.Context(), "DELETE FROM reminders")
			check(b, err)
			b.StartTimer()
			found, err = s.SweepReminders(b.Context(), in)
			check(b, err)
		}
		b.ReportMetric(float64(found), "reminders/op")
	})
	b.Run("nothing new", func(b *testing.B) {
		for b.Loop() {
			n, err := s.SweepReminders(b.Context(), in)
			if check(b, err); n != 0 {
				b.Fatalf("%d new", n)
			}
		}
	})
}

// fillOpen stores n open requests of one workspace and what reminders come from beside them.
func fillOpen(b *testing.B, s *store.Store, n int) {
	b.Helper()
	ctx, f := b.Context(), openRequests{
		random: rand.New(rand.NewPCG(1, 2)), ws: newUUID(), user: newUUID(), controllers: make([]string, 1000), subjects: make([]string, 1000),
	}
	check(b, s.InsertWorkspace(ctx, dsar.Workspace{ID: f.ws, Name: "bench", CreatedAt: benchNow}))
	check(b, s.InsertUser(ctx, dsar.User{
		ID: f.user, WorkspaceID: f.ws, Role: dsar.RoleOwner, Email: "bench@example.org",
		Settings:  dsar.Settings{Language: "en", TimeZone: "Europe/Paris", ReminderHour: 8, ReminderDays: []int{7, 1}, Reminders: true},
		CreatedAt: benchNow, Version: 1,
	}))
	var first store.Bulk
	for i := range f.controllers {
		f.controllers[i], f.subjects[i] = newUUID(), newUUID()
		first.Controllers = append(first.Controllers, dsar.Controller{ID: f.controllers[i], WorkspaceID: f.ws, Name: fmt.Sprintf("Company %d", i), CreatedAt: benchNow, UpdatedAt: benchNow})
		first.Subjects = append(first.Subjects, dsar.Subject{ID: f.subjects[i], WorkspaceID: f.ws, Name: fmt.Sprintf("Person %d", i), CreatedAt: benchNow})
	}
	check(b, s.LoadBulk(ctx, first))
	for from := 0; from < n; from += sweepChunk {
		f.bulk = store.Bulk{}
		for i := from; i < min(n, from+sweepChunk); i++ {
			f.add(i)
		}
		check(b, s.LoadBulk(ctx, f.bulk))
	}
	check(b, s.Analyze(ctx))
}

// openRequests makes open requests as they lie about on a Tuesday: most are answered or
// looked at before a reminder of them comes.
type openRequests struct {
	random                *rand.Rand
	ws, user              string
	controllers, subjects []string
	bulk                  store.Bulk
}

// ago is a day up to n days before today, today among them.
func (f *openRequests) ago(n int) civil.Date { return benchToday.AddDays(-f.random.IntN(n + 1)) }

// ahead is a day from tomorrow up to n days ahead.
func (f *openRequests) ahead(n int) civil.Date { return benchToday.AddDays(1 + f.random.IntN(n)) }

// oneIn is true once in n times.
func (f *openRequests) oneIn(n int) bool { return f.random.IntN(n) == 0 }

func (f *openRequests) add(i int) {
	r := dsar.Request{
		ID: newUUID(), WorkspaceID: f.ws, Reference: fmt.Sprintf("RC-%08d", i), Rights: []dsar.Right{dsar.RightAccess},
		ControllerID: f.controllers[f.random.IntN(len(f.controllers))], SubjectID: f.subjects[f.random.IntN(len(f.subjects))],
		Regime: "eu-gdpr", RuleDate: benchToday, Region: "FR", TimeZone: "Europe/Paris", Language: "fr", Channel: dsar.ChannelEmail,
		CreatedAt: benchNow.Add(-time.Duration(f.random.IntN(90*24)) * time.Hour), CreatedBy: f.user,
		Projection: dsar.Projection{ClockVersion: 1, NextAction: dsar.ActionWait, LastEventOn: f.ago(60)},
	}
	f.stage(&r)
	f.bulk.Requests = append(f.bulk.Requests, r)
	f.besides(r)
}

// stage puts a request somewhere between its draft and its complaint.
func (f *openRequests) stage(r *dsar.Request) {
	p := &r.Projection
	switch n := f.random.IntN(100); {
	case n < 55: // the answer is not due yet: one in 17 within a week
		due := f.ahead(120)
		p.Status, p.Awaiting, p.Due, p.EffectiveDue, p.ComplaintFrom, p.Extended = dsar.StatusWaiting, true, due, due, due.AddDays(1), f.oneIn(10)
	case n < 56: // it is late
		due := f.ago(90).AddDays(-1)
		p.Status, p.Awaiting, p.Due, p.EffectiveDue, p.ComplaintFrom = dsar.StatusWaiting, true, due, due, due.AddDays(1)
	case n < 67:
		p.Status, p.SentUnseenOn = dsar.StatusSent, f.ago(15)
	case n < 75:
		p.Status, p.ReplyOn = dsar.StatusAnswered, f.ago(7)
	case n < 80:
		p.Status, p.AskedOn, p.AskedKind = dsar.StatusNeedsYou, f.ago(3), dsar.EventIDRequested
	case n < 84:
		p.Status, p.LastEventOn = dsar.StatusDraft, f.ago(8)
	case n < 92:
		p.Status = dsar.StatusDisputed
	default:
		p.Status = dsar.StatusComplained
		f.complain(r)
	}
}

func (f *openRequests) complain(r *dsar.Request) {
	c := dsar.Complaint{
		ID: newUUID(), WorkspaceID: f.ws, RequestIDs: []string{r.ID}, AuthorityName: "Authority", Regime: "eu-gdpr", TimeZone: "Europe/Paris",
		Status: dsar.ComplaintLodged, LodgedOn: f.ago(80), ClockVersion: 1, CreatedAt: benchNow, Version: 1,
	}
	c.RemedyFrom = benchToday.AddDays(f.random.IntN(95) - 4)
	f.bulk.Complaints = append(f.bulk.Complaints, c)
}

// besides adds what is not in the row of the request.
func (f *openRequests) besides(r dsar.Request) {
	if f.oneIn(5) {
		f.clock(r, "complaint", dsar.RemindBefore, f.ahead(360))
	}
	if f.oneIn(5) {
		f.clock(r, "extension-notice", dsar.RemindAfter, benchToday.AddDays(f.random.IntN(200)-2))
	}
	if f.oneIn(20) {
		f.date(r, dsar.DateOwn, benchToday.AddDays(f.random.IntN(60)-3), "call them")
	}
	if f.oneIn(20) {
		f.date(r, dsar.DateLink, f.ahead(30), "")
	}
	if r.Projection.Status == dsar.StatusSent && f.oneIn(20) {
		f.bulk.Outbox = append(f.bulk.Outbox, dsar.OutboxMail{
			ID: newUUID(), WorkspaceID: f.ws, RequestID: r.ID, Kind: "letter", From: "a@example.org", To: "b@example.org", MailID: r.ID,
			Raw: []byte("x"), State: dsar.OutboxFailed, NotBefore: benchNow.Add(-time.Hour), CreatedAt: benchNow.Add(-time.Hour),
		})
	}
}

func (f *openRequests) clock(r dsar.Request, id string, remind dsar.ClockReminder, end civil.Date) {
	f.bulk.Clocks = append(f.bulk.Clocks, dsar.Clock{
		WorkspaceID: f.ws, SubjectOf: r.ID, RequestID: r.ID, Regime: "eu-gdpr", ID: id, Duty: "controller", Kind: "deadline",
		Remind: remind, Start: benchToday.AddDays(-30), End: end,
	})
}

func (f *openRequests) date(r dsar.Request, kind dsar.DateKind, on civil.Date, note string) {
	f.bulk.Dates = append(f.bulk.Dates, dsar.RequestDate{
		ID: newUUID(), WorkspaceID: f.ws, RequestID: r.ID, Kind: kind, On: on, Note: note, CreatedBy: f.user, CreatedAt: benchNow, Version: 1,
	})
}
