package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium returns where the browser is. Without one the test is left out, or
// fails where tests must not be left out.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser test takes too long for -short")
	}
	for _, name := range []string{
		os.Getenv("RECOURSE_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const why = "no Chromium found; install it or name it in RECOURSE_TEST_CHROMIUM"
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

// startChromium starts a browser with a profile of its own. The context it returns
// is that of the browser; tabs are made from it.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, // a container has no user namespaces
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-US"),
		chromedp.DisableGPU,
		chromedp.WindowSize(1280, 900),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeBrowser(); cancel() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// tab is one tab of the browser on one program. Whatever no page may do is
// collected and fails the test: errors on the console, violations of the content
// security policy, requests to anybody but the program.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	problems []string
	refusals int // answers of 400 and more that the test provokes; the console repeats each
}

// tabOptions say how a tab differs from that of a reader in English with script.
type tabOptions struct {
	beside   *tab   // another tab of the same session; a session of its own without
	noScript bool   // the browser runs no script
	language string // that the browser asks for, "" for English
}

// newTab opens a tab.
func newTab(browser context.Context, t *testing.T, base string, o tabOptions) *tab {
	t.Helper()
	b := &tab{t: t, base: base}
	var cancel context.CancelFunc
	if o.beside != nil {
		b.ctx, cancel = chromedp.NewContext(o.beside.ctx, chromedp.WithListener(b.watch))
	} else {
		b.ctx, cancel = chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.watch))
	}
	t.Cleanup(func() {
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, problem := range b.problems {
			t.Error(problem)
		}
	})
	// What opens the tab must not be bound to a timeout.
	if err := chromedp.Do(b.ctx); err != nil {
		t.Fatal(err)
	}
	command(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"Accept-Language": cmp.Or(o.language, "en")},
	})
	command(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Paris"})
	command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: o.noScript})
	b.look(wide, "light")
	return b
}

// look sets the width of the window and whether the reader likes it light or dark.
func (b *tab) look(width int64, scheme string) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	command(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 900, DeviceScaleFactor: 1,
	})
}

// command tells the browser something about the tab.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, c, params); err != nil {
		b.t.Fatalf("%s: %v", c.Method, err)
	}
}

// ask evaluates a script in the page.
func ask[T any](b *tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("on %s: %v\n%.200s", b.where(), err, script)
	}
	return answer
}

func (b *tab) report(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// watch is told everything that happens in the tab.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.report("script failed: %s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			b.report("console: %s %v", e.Type, e.Args)
		}
	case *log.EventEntryAdded:
		b.watchLog(e.Entry)
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Scheme != "data" && u.Scheme != "about" && "http://"+u.Host != b.base {
			b.report("a page asked for %s", e.Request.URL)
		}
	}
}

func (b *tab) watchLog(entry *log.Entry) {
	if entry.Level != "error" && entry.Level != "warning" {
		return
	}
	b.mu.Lock()
	provoked := entry.Source == "network" && strings.Contains(entry.Text, "status of 4") && b.refusals > 0
	if provoked {
		b.refusals--
	}
	b.mu.Unlock()
	if !provoked {
		b.report("browser log: %s: %s (%s)", entry.Source, entry.Text, entry.URL)
	}
}

const patience = 40 * time.Second

// do carries out actions within reasonable time.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("on %s: %v\n%s", b.where(), err, b.glance())
	}
}

// load carries out an action that leads to another page, checks that the answer has
// the status, and holds the page to what every page must keep.
func (b *tab) load(status int64, action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if status >= 400 {
		b.mu.Lock()
		b.refusals++
		b.mu.Unlock()
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, action)
	if err != nil {
		b.t.Fatalf("after %s: %v\n%s", b.where(), err, b.glance())
	}
	if answer == nil || answer.Status != status {
		b.t.Fatalf("%s answered %v, want %d\n%s", b.where(), answer, status, b.glance())
	}
	b.inspect()
}

// open goes to an address of the program.
func (b *tab) open(path string) {
	b.t.Helper()
	b.load(200, chromedp.Navigate(b.base+path))
}

// press clicks what the selector names, which leads to another page.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.load(200, click(selector))
}

// pressRefused clicks a button whose form cannot be taken.
func (b *tab) pressRefused(status int64, selector string) {
	b.t.Helper()
	b.load(status, click(selector))
}

// clicks is a script that clicks like a person.
//
//go:embed testdata/click.js
var clicks string

// click clicks the first element that fits the selector, if it is shown and nothing
// lies over it.
func click(selector string) chromedp.Action[chromedp.Void] {
	body := strings.TrimSuffix(strings.TrimSpace(clicks[strings.Index(clicks, "(selector)"):]), ";")
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf("(%s)(%q)", body, selector))
}

// fill sets fields of the page, given as name and value in turn: text, dates,
// choices of a list, and radio buttons and boxes by their value.
func (b *tab) fill(pairs ...string) {
	b.t.Helper()
	for pair := range slices.Chunk(pairs, 2) {
		field, value := fmt.Sprintf(`[name=%q]`, pair[0]), pair[1]
		switch ask[string](b, fmt.Sprintf(`(document.querySelector('main %s:not([type=hidden])') || {}).type || ""`, field)) {
		case "radio", "checkbox":
			b.do(click(fmt.Sprintf(`%s[value=%q]`, field, value)))
		case "":
			b.t.Fatalf("%s has no field %s\n%s", b.where(), pair[0], b.glance())
		default:
			b.do(chromedp.SetValue(chromedp.CSS(`main `+field+`:not([type=hidden])`), value))
		}
	}
}

// text is what a person reads in the first element that fits the selector.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return plainText(ask[string](b, fmt.Sprintf(`(e => e?.innerText ?? e?.textContent ?? "")(document.querySelector(%q))`, selector)))
}

// plainText replaces the blanks that keep dates together, and the soft hyphens.
func plainText(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u00ad", "").Replace(s)
}

// value is what a field holds.
func (b *tab) value(name string) string {
	b.t.Helper()
	return strings.ReplaceAll(ask[string](b, fmt.Sprintf(`document.querySelector('main [name=%q]').value`, name)), "\r\n", "\n")
}

// attribute is an attribute of the first element that fits the selector.
func (b *tab) attribute(selector, name string) string {
	b.t.Helper()
	return ask[string](b, fmt.Sprintf(`(document.querySelector(%q)?.getAttribute(%q)) || ""`, selector, name))
}

// has reports whether an element fits the selector.
func (b *tab) has(selector string) bool {
	b.t.Helper()
	return ask[bool](b, fmt.Sprintf(`!!document.querySelector(%q)`, selector))
}

// says fails the test unless the element says every one of the texts.
func (b *tab) says(selector string, want ...string) {
	b.t.Helper()
	text := strings.Join(strings.Fields(b.text(selector)), " ")
	for _, w := range want {
		if !strings.Contains(text, w) {
			b.t.Errorf("%s: %s does not say %q but:\n%s", b.where(), selector, w, text)
		}
	}
}

// where is the address of the page without the host.
func (b *tab) where() string {
	address, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(address, b.base)
}

// glance is the beginning of what the page says, for a message.
func (b *tab) glance() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(document.querySelector("main") || document.body).innerText.slice(0, 1500)`))
	if err != nil {
		return err.Error()
	}
	return text
}
