package storetest

import (
	"testing"
	"time"

	"recourse/internal/civil"
	"recourse/internal/dsar"
)

func newMessage(t *testing.T, r dsar.Request) dsar.Message {
	t.Helper()
	return dsar.Message{
		ID: newID(t), WorkspaceID: r.WorkspaceID, RequestID: r.ID, Direction: dsar.DirectionIn, On: today, Subject: "Re: access",
		From: "dpo@example.org", To: "me@example.org", Text: "Wir geben Auskunft über die letzten zwölf Monate.\n", Language: "de",
		RecordedAt: now, ActorID: r.CreatedBy,
	}
}

func testConversation(t *testing.T, open opener) {
	t.Run("messages come in the order of their days, with every field", func(t *testing.T) {
		w := newWorld(t, open)
		late, early := newMessage(t, w.mine.request), newMessage(t, w.mine.request)
		early.Direction, early.On, early.FileName, early.MediaType = dsar.DirectionOut, today.AddDays(-1), "a.eml", "message/rfc822"
		early.MailID, early.LetterID, early.OutboxID, early.RawHash = "<a@b>", newID(t), newID(t), "abc"
		must(t, w.InsertMessage(w.ctx, late, nil))
		must(t, w.InsertMessage(w.ctx, early, []byte{0, 255, 10}))
		wantEqual(t, ok(w.Messages(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.Message{early, late})
		wantEqual(t, ok(w.Message(w.ctx, w.mine.ws.ID, early.ID))(t), early)
		wantEqual(t, ok(w.Raw(w.ctx, w.mine.ws.ID, "abc"))(t), []byte{0, 255, 10})
	})
	t.Run("the same bytes are kept once", func(t *testing.T) {
		w := newWorld(t, open)
		w.conversation(t, w.mine.request, "same")
		w.conversation(t, w.mine.request, "same")
		wantEqual(t, w.rowCounts(t)["blobs"], 1)
	})
	t.Run("empty bytes are bytes", func(t *testing.T) {
		w := newWorld(t, open)
		m := newMessage(t, w.mine.request)
		m.RawHash = "empty"
		must(t, w.InsertMessage(w.ctx, m, nil))
		wantEqual(t, len(ok(w.Raw(w.ctx, w.mine.ws.ID, "empty"))(t)), 0)
	})
	t.Run("a message of no request is refused", func(t *testing.T) {
		w := newWorld(t, open)
		m := newMessage(t, w.mine.request)
		m.RequestID = newID(t)
		wantKey(t, w.InsertMessage(w.ctx, m, nil), dsar.CodeNotFound, "error.not_found.request")
	})
	t.Run("a message goes with what was found in it, and its bytes unless another has them", func(t *testing.T) {
		w := newWorld(t, open)
		m, twin := newMessage(t, w.mine.request), newMessage(t, w.mine.request)
		m.RawHash, twin.RawHash = "same", "same"
		must(t, w.InsertMessage(w.ctx, m, []byte("raw")))
		must(t, w.InsertMessage(w.ctx, twin, []byte("raw")))
		must(t, w.InsertFindings(w.ctx, []dsar.Finding{newFinding(t, w.mine.request, m.ID)}))
		must(t, w.DeleteMessage(w.ctx, m))
		_, err := w.Message(w.ctx, w.mine.ws.ID, m.ID)
		wantCode(t, err, dsar.CodeNotFound)
		wantEqual(t, len(ok(w.Findings(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)), 0)
		wantEqual(t, w.rowCounts(t)["blobs"], 1)
		must(t, w.DeleteMessage(w.ctx, twin))
		wantEqual(t, w.rowCounts(t)["blobs"], 0)
	})
	t.Run("a proposal is dismissed once, until that is taken back", func(t *testing.T) {
		w := newWorld(t, open)
		r := w.mine.request
		d := dsar.Dismissal{WorkspaceID: r.WorkspaceID, RequestID: r.ID, MessageID: "m", Kind: dsar.EventAcknowledged, By: r.CreatedBy, At: now}
		must(t, w.PutDismissal(w.ctx, d))
		must(t, w.PutDismissal(w.ctx, d))
		wantEqual(t, ok(w.Dismissals(w.ctx, r.WorkspaceID, r.ID))(t), []dsar.Dismissal{d})
		wantEqual(t, len(ok(w.Dismissals(w.ctx, w.them.ws.ID, r.ID))(t)), 0)
		must(t, w.DeleteDismissal(w.ctx, r.WorkspaceID, "m", dsar.EventAcknowledged))
		wantEqual(t, len(ok(w.Dismissals(w.ctx, r.WorkspaceID, r.ID))(t)), 0)
	})
	t.Run("letters come back word for word, the oldest first", func(t *testing.T) {
		w := newWorld(t, open)
		letter := func(at time.Time) dsar.Letter {
			return dsar.Letter{
				ID: newID(t), WorkspaceID: w.mine.ws.ID, RequestID: w.mine.request.ID, Kind: dsar.LetterFollowUp, Language: "fr",
				Subject: "Suite", Body: "Madame, Monsieur,\r\n\n  …", Template: "follow_up/fr@1", RuleDate: today, CreatedAt: at,
			}
		}
		second, first := letter(now), letter(now.Add(-time.Second))
		must(t, w.InsertLetter(w.ctx, second))
		must(t, w.InsertLetter(w.ctx, first))
		wantEqual(t, ok(w.Letters(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.Letter{first, second})
		wantEqual(t, ok(w.Letter(w.ctx, w.mine.ws.ID, first.ID))(t), first)
	})
}

func newFinding(t *testing.T, r dsar.Request, messageID string) dsar.Finding {
	t.Helper()
	return dsar.Finding{
		ID: newID(t), WorkspaceID: r.WorkspaceID, RequestID: r.ID, MessageID: messageID, Key: "lookback_limit", Source: dsar.SourceText,
		Verdict: "unlawful", Found: "unlawful", SeenOn: civil.Must(2026, 3, 2), Start: 5, End: 42, Quote: "die letzten zwölf Monate", Rule: "de.lookback.1", Confidence: 0.875,
		Status: dsar.FindingSuspected, Version: 1,
	}
}

func testFindings(t *testing.T, open opener) {
	t.Run("they come by message and place, with every field", func(t *testing.T) {
		w := newWorld(t, open)
		late, early, history := newFinding(t, w.mine.request, "m"), newFinding(t, w.mine.request, "m"), newFinding(t, w.mine.request, "")
		early.Start, early.End = 1, 3
		history.Source, history.Evidence, history.Start, history.End = dsar.SourceEvents, "2026-01-31 2026-02-28", 0, 0
		must(t, w.InsertFindings(w.ctx, []dsar.Finding{late, early, history}))
		must(t, w.InsertFindings(w.ctx, nil))
		wantEqual(t, ok(w.Findings(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.Finding{history, early, late})
		wantEqual(t, ok(w.Finding(w.ctx, w.mine.ws.ID, early.ID))(t), early)
	})
	t.Run("a review needs the present version, or 0", func(t *testing.T) {
		w := newWorld(t, open)
		f := newFinding(t, w.mine.request, "m")
		must(t, w.InsertFindings(w.ctx, []dsar.Finding{f}))
		f.Status, f.ReviewedBy, f.ReviewedAt = dsar.FindingConfirmed, w.mine.user.ID, now
		must(t, w.UpdateFinding(w.ctx, f, 1))
		wantKey(t, w.UpdateFinding(w.ctx, f, 1), dsar.CodeStale, "error.stale")
		f.Status, f.ReviewedBy, f.ReviewedAt = dsar.FindingSuspected, "", time.Time{}
		f.DismissedFor, f.Note, f.Verdict = dsar.ReasonOffer, "Nur ein Angebot", "judge"
		f.Answer, f.AnsweredBy, f.AnsweredAt = dsar.AnswerYes, w.mine.user.ID, now
		must(t, w.UpdateFinding(w.ctx, f, 0))
		f.Version = 3
		wantEqual(t, ok(w.Finding(w.ctx, w.mine.ws.ID, f.ID))(t), f)
		f.ID = newID(t)
		wantKey(t, w.UpdateFinding(w.ctx, f, 0), dsar.CodeNotFound, "error.not_found.finding")
	})
	t.Run("only those of the source about which nobody has said anything are deleted", func(t *testing.T) {
		w := newWorld(t, open)
		text, suspected, confirmed := newFinding(t, w.mine.request, "m"), newFinding(t, w.mine.request, ""), newFinding(t, w.mine.request, "")
		answered, added := newFinding(t, w.mine.request, ""), newFinding(t, w.mine.request, "")
		suspected.Source, confirmed.Source, confirmed.Status = dsar.SourceEvents, dsar.SourceEvents, dsar.FindingConfirmed
		answered.Source, answered.Answer, answered.AnsweredBy, answered.AnsweredAt = dsar.SourceEvents, dsar.AnswerUnknown, w.mine.user.ID, now
		added.Source, added.AddedBy, added.AddedAt, added.Replaces = dsar.SourceEvents, w.mine.user.ID, now, suspected.ID
		must(t, w.InsertFindings(w.ctx, []dsar.Finding{text, suspected, confirmed, answered, added}))
		must(t, w.DeleteFindings(w.ctx, w.mine.ws.ID, w.mine.request.ID, dsar.SourceEvents))
		wantEqual(t, ok(w.Findings(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.Finding{confirmed, answered, added, text})
	})
	t.Run("one is deleted in the version that was read, or in any", func(t *testing.T) {
		w := newWorld(t, open)
		f := newFinding(t, w.mine.request, "m")
		must(t, w.InsertFindings(w.ctx, []dsar.Finding{f}))
		wantKey(t, w.DeleteFinding(w.ctx, w.mine.ws.ID, f.ID, 2), dsar.CodeStale, "error.stale")
		wantKey(t, w.DeleteFinding(w.ctx, w.them.ws.ID, f.ID, 0), dsar.CodeNotFound, "error.not_found.finding")
		must(t, w.DeleteFinding(w.ctx, w.mine.ws.ID, f.ID, 1))
		wantKey(t, w.DeleteFinding(w.ctx, w.mine.ws.ID, f.ID, 0), dsar.CodeNotFound, "error.not_found.finding")
	})
}
