package main

import (
	"bytes"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The days of the story. Two of them are chosen for what the calendar does to the
// date: a month after Thursday 13 March 2025 is a Sunday, a month after Monday
// 17 March is a Thursday in the week before Easter.
const (
	daySent      = "2025-03-12"
	dayReceived  = "2025-03-13"
	dayCorrected = "2025-03-17"
	dayMended    = "2025-03-18"
	dayLate      = "2025-04-22"
	dayReplied   = "2025-04-23"
)

// theirReply limits the answer to a year, in the middle of other sentences.
const theirReply = `Dear Ms Haddad,

Thank you for writing to us. You will find enclosed a copy of the customer file that we keep under your number.

As a matter of policy, our answer is limited to the data we gathered during the last twelve months. We wish you a pleasant spring.

Yours sincerely
Customer Care`

// TestBrowserStory does the main job once, from the first visit to the complaint,
// as a person does it who has never seen the program.
func TestBrowserStory(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newBrowsed(t, morning(daySent))
	p.serve()
	b := newTab(browser, t, p.base, tabOptions{})
	s := &story{t: t, p: p, b: b}

	for _, chapter := range []struct {
		name string
		tell func()
	}{
		{"the first visit creates the account", s.firstVisit},
		{"a company is added and found as one types, without its accents", s.addCompany},
		{"a request is written: the law is proposed with its reason", s.writeRequest},
		{"the letter is read in three languages and sent by mail", s.sendLetter},
		{"the day of receipt starts the clock, and the page says why", s.recordReceipt},
		{"an erasure is held back until the person overrides it", s.holdErasure},
		{"two tabs: the second is told and loses nothing it typed", s.twoTabs},
		{"correcting the receipt moves the due day", s.correctReceipt},
		{"an extension announced too late moves nothing, and the page says so", s.lateExtension},
		{"a pasted reply is marked where it limits the answer", s.pasteReply},
		{"the follow-up names the law and quotes the passage", s.followUp},
		{"a reply comes as a mail file", s.uploadReply},
		{"a complaint has its own clock of three months", s.complain},
		{"signing out ends the session, and a wrong password does not begin one", s.signOut},
	} {
		if !t.Run(chapter.name, func(t *testing.T) {
			s.t, b.t = t, t
			chapter.tell()
		}) {
			break // the rest has nothing to stand on
		}
	}
	b.t = t
	if !t.Failed() {
		t.Run("every mail arrived once and whole", s.mailsArrived)
	}
}

// story is what the chapters hand on to each other.
type story struct {
	t       *testing.T
	p       *program
	b       *tab
	request string // path of the page
	erasure string
	letter  string // as it was read before it was sent
	answer  string // the follow-up
}

// on moves the clock. A session that was left alone for long has ended: one has to
// sign in again.
func (s *story) on(day string) {
	s.p.now.Store(morning(day).Unix())
	s.b.open("/")
	if strings.HasPrefix(s.b.where(), "/sign-in") {
		signIn(s.b, "nour@people.example", password)
	}
}

func (s *story) firstVisit() {
	b := s.b
	b.open("/")
	if b.where() != "/setup" {
		s.t.Fatalf("without an account the first page is %s", b.where())
	}
	b.fill("name", "Nour Haddad", "email", "nour@people.example", "password", "short", "password_repeat", "short")
	b.pressRefused(422, "main button[type=submit]")
	if b.value("name") != "Nour Haddad" || !b.has("[name=password][aria-invalid]") {
		s.t.Errorf("a password of five letters: %s", b.glance())
	}
	if zone := b.value("time_zone"); zone != "Europe/Paris" {
		s.t.Errorf("the zone of the reader's machine is proposed, not %q", zone)
	}
	b.fill("password", password, "password_repeat", password)
	b.press("main button[type=submit]")
	if b.where() != "/" {
		s.t.Fatalf("after the account is made one is on %s", b.where())
	}
	b.says("main h1", "Nothing waits for you")
}

func (s *story) addCompany() {
	b := s.b
	b.open("/controllers/new")
	b.fill("name", "Société Générale des Écrans SA", "aliases", "Écranvision", "country", "FR", "emails", "dpo@ecrans.example")
	b.press("main form button[type=submit]")
	b.says("main h1", "Société Générale des Écrans SA")

	b.open("/requests/new")
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "ecranvis"), chromedp.WaitVisible(chromedp.CSS("#found ul a")))
	b.says("#found", "Société Générale des Écrans SA")
	b.inspect()
	b.press("#found ul a")
}

func (s *story) writeRequest() {
	b := s.b
	if got := b.value("subject.name"); got != "Nour Haddad" {
		s.t.Errorf("the first request is proposed for oneself, not for %q", got)
	}
	b.fill("subject.country", "FR", "rights", "access_erasure")
	b.fill("subject.identifiers", "Customer number 4471")
	if law := ask[string](b, `document.querySelector("[name=regime]:checked").value`); law != "eu-gdpr" {
		s.t.Errorf("proposed is %s", law)
	}
	if why := b.text("#law-0-hint"); len(why) < 20 {
		s.t.Errorf("the reason for the law is %q", why)
	}
	b.fill("language", "en", "channel", "email")
	b.press("main form[method=post] button[type=submit]:not([name])")
	if !strings.Contains(b.where(), "/letter?kind=access_erasure") {
		s.t.Fatalf("after the request is written one reads the letter, not %s", b.where())
	}
	s.request, _, _ = strings.Cut(b.where(), "/letter")
}

func (s *story) sendLetter() {
	b := s.b
	for language, want := range map[string][]string{
		"fr": {"article 15", "4471", "Nour Haddad"},
		"de": {"Art. 15", "4471", "Nour Haddad"},
		"en": {"Article 15", "4471", "Nour Haddad"},
	} {
		b.open(s.request + "/letter?kind=access_erasure&language=" + language)
		if lang := b.attribute("article.sheet", "lang"); lang != language {
			s.t.Errorf("the letter in %s has lang %q", language, lang)
		}
		b.says("article.sheet", want...)
	}
	b.open(s.request + "/letter?kind=access_erasure&language=en")
	b.says("article.sheet", "recipients", "from the beginning of the processing", "without any limit in time")
	s.letter = b.value("body")
	b.press("button[name=do][value=send]")
	if b.where() != s.request {
		s.t.Fatalf("after sending one is on %s", b.where())
	}
	b.do(click("#conversation .sheet summary"))
	b.says("#conversation", "Customer number 4471")
}

func (s *story) recordReceipt() {
	b := s.b
	s.on(dayReceived)
	b.open(s.request)
	b.press(".now a.button")
	if got := b.value("date"); got != dayReceived {
		s.t.Errorf("today is proposed, not %q", got)
	}
	b.fill("date", "2025-03-11")
	b.pressRefused(422, "main form[method=post] button[type=submit]")
	b.says(".error-summary", "sent")
	b.fill("date", dayReceived)
	b.press("main form[method=post] button[type=submit]")
	b.says(".docket", "14 Apr 2025")
	if !b.has("figure svg[role=img]") || !b.has(".now h2") || !b.has("#why .trace li") {
		s.t.Error("the page has no picture, no “what now” or no “why this date”")
	}
	b.says("figure svg", "14 Apr")
	b.says("#why", "13 April 2025 is a Sunday", "Regulation 1182/71 Art. 3(4)")
}

func (s *story) holdErasure() {
	b := s.b
	b.open("/requests/new?q=ecranvision")
	b.press("#found ul a")
	b.says("main", "RC-") // the open access request is named before one writes
	b.fill("rights", "erasure", "language", "en")
	b.press("main form[method=post] button[type=submit]:not([name])")
	s.erasure, _, _ = strings.Cut(b.where(), "/letter")
	b.pressRefused(409, "button[name=do][value=send]")
	if got := s.mails("dpo@ecrans.example"); len(got) > 1 {
		s.t.Error("an erasure that is held back was sent")
	}
	b.fill("override_hold", "1")
	b.press("button[name=do][value=send]")
	if b.where() != s.erasure {
		s.t.Errorf("after the override one is on %s", b.where())
	}
}

func (s *story) twoTabs() {
	b := s.b
	const typed = "They rang me up; a Mr Petit promised the data for Friday."
	b.open(s.request + "/record?kind=note")
	b.fill("note", typed)

	other := newTab(s.t.Context(), s.t, s.p.base, tabOptions{beside: b})
	other.open(s.request + "/record?kind=note")
	other.fill("note", "Nobody answers the telephone.")
	other.press("main form[method=post] button[type=submit]")

	b.pressRefused(412, "main form[method=post] button[type=submit]")
	if b.value("note") != typed {
		s.t.Errorf("the text that was typed is lost: %q", b.value("note"))
	}
	b.says("[role=alert]", "13 Mar 2025", "Nobody answers the telephone.")
	b.press("main form[method=post] button[type=submit]") // seen, and sent again
	b.says("#history", typed)
}

func (s *story) correctReceipt() {
	b := s.b
	s.on(dayMended)
	b.open(s.request)
	links := ask[[]string](b, `[...document.querySelectorAll("#history .entry")].filter(e => e.textContent.includes("reached them")).map(e => e.querySelector("a[href$='/correct']").getAttribute("href"))`)
	if len(links) != 1 {
		s.t.Fatalf("one receipt can be corrected, not %d", len(links))
	}
	b.open(links[0])
	b.fill("date", dayCorrected)
	b.press("main form[method=post] button[type=submit]")
	b.says(".docket", "17 Apr 2025")
	b.says("#history", "13 Mar 2025", "17 Mar 2025")
}

func (s *story) lateExtension() {
	b := s.b
	s.on(dayLate)
	b.open(s.request)
	b.says(".docket", "17 Apr 2025", "5 days late")
	b.open(s.request + "/record?kind=extension_notice")
	b.fill("date", dayLate, "reasons_given", "yes")
	b.press("main form[method=post] button[type=submit]")
	b.says(".docket", "17 Apr 2025", "5 days late")
	b.says("#why", "No effect")
}

func (s *story) pasteReply() {
	b := s.b
	s.on(dayReplied)
	b.open(s.request + "/reply")
	b.pressRefused(422, "main form[method=post] button[type=submit]")
	b.fill("text", theirReply, "date", dayReplied)
	b.press("main form[method=post] button[type=submit]")
	b.says("mark.unlawful", "the last twelve months")
	if !b.has("aside.gloss--unlawful details") {
		s.t.Error("the finding has no reason beside it")
	}
	b.says("aside.gloss--unlawful", "Looks unlawful")
	ref := b.attribute("mark.unlawful a.ref", "href") + b.attribute("mark.unlawful + a.ref", "href")
	if !strings.HasPrefix(ref, "#n-") || !b.has(ref) {
		s.t.Errorf("the mark leads to %q", ref)
	}
	b.press("aside.gloss--unlawful button[value=confirmed]")
	b.says("aside.gloss--unlawful", "Unlawful", "Confirmed by you")
}

func (s *story) followUp() {
	b := s.b
	b.open(s.request + "/letter?kind=follow_up")
	b.says("article.sheet", "the last twelve months", "Article 15")
	s.answer = b.value("body")
	if !strings.Contains(s.answer, "last twelve months") {
		s.t.Errorf("the follow-up does not quote the passage:\n%s", s.answer)
	}
	b.press("button[name=do][value=send]")
	if b.where() != s.request {
		s.t.Fatalf("after sending one is on %s", b.where())
	}
}

func (s *story) uploadReply() {
	b := s.b
	file := filepath.Join(s.t.TempDir(), "reply.eml")
	raw := strings.Join([]string{
		"From: Customer Care <care@ecrans.example>", "To: nour@people.example", "Subject: Your request",
		"Date: Wed, 23 Apr 2025 15:04:05 +0200", "Message-ID: <4471@ecrans.example>", "MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
		"Dear Ms Haddad,", "", "access can be requested at most once per calendar year. Best wishes from caf=C3=A9 customer care.", "",
	}, "\r\n")
	if err := os.WriteFile(file, []byte(raw), 0o600); err != nil {
		s.t.Fatal(err)
	}
	b.open(s.erasure + "/reply")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.fill("kind", "correspondence")
	b.press("main form[method=post] button[type=submit]")
	b.says("#conversation", "café customer care", "Your request", "23 Apr 2025")
}

func (s *story) complain() {
	b := s.b
	b.open(s.request + "/complaint")
	b.says("article.sheet", "17 April 2025", "twelve months")
	if got := ask[string](b, `document.querySelector("[name=authority_id]").selectedOptions[0].textContent`); !strings.Contains(got, "CNIL") {
		s.t.Errorf("proposed is %q", got)
	}
	b.fill("lodged_on", dayReplied, "reference", "25-004471")
	b.press("button[name=do][value=lodge]")
	b.says("main", "25-004471")
	b.press(`section[aria-labelledby=h-complaints] h3 a`)
	b.says(".docket", "23 Jul 2025", "25-004471")
	b.open("/complaints")
	b.says("main", "25-004471", "23 Jul")
}

func (s *story) signOut() {
	b := s.b
	b.press(`footer form button`)
	b.open(s.request)
	if !strings.HasPrefix(b.where(), "/sign-in") {
		s.t.Fatalf("signed out, and sees %s", b.where())
	}
	b.fill("email", "nour@people.example", "password", "not "+password)
	b.pressRefused(422, "main form button[type=submit]")
	if b.value("email") != "nour@people.example" || b.value("password") != "" {
		s.t.Error("the address stays typed, the password does not")
	}
	b.fill("password", password)
	b.press("main form button[type=submit]")
	if b.where() != s.request {
		s.t.Errorf("signing in goes on to the page one wanted, not to %s", b.where())
	}
}

func (s *story) mailsArrived(t *testing.T) {
	deadline := time.Now().Add(20 * time.Second)
	for len(s.mails("dpo@ecrans.example")) < 3 && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
	}
	bodies := s.mails("dpo@ecrans.example")
	if len(bodies) != 3 {
		t.Fatalf("%d mails to the company, want the request, the erasure and the follow-up", len(bodies))
	}
	for _, letter := range []string{s.letter, s.answer} {
		whole := func(body string) bool { return strings.TrimSpace(body) == strings.TrimSpace(letter) }
		if n := len(slices.DeleteFunc(slices.Clone(bodies), func(body string) bool { return !whole(body) })); n != 1 {
			t.Errorf("this letter arrived %d times:\n%s\nThe mails:\n%s", n, letter, strings.Join(bodies, "\n---\n"))
		}
	}
}

// mails are the texts of the mails that reached an address.
func (s *story) mails(to string) []string {
	var bodies []string
	for _, m := range s.p.relay.Messages() {
		if m.To != to {
			continue
		}
		message, err := mail.ReadMessage(strings.NewReader(string(m.Raw)))
		if err != nil {
			s.t.Fatal(err)
		}
		if kind, _, err := mime.ParseMediaType(message.Header.Get("Content-Type")); err != nil || kind != "text/plain" {
			s.t.Errorf("a mail is %q, want plain text", message.Header.Get("Content-Type"))
		}
		reader := message.Body
		if message.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			reader = quotedprintable.NewReader(reader)
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(reader); err != nil {
			s.t.Fatal(err)
		}
		bodies = append(bodies, strings.ReplaceAll(body.String(), "\r\n", "\n"))
	}
	return bodies
}

// signIn fills the form that asks who one is.
func signIn(b *tab, email, secret string) {
	b.t.Helper()
	b.fill("email", email, "password", secret)
	b.press("main form button[type=submit]")
}

// TestBrowserWithoutScript does the core of the job in a browser that runs no
// script.
func TestBrowserWithoutScript(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newBrowsed(t, morning(daySent))
	p.serve()
	b := newTab(browser, t, p.base, tabOptions{noScript: true, language: "de"})

	setUp(b, "Jonas Weber", "jonas@people.example")
	if lang := b.attribute("html", "lang"); lang != "de" {
		t.Errorf("the language that the browser asks for: %s", lang)
	}
	b.open("/controllers/new?for=request")
	b.fill("name", "Möbelhaus Süd GmbH", "country", "DE", "emails", "datenschutz@moebelhaus.example")
	b.press("main form button[type=submit]")
	b.open("/requests/new")
	b.fill("q", "mobelhaus")
	b.press("main form button[type=submit]")
	b.press("#found ul a")
	b.fill("rights", "access", "subject.country", "DE", "regime", "eu-gdpr", "language", "de", "channel", "post")
	b.press("main form[method=post] button[type=submit]:not([name])")
	request, _, _ := strings.Cut(b.where(), "/letter")
	b.fill("sent_on", daySent, "received_on", daySent)
	b.press("button[name=do][value=taken]")
	b.says(".docket", "14. Apr. 2025") // the 12th is a Saturday

	b.open(request + "/reply")
	b.fill("date", daySent, "text", "Guten Tag,\n\ndie Auskunft erstreckt sich ausschließlich auf die letzten zwölf Monate.\n\nIhr Möbelhaus")
	b.press("main form[method=post] button[type=submit]")
	b.says("mark.unlawful", "letzten zwölf Monate")
	b.press("aside.gloss--unlawful button[value=confirmed]")
	b.press(".now a.button")
	b.says("article.sheet", "letzten zwölf Monate", "DSGVO")
	b.open(request + "/complaint")
	// Nobody has said in which Land the company sits, so that none is chosen.
	b.fill("authority_id", "de-be-blnbdi", "lodged_on", daySent)
	b.press("button[name=do][value=lodge]")
	b.press(`section[aria-labelledby=h-complaints] h3 a`)
	b.says(".docket", "12. Juni 2025")
}
