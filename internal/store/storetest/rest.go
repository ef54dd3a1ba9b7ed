package storetest

import (
	"errors"
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testIdempotency(t *testing.T, open opener) {
	reserve := func(t *testing.T, w *world, at time.Time) bool {
		t.Helper()
		return ok(w.ReserveIdempotent(w.ctx, w.mine.ws.ID, "key", "print", at, lease))(t)
	}
	t.Run("of calls at once exactly one runs", func(t *testing.T) {
		w := newWorld(t, open)
		wins := make(chan bool, 8)
		for range cap(wins) {
			go func() {
				won, err := w.ReserveIdempotent(w.ctx, w.mine.ws.ID, "key", "print", now, lease)
				if err != nil {
					t.Error(err)
				}
				wins <- won
			}()
		}
		n := 0
		for range cap(wins) {
			if <-wins {
				n++
			}
		}
		wantEqual(t, n, 1)
		print, status, _, found, err := w.Idempotent(w.ctx, w.mine.ws.ID, "key")
		if must(t, err); !found || status != 0 || print != "print" {
			t.Errorf("while running: %q, %d, %v", print, status, found)
		}
	})
	t.Run("the answer is kept, and not replaced", func(t *testing.T) {
		w := newWorld(t, open)
		reserve(t, w, now)
		must(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "key", "print", 201, []byte(`{"id":1}`), now))
		print, status, body, found, err := w.Idempotent(w.ctx, w.mine.ws.ID, "key")
		if must(t, err); !found || print != "print" || status != 201 || string(body) != `{"id":1}` {
			t.Errorf("got %q, %d, %s, %v", print, status, body, found)
		}
		wantKey(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "key", "print", 200, nil, now), dsar.CodeConflict, "error.idempotency.taken")
		wantEqual(t, reserve(t, w, now.Add(24*time.Hour)), false)
	})
	t.Run("an answer can be stored without a reservation, not under another call's", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "other", "print", 204, nil, now))
		reserve(t, w, now)
		wantCode(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "key", "another", 200, nil, now), dsar.CodeConflict)
	})
	t.Run("a reservation that was given up or whose lease ended goes to the next", func(t *testing.T) {
		w := newWorld(t, open)
		wantEqual(t, reserve(t, w, now), true)
		must(t, w.ReleaseIdempotent(w.ctx, w.mine.ws.ID, "key"))
		wantEqual(t, reserve(t, w, now), true)
		wantEqual(t, reserve(t, w, now.Add(lease-time.Second)), false)
		wantEqual(t, reserve(t, w, now.Add(lease)), true)
	})
	t.Run("old ones are forgotten", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "old", "p", 200, nil, now.Add(-48*time.Hour)))
		must(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, "new", "p", 200, nil, now))
		wantEqual(t, ok(w.DeleteIdempotentBefore(w.ctx, now.Add(-24*time.Hour)))(t), 1)
		_, _, _, found, err := w.Idempotent(w.ctx, w.mine.ws.ID, "old")
		must(t, err)
		wantEqual(t, found, false)
	})
}

func testJobs(t *testing.T, open opener) {
	t.Run("the last success and the last failure of each job are known", func(t *testing.T) {
		s := open(t)
		ctx := t.Context()
		must(t, s.JobStarted(ctx, "sweep", now.Add(-time.Hour)))
		must(t, s.JobFinished(ctx, "sweep", now.Add(-time.Hour), "boom"))
		must(t, s.JobStarted(ctx, "sweep", now))
		must(t, s.JobFinished(ctx, "sweep", now.Add(time.Second), ""))
		must(t, s.JobStarted(ctx, "deliver", now))
		wantEqual(t, ok(s.JobRuns(ctx))(t), []dsar.JobRun{
			{Name: "deliver", LastStarted: now},
			{Name: "sweep", LastStarted: now, LastSuccess: now.Add(time.Second), LastError: "boom", LastErrorAt: now.Add(-time.Hour)},
		})
	})
	t.Run("an audit entry is kept", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.Audit(w.ctx, w.mine.ws.ID, w.mine.user.ID, "request.erase", w.mine.request.ID, now))
		var n int
		must(t, rawDB(w).QueryRowContext(w.ctx, "SELECT COUNT(*) FROM audit WHERE action = 'request.erase'").Scan(&n))
		wantEqual(t, n, 1)
	})
}

func testTransactions(t *testing.T, open opener) {
	stop := errors.New("stop")
	t.Run("nothing is stored if it fails, also from an inner one", func(t *testing.T) {
		w := newWorld(t, open)
		err := w.InTx(w.ctx, func(tx *store.Store) error {
			must(t, tx.InTx(w.ctx, func(inner *store.Store) error {
				return inner.InsertWorkspace(w.ctx, dsar.Workspace{ID: "tx", CreatedAt: now})
			}))
			ok(tx.Workspace(w.ctx, "tx"))(t)
			return stop
		})
		if err != stop {
			t.Errorf("got %v", err)
		}
		_, err = w.Workspace(w.ctx, "tx")
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("nothing is stored if it panics", func(t *testing.T) {
		w := newWorld(t, open)
		func() {
			defer func() { _ = recover() }()
			_ = w.InTx(w.ctx, func(tx *store.Store) error {
				must(t, tx.InsertWorkspace(w.ctx, dsar.Workspace{ID: "tx", CreatedAt: now}))
				panic("stop")
			})
		}()
		_, err := w.Workspace(w.ctx, "tx")
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("two that read and then write the same do not fail for a lock", func(t *testing.T) {
		w := newWorld(t, open)
		errs := make(chan error, 6)
		for range cap(errs) {
			go func() {
				errs <- w.InTx(w.ctx, func(tx *store.Store) error {
					r, err := tx.Request(w.ctx, w.mine.ws.ID, w.mine.request.ID)
					if err != nil {
						return err
					}
					return tx.UpdateRequest(w.ctx, r, 0)
				})
			}()
		}
		for range cap(errs) {
			must(t, <-errs)
		}
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t).Version, 1+cap(errs))
	})
}

func testBulk(t *testing.T, open opener) {
	t.Run("what was loaded is like what was stored one by one", func(t *testing.T) {
		w := newWorld(t, open)
		s := w.mine
		s.controller, s.subject = fullController(t, s.ws.ID), dsar.Subject{ID: newID(t), WorkspaceID: s.ws.ID, Name: "Bulk Person", CreatedAt: now}
		fresh, old := newRequest(t, s), newRequest(t, w.mine)
		awaiting(today.AddDays(7))(&fresh)
		complaint := newComplaint(t, s, fresh.ID)
		events := []dsar.Event{newEvent(t, fresh, dsar.EventSent, today), newEvent(t, old, dsar.EventNote, today), newEvent(t, fresh, dsar.EventNote, today)}
		lodged := newEvent(t, fresh, dsar.EventComplaintLodged, today)
		lodged.StreamID = complaint.ID
		message, finding, mail := newMessage(t, fresh), newFinding(t, fresh, ""), newMail(t, fresh, now)
		letter := dsar.Letter{ID: newID(t), WorkspaceID: s.ws.ID, RequestID: fresh.ID, Kind: dsar.LetterAccess, CreatedAt: now}
		reminder := dsar.Reminder{
			SubjectOf: fresh.ID, Kind: "due_soon:7", ClockVersion: 1, RecipientID: s.user.ID, WorkspaceID: s.ws.ID,
			RequestID: fresh.ID, Date: today, State: dsar.ReminderPending, CreatedAt: now,
		}
		must(t, w.LoadBulk(w.ctx, store.Bulk{
			Controllers: []dsar.Controller{s.controller}, Subjects: []dsar.Subject{s.subject}, Requests: []dsar.Request{fresh, old},
			Complaints: []dsar.Complaint{complaint}, Events: append(events, lodged), Letters: []dsar.Letter{letter},
			Messages: []dsar.Message{message}, Findings: []dsar.Finding{finding}, Outbox: []dsar.OutboxMail{mail}, Reminders: []dsar.Reminder{reminder},
		}))
		wantEqual(t, ok(w.Controller(w.ctx, s.ws.ID, s.controller.ID))(t), s.controller)
		wantEqual(t, ok(w.Request(w.ctx, s.ws.ID, fresh.ID))(t), fresh)
		wantEqual(t, ok(w.Complaint(w.ctx, s.ws.ID, complaint.ID))(t), complaint)
		wantEqual(t, ok(w.Message(w.ctx, s.ws.ID, message.ID))(t), message)
		wantEqual(t, ok(w.Finding(w.ctx, s.ws.ID, finding.ID))(t), finding)
		wantEqual(t, ok(w.Letter(w.ctx, s.ws.ID, letter.ID))(t), letter)
		wantEqual(t, ok(w.PendingReminders(w.ctx, s.ws.ID, s.user.ID, 5))(t), []dsar.Reminder{reminder})
		wantEqual(t, ok(w.ClaimOutbox(w.ctx, now, lease, 5))(t)[0].Raw, mail.Raw)
		wantEqual(t, len(ok(w.Events(w.ctx, s.ws.ID, fresh.ID))(t)), 2)
		must(t, w.VerifyEvents(w.ctx, func(_, stream string, bad int) { t.Errorf("stream %s is broken at %d", stream, bad) }))
		rows, _, err := w.Requests(w.ctx, s.ws.ID, store.RequestFilter{Q: "akesson bulk"})
		if must(t, err); len(rows) != 1 {
			t.Errorf("%d found", len(rows))
		}
		ok(w.AppendEvent(w.ctx, newEvent(t, fresh, dsar.EventNote, today)))(t)
	})
	t.Run("nothing is loaded if anything is wrong", func(t *testing.T) {
		w := newWorld(t, open)
		before := w.rowCounts(t)
		good, bad := newRequest(t, w.mine), newRequest(t, w.mine)
		bad.Projection.Status = "unknown"
		if err := w.LoadBulk(w.ctx, store.Bulk{Requests: []dsar.Request{good, bad}}); err == nil {
			t.Error("an unknown status was loaded")
		}
		stray := newEvent(t, w.mine.request, dsar.EventNote, today)
		if err := w.LoadBulk(w.ctx, store.Bulk{Requests: []dsar.Request{good}, Events: []dsar.Event{stray}}); err == nil {
			t.Error("an event of a request outside the bulk was loaded")
		}
		wantEqual(t, w.rowCounts(t), before)
	})
}
