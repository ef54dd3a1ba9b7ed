package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

func testChecklists(t *testing.T, open opener) {
	item := func(key dsar.ChecklistKey, answer dsar.ChecklistAnswer, by side) dsar.ChecklistItem {
		return dsar.ChecklistItem{Key: key, Answer: answer, Note: "“né”", SaidBy: by.user.ID, SaidAt: now}
	}
	t.Run("items are stored whole and listed in the order of the law", func(t *testing.T) {
		w := newWorld(t, open)
		source, purposes := item(dsar.ItemSource, dsar.ItemMissing, w.mine), item(dsar.ItemPurposes, dsar.ItemGiven, w.mine)
		recipients := item(dsar.ItemRecipients, dsar.ItemCategoriesOnly, w.mine)
		for _, i := range []dsar.ChecklistItem{source, purposes, recipients} {
			must(t, w.PutChecklistItem(w.ctx, w.mine.ws.ID, w.mine.request.ID, i))
		}
		must(t, w.PutChecklistItem(w.ctx, w.them.ws.ID, w.them.request.ID, item(dsar.ItemCopy, dsar.ItemMissing, w.them)))
		wantEqual(t, ok(w.Checklist(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.ChecklistItem{purposes, recipients, source})
		wantEqual(t, len(ok(w.Checklist(w.ctx, w.mine.ws.ID, w.them.request.ID))(t)), 0)
	})
	t.Run("what is said again takes the place of what was said", func(t *testing.T) {
		w := newWorld(t, open)
		before, after := item(dsar.ItemCopy, dsar.ItemMissing, w.mine), item(dsar.ItemCopy, "", w.mine)
		after.Note, after.SaidAt = "", now.Add(time.Hour)
		must(t, w.PutChecklistItem(w.ctx, w.mine.ws.ID, w.mine.request.ID, before))
		must(t, w.PutChecklistItem(w.ctx, w.mine.ws.ID, w.mine.request.ID, after))
		wantEqual(t, ok(w.Checklist(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.ChecklistItem{after})
	})
	t.Run("one of a request of somebody else is refused", func(t *testing.T) {
		w := newWorld(t, open)
		err := w.PutChecklistItem(w.ctx, w.mine.ws.ID, w.them.request.ID, item(dsar.ItemCopy, dsar.ItemMissing, w.mine))
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.request")
	})
	t.Run("findings from the data and from the list are stored", func(t *testing.T) {
		w := newWorld(t, open)
		for _, source := range []dsar.FindingSource{dsar.SourceData, dsar.SourceChecklist} {
			f := newFinding(t, w.mine.request, "")
			f.Source, f.Start, f.End, f.Quote = source, 0, 0, ""
			f.Evidence = dsar.FormatLacking([]dsar.LackingItem{{Key: dsar.ItemCopy, Answer: dsar.ItemMissing}})
			must(t, w.InsertFindings(w.ctx, []dsar.Finding{f}))
			wantEqual(t, ok(w.Finding(w.ctx, w.mine.ws.ID, f.ID))(t).Source, source)
		}
	})
}
