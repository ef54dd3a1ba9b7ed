package datascan_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/civil"
	"recourse/internal/datascan"
)

var (
	requested = civil.MustParse("2026-10-01")
	received  = civil.MustParse("2026-10-28")
)

func input(name, content string) datascan.Input {
	return datascan.Input{Name: name, Size: int64(len(content)), Content: strings.NewReader(content)}
}

func options() datascan.Options {
	return datascan.Options{Requested: requested, Received: received}
}

func scan(t testing.TB, o datascan.Options, inputs ...datascan.Input) datascan.Result {
	t.Helper()
	r, err := datascan.Scan(t.Context(), inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// summary writes a result as lines: what counts, what is set aside, what is refused.
func summary(r datascan.Result) []string {
	lines := []string{}
	for _, list := range [][]datascan.RecordType{r.Types, r.SetAside} {
		for _, t := range list {
			line := fmt.Sprintf("%s %s: %d from %s to %s", t.File, t.Field, t.Count, t.Earliest, t.Latest)
			if t.Field == "" {
				line = fmt.Sprintf("%s: %d from %s to %s", t.File, t.Count, t.Earliest, t.Latest)
			}
			if t.Reason != "" {
				line = "not " + string(t.Reason) + ": " + line
			}
			lines = append(lines, line)
		}
	}
	for _, f := range r.Refused {
		partly := ""
		if f.Partly {
			partly = ", in part"
		}
		lines = append(lines, fmt.Sprintf("refused %s: %s%s", f.File, f.Err.Key, partly))
	}
	return lines
}

type archived struct{ name, content string }

func zipOf(t testing.TB, entries ...archived) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// storedIn is a ZIP archive with one entry that is not packed.
func storedIn(t testing.TB, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t testing.TB, headers ...tar.Header) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		content := h.Linkname
		if h.Typeflag == tar.TypeReg {
			h.Linkname = ""
			h.Size = int64(len(content))
		}
		h.Mode = 0o600
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := io.WriteString(w, content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func utf16Of(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestEachFormatIsRead(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		want                []string
	}{
		{
			"JSON by path", "data.json",
			`{"profile": {"joined": "2015-03-04T10:00:00Z", "name": "Anna 2019-01-01"},
			  "messages": [{"sent_at": "2019-05-06 07:08:09", "text": "see 2001-02-03"}, {"sent_at": "2026-01-02"}]}`,
			[]string{
				"data.json $.messages[*].sent_at: 2 from 2019-05-06 to 2026-01-02",
				"data.json $.profile.joined: 1 from 2015-03-04 to 2015-03-04",
			},
		},
		{
			"time stamps in JSON where the name speaks of time", "m.json",
			`[{"timestamp_ms": 1557126489000, "phone": 1557126489, "id": "1557126489000"}, {"timestamp_ms": 1704448800123, "ts": "1704448800"}]`,
			[]string{
				"m.json $[*].timestamp_ms: 2 from 2019-05-06 to 2024-01-05",
				"m.json $[*].ts: 1 from 2024-01-05 to 2024-01-05",
			},
		},
		{
			"NDJSON", "log.ndjson", "{\"at\":\"2024-01-05\"}\n{\"at\":\"2024-02-06\"}\n",
			[]string{"log.ndjson $.at: 2 from 2024-01-05 to 2024-02-06"},
		},
		{
			"JSON whose keys are dates or numbers", "steps.json", `{"steps": {"2024-01-05": 7000, "2024-01-06": 8000}, "by_id": {"17": {"day": "2023-01-01"}}}`,
			[]string{
				"steps.json $.by_id.*.day: 1 from 2023-01-01 to 2023-01-01",
				"steps.json $.steps.*: 2 from 2024-01-05 to 2024-01-06",
			},
		},
		{
			"JSON with escapes", "e.json", `[{"at": "2024\/01\/05"}, {"at": "Jan 6, 2024, 10:11:12\u202fPM"}, {"a\"t": "2024-01-07"}]`,
			[]string{
				"e.json $[*].a\"t: 1 from 2024-01-07 to 2024-01-07",
				"e.json $[*].at: 2 from 2024-01-05 to 2024-01-06",
			},
		},
		{
			"JSON in a script", "tweets.js", `window.YTD.tweets.part0 = [ {"tweet": {"created_at": "Fri Jan 05 10:11:12 +0000 2024"}} ]`,
			[]string{"tweets.js $[*].tweet.created_at: 1 from 2024-01-05 to 2024-01-05"},
		},
		{
			"months in JSON as their first day", "bills.json", `[{"bill_date": "2024-01"}, {"bill_date": "2024-03"}]`,
			[]string{"bills.json $[*].bill_date: 2 from 2024-01-01 to 2024-03-01"},
		},
		{
			"CSV by column", "orders.csv", "id,ordered,note\n1,2019-05-06 10:11,\"two, \"\"new\"\"\nlines\"\n2,2024-01-05,x\r\n",
			[]string{"orders.csv ordered: 2 from 2019-05-06 to 2024-01-05"},
		},
		{
			"CSV with semicolons, quotes and German days", "k.csv", "\ufeffNr;\"Datum\";Betrag\n1;\"31.12.2023\";1,50\n2;\"01.01.2024\";2,50",
			[]string{"k.csv Datum: 2 from 2023-12-31 to 2024-01-01"},
		},
		{
			"CSV without names", "x.csv", "2024-01-05,a\n2024-01-06,b\n",
			[]string{"x.csv column 1: 2 from 2024-01-05 to 2024-01-06"},
		},
		{
			"CSV with notes before the names", "c.csv", "Notes:\n\"Some contacts are missing\"\n\nFirst Name,Connected On\nAnna,05 Jan 2024\nBen,06 Jan 2024\n",
			[]string{"c.csv Connected On: 2 from 2024-01-05 to 2024-01-06"},
		},
		{
			"CSV with time stamps", "t.csv", "event_time,amount\n1704448800,1704448800\n1557126489,1\n",
			[]string{"t.csv event_time: 2 from 2019-05-06 to 2024-01-05"},
		},
		{
			"CSV of one column of time stamps", "t.csv", "Zeitstempel\n1704448800\n1704448801\n",
			[]string{"t.csv Zeitstempel: 2 from 2024-01-05 to 2024-01-05"},
		},
		{
			"CSV with short American days", "n.csv", "Title,Date\nX,5/16/19\nY,5/6/19\n",
			[]string{"n.csv Date: 2 from 2019-05-06 to 2019-05-16"},
		},
		{
			"TSV in UTF-16", "t.tsv", utf16Of("Wer\tWann\nÄnne\t2024-01-05\n"),
			[]string{"t.tsv Wann: 1 from 2024-01-05 to 2024-01-05"},
		},
		{
			"HTML as text, without scripts and addresses", "index.html",
			`<html><head><title>2001-01-02</title><script>var d = "2002-01-01"</script></head><body>
			 <a href="/2003/01/01/x">https://x.example/2004-01-01/</a><p>Sent <b>5</b> January <i>2024</i></p><table><tr><td>x</td><td>2024-01-06</td></tr></table>
			 <time datetime="2024-01-07T10:00">yesterday</time></body></html>`,
			[]string{
				"index.html: 2 from 2024-01-05 to 2024-01-06",
				"index.html time@datetime: 1 from 2024-01-07 to 2024-01-07",
			},
		},
		{
			"XML by element and attribute", "export.xml",
			`<?xml version="1.0"?><Health><Record startDate="2019-01-01 12:00:00 +0100" value="7"/><entry><created>2024-01-05T00:00:00</created><text>of 2001-01-01</text></entry></Health>`,
			[]string{
				"export.xml created: 1 from 2024-01-05 to 2024-01-05",
				"export.xml record@startdate: 1 from 2019-01-01 to 2019-01-01",
			},
		},
		{
			"the Date lines of an mbox and nothing else", "All.mbox",
			"From 1@x Mon Jan  1 10:00:00 2001\nReceived: by x; Tue, 2 Jan 2001 10:00:00 +0000\nDATE: Fri, 5 Jan 2024 10:00:00 +0100\nSubject: x\n\n" +
				"On 3 January 2002 you wrote:\n> Date: Sat, 4 Jan 2003 10:00:00 +0100\n\nFrom Monday on I am away.\n\n" +
				"From 2@x Mon Jan  1 10:00:00 2001\nDate:\n Sat, 6 Jan 2024 10:00:00 +0100\n\nbody\n",
			[]string{"All.mbox Date: 2 from 2024-01-05 to 2024-01-06"},
		},
		{
			"a single mail", "a.eml", "Subject: x\r\nDate: Fri, 5 Jan 2024 10:00:00 +0100\r\n\r\nDate: Sat, 6 Jan 2024 10:00:00 +0100\r\n",
			[]string{"a.eml Date: 1 from 2024-01-05 to 2024-01-05"},
		},
		{
			"a calendar", "cal.ics",
			"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Paris:2024010\r\n 5T100000\r\nCREATED:20231201T000000Z\r\nSUMMARY:2001-01-01\r\nEND:VEVENT\r\n" +
				"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20240106\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
			[]string{
				"cal.ics VEVENT CREATED: 1 from 2023-12-01 to 2023-12-01",
				"cal.ics VEVENT DTSTART: 2 from 2024-01-05 to 2024-01-06",
			},
		},
		{
			"plain text, and a chat with short years", "chat.txt",
			"[31.12.23, 23:59:59] Anna: see 10.12.24 and version 3.11.24\n[01.01.24, 00:00:10] Ben: on 5 January 2024, or (2024-01-06).\n",
			[]string{"chat.txt: 4 from 2023-12-31 to 2024-01-06"},
		},
		{
			"the names of photographs", "IMG_20190506_101112.jpg", "\xff\xd8\xff\xe0\x00\x10JFIF",
			[]string{"IMG_#_#.jpg (name): 1 from 2019-05-06 to 2019-05-06"},
		},
		{
			"text without a name for its format", "orders", "a,b,c\n1,2024-01-05,x\n2,2024-01-06,y\n",
			[]string{"orders b: 2 from 2024-01-05 to 2024-01-06"},
		},
		{"an empty file", "empty.json", "", []string{}},
		{"a file without dates", "a.csv", "a,b\n1,2\n", []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := summary(scan(t, options(), input(c.file, c.content)))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func TestArchivesAreReadInside(t *testing.T) {
	json := `[{"at": "2024-01-05"}]`
	inner := zipOf(t, archived{"deep/er/and/deeper/a1.json", json})
	for _, c := range []struct {
		name, file, content string
		want                string
	}{
		{"ZIP", "x.zip", zipOf(t, archived{"msg/a_1.json", json}), "x.zip!msg/a_#.json $[*].at"},
		{"ZIP by its content", "download", zipOf(t, archived{"a.json", json}), "download!a.json $[*].at"},
		{"ZIP in ZIP", "x.zip", zipOf(t, archived{"in.zip", inner}), "x.zip!in.zip!deep/er/*/a#.json $[*].at"},
		{"ZIP that is stored in ZIP as it is", "x.zip", storedIn(t, "in.zip", inner), "x.zip!in.zip!deep/er/*/a#.json $[*].at"},
		{"ZIP with names of Windows", "x.zip", zipOf(t, archived{`msg\a.json`, json}), "x.zip!msg/a.json $[*].at"},
		{"gzip", "a.json.gz", gzipOf(t, json), "a.json.gz!a.json $[*].at"},
		{"tar", "a.tar", tarOf(t, tar.Header{Name: "a.json", Typeflag: tar.TypeReg, Linkname: json}), "a.tar!a.json $[*].at"},
		{
			"tar in gzip", "a.tgz", gzipOf(t, tarOf(t, tar.Header{Name: "a.json", Typeflag: tar.TypeReg, Linkname: json})),
			"a.tgz!a.tar!a.json $[*].at",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := summary(scan(t, options(), input(c.file, c.content)))
			if want := []string{c.want + ": 1 from 2024-01-05 to 2024-01-05"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestFilesOfOneFamilyAreOneRecordType(t *testing.T) {
	archive := zipOf(t,
		archived{"export/inbox/anna_12/message_1.json", `{"sent": "2024-01-05"}`},
		archived{"export/inbox/ben_7/message_22.json", `{"sent": "2024-03-06"}`},
		archived{"export/calls/3fa85f64-5717-4562-b3fc-2c963f66afa6.json", `{"sent": "2024-03-07"}`},
		archived{"__MACOSX/export/._x.json", `{"sent": "2000-03-07"}`},
	)
	r := scan(t, options(), input("a.zip", archive))
	want := []string{
		"a.zip!export/calls/#.json $.sent: 1 from 2024-03-07 to 2024-03-07",
		"a.zip!export/inbox/*/message_#.json $.sent: 2 from 2024-01-05 to 2024-03-06",
	}
	if d := cmp.Diff(want, summary(r)); d != "" {
		t.Error(d)
	}
	if r.Files != 3 {
		t.Errorf("%d files, want 3", r.Files)
	}
	var histogram []string
	for _, m := range r.All.Months {
		histogram = append(histogram, fmt.Sprintf("%s %d", m.Start, m.Count))
	}
	if want := []string{"2024-01-01 1", "2024-02-01 0", "2024-03-01 2"}; !slices.Equal(histogram, want) {
		t.Errorf("histogram %q, want %q", histogram, want)
	}
}

func TestPDFIsReadByTheFunctionOfTheCaller(t *testing.T) {
	pdf := input("a.pdf", "%PDF-1.7 …")
	says := func(text string, err error) datascan.PDFText {
		return func(_ context.Context, in io.Reader, out io.Writer) error {
			if got, readErr := io.ReadAll(in); readErr != nil || !strings.HasPrefix(string(got), "%PDF-1.7") {
				return fmt.Errorf("got %q: %w", got, readErr)
			}
			if _, writeErr := io.WriteString(out, text); writeErr != nil {
				return writeErr
			}
			return err
		}
	}
	for _, c := range []struct {
		name string
		text datascan.PDFText
		want []string
	}{
		{"its text counts", says("Order of 5 January 2024\n", nil), []string{"a.pdf: 1 from 2024-01-05 to 2024-01-05"}},
		{"without a reader that is said", nil, []string{"refused a.pdf: datascan.no_pdf_reader"}},
		{"without text that is said", says(" \n\f", nil), []string{"refused a.pdf: datascan.pdf_no_text"}},
		{"a reader that fails", says("", errors.New("killed")), []string{"refused a.pdf: datascan.pdf_unread"}},
		{"too much text", says(strings.Repeat("x ", 1000), nil), []string{"refused a.pdf: datascan.too_large"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options()
			o.PDFText, o.Limits.PDF = c.text, 1000
			if d := cmp.Diff(c.want, summary(scan(t, o, pdf))); d != "" {
				t.Error(d)
			}
		})
	}
}
