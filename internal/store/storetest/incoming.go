package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
	"recourse/internal/store"
)

func newIncoming(t *testing.T, key string) dsar.Incoming {
	t.Helper()
	return dsar.Incoming{
		ID: newID(t), DedupKey: key, Door: dsar.DoorLMTP, MailFrom: "dpo@example.org", Recipients: []string{"r.a@us"},
		RawHash: key, Size: 3, ReceivedAt: now, NotBefore: now, State: dsar.IncomingStored, Version: 1,
	}
}

func testIncoming(t *testing.T, open opener) {
	put := func(t *testing.T, w *world, key string) dsar.Incoming {
		t.Helper()
		m := newIncoming(t, key)
		wantEqual(t, ok(w.PutIncoming(w.ctx, m, []byte("raw\x00"+key)))(t), true)
		return m
	}
	claim := func(t *testing.T, w *world, at time.Time) []dsar.Incoming {
		t.Helper()
		return ok(w.ClaimIncoming(w.ctx, at, lease, 10))(t)
	}
	t.Run("a mail is claimed, and by nobody else under the lease; its bytes are as they came", func(t *testing.T) {
		w := newWorld(t, open)
		m := put(t, w, "1")
		m.Attempts, m.LeaseUntil = 1, now.Add(lease)
		wantEqual(t, claim(t, w, now), []dsar.Incoming{m})
		wantEqual(t, len(claim(t, w, now.Add(lease-time.Second))), 0)
		wantEqual(t, string(ok(w.IncomingRaw(w.ctx, m))(t)), "raw\x001")
		if again := claim(t, w, now.Add(lease)); len(again) != 1 || again[0].Attempts != 2 {
			t.Errorf("after the lease: %+v", again)
		}
	})
	t.Run("the same mail by another door is stored once", func(t *testing.T) {
		w := newWorld(t, open)
		put(t, w, "1")
		again := newIncoming(t, "1")
		again.Door, again.Recipients = dsar.DoorFile, nil
		wantEqual(t, ok(w.PutIncoming(w.ctx, again, []byte("raw")))(t), false)
		wantEqual(t, len(claim(t, w, now)), 1)
		wantEqual(t, len(claim(t, w, now)), 0)
	})
	t.Run("with another recipient it is read again", func(t *testing.T) {
		w := newWorld(t, open)
		put(t, w, "1")
		first := claim(t, w, now)[0]
		first.WorkspaceID, first.State = w.mine.ws.ID, dsar.IncomingWaiting
		must(t, w.FinishIncoming(w.ctx, first))
		again := newIncoming(t, "1")
		again.Recipients = []string{"r.a@us", "r.b@us"}
		wantEqual(t, ok(w.PutIncoming(w.ctx, again, nil))(t), false)
		got := claim(t, w, now)
		if len(got) != 1 || len(got[0].Recipients) != 2 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("what was read is stored, and a slow reader changes nothing", func(t *testing.T) {
		w := newWorld(t, open)
		put(t, w, "1")
		slow := claim(t, w, now)[0]
		quick := claim(t, w, now.Add(lease))[0]
		quick.WorkspaceID, quick.State, quick.Subject, quick.MailID = w.mine.ws.ID, dsar.IncomingWaiting, "Ihre Anfrage", "x@them"
		quick.Thread, quick.Notes, quick.WrittenAt = []string{"y@us"}, []string{"note_typo"}, now
		quick.Proposals = []dsar.IncomingProposal{{RequestID: w.mine.request.ID, Score: 90, Reasons: []string{"mistyped"}}}
		must(t, w.FinishIncoming(w.ctx, quick))
		wantCode(t, w.FinishIncoming(w.ctx, slow), dsar.CodeStale)
		quick.LeaseUntil, quick.Version = time.Time{}, 2
		wantEqual(t, ok(w.Incoming(w.ctx, w.mine.ws.ID, quick.ID))(t), quick)
		wantEqual(t, len(claim(t, w, now.Add(time.Hour))), 0)
	})
	t.Run("of two decisions the second is told", func(t *testing.T) {
		w := newWorld(t, open)
		m := newIncoming(t, "1")
		m.WorkspaceID, m.State = w.mine.ws.ID, dsar.IncomingWaiting
		ok(w.PutIncoming(w.ctx, m, nil))(t)
		m.State, m.DecidedBy, m.DecidedAt = dsar.IncomingRefused, w.mine.user.ID, now
		must(t, w.UpdateIncoming(w.ctx, m, 1))
		wantCode(t, w.UpdateIncoming(w.ctx, m, 1), dsar.CodeStale)
		wantEqual(t, ok(w.RequeueIncoming(w.ctx, w.mine.ws.ID, now, dsar.IncomingRefused))(t), 0)
	})
	t.Run("a mail that names two requests has a copy for each, once", func(t *testing.T) {
		w := newWorld(t, open)
		m := put(t, w, "1")
		for range 2 {
			second := m
			second.ID, second.CopyFor = newID(t), w.mine.request.ID
			must(t, w.CopyIncoming(w.ctx, second))
		}
		wantEqual(t, len(claim(t, w, now)), 2)
	})
	t.Run("the bytes go when every copy is filed", func(t *testing.T) {
		w := newWorld(t, open)
		m := put(t, w, "1")
		must(t, w.DropIncomingRaw(w.ctx, m.RawHash))
		ok(w.IncomingRaw(w.ctx, m))(t)
		got := claim(t, w, now)[0]
		got.WorkspaceID, got.State = w.mine.ws.ID, dsar.IncomingAssigned
		must(t, w.FinishIncoming(w.ctx, got))
		must(t, w.DropIncomingRaw(w.ctx, m.RawHash))
		before := ok(w.IncomingRaw(w.ctx, got))(t) // no message has them
		message := newMessage(t, w.mine.request)
		message.RawHash = m.RawHash
		must(t, w.InsertMessage(w.ctx, message, before))
		must(t, w.DropIncomingRaw(w.ctx, m.RawHash))
		wantEqual(t, string(ok(w.IncomingRaw(w.ctx, got))(t)), string(before))
	})
	t.Run("lists have pages, the latest first, and count", func(t *testing.T) {
		w := newWorld(t, open)
		for i, key := range []string{"1", "2", "3"} {
			m := newIncoming(t, key)
			m.WorkspaceID, m.State, m.ReceivedAt = w.mine.ws.ID, dsar.IncomingWaiting, now.Add(time.Duration(i)*time.Hour)
			ok(w.PutIncoming(w.ctx, m, nil))(t)
		}
		first, next, err := w.IncomingMails(w.ctx, w.mine.ws.ID, store.IncomingFilter{Limit: 2})
		must(t, err)
		second, end, err := w.IncomingMails(w.ctx, w.mine.ws.ID, store.IncomingFilter{Limit: 2, Cursor: next})
		must(t, err)
		if len(first) != 2 || len(second) != 1 || end != "" || first[0].DedupKey != "3" || second[0].DedupKey != "1" {
			t.Errorf("%d and %d, next %q", len(first), len(second), end)
		}
		wantEqual(t, ok(w.CountIncoming(w.ctx, w.mine.ws.ID, dsar.IncomingWaiting, dsar.IncomingFailed))(t), 3)
		_, _, err = w.IncomingMails(w.ctx, w.mine.ws.ID, store.IncomingFilter{Cursor: "x"})
		wantCode(t, err, dsar.CodeInvalid)
	})
	t.Run("health counts, and shows nothing else", func(t *testing.T) {
		w := newWorld(t, open)
		put(t, w, "1")
		ownerless := newIncoming(t, "2")
		ownerless.State = dsar.IncomingWaiting
		ok(w.PutIncoming(w.ctx, ownerless, nil))(t)
		wantEqual(t, ok(w.IncomingHealth(w.ctx))(t), dsar.IncomingHealth{Unread: 1, Oldest: now, Ownerless: 1})
		wantEqual(t, ok(w.RequeueIncoming(w.ctx, "", now, dsar.IncomingWaiting))(t), 1)
	})
	t.Run("a mail of nobody is given once, and read again", func(t *testing.T) {
		w := newWorld(t, open)
		m := newIncoming(t, "1")
		m.State = dsar.IncomingWaiting
		ok(w.PutIncoming(w.ctx, m, nil))(t)
		wantEqual(t, len(ok(w.UnownedIncoming(w.ctx, 10))(t)), 1)
		must(t, w.GiveIncoming(w.ctx, m.ID, w.mine.ws.ID, now))
		wantEqual(t, len(ok(w.UnownedIncoming(w.ctx, 10))(t)), 0)
		wantCode(t, w.GiveIncoming(w.ctx, m.ID, w.them.ws.ID, now), dsar.CodeConflict)
		wantCode(t, w.GiveIncoming(w.ctx, "none", w.them.ws.ID, now), dsar.CodeNotFound)
		claimed := ok(w.ClaimIncoming(w.ctx, now, lease, 10))(t)
		if len(claimed) != 1 || claimed[0].WorkspaceID != w.mine.ws.ID {
			t.Errorf("%+v", claimed)
		}
	})
	t.Run("readers at once never claim one mail twice", func(t *testing.T) {
		w := newWorld(t, open)
		for range 40 {
			put(t, w, newID(t))
		}
		wantOnce(t, claimAtOnce(t, 4, func() ([]string, error) {
			mails, err := w.ClaimIncoming(w.ctx, now, lease, 7)
			var ids []string
			for _, m := range mails {
				ids = append(ids, m.ID)
			}
			return ids, err
		}), 40)
	})
}

func testTraces(t *testing.T, open opener) {
	w := newWorld(t, open)
	r, ws := w.mine.request, w.mine.ws.ID
	want := []store.Traced{{Key: "token", WorkspaceID: ws, RequestID: r.ID, Status: dsar.StatusDraft}}
	t.Run("a request has one address", func(t *testing.T) {
		wantEqual(t, ok(w.AddressToken(w.ctx, ws, r.ID))(t), "")
		wantEqual(t, ok(w.PutAddressToken(w.ctx, ws, r.ID, "token", now))(t), "token")
		wantEqual(t, ok(w.PutAddressToken(w.ctx, ws, r.ID, "another", now))(t), "token")
		wantEqual(t, ok(w.TraceTokens(w.ctx, "", []string{"token", "another"}))(t), want)
	})
	t.Run("by the id of a mail, each request once", func(t *testing.T) {
		for range 2 {
			m := newMessage(t, r)
			m.MailID = "letter@us"
			must(t, w.InsertMessage(w.ctx, m, nil))
		}
		want[0].Key = "letter@us"
		wantEqual(t, ok(w.TraceMails(w.ctx, "", []string{"letter@us", ""}))(t), want)
		wantEqual(t, len(ok(w.TraceMails(w.ctx, w.them.ws.ID, []string{"letter@us"}))(t)), 0)
	})
	t.Run("by its reference", func(t *testing.T) {
		want[0].Key = r.Reference
		wantEqual(t, ok(w.TraceReferences(w.ctx, ws, []string{r.Reference}))(t), want)
	})
	t.Run("by a decision, the last one about the mail, until it is taken back", func(t *testing.T) {
		other := w.addRequest(t, w.mine, nil)
		for _, id := range []string{r.ID, other.ID} {
			must(t, w.PutThreadDecision(w.ctx, ws, store.ThreadDecision{MailIDs: []string{"a@them", "b@them"}, RequestID: id, DecidedAt: now}))
		}
		got := ok(w.TraceDecisions(w.ctx, ws, []string{"a@them"}))(t)
		if len(got) != 1 || got[0].RequestID != other.ID {
			t.Errorf("%+v", got)
		}
		must(t, w.DeleteThreadDecision(w.ctx, ws, []string{"a@them"}))
		wantEqual(t, len(ok(w.TraceDecisions(w.ctx, ws, []string{"a@them"}))(t)), 0)
		wantEqual(t, len(ok(w.TraceDecisions(w.ctx, ws, []string{"b@them"}))(t)), 1)
	})
	t.Run("by the sender: only open requests, the very address told from the domain", func(t *testing.T) {
		open := w.addRequest(t, w.mine, awaiting(today))
		for _, c := range []struct{ address, domain, key string }{
			{"Privacy@Clearview.AI", "clearview.ai", "Privacy@Clearview.AI"}, {"dpo@clearview.ai", "clearview.ai", ""},
		} {
			got := ok(w.OpenRequestsOf(w.ctx, ws, c.address, c.domain))(t)
			wantEqual(t, got, []store.Traced{{Key: c.key, WorkspaceID: ws, RequestID: open.ID, Status: dsar.StatusWaiting}})
		}
		for _, address := range []string{"dpo@clearview.ai", "%@clearview.ai", "privacy_clearview.ai", ""} {
			wantEqual(t, len(ok(w.OpenRequestsOf(w.ctx, ws, address, ""))(t)), 0)
		}
	})
	t.Run("own addresses are those of accounts and data subjects", func(t *testing.T) {
		for address, want := range map[string]bool{"MINE@example.org": true, "zoe@example.org": true, "theirs@example.org": false, "": false} {
			wantEqual(t, ok(w.IsOwnAddress(w.ctx, ws, address))(t), want)
		}
	})
}
