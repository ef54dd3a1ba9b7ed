package datascan_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/internal/datascan"
)

// zeros is content that packs to nothing.
func zeros(megabytes int) string { return strings.Repeat("0", megabytes<<20) }

// lines are, too.
func lines(megabytes int) string {
	return strings.Repeat(strings.Repeat("0", 63)+"\n", megabytes<<20/64)
}

func linkOf(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "link.json"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "/etc/passwd"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// emptyEntries is a ZIP archive whose table of contents has n entries and says that
// it has claimed of them.
func emptyEntries(n int, claimed uint16) string {
	var b bytes.Buffer
	local := make([]byte, 31)
	copy(local, "PK\x03\x04")
	local[26] = 1
	local[30] = 'a'
	b.Write(local)
	start := b.Len()
	header := make([]byte, 47)
	copy(header, "PK\x01\x02")
	header[28] = 1
	header[46] = 'a'
	for range n {
		b.Write(header)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], claimed)
	binary.LittleEndian.PutUint16(end[10:], claimed)
	binary.LittleEndian.PutUint32(end[12:], uint32(b.Len()-start))
	binary.LittleEndian.PutUint32(end[16:], uint32(start))
	b.Write(end)
	return b.String()
}

// overlapping is a ZIP archive whose entries all use the same bytes.
func overlapping(t *testing.T, n int) string {
	t.Helper()
	one := zipOf(t, archived{"a.json", strings.Repeat(`"2024-01-05",`, 10_000)})
	at := strings.LastIndex(one, "PK\x01\x02")
	endAt := strings.LastIndex(one, "PK\x05\x06")
	header, end := one[at:endAt], []byte(one[endAt:])
	binary.LittleEndian.PutUint16(end[8:], uint16(n))
	binary.LittleEndian.PutUint16(end[10:], uint16(n))
	binary.LittleEndian.PutUint32(end[12:], uint32(n*len(header)))
	return one[:at] + strings.Repeat(header, n) + string(end)
}

func nested(t *testing.T, levels int) string {
	t.Helper()
	content := zipOf(t, archived{"a.json", `"2024-01-05"`})
	for range levels {
		content = zipOf(t, archived{"in.zip", content})
	}
	return content
}

func encryptedZip(t *testing.T) string {
	t.Helper()
	b := []byte(zipOf(t, archived{"a.json", `"2024-01-05"`}))
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	b[at+8] |= 1
	return string(b)
}

func TestHostileFilesAreRefused(t *testing.T) {
	good := archived{"z.json", `"2024-01-05"`}
	counted := " $: 1 from 2024-01-05 to 2024-01-05"
	small := datascan.Limits{Entries: 100, Line: 1 << 20, Depth: 50, Memory: 1 << 20, Ratio: 20, Nesting: 2}
	for _, c := range []struct {
		name, file, content string
		want                []string
	}{
		{
			"a zip bomb", "a.zip", zipOf(t, archived{"a.txt", lines(40)}, good),
			[]string{"refused a.zip: datascan.zip_bomb"},
		},
		{
			"a zip bomb in an archive does not keep the rest from being read", "a.zip",
			zipOf(t, archived{"b.zip", zipOf(t, archived{"a.txt", lines(40)})}, good),
			[]string{"a.zip!z.json" + counted, "refused a.zip!b.zip: datascan.zip_bomb"},
		},
		{
			"a gzip bomb", "a.csv.gz", gzipOf(t, lines(40)),
			[]string{"refused a.csv.gz: datascan.zip_bomb"},
		},
		{
			"a bomb of entries that overlap", "a.zip", overlapping(t, 50),
			[]string{"refused a.zip: datascan.zip_bomb"},
		},
		{
			"names that lead out of the archive", "a.zip",
			zipOf(t, archived{"../a.json", "1"}, archived{"/etc/a.json", "1"}, archived{`x\..\..\a.json`, "1"}, archived{"C:/a.json", "1"}, good),
			[]string{
				"a.zip!z.json" + counted,
				"refused a.zip!../a.json: datascan.unsafe_name", "refused a.zip!/etc/a.json: datascan.unsafe_name",
				"refused a.zip!x/../../a.json: datascan.unsafe_name", "refused a.zip!C:/a.json: datascan.unsafe_name",
			},
		},
		{
			"names that lead out of a tar archive, and links in it", "a.tar",
			tarOf(t, tar.Header{Name: "../a.json", Typeflag: tar.TypeReg, Linkname: "1"}, tar.Header{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, tar.Header{Name: "d", Typeflag: tar.TypeChar}, tar.Header{Name: "z.json", Typeflag: tar.TypeReg, Linkname: good.content}),
			[]string{
				"a.tar!z.json" + counted, "refused a.tar!../a.json: datascan.unsafe_name",
				"refused a.tar!l: datascan.link", "refused a.tar!d: datascan.link",
			},
		},
		{"a link", "a.zip", linkOf(t), []string{"refused a.zip!link.json: datascan.link"}},
		{"more entries than are read", "a.zip", emptyEntries(101, 101), []string{"refused a.zip: datascan.too_many_files"}},
		{"a million entries that are not owned up to", "a.zip", emptyEntries(1_000_000, 1_000_000%65536), []string{"refused a.zip: datascan.too_many_files"}},
		{"archives in archives", "a.zip", nested(t, 3), []string{"refused a.zip!in.zip!in.zip!in.zip: datascan.too_nested"}},
		{"archives in archives as deep as is read", "a.zip", nested(t, 2), []string{"a.zip!in.zip!in.zip!a.json" + counted}},
		{"a password", "a.zip", encryptedZip(t), []string{"refused a.zip!a.json: datascan.encrypted"}},
		{"a broken table of contents", "a.zip", strings.Replace(zipOf(t, good), "PK\x01\x02", "PK\x01\x03", 1), []string{"refused a.zip: datascan.broken"}},
		{"half an archive", "a.zip", zipOf(t, good)[:40], []string{"refused a.zip: datascan.broken"}},
		{"damaged content", "a.zip", strings.Replace(storedIn(t, "a.json", `"2024-01-05"`), "2024", "2023", 1), []string{"refused a.zip!a.json: datascan.broken"}},
		{"half a gzip", "a.json.gz", gzipOf(t, `"2024-01-05"`)[:20], []string{"refused a.json.gz!a.json: datascan.cut_short"}},
		{"what calls itself an archive", "a.zip", "hello", []string{"refused a.zip: datascan.broken"}},
		{"JSON nested too deep", "a.json", `["2024-01-05",` + strings.Repeat("[", 100), []string{"a.json $[*]: 1 from 2024-01-05 to 2024-01-05", "refused a.json: datascan.too_deep, in part"}},
		{"a JSON text without an end", "a.json", `["2024-01-05", "` + zeros(2), []string{"a.json $[*]: 1 from 2024-01-05 to 2024-01-05", "refused a.json: datascan.endless_line, in part"}},
		{"a JSON number without an end", "a.json", `[` + zeros(2), []string{"refused a.json: datascan.endless_line"}},
		{"JSON cut short", "a.json", `[{"at": "2024-01-05"}, {"at": "20`, []string{"a.json $[*].at: 1 from 2024-01-05 to 2024-01-05", "refused a.json: datascan.cut_short, in part"}},
		{"JSON with too many ends", "a.json", `["2024-01-05"]]]`, []string{"a.json $[*]: 1 from 2024-01-05 to 2024-01-05", "refused a.json: datascan.broken, in part"}},
		{"a CSV line without an end", "a.csv", "at\n2024-01-05\n" + zeros(2), []string{"a.csv at: 1 from 2024-01-05 to 2024-01-05", "refused a.csv: datascan.endless_line, in part"}},
		{"a CSV line of endless columns", "a.csv", "at,b\n2024-01-05,1\n" + strings.Repeat("1,", 1<<20), []string{"a.csv at: 1 from 2024-01-05 to 2024-01-05", "refused a.csv: datascan.endless_line, in part"}},
		{"a CSV quotation without an end", "a.csv", "at\n2024-01-05\n\"" + zeros(2), []string{"a.csv at: 1 from 2024-01-05 to 2024-01-05", "refused a.csv: datascan.endless_line, in part"}},
		{"a text line without an end", "a.txt", "on 2024-01-05\n" + strings.Repeat("x ", 1<<20), []string{"a.txt: 1 from 2024-01-05 to 2024-01-05", "refused a.txt: datascan.endless_line, in part"}},
		{"a mail line without an end", "a.mbox", "Date: Fri, 5 Jan 2024 10:00:00 +0100\n" + zeros(2), []string{"a.mbox Date: 1 from 2024-01-05 to 2024-01-05", "refused a.mbox: datascan.endless_line, in part"}},
		{"a calendar line without an end", "a.ics", "BEGIN:VCALENDAR\nDTSTART:20240105\n" + zeros(2), []string{"a.ics VCALENDAR DTSTART: 1 from 2024-01-05 to 2024-01-05", "refused a.ics: datascan.endless_line, in part"}},
		{"a tag without an end", "a.html", "<p>On 2024-01-05</p><a x='" + zeros(2), []string{"a.html: 1 from 2024-01-05 to 2024-01-05", "refused a.html: datascan.endless_line, in part"}},
		{"a spreadsheet, which is not read", "a.xlsx", zipOf(t, good), []string{"refused a.xlsx: datascan.unknown_format"}},
		{"an archive of another kind", "x", "Rar!\x1a\x07\x00", []string{"refused x: datascan.unknown_format"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options()
			o.Limits = small
			if d := cmp.Diff(c.want, summary(scan(t, o, input(c.file, c.content)))); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func TestAnArchiveInAnArchiveNeedsRoom(t *testing.T) {
	noise := make([]byte, 2<<20) // does not pack
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	inner := zipOf(t, archived{"a.json", `"2024-01-05"`}, archived{"b.jpg", string(noise)})
	outer := input("a.zip", zipOf(t, archived{"in.zip", inner}))
	o := options()
	o.Limits.Memory = 1 << 20
	want := []string{"refused a.zip!in.zip: datascan.nested_too_large"}
	if d := cmp.Diff(want, summary(scan(t, o, outer))); d != "" {
		t.Error("without room on disk:", d)
	}
	room := &scratch{}
	o.Spool = func() (datascan.Scratch, error) { return room, nil }
	want = []string{"a.zip!in.zip!a.json $: 1 from 2024-01-05 to 2024-01-05"}
	if d := cmp.Diff(want, summary(scan(t, o, outer))); d != "" {
		t.Error("with room on disk:", d)
	}
	if !room.closed {
		t.Error("the room on disk is not given back")
	}
	o.Spool = func() (datascan.Scratch, error) { return nil, errors.New("disk full") }
	want = []string{"refused a.zip!in.zip: datascan.nested_too_large"}
	if d := cmp.Diff(want, summary(scan(t, o, outer))); d != "" {
		t.Error("when there is no room:", d)
	}

	o.Spool = func() (datascan.Scratch, error) { return &scratch{full: true}, nil }
	if d := cmp.Diff(want, summary(scan(t, o, outer))); d != "" {
		t.Error("when the room is not enough:", d)
	}
}

type scratch struct {
	bytes.Buffer
	full   bool
	closed bool
}

func (s *scratch) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(s.Bytes()).ReadAt(p, off)
}

func (s *scratch) Write(p []byte) (int, error) {
	if s.full {
		return 0, errors.New("disk full")
	}
	return s.Buffer.Write(p)
}

func (s *scratch) Close() error { s.closed = true; return nil }

func TestTooMuchContentEndsTheInputAndNotTheScan(t *testing.T) {
	o := options()
	o.Limits.Unpacked = 100_000
	big := input("big.csv", "at\n"+strings.Repeat("2024-01-05\n", 100_000))
	got := summary(scan(t, o, big, input("z.json", `"2024-02-06"`)))
	if len(got) != 3 || got[1] != "z.json $: 1 from 2024-02-06 to 2024-02-06" || got[2] != "refused big.csv: datascan.too_large, in part" {
		t.Errorf("got %q", got)
	}
}

func TestRecordTypesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := range 5000 {
		fmt.Fprintf(&b, "\"k%d\": {\"a\": {\"x%d\": \"2024-01-05\"}},\n", i, i)
	}
	b.WriteString("\"z\": 1}")
	o := options()
	o.Limits.RecordTypes = 50
	r := scan(t, o, input("a.json", b.String()))
	if len(r.Types) > 51 || r.All.Count != 5000 {
		t.Errorf("%d record types, %d dates; want at most 51 and 5000", len(r.Types), r.All.Count)
	}
}

// endless is a file that goes on for ever without taking any memory.
type endless struct{ pattern string }

func (e endless) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = e.pattern[(off+int64(i))%int64(len(e.pattern))]
	}
	return len(p), nil
}

func TestMemoryIsBounded(t *testing.T) {
	const size = 16 << 20
	for name, pattern := range map[string]string{
		"a.json":   `{"a":["2024-01-05",{"k":"`,
		"deep.txt": "2024-01-05 and some text\n",
		"a.csv":    "2024-01-05,\"",
		"a.mbox":   "From x 2024 10:00\nDate: Fri, 5 Jan 2024 10:00:00 +0100\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := datascan.Scan(context.Background(), []datascan.Input{{Name: name, Size: size, Content: endless{pattern}}}, options())
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
				t.Errorf("%d MB were allocated for a file of 16 MB", used>>20)
			}
		})
	}
}
