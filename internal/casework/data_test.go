package casework_test

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/files"
)

// withData is a bench with a directory of files and a request that was sent on 1 June 2026.
func withData(t *testing.T, b *bench) (requestID string) {
	t.Helper()
	b.Files = must(files.Open(filepath.Join(t.TempDir(), "files")))(t)
	r := b.request(dsar.RightAccess)
	b.record(r.Request.ID, dsar.EventSent, "2026-06-01")
	return r.Request.ID
}

func (b *bench) addFile(requestID, name, content string) dsar.DataFile {
	b.t.Helper()
	return must(b.AddDataFile(b.ctx(), b.owner, requestID, casework.DataFileInput{
		Name: name, Content: strings.NewReader(content), ReceivedOn: day("2026-06-20"),
	}))(b.t)
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

func keyOf(err error) string {
	var e *dsar.Error
	if !errors.As(err, &e) {
		return ""
	}
	if len(e.Problems) > 0 {
		return e.Problems[0].Key
	}
	return e.Key
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if keyOf(err) != key {
		t.Errorf("got %v, want %s", err, key)
	}
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
		if e.Kind != "cliff" || e.Months != 12 || e.Records != 363 || e.Boundary != day("2025-06-01") {
			t.Errorf("evidence %+v", e)
		}
		if len(v.Result.Judged) != 1 || v.Result.Judged[0].Proposed == nil {
			t.Errorf("judged %+v", v.Result.Judged)
		}
	})
}
