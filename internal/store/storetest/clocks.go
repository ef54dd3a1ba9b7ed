package storetest

import (
	"slices"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// clock is a clock of the request that ends on the day.
func clock(r dsar.Request, id string, remind dsar.ClockReminder, end civil.Date) dsar.Clock {
	return dsar.Clock{
		WorkspaceID: r.WorkspaceID, SubjectOf: r.ID, RequestID: r.ID, Regime: "us-co-cpa", ID: id, Duty: "person", Kind: "window",
		Remind: remind, Start: today.AddDays(-40), Opens: today.AddDays(-40), End: end,
	}
}

func testClocks(t *testing.T, open opener) {
	t.Run("are kept with the request and replaced as a whole", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		first, second := clock(r, "appeal", dsar.RemindBefore, today.AddDays(5)), clock(r, "silence", dsar.RemindAfter, today.AddDays(9))
		second.Opens = civil.Date{}
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{second, first}))
		wantEqual(t, ok(w.ClocksOf(w.ctx, r.WorkspaceID, []string{r.ID}))(t)[r.ID], []dsar.Clock{first, second})
		wantEqual(t, ok(w.Clock(w.ctx, r.WorkspaceID, r.ID, "us-co-cpa/silence"))(t), second)
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{first}))
		_, err := w.Clock(w.ctx, r.WorkspaceID, r.ID, "us-co-cpa/silence")
		wantCode(t, err, dsar.CodeNotFound)
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, nil))
		wantEqual(t, len(ok(w.ClocksOf(w.ctx, r.WorkspaceID, []string{r.ID}))(t)), 0)
	})
	t.Run("are listed by their end, with names, and only those asked for", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		late, soon := clock(r, "late", dsar.RemindBefore, today.AddDays(9)), clock(r, "soon", dsar.RemindBefore, today)
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{
			late, soon, clock(r, "past", dsar.RemindBefore, today.AddDays(-1)), clock(r, "after", dsar.RemindAfter, today),
		}))
		got := ok(w.ClocksEnding(w.ctx, r.WorkspaceID, dsar.RemindBefore, today, today.AddDays(9), 10))(t)
		if len(got) != 2 || got[0].Clock != soon || got[1].Clock != late || got[0].ControllerName != w.mine.controller.Name || got[0].SubjectName != w.mine.subject.Name {
			t.Errorf("got %+v", got)
		}
		wantEqual(t, len(ok(w.ClocksEnding(w.ctx, r.WorkspaceID, dsar.RemindBefore, today, today.AddDays(9), 1))(t)), 1)
	})
	t.Run("of a window are reminded of before its end, each offset once", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		c := clock(r, "appeal", dsar.RemindBefore, today.AddDays(7))
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{c}))
		wantEqual(t, w.sweep(t, paris(today.AddDays(-1), 23)), 0)
		wantEqual(t, w.sweep(t, paris(today, 8)), 1)
		wantEqual(t, w.sweep(t, paris(today.AddDays(1), 8)), 0)
		wantEqual(t, ok(w.PendingReminders(w.ctx, w.mine.ws.ID, w.mine.user.ID, 10))(t), []dsar.Reminder{{
			SubjectOf: r.ID, Kind: "clock:us-co-cpa/appeal:7", ClockVersion: c.Version(), RecipientID: w.mine.user.ID,
			WorkspaceID: w.mine.ws.ID, RequestID: r.ID, Date: c.End, State: dsar.ReminderPending, CreatedAt: paris(today, 8),
		}})
		moved := c
		moved.End = today.AddDays(10)
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{moved}))
		wantEqual(t, w.sweep(t, paris(today.AddDays(3), 8)), 1)
		wantEqual(t, w.sweep(t, paris(today.AddDays(6), 8)), 0)
	})
	t.Run("that were missed or open a remedy are reminded of from the day after, once, and not for ever", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{
			clock(r, "appeal-answer", dsar.RemindAfter, today), clock(r, "long-ago", dsar.RemindAfter, today.AddDays(-60)),
		}))
		wantEqual(t, w.sweep(t, paris(today, 20)), 0)
		wantEqual(t, w.sweep(t, paris(today.AddDays(1), 8)), 1)
		wantEqual(t, w.sweep(t, paris(today.AddDays(2), 8)), 0)
		wantEqual(t, w.pending(t), []string{"clock:us-co-cpa/appeal-answer"})
	})
	t.Run("of which nobody is reminded are kept and neither swept nor listed", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		c := clock(r, "silence", "", today.AddDays(1))
		must(t, w.ReplaceClocks(w.ctx, r.WorkspaceID, r.ID, []dsar.Clock{c}))
		wantEqual(t, ok(w.ClocksOf(w.ctx, r.WorkspaceID, []string{r.ID}))(t)[r.ID], []dsar.Clock{c})
		wantEqual(t, len(ok(w.ClocksEnding(w.ctx, r.WorkspaceID, dsar.RemindBefore, today, today.AddDays(9), 10))(t)), 0)
		wantEqual(t, w.sweep(t, paris(today, 8)), 0)
		wantEqual(t, w.sweep(t, paris(today.AddDays(2), 8)), 0)
	})
	t.Run("are looked for by the edition of their law", func(t *testing.T) {
		w := newWorld(t, open)
		under := func(edition string, moved bool, status dsar.Status) string {
			return w.addRequest(t, w.mine, func(r *dsar.Request) {
				r.Edition, r.LawMoved, r.Projection.Status = edition, moved, status
			}).ID
		}
		changed, moved := under("rules/a=1", false, dsar.StatusWaiting), under("rules/a=2", true, dsar.StatusWaiting)
		unheld := under("", false, dsar.StatusClosed)
		under("rules/a=2", false, dsar.StatusWaiting)
		under("rules/a=1", false, dsar.StatusClosed)
		under("", false, dsar.StatusDraft)
		wantEqual(t, ok(w.Editions(w.ctx))(t), []string{"", "rules/a=1", "rules/a=2"})
		wantEqual(t, ok(w.CountOpen(w.ctx))(t), 3)
		var found []string
		must(t, w.EachRequestUnder(w.ctx, 1, []string{"rules/a=1"}, []string{""}, func(batch []dsar.Request) error {
			for _, r := range batch {
				found = append(found, r.ID)
			}
			return nil
		}))
		want := []string{changed, moved, unheld}
		slices.Sort(want)
		slices.Sort(found)
		wantEqual(t, found, want)
		must(t, w.EachRequestUnder(w.ctx, 1, nil, nil, func(batch []dsar.Request) error {
			if len(batch) != 1 || batch[0].ID != moved {
				t.Errorf("without editions %d requests are found", len(batch))
			}
			return nil
		}))
	})
	t.Run("go with the request; those of a complaint about another one too stay", func(t *testing.T) {
		w := newWorld(t, open)
		gone := w.addRequest(t, w.mine, nil)
		complaint := newComplaint(t, w.mine, gone.ID, w.mine.request.ID)
		must(t, w.InsertComplaint(w.ctx, complaint))
		must(t, w.ReplaceClocks(w.ctx, w.mine.ws.ID, gone.ID, []dsar.Clock{clock(gone, "appeal", dsar.RemindBefore, today)}))
		of := clock(gone, "fr-court", dsar.RemindBefore, today)
		of.SubjectOf = complaint.ID
		must(t, w.ReplaceClocks(w.ctx, w.mine.ws.ID, complaint.ID, []dsar.Clock{of}))
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, gone.ID))
		of.RequestID = w.mine.request.ID
		wantEqual(t, ok(w.ClocksOf(w.ctx, w.mine.ws.ID, []string{gone.ID, complaint.ID}))(t), map[string][]dsar.Clock{complaint.ID: {of}})
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, w.mine.request.ID))
		wantEqual(t, w.rowCounts(t)["clocks"], 0)
	})
	t.Run("of another workspace cannot be seen, written or removed", func(t *testing.T) {
		w := newWorld(t, open)
		theirs, me := w.them.request, w.mine.ws.ID
		c := clock(theirs, "appeal", dsar.RemindBefore, today)
		must(t, w.ReplaceClocks(w.ctx, theirs.WorkspaceID, theirs.ID, []dsar.Clock{c}))
		_, err := w.Clock(w.ctx, me, theirs.ID, c.Key())
		wantCode(t, err, dsar.CodeNotFound)
		wantEqual(t, len(ok(w.ClocksOf(w.ctx, me, []string{theirs.ID}))(t)), 0)
		wantEqual(t, len(ok(w.ClocksEnding(w.ctx, me, dsar.RemindBefore, today, today, 10))(t)), 0)
		wantCode(t, w.ReplaceClocks(w.ctx, me, theirs.ID, []dsar.Clock{c}), dsar.CodeNotFound)
		must(t, w.ReplaceClocks(w.ctx, me, theirs.ID, nil))
		wantEqual(t, ok(w.Clock(w.ctx, theirs.WorkspaceID, theirs.ID, c.Key()))(t), c)
	})
}
