package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// lodged files a request, has it received and lodges a complaint about it.
func lodged(t *testing.T, s *stack, r *reader, received, on string) string {
	t.Helper()
	ctx := context.Background()
	c := clearview(t, s, r.Actor)
	filed, err := s.CreateRequest(ctx, r.Actor, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr",
		Subject: casework.SubjectInput{Name: "Camille Moreau", Country: "FR"},
	})
	must(t, err)
	_, err = s.RecordEvent(ctx, r.Actor, filed.Request.ID, casework.EventInput{Kind: dsar.EventReceived, On: civil.MustParse(received)}, casework.AnyVersion)
	must(t, err)
	view, err := s.LodgeComplaint(ctx, r.Actor, filed.Request.ID,
		casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: civil.MustParse(on)}, casework.AnyVersion)
	must(t, err)
	return "/complaints/" + view.Complaints[0].Complaint.ID
}

func TestComplaints(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")

	t.Run("say that there are none", func(t *testing.T) {
		r.get(t, "/complaints").see(t, http.StatusOK, "No complaint has been lodged yet.")
	})
	path := lodged(t, s, r, "2026-09-01", "2026-10-12")
	t.Run("have the authority's day and why", func(t *testing.T) {
		r.get(t, "/complaints").see(t, http.StatusOK, "CNIL", "Against Clearview AI, Inc.", "The authority has until 12 Jan 2027")
		r.get(t, path).see(t, http.StatusOK, "The authority has until 12 Jan 2027", "Lodged", "12 Oct 2026", "Why this date", "Art. 78(2)",
			"The authority has it", "About these requests", "Camille Moreau")
	})
	t.Run("say that the authority is silent too long", func(t *testing.T) {
		s.Now = time.Date(2027, 1, 13, 10, 0, 0, 0, time.UTC)
		defer func() { s.Now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }()
		r := s.reader(t) // the old session has ended meanwhile
		r.post(t, "/sign-in", "email", "camille@example.org", "password", "a long sentence").see(t, http.StatusSeeOther)
		r.get(t, "/complaints").see(t, http.StatusOK, "One authority has been silent too long.", "A court or tribunal can be asked since 13 Jan 2027")
		r.get(t, path).see(t, http.StatusOK, "Nothing is recorded since 12 Oct 2026.", "Silence has its own remedy")
	})
	t.Run("of another workspace do not exist", func(t *testing.T) {
		other := s.account(t, "other@example.org")
		other.get(t, path).see(t, http.StatusNotFound, "There is no such complaint.")
		other.post(t, path+"/events", "kind", "note", "date", "2026-11-01", "note", "x", "version", "1").see(t, http.StatusNotFound)
		other.get(t, "/complaints").see(t, http.StatusOK).not(t, "CNIL")
	})
}

func TestRecordComplaintEvent(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	path := lodged(t, s, r, "2026-09-01", "2026-10-12")
	version := func() string { return r.get(t, path).value(t, "version") }

	for name, tt := range map[string]struct{ kind, date, want string }{
		"a day to come":                   {"authority_informed", "2026-12-24", "has not come yet"},
		"a day before the complaint":      {"authority_informed", "2026-10-01", "the day the complaint was lodged"},
		"a day that does not exist":       {"authority_informed", "2026-02-30", "not a day of the calendar"},
		"a missing day":                   {"authority_informed", "", "Give a day"},
		"a kind that is none":             {"applause", "2026-11-01", "“applause” is not known"},
		"an event of requests, not these": {"extension_notice", "2026-11-01", "“extension_notice” is not known"},
	} {
		t.Run("refuses "+name+" and keeps what was typed", func(t *testing.T) {
			a := r.post(t, path+"/events", "kind", tt.kind, "date", tt.date, "note", "typed", "reference", "AZ 1", "version", version()).
				see(t, http.StatusUnprocessableEntity, tt.want, "typed", "AZ 1")
			if a.value(t, "date") != tt.date {
				t.Errorf("the day is %q", a.value(t, "date"))
			}
		})
	}
	t.Run("takes what the authority said; the dates follow", func(t *testing.T) {
		to := r.post(t, path+"/events", "kind", "authority_informed", "date", "2026-11-20", "reference", "AZ 0815", "version", version()).
			see(t, http.StatusSeeOther).Location
		r.get(t, to).see(t, http.StatusOK, "Recorded. The dates follow.", "The authority told you on 20 Nov 2026", "AZ 0815", "In progress")
		r.get(t, "/complaints").see(t, http.StatusOK, "The authority told you on 20 Nov 2026")
	})
	t.Run("tells the second of two and loses nothing", func(t *testing.T) {
		old := version()
		r.post(t, path+"/events", "kind", "note", "date", "2026-11-21", "note", "first", "version", old).see(t, http.StatusSeeOther)
		a := r.post(t, path+"/events", "kind", "authority_decided", "date", "2026-11-22", "note", "second", "version", old).
			see(t, http.StatusPreconditionFailed, "Somebody has changed this since you opened it.", "first", "second")
		r.post(t, path+"/events", "kind", "authority_decided", "date", "2026-11-22", "version", a.value(t, "version")).see(t, http.StatusSeeOther)
		b := r.get(t, path).see(t, http.StatusOK, "The authority has decided.", "Nothing is waited for")
		if strings.Contains(b.Body, "due--settled") {
			t.Error("a date is shown for a decided complaint")
		}
	})
}
