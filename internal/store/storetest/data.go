package storetest

import (
	"testing"
	"time"

	"recourse/internal/dsar"
)

const (
	oneHash   = "aaaa567890123456789012345678901234567890123456789012345678901234"
	otherHash = "bbbb567890123456789012345678901234567890123456789012345678901234"
)

func newDataFile(t *testing.T, s side, hash string) dsar.DataFile {
	t.Helper()
	return dsar.DataFile{
		ID: newID(t), WorkspaceID: s.ws.ID, RequestID: s.request.ID, SHA256: hash, Name: "Daten „2026“.zip", Size: 6 << 30,
		MediaType: "application/zip", ReceivedOn: today, AddedAt: now, AddedBy: s.user.ID,
	}
}

func testDataFiles(t *testing.T, open opener) {
	t.Run("files come back as they were stored, in the order of adding, to their own workspace alone", func(t *testing.T) {
		w := newWorld(t, open)
		first, last := newDataFile(t, w.mine, oneHash), newDataFile(t, w.mine, otherHash)
		must(t, w.InsertDataFile(w.ctx, first))
		must(t, w.InsertDataFile(w.ctx, last))
		must(t, w.InsertDataFile(w.ctx, newDataFile(t, w.them, oneHash)))
		wantEqual(t, ok(w.DataFiles(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []dsar.DataFile{first, last})
		wantEqual(t, ok(w.DataFile(w.ctx, w.mine.ws.ID, first.ID))(t), first)
		_, err := w.DataFile(w.ctx, w.them.ws.ID, first.ID)
		wantKey(t, err, dsar.CodeNotFound, "error.not_found.data_file")
		wantEqual(t, len(ok(w.DataFiles(w.ctx, w.them.ws.ID, w.mine.request.ID))(t)), 0)
	})
	t.Run("the same content is refused twice in a request and taken in another", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertDataFile(w.ctx, newDataFile(t, w.mine, oneHash)))
		wantKey(t, w.InsertDataFile(w.ctx, newDataFile(t, w.mine, oneHash)), dsar.CodeConflict, "error.data.same")
		another := w.mine
		another.request = w.addRequest(t, w.mine, nil)
		must(t, w.InsertDataFile(w.ctx, newDataFile(t, another, oneHash)))
	})
	t.Run("the day of a file is mended in its own workspace alone", func(t *testing.T) {
		w := newWorld(t, open)
		f := newDataFile(t, w.mine, oneHash)
		must(t, w.InsertDataFile(w.ctx, f))
		f.ReceivedOn = f.ReceivedOn.AddDays(-3)
		must(t, w.SetDataFileDay(w.ctx, f))
		wantEqual(t, ok(w.DataFile(w.ctx, w.mine.ws.ID, f.ID))(t), f)
		f.WorkspaceID = w.them.ws.ID
		wantKey(t, w.SetDataFileDay(w.ctx, f), dsar.CodeNotFound, "error.not_found.data_file")
	})
	t.Run("the size is that of the contents of a workspace, each counted once", func(t *testing.T) {
		w := newWorld(t, open)
		wantEqual(t, ok(w.DataSize(w.ctx, w.mine.ws.ID))(t), int64(0))
		another := w.mine
		another.request = w.addRequest(t, w.mine, nil)
		for _, f := range []dsar.DataFile{newDataFile(t, w.mine, oneHash), newDataFile(t, another, oneHash), newDataFile(t, another, otherHash), newDataFile(t, w.them, oneHash)} {
			must(t, w.InsertDataFile(w.ctx, f))
		}
		wantEqual(t, ok(w.DataSize(w.ctx, w.mine.ws.ID))(t), int64(12<<30))
	})
	t.Run("a file of a request of somebody else is refused", func(t *testing.T) {
		w := newWorld(t, open)
		f := newDataFile(t, w.mine, oneHash)
		f.RequestID = w.them.request.ID
		wantKey(t, w.InsertDataFile(w.ctx, f), dsar.CodeNotFound, "error.not_found.request")
	})
	t.Run("a content is freed with the last file that has it", func(t *testing.T) {
		w := newWorld(t, open)
		another := w.mine
		another.request = w.addRequest(t, w.mine, nil)
		first, last := newDataFile(t, w.mine, oneHash), newDataFile(t, another, oneHash)
		must(t, w.InsertDataFile(w.ctx, first))
		must(t, w.InsertDataFile(w.ctx, last))
		wantEqual(t, ok(w.DeleteDataFile(w.ctx, first))(t), false)
		wantEqual(t, ok(w.FreeDataContent(w.ctx, w.mine.ws.ID, oneHash))(t), false)
		wantEqual(t, ok(w.DeleteDataFile(w.ctx, last))(t), true)
		wantCode(t, second(w.DeleteDataFile(w.ctx, last)), dsar.CodeNotFound)
		wantEqual(t, ok(w.FreeDataContent(w.ctx, w.mine.ws.ID, oneHash))(t), true)
		wantEqual(t, ok(w.FreeDataContent(w.ctx, newID(t), oneHash))(t), true)
	})
	t.Run("erasing a request takes its files and scans along and frees what nobody else has", func(t *testing.T) {
		w := newWorld(t, open)
		another := w.mine
		another.request = w.addRequest(t, w.mine, nil)
		for _, f := range []dsar.DataFile{newDataFile(t, w.mine, oneHash), newDataFile(t, w.mine, otherHash), newDataFile(t, another, oneHash)} {
			must(t, w.InsertDataFile(w.ctx, f))
		}
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		wantEqual(t, ok(w.DeleteDataOf(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), []string{otherHash})
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, w.mine.request.ID))
		must(t, w.EraseRequest(w.ctx, w.mine.ws.ID, another.request.ID))
		wantEqual(t, ok(w.FreeDataContent(w.ctx, w.mine.ws.ID, oneHash))(t), true)
	})
	t.Run("every content of the installation is walked once", func(t *testing.T) {
		w := newWorld(t, open)
		for _, f := range []dsar.DataFile{newDataFile(t, w.mine, oneHash), newDataFile(t, w.mine, otherHash), newDataFile(t, w.them, oneHash)} {
			must(t, w.InsertDataFile(w.ctx, f))
		}
		n := 0
		must(t, w.EachDataContent(w.ctx, func(_, _ string, size int64) error {
			wantEqual(t, size, int64(6<<30))
			n++
			return nil
		}))
		wantEqual(t, n, 3)
	})
	t.Run("the day since when the controller is known is kept and taken back", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.SetKnownSince(w.ctx, w.mine.ws.ID, w.mine.request.ID, day("2011-05-01")))
		r := ok(w.Request(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)
		wantEqual(t, r.KnownSince, day("2011-05-01"))
		r.Region = "DE"
		must(t, w.UpdateRequest(w.ctx, r, 0))
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t).KnownSince, day("2011-05-01"))
		must(t, w.SetKnownSince(w.ctx, w.mine.ws.ID, r.ID, dsar.Request{}.KnownSince))
		wantEqual(t, ok(w.Request(w.ctx, w.mine.ws.ID, r.ID))(t).KnownSince.IsZero(), true)
		wantCode(t, w.SetKnownSince(w.ctx, w.them.ws.ID, r.ID, today), dsar.CodeNotFound)
	})
}

func newScan(t *testing.T, s side) dsar.Scan {
	t.Helper()
	return dsar.Scan{
		ID: newID(t), WorkspaceID: s.ws.ID, RequestID: s.request.ID, State: dsar.ScanQueued, Files: []string{"f1", "f2"},
		RequestedOn: today.AddDays(-40), ReceivedOn: today, BytesTotal: 7 << 30, QueuedAt: now, QueuedBy: s.user.ID,
	}
}

const scanLease = time.Minute

func claimed(t *testing.T, w *world, at time.Time) dsar.Scan {
	t.Helper()
	scan, taken, err := w.ClaimScan(w.ctx, at, scanLease)
	if err != nil || !taken {
		t.Fatalf("nothing to claim: %v", err)
	}
	return scan
}

func testScans(t *testing.T, open opener) {
	t.Run("a scan is claimed once, and again when its lease has ended", func(t *testing.T) {
		w := newWorld(t, open)
		queued := newScan(t, w.mine)
		must(t, w.InsertScan(w.ctx, queued))
		scan := claimed(t, w, now)
		wantEqual(t, scan.State, dsar.ScanRunning)
		wantEqual(t, []int{scan.Attempt, scan.Crashes}, []int{1, 0})
		wantEqual(t, scan.Files, queued.Files)
		wantEqual(t, scan.LeaseUntil, now.Add(scanLease))
		_, taken, err := w.ClaimScan(w.ctx, now.Add(scanLease-time.Second), scanLease)
		must(t, err)
		wantEqual(t, taken, false)
		again := claimed(t, w, now.Add(scanLease))
		wantEqual(t, []int{again.Attempt, again.Crashes}, []int{2, 1})
		wantEqual(t, again.StartedAt, now)
	})
	t.Run("who lost a scan can no longer write to it", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		old := claimed(t, w, now)
		mine := claimed(t, w, now.Add(2*scanLease))
		old.State, old.FinishedAt = dsar.ScanDone, now
		for _, err := range []error{
			w.ScanProgress(w.ctx, old, now.Add(time.Hour)), w.SaveCheckpoint(w.ctx, old, "{}"), w.ReleaseScan(w.ctx, old), w.FinishScan(w.ctx, old),
		} {
			wantCode(t, err, dsar.CodeStale)
		}
		mine.BytesDone, mine.Unpacked, mine.Entries = 6<<30, 90<<30, 150_000
		must(t, w.ScanProgress(w.ctx, mine, now.Add(3*scanLease)))
		must(t, w.SaveCheckpoint(w.ctx, mine, `{"Version":1}`))
		stored := ok(w.Scan(w.ctx, w.mine.ws.ID, mine.ID))(t)
		wantEqual(t, []int64{stored.BytesDone, stored.Unpacked, int64(stored.Entries)}, []int64{6 << 30, 90 << 30, 150_000})
		wantEqual(t, stored.Checkpoint, `{"Version":1}`)
	})
	t.Run("one that is given back is claimed at once and counts no crash", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		must(t, w.ReleaseScan(w.ctx, claimed(t, w, now)))
		again := claimed(t, w, now)
		wantEqual(t, []int{again.Attempt, again.Crashes}, []int{2, 0})
	})
	t.Run("a cancelled scan is nobody's any more", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		scan := claimed(t, w, now)
		wantEqual(t, ok(w.CancelScans(w.ctx, w.them.ws.ID, w.mine.request.ID, now))(t), false)
		wantEqual(t, ok(w.CancelScans(w.ctx, w.mine.ws.ID, w.mine.request.ID, now))(t), true)
		wantCode(t, w.ScanProgress(w.ctx, scan, now), dsar.CodeStale)
		wantEqual(t, ok(w.CancelScans(w.ctx, w.mine.ws.ID, w.mine.request.ID, now))(t), false)
		wantEqual(t, ok(w.Scan(w.ctx, w.mine.ws.ID, scan.ID))(t).State, dsar.ScanCancelled)
	})
	t.Run("a request has one scan under way", func(t *testing.T) {
		w := newWorld(t, open)
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		wantKey(t, w.InsertScan(w.ctx, newScan(t, w.mine)), dsar.CodeConflict, "error.data.scanning")
		must(t, w.InsertScan(w.ctx, newScan(t, w.them)))
		scan := claimed(t, w, now)
		scan.State, scan.Result, scan.ErrorKey, scan.FinishedAt = dsar.ScanDone, `{"Version":1}`, "", now
		must(t, w.FinishScan(w.ctx, scan))
		must(t, w.InsertScan(w.ctx, newScan(t, w.mine)))
		list := ok(w.Scans(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)
		wantEqual(t, []dsar.ScanState{list[0].State, list[1].State}, []dsar.ScanState{dsar.ScanQueued, dsar.ScanDone})
		wantEqual(t, list[1].Result, `{"Version":1}`)
		must(t, w.DeleteScans(w.ctx, w.mine.ws.ID, w.mine.request.ID, list[0].ID))
		wantEqual(t, len(ok(w.Scans(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)), 1)
	})
	t.Run("of many who ask at once each scan has one", func(t *testing.T) {
		w := newWorld(t, open)
		for range 3 {
			s := w.mine
			s.request = w.addRequest(t, w.mine, nil)
			must(t, w.InsertScan(w.ctx, newScan(t, s)))
		}
		got := make(chan string, 8)
		for range cap(got) {
			go func() {
				scan, taken, err := w.ClaimScan(w.ctx, now, scanLease)
				if err != nil || !taken {
					scan.ID = ""
				}
				got <- scan.ID
			}()
		}
		seen := map[string]int{}
		for range cap(got) {
			seen[<-got]++
		}
		delete(seen, "")
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s was claimed %d times", id, n)
			}
		}
		if len(seen) == 0 {
			t.Error("nobody got any")
		}
	})
}
