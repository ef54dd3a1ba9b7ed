package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"recourse/internal/civil"
	"recourse/internal/testdb"
)

// The days of the case. The company gives nothing older than the twelve months before
// the request, and answers after the third reminder.
const (
	clearviewSent    = "2026-03-12"
	clearviewSilence = "2026-06-02"
	clearviewReplied = "2026-06-18"
	clearviewSince   = "2019-09-01"
)

var clearviewReminders = []string{"2026-04-20", "2026-05-11", "2026-06-02"}

// TestBrowserClearview drives the case of Clearview AI by hand: what the company is known
// for, a letter that says so beforehand, silence, an answer that limits the right, and the
// data that came with it. All of it ends in one letter.
func TestBrowserClearview(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			database := "sqlite:" + filepath.Join(t.TempDir(), "recourse.db")
			if lang == "fr" {
				database = testdb.PostgresURL(t)
			}
			p := newBrowsedOn(t, morning(clearviewSent), database)
			p.serve()
			b := newTab(browser, t, p.base, tabOptions{language: lang})
			setUp(b, "Nour Haddad", "nour@people.example")
			s := &clearviewStory{story: story{t: t, p: p, b: b}, lang: lang, say: clearviewWords[lang], pictures: os.Getenv("RECOURSE_SCREENSHOTS")}
			s.tell()
		})
	}
}

// clearviewStory is the case in one language.
type clearviewStory struct {
	story
	lang     string
	say      clearviewText
	pictures string // directory for pictures of the pages, "" for none
}

func (s *clearviewStory) tell() {
	t, b := s.t, s.b
	for _, chapter := range []struct {
		name string
		tell func()
	}{
		{"the company is known for its limits before one writes", s.knowTheCompany},
		{"the law is that of the person it watches, and the letter speaks beforehand", s.writeAndSend},
		{"silence is found from the days alone", s.waitInVain},
		{"the reply is marked where it limits the right, and nowhere else", s.pasteTheReply},
		{"the findings are confirmed with the keyboard", s.confirm},
		{"the data are uploaded, read and judged", s.readTheData},
		{"all of it ends in one letter", s.answerAll},
	} {
		if !t.Run(chapter.name, func(t *testing.T) {
			s.t, b.t = t, t
			chapter.tell()
		}) {
			break // the rest has nothing to stand on
		}
	}
	s.t, b.t = t, t
}

func (s *clearviewStory) knowTheCompany() {
	b := s.b
	b.open("/controllers/new")
	b.fill("name", "Clearview AI, Inc.", "country", "US", "emails", "privacy@clearview.example")
	b.press("main form button[type=submit]")
	b.says("main", s.say.authority...)
	b.open("/requests/new")
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "clearv"), chromedp.WaitVisible(chromedp.CSS("#found ul a")))
	b.press("#found ul a")
	b.says("main .notice--judge", s.say.before...)
	s.picture("before")
}

func (s *clearviewStory) writeAndSend() {
	b := s.b
	s.choose("subject.country", s.say.country)
	s.await("#law-choice", s.say.place)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#law-choice").dataset.old = "yes"`))
	b.do(click(`[name=targeting][value=watches]`), chromedp.WaitVisible(chromedp.CSS(`#law-choice:not([data-old])`)))
	if !b.has(`[name=targeting][value=watches]:checked`) || !b.has(`[name=regime][value=eu-gdpr]:checked`) {
		s.t.Error("that the company watches people there does not lead to the GDPR")
	}
	b.says("#law-choice", s.say.watches)
	b.fill("rights", "access", "language", s.lang, "channel", "email")
	b.press("main form[method=post] button[type=submit]:not([name])")
	s.request, _, _ = strings.Cut(b.where(), "/letter")
	b.says("article.sheet", s.say.beforehand...)
	s.letter = b.value("body")
	b.press("button[name=do][value=send]")
	s.record("received", clearviewSent)
}

// choose takes an option of a list as a person does, so that the page hears of it.
func (s *clearviewStory) choose(field, value string) {
	s.b.fill(field, value)
	s.b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`document.querySelector('main select[name=%q]').dispatchEvent(new Event("change", {bubbles: true}))`, field)))
}

// await waits until a part of the page that is asked for again says something.
func (s *clearviewStory) await(selector, text string) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(s.b.text(selector), text); {
		if time.Now().After(deadline) {
			s.t.Fatalf("%s does not come to say %q but: %s", selector, text, s.b.text(selector))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *clearviewStory) record(kind, day string) {
	s.b.open(s.request + "/record?kind=" + kind)
	s.b.fill("date", day)
	s.b.press("main form[method=post] button[type=submit]")
}

func (s *clearviewStory) waitInVain() {
	s.on(clearviewSilence)
	for _, day := range clearviewReminders {
		s.record("reminded", day)
	}
	s.b.says("#conversation", s.say.silence...)
	s.picture("silence")
}

func (s *clearviewStory) pasteTheReply() {
	b := s.b
	s.on(clearviewReplied)
	b.open(s.request + "/reply")
	b.fill("text", s.say.reply, "date", clearviewReplied)
	b.press("main form[method=post] button[type=submit]")
	marked := ask[[]string](b, `[...document.querySelectorAll(".message:not(.message--ours) mark")].map(m => m.textContent)`)
	if len(marked) != len(s.say.limits) {
		s.t.Errorf("%d passages are marked, want %d: %q", len(marked), len(s.say.limits), marked)
	}
	for _, limit := range s.say.limits {
		if n := strings.Count(strings.Join(marked, "\n"), limit); n != 1 {
			s.t.Errorf("%q is marked %d times: %q", limit, n, marked)
		}
	}
	b.says("#conversation", s.say.events...)
	if strings.Contains(b.text("#conversation"), s.say.silence[0]) {
		s.t.Errorf("silence is still found after the reply")
	}
	s.picture("reply")
}

func (s *clearviewStory) confirm() {
	b := s.b
	open := func() int {
		return ask[int](b, `document.readyState === "complete" && document.querySelector("[data-finding]")
			? document.querySelectorAll('[data-finding="open"]').length : -1`)
	}
	left := open()
	b.do(chromedp.Focus(chromedp.CSS("[data-review]")), chromedp.KeyEvent(kb.Enter))
	for left > 0 {
		b.do(chromedp.KeyEvent("c"))
		for tries := 0; open() != left-1; tries++ {
			if tries == 200 {
				s.t.Fatalf("%d findings wait after %d: %s", open(), left, b.glance())
			}
			time.Sleep(50 * time.Millisecond)
		}
		left--
	}
}

func (s *clearviewStory) readTheData() {
	b := s.b
	b.addData(s.request, clearviewExport(s.t, civil.MustParse(clearviewSent), civil.MustParse(clearviewReplied)))
	b.says("main", s.say.covered...)
	b.fill("known_since", clearviewSince)
	b.press(`form[action$="/data/since"] button`)
	b.says("section[aria-labelledby=h-struck]", s.say.judged...)
	b.says("figure svg", s.say.picture)
	b.do(click("section[aria-labelledby=h-aside] summary"))
	b.says("section[aria-labelledby=h-aside]", s.say.aside...)
	s.picture("data")

	cliff := ask[string](b, fmt.Sprintf(`[...document.querySelectorAll("section[aria-labelledby=h-struck] .entry")]
		.find(e => e.querySelector("h3")?.textContent.includes(%q))?.querySelector("form").getAttribute("action") ?? ""`, s.say.cliff))
	if cliff == "" {
		s.t.Fatalf("no finding says %q", s.say.cliff)
	}
	b.press(fmt.Sprintf(`form[action=%q] button[value=confirmed]`, cliff))
	b.says("section[aria-labelledby=h-struck]", s.say.confirmed)
	b.open(s.request + "/checklist")
	s.picture("checklist")
}

// addData adds an archive to the data of a request and has it read. The page says by
// itself that it is done.
func (b *tab) addData(request string, archive []byte) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "clearview-export.zip")
	if err := os.WriteFile(file, archive, 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.open(request + "/data")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}), click(`form[data-upload] button[type=submit]`))
	b.do(chromedp.WaitVisible(chromedp.CSS("#reading")))
	if !b.has(".notice--ok") {
		b.t.Errorf("nothing says that the file is added: %s", b.glance())
	}
	b.says("main", "clearview-export.zip")
	b.inspect()
	b.press(`form[action$="/data/read"] button`)
	b.do(chromedp.WaitVisible(chromedp.CSS("#h-period")))
	b.inspect()
}

// notInFrench are words that only an English sentence has, and what a key of the program
// looks like.
var notInFrench = regexp.MustCompile(`(?i)\b(the|and|your|you|of|request|data|with|from|days?|answer)\b`)

var internalKey = regexp.MustCompile(`[a-z]+_[a-z]+|\{\{|<no value>|%!`)

func (s *clearviewStory) answerAll() {
	b := s.b
	b.open(s.request + "/letter?kind=follow_up")
	s.picture("letter")
	if lang := b.attribute("article.sheet", "lang"); lang != s.lang {
		s.t.Errorf("the letter is in %q", lang)
	}
	s.answer = b.value("body")
	letter := strings.Join(strings.Fields(plainText(s.answer)), " ")
	for _, sentence := range s.say.letter {
		if n := strings.Count(letter, sentence); n != 1 {
			s.t.Errorf("%d times in the letter: %q", n, sentence)
		}
	}
	if found := internalKey.FindString(letter); found != "" {
		s.t.Errorf("the letter says %q", found)
	}
	if found := notInFrench.FindString(letter); s.lang == "fr" && found != "" {
		s.t.Errorf("the letter in French says %q", found)
	}
	if s.t.Failed() {
		s.t.Logf("the letter:\n%s", s.answer)
	}
	b.press("button[name=do][value=send]")
	for range 400 {
		if len(s.mails("privacy@clearview.example")) > 1 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	mails := s.mails("privacy@clearview.example")
	if len(mails) != 2 || strings.TrimSpace(mails[0]) != strings.TrimSpace(s.letter) || strings.TrimSpace(mails[1]) != strings.TrimSpace(s.answer) {
		s.t.Errorf("the request and its answer did not arrive once and whole, but:\n%s", strings.Join(mails, "\n---\n"))
	}
}

// picture leaves pictures of the page: wide, narrow, and in the dark.
func (s *clearviewStory) picture(name string) {
	w := walk{b: s.b, lang: "en", pictures: s.pictures}
	if s.pictures != "" {
		w.pictures = filepath.Join(s.pictures, "clearview-"+cmp.Or(s.lang, "en"))
	}
	w.picture(name)
}
