package storetest

import (
	"fmt"
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testRequests(t *testing.T, open opener) {
	t.Run("every field comes back", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		r.Rights, r.HoldOverride = []dsar.Right{dsar.RightAccess, dsar.RightErasure}, true
		r.Projection = dsar.Projection{
			Status: dsar.StatusClosed, Outcome: dsar.OutcomePartly, SentOn: day("2026-01-01"), ReceivedOn: day("2026-01-02"),
			Due: day("2026-02-02"), ExtendedDue: day("2026-04-02"), EffectiveDue: day("2026-04-02"), ComplaintFrom: day("2026-04-05"),
			Extended: true, Awaiting: true, OverdueAt: now, ReplyOn: day("2026-03-03"), SentUnseenOn: day("2026-01-01"),
			ClockVersion: 7, FirstReplyOn: day("2026-03-02"), NextAction: dsar.ActionNone, LastEventOn: day("2026-03-04"), LastEventKind: dsar.EventClosed,
		}
		r.Basis = &dsar.LawBasis{
			Facts: dsar.LawFacts{
				Seat: "US-CA", Establishments: []string{"IE"}, Representatives: []string{"GB"}, Sector: "health", Residence: "FR",
				LawAnswers: dsar.LawAnswers{ResidenceThen: "CH", Work: "LU", Targeting: dsar.TargetingWatches, TargetingAt: "FR"},
			},
			Proposed: []dsar.ProposedLaw{{Regime: "eu-gdpr", Reason: "scope_eu_establishment", Strength: "sure"}},
		}
		must(t, w.InsertRequest(w.ctx, r))
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t), r)
		fromList := r
		fromList.Basis = nil
		must(t, w.UpdateRequest(w.ctx, fromList, 1))
		r.Version = 2
		wantEqual(t, ok(w.RequestByReference(w.ctx, w.mine.ws.ID, r.Reference))(t), r)
	})
	t.Run("a reference is taken once, and nothing is left of the refused request", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		free := r.Reference
		fresh := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "Zoë Refused", CreatedAt: now}
		r.Reference, r.SubjectID = w.them.request.Reference, fresh.ID
		wantKey(t, w.InsertRequestOf(w.ctx, fresh, r), dsar.CodeConflict, "error.reference_taken")
		wantCode(t, second(w.Subject(w.ctx, w.mine.ws.ID, fresh.ID)), dsar.CodeNotFound)
		r.Reference = free
		must(t, w.InsertRequestOf(w.ctx, fresh, r))
	})
	t.Run("a request of a new data subject is stored with them", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		fresh := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "Zoë Anna-Maria Müller", Email: "zoe@example.org", CreatedAt: now}
		r.SubjectID = fresh.ID
		must(t, w.InsertRequestOf(w.ctx, fresh, r))
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t), r)
		wantEqual(t, ok(w.Subject(w.ctx, w.mine.ws.ID, fresh.ID))(t), fresh)
		wantEqual(t, ok(w.SubjectsNamed(w.ctx, w.mine.ws.ID, "ZOE anna-maria MULLER"))(t), []dsar.Subject{fresh})
		wantEqual(t, ok(w.SubjectsNamed(w.ctx, w.them.ws.ID, fresh.Name))(t), nil)
		found, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Q: "maria muller"})
		must(t, err)
		if len(found) != 1 || found[0].Request.ID != r.ID || found[0].ControllerName != w.mine.controller.Name {
			t.Fatalf("found %v", found)
		}
	})
	t.Run("a new data subject without a name in letters is stored too", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		fresh := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "…", CreatedAt: now}
		r.SubjectID = fresh.ID
		must(t, w.InsertRequestOf(w.ctx, fresh, r))
		wantEqual(t, ok(w.Subject(w.ctx, w.mine.ws.ID, fresh.ID))(t), fresh)
	})
	t.Run("a new data subject of a request to an unknown controller is not stored", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		fresh := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "Nobody Yet", CreatedAt: now}
		r.SubjectID, r.ControllerID = fresh.ID, w.them.controller.ID
		wantKey(t, w.InsertRequestOf(w.ctx, fresh, r), dsar.CodeNotFound, "error.not_found.controller")
		wantCode(t, second(w.Subject(w.ctx, w.mine.ws.ID, fresh.ID)), dsar.CodeNotFound)
	})
	t.Run("controller and data subject must exist", func(t *testing.T) {
		w := newWorld(t, open)
		r := newRequest(t, w.mine)
		r.ControllerID = newID(t)
		wantKey(t, w.InsertRequest(w.ctx, r), dsar.CodeNotFound, "error.not_found.controller")
		r = newRequest(t, w.mine)
		r.SubjectID = newID(t)
		wantKey(t, w.InsertRequest(w.ctx, r), dsar.CodeNotFound, "error.not_found.subject")
	})
	t.Run("a change needs the present version, or 0", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		awaiting(day("2026-04-10"))(&r)
		r.Regime, r.RuleDate, r.Region, r.TimeZone, r.HoldOverride = "uk-gdpr", day("2026-02-05"), "GB-ENG", "Europe/London", true
		must(t, w.UpdateRequest(w.ctx, r, 1))
		wantKey(t, w.UpdateRequest(w.ctx, r, 1), dsar.CodeStale, "error.stale")
		must(t, w.UpdateRequest(w.ctx, r, 0))
		r.Version = 3
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t), r)
	})
	t.Run("a change back to nothing is stored", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, awaiting(day("2026-04-10")))
		r.Projection = dsar.Projection{Status: dsar.StatusDraft, NextAction: dsar.ActionSend}
		must(t, w.UpdateRequest(w.ctx, r, 1))
		r.Version = 2
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t), r)
	})
	t.Run("what the law says of a request is marked without a change of it", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, awaiting(day("2026-04-10")))
		r.Edition, r.LawMoved, r.Projection.ComplaintUntil = "rules/eu-gdpr=00ff", true, day("2027-04-10")
		must(t, w.MarkLaw(w.ctx, r))
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t), r)
		moved, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{LawMoved: true})
		must(t, err)
		wantEqual(t, len(moved), 1)
		r.Version = 7
		wantKey(t, w.MarkLaw(w.ctx, r), dsar.CodeStale, "error.stale")
	})
	t.Run("of two changes at once one is told", func(t *testing.T) {
		w := newWorld(t, open)
		errs := make(chan error, 8)
		for range cap(errs) {
			go func() { errs <- w.UpdateRequest(w.ctx, w.mine.request, 1) }()
		}
		stale := 0
		for range cap(errs) {
			if err := <-errs; err != nil {
				wantCode(t, err, dsar.CodeStale)
				stale++
			}
		}
		wantEqual(t, stale, cap(errs)-1)
	})
	t.Run("every request of every workspace is visited once", func(t *testing.T) {
		w := newWorld(t, open)
		for range 5 {
			w.addRequest(t, w.mine, nil)
		}
		seen := make(map[string]int)
		must(t, w.EachRequest(w.ctx, 2, func(batch []dsar.Request) error {
			for _, r := range batch {
				seen[r.ID]++
			}
			return nil
		}))
		wantEqual(t, len(seen), 7)
		stop := fmt.Errorf("enough")
		if err := w.EachRequest(w.ctx, 2, func([]dsar.Request) error { return stop }); err != stop {
			t.Errorf("got %v", err)
		}
	})
	t.Run("open access", func(t *testing.T) { testOpenAccess(t, open) })
}

func testOpenAccess(t *testing.T, open opener) {
	sent := func(r *dsar.Request) { r.Projection.Status = dsar.StatusSent }
	find := func(t *testing.T, w *world, except string) string {
		t.Helper()
		r, found, err := w.OpenAccessRequest(w.ctx, w.mine.ws.ID, w.mine.controller.ID, w.mine.subject.ID, w.mine.subject.Name, except)
		must(t, err)
		if found != (r.ID != "") {
			t.Errorf("found %v with request %q", found, r.ID)
		}
		return r.ID
	}
	t.Run("a draft holds nothing back", func(t *testing.T) {
		w := newWorld(t, open)
		wantEqual(t, find(t, w, ""), "")
	})
	t.Run("a sent one does, but not itself", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, sent)
		wantEqual(t, find(t, w, ""), r.ID)
		wantEqual(t, find(t, w, r.ID), "")
	})
	t.Run("the same person under another record is recognised by name", func(t *testing.T) {
		w := newWorld(t, open)
		twin := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "ZOE MULLER", CreatedAt: now}
		must(t, w.InsertSubject(w.ctx, twin))
		r := w.addRequest(t, w.mine, func(r *dsar.Request) { sent(r); r.SubjectID = twin.ID })
		wantEqual(t, find(t, w, ""), r.ID)
	})
	t.Run("closed, judged, other rights, other people and other controllers do not", func(t *testing.T) {
		w := newWorld(t, open)
		w.addRequest(t, w.mine, func(r *dsar.Request) { r.Projection.Status = dsar.StatusClosed })
		w.addRequest(t, w.mine, func(r *dsar.Request) { sent(r); r.Rights = []dsar.Right{dsar.RightErasure} })
		other := dsar.Subject{ID: newID(t), WorkspaceID: w.mine.ws.ID, Name: "Somebody Else", CreatedAt: now}
		must(t, w.InsertSubject(w.ctx, other))
		w.addRequest(t, w.mine, func(r *dsar.Request) { sent(r); r.SubjectID = other.ID })
		controller := newController(t, w.mine.ws.ID, "Other")
		must(t, w.InsertController(w.ctx, controller))
		w.addRequest(t, w.mine, func(r *dsar.Request) { sent(r); r.ControllerID = controller.ID })
		judged := w.addRequest(t, w.mine, sent)
		ok(w.AppendEvent(w.ctx, newEvent(t, judged, dsar.EventReplyJudged, today)))(t)
		wantEqual(t, find(t, w, ""), "")
	})
}

// testLists works on requests due on consecutive days, all of which but the first
// lie in the future.
func testLists(t *testing.T, open opener) {
	filled := func(t *testing.T) (*world, []dsar.Request) {
		t.Helper()
		w := newWorld(t, open)
		requests := []dsar.Request{w.mine.request} // a draft without a date
		for i, status := range []dsar.Status{dsar.StatusWaiting, dsar.StatusWaiting, dsar.StatusNeedsYou, dsar.StatusAnswered, dsar.StatusClosed} {
			requests = append(requests, w.addRequest(t, w.mine, func(r *dsar.Request) {
				awaiting(today.AddDays(i - 1))(r)
				r.CreatedAt = now.Add(time.Duration(i+1) * time.Minute)
				r.Projection.Status = status
				r.Projection.LastEventOn = today.AddDays(-i)
				r.Projection.NextAction = map[dsar.Status]dsar.Action{
					dsar.StatusNeedsYou: dsar.ActionAnswer,
					dsar.StatusAnswered: dsar.ActionJudgeReply, dsar.StatusWaiting: dsar.ActionWait, dsar.StatusClosed: dsar.ActionNone,
				}[status]
				r.Projection.Awaiting = status == dsar.StatusWaiting || status == dsar.StatusNeedsYou
				if i == 1 {
					r.Rights, r.Regime = []dsar.Right{dsar.RightErasure}, "uk-gdpr"
				}
			}))
		}
		return w, requests
	}
	list := func(t *testing.T, w *world, requests []dsar.Request, f store.RequestFilter) []int {
		t.Helper()
		f.Now = now
		rows, _, err := w.Requests(w.ctx, w.mine.ws.ID, f)
		must(t, err)
		n := ok(w.CountRequests(w.ctx, w.mine.ws.ID, f, 100))(t)
		wantEqual(t, n, len(rows))
		return indexesOf(rows, requests)
	}
	t.Run("each filter selects what it says", func(t *testing.T) {
		w, requests := filled(t)
		for name, c := range map[string]struct {
			filter store.RequestFilter
			want   []int
		}{
			"nothing: all, without a date last": {store.RequestFilter{}, []int{1, 2, 3, 4, 5, 0}},
			"status":                            {store.RequestFilter{Status: dsar.StatusWaiting}, []int{1, 2}},
			"overdue":                           {store.RequestFilter{Overdue: true}, []int{1}},
			"open":                              {store.RequestFilter{Open: true}, []int{1, 2, 3, 4, 0}},
			"needs you":                         {store.RequestFilter{Actions: []dsar.Action{dsar.ActionAnswer, dsar.ActionJudgeReply}}, []int{3, 4}},
			"actions":                           {store.RequestFilter{Actions: []dsar.Action{dsar.ActionSend, dsar.ActionWait}}, []int{1, 2, 0}},
			"actions, those of a draft too":     {store.RequestFilter{Actions: []dsar.Action{dsar.ActionSend, dsar.ActionAnswer}}, []int{3, 0}},
			"actions, none":                     {store.RequestFilter{Actions: []dsar.Action{dsar.ActionRemedy}}, nil},
			"due from":                          {store.RequestFilter{DueFrom: today.AddDays(2), DueTo: day("2199-12-31")}, []int{4, 5}},
			"due between":                       {store.RequestFilter{DueFrom: today, DueTo: today.AddDays(1)}, []int{2, 3}},
			"controller":                        {store.RequestFilter{ControllerID: w.them.controller.ID}, nil},
			"right":                             {store.RequestFilter{Right: dsar.RightErasure}, []int{2}},
			"regime":                            {store.RequestFilter{Regime: "uk-gdpr"}, []int{2}},
			"all together":                      {store.RequestFilter{Status: dsar.StatusWaiting, Open: true, Right: dsar.RightAccess, Overdue: true}, []int{1}},
			"any id may be asked for":           {store.RequestFilter{ControllerID: "\x00"}, nil},
			"query of names, folded":            {store.RequestFilter{Q: "zoe CLEARV", Status: dsar.StatusClosed}, []int{5}},
			"query nobody has":                  {store.RequestFilter{Q: "zoe nobody"}, nil},
			"query is not a domain":             {store.RequestFilter{Q: "privacy"}, nil},
			"query is no wildcard":              {store.RequestFilter{Q: "%"}, []int{1, 2, 3, 4, 5, 0}},
			"query of a reference":              {store.RequestFilter{Q: requests[3].Reference}, []int{3}},
			"query of its beginning":            {store.RequestFilter{Q: requests[3].Reference[:10]}, []int{3}},
			"query of another's":                {store.RequestFilter{Q: w.them.request.Reference}, nil},
		} {
			t.Run(name, func(t *testing.T) { wantEqual(t, list(t, w, requests, c.filter), c.want) })
		}
	})
	t.Run("each order is that order", func(t *testing.T) {
		w, requests := filled(t)
		zeta := newController(t, w.mine.ws.ID, "Älpha")
		must(t, w.InsertController(w.ctx, zeta))
		requests = append(requests, w.addRequest(t, w.mine, func(r *dsar.Request) { r.ControllerID = zeta.ID; r.CreatedAt = now.Add(-24 * time.Hour) }))
		wantEqual(t, list(t, w, requests, store.RequestFilter{Sort: store.SortNewest}), []int{5, 4, 3, 2, 1, 0, 6})
		wantEqual(t, list(t, w, requests, store.RequestFilter{Sort: store.SortController})[0], 6)
		wantEqual(t, list(t, w, requests, store.RequestFilter{Sort: store.SortUpdated})[:1], []int{1})
		wantEqual(t, list(t, w, requests, store.RequestFilter{Sort: store.SortUpdated})[6:], []int{5})
		_, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Sort: "name"})
		wantCode(t, err, dsar.CodeInvalid)
	})
	t.Run("overdue is decided by the instant, not by the day", func(t *testing.T) {
		w := newWorld(t, open)
		at := func(zone string) dsar.Request {
			loc := ok(time.LoadLocation(zone))(t)
			return w.addRequest(t, w.mine, func(r *dsar.Request) {
				awaiting(today)(r)
				r.Projection.OverdueAt = today.AddDays(1).StartIn(loc)
			})
		}
		east, west := at("Pacific/Kiritimati"), at("Pacific/Pago_Pago")
		for _, c := range []struct {
			now  time.Time
			want []int
		}{
			{time.Date(2026, 3, 10, 9, 59, 59, 0, time.UTC), nil},
			{time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC), []int{0}},
			{time.Date(2026, 3, 11, 10, 59, 59, 0, time.UTC), []int{0}},
			{time.Date(2026, 3, 11, 11, 0, 0, 0, time.UTC), []int{0, 1}},
		} {
			rows, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Overdue: true, Now: c.now})
			must(t, err)
			wantEqual(t, indexesOf(rows, []dsar.Request{east, west}), c.want)
		}
	})
	t.Run("pages follow each other without gap or repetition", func(t *testing.T) {
		w := newWorld(t, open)
		for i := range 30 {
			w.addRequest(t, w.mine, func(r *dsar.Request) {
				if i%3 > 0 {
					awaiting(today.AddDays(i % 4))(r)
				}
				r.CreatedAt = now.Add(time.Duration(i%5) * time.Hour)
			})
		}
		for _, sort := range []store.RequestSort{store.SortDue, store.SortNewest, store.SortController, store.SortUpdated, store.SortWaiting} {
			wantEqual(t, len(walk(t, w, store.RequestFilter{Sort: sort, Limit: 7})), 31)
		}
	})
	t.Run("a cursor that is none, or of another order, is refused", func(t *testing.T) {
		w, _ := filled(t)
		_, next, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Limit: 2})
		must(t, err)
		for _, bad := range []string{"x", "\x00", "e30", next + "A", next[1:]} {
			_, _, err := w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Cursor: bad})
			wantCode(t, err, dsar.CodeInvalid)
		}
		_, _, err = w.Requests(w.ctx, w.mine.ws.ID, store.RequestFilter{Cursor: next, Sort: store.SortNewest})
		wantCode(t, err, dsar.CodeInvalid)
	})
	t.Run("counting stops at the maximum", func(t *testing.T) {
		w, _ := filled(t)
		wantEqual(t, ok(w.CountRequests(w.ctx, w.mine.ws.ID, store.RequestFilter{}, 4))(t), 4)
	})
}

// walk returns the ids of all pages and fails on one that comes twice.
func walk(t *testing.T, w *world, f store.RequestFilter) map[string]bool {
	t.Helper()
	seen := make(map[string]bool)
	for {
		rows, next, err := w.Requests(w.ctx, w.mine.ws.ID, f)
		must(t, err)
		for _, row := range rows {
			if seen[row.Request.ID] {
				t.Fatalf("%s: %s twice", f.Sort, row.Request.ID)
			}
			seen[row.Request.ID] = true
		}
		if next == "" {
			return seen
		}
		f.Cursor = next
	}
}

func indexesOf(rows []store.RequestRow, requests []dsar.Request) []int {
	var indexes []int
	for _, row := range rows {
		for i, r := range requests {
			if r.ID == row.Request.ID {
				indexes = append(indexes, i)
			}
		}
	}
	return indexes
}

func newEvent(t *testing.T, r dsar.Request, kind dsar.EventKind, on civil.Date) dsar.Event {
	t.Helper()
	return dsar.Event{ID: newID(t), WorkspaceID: r.WorkspaceID, StreamID: r.ID, Kind: kind, On: on, RecordedAt: now, ActorID: r.CreatedBy}
}
