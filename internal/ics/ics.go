// Package ics writes days as an iCalendar file (RFC 5545) that any calendar can take
// in, once as a file or again and again as a subscription. Every event is a whole day, so
// that no time zone can move it; it blocks no time; and its id stays the same, so that
// taking the file in again mends what is there.
package ics

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"recourse/internal/civil"
)

// ContentType is the media type of the file.
const ContentType = "text/calendar; charset=utf-8"

// Calendar is what a file holds.
type Calendar struct {
	// Name is shown by calendars that keep several side by side; may be empty.
	Name string
	// Language is the language of the texts, "en".
	Language string
	// Description says more about it; may be empty.
	Description string
	// Stamp is the instant at which the file is made; required unless every event has a
	// Changed of its own.
	Stamp time.Time
	// Sequence counts the versions of the events that have no Changed of their own: a file
	// with a higher one replaces what an earlier file said.
	Sequence int
	// Refresh is how often a subscriber should look again (RFC 7986, 5.7), in whole
	// minutes; zero for a file that is taken in once.
	Refresh time.Duration
	Events  []Event
}

// Event is a whole day.
type Event struct {
	// UID names the event in all the world and for ever; required.
	UID string
	// On is the day; required.
	On civil.Date
	// Summary is its title, Description what stands below; line breaks are kept.
	Summary, Description string
	// URL leads to where more is said; empty if nowhere.
	URL string
	// Changed is when the event last became another one; zero if that is not kept, and
	// Stamp and Sequence of the calendar count then.
	Changed time.Time
	// Sequence counts the changes of an event that has Changed.
	Sequence int
	// Cancelled says that there is no such day any more; whoever has it takes it out.
	Cancelled bool
}

// maxLine is the longest line in octets, without its end (RFC 5545, 3.1).
const maxLine = 75

// Write writes the file. It returns an error for an event without id or day and what
// w returns.
func Write(w io.Writer, c Calendar) error {
	cal := ical.NewCalendar()
	cal.SetProductId("-//Recourse//Recourse//" + strings.ToUpper(c.Language))
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ical.MethodPublish)
	if name := clean(c.Name); name != "" {
		cal.SetXWRCalName(name)
	}
	if text := clean(c.Description); text != "" {
		cal.SetXWRCalDesc(text)
	}
	if c.Refresh > 0 {
		every := "PT" + strconv.Itoa(int(c.Refresh/time.Minute)) + "M"
		cal.SetRefreshInterval(every) // the library adds VALUE=DURATION
		cal.SetXPublishedTTL(every)   // what some calendars know instead
	}
	for _, e := range c.Events {
		if e.UID == "" || e.On.IsZero() {
			return fmt.Errorf("calendar: event %q on %q needs an id and a day", e.UID, e.On)
		}
		add(cal, c, e)
	}
	if len(c.Events) == 0 {
		addZone(cal)
	}
	return cal.SerializeTo(w, ical.WithLineLength(maxLine), ical.WithNewLine("\r\n"))
}

// addZone gives a file without days the one component that RFC 5545, 3.6 asks for, without
// showing anybody an event that is none: the definition of UTC, as 3.6.5 has it.
func addZone(cal *ical.Calendar) {
	standard := cal.AddTimezone("UTC").AddStandard()
	standard.AddProperty(ical.ComponentPropertyDtStart, "19700101T000000")
	standard.AddProperty(ical.ComponentProperty(ical.PropertyTzoffsetfrom), "+0000")
	standard.AddProperty(ical.ComponentProperty(ical.PropertyTzoffsetto), "+0000")
}

func add(cal *ical.Calendar, c Calendar, e Event) {
	event := cal.AddEvent(clean(e.UID))
	if e.Changed.IsZero() {
		event.SetDtStampTime(c.Stamp)
		event.SetSequence(c.Sequence)
	} else {
		event.SetDtStampTime(e.Changed)
		event.SetLastModifiedAt(e.Changed)
		event.SetSequence(e.Sequence)
	}
	if e.Cancelled {
		event.SetStatus(ical.ObjectStatusCancelled)
	}
	event.SetAllDayStartAt(e.On.StartIn(time.UTC))
	event.SetAllDayEndAt(e.On.AddDays(1).StartIn(time.UTC)) // the end is the first day that is not part of it
	event.SetSummary(clean(e.Summary))
	if text := clean(e.Description); text != "" {
		event.SetDescription(text)
	}
	if e.URL != "" {
		event.SetURL(clean(e.URL))
	}
	event.SetTimeTransparency(ical.TransparencyTransparent)
	event.SetClass(ical.ClassificationPrivate)
}

// clean leaves out what no text value may hold (RFC 5545, 3.3.11): control characters
// other than line breaks, and bytes that are no text. No-break spaces become spaces, at
// which lines may fold.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == utf8.RuneError || unicode.IsControl(r):
			return -1
		case r == '\u00a0' || r == '\u202f':
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
