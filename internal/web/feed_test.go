package web

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	ical "github.com/emersion/go-ical"

	"recourse/internal/casework"
	"recourse/internal/civil"
	"recourse/internal/dsar"
)

// fetch asks for a feed as a calendar program does.
func (s *site) fetch(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://recourse.test"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// calendar reads a feed with a parser that the program does not write with.
func (s *site) calendar(secret string) map[string]ical.Event {
	s.t.Helper()
	w := s.fetch("/feeds/" + secret + "/dates.ics")
	if w.Code != http.StatusOK {
		s.t.Fatalf("the calendar: %d %s", w.Code, w.Body)
	}
	file, err := ical.NewDecoder(w.Body).Decode()
	s.must(err)
	days := map[string]ical.Event{}
	for _, e := range file.Events() {
		title, err := e.Props.Text(ical.PropSummary)
		s.must(err)
		days[title] = e
	}
	return days
}

func (s *site) newFeed(a casework.Account, names bool) (string, dsar.Feed) {
	s.t.Helper()
	secret, feed, err := s.service.CreateFeed(s.t.Context(), a.Actor(), casework.FeedInput{Name: "phone", WithNames: names})
	s.must(err)
	return secret, feed
}

// fileWaiting files a request that runs since 1 May 2026: the answer is due on 1 June.
func (s *site) fileWaiting() casework.RequestView {
	s.t.Helper()
	ctx, a := s.t.Context(), s.owner.Actor()
	c, err := s.service.CreateController(ctx, a, casework.ControllerInput{Name: "Photomatch, SAS; Paris", Country: "FR"})
	s.must(err)
	v, err := s.service.CreateRequest(ctx, a, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", Language: "en", Channel: dsar.ChannelEmail,
		Subject: casework.SubjectInput{Name: "Camille <Moreau>"},
	})
	s.must(err)
	for _, kind := range []dsar.EventKind{dsar.EventSent, dsar.EventReceived} {
		v, err = s.service.RecordEvent(ctx, a, v.Request.ID, casework.EventInput{Kind: kind, On: civil.MustParse("2026-05-01")}, casework.AnyVersion)
		s.must(err)
	}
	return v
}

func (s *site) record(id string, kind dsar.EventKind, on string) casework.RequestView {
	s.t.Helper()
	v, err := s.service.RecordEvent(s.t.Context(), s.owner.Actor(), id, casework.EventInput{Kind: kind, On: civil.MustParse(on)}, casework.AnyVersion)
	s.must(err)
	return v
}

func eventText(t *testing.T, e ical.Event, name string) string {
	t.Helper()
	text, err := e.Props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestCalendarFeed(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	v := s.fileWaiting()
	secret, _ := s.newFeed(s.owner, false)
	due := v.Request.Reference + ": Answer: last day"
	first, ok := s.calendar(secret)[due]
	if !ok {
		t.Fatalf("no %q in %v", due, s.calendar(secret))
	}

	t.Run("a day is a whole day in every zone", func(t *testing.T) {
		for _, zone := range []string{"Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati"} {
			loc, err := time.LoadLocation(zone)
			s.must(err)
			start, err := first.DateTimeStart(loc)
			s.must(err)
			end, err := first.DateTimeEnd(loc)
			s.must(err)
			if start.Format(time.DateTime) != "2026-06-01 00:00:00" || end.Format(time.DateTime) != "2026-06-02 00:00:00" {
				t.Errorf("%s: from %s to %s", zone, start, end)
			}
		}
		if first.Props.Get(ical.PropDateTimeStart).ValueType() != ical.ValueDate {
			t.Error("the start has a time")
		}
	})
	t.Run("nothing has changed when nothing happened", func(t *testing.T) {
		s.clock = s.clock.Add(time.Hour)
		w := s.fetch("/feeds/" + secret + "/dates.ics")
		again := s.fetch("/feeds/"+secret+"/dates.ics", "If-None-Match", `"x", W/`+w.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
		}
	})
	t.Run("names nobody", func(t *testing.T) {
		body := s.fetch("/feeds/" + secret + "/dates.ics").Body.String()
		if strings.Contains(body, "Photomatch") || strings.Contains(body, "Moreau") {
			t.Error(body)
		}
	})
	t.Run("names companies and people where that was chosen", func(t *testing.T) {
		named, _ := s.newFeed(s.owner, true)
		e, ok := s.calendar(named)["Photomatch, SAS; Paris: Answer: last day"]
		if !ok || !strings.Contains(eventText(t, e, ical.PropDescription), "Camille <Moreau>") {
			t.Errorf("%v", s.calendar(named))
		}
		if eventText(t, e, ical.PropUID) == eventText(t, first, ical.PropUID) {
			t.Error("two feeds name the day alike; a calendar with both would lose one")
		}
	})
	t.Run("a day that moves is the same day with a higher number", func(t *testing.T) {
		s.clock = s.clock.Add(time.Hour)
		s.record(v.Request.ID, dsar.EventReceived, "2026-05-01") // the same again moves nothing
		if got := s.calendar(secret)[due]; got.Props.Get(ical.PropSequence).Value != "0" {
			t.Error("an event that moves nothing raised the number")
		}
		_, err := s.service.RecordEvent(t.Context(), s.owner.Actor(), v.Request.ID, casework.EventInput{
			Kind: dsar.EventExtensionNotice, On: civil.MustParse("2026-05-18"), ReasonsGiven: new(true),
		}, casework.AnyVersion)
		s.must(err)
		moved, ok := s.calendar(secret)[v.Request.Reference+": Answer after an extension: last day"]
		if !ok {
			t.Fatalf("%v", s.calendar(secret))
		}
		if eventText(t, moved, ical.PropUID) != eventText(t, first, ical.PropUID) || moved.Props.Get(ical.PropSequence).Value != "1" {
			t.Errorf("UID %s, SEQUENCE %s", eventText(t, moved, ical.PropUID), moved.Props.Get(ical.PropSequence).Value)
		}
		changed, err := moved.Props.DateTime(ical.PropLastModified, time.UTC)
		s.must(err)
		if !changed.Equal(s.clock) || moved.Props.Get(ical.PropDateTimeStart).Value != "20260803" {
			t.Errorf("changed %s, day %s", changed, moved.Props.Get(ical.PropDateTimeStart).Value)
		}
	})
	t.Run("a day that is gone is handed out as cancelled", func(t *testing.T) {
		s.clock = s.clock.Add(time.Hour)
		s.record(v.Request.ID, dsar.EventWithdrawn, "2026-05-19")
		for title, e := range s.calendar(secret) {
			status, err := e.Status()
			s.must(err)
			if status != ical.EventCancelled || title != "This date no longer holds" {
				t.Errorf("%q is %s", title, status)
			}
		}
		if len(s.calendar(secret)) == 0 {
			t.Error("the days have gone without a word")
		}
	})
	t.Run("a day long past is left out", func(t *testing.T) {
		s.clock = s.clock.Add(400 * 24 * time.Hour)
		if days := s.calendar(secret); len(days) > 0 {
			t.Errorf("%v", days)
		}
	})
}

// atom is a feed as RFC 4287 has it.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func TestEventsFeed(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	v := s.fileWaiting()
	secret, _ := s.newFeed(s.owner, true)
	read := func(t *testing.T) atom {
		t.Helper()
		w := s.fetch("/feeds/" + secret + "/events.atom")
		var feed atom
		if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d %v: %s", w.Code, err, w.Body)
		}
		return feed
	}
	before := read(t)
	if len(before.Entries) != 2 || before.Author != "Recourse" || !strings.HasPrefix(before.ID, "urn:uuid:") {
		t.Fatalf("%+v", before)
	}
	if e := before.Entries[0]; !strings.Contains(e.Summary, "Camille <Moreau>") || e.Link.Href != "http://recourse.test/requests/"+v.Request.ID {
		t.Errorf("%+v", e)
	}
	s.clock = s.clock.Add(time.Hour)
	s.record(v.Request.ID, dsar.EventAcknowledged, "2026-05-19")
	after := read(t)
	if len(after.Entries) != 3 || after.Updated != s.clock.Format(time.RFC3339) || after.Updated == before.Updated {
		t.Errorf("updated %s: %+v", after.Updated, after.Entries)
	}
	for i, e := range before.Entries {
		if after.Entries[i+1] != e {
			t.Errorf("an entry became another: %+v, was %+v", after.Entries[i+1], e)
		}
	}
}

func TestFeedsAreGuarded(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	v := s.fileWaiting()
	secret, feed := s.newFeed(s.owner, true)
	both := func(secret string) []string {
		return []string{"/feeds/" + secret + "/dates.ics", "/feeds/" + secret + "/events.atom"}
	}
	t.Run("no cookie, no cache of others, no trace in the log", func(t *testing.T) {
		for _, path := range both(secret) {
			w := s.fetch(path)
			if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Cache-Control") != "private, no-cache" || w.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: %v", path, w.Header())
			}
		}
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log has the secret")
		}
	})
	t.Run("a wrong secret is not found", func(t *testing.T) {
		for _, wrong := range []string{"x", secret + "a", strings.ToUpper(secret), feed.Hash, feed.ID, "%00", "%ff"} {
			for _, path := range both(wrong) {
				if w := s.fetch(path); w.Code != http.StatusNotFound {
					t.Errorf("%s: %d", path, w.Code)
				}
			}
		}
	})
	t.Run("shows another workspace nothing of ours", func(t *testing.T) {
		theirs, _ := s.newFeed(s.stranger, true)
		for _, path := range both(theirs) {
			if body := s.fetch(path).Body.String(); strings.Contains(body, v.Request.Reference) || strings.Contains(body, "Photomatch") {
				t.Errorf("%s: %s", path, body)
			}
		}
	})
	t.Run("a stranger cannot end it", func(t *testing.T) {
		err := s.service.RevokeFeed(t.Context(), s.stranger.Actor(), feed.ID)
		if dsar.CodeOf(err) != dsar.CodeNotFound || s.fetch(both(secret)[0]).Code != http.StatusOK {
			t.Errorf("%v", err)
		}
	})
	t.Run("notes the day of its use", func(t *testing.T) {
		feeds, err := s.service.Feeds(t.Context(), s.owner.Actor())
		if err != nil || len(feeds) != 1 || feeds[0].LastUsedOn != civil.MustParse("2026-05-20") {
			t.Errorf("%+v %v", feeds, err)
		}
	})
	t.Run("ends when it is revoked", func(t *testing.T) {
		s.must(s.service.RevokeFeed(t.Context(), s.owner.Actor(), feed.ID))
		for _, path := range both(secret) {
			if w := s.fetch(path); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "phone") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
	t.Run("guessing is slowed down", func(t *testing.T) {
		last := 0
		for range 60 {
			last = s.fetch("/feeds/rcf_guess/dates.ics").Code
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("the last guess was answered with %d", last)
		}
	})
}

func TestFeedSettings(t *testing.T) {
	s := newSite(t, nil)
	s.addAccounts()
	b := s.signedIn("reader@example.org") // who reads may subscribe, too
	page := b.post("/settings/feeds", url.Values{"feed_name": {"My phone"}, "feed_names": {"names"}}).Body.String()
	path := regexp.MustCompile(`http://recourse\.test(/feeds/rcf_[a-z2-7]{52}/dates\.ics)`).FindStringSubmatch(page)
	if len(path) != 2 || s.fetch(path[1]).Code != http.StatusOK {
		t.Fatalf("no address on the page: %v", path)
	}
	page = b.get("/settings").Body.String()
	if strings.Contains(page, "/feeds/rcf_") || !strings.Contains(page, "My phone") {
		t.Error("the address is shown twice, or the feed is not listed")
	}
	if w := b.post("/settings/feeds", url.Values{"feed_name": {" "}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a feed without a name: %d", w.Code)
	}
	revoke := regexp.MustCompile(`/settings/feeds/[0-9a-f-]{36}/revoke`).FindString(page)
	if w := b.post(revoke, nil); w.Code != http.StatusSeeOther || s.fetch(path[1]).Code != http.StatusNotFound {
		t.Errorf("taken back: %d, and then %d", w.Code, s.fetch(path[1]).Code)
	}
}
