package storetest

import (
	"testing"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func newComplaint(t *testing.T, s side, requestIDs ...string) dsar.Complaint {
	t.Helper()
	return dsar.Complaint{
		ID: newID(t), WorkspaceID: s.ws.ID, RequestIDs: requestIDs, AuthorityID: "fr-cnil", AuthorityName: "CNIL", Regime: "eu-gdpr",
		Region: "FR", TimeZone: "Europe/Paris", Reference: "22-1234", LodgedOn: today, Status: dsar.ComplaintLodged, ClockVersion: 1,
		CreatedAt: now, Version: 1,
	}
}

func testComplaints(t *testing.T, open opener) {
	t.Run("they come back with their requests in order, and from each request", func(t *testing.T) {
		w := newWorld(t, open)
		other := w.addRequest(t, w.mine, nil)
		c := newComplaint(t, w.mine, other.ID, w.mine.request.ID)
		c.LastHeardOn, c.SilentDue, c.RemedyFrom = today.AddDays(1), day("2026-06-10"), day("2026-06-11")
		must(t, w.InsertComplaint(w.ctx, c))
		wantEqual(t, ok(w.Complaint(w.ctx, w.mine.ws.ID, c.ID))(t), c)
		for _, request := range c.RequestIDs {
			wantEqual(t, ok(w.ComplaintsOf(w.ctx, w.mine.ws.ID, request))(t), []dsar.Complaint{c})
		}
		wantEqual(t, len(ok(w.ComplaintsOf(w.ctx, w.mine.ws.ID, newID(t)))(t)), 0)
	})
	t.Run("a request that does not exist is refused, and nothing is stored", func(t *testing.T) {
		w := newWorld(t, open)
		c := newComplaint(t, w.mine, newID(t))
		wantKey(t, w.InsertComplaint(w.ctx, c), dsar.CodeNotFound, "error.not_found.request")
		_, err := w.Complaint(w.ctx, w.mine.ws.ID, c.ID)
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.complaint")
	})
	t.Run("they have events of their own", func(t *testing.T) {
		w := newWorld(t, open)
		c := newComplaint(t, w.mine, w.mine.request.ID)
		must(t, w.InsertComplaint(w.ctx, c))
		e := newEvent(t, w.mine.request, dsar.EventAuthorityInformed, today)
		e.StreamID = c.ID
		e = ok(w.AppendEvent(w.ctx, e))(t)
		wantEqual(t, ok(w.Events(w.ctx, w.mine.ws.ID, c.ID))(t), []dsar.Event{e})
		wantEqual(t, len(ok(w.Events(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)), 0)
	})
	t.Run("a change needs the present version, or 0", func(t *testing.T) {
		w := newWorld(t, open)
		c := newComplaint(t, w.mine, w.mine.request.ID)
		must(t, w.InsertComplaint(w.ctx, c))
		c.Status, c.LastHeardOn, c.RemedyFrom, c.Reference, c.ClockVersion = dsar.ComplaintInformed, today, day("2026-06-11"), "new", 2
		must(t, w.UpdateComplaint(w.ctx, c, 1))
		wantKey(t, w.UpdateComplaint(w.ctx, c, 1), dsar.CodeStale, "error.stale")
		c.LastHeardOn, c.RemedyFrom = day("2026-03-09"), day("2026-06-10")
		must(t, w.UpdateComplaint(w.ctx, c, 0))
		c.Version = 3
		wantEqual(t, ok(w.Complaint(w.ctx, w.mine.ws.ID, c.ID))(t), c)
		c.ID = newID(t)
		wantKey(t, w.UpdateComplaint(w.ctx, c, 0), dsar.CodeNotFound, "error.not_found.complaint")
	})
	t.Run("the nearest date comes first, and dates select only what is undecided", func(t *testing.T) {
		w := newWorld(t, open)
		add := func(remedy string, status dsar.ComplaintStatus) string {
			c := newComplaint(t, w.mine, w.mine.request.ID)
			c.Status = status
			if remedy != "" {
				c.RemedyFrom = day(remedy)
			}
			must(t, w.InsertComplaint(w.ctx, c))
			return c.ID
		}
		undated, late := add("", dsar.ComplaintLodged), add("2026-06-11", dsar.ComplaintInformed)
		early, decided := add("2026-03-01", dsar.ComplaintLodged), add("2026-03-02", dsar.ComplaintDecided)
		for _, c := range []struct {
			filter store.ComplaintFilter
			want   []string
		}{
			{store.ComplaintFilter{}, []string{early, decided, late, undated}},
			{store.ComplaintFilter{RemedyTo: today}, []string{early}},
			{store.ComplaintFilter{RemedyFrom: today, RemedyTo: day("2199-12-31")}, []string{late}},
		} {
			var got []string
			for {
				c.filter.Limit = 1
				page, next, err := w.Complaints(w.ctx, w.mine.ws.ID, c.filter)
				must(t, err)
				for _, complaint := range page {
					got = append(got, complaint.ID)
				}
				if c.filter.Cursor = next; next == "" {
					break
				}
			}
			wantEqual(t, got, c.want)
		}
		_, _, err := w.Complaints(w.ctx, w.mine.ws.ID, store.ComplaintFilter{Cursor: "x"})
		wantCode(t, err, dsar.CodeInvalid)
	})
}
