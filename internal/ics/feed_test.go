package ics_test

import (
	"io"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"recourse/internal/civil"
	"recourse/internal/ics"
)

// TestSubscription reads a file to subscribe to with a parser that it was not written
// with.
func TestSubscription(t *testing.T) {
	file := write(t, ics.Calendar{
		Name: "Dates, all; of them", Description: "A calculation, not advice", Language: "en", Refresh: time.Hour,
		Events: []ics.Event{
			{UID: "a", On: civil.MustParse("2026-03-02"), Summary: "Answer: last day", Changed: stamp, Sequence: 2},
			{UID: "b", On: civil.MustParse("2026-03-03"), Summary: "Gone", Changed: stamp.Add(time.Hour), Sequence: 1, Cancelled: true},
		},
	})
	if !strings.Contains(file, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n") || !strings.Contains(file, "\r\nX-PUBLISHED-TTL:PT60M\r\n") {
		t.Errorf("how often to look again is not said as RFC 7986 has it:\n%s", file)
	}
	cal, err := goical.NewDecoder(strings.NewReader(file)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	if name, err := cal.Props.Text("X-WR-CALNAME"); err != nil || name != "Dates, all; of them" {
		t.Errorf("the name is %q, %v", name, err)
	}
	events := cal.Events()
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	for i, want := range []struct {
		sequence string
		changed  time.Time
		status   goical.EventStatus
	}{{"2", stamp, ""}, {"1", stamp.Add(time.Hour), goical.EventCancelled}} {
		e := events[i]
		changed, err := e.Props.DateTime(goical.PropLastModified, time.UTC)
		if err != nil || !changed.Equal(want.changed) || e.Props.Get(goical.PropSequence).Value != want.sequence {
			t.Errorf("event %d: SEQUENCE %s, LAST-MODIFIED %s %v", i, e.Props.Get(goical.PropSequence).Value, changed, err)
		}
		if made, err := e.Props.DateTime(goical.PropDateTimeStamp, time.UTC); err != nil || !made.Equal(want.changed) {
			t.Errorf("event %d: DTSTAMP %s %v", i, made, err)
		}
		if status, _ := e.Status(); status != want.status {
			t.Errorf("event %d is %q", i, status)
		}
	}
}

func TestACalendarWithoutDaysIsValid(t *testing.T) {
	file := write(t, ics.Calendar{Name: "Dates", Language: "en", Stamp: stamp, Refresh: time.Hour})
	cal, err := goical.NewDecoder(strings.NewReader(file)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	if len(cal.Events()) != 0 || len(cal.Children) != 1 || cal.Children[0].Name != goical.CompTimezone {
		t.Errorf("%+v", cal.Children)
	}
	if err := goical.NewEncoder(io.Discard).Encode(cal); err != nil { // it checks what RFC 5545 asks for
		t.Errorf("%v in\n%s", err, file)
	}
}
