package storetest

import (
	"database/sql"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse/internal/dsar"
)

func testEvents(t *testing.T, open opener) {
	t.Run("they are chained, and every detail comes back", func(t *testing.T) {
		w := newWorld(t, open)
		yes, no := true, false
		first := newEvent(t, w.mine.request, dsar.EventExtensionNotice, today)
		first.RecordedAt = now.Add(123456789 * time.Nanosecond).In(time.FixedZone("", 3600))
		first.MessageID = newID(t)
		first.Details = dsar.Details{
			Note: "“quoted” <b>&amp; \u2028 ü 🙂", ReasonsGiven: &no, Outcome: dsar.OutcomePartly, Satisfied: &yes, Corrects: "x", Void: true,
			NewKind: dsar.EventNote, NewOn: day("2026-01-31"), Reference: "ref", ComplaintID: "c", LetterID: "l", Automatic: true,
			Moved: []dsar.MovedDate{{Date: dsar.DateDue, Old: day("2026-02-28"), New: day("2026-03-02")}, {Date: dsar.DateComplaintUntil}},
			Files: []string{"holidays/FR"},
		}
		stored := ok(w.AppendEvent(w.ctx, first))(t)
		second := ok(w.AppendEvent(w.ctx, newEvent(t, w.mine.request, dsar.EventNote, today)))(t)
		if stored.Seq != 1 || stored.PrevHash != "" || second.Seq != 2 || second.PrevHash != stored.Hash {
			t.Errorf("stored %d %q, then %d %q", stored.Seq, stored.PrevHash, second.Seq, second.PrevHash)
		}
		events := ok(w.Events(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)
		wantEqual(t, events, []dsar.Event{stored, second})
		wantEqual(t, dsar.VerifyChain(events), 0)
		wantEqual(t, events[0].RecordedAt, now)
	})
	t.Run("those of several streams come at once", func(t *testing.T) {
		w := newWorld(t, open)
		other := w.addRequest(t, w.mine, nil)
		a := ok(w.AppendEvent(w.ctx, newEvent(t, w.mine.request, dsar.EventSent, today)))(t)
		b := ok(w.AppendEvent(w.ctx, newEvent(t, other, dsar.EventSent, today)))(t)
		got := ok(w.EventsOf(w.ctx, w.mine.ws.ID, []string{other.ID, w.mine.request.ID, "none"}))(t)
		wantEqual(t, got, map[string][]dsar.Event{w.mine.request.ID: {a}, other.ID: {b}})
		wantEqual(t, len(ok(w.EventsOf(w.ctx, w.mine.ws.ID, nil))(t)), 0)
	})
	t.Run("many at once make one unbroken chain", func(t *testing.T) {
		w := newWorld(t, open)
		var wg sync.WaitGroup
		for range 20 {
			e := newEvent(t, w.mine.request, dsar.EventNote, today)
			wg.Go(func() {
				if _, err := w.AppendEvent(w.ctx, e); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		events := ok(w.Events(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)
		wantEqual(t, len(events), 20)
		wantEqual(t, dsar.VerifyChain(events), 0)
	})
	t.Run("a stream that does not exist takes none", func(t *testing.T) {
		w := newWorld(t, open)
		e := newEvent(t, w.mine.request, dsar.EventNote, today)
		e.StreamID = newID(t)
		_, err := w.AppendEvent(w.ctx, e)
		wantCode(t, err, dsar.CodeNotFound)
	})
	t.Run("a text that cannot be kept unchanged is refused", func(t *testing.T) {
		w := newWorld(t, open)
		for _, note := range []string{"a\x00b", "\xff"} {
			e := newEvent(t, w.mine.request, dsar.EventNote, today)
			e.Details.Note = note
			_, err := w.AppendEvent(w.ctx, e)
			wantCode(t, err, dsar.CodeInvalid)
		}
	})
	t.Run("the database refuses to change, replace and delete them", func(t *testing.T) {
		w := newWorld(t, open)
		ok(w.AppendEvent(w.ctx, newEvent(t, w.mine.request, dsar.EventSent, today)))(t)
		before := ok(w.Events(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t)
		for _, statement := range tampering(w.Dialect()) {
			_, err := rawDB(w).ExecContext(w.ctx, statement)
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		wantEqual(t, ok(w.Events(w.ctx, w.mine.ws.ID, w.mine.request.ID))(t), before)
	})
	t.Run("the doctor finds the first event that was tampered with", func(t *testing.T) { testVerify(t, open) })
}

func rawDB(w *world) *sql.DB { return w.SQL() }

func tampering(dialect string) []string {
	statements := []string{
		"UPDATE events SET kind = 'note'",
		"DELETE FROM events",
		"DELETE FROM events WHERE seq = 1",
	}
	if dialect == "postgres" {
		return append(statements, "TRUNCATE events", "TRUNCATE events CASCADE")
	}
	return append(statements,
		"INSERT OR REPLACE INTO events SELECT * FROM events",
		"REPLACE INTO events SELECT workspace_id, stream_id, 2, id, kind, on_day, recorded_at, actor_id, message_id, details, prev_hash, hash FROM events")
}

// withoutTrigger runs a statement behind the back of the triggers, as somebody with
// full access to the database could.
func withoutTrigger(t *testing.T, w *world, statement string, args ...any) {
	t.Helper()
	db := rawDB(w)
	before, after := "ALTER TABLE events DISABLE TRIGGER ALL", "ALTER TABLE events ENABLE TRIGGER ALL"
	if w.Dialect() == "sqlite" {
		before, after = "DROP TRIGGER events_no_update", "SELECT 1"
		_, err := db.ExecContext(w.ctx, "DROP TRIGGER IF EXISTS events_no_delete")
		must(t, err)
	}
	_, err := db.ExecContext(w.ctx, before)
	must(t, err)
	_, err = db.ExecContext(w.ctx, statement, args...)
	must(t, err)
	_, err = db.ExecContext(w.ctx, after)
	must(t, err)
}

func testVerify(t *testing.T, open opener) {
	type flaw struct {
		ws, stream string
		firstBad   int
	}
	verify := func(t *testing.T, w *world) []flaw {
		t.Helper()
		var flaws []flaw
		must(t, w.VerifyEvents(w.ctx, func(ws, stream string, firstBad int) { flaws = append(flaws, flaw{ws, stream, firstBad}) }))
		return flaws
	}
	filled := func(t *testing.T) *world {
		t.Helper()
		w := newWorld(t, open)
		for range 3 {
			ok(w.AppendEvent(w.ctx, newEvent(t, w.mine.request, dsar.EventNote, today)))(t)
			ok(w.AppendEvent(w.ctx, newEvent(t, w.them.request, dsar.EventNote, today)))(t)
		}
		if flaws := verify(t, w); len(flaws) > 0 {
			t.Fatalf("untouched, yet %v", flaws)
		}
		return w
	}
	for name, c := range map[string]struct {
		statement string
		firstBad  int
	}{
		"a changed day":      {"UPDATE events SET on_day = '2026-03-09' WHERE seq = 2 AND stream_id = $1", 2},
		"a changed detail":   {`UPDATE events SET details = '{"note":"x"}' WHERE seq = 3 AND stream_id = $1`, 3},
		"broken details":     {`UPDATE events SET details = '{"note":' WHERE seq = 1 AND stream_id = $1`, 1},
		"a missing event":    {"DELETE FROM events WHERE seq = 1 AND stream_id = $1", 1},
		"missing last event": {"DELETE FROM events WHERE seq = 3 AND stream_id = $1", 3},
		"all missing":        {"DELETE FROM events WHERE stream_id = $1", 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := filled(t)
			withoutTrigger(t, w, c.statement, w.mine.request.ID)
			got := verify(t, w)
			if len(got) != 1 || got[0] != (flaw{w.mine.ws.ID, w.mine.request.ID, c.firstBad}) {
				t.Errorf("got %v, want event %d of %s", got, c.firstBad, w.mine.request.ID)
			}
		})
	}
}
