package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/mail"
)

// withRelay lets letters be written that nothing delivers.
func (s *site) withRelay() {
	relay, err := mail.NewSMTP(mail.SMTPConfig{Host: "localhost", Port: 25, Security: mail.Plain})
	s.must(err)
	s.service.Mailer, s.service.UndoWindow = relay, 2*time.Minute
}

func TestLetterIsTakenBackOnItsPage(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	s.withRelay()
	ctx, a := t.Context(), s.owner.Actor()
	c, err := s.service.CreateController(ctx, a, casework.ControllerInput{Name: "Photomatch SAS", Country: "FR", Emails: []string{"p@photomatch.example"}})
	s.must(err)
	v, err := s.service.CreateRequest(ctx, a, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en", Subject: casework.SubjectInput{Name: "Camille"},
	})
	s.must(err)
	b := s.signedIn("owner@example.org")
	path := "/requests/" + v.Request.ID
	sent := b.post(path+"/letter", url.Values{"kind": {"access"}, "do": {"send"}, "to": {"p@photomatch.example"}, "body": {"My own words."}, "version": {"1"}})
	if sent.Code != http.StatusSeeOther {
		t.Fatalf("send: %d %s", sent.Code, sent.Body)
	}
	v, err = s.service.Request(ctx, a, v.Request.ID)
	s.must(err)
	message := path + "/messages/" + v.Messages[0].Message.ID
	page := b.get(path).Body.String()
	for _, want := range []string{"Goes out:", "Take it back", `data-countdown="`, message + "/sent"} {
		if !strings.Contains(page, want) {
			t.Errorf("the request's page lacks %q", want)
		}
	}
	if proof := b.get(message + "/sent"); proof.Code != 200 || !strings.Contains(proof.Body.String(), v.Messages[0].Message.MailID) {
		t.Errorf("proof: %d", proof.Code)
	}
	if raw := b.get(message + "/sent/1"); raw.Code != 200 || !strings.Contains(raw.Body.String(), "Reply-To") || !strings.HasPrefix(raw.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("bytes: %d %.300s", raw.Code, raw.Body)
	}
	back := b.post(message+"/take-back", nil)
	draft := back.Header().Get("Location")
	if back.Code != http.StatusSeeOther || !strings.HasPrefix(draft, path+"/letter?") {
		t.Fatalf("take back: %d to %s", back.Code, draft)
	}
	if letter := b.get(draft).Body.String(); !strings.Contains(letter, "My own words.") || !strings.Contains(letter, "Taken back") {
		t.Error("the letter does not open as it was written")
	}
	if again := b.post(message+"/take-back", nil); again.Code != http.StatusConflict {
		t.Errorf("taken back twice: %d", again.Code)
	}
	if again := b.post(message+"/sent", url.Values{"to": {"p@photomatch.example"}}); again.Code != http.StatusConflict {
		t.Errorf("sent again: %d", again.Code)
	}
}

func TestFilesOfALetterAreUploaded(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	x := s.things()
	s.withRelay()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range map[string]string{"kind": "access", "do": "send", "to": "p@photomatch.example"} {
		s.must(w.WriteField(name, value))
	}
	part, err := w.CreateFormFile("files", "mandate.pdf")
	s.must(err)
	_, err = part.Write(bytes.Repeat([]byte("x"), 2<<20)) // more than other forms may have
	s.must(err)
	s.must(w.Close())
	r := httptest.NewRequest(http.MethodPost, "http://recourse.test/requests/"+x.request+"/letter", &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if got := s.signedIn("owner@example.org").send(r); got.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	v, err := s.service.Request(t.Context(), s.owner.Actor(), x.request)
	s.must(err)
	o, err := s.service.SentMail(t.Context(), s.owner.Actor(), v.Messages[len(v.Messages)-1].Message.ID, 1)
	s.must(err)
	if !strings.Contains(string(o.Raw), "mandate.pdf") || len(o.Raw) < 2<<20 {
		t.Errorf("the mail of %d bytes lacks the file", len(o.Raw))
	}
}

func TestRemindersAreEndedWithOneClickFromAnywhere(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	u := s.owner.User
	secret, err := s.store.KeepUnsubscribe(t.Context(), u.WorkspaceID, u.ID, "abcdef234567")
	s.must(err)
	path := "/unsubscribe/" + secret
	reminded := func() bool {
		account, err := s.service.AccountByID(t.Context(), u.ID)
		s.must(err)
		return account.User.Settings.Reminders
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		s.browser().do(method, path, nil)
	}
	page := s.browser().get(path)
	if page.Code != 200 || !strings.Contains(page.Body.String(), `action="`+path+`"`) || !reminded() {
		t.Fatalf("the link: %d, reminded %v", page.Code, reminded())
	}
	r := httptest.NewRequest(http.MethodPost, "http://recourse.test"+path, strings.NewReader("List-Unsubscribe=One-Click"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://mail.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := s.browser().send(r); w.Code != 200 || reminded() {
		t.Errorf("one click: %d, reminded %v", w.Code, reminded())
	}
	if w := s.browser().post("/unsubscribe/unknown", nil); w.Code != http.StatusNotFound {
		t.Errorf("a secret that nobody has: %d", w.Code)
	}
	if log := s.log.String(); strings.Contains(log, secret) {
		t.Error("the secret is in the log")
	}
	other := httptest.NewRequest(http.MethodPost, "http://recourse.test/settings", strings.NewReader("name=x"))
	other.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	other.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := s.signedIn("owner@example.org").send(other); w.Code != http.StatusForbidden {
		t.Errorf("other forms are not taken from other sites: %d", w.Code)
	}
}

func TestFirstAccountVerifiesItsAddress(t *testing.T) {
	s := newSite(t, nil)
	s.withRelay()
	b := s.browser()
	w := b.post("/setup", url.Values{
		"name": {"O"}, "email": {"first@example.org"}, "language": {"en"}, "time_zone": {"UTC"}, "password": {password}, "password_repeat": {password},
	})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	page := b.get("/settings").Body.String()
	for _, want := range []string{"not verified yet", "A link was sent to first@example.org", "Send the link again"} {
		if !strings.Contains(page, want) {
			t.Errorf("the settings lack %q", want)
		}
	}
	if w := b.post("/settings/address", url.Values{"email": {"other@example.org"}, "email_password": {"wrong"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("another address with a wrong password: %d", w.Code)
	}
	if w := b.post("/settings/address", nil); w.Code != http.StatusSeeOther {
		t.Errorf("once more: %d", w.Code)
	}
	if w := b.get("/verify/unknown"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "Ask for another") {
		t.Errorf("a link that is gone: %d", w.Code)
	}
	if w := b.post("/verify/unknown", nil); w.Code != http.StatusNotFound {
		t.Errorf("a link that is gone, pressed: %d", w.Code)
	}
}
