package storetest

import (
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func (w *world) addDate(t *testing.T, kind dsar.DateKind, by string, on civil.Date) dsar.RequestDate {
	t.Helper()
	d := dsar.RequestDate{
		ID: newID(t), WorkspaceID: w.mine.ws.ID, RequestID: w.mine.request.ID, Kind: kind, On: on, Note: "call them",
		CreatedBy: by, CreatedAt: now, Version: 1,
	}
	must(t, w.InsertRequestDate(w.ctx, d))
	return d
}

func testRequestDates(t *testing.T, open opener) {
	t.Run("their own day is told to who set it, from that day on", func(t *testing.T) {
		w := newWorld(t, open)
		member := newUser(t, w.mine.ws.ID, "m@example.org")
		must(t, w.InsertUser(w.ctx, member))
		d := w.addDate(t, dsar.DateOwn, w.mine.user.ID, today.AddDays(1))
		wantEqual(t, w.sweep(t, paris(today, 20)), 0)
		wantEqual(t, w.sweep(t, paris(today.AddDays(1), 8)), 1)
		wantEqual(t, w.sweep(t, paris(today.AddDays(2), 8)), 0)
		wantEqual(t, w.pending(t), []string{"own:" + d.ID})
	})
	t.Run("the last day of a link is told to everybody, three days and one day before and on it", func(t *testing.T) {
		w := newWorld(t, open)
		d := w.addDate(t, dsar.DateLink, "somebody", today.AddDays(4))
		var news []int
		for n := range 6 {
			news = append(news, w.sweep(t, paris(today.AddDays(n), 8)))
		}
		wantEqual(t, news, []int{0, 1, 0, 1, 1, 0})
		wantEqual(t, w.pending(t), []string{"link_expires:" + d.ID, "link_expires:" + d.ID + ":1", "link_expires:" + d.ID + ":3"})
	})
	t.Run("what is done is not told, what is not done after all is", func(t *testing.T) {
		w := newWorld(t, open)
		d := w.addDate(t, dsar.DateOwn, w.mine.user.ID, today)
		wantCode(t, w.FinishRequestDate(w.ctx, d, now, 7), dsar.CodeStale)
		must(t, w.FinishRequestDate(w.ctx, d, now, 1))
		wantEqual(t, w.sweep(t, paris(today, 8)), 0)
		must(t, w.FinishRequestDate(w.ctx, d, time.Time{}, 2))
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
	})
	t.Run("they are listed by day, removed, and gone with their request", func(t *testing.T) {
		w := newWorld(t, open)
		ws, id := w.mine.ws.ID, w.mine.request.ID
		later, first := w.addDate(t, dsar.DateOwn, w.mine.user.ID, today.AddDays(9)), w.addDate(t, dsar.DateLink, w.mine.user.ID, today)
		wantEqual(t, ok(w.RequestDatesOf(w.ctx, ws, []string{id}))(t), []dsar.RequestDate{first, later})
		wantEqual(t, len(ok(w.RequestDatesOf(w.ctx, w.them.ws.ID, []string{id}))(t)), 0)
		wantCode(t, w.DeleteRequestDate(w.ctx, w.them.ws.ID, first.ID), dsar.CodeNotFound)
		must(t, w.DeleteRequestDate(w.ctx, ws, first.ID))
		wantCode(t, w.DeleteRequestDate(w.ctx, ws, first.ID), dsar.CodeNotFound)
		must(t, w.ChooseReminders(w.ctx, dsar.ReminderChoice{WorkspaceID: ws, RequestID: id, UserID: w.mine.user.ID, Muted: true}))
		must(t, w.EraseRequest(w.ctx, ws, id))
		_, err := w.RequestDate(w.ctx, ws, later.ID)
		wantCode(t, err, dsar.CodeNotFound)
	})
}

func testChoices(t *testing.T, open opener) {
	choose := func(t *testing.T, w *world, r dsar.Request, muted bool, until civil.Date) {
		t.Helper()
		must(t, w.ChooseReminders(w.ctx, dsar.ReminderChoice{
			WorkspaceID: r.WorkspaceID, RequestID: r.ID, UserID: w.mine.user.ID, Muted: muted, SnoozedUntil: until,
		}))
	}
	late := status(dsar.StatusWaiting, func(p *dsar.Projection) { p.Awaiting, p.ComplaintFrom = true, today })
	t.Run("a muted request is not told of, one that is not any more is", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, late)
		choose(t, w, r, true, civil.Date{})
		wantEqual(t, ok(w.ReminderChoices(w.ctx, w.mine.ws.ID, w.mine.user.ID, []string{r.ID}))(t)[0].Muted, true)
		wantEqual(t, w.sweep(t, paris(today, 8)), 0)
		choose(t, w, r, false, civil.Date{})
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
	})
	t.Run("what is put off comes again on the day, once", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, late)
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
		choose(t, w, r, false, today.AddDays(3))
		wantEqual(t, w.sweep(t, paris(today.AddDays(2), 8)), 0)
		wantEqual(t, w.sweep(t, paris(today.AddDays(3), 8)), 1)
		wantEqual(t, w.sweep(t, paris(today.AddDays(4), 8)), 0)
		wantEqual(t, w.pending(t), []string{"complaint_from", "complaint_from@2026-03-13"})
	})
	t.Run("but not later than its last day", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, awaiting(today.AddDays(2)))
		choose(t, w, r, false, today.AddDays(6))
		wantEqual(t, w.sweep(t, paris(today.AddDays(1), 8)), 0)
		wantEqual(t, w.sweep(t, paris(today.AddDays(2), 8)), 1)
		wantEqual(t, w.pending(t), []string{"due_today@2026-03-16"})
	})
	t.Run("the choice is the chooser's alone, and of that request", func(t *testing.T) {
		w := newWorld(t, open)
		member := newUser(t, w.mine.ws.ID, "m@example.org")
		must(t, w.InsertUser(w.ctx, member))
		choose(t, w, w.addRequest(t, w.mine, late), true, civil.Date{})
		w.addRequest(t, w.mine, late)
		wantEqual(t, w.sweep(t, paris(today, 8)), 3)
	})
	t.Run("what was withdrawn may be told again", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.addRequest(t, w.mine, late)
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
		must(t, w.FinishReminder(w.ctx, ok(w.ClaimReminders(w.ctx, paris(today, 8), lease, 5))(t)[0], dsar.ReminderObsolete, "", now))
		wantEqual(t, w.sweep(t, paris(today, 8)), 0)
		must(t, w.FreeReminders(w.ctx, r.WorkspaceID, r.ID))
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
	})
}

func testUndelivered(t *testing.T, open opener) {
	letterTo := func(t *testing.T, w *world, kind string, state dsar.OutboxState, at time.Time) dsar.OutboxMail {
		t.Helper()
		m := dsar.OutboxMail{
			ID: newID(t), WorkspaceID: w.mine.ws.ID, RequestID: w.mine.request.ID, Kind: kind, From: "a@example.org", To: "b@example.org",
			MailID: newID(t), Raw: []byte("x"), State: state, CreatedAt: at, NotBefore: at,
		}
		must(t, w.Enqueue(w.ctx, m))
		return m
	}
	t.Run("the last letter is told of, once", func(t *testing.T) {
		w := newWorld(t, open)
		m := letterTo(t, w, "letter", dsar.OutboxFailed, now)
		wantEqual(t, w.sweep(t, now), 1)
		wantEqual(t, w.sweep(t, now), 0)
		wantEqual(t, w.pending(t), []string{"bounce:" + m.ID})
		wantEqual(t, ok(w.LastLetters(w.ctx, w.mine.ws.ID, []string{w.mine.request.ID}))(t)[0].State, dsar.OutboxFailed)
	})
	t.Run("not one after which another was sent, nor a reminder", func(t *testing.T) {
		w := newWorld(t, open)
		letterTo(t, w, "letter", dsar.OutboxFailed, now)
		letterTo(t, w, "letter", dsar.OutboxQueued, now)
		letterTo(t, w, "reminder", dsar.OutboxFailed, now)
		wantEqual(t, w.sweep(t, now), 0)
		wantEqual(t, ok(w.LastLetters(w.ctx, w.mine.ws.ID, []string{w.mine.request.ID}))(t)[0].State, dsar.OutboxQueued)
	})
}
