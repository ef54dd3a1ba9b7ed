package storetest

import (
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func testErasure(t *testing.T, open opener) {
	t.Run("nothing of the request is left, and everything else is", func(t *testing.T) {
		w := newWorld(t, open)
		kept := w.addRequest(t, w.mine, nil)
		gone := w.fullRequest(t, w.mine)
		w.conversation(t, kept, "kept")
		before := w.rowCounts(t)
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, gone.ID))
		after := w.rowCounts(t)
		_, err := w.Request(w.ctx, w.mine.ws.ID, gone.ID)
		wantCode(t, err, dsar.CodeNotFound)
		want := map[string]int{
			"requests": 1, "streams": 2, "events": 3, "letters": 1, "messages": 1, "blobs": 1, "findings": 1, "checklist_items": 1, "outbox": 1,
			"incoming": 1, "incoming_raw": 1, "mail_checks": 1, "request_addresses": 1, "thread_decisions": 1, "dismissed_proposals": 1,
			"complaints": 1, "complaint_requests": 1, "subjects": 1, "subject_words": 2, "reminders": 1, "clocks": 1,
		}
		for table, n := range before {
			if before[table]-after[table] != want[table] {
				t.Errorf("%s: %d rows less, want %d (now %d)", table, before[table]-after[table], want[table], n)
			}
		}
		wantEqual(t, after["erasing"], 0)
		wantEqual(t, len(ok(w.Flaws(w.ctx))(t)), 0)
		if _, err := w.Raw(w.ctx, w.mine.ws.ID, "kept"); err != nil {
			t.Errorf("another request's bytes: %v", err)
		}
	})
	t.Run("a complaint about other requests too, a shared file and a shared data subject stay", func(t *testing.T) {
		w := newWorld(t, open)
		kept, gone := w.addRequest(t, w.mine, nil), w.addRequest(t, w.mine, nil)
		w.conversation(t, kept, "same")
		w.conversation(t, gone, "same")
		complaint := newComplaint(t, w.mine, gone.ID, kept.ID)
		must(t, w.InsertComplaint(w.ctx, complaint))
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, gone.ID))
		complaint.RequestIDs = []string{kept.ID}
		wantEqual(t, ok(w.Complaint(w.ctx, w.mine.ws.ID, complaint.ID))(t), complaint)
		wantEqual(t, string(ok(w.Raw(w.ctx, w.mine.ws.ID, "same"))(t)), "raw")
		ok(w.Subject(w.ctx, w.mine.ws.ID, w.mine.subject.ID))(t)
	})
	t.Run("a digest goes with any request that it tells of; the others are told anew", func(t *testing.T) {
		w := newWorld(t, open)
		gone, kept := w.addRequest(t, w.mine, awaiting(today.AddDays(7))), w.addRequest(t, w.mine, awaiting(today.AddDays(7)))
		wantEqual(t, w.sweep(t, now), 2)
		digest := newMail(t, kept, now)
		digest.Kind, digest.RequestID = "reminder", ""
		must(t, w.Enqueue(w.ctx, digest))
		for _, r := range ok(w.ClaimReminders(w.ctx, now, lease, 5))(t) {
			must(t, w.FinishReminder(w.ctx, r, dsar.ReminderSent, digest.ID, now))
		}
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, gone.ID))
		wantEqual(t, len(ok(w.ClaimOutbox(w.ctx, now, lease, 5))(t)), 0)
		got := ok(w.ClaimReminders(w.ctx, now, lease, 5))(t)
		if len(got) != 1 || got[0].RequestID != kept.ID {
			t.Errorf("pending: %v", got)
		}
	})
	t.Run("a reminder of a shared complaint is not sent a second time", func(t *testing.T) {
		w := newWorld(t, open)
		gone := w.addRequest(t, w.mine, nil)
		complaint := newComplaint(t, w.mine, gone.ID, w.mine.request.ID)
		complaint.RemedyFrom = today
		must(t, w.InsertComplaint(w.ctx, complaint))
		wantEqual(t, w.sweep(t, now), 1)
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, gone.ID))
		wantEqual(t, w.sweep(t, now), 0)
		got := ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t)
		if len(got) != 1 || got[0].RequestID != w.mine.request.ID {
			t.Errorf("got %v", got)
		}
	})
	t.Run("stored answers that name the request go with it, others stay", func(t *testing.T) {
		w := newWorld(t, open)
		for key, body := range map[string]string{
			"by id": `{"id":"` + w.mine.request.ID + `"}`, "by reference": w.mine.request.Reference, "other": w.them.request.ID, "empty": "",
		} {
			must(t, w.PutIdempotent(w.ctx, w.mine.ws.ID, key, "f", 201, []byte(body), now))
		}
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, w.mine.request.ID))
		for key, want := range map[string]bool{"by id": false, "by reference": false, "other": true, "empty": true} {
			if _, _, _, found, err := w.Idempotent(w.ctx, w.mine.ws.ID, key); err != nil || found != want {
				t.Errorf("%s: found %v, error %v", key, found, err)
			}
		}
	})
	t.Run("what does not exist is not found, also a second time", func(t *testing.T) {
		w := newWorld(t, open)
		wantCode(t, w.EraseRequest(w.ctx, w.mine.ws.ID, "none"), dsar.CodeNotFound)
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, w.mine.request.ID))
		wantCode(t, w.EraseRequest(w.ctx, w.mine.ws.ID, w.mine.request.ID), dsar.CodeNotFound)
	})
}

// fullRequest files a request of a data subject of its own with one of everything.
func (w *world) fullRequest(t *testing.T, s side) dsar.Request {
	t.Helper()
	s.subject = dsar.Subject{ID: newID(t), WorkspaceID: s.ws.ID, Name: "Only Here", CreatedAt: now}
	must(t, w.InsertSubject(w.ctx, s.subject))
	r := w.addRequest(t, s, nil)
	w.conversation(t, r, "gone")
	complaint := newComplaint(t, s, r.ID)
	complaint.RemedyFrom = today
	must(t, w.InsertComplaint(w.ctx, complaint))
	for _, stream := range []string{r.ID, r.ID, complaint.ID} {
		e := newEvent(t, r, dsar.EventNote, today)
		e.StreamID = stream
		ok(w.AppendEvent(w.ctx, e))(t)
	}
	must(t, w.InsertLetter(w.ctx, dsar.Letter{ID: newID(t), WorkspaceID: s.ws.ID, RequestID: r.ID, Kind: dsar.LetterAccess, CreatedAt: now}))
	must(t, w.InsertFindings(w.ctx, []dsar.Finding{newFinding(t, r, "")}))
	must(t, w.PutChecklistItem(w.ctx, s.ws.ID, r.ID, dsar.ChecklistItem{Key: dsar.ItemCopy, Answer: dsar.ItemMissing, SaidAt: now}))
	must(t, w.Enqueue(w.ctx, newMail(t, r, now)))
	filed := newIncoming(t, "gone")
	filed.WorkspaceID, filed.RequestID, filed.State = s.ws.ID, r.ID, dsar.IncomingAssigned
	ok(w.PutIncoming(w.ctx, filed, []byte("raw")))(t)
	must(t, w.PutMailCheck(w.ctx, dsar.MailCheck{RawHash: filed.RawHash, DueAt: now}))
	ok(w.PutAddressToken(w.ctx, s.ws.ID, r.ID, "gone", now))(t)
	must(t, w.PutThreadDecision(w.ctx, s.ws.ID, store.ThreadDecision{MailIDs: []string{"gone"}, RequestID: r.ID, DecidedAt: now}))
	must(t, w.PutDismissal(w.ctx, dsar.Dismissal{WorkspaceID: s.ws.ID, RequestID: r.ID, MessageID: "m", Kind: dsar.EventAcknowledged, At: now}))
	must(t, w.ReplaceClocks(w.ctx, s.ws.ID, r.ID, []dsar.Clock{clock(r, "appeal", dsar.RemindBefore, today.AddDays(90))}))
	wantEqual(t, w.sweep(t, now), 1)
	return r
}

// conversation adds an incoming message with raw bytes under the given hash.
func (w *world) conversation(t *testing.T, r dsar.Request, hash string) {
	t.Helper()
	m := newMessage(t, r)
	m.RawHash = hash
	must(t, w.InsertMessage(w.ctx, m, []byte("raw")))
}

func (w *world) rowCounts(t *testing.T) map[string]int {
	t.Helper()
	counts := make(map[string]int)
	for _, table := range []string{
		"workspaces", "users", "controllers", "controller_words", "subjects", "subject_words", "streams", "erasing", "events", "requests",
		"letters", "messages", "blobs", "findings", "checklist_items", "complaints", "complaint_requests", "outbox", "reminders", "clocks",
		"incoming", "incoming_raw", "mail_checks", "request_addresses", "thread_decisions", "dismissed_proposals",
	} {
		var n int
		must(t, rawDB(w).QueryRowContext(w.ctx, "SELECT COUNT(*) FROM "+table).Scan(&n))
		counts[table] = n
	}
	return counts
}
