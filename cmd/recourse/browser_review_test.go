package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// limits is how many passages of the long reply limit the answer.
const limits = 20

// longReply limits the answer in every paragraph, each time in the same few words.
func longReply() string {
	var b strings.Builder
	for n := range limits {
		fmt.Fprintf(&b, "%d. On this point our answer is limited to the data we gathered during the last twelve months.\n\n", n+1)
	}
	return "Dear Ms Haddad,\n\n" + b.String() + "Yours sincerely\nCustomer Care"
}

// TestBrowserReview judges twenty findings with the keyboard alone, as fast as the
// program lets one, and counts the keys.
func TestBrowserReview(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newBrowsed(t, morning(daySent))
	p.serve()
	b := newTab(browser, t, p.base, tabOptions{})
	setUp(b, "Nour Haddad", "nour@people.example")
	s := &story{t: t, p: p, b: b}
	s.addCompany()
	s.writeRequest()
	request := strings.TrimSuffix(strings.Split(b.where(), "?")[0], "/letter")
	b.open(request + "/record?kind=received")
	b.fill("date", daySent)
	b.press("main form button[type=submit]")
	b.open(request + "/reply")
	b.fill("text", longReply(), "date", daySent)
	b.press("main form button[type=submit]")
	open := func() int { // how many wait; -1 while a page is on its way
		return ask[int](b, `document.readyState === "complete" && document.querySelector("[data-finding]")
			? document.querySelectorAll('[data-finding="open"]').length : -1`)
	}
	if open() != limits {
		t.Fatalf("%d findings wait", open())
	}

	keys := 0
	key := func(k string) {
		t.Helper()
		keys++
		b.do(chromedp.KeyEvent(k))
	}
	focused := func() string { return ask[string](b, `document.activeElement.closest("[data-finding]")?.id ?? ""`) }
	settled := func(left int) {
		t.Helper()
		for range 100 {
			if open() == left && (left == 0 || focused() != "") {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%d findings wait, want %d; the focus is on %q: %s", open(), left, focused(), b.glance())
	}

	started := time.Now()
	b.do(chromedp.Focus(chromedp.CSS("[data-review]")))
	key(kb.Enter)
	if focused() != "n-a" {
		t.Fatalf("the review begins at %q", focused())
	}
	t.Run("next and previous go round", func(t *testing.T) {
		b.t = t
		b.do(chromedp.KeyEvent("n"), chromedp.KeyEvent("n"), chromedp.KeyEvent("p"))
		if focused() != "n-b" {
			t.Errorf("n, n, p lead to %q", focused())
		}
		b.do(chromedp.KeyEvent("p"))
	})
	for left := limits - 1; left >= 5; left-- {
		key("c")
		settled(left)
	}
	t.Run("two keys set a finding aside with its reason", func(t *testing.T) {
		b.t = t
		for left := 4; left >= 1; left-- {
			key("d")
			key("2")
			settled(left)
		}
		if got := b.text("main"); strings.Count(got, "A quotation") < 4 {
			t.Error("the reason is not kept")
		}
	})
	t.Run("a few keys give it another kind", func(t *testing.T) {
		b.t = t
		key("w")
		b.do(chromedp.WaitVisible(chromedp.CSS("#f-kind:focus")))
		for _, k := range "Inco" {
			key(string(k))
		}
		key(kb.Enter)
		settled(0)
		if !strings.Contains(b.text("main"), "Incomplete answer") {
			t.Error("the other kind is not there")
		}
	})
	b.t = t
	took := time.Since(started)
	t.Logf("%d findings: %d keys, %s for the program", limits, keys, took.Round(time.Millisecond))
	if keys > 2*limits || took > time.Minute {
		t.Errorf("%d keys and %s are too many for two minutes", keys, took)
	}
	b.inspect()

	t.Run("typing is never taken for a command", func(t *testing.T) {
		b.t = t
		b.open(request + "/reply")
		b.do(chromedp.SendKeys(chromedp.CSS("#f-text"), "ncpduw"))
		if b.value("text") != "ncpduw" {
			t.Errorf("typed is %q", b.value("text"))
		}
	})
	t.Run("nothing happens while no finding has the focus", func(t *testing.T) {
		b.t = t
		b.open(request)
		b.do(chromedp.KeyEvent("c"), chromedp.KeyEvent("d"))
		if b.where() != request {
			t.Errorf("one is on %s", b.where())
		}
	})
	t.Run("a selected passage is taken along to be marked", func(t *testing.T) {
		b.t = t
		b.open(request)
		b.do(chromedp.Evaluate[chromedp.Void](`(() => {
			const part = [...document.querySelectorAll(".message:not(.message--ours) .sheet p")].find(p => p.textContent.includes("Customer Care"));
			getSelection().selectAllChildren(part);
		})()`))
		b.press("a[data-passage]")
		if got := b.value("passage"); !strings.Contains(got, "Customer Care") || strings.Contains(got, "twelve") {
			t.Errorf("taken along is %q", got)
		}
		b.fill("kind", "automated_loop")
		b.press("main form button[type=submit]")
		b.says("main", "Only automatic replies")
	})
}
