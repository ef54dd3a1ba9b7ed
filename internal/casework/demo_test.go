package casework_test

import (
	"testing"

	"recourse/internal/casework"
	"recourse/internal/testdb"
)

// The example is looked at as if the person had recorded it, whether their account
// is made before it or after.
func TestDemoIsRecordedByItsOwner(t *testing.T) {
	recordedBy := func(t *testing.T, b *bench, a casework.Actor) {
		t.Helper()
		page := must(b.Requests(t.Context(), a, casework.RequestQuery{Limit: 100}))(t)
		for _, r := range page.Items {
			v := must(b.Request(t.Context(), a, r.Request.ID))(t)
			for _, e := range v.Events {
				if e.ActorID != a.UserID || e.Details.Automatic {
					t.Errorf("%s of %s is recorded by %q, not by the owner", e.Kind, r.Request.Reference, e.ActorID)
				}
			}
		}
		if len(page.Items) == 0 {
			t.Error("no requests")
		}
	}
	t.Run("with an account", func(t *testing.T) {
		b := onSQLite(t, "2026-11-22")
		must(b.Demo(t.Context(), "en"))(t)
		recordedBy(t, b, b.owner)
	})
	t.Run("before there is one", func(t *testing.T) {
		b := benchWithoutAccount(t, testdb.SQLite(t), "2026-11-22")
		must(b.Demo(t.Context(), "en"))(t)
		account := must(b.Setup(t.Context(), casework.NewAccount{Email: "a@example.org", Password: "correct horse"}))(t)
		recordedBy(t, b, account.Actor())
	})
}
