package page_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// matter is one request of a reader, with its address.
type matter struct {
	*reader
	stack *stack
	ID    string
	Path  string
}

// file makes a company and a draft to it. The clock stands at 24 November 2026.
func (s *stack) file(t *testing.T, r *reader, rights ...dsar.Right) matter {
	t.Helper()
	ctx := context.Background()
	c, err := s.CreateController(ctx, r.Actor, casework.ControllerInput{
		Name: "Müller & <Söhne> GmbH", Country: "DE", Emails: []string{"privacy@mueller.example"},
	})
	must(t, err)
	v, err := s.CreateRequest(ctx, r.Actor, casework.NewRequest{
		ControllerID: c.ID, Rights: rights, Regime: "eu-gdpr", Language: "en", Channel: dsar.ChannelEmail,
		Subject: casework.SubjectInput{Name: "Camille Moreau", Country: "FR"},
	})
	must(t, err)
	t.Cleanup(func() {
		if missing := s.Catalog.Missing(); len(missing) > 0 {
			t.Errorf("sentences asked for that do not exist: %v", missing)
		}
	})
	return matter{r, s, v.Request.ID, "/requests/" + v.Request.ID}
}

// record posts an event through its form, as a browser would.
func (m matter) record(t *testing.T, kind, on string, more ...string) {
	t.Helper()
	form := m.get(t, m.Path+"/record?kind="+kind)
	m.post(t, m.Path+"/record", append([]string{
		"kind", kind, "date", on, "version", form.value(t, "version"), "seen", form.value(t, "seen"),
	}, more...)...).see(t, http.StatusSeeOther)
}

const reply = `Dear Ms Moreau,

Please note that the report only covers data collected in the twelve months before we received your request.

Kind regards`

func TestTheMainJob(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)

	t.Run("the letter is read in three languages", func(t *testing.T) {
		m.get(t, m.Path).see(t, http.StatusOK, "Read the letter and send it", "Müller & <Söhne> GmbH")
		for _, lang := range dsar.Languages() {
			page := m.get(t, m.Path+"/letter?language="+lang)
			page.see(t, http.StatusOK, "RECOURSE_SMTP_URL")
			if page.value(t, "language") != lang {
				t.Errorf("the letter is not in %s", lang)
			}
		}
	})
	t.Run("a changed text is shown as changed and printed alone", func(t *testing.T) {
		typed := "Dear all,\r\n\r\nmy own <words>."
		m.post(t, m.Path+"/letter", "kind", "access", "language", "en", "body", typed, "subject", "Mine", "do", "preview").
			see(t, http.StatusOK, "my own <words>.", "You have changed it.")
		m.post(t, m.Path+"/letter", "kind", "access", "language", "en", "body", typed, "do", "print").
			see(t, http.StatusOK, "my own <words>.").not(t, "Send it by e-mail", "I have sent it")
	})
	t.Run("sending needs mail, and the text is kept", func(t *testing.T) {
		m.post(t, m.Path+"/letter", "kind", "access", "language", "en", "body", "my words", "do", "send", "to", "x@example.org").
			see(t, http.StatusServiceUnavailable, "my words")
	})
	t.Run("a day that cannot be is refused with what was typed", func(t *testing.T) {
		page := m.post(t, m.Path+"/letter", "kind", "access", "language", "en", "body", "my words", "do", "taken",
			"sent_on", "2026-12-24", "channel", "post")
		page.see(t, http.StatusUnprocessableEntity, "my words")
		if page.value(t, "sent_on") != "2026-12-24" {
			t.Error("the day was lost")
		}
		m.post(t, m.Path+"/letter", "kind", "access", "do", "taken", "sent_on", "tomorrow").see(t, http.StatusUnprocessableEntity, "“tomorrow” is not a day")
	})
	t.Run("taken, sent and received: the due day is shown with its reasons", func(t *testing.T) {
		m.post(t, m.Path+"/letter", "kind", "access", "language", "en", "do", "taken", "channel", "post",
			"sent_on", "2026-09-25", "received_on", "2026-09-28").see(t, http.StatusSeeOther)
		page := m.get(t, m.Path)
		page.see(t, http.StatusOK, "28 Oct 2026", "27 days late", "Read and send the last notice", "1182/71")
		if n := strings.Count(page.Body, `role="img"`); n != 2 {
			t.Errorf("%d pictures, want the time line wide and tall", n)
		}
	})
	t.Run("a reply is searched, and a finding confirmed and taken back", func(t *testing.T) {
		m.post(t, m.Path+"/messages", "kind", "reply", "text", reply, "date", "2026-11-17").see(t, http.StatusSeeOther)
		page := m.get(t, m.Path).see(t, http.StatusOK, "Looks unlawful", "One passage needs your judgement", "answered 20 days late")
		mark := regexp.MustCompile(`(?s)<mark class="unlawful" id="f-a">(.*?)</mark>`).FindStringSubmatch(page.Body)
		if mark == nil || !strings.Contains(mark[1], "twelve months") {
			t.Fatalf("the passage is not marked: %v", mark)
		}
		action := regexp.MustCompile(`action="(/requests/[^"]+/findings/[^"]+)"`).FindStringSubmatch(page.Body)[1]
		m.post(t, action, "status", "confirmed", "version", "1", "anchor", "a").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Confirmed by you", "The reply leaves things out")
		m.post(t, action, "status", "dismissed", "version", "1").see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Somebody else has judged this finding", "Confirmed by you")
	})
	t.Run("the letter that answers has the law's points", func(t *testing.T) {
		m.get(t, m.Path+"/letter?kind=follow_up").see(t, http.StatusOK, "follow_up/en@", "15")
	})
	t.Run("a complaint needs an authority, and is shown with its clock", func(t *testing.T) {
		m.post(t, m.Path+"/complaint", "do", "lodge", "lodged_on", "2026-11-20").
			see(t, http.StatusUnprocessableEntity)
		m.post(t, m.Path+"/complaint", "do", "lodge", "lodged_on", "2026-11-20", "authority_id", "fr-cnil", "reference", "24-1", "keep", "1").
			see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "Complaint lodged", "Commission nationale", "24-1")
	})
	t.Run("printed, everything stands open", func(t *testing.T) {
		page := m.get(t, m.Path+"?print=1").see(t, http.StatusOK)
		if strings.Contains(page.Body, "<details>") || strings.Contains(page.Body, `<details class="more">`) {
			t.Error("something is folded")
		}
	})
}

func TestTwoTabs(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	form := m.get(t, m.Path+"/record?kind=sent")
	m.record(t, "sent", "2026-11-02", "note", "by the other tab")

	page := m.post(t, m.Path+"/record", "kind", "sent", "date", "2026-11-03", "note", "what I typed",
		"version", form.value(t, "version"), "seen", form.value(t, "seen"))

	t.Run("the second is told what is new", func(t *testing.T) {
		page.see(t, http.StatusPreconditionFailed, "Somebody has changed this", "by the other tab")
	})
	t.Run("and has lost nothing", func(t *testing.T) {
		if page.value(t, "note") != "what I typed" || page.value(t, "date") != "2026-11-03" {
			t.Errorf("note %q, day %q", page.value(t, "note"), page.value(t, "date"))
		}
	})
	t.Run("and can send the form again", func(t *testing.T) {
		m.post(t, m.Path+"/record", "kind", "note", "date", "2026-11-03", "note", "what I typed",
			"version", page.value(t, "version"), "seen", page.value(t, "seen")).see(t, http.StatusSeeOther)
	})
}

func TestRecordingEvents(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	t.Run("a draft offers what can happen to a draft", func(t *testing.T) {
		m.get(t, m.Path+"/record").see(t, http.StatusOK, "You sent the request").not(t, "They asked for proof of identity")
	})
	t.Run("a future day is refused on its field", func(t *testing.T) {
		page := m.post(t, m.Path+"/record", "kind", "sent", "date", "2027-01-01")
		page.see(t, http.StatusUnprocessableEntity)
		if !strings.Contains(page.Body, `href="#f-date"`) || !strings.Contains(page.Body, `aria-invalid="true"`) {
			t.Error("the error does not lead to the field")
		}
	})
	t.Run("an unknown kind is refused with the known ones", func(t *testing.T) {
		m.post(t, m.Path+"/record", "kind", "eaten", "date", "2026-11-01").see(t, http.StatusUnprocessableEntity, "id_requested")
	})
	m.record(t, "received", "2026-10-02")
	t.Run("a late extension is recorded and does not move the date", func(t *testing.T) {
		m.record(t, "extension_notice", "2026-11-05", "reasons_given", "yes")
		m.get(t, m.Path).see(t, http.StatusOK, "2 Nov 2026", "too late")
	})
	t.Run("an event is corrected, and the dates follow", func(t *testing.T) {
		page := m.get(t, m.Path)
		link := regexp.MustCompile(`/requests/[^"]+/correct`).FindString(page.Body)
		form := m.get(t, link)
		if form.value(t, "date") != "2026-10-02" {
			t.Fatalf("the form is not prefilled: %q", form.value(t, "date"))
		}
		m.post(t, link, "way", "change", "kind", "received", "date", "2026-10-12", "note", "misread",
			"version", form.value(t, "version"), "seen", form.value(t, "seen")).see(t, http.StatusSeeOther)
		m.get(t, m.Path).see(t, http.StatusOK, "12 Nov 2026", "misread", "First recorded as:")
	})
	t.Run("and struck out", func(t *testing.T) {
		link := regexp.MustCompile(`/requests/[^"]+/correct`).FindString(m.get(t, m.Path).Body)
		form := m.get(t, link)
		m.post(t, link, "way", "void", "version", form.value(t, "version"), "seen", form.value(t, "seen"))
		m.get(t, m.Path).see(t, http.StatusOK, "never happened")
	})
}

func TestMessagesTakenIn(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	m.record(t, "received", "2026-10-02")
	t.Run("an empty one is refused", func(t *testing.T) {
		m.post(t, m.Path+"/messages", "kind", "reply", "text", "  ", "date", "2026-10-10").see(t, http.StatusUnprocessableEntity)
	})
	t.Run("what somebody wrote never becomes markup", func(t *testing.T) {
		m.post(t, m.Path+"/messages", "kind", "correspondence", "date", "2026-10-10",
			"text", "Look: <script>alert(1)</script> & \"more\"").see(t, http.StatusSeeOther)
		page := m.get(t, m.Path).see(t, http.StatusOK, "<script>alert(1)</script>")
		if strings.Contains(page.Body, "<script>alert") {
			t.Error("it does")
		}
	})
	t.Run("a file is kept and handed out as it was", func(t *testing.T) {
		const mail = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Your request\r\nDate: Mon, 12 Oct 2026 10:00:00 +0200\r\n\r\nHello.\r\n"
		m.upload(t, "reply.eml", mail).see(t, http.StatusSeeOther)
		page := m.get(t, m.Path).see(t, http.StatusOK, "Your request", "Mon 12 Oct 2026")
		link := regexp.MustCompile(`/requests/[^"]+/original`).FindString(page.Body)
		if got := m.get(t, link); got.Status != http.StatusOK || got.Body != mail {
			t.Errorf("status %d, %q", got.Status, got.Body)
		}
	})
}

// upload sends a file through the form for messages.
func (m matter) upload(t *testing.T, name, content string) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("kind", "reply"))
	file, err := w.CreateFormFile("file", name)
	must(t, err)
	_, err = file.Write([]byte(content))
	must(t, err)
	must(t, w.Close())
	res, err := m.client.Post(m.base+m.Path+"/messages", w.FormDataContentType(), &body)
	must(t, err)
	return read(t, res)
}

func TestErasureWaitsForAccess(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	access := s.file(t, r, dsar.RightAccess)
	access.record(t, "sent", "2026-11-02")
	v, err := s.Request(context.Background(), r.Actor, access.ID)
	must(t, err)
	e, err := s.CreateRequest(context.Background(), r.Actor, casework.NewRequest{
		ControllerID: v.Controller.ID, Rights: []dsar.Right{dsar.RightErasure}, Regime: "eu-gdpr", SubjectID: v.Subject.ID, Channel: dsar.ChannelPost,
	})
	must(t, err)
	m := matter{r, s, e.Request.ID, "/requests/" + e.Request.ID}
	send := []string{"kind", "erasure", "language", "en", "do", "taken", "sent_on", "2026-11-20", "channel", "post"}
	m.get(t, m.Path).see(t, http.StatusOK, "Access comes first", v.Request.Reference)
	m.post(t, m.Path+"/letter", send...).see(t, http.StatusConflict, v.Request.Reference, "Send the erasure all the same")
	m.post(t, m.Path+"/letter", append(send, "override_hold", "1")...).see(t, http.StatusSeeOther)
}

func TestTheList(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	s.file(t, r, dsar.RightAccess)
	r.get(t, "/requests?view=draft").see(t, http.StatusOK, "Müller", "not sent")
	r.get(t, "/requests?view=late").see(t, http.StatusOK, "Nobody is late.")
	r.get(t, "/requests?q=zzz").see(t, http.StatusOK, "No request fits these filters.")
	r.get(t, "/requests?q=mull").see(t, http.StatusOK, "Müller")
	r.get(t, "/requests?view=eaten").see(t, http.StatusUnprocessableEntity)
	r.get(t, "/").see(t, http.StatusOK, "One thing waits for you.", "a letter to read")
}

func TestErasingARequest(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	m.post(t, m.Path+"/erase").see(t, http.StatusUnprocessableEntity, "Tick that you want")
	m.post(t, m.Path+"/erase", "confirm", "1").see(t, http.StatusSeeOther)
	m.get(t, m.Path).see(t, http.StatusNotFound)
}

func TestNobodyElseSeesARequest(t *testing.T) {
	s := newStack(t)
	m := s.file(t, s.account(t, "a@example.org"), dsar.RightAccess)
	stranger := s.account(t, "b@example.org")
	for _, page := range []string{"", "/record", "/reply", "/letter", "/complaint", "/erase"} {
		got := stranger.get(t, m.Path+page).see(t, http.StatusNotFound)
		got.not(t, "Müller")
	}
	stranger.post(t, m.Path+"/erase", "confirm", "1").see(t, http.StatusNotFound)
	s.reader(t).get(t, m.Path).see(t, http.StatusSeeOther)
}

// Every page of a case in every language, at every stage: no sentence is missing,
// no address leads nowhere, and nothing is inline that the policy forbids.
func TestEveryStageInEveryLanguage(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess, dsar.RightErasure)
	stages := []func(){
		func() {},
		func() { m.record(t, "sent", "2026-09-25") },
		func() { m.record(t, "received", "2026-09-28") },
		func() { m.record(t, "id_requested", "2026-10-06") },
		func() { m.record(t, "id_received", "2026-10-09") },
		func() { m.record(t, "clarification_requested", "2026-10-10") },
		func() { m.record(t, "clarification_received", "2026-10-12") },
		func() { m.record(t, "extension_notice", "2026-10-20", "reasons_given", "yes") },
		func() {
			m.post(t, m.Path+"/messages", "kind", "reply", "text", reply, "date", "2026-11-17").see(t, http.StatusSeeOther)
		},
		func() { m.record(t, "reply_judged", "2026-11-18", "satisfied", "no") },
		func() { m.record(t, "final_notice_sent", "2026-11-19") },
		func() { m.record(t, "closed", "2026-11-20", "outcome", "partly") },
	}
	for i, advance := range stages {
		advance()
		for _, lang := range dsar.Languages() {
			s.speak(t, r, lang)
			for _, path := range []string{"/", "/requests?view=all", m.Path, m.Path + "/record"} {
				page := r.get(t, path)
				if page.Status != http.StatusOK {
					t.Fatalf("stage %d: %s in %s answered %d: %s", i, path, lang, page.Status, page.text(t))
				}
				checkMarkup(t, path, page.Body)
			}
		}
	}
	for _, lang := range dsar.Languages() {
		s.speak(t, r, lang)
		for _, kind := range dsar.RecordableKinds() {
			r.get(t, m.Path+"/record?kind="+string(kind)).see(t, http.StatusOK)
		}
		for _, kind := range []string{"access_erasure", "follow_up", "final_notice", "id_answer"} {
			r.get(t, m.Path+"/letter?kind="+kind).see(t, http.StatusOK)
		}
		for _, page := range []string{"/reply", "/complaint", "/erase"} {
			r.get(t, m.Path+page).see(t, http.StatusOK)
		}
	}
}

// speak changes the reader's language.
func (s *stack) speak(t *testing.T, r *reader, lang string) {
	t.Helper()
	a, err := s.AccountByID(context.Background(), r.Actor.UserID)
	must(t, err)
	settings := a.User.Settings
	settings.Language = lang
	_, err = s.UpdateSettings(context.Background(), r.Actor, casework.SettingsInput{Name: a.User.Name, Settings: settings})
	must(t, err)
}

var inline = regexp.MustCompile(`<style|\sstyle=|\son[a-z]+=|<script>|ZgotmplZ|<no value>|%!`)

func checkMarkup(t *testing.T, path, body string) {
	t.Helper()
	if found := inline.FindString(body); found != "" {
		t.Errorf("%s has %q", path, found)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		if ids[m[1]] {
			t.Errorf("%s has the id %q twice", path, m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby="|aria-describedby="|for=")([^"]+)"`).FindAllStringSubmatch(body, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !ids[id] {
				t.Errorf("%s points to %q, which is not there", path, id)
			}
		}
	}
	if n := strings.Count(body, "<h1"); n != 1 {
		t.Errorf("%s has %d first headings", path, n)
	}
}

func TestDatesOfTheListAreThoseOfTheCase(t *testing.T) {
	s := newStack(t)
	r := s.account(t, "a@example.org")
	m := s.file(t, r, dsar.RightAccess)
	m.record(t, "received", "2026-10-30")
	v, err := s.Request(context.Background(), r.Actor, m.ID)
	must(t, err)
	if v.Law.Due != civil.MustParse("2026-11-30") {
		t.Fatalf("due %v", v.Law.Due)
	}
	r.get(t, "/requests").see(t, http.StatusOK, "30 Nov", "in 6 days")
	r.get(t, "/").see(t, http.StatusOK, "The next answer falls due on 30 November.")
}
