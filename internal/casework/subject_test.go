package casework_test

import (
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

func TestUpdateSubject(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		seen := casework.SubjectTag(v.Subject)
		in := casework.SubjectInput{Name: " Zoë Moreau ", Email: "zoe@example.org", Address: "1 rue Neuve", Country: "fr"}
		mended := must(b.UpdateSubject(b.ctx(), b.owner, v.Request.Reference, in, seen))(t)
		if mended.Name != "Zoë Moreau" || mended.Country != "FR" || mended.ID != v.Subject.ID {
			t.Errorf("stored %+v", mended)
		}
		if again := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t); again.Subject != mended {
			t.Errorf("the request shows %+v", again.Subject)
		}
		if found := must(b.Requests(b.ctx(), b.owner, casework.RequestQuery{Q: "zoe"}))(t); len(found.Items) != 1 {
			t.Errorf("%d requests are found by the new name", len(found.Items))
		}
		_, err := b.UpdateSubject(b.ctx(), b.owner, v.Request.ID, in, seen)
		wantCode(t, err, dsar.CodeStale)
		_, err = b.UpdateSubject(b.ctx(), b.owner, v.Request.ID, casework.SubjectInput{}, "")
		wantField(t, err, "subject.name")
		_, err = b.UpdateSubject(b.ctx(), b.owner, v.Request.ID, casework.SubjectInput{Name: "Z", Email: "nonsense"}, "")
		wantField(t, err, "subject.email")
		reader := b.owner
		reader.Role = dsar.RoleReader
		_, err = b.UpdateSubject(b.ctx(), reader, v.Request.ID, in, "")
		wantCode(t, err, dsar.CodeForbidden)
		stranger := b.owner
		stranger.WorkspaceID = "another"
		_, err = b.UpdateSubject(b.ctx(), stranger, v.Request.ID, in, "")
		wantCode(t, err, dsar.CodeNotFound)
	})
}

func TestLateAnswersAreMarkedInLists(t *testing.T) {
	onEach(t, "2026-07-20", func(t *testing.T, b *bench) {
		late, inTime := b.request(dsar.RightAccess), b.request(dsar.RightAccess)
		for id, replied := range map[string]string{late.Request.ID: "2026-06-10", inTime.Request.ID: "2026-05-29"} {
			b.record(id, dsar.EventSent, "2026-05-04")
			b.record(id, dsar.EventReceived, "2026-05-04")
			b.record(id, dsar.EventReplyReceived, replied)
		}
		b.record(late.Request.ID, dsar.EventReplyReceived, "2026-06-30") // only the first counts
		due := must(b.Request(b.ctx(), b.owner, late.Request.ID))(t).Law.Effective()
		want := map[string]int{late.Request.ID: due.DaysUntil(day("2026-06-10")), inTime.Request.ID: 0}
		for _, item := range must(b.Requests(b.ctx(), b.owner, casework.RequestQuery{}))(t).Items {
			if item.AnsweredLate != want[item.Request.ID] || item.Overdue {
				t.Errorf("answered %d days late, want %d", item.AnsweredLate, want[item.Request.ID])
			}
		}
		if want[late.Request.ID] <= 0 {
			t.Fatal("the example is not late")
		}
	})
}

func TestWhatNeedsTheReaderIsListed(t *testing.T) {
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		draft, waiting := b.request(dsar.RightAccess), b.request(dsar.RightAccess)
		b.record(waiting.Request.ID, dsar.EventSent, "2026-05-04")
		b.record(waiting.Request.ID, dsar.EventReceived, "2026-05-04")
		items := must(b.Requests(b.ctx(), b.owner, casework.RequestQuery{Needs: true}))(t).Items
		if len(items) != 1 || items[0].Request.ID != draft.Request.ID {
			t.Errorf("listed %d, want the draft alone", len(items))
		}
	})
}
