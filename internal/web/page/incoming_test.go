package page_test

import (
	"net/http"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

const mailOfNobody = "From: Photomatch <p@photomatch.example>\r\nTo: me@home.example\r\nSubject: Your request\r\nMessage-ID: <1@c>\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" +
	"<p>Because of its complexity we are extending the time limit for your request by two months.</p><script>x()</script><img src=\"https://t.example/p.gif\">\r\n" +
	"--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=page.html\r\n\r\n<script>x()</script>\r\n--b--\r\n"

// waiting takes in a mail that names no request, and returns the path of its page.
func (s *stack) waiting(t *testing.T, r *reader) string {
	t.Helper()
	_, err := s.TakeMail(t.Context(), casework.MailIn{Door: dsar.DoorPipe, Raw: []byte(mailOfNobody), WorkspaceID: r.Actor.WorkspaceID})
	must(t, err)
	_, err = s.ReadIncoming(t.Context())
	must(t, err)
	found, err := s.IncomingMails(t.Context(), r.Actor, nil, "")
	must(t, err)
	return "/incoming/" + found.Items[0].Mail.ID
}

func TestIncomingMail(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "sent", "2026-03-01")
	r.get(t, "/incoming").see(t, http.StatusOK, "Nothing waits")
	path := s.waiting(t, r)
	t.Run("is listed with its own words and counted beside the menu's entry", func(t *testing.T) {
		r.get(t, "/incoming").see(t, http.StatusOK, "extending the time limit", "mail waits for a decision").has(t, `href="`+path+`"`)
	})
	t.Run("has a page with its text, files to download and its HTML in a cell", func(t *testing.T) {
		a := r.get(t, path).see(t, http.StatusOK, "extending the time limit", "page.html")
		a.has(t, `href="`+path+`/files/1"`, `sandbox="allow-popups allow-popups-to-escape-sandbox"`)
		if strings.Contains(a.Body, "x()") || strings.Contains(a.Body, "t.example") {
			t.Error("the page has something of the mail's HTML")
		}
		checkMarkup(t, path, a.Body)
	})
	t.Run("shows its HTML with no origin, script or request", func(t *testing.T) {
		res, err := r.client.Get(r.base + path + "/html")
		must(t, err)
		policy := res.Header.Get("Content-Security-Policy")
		if contains := strings.Contains; !contains(policy, "sandbox allow-popups") || !contains(policy, "default-src 'none'") || contains(policy, "allow-scripts") || contains(policy, "allow-same-origin") {
			t.Errorf("%s", policy)
		}
		read(t, res).see(t, http.StatusOK, "extending the time limit").not(t, "x()", "t.example")
	})
	t.Run("hands out its files as downloads", func(t *testing.T) {
		res, err := r.client.Get(r.base + path + "/files/1")
		must(t, err)
		h := res.Header
		if h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", h)
		}
		read(t, res)
		r.get(t, path+"/files/2").see(t, http.StatusNotFound)
	})
	t.Run("finds other requests by a search", func(t *testing.T) {
		r.get(t, path+"?q=Moreau").see(t, http.StatusOK, "Camille Moreau").has(t, m.Path)
		r.get(t, path+"?q=nobody").see(t, http.StatusOK, "No request like that")
	})
	follow := func(a answer) answer {
		t.Helper()
		return r.get(t, a.see(t, http.StatusSeeOther).Location)
	}
	t.Run("keeps its place when no request is named", func(t *testing.T) {
		follow(r.post(t, path, "as", "reply")).see(t, http.StatusOK, "Name the request")
	})
	t.Run("is filed, proposes an event, and is taken back", func(t *testing.T) {
		follow(r.post(t, path, "as", "reply", "request", m.ID)).see(t, http.StatusOK, "is filed with the request", "Undo")
		a := r.get(t, m.Path).see(t, http.StatusOK, "This message seems to say")
		checkMarkup(t, m.Path, a.Body)
		follow(r.post(t, path, "do", "undo")).see(t, http.StatusOK, "waits again")
		r.get(t, m.Path).see(t, http.StatusOK).not(t, "This message seems to say")
	})
	t.Run("is set aside and brought back", func(t *testing.T) {
		follow(r.post(t, path, "do", "refuse")).see(t, http.StatusOK, "set aside")
		r.get(t, "/incoming?show=refused").see(t, http.StatusOK, "Bring back")
		follow(r.post(t, path, "do", "restore")).see(t, http.StatusOK, "read again")
	})
}

func TestProposedEventOnTheRequestPage(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "camille@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "sent", "2026-11-01")
	v, err := s.AddMessage(t.Context(), r.Actor, m.ID, casework.MessageInput{
		Direction: dsar.DirectionIn, On: civil.Must(2026, 11, 20), Text: "Please send us a copy of your passport to verify your identity.",
	}, casework.AnyVersion)
	must(t, err)
	path := m.Path + "/messages/" + v.Message.ID + "/proposals"
	seen := func() answer { return r.get(t, m.Path).see(t, http.StatusOK) }
	t.Run("is dismissed and comes back", func(t *testing.T) {
		r.post(t, path, "kind", "id_requested", "do", "dismiss").see(t, http.StatusSeeOther)
		seen().not(t, "This message seems to say")
		r.post(t, path+"?kind=id_requested", "do", "undo").see(t, http.StatusSeeOther)
		seen().see(t, http.StatusOK, "This message seems to say")
	})
	t.Run("is refused on a day that cannot be", func(t *testing.T) {
		for day, mend := range map[string]string{
			"2026-12-24": "Dec 2026 has not come yet", "soon": "This is not a day of the calendar. Write it as 2026-01-31.",
		} {
			r.post(t, path, "kind", "id_requested", "do", "confirm", "date", day).see(t, http.StatusSeeOther)
			seen().see(t, http.StatusOK, "This message seems to say", mend)
		}
	})
	t.Run("is recorded and proposed no more", func(t *testing.T) {
		r.post(t, path, "kind", "id_requested", "do", "confirm", "date", "2026-11-20", "instead", "1").see(t, http.StatusSeeOther)
		seen().see(t, http.StatusOK, "The event is recorded").not(t, "This message seems to say")
	})
}
