package casework_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"recourse/internal/casework"
	"recourse/internal/dsar"
)

// stoppedAt gives the service a reader of PDF files that does something in the middle of
// a scan: the scan stands before the PDF then.
func (b *bench) stoppedAt(do func(ctx context.Context)) {
	b.PDFText = func(ctx context.Context, _ io.Reader, text io.Writer) error {
		do(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		_, err := io.WriteString(text, "Your order of 3 March 2024 was sent.")
		return err
	}
}

// severalFiles adds tables and, in their middle, a PDF.
func (b *bench) severalFiles(id string) {
	for i := range 4 {
		b.addFile(id, fmt.Sprintf("%c.csv", 'a'+i), everyDay(fmt.Sprintf("202%d-06-02", i), "2026-05-30"))
	}
	b.addFile(id, "p.pdf", "%PDF-1.4 a page")
	b.addFile(id, "z.csv", everyDay("2025-01-02", "2026-05-30"))
}

func TestScan_goesOnAfterItsServiceWasKilled(t *testing.T) {
	onEach(t, "2026-07-01", func(t *testing.T, b *bench) {
		id := withData(t, b)
		b.severalFiles(id)
		b.stoppedAt(func(context.Context) {})
		whole := b.scan(id).Result.Result

		// The program is told to stop in the middle of the PDF.
		ctx, kill := context.WithCancel(b.ctx())
		b.stoppedAt(func(context.Context) { kill() })
		must(b.StartScan(b.ctx(), b.owner, id))(t)
		must(b.ScanData(ctx))(t)
		v := b.data(id)
		if v.Scan.Scan.State != dsar.ScanQueued {
			t.Fatalf("scan %+v", v.Scan)
		}
		stored := must(b.Store.Scan(b.ctx(), b.owner.WorkspaceID, v.Scan.Scan.ID))(t)
		if !strings.Contains(stored.Checkpoint, `"Input":4`) {
			t.Errorf("it would not go on behind the fourth file: %.200s", stored.Checkpoint)
		}

		// The next one is killed without a word; the lease ends.
		claimed, _, err := b.Store.ClaimScan(b.ctx(), b.clock, time.Minute)
		if err != nil || claimed.Attempt != 2 {
			t.Fatalf("claimed %+v, %v", claimed, err)
		}
		if n := must(b.ScanData(b.ctx()))(t); n != 0 {
			t.Fatal("a scan that somebody runs was taken from them")
		}
		b.clock = b.clock.Add(2 * time.Minute)
		b.stoppedAt(func(context.Context) {})
		if n := must(b.ScanData(b.ctx()))(t); n != 1 {
			t.Fatal("nobody went on with the scan")
		}
		v = b.data(id)
		if v.Scan.Scan.State != dsar.ScanDone || v.Scan.Scan.Crashes != 1 {
			t.Fatalf("scan %+v", v.Scan)
		}
		if got := v.Result.Result; got.All.Count != whole.All.Count || got.All.Earliest != whole.All.Earliest || len(got.Types) != len(whole.Types) || got.Files != whole.Files {
			t.Errorf("resumed %+v\nwhole %+v", got.All, whole.All)
		}
	})
}

func TestScan_isCancelled(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.severalFiles(id)
	b.stoppedAt(func(ctx context.Context) {
		if err := b.CancelScan(b.ctx(), b.owner, id); err != nil {
			t.Error(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(30 * time.Second):
			t.Error("whoever runs the scan was not told")
		}
	})
	v := b.scan(id)
	if v.Scan.Scan.State != dsar.ScanCancelled || v.Result != nil || len(v.Findings) != 0 {
		t.Errorf("scan %+v, result %v", v.Scan, v.Result)
	}
	wantSentence(t, b.CancelScan(b.ctx(), b.owner, id), "error.data.not_scanning")
	b.stoppedAt(func(context.Context) {})
	if v := b.scan(id); v.Scan.Scan.State != dsar.ScanDone {
		t.Errorf("scan %+v", v.Scan)
	}
}

func TestScan_endsWhenAFileIsRemoved(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	f := b.addFile(id, "a.csv", everyDay("2025-06-02", "2026-05-30"))
	b.addFile(id, "b.csv", everyDay("2024-06-02", "2026-05-30"))
	must(b.StartScan(b.ctx(), b.owner, id))(t)
	_, err := b.StartScan(b.ctx(), b.owner, id)
	wantSentence(t, err, "error.data.scanning")
	if err := b.DeleteDataFile(b.ctx(), b.owner, f.ID); err != nil {
		t.Fatal(err)
	}
	if n := must(b.ScanData(b.ctx()))(t); n != 0 {
		t.Error("it was read all the same")
	}
	v := b.scan(id)
	if v.Result.Stale {
		t.Error("a fresh result is called stale")
	}
	b.addFile(id, "c.csv", "at\n2020-01-01\n")
	if v := b.data(id); !v.Result.Stale {
		t.Error("a file was added, and the result is not called stale")
	}
}

func TestScan_isGivenUpWhenItKillsItsService(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.addFile(id, "a.csv", "at\n2026-01-01\n")
	must(b.StartScan(b.ctx(), b.owner, id))(t)
	for range 3 {
		if _, ok, err := b.Store.ClaimScan(b.ctx(), b.clock, time.Minute); err != nil || !ok {
			t.Fatal(ok, err)
		}
		b.clock = b.clock.Add(time.Hour)
	}
	must(b.ScanData(b.ctx()))(t)
	if v := b.data(id); v.Scan.Scan.State != dsar.ScanFailed || v.Scan.Scan.ErrorKey != "error.data.crashed" {
		t.Errorf("scan %+v", v.Scan)
	}
}

func TestScan_beginsAgainWhenTheCheckpointDoesNotFit(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	b.addFile(id, "a.csv", everyDay("2025-06-02", "2026-05-30"))
	for _, checkpoint := range []string{`{"Version":99,"Inputs":"x","State":{}}`, "not JSON"} {
		must(b.StartScan(b.ctx(), b.owner, id))(t)
		scan, _, err := b.Store.ClaimScan(b.ctx(), b.clock, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.Store.SaveCheckpoint(b.ctx(), scan, checkpoint), b.Store.ReleaseScan(b.ctx(), scan)); err != nil {
			t.Fatal(err)
		}
		must(b.ScanData(b.ctx()))(t)
		if v := b.data(id); v.Scan.Scan.State != dsar.ScanDone || v.Result.Result.All.Count != 363 {
			t.Errorf("%s: %+v", checkpoint, v.Scan)
		}
	}
}

func TestScan_isOnlyForThoseWhoMayWrite(t *testing.T) {
	b := onSQLite(t, "2026-07-01")
	id := withData(t, b)
	f := b.addFile(id, "a.csv", "at\n2026-01-01\n")
	reader := b.owner
	reader.Role = dsar.RoleReader
	stranger := b.owner
	stranger.WorkspaceID = "00000000-0000-7000-8000-000000000000"
	for who, code := range map[*casework.Actor]dsar.Code{&reader: dsar.CodeForbidden, &stranger: dsar.CodeNotFound} {
		_, started := b.StartScan(b.ctx(), *who, id)
		for _, err := range []error{
			started, b.CancelScan(b.ctx(), *who, id), b.CheckData(b.ctx(), *who, id, -1), b.DeleteDataFile(b.ctx(), *who, f.ID),
			b.SetKnownSince(b.ctx(), *who, id, day("2020-01-01")),
		} {
			wantCode(t, err, code)
		}
	}
	_, err := b.Data(b.ctx(), stranger, id)
	wantCode(t, err, dsar.CodeNotFound)
	_, _, err = b.OpenDataFile(b.ctx(), stranger, f.ID)
	wantCode(t, err, dsar.CodeNotFound)
}
