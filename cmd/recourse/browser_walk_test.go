package main

import (
	"cmp"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"recourse/internal/civil"
)

// TestBrowserWalk visits every page that a link leads to, from the first page of
// the worked example on, in each language, and holds each to what every page must
// keep. With RECOURSE_SCREENSHOTS=DIR it leaves pictures of the pages there.
func TestBrowserWalk(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	for _, lang := range []string{"en", "fr", "de"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := newBrowsed(t, time.Now())
			p.command("", "demo", "--language", lang)
			p.serve()
			b := newTab(browser, t, p.base, tabOptions{language: lang})
			setUp(b, "Camille Moreau", "camille@people.example")
			w := &walk{b: b, lang: lang, pictures: os.Getenv("RECOURSE_SCREENSHOTS"), seen: map[string]bool{}}
			answered := addAnsweredData(b)
			w.from(addMail(p, b, lang, "camille@people.example")...)
			w.from("/", answered+"/data", answered+"/checklist", "/requests?view=all", "/deadlines", "/about", "/health")
			if len(w.seen) < 50 {
				t.Errorf("the walk came to %d pages only: %v", len(w.seen), w.seen)
			}
			b.load(404, chromedp.Navigate(p.base+"/requests/0197f0c0-0000-7000-8000-000000000000"))
			w.picture("not-found")
			b.press(`form[action="/sign-out"] button`)
			w.picture("sign-in")
		})
	}
}

// addAnsweredData adds data to a request of the worked example that has been answered,
// so that the walk sees what they show, and returns the path of the request.
func addAnsweredData(b *tab) string {
	b.t.Helper()
	b.open("/requests?view=answered&q=Camille")
	b.press("th.c-who a")
	request, _, _ := strings.Cut(b.where(), "?")
	today := civil.Of(time.Now(), time.UTC)
	b.addData(request, clearviewExport(b.t, today.AddDays(-58), today))
	return request
}

const password = "a long walk by the sea"

// setUp creates the first account.
func setUp(b *tab, name, email string) {
	b.t.Helper()
	b.open("/")
	if b.where() != "/setup" {
		b.t.Fatalf("without an account the first page is %s", b.where())
	}
	b.fill("name", name, "email", email, "password", password, "password_repeat", password, "time_zone", "Europe/Paris")
	b.press("main button[type=submit]")
}

// walk follows links.
type walk struct {
	b        *tab
	lang     string
	pictures string // directory for pictures of the pages, "" for none
	seen     map[string]bool
}

func (w *walk) from(starts ...string) {
	queue := slices.Clone(starts)
	for _, start := range starts {
		w.seen[w.kind(start)] = true
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		w.b.open(path)
		w.picture(fileName(path))
		for _, href := range w.links() {
			if key := w.kind(href); key != "" && !w.seen[key] {
				w.seen[key] = true
				queue = append(queue, href)
			}
		}
	}
}

// links are the links of the page within the program, without their fragments.
func (w *walk) links() []string {
	all := ask[[]string](w.b, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)`)
	slices.Sort(all)
	return slices.Compact(all)
}

var (
	identifier  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	fileOfMail  = regexp.MustCompile(`^/incoming/[^/]+/(files/|html)|/sent/`)
	requestPage = regexp.MustCompile(`^/requests/[0-9a-f-]{36}$`)
)

// kind is the kind of page behind a link, "" for one that is not walked to. Every
// request is a kind of its own, as each stands at another stage. The letters are
// read in every language from the English pages only, and so are all the laws.
func (w *walk) kind(href string) string {
	u, err := url.Parse(href)
	switch {
	case err != nil, strings.HasSuffix(u.Path, "/original"), strings.HasPrefix(u.Path, "/data/files/"), fileOfMail.MatchString(u.Path), strings.HasSuffix(u.Path, ".ics"), strings.HasPrefix(u.Path, "/api/"):
		return "" // a download, another program's food
	case requestPage.MatchString(href):
		return href
	case strings.HasPrefix(u.Path, "/law/holidays/"):
		return "/law/holidays/*" // one place stands for all
	case w.lang != "en" && strings.HasPrefix(u.Path, "/restrictions/"):
		return "/restrictions/*"
	case w.lang != "en" && strings.HasPrefix(u.Path, "/law/") && strings.Contains(u.Path, "-"):
		return "/law/*" // and one law, but in English
	}
	query := u.Query()
	query.Del("cursor")
	query.Del("sort")
	if u.Path == "/findings" {
		query.Del("kind") // one kind and one company stand for all
		query.Del("controller")
	}
	if w.lang != "en" {
		query.Del("language")
	}
	query.Del("lang")
	u.RawQuery = query.Encode()
	return identifier.ReplaceAllString(u.String(), "*")
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

func fileName(path string) string {
	short := identifier.ReplaceAllStringFunc(path, func(id string) string {
		if requestPage.MatchString(path) {
			return id[len(id)-6:]
		}
		return "x"
	})
	return cmp.Or(strings.Trim(notInNames.ReplaceAllString(strings.ToLower(short), "-"), "-"), "today")
}

// picture leaves pictures of the whole page: wide, narrow, and in the dark.
func (w *walk) picture(name string) {
	if w.pictures == "" {
		return
	}
	for _, look := range []struct {
		name   string
		width  int64
		scheme string
	}{{"wide", wide, "light"}, {"narrow", narrow, "light"}, {"dark", wide, "dark"}} {
		if w.lang != "en" && look.name == "dark" {
			continue
		}
		picture := w.b.photograph(look.width, look.scheme)
		dir := filepath.Join(w.pictures, w.lang, look.name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			w.b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
			w.b.t.Fatal(err)
		}
	}
}

// photograph returns a PNG of the whole page in a window of the width.
func (b *tab) photograph(width int64, scheme string) []byte {
	b.t.Helper()
	b.look(width, scheme)
	defer b.look(wide, "light")
	b.do(chromedp.Evaluate[chromedp.Void](`document.activeElement?.blur(); scrollTo(0, 0)`))
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}
