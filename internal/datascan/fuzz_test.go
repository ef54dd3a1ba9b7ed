package datascan_test

import (
	"archive/tar"
	"context"
	"io"
	"testing"

	"recourse/internal/civil"
	"recourse/internal/datascan"
)

var fuzzNames = []string{
	"a.json", "a.csv", "a.html", "a.xml", "a.mbox", "a.eml", "a.ics", "a.txt", "a.zip", "a.tar", "a.gz", "a.pdf", "a", "IMG_20190506.jpg", "a.tsv",
}

// FuzzScan: whatever the content, a scan ends without panic, and what it says holds
// together.
func FuzzScan(f *testing.F) {
	for i, seed := range []string{
		`{"a": [{"sent_at": "2024-01-05T10:11:12Z", "ts": 1704448800}], "2024-01-05": 1, "\u00e9": "03\/04\/2024"}`,
		"id;Datum\n1;\"31.12.2023\"\n", `<p>5 January 2024</p><time datetime="2024-01-05">`, `<a b="2024-01-05">2024-01-05</a>`,
		"From x 2024 10:00\nDate: Fri, 5 Jan 2024 10:00:00 +0100\n\nx\n", "Date:\n Fri, 5 Jan 2024 10:00:00 +0100\n",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"a:b\":20240105T10\n 0000\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n",
		"[31.12.23, 23:59:59] Anna: geb. 06.05.1980, le 1er août 2023\n", zipOf(f, archived{"x/a.json", `"2024-01-05"`}, archived{"b.zip", zipOf(f)}),
		tarOf(f, tar.Header{Name: "a.txt", Typeflag: tar.TypeReg, Linkname: "2024-01-05"}), gzipOf(f, "2024-01-05"), "%PDF-1.7 2024-01-05",
		utf16Of("2024-01-05"), "\xff", "\t\t2024-01-05\t",
	} {
		f.Add(uint8(i), []byte(seed))
	}
	o := options()
	o.Limits = datascan.Limits{Unpacked: 4 << 20, Entries: 50, Memory: 1 << 20, Line: 1 << 16, Depth: 30}
	o.PDFText = func(_ context.Context, in io.Reader, out io.Writer) error {
		_, err := io.Copy(out, in)
		return err
	}
	f.Fuzz(func(t *testing.T, name uint8, content []byte) {
		in := input(fuzzNames[int(name)%len(fuzzNames)], string(content))
		r, err := datascan.Scan(t.Context(), []datascan.Input{in}, o)
		if err != nil {
			t.Fatal(err)
		}
		var counted int64
		for _, rt := range r.Types {
			counted += rt.Count
			if rt.Earliest.After(rt.Latest) || rt.Earliest.Before(r.All.Earliest) || rt.Latest.After(r.All.Latest) || rt.Latest.After(received.AddDays(1)) {
				t.Errorf("%s: %s to %s of %s to %s", rt.Field, rt.Earliest, rt.Latest, r.All.Earliest, r.All.Latest)
			}
		}
		if counted != r.All.Count {
			t.Errorf("%d dates by type, %d over all", counted, r.All.Count)
		}
		datascan.Judge(r, datascan.Facts{Requested: requested, Received: received, Since: civil.MustParse("2020-01-01")})
	})
}
