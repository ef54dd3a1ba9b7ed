package casework_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/files"
)

// withData gives the service a directory of files and files a request that was sent on
// 1 June 2026.
func withData(t *testing.T, b *bench) (requestID string) {
	t.Helper()
	b.Files = must(files.Open(filepath.Join(t.TempDir(), "files")))(t)
	r := b.request(dsar.RightAccess)
	b.record(r.Request.ID, dsar.EventSent, "2026-06-01")
	return r.Request.ID
}

func (b *bench) tryFile(requestID, name string, content io.Reader) (dsar.DataFile, error) {
	return b.AddDataFile(b.ctx(), b.owner, requestID, casework.DataFileInput{Name: name, Content: content, ReceivedOn: day("2026-06-20")})
}

func (b *bench) addFile(requestID, name, content string) dsar.DataFile {
	b.t.Helper()
	return must(b.tryFile(requestID, name, strings.NewReader(content)))(b.t)
}

func (b *bench) scan(requestID string) casework.DataView {
	b.t.Helper()
	must(b.StartScan(b.ctx(), b.owner, requestID))(b.t)
	if n := must(b.ScanData(b.ctx()))(b.t); n != 1 {
		b.t.Fatalf("%d scans ended", n)
	}
	return b.data(requestID)
}

func (b *bench) data(requestID string) casework.DataView {
	b.t.Helper()
	return must(b.Data(b.ctx(), b.owner, requestID))(b.t)
}

// everyDay is a table with an entry on each of the days.
func everyDay(from, to string) string {
	var s strings.Builder
	s.WriteString("at,what\n")
	for d := day(from); !d.After(day(to)); d = d.AddDays(1) {
		fmt.Fprintf(&s, "%s,seen\n", d)
	}
	return s.String()
}

// stored lists what lies in the directory of files, temporary files included.
func (b *bench) stored() []string {
	b.t.Helper()
	var list []string
	err := filepath.WalkDir(b.Files.Root(), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// wantSentence fails unless the error has the key, itself or in its first problem.
func wantSentence(t *testing.T, err error, key string) {
	t.Helper()
	var e *dsar.Error
	if errors.As(err, &e) && (e.Key == key || len(e.Problems) > 0 && e.Problems[0].Key == key) {
		return
	}
	t.Errorf("got %v, want %s", err, key)
}

func TestData_showsAYearThatWasCutOff(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		b.addFile(id, "history.csv", everyDay("2025-06-02", "2026-05-30"))
		v := b.scan(id)
		if v.Scan.Scan.State != dsar.ScanDone || v.Scan.Percent != 100 || v.Result == nil || v.Result.Stale {
			t.Fatalf("scan %+v", v.Scan)
		}
		if v.Result.Result.All.Earliest != day("2025-06-02") || v.Result.Result.All.Count != 363 {
			t.Errorf("covers %v", v.Result.Result.All)
		}
		if len(v.Findings) != 1 || v.Findings[0].Finding.Key != "lookback_limit" || v.Findings[0].Finding.Verdict != "unlawful" {
			t.Fatalf("findings %+v", v.Findings)
		}
		e, _ := v.Findings[0].Finding.Data()
		if e.Kind != "cliff" || e.Months != 12 || e.Records != 363 || e.Before != 0 || e.Boundary != day("2025-06-01") {
			t.Errorf("evidence %+v", e)
		}
		if len(v.Result.Judged) != 1 || v.Result.Judged[0].Proposed == nil {
			t.Errorf("judged %+v", v.Result.Judged)
		}
	})
}

func TestData_findingsStayAsAPersonJudgedThem(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.addFile(id, "history.csv", everyDay("2025-06-02", "2026-05-30"))
	first := b.scan(id).Findings[0].Finding
	if again := b.scan(id).Findings; len(again) != 1 || again[0].Finding.ID != first.ID {
		t.Errorf("a second scan of the same replaced the finding: %+v", again)
	}
	must(b.JudgeFinding(b.ctx(), b.owner, first.ID, casework.FindingReview{Status: dsar.FindingDismissed, Reason: dsar.ReasonJustified}, casework.AnyVersion))(t)
	b.addFile(id, "more.csv", everyDay("2025-06-03", "2026-05-29"))
	v := b.scan(id)
	if len(v.Findings) != 1 || v.Findings[0].Finding.Status != dsar.FindingDismissed || v.Findings[0].Gone {
		t.Fatalf("findings %+v", v.Findings)
	}
	if e, _ := v.Findings[0].Finding.Data(); e.Records != 363+361 {
		t.Errorf("the numbers are those of the first scan: %+v", e)
	}
	b.addFile(id, "older.csv", everyDay("2019-01-10", "2026-05-29"))
	gone := func(f casework.FindingView) bool { return f.Finding.ID == first.ID && f.Gone }
	if v = b.scan(id); !slices.ContainsFunc(v.Findings, gone) {
		t.Error("older data came, and the finding does not say so")
	}
}

func TestData_isJudgedAnewWhenTheBeginningIsKnown(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.addFile(id, "history.csv", everyDay("2024-02-11", "2026-05-30"))
	if v := b.scan(id); len(v.Findings) != 0 {
		t.Fatalf("findings %+v", v.Findings)
	}
	if err := b.SetKnownSince(b.ctx(), b.owner, id, day("2015-03-01")); err != nil {
		t.Fatal(err)
	}
	v := b.data(id)
	if len(v.Findings) != 1 || v.Findings[0].Finding.DataKind() != "late_start" || v.Request.KnownSince != day("2015-03-01") {
		t.Fatalf("findings %+v", v.Findings)
	}
	if err := b.SetKnownSince(b.ctx(), b.owner, id, day("2024-02-01")); err != nil {
		t.Fatal(err)
	}
	if v := b.data(id); len(v.Findings) != 0 {
		t.Errorf("it began with the relation, and is still found: %+v", v.Findings)
	}
	wantSentence(t, b.SetKnownSince(b.ctx(), b.owner, id, day("2026-07-02")), "error.data.known_since")
}

func TestData_refusesWhatIsNoFile(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.MaxFile = 100
	for name, c := range map[string]struct {
		content io.Reader
		key     string
	}{
		"nothing":       {strings.NewReader(""), "error.data.empty"},
		"too much":      {strings.NewReader(strings.Repeat("x", 101)), "error.data.too_large"},
		"half a file":   {io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(io.ErrUnexpectedEOF)), "error.data.broke_off"},
		"a lost sender": {iotest.ErrReader(errors.New("connection reset")), "error.data.broke_off"},
	} {
		_, err := b.tryFile(id, "a.json", c.content)
		if t.Logf("%s: %v", name, err); err == nil {
			t.Errorf("%s was taken", name)
		}
		wantSentence(t, err, c.key)
	}
	b.addFile(id, "a.json", strings.Repeat("x", 100))
	_, err := b.tryFile(id, "other name.json", strings.NewReader(strings.Repeat("x", 100)))
	wantSentence(t, err, "error.data.same")
	if list := b.stored(); len(list) != 1 {
		t.Errorf("left behind: %q", list)
	}
	for on, key := range map[string]string{"2026-05-31": "error.data.before_request", "2026-07-02": "error.event.future"} {
		_, err := b.AddDataFile(b.ctx(), b.owner, id, casework.DataFileInput{Name: "b", Content: strings.NewReader("b"), ReceivedOn: day(on)})
		wantSentence(t, err, key)
	}
	draft := b.request(dsar.RightErasure)
	_, err = b.tryFile(draft.Request.ID, "a.json", strings.NewReader("1"))
	wantSentence(t, err, "error.event.not_sent")
	_, err = b.StartScan(b.ctx(), b.owner, draft.Request.ID)
	wantSentence(t, err, "error.data.no_files")
	b.Files = nil
	_, err = b.tryFile(id, "c.json", strings.NewReader("1"))
	wantSentence(t, err, "error.data.off")
}

func TestData_staysWithinTheQuota(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		other := b.request(dsar.RightAccess)
		b.record(other.Request.ID, dsar.EventSent, "2026-06-01")
		b.Quota = 100 << 20
		must(b.tryFile(id, "a.json", strings.NewReader(strings.Repeat("x", 90<<20))))(t)
		if v := b.data(other.Request.ID); v.Used != 90<<20 || v.Quota != 100<<20 {
			t.Errorf("used are %d of %d", v.Used, v.Quota)
		}
		b.addFile(other.Request.ID, "the same.json", "small")
		wantSentence(t, b.CheckData(b.ctx(), b.owner, id, 11<<20), "error.data.quota")
		for _, length := range []int64{-1, 0, 9 << 20} {
			if err := b.CheckData(b.ctx(), b.owner, id, length); err != nil {
				t.Errorf("%d bytes: %v", length, err)
			}
		}
		_, err := b.tryFile(id, "b.json", strings.NewReader(strings.Repeat("y", 11<<20)))
		wantSentence(t, err, "error.data.quota")
		wantCode(t, err, dsar.CodeTooLarge)
		if list := b.stored(); len(list) != 2 {
			t.Errorf("left behind: %q", list)
		}
		if report := must(b.Doctor(b.ctx()))(t); report.Files.Contents != 2 || len(report.Filled) != 1 || report.Filled[0].Bytes != 90<<20+5 {
			t.Errorf("the doctor reports %+v, filled %+v", report.Files, report.Filled)
		}
		b.Quota = 50 << 20
		_, err = b.tryFile(id, "c.json", strings.NewReader("z"))
		wantSentence(t, err, "error.data.quota")
		b.Quota = 0
		b.addFile(id, "c.json", "z")
	})
}

func TestData_isJudgedAnewWhenItsDayIsMended(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		// Twelve months before 20 June, the day that was stated first.
		f := b.addFile(id, "history.csv", everyDay("2025-06-20", "2026-06-14"))
		v := b.scan(id)
		if len(v.Findings) != 1 || v.Findings[0].Finding.DataKind() != "cliff" {
			t.Fatalf("findings %+v", v.Findings)
		}
		mended := must(b.SetReceivedOn(b.ctx(), b.owner, f.ID, day("2026-06-10")))(t)
		v = b.data(id)
		if mended.ReceivedOn != day("2026-06-10") || v.Files[0].ReceivedOn != mended.ReceivedOn {
			t.Errorf("the file came on %s", v.Files[0].ReceivedOn)
		}
		if !v.Result.Stale || !v.Scan.Scan.Open() || v.Scan.Scan.ReceivedOn != mended.ReceivedOn {
			t.Errorf("it is not read again as of the day: stale %v, scan %+v", v.Result.Stale, v.Scan)
		}
		if len(v.Findings) != 0 {
			t.Errorf("no round period lies before the day any more, and it is still found: %+v", v.Findings)
		}
		must(b.ScanData(b.ctx()))(t)
		if v = b.data(id); v.Result.Stale || v.Result.Result.All.Latest.After(day("2026-06-11")) || len(v.Findings) != 0 {
			t.Errorf("what lies after the day still counts: %v, %+v", v.Result.Result.All, v.Findings)
		}
	})
}

func TestData_theDayOfAFileIsChecked(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	f := b.addFile(id, "a.csv", "at\n2026-01-01\n")
	for on, key := range map[string]string{"2026-05-31": "error.data.before_request", "2026-07-02": "error.event.future"} {
		_, err := b.SetReceivedOn(b.ctx(), b.owner, f.ID, day(on))
		wantSentence(t, err, key)
	}
	reader := b.owner
	reader.Role = dsar.RoleReader
	_, err := b.SetReceivedOn(b.ctx(), reader, f.ID, day("2026-06-21"))
	wantCode(t, err, dsar.CodeForbidden)
	_, err = b.SetReceivedOn(b.ctx(), b.owner, id, day("2026-06-21"))
	wantCode(t, err, dsar.CodeNotFound)
	must(b.SetReceivedOn(b.ctx(), b.owner, f.ID, day("2026-06-21")))(t)
	if v := b.data(id); v.Scan != nil {
		t.Errorf("what was never read is read: %+v", v.Scan)
	}
}

func TestData_namesAreWithoutFolders(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	for name, want := range map[string]string{
		`C:\Users\me\export.zip`: "export.zip", "../../etc/passwd": "passwd", "a\x00b\u202ec.json": "abc.json", "": "file", "..": "file",
		strings.Repeat("é", 300) + ".json": strings.Repeat("é", 195) + ".json",
	} {
		if f := b.addFile(id, name, "x"+name); f.Name != want {
			t.Errorf("%q became %q", name, f.Name)
		}
	}
}

func TestData_goesWithItsLastOwner(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		other := b.request(dsar.RightAccess)
		b.record(other.Request.ID, dsar.EventSent, "2026-06-01")
		f := b.addFile(id, "a.csv", everyDay("2025-06-02", "2026-05-30"))
		b.addFile(other.Request.ID, "b.csv", everyDay("2025-06-02", "2026-05-30"))
		b.scan(id)
		if err := b.DeleteDataFile(b.ctx(), b.owner, f.ID); err != nil {
			t.Fatal(err)
		}
		if len(b.stored()) != 1 {
			t.Errorf("another request has the content, and it is gone: %q", b.stored())
		}
		if v := b.data(id); len(v.Files) != 0 || v.Scan != nil || len(v.Findings) != 0 {
			t.Errorf("something is left of what was removed: %+v", v)
		}
		if err := b.EraseRequest(b.ctx(), b.owner, other.Request.ID); err != nil {
			t.Fatal(err)
		}
		if list := b.stored(); len(list) != 0 {
			t.Errorf("left behind: %q", list)
		}
	})
}

func TestData_isDownloadedAsItCame(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	f := b.addFile(id, "a.html", "<script>alert(1)</script>")
	_, content, err := b.OpenDataFile(b.ctx(), b.owner, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if text := must(io.ReadAll(content))(t); string(text) != "<script>alert(1)</script>" {
		t.Errorf("got %q", text)
	}
	if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
		t.Errorf("the doctor finds %q", report.Problems)
	}
	if err := b.Files.Remove(f.WorkspaceID, f.SHA256); err != nil {
		t.Fatal(err)
	}
	if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) != 1 || !strings.Contains(report.Problems[0], f.SHA256) {
		t.Errorf("a file is gone, and the doctor finds %q", report.Problems)
	}
	_, _, err = b.OpenDataFile(b.ctx(), b.owner, f.ID)
	wantSentence(t, err, "error.data.missing")
	if v := b.scan(id); v.Scan.Scan.State != dsar.ScanFailed || v.Scan.Scan.ErrorKey != "error.data.missing" {
		t.Errorf("scan %+v", v.Scan)
	}
}

func TestSweepData_removesWhatBelongsToNobody(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	f := b.addFile(id, "a.json", "1")
	kept := b.stored()
	lost := strings.Repeat("ab", 32)
	orphan := filepath.Join(b.Files.Root(), f.WorkspaceID, lost[:2], lost)
	part, young, foreign := filepath.Join(b.Files.Root(), "incoming", "1.part"), filepath.Join(b.Files.Root(), "incoming", "2.part"), filepath.Join(b.Files.Root(), "README")
	if err := os.MkdirAll(filepath.Dir(orphan), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{orphan, part, young, foreign} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age := func(path string, d time.Duration) {
		if err := os.Chtimes(path, b.clock.Add(-d), b.clock.Add(-d)); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range append([]string{orphan, part, foreign}, kept...) {
		age(path, 2*time.Hour)
	}
	age(young, 10*time.Minute)
	if err := b.SweepData(b.ctx()); err != nil {
		t.Fatal(err)
	}
	want := append(slices.Clone(kept), young, foreign)
	slices.Sort(want)
	got := b.stored()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// archive is a ZIP file of the entries.
func archive(t *testing.T, entries map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range entries {
		f := must(w.Create(name))(t)
		if _, err := io.WriteString(f, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestData_hostileArchivesAreRefusedAndTheRestIsRead(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		bomb := archive(t, map[string]string{"zeros.csv": strings.Repeat("0", 64<<20)})
		whole := archive(t, map[string]string{
			"../../../etc/cron.d/x": "2020-01-01", "good.csv": everyDay("2025-06-02", "2026-05-30"), "na\x00me.json": `["2026-01-01"]`,
		})
		b.addFile(id, "bomb.zip", bomb)
		b.addFile(id, "export.zip", whole)
		b.addFile(id, "broken.zip", whole[:len(whole)/2])
		b.addFile(id, "x.pdf", "%PDF-1.4 nothing")
		v := b.scan(id)
		if v.Scan.Scan.State != dsar.ScanDone || v.Result.Result.All.Count < 363 || v.Result.Result.RefusedCount < 4 {
			t.Fatalf("scan %+v, result %+v", v.Scan, v.Result)
		}
		var keys []string
		for _, r := range v.Result.Result.Refused {
			keys = append(keys, string(r.Err.Key))
		}
		for _, want := range []string{"datascan.zip_bomb", "datascan.unsafe_name", "datascan.no_pdf_reader"} {
			if !slices.Contains(keys, want) {
				t.Errorf("%s is not among %q", want, keys)
			}
		}
	})
}
