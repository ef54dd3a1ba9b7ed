package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/i18n"
	"recourse/internal/ics"
	"recourse/internal/web/respond"
)

// Paths of the feeds. The secret in them is all that a calendar has to show.
const (
	FeedPrefix   = "/feeds/"
	feedCalendar = "/dates.ics"
	feedEvents   = "/events.atom"
)

// feedRefresh is how often a calendar is asked to look again.
const feedRefresh = time.Hour

// MountFeeds adds the feeds to the router. They have no session: a cookie neither opens
// them nor is set.
func (p *Pages) MountFeeds(r gin.IRouter) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, FeedPrefix+":secret"+feedCalendar, p.serveFeed(ics.ContentType, p.feedCalendar))
		r.Handle(method, FeedPrefix+":secret"+feedEvents, p.serveFeed(atomType, p.feedAtom))
	}
}

// serveFeed answers with what write makes of the feed, or with 304 if the reader has it.
func (p *Pages) serveFeed(contentType string, write func(c *gin.Context, f casework.OpenFeed) ([]byte, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Cache-Control", "private, no-cache") // kept by the reader alone, and asked for again
		h.Set("Referrer-Policy", "no-referrer")     // the address is a secret
		h.Set("X-Robots-Tag", "noindex")
		feed, err := p.Service.FeedBySecret(c.Request.Context(), c.Param("secret"))
		if err != nil {
			p.failFeed(c, err)
			return
		}
		body, err := write(c, feed)
		if err != nil {
			p.failFeed(c, err)
			return
		}
		sum := sha256.Sum256(body)
		tag := `"` + hex.EncodeToString(sum[:16]) + `"`
		h.Set("ETag", tag)
		if hasTag(c.GetHeader("If-None-Match"), tag) {
			c.Status(http.StatusNotModified)
			return
		}
		c.Data(http.StatusOK, contentType, body)
	}
}

// hasTag reports whether one of the tags in the header is the given one. Intermediaries
// may have marked it as weak.
func hasTag(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}

// failFeed answers in one line: whoever reads it is a program.
func (p *Pages) failFeed(c *gin.Context, err error) {
	w := respond.Wording{Catalog: p.Catalog, Log: p.Log}
	problem := w.Problem(c.Request.Context(), negotiated(c), err)
	problem.SetHeaders(c.Writer.Header())
	c.String(problem.Status, "%s\n", problem.Title)
	c.Abort()
}

func (p *Pages) feedCalendar(c *gin.Context, f casework.OpenFeed) ([]byte, error) {
	days, err := p.Service.FeedDays(c.Request.Context(), f)
	if err != nil {
		return nil, err
	}
	lang := f.Account.User.Settings.Language
	cal := ics.Calendar{
		Name: p.Catalog.T(lang, "feed.calendar", nil), Description: p.Catalog.T(lang, "deadlines.advice", nil),
		Language: lang, Refresh: feedRefresh,
	}
	for _, d := range days {
		cal.Events = append(cal.Events, p.feedEvent(lang, f, d))
	}
	var b bytes.Buffer
	err = ics.Write(&b, cal)
	return b.Bytes(), err
}

// feedEvent is a day of the feed as a calendar shows it.
func (p *Pages) feedEvent(lang string, f casework.OpenFeed, d casework.FeedDay) ics.Event {
	e := ics.Event{UID: d.UID, On: d.On, Changed: d.ChangedAt, Sequence: d.Sequence, Cancelled: d.Gone}
	if d.Gone {
		e.Summary = p.Catalog.T(lang, "feed.gone", nil)
		return e
	}
	e.URL = p.Service.BaseURL + requestPath(d.About.RequestID)
	clock, ending := d.About.Clock(lang)
	what := p.Catalog.T(lang, "ics."+ending, map[string]any{"Clock": upperFirst(clock)})
	e.Summary = i18n.Typeset(lang, d.About.Reference+": "+what)
	lines := []string{what}
	if f.WithNames {
		e.Summary = i18n.Typeset(lang, d.About.ControllerName+": "+what)
		lines = append(lines, d.About.Reference, d.About.SubjectName)
	}
	lines = append(lines, e.URL, p.Catalog.T(lang, "deadlines.advice", nil)+".")
	e.Description = i18n.Typeset(lang, strings.Join(lines, "\n"))
	return e
}

// feedLinks are the addresses of a feed with its secret.
type feedLinks struct{ Calendar, Events string }

func (p *Pages) linksOf(secret string) feedLinks {
	return feedLinks{
		Calendar: p.Service.BaseURL + FeedPrefix + secret + feedCalendar,
		Events:   p.Service.BaseURL + FeedPrefix + secret + feedEvents,
	}
}

// createFeed makes a feed and shows its addresses, this once: the secret in them is
// never kept.
func (p *Pages) createFeed(c *gin.Context) {
	f := postedForm(c, "feed_name", "feed_names")
	in := casework.FeedInput{Name: f.Value("feed_name"), WithNames: f.Value("feed_names") == "names"}
	secret, _, err := p.Service.CreateFeed(c.Request.Context(), actor(c), in)
	if err != nil {
		p.failForm(c, f, err, func(c *gin.Context, status int, f Form) {
			f = renameProblem(f, "name", "feed_name") // the page has another field of that name
			p.renderSettings(c, status, &settingsView{feedSettings: feedSettings{Feed: f}})
		})
		return
	}
	links := p.linksOf(secret)
	p.renderSettings(c, http.StatusOK, &settingsView{feedSettings: feedSettings{NewFeed: &links}})
}

// revokeFeed ends a feed: its addresses are not found any more.
func (p *Pages) revokeFeed(c *gin.Context) {
	ctx, a, id := c.Request.Context(), actor(c), c.Param("id")
	feeds, err := p.Service.Feeds(ctx, a)
	if err != nil {
		p.fail(c, err)
		return
	}
	name := ""
	for _, feed := range feeds {
		if feed.ID == id {
			name = feed.Name
		}
	}
	if err := p.Service.RevokeFeed(ctx, a, id); err != nil {
		p.fail(c, err)
		return
	}
	p.flash(c, Notice{Tone: "ok", Key: "settings.feeds.revoked", Args: map[string]any{"Name": name}})
	redirect(c, "/settings")
}

// feedSettings is the part of the settings that lists feeds and makes them.
type feedSettings struct {
	Feeds     []dsar.Feed
	Feed      Form
	FeedNames []choice
	NewFeed   *feedLinks // of a feed made just now; shown this once
}

// fillFeeds reads the reader's feeds into the settings.
func (p *Pages) fillFeeds(c *gin.Context, v *settingsView) error {
	feeds, err := p.Service.Feeds(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	v.Feeds = feeds
	if v.Feed.Values == nil {
		v.Feed = newForm("feed_names", "references")
	}
	for _, value := range []string{"references", "names"} {
		v.FeedNames = append(v.FeedNames, choice{
			Value: value, Label: p.Catalog.T(languageOf(c), "settings.feeds."+value, nil),
			Hint: p.Catalog.T(languageOf(c), "settings.feeds."+value+"_hint", nil),
		})
	}
	return nil
}
