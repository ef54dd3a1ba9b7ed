package storetest

import (
	"slices"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// findingWorld has findings of two requests to two controllers on several days.
type findingWorld struct {
	*world
	second                          side // of the same workspace, another controller
	german, lawful, judged, dayless dsar.Finding
	elsewhere                       dsar.Finding // of the second request
}

func newFindingWorld(t *testing.T, open opener) findingWorld {
	t.Helper()
	w := findingWorld{world: newWorld(t, open)}
	m := newMessage(t, w.mine.request)
	must(t, w.InsertMessage(w.ctx, m, nil))
	w.second = w.mine
	w.second.controller = newController(t, w.mine.ws.ID, "Photomatch SAS")
	must(t, w.InsertController(w.ctx, w.second.controller))
	w.second.request = w.addRequest(t, w.second, nil)
	w.german, w.lawful = newFinding(t, w.mine.request, m.ID), newFinding(t, w.mine.request, m.ID)
	w.judged, w.dayless = newFinding(t, w.mine.request, ""), newFinding(t, w.mine.request, "")
	w.elsewhere = newFinding(t, w.second.request, "")
	w.lawful.Verdict, w.lawful.Found, w.lawful.Key = "lawful", "lawful", "fee_demand"
	w.judged.Status, w.judged.SeenOn, w.judged.Verdict = dsar.FindingConfirmed, civil.Must(2025, 11, 30), "judge"
	w.dayless.Status, w.dayless.SeenOn = dsar.FindingDismissed, civil.Date{}
	w.elsewhere.SeenOn = civil.Must(2026, 7, 1)
	must(t, w.InsertFindings(w.ctx, []dsar.Finding{w.german, w.lawful, w.judged, w.dayless, w.elsewhere}))
	must(t, w.InsertFindings(w.ctx, []dsar.Finding{newFinding(t, w.them.request, "")}))
	return w
}

// listed are the ids on all pages of the list.
func (w findingWorld) listed(t *testing.T, f store.FindingFilter) []string {
	t.Helper()
	var ids []string
	for range 10 {
		rows, next, err := w.ListFindings(w.ctx, w.mine.ws.ID, f)
		must(t, err)
		for _, r := range rows {
			ids = append(ids, r.Finding.ID)
		}
		if next == "" {
			return ids
		}
		f.Cursor = next
	}
	t.Fatal("the list does not end")
	return nil
}

func testFindingLists(t *testing.T, open opener) {
	t.Run("a row has the finding and where it belongs", func(t *testing.T) {
		w := newFindingWorld(t, open)
		rows, _, err := w.ListFindings(w.ctx, w.mine.ws.ID, store.FindingFilter{Language: "de", Verdict: "unlawful"})
		must(t, err)
		r := w.mine.request
		wantEqual(t, rows, []store.FindingRow{{
			Finding: w.german, Reference: r.Reference, Regime: r.Regime, ControllerID: w.mine.controller.ID,
			ControllerName: w.mine.controller.Name, SubjectName: w.mine.subject.Name, Language: "de",
		}})
	})
	t.Run("the filters select, and nobody sees another workspace", func(t *testing.T) {
		w := newFindingWorld(t, open)
		for name, c := range map[string]struct {
			filter store.FindingFilter
			want   []dsar.Finding
		}{
			"nothing set":   {store.FindingFilter{}, []dsar.Finding{w.elsewhere, w.lawful, w.german, w.judged, w.dayless}},
			"status":        {store.FindingFilter{Status: dsar.FindingConfirmed}, []dsar.Finding{w.judged}},
			"kind":          {store.FindingFilter{Key: "fee_demand"}, []dsar.Finding{w.lawful}},
			"verdict":       {store.FindingFilter{Verdict: "judge"}, []dsar.Finding{w.judged}},
			"not lawful":    {store.FindingFilter{NotLawful: true, Status: dsar.FindingSuspected}, []dsar.Finding{w.elsewhere, w.german}},
			"controller":    {store.FindingFilter{ControllerID: w.second.controller.ID}, []dsar.Finding{w.elsewhere}},
			"language":      {store.FindingFilter{Language: "de"}, []dsar.Finding{w.lawful, w.german}},
			"name":          {store.FindingFilter{Q: "photom"}, []dsar.Finding{w.elsewhere}},
			"their company": {store.FindingFilter{ControllerID: w.them.controller.ID}, nil},
		} {
			t.Run(name, func(t *testing.T) { wantEqual(t, w.listed(t, c.filter), idsOf(c.want)) })
		}
	})
	t.Run("every order comes whole over pages of two", func(t *testing.T) {
		w := newFindingWorld(t, open)
		newest := idsOf([]dsar.Finding{w.elsewhere, w.lawful, w.german, w.judged, w.dayless})
		oldest := slices.Clone(newest)
		slices.Reverse(oldest)
		byKind := idsOf([]dsar.Finding{w.lawful, w.german, w.judged, w.dayless, w.elsewhere})
		for sort, want := range map[store.FindingSort][]string{store.FindingsNewest: newest, store.FindingsOldest: oldest, store.FindingsByKind: byKind} {
			wantEqual(t, w.listed(t, store.FindingFilter{Sort: sort, Limit: 2}), want)
		}
		_, _, err := w.ListFindings(w.ctx, w.mine.ws.ID, store.FindingFilter{Sort: "grave"})
		wantCode(t, err, dsar.CodeInvalid)
		_, next, err := w.ListFindings(w.ctx, w.mine.ws.ID, store.FindingFilter{Limit: 1})
		must(t, err)
		_, _, err = w.ListFindings(w.ctx, w.mine.ws.ID, store.FindingFilter{Sort: store.FindingsByKind, Cursor: next})
		wantCode(t, err, dsar.CodeInvalid)
	})
	t.Run("what was seen of a controller is counted by kind and day", func(t *testing.T) {
		w := newFindingWorld(t, open)
		wantEqual(t, ok(w.CountFindings(w.ctx, w.mine.ws.ID, w.mine.controller.ID))(t), []store.FindingCount{
			{Key: "lookback_limit", On: civil.Must(2025, 11, 30), Confirmed: true, Count: 1},
			{Key: "lookback_limit", On: civil.Must(2026, 3, 2), Count: 1},
		})
		wantEqual(t, len(ok(w.CountFindings(w.ctx, w.mine.ws.ID, w.them.controller.ID))(t)), 0)
	})
}

func idsOf(findings []dsar.Finding) []string {
	var ids []string
	for _, f := range findings {
		ids = append(ids, f.ID)
	}
	return ids
}
