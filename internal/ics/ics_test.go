package ics_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"recourse/internal/civil"
	"recourse/internal/ics"
)

var stamp = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func write(t interface{ Fatal(...any) }, c ics.Calendar) string {
	var b bytes.Buffer
	if err := ics.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unfolded joins the lines that were folded.
func unfolded(file string) string { return strings.ReplaceAll(file, "\r\n ", "") }

func TestWrite(t *testing.T) {
	file := write(t, ics.Calendar{Name: "RC-4F7K-29QX", Language: "en", Stamp: stamp, Sequence: 3, Events: []ics.Event{{
		UID: "1-answer@recourse.example.org", On: civil.MustParse("2026-03-02"), Summary: "Answer due; last day, really",
		Description: "Back\\slash\nsecond line", URL: "https://recourse.example.org/requests/1",
	}}})
	for _, line := range []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Recourse//Recourse//EN", "METHOD:PUBLISH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:RC-4F7K-29QX",
		"BEGIN:VEVENT", "UID:1-answer@recourse.example.org", "DTSTAMP:20261122T100000Z", "SEQUENCE:3",
		"DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260303", `SUMMARY:Answer due\; last day\, really`,
		`DESCRIPTION:Back\\slash\nsecond line`, "URL:https://recourse.example.org/requests/1", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR",
	} {
		if !strings.Contains("\r\n"+unfolded(file), "\r\n"+line+"\r\n") {
			t.Errorf("no line %q in\n%s", line, file)
		}
	}
	t.Run("refuses an event without day or id", func(t *testing.T) {
		for _, e := range []ics.Event{{UID: "x"}, {On: civil.MustParse("2026-03-02")}} {
			if err := ics.Write(&bytes.Buffer{}, ics.Calendar{Stamp: stamp, Events: []ics.Event{e}}); err == nil {
				t.Errorf("%+v was taken", e)
			}
		}
	})
	t.Run("the last day of February ends on the first of March", func(t *testing.T) {
		file := write(t, ics.Calendar{Stamp: stamp, Events: []ics.Event{{UID: "x", On: civil.MustParse("2028-02-29"), Summary: "x"}}})
		if !strings.Contains(file, "DTEND;VALUE=DATE:20280301\r\n") {
			t.Error(file)
		}
	})
}

// Whatever stands in the texts, the file keeps the form of RFC 5545 and says the same
// when it is read again.
func TestWriteKeepsAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ a,;:\\"'<>é漢😀\n\r-]{0,400}`), rapid.StringMatching(`[^ ]{60,200}`))
		e := ics.Event{
			UID: "u@example.org", On: civil.MustParse("2026-03-02"), Summary: text.Draw(t, "summary"), Description: text.Draw(t, "description"),
		}
		file := write(t, ics.Calendar{Name: text.Draw(t, "name"), Language: "fr", Stamp: stamp, Events: []ics.Event{e}})
		if !utf8.ValidString(file) || !strings.HasSuffix(file, "\r\n") {
			t.Fatalf("no text: %q", file)
		}
		lines := strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")
		for i, line := range lines {
			if len(line) > 75 || line == "" || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
				t.Fatalf("line of %d octets: %q", len(line), line)
			}
			folded := i+1 < len(lines) && lines[i+1] != "" && lines[i+1][0] == ' '
			if c, rest, _ := strings.Cut(line, ":"); line[0] != ' ' && (c == "" || rest == "" && c != "SUMMARY" && !folded) {
				t.Fatalf("no property: %q", line)
			}
		}
		if strings.Count(file, "\r\nBEGIN:") != 1 || strings.Count(file, "\r\nDTSTART") != 1 {
			t.Fatalf("a text became a property: %q", file)
		}
		read, err := ical.ParseCalendar(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%v: %q", err, file)
		}
		if n := len(read.Events()); n != 1 {
			t.Fatalf("%d events", n)
		}
	})
}

// Folding loses nothing: joined again, the line is the text.
func TestWriteLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zé漢]{1,20}( {1,2}[a-zé漢]{1,20}){0,20}`).Draw(t, "text")
		file := write(t, ics.Calendar{Stamp: stamp, Events: []ics.Event{{UID: "u", On: civil.MustParse("2026-03-02"), Summary: text}}})
		if !strings.Contains(unfolded(file), "\r\nSUMMARY:"+text+"\r\n") {
			t.Fatalf("%q became %q", text, file)
		}
	})
}
