package casework_test

import (
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

const twelveMonths = "Dear Ms Moreau,\n\nThe report only covers images collected in the twelve months before we received your request. " +
	"Earlier results are not disclosed.\n\nKind regards"

// The whole main job once: from the draft to the complaint.
func TestStory(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess, dsar.RightErasure)
		if v.State.Status != dsar.StatusDraft || v.LawKnown || v.Next.Action != dsar.ActionSend {
			t.Fatalf("a new request is %s, law known %v, next %s", v.State.Status, v.LawKnown, v.Next.Action)
		}
		id := v.Request.ID

		v = must(b.RecordTaken(b.ctx(), b.owner, id, casework.TakenInput{
			Kind: dsar.LetterAccessErasure, SentOn: day("2026-01-30"), ReceivedOn: day("2026-01-31"),
		}, v.Request.Version))(t)
		// 31 January plus one month is Saturday 28 February 2026, so Monday 2 March.
		if v.Law.Due != day("2026-03-02") || v.Law.ComplaintFrom != day("2026-03-03") {
			t.Fatalf("due %s, complaint from %s", v.Law.Due, v.Law.ComplaintFrom)
		}
		if len(v.Law.Trace) == 0 || len(v.Messages) != 1 || v.Messages[0].Letter == nil {
			t.Fatalf("trace of %d steps, %d messages", len(v.Law.Trace), len(v.Messages))
		}
		if v.Request.Projection.Due != v.Law.Due || v.Request.RuleDate.IsZero() {
			t.Errorf("stored due %s under rule of %s", v.Request.Projection.Due, v.Request.RuleDate)
		}
		if !v.Overdue || v.Next.Action != dsar.ActionFinalNotice || v.DaysLate != 79 {
			t.Errorf("overdue %v by %d, next %s", v.Overdue, v.DaysLate, v.Next.Action)
		}

		v = b.record(id, dsar.EventExtensionNotice, "2026-03-10")
		if v.Law.Extended || v.Law.Due != day("2026-03-02") {
			t.Errorf("a late extension notice moved the date: extended %v, due %s", v.Law.Extended, v.Law.Due)
		}

		m := b.reply(id, "2026-05-15", twelveMonths)
		if len(m.Findings) != 1 || m.Findings[0].Finding.Key != "lookback_limit" || m.Findings[0].Finding.Verdict != "unlawful" {
			t.Fatalf("findings: %+v", m.Findings)
		}
		f := m.Findings[0].Finding
		if twelveMonths[f.Start:f.End] != f.Quote || !strings.Contains(f.Quote, "twelve months") {
			t.Errorf("quote %q does not stand at %d to %d", f.Quote, f.Start, f.End)
		}
		must(b.ReviewFinding(b.ctx(), b.owner, f.ID, dsar.FindingConfirmed, f.Version))(t)

		v = must(b.Request(b.ctx(), b.owner, v.Request.Reference))(t)
		if v.State.Status != dsar.StatusAnswered || v.Next.Action != dsar.ActionFollowUp || v.Overdue {
			t.Fatalf("after the reply: %s, next %s, overdue %v", v.State.Status, v.Next.Action, v.Overdue)
		}
		followUp := must(b.ComposeLetter(b.ctx(), b.owner, id, dsar.LetterFollowUp, "en"))(t)
		if !strings.Contains(followUp.Body, f.Quote) {
			t.Errorf("the follow-up does not quote the finding:\n%s", followUp.Body)
		}
		v = must(b.RecordTaken(b.ctx(), b.owner, id, casework.TakenInput{Kind: dsar.LetterFollowUp, SentOn: day("2026-05-16")}, v.Request.Version))(t)
		if v.State.Status != dsar.StatusDisputed {
			t.Errorf("after the follow-up: %s", v.State.Status)
		}

		v = must(b.LodgeComplaint(b.ctx(), b.owner, id, casework.ComplaintInput{
			AuthorityID: "fr-cnil", LodgedOn: day("2026-05-18"), Reference: "P-1",
		}, v.Request.Version))(t)
		if v.State.Status != dsar.StatusComplained || len(v.Complaints) != 1 {
			t.Fatalf("after the complaint: %s, %d complaints", v.State.Status, len(v.Complaints))
		}
		c := v.Complaints[0].Complaint
		if c.SilentDue != day("2026-08-18") || c.RemedyFrom != day("2026-08-19") {
			t.Errorf("authority: due %s, remedy from %s", c.SilentDue, c.RemedyFrom)
		}
	})
}

func TestCorrectionMovesTheDates(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
		v = b.record(v.Request.ID, dsar.EventReceived, "2026-05-15")
		before := v.Law.Due
		clock := v.Request.Projection.ClockVersion
		received := v.Events[1]
		v = must(b.CorrectEvent(b.ctx(), b.owner, v.Request.ID, received.ID, casework.CorrectionInput{
			EventInput: casework.EventInput{On: day("2026-05-05")},
		}, v.Request.Version))(t)
		if v.Law.Due != day("2026-06-05") || before != day("2026-06-15") {
			t.Errorf("due %s, then %s", before, v.Law.Due)
		}
		if v.Request.Projection.ClockVersion <= clock {
			t.Error("the clock version did not grow with the date")
		}
		if len(v.Events) != 3 || dsar.VerifyChain(v.Events) != 0 {
			t.Errorf("%d events, chain bad at %d", len(v.Events), dsar.VerifyChain(v.Events))
		}
	})
}

func TestErasureIsHeldWhileAccessIsOpen(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		c := b.controller("Photomatch SAS", "FR")
		access := b.requestTo(c, dsar.RightAccess)
		b.record(access.Request.ID, dsar.EventSent, "2026-05-10")
		erasure := b.requestTo(c, dsar.RightErasure)
		if erasure.Held == nil || erasure.Held.Reference != access.Request.Reference {
			t.Fatalf("held = %+v", erasure.Held)
		}
		in := casework.EventInput{Kind: dsar.EventSent, On: day("2026-05-11")}
		_, err := b.RecordEvent(b.ctx(), b.owner, erasure.Request.ID, in, casework.AnyVersion)
		wantCode(t, err, dsar.CodeHeld)
		in.OverrideHold = true
		v := must(b.RecordEvent(b.ctx(), b.owner, erasure.Request.ID, in, casework.AnyVersion))(t)
		if v.State.Status != dsar.StatusSent || !v.Request.HoldOverride {
			t.Errorf("overridden: %s, %v", v.State.Status, v.Request.HoldOverride)
		}
	})
}

func TestErasureOfAnotherPersonIsNotHeld(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	c := b.controller("Photomatch SAS", "FR")
	access := b.requestTo(c, dsar.RightAccess)
	b.record(access.Request.ID, dsar.EventSent, "2026-05-10")
	v := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightErasure}, Regime: "gdpr", Language: "fr",
		Subject: casework.SubjectInput{Name: "Jonas Weber"},
	}))(t)
	if v.Held != nil {
		t.Errorf("held by %+v", v.Held)
	}
	if v.Request.Regime != "eu-gdpr" {
		t.Errorf("the alias was kept: %s", v.Request.Regime)
	}
}

func TestBadEvents(t *testing.T) {
	b := onSQLite(t, "2026-05-20")
	v := b.request(dsar.RightAccess)
	id := v.Request.ID
	b.record(id, dsar.EventSent, "2026-05-04")
	b.record(id, dsar.EventReceived, "2026-05-05")
	tests := map[string]struct {
		in    casework.EventInput
		field string
	}{
		"a day in the future":             {casework.EventInput{Kind: dsar.EventAcknowledged, On: day("2026-05-22")}, "date"},
		"no day":                          {casework.EventInput{Kind: dsar.EventAcknowledged}, "date"},
		"a day before the law is known":   {casework.EventInput{Kind: dsar.EventAcknowledged, On: day("2017-12-31")}, "date"},
		"a receipt before the sending":    {casework.EventInput{Kind: dsar.EventReceived, On: day("2026-05-03")}, "date"},
		"a reply before the receipt":      {casework.EventInput{Kind: dsar.EventReplyReceived, On: day("2026-05-04")}, "date"},
		"an unknown kind":                 {casework.EventInput{Kind: "phoned", On: day("2026-05-06")}, "kind"},
		"a close without an outcome":      {casework.EventInput{Kind: dsar.EventClosed, On: day("2026-05-06")}, "outcome"},
		"a judgement without a judgement": {casework.EventInput{Kind: dsar.EventReplyJudged, On: day("2026-05-06")}, "satisfied"},
		"an empty note":                   {casework.EventInput{Kind: dsar.EventNote, On: day("2026-05-06")}, "note"},
		"a note with NUL":                 {casework.EventInput{Kind: dsar.EventNote, On: day("2026-05-06"), Note: "a\x00b"}, "note"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := b.RecordEvent(b.ctx(), b.owner, id, tt.in, casework.AnyVersion)
			wantField(t, err, tt.field)
			if n := len(must(b.Request(b.ctx(), b.owner, id))(t).Events); n != 2 {
				t.Errorf("%d events are stored, want the 2 from before", n)
			}
		})
	}
}

func TestTwoTabs(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		in := casework.EventInput{Kind: dsar.EventSent, On: day("2026-05-04")}
		must(b.RecordEvent(b.ctx(), b.owner, v.Request.ID, in, v.Request.Version))(t)
		_, err := b.RecordEvent(b.ctx(), b.owner, v.Request.ID, in, v.Request.Version)
		wantCode(t, err, dsar.CodeStale)
	})
}

func TestStrangerAndReader(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		stranger := must(b.CreateUser(b.ctx(), casework.NewAccount{Email: "stranger@example.org", Password: "correct horse"}))(t).Actor()
		if stranger.WorkspaceID == b.owner.WorkspaceID {
			t.Fatal("the second account joined the first workspace")
		}
		_, err := b.Request(b.ctx(), stranger, v.Request.ID)
		wantCode(t, err, dsar.CodeNotFound)
		_, err = b.Request(b.ctx(), stranger, v.Request.Reference)
		wantCode(t, err, dsar.CodeNotFound)
		_, err = b.RecordEvent(b.ctx(), stranger, v.Request.ID, casework.EventInput{Kind: dsar.EventSent, On: day("2026-05-04")}, casework.AnyVersion)
		wantCode(t, err, dsar.CodeNotFound)
		wantCode(t, b.EraseRequest(b.ctx(), stranger, v.Request.ID), dsar.CodeNotFound)

		reader := b.owner
		reader.Role = dsar.RoleReader
		must(b.Request(b.ctx(), reader, v.Request.ID))(t)
		_, err = b.RecordEvent(b.ctx(), reader, v.Request.ID, casework.EventInput{Kind: dsar.EventSent, On: day("2026-05-04")}, casework.AnyVersion)
		wantCode(t, err, dsar.CodeForbidden)
		wantCode(t, b.EraseRequest(b.ctx(), reader, v.Request.ID), dsar.CodeForbidden)
	})
}

func TestEraseRequestLeavesNothing(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		b.record(v.Request.ID, dsar.EventSent, "2026-05-04")
		b.record(v.Request.ID, dsar.EventReceived, "2026-05-04")
		m := b.reply(v.Request.ID, "2026-05-15", twelveMonths)
		if err := b.EraseRequest(b.ctx(), b.owner, v.Request.ID); err != nil {
			t.Fatal(err)
		}
		_, err := b.Request(b.ctx(), b.owner, v.Request.ID)
		wantCode(t, err, dsar.CodeNotFound)
		_, err = b.ReviewFinding(b.ctx(), b.owner, m.Findings[0].Finding.ID, dsar.FindingConfirmed, casework.AnyVersion)
		wantCode(t, err, dsar.CodeNotFound)
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
			t.Errorf("problems after the erasure: %v", report.Problems)
		}
	})
}

func TestDemo(t *testing.T) {
	for _, language := range dsar.Languages() {
		t.Run(language, func(t *testing.T) {
			b := onSQLite(t, "2026-11-22")
			report := must(b.Demo(b.ctx(), language))(t)
			if report.Requests < 15 {
				t.Errorf("%d requests", report.Requests)
			}
			seen := make(map[dsar.Status]bool)
			page := must(b.Requests(b.ctx(), b.owner, casework.RequestQuery{Limit: 100}))(t)
			for _, r := range page.Items {
				seen[r.Request.Projection.Status] = true
			}
			for _, status := range dsar.Statuses() {
				if !seen[status] {
					t.Errorf("no request is %s", status)
				}
			}
			today := must(b.Today(b.ctx(), b.owner))(t)
			if len(today.Waiting) == 0 || len(today.Late) == 0 || len(today.Next) == 0 || len(today.Silent) == 0 {
				t.Errorf("today: %d wait, %d late, %d next, %d silent", len(today.Waiting), len(today.Late), len(today.Next), len(today.Silent))
			}
			if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
				t.Errorf("problems: %v", report.Problems)
			}
			_, err := b.Demo(b.ctx(), language)
			wantCode(t, err, dsar.CodeConflict)
		})
	}
}
