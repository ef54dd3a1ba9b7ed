package storetest

import (
	"testing"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func newPolicy(t *testing.T, s side, readOn civil.Date) dsar.Policy {
	t.Helper()
	return dsar.Policy{
		ID: newID(t), WorkspaceID: s.ws.ID, ControllerID: s.controller.ID, Text: "Only the last twelve months, “né”.", Hash: "abc",
		URL: "https://acme.example/privacy", Language: "en", ReadOn: readOn, CreatedAt: now, CreatedBy: s.user.ID,
		Found: []dsar.PolicyFinding{{Key: "lookback_limit", Start: 0, End: 26, Quote: "Only the last twelve months", Rule: "en-x", Confidence: 0.9}},
	}
}

func testPolicies(t *testing.T, open opener) {
	t.Run("a policy is stored whole, and listed without its text, the one read last first", func(t *testing.T) {
		w := newWorld(t, open)
		older, newer := newPolicy(t, w.mine, today.AddDays(-30)), newPolicy(t, w.mine, today)
		newer.Found, newer.URL = []dsar.PolicyFinding{}, ""
		must(t, w.InsertPolicy(w.ctx, newer))
		must(t, w.InsertPolicy(w.ctx, older))
		must(t, w.InsertPolicy(w.ctx, newPolicy(t, w.them, today)))
		wantEqual(t, ok(w.Policy(w.ctx, w.mine.ws.ID, older.ID))(t), older)
		older.Text, newer.Text = "", ""
		wantEqual(t, ok(w.Policies(w.ctx, w.mine.ws.ID, w.mine.controller.ID))(t), []dsar.Policy{newer, older})
	})
	t.Run("a deleted one is gone", func(t *testing.T) {
		w := newWorld(t, open)
		p := newPolicy(t, w.mine, today)
		must(t, w.InsertPolicy(w.ctx, p))
		must(t, w.DeletePolicy(w.ctx, w.mine.ws.ID, p.ID))
		_, err := w.Policy(w.ctx, w.mine.ws.ID, p.ID)
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.policy")
		wantKey(t, w.DeletePolicy(w.ctx, w.mine.ws.ID, p.ID), dsar.CodeNotFound, "error.not_found.policy")
	})
	t.Run("one of a company of somebody else is refused", func(t *testing.T) {
		w := newWorld(t, open)
		p := newPolicy(t, w.mine, today)
		p.ControllerID = w.them.controller.ID
		wantKey(t, w.InsertPolicy(w.ctx, p), dsar.CodeNotFound, "error.not_found.controller")
	})
}
