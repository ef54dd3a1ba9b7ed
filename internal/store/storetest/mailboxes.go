package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

func newMailbox(w side) dsar.Mailbox {
	return dsar.Mailbox{
		WorkspaceID: w.ws.ID, Address: "ada@example.org", Folder: "INBOX", Username: "ada", Sealed: "1:sealed",
		SMTP: dsar.MailServer{Host: "smtp.example.org", Port: 465, Security: "tls"},
		IMAP: dsar.MailServer{Host: "imap.example.org", Port: 143, Security: "starttls"},
		Plus: true, CreatedAt: now, ChangedBy: w.user.ID, ChangedAt: now, Version: 1,
	}
}

func testMailboxes(t *testing.T, open opener) {
	t.Run("a workspace has one, as it was stored", func(t *testing.T) {
		w := newWorld(t, open)
		m := newMailbox(w.mine)
		must(t, w.InsertMailbox(w.ctx, m))
		wantEqual(t, ok(w.Mailbox(w.ctx, m.WorkspaceID))(t), m)
		wantEqual(t, ok(w.Mailboxes(w.ctx))(t), []dsar.Mailbox{m})
		wantCode(t, w.InsertMailbox(w.ctx, m), dsar.CodeStale)
		_, err := w.Mailbox(w.ctx, w.them.ws.ID)
		wantCode(t, err, dsar.CodeNotFound)
		m.WorkspaceID = newID(t)
		wantCode(t, w.InsertMailbox(w.ctx, m), dsar.CodeNotFound)
	})
	t.Run("it is changed by who has seen it", func(t *testing.T) {
		w := newWorld(t, open)
		m := newMailbox(w.mine)
		must(t, w.InsertMailbox(w.ctx, m))
		m.Plus, m.Sealed = false, "1:other"
		must(t, w.UpdateMailbox(w.ctx, m, 1))
		m.Version = 2
		wantEqual(t, ok(w.Mailbox(w.ctx, m.WorkspaceID))(t), m)
		wantCode(t, w.UpdateMailbox(w.ctx, m, 1), dsar.CodeStale)
	})
	t.Run("removed, nothing of it is left", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertMailbox(w.ctx, newMailbox(w.mine)))
		must(t, w.InsertMailbox(w.ctx, newMailbox(w.them)))
		ok(w.ClaimReading(w.ctx, w.mine.ws.ID, "own", "a", now, lease))(t)
		must(t, w.DeleteMailbox(w.ctx, w.mine.ws.ID))
		_, err := w.Mailbox(w.ctx, w.mine.ws.ID)
		wantCode(t, err, dsar.CodeNotFound)
		_, err = w.Reading(w.ctx, w.mine.ws.ID, "own")
		wantCode(t, err, dsar.CodeNotFound)
		wantCode(t, w.DeleteMailbox(w.ctx, w.mine.ws.ID), dsar.CodeNotFound)
		ok(w.Mailbox(w.ctx, w.them.ws.ID))(t)
	})
}

func testReadings(t *testing.T, open opener) {
	t.Run("one instance reads a mailbox until its lease ends", func(t *testing.T) {
		w := newWorld(t, open)
		r := ok(w.ClaimReading(w.ctx, "", "box", "a", now, lease))(t)
		wantEqual(t, r, dsar.MailboxReading{Mailbox: "box", Holder: "a", LeaseUntil: now.Add(lease)})
		_, err := w.ClaimReading(w.ctx, "", "box", "b", now.Add(lease-time.Second), lease)
		wantCode(t, err, dsar.CodeConflict)
		ok(w.ClaimReading(w.ctx, "", "box", "a", now, lease))(t)
		ok(w.ClaimReading(w.ctx, "", "other box", "b", now, lease))(t)
		ok(w.ClaimReading(w.ctx, "", "box", "b", now.Add(lease), lease))(t)
		r.LastUID = 9
		wantCode(t, w.PutReading(w.ctx, r), dsar.CodeStale)
	})
	t.Run("how far it was read is kept", func(t *testing.T) {
		w := newWorld(t, open)
		r := ok(w.ClaimReading(w.ctx, w.mine.ws.ID, "own", "a", now, lease))(t)
		r.UIDValidity, r.LastUID, r.Again = 1<<32-1, 1<<32-2, []dsar.MailboxRetry{{UID: 1<<32 - 3, Tries: 2}}
		r.Taken, r.Left, r.SucceededAt, r.FailedAt, r.Failures, r.Problem, r.Reply = 1, 2, now, now.Add(time.Second), 3, "p", "r"
		must(t, w.PutReading(w.ctx, r))
		wantEqual(t, ok(w.Reading(w.ctx, w.mine.ws.ID, "own"))(t), r)
		must(t, w.ForgetReading(w.ctx, w.mine.ws.ID, "own"))
		wantCode(t, w.PutReading(w.ctx, r), dsar.CodeStale)
		_, err := w.Reading(w.ctx, w.them.ws.ID, "own")
		wantCode(t, err, dsar.CodeNotFound)
	})
}
