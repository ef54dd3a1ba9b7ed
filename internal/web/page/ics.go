package page

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"recourse/internal/civil"
	"recourse/internal/i18n"
	"recourse/internal/ics"
	"recourse/internal/law"
)

// showDeadlinesFile gives the dates of the calculator as a file for calendars. Its
// events have ids made of what cannot change later: the law, the right, the place and
// the day of receipt.
func (p *Pages) showDeadlinesFile(c *gin.Context) {
	f := typedDeadline(c)
	answer, err := p.workOut(languageOf(c), f, readerDay(c)(p.Now()))
	if err != nil {
		p.refuseDeadline(c, f, err)
		return
	}
	r := answer.Result
	of := strings.Join([]string{"deadline", r.Regime, r.Right, r.Region, answer.Received.String()}, " ")
	p.sendCalendar(c, calendarFile{Name: p.Catalog.T(languageOf(c), "ics.name", nil), File: "dates.ics", Of: of, Result: r})
}

// showRequestFile gives the dates of a request as a file for calendars. It names
// nobody: the public reference has to do.
func (p *Pages) showRequestFile(c *gin.Context) {
	v, ok := p.loadRequest(c)
	if !ok {
		return
	}
	p.sendCalendar(c, calendarFile{
		Name: v.Request.Reference, Prefix: v.Request.Reference + ": ", File: v.Request.Reference + ".ics", Of: "request " + v.Request.ID,
		Sequence: v.Request.Version, Result: v.Law, URL: p.Service.BaseURL + requestPath(v.Request.ID),
	})
}

// calendarFile is what a file for calendars is made of.
type calendarFile struct {
	Name     string // of the calendar
	Prefix   string // of every title
	File     string // name of the file
	Of       string // what the ids of the events are made of
	Sequence int
	URL      string
	Result   law.Result
}

func (p *Pages) sendCalendar(c *gin.Context, f calendarFile) {
	lang := languageOf(c)
	cal := ics.Calendar{Name: f.Name, Language: lang, Stamp: p.Now(), Sequence: f.Sequence, Events: p.calendarEvents(lang, f)}
	var b bytes.Buffer
	if err := ics.Write(&b, cal); err != nil {
		p.fail(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Disposition", `attachment; filename="`+f.File+`"`)
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Cookie, Accept-Language")
	c.Data(http.StatusOK, ics.ContentType, b.Bytes())
}

// calendarEvents are the days of the clocks that have started: the last day of a
// deadline or a window, the first day after a wait, and both ends of the time for a
// complaint.
func (p *Pages) calendarEvents(lang string, f calendarFile) []ics.Event {
	var events []ics.Event
	add := func(c law.Clock, suffix, key string, on civil.Date) {
		if on.IsZero() {
			return
		}
		title := p.Catalog.T(lang, key, map[string]any{"Clock": upperFirst(c.Name(lang))})
		if c.Verify {
			title += " (" + p.Catalog.T(lang, "ics.verify", nil) + ")"
		}
		events = append(events, ics.Event{
			UID: eventID(f.Of, c.ID+suffix), On: on, Summary: f.Prefix + title, Description: p.eventText(lang, c), URL: cmp.Or(f.URL, c.Article.Link),
		})
	}
	for _, c := range f.Result.Clocks {
		if c.State == law.Replaced || isIdle(c) {
			continue
		}
		on, from := dayOfClock(c)
		switch {
		case c.ID == law.ClockComplaint:
			add(c, "", "ics.possible", on)
			add(c, "-until", "ics.last_day", c.End)
		case from:
			add(c, "", "ics.over", on)
		default:
			add(c, "", "ics.last_day", on)
		}
	}
	return events
}

// eventText says what the day is, where it comes from, and what the file is not.
func (p *Pages) eventText(lang string, c law.Clock) string {
	parts := []string{c.About(lang)}
	if cite := c.Article.Cite(lang); cite != "" {
		parts = append(parts, cite)
	}
	if c.Article.Link != "" {
		parts = append(parts, c.Article.Link)
	}
	parts = append(parts, p.Catalog.T(lang, "deadlines.advice", nil)+".")
	return i18n.Typeset(lang, strings.Join(parts, "\n"))
}

// eventID names an event: the same for the same matter and clock, for ever and in all
// languages.
func eventID(of, clock string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("recourse:"+of+" "+clock)).String()
}
