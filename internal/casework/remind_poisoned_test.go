package casework_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/uuid"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/store"
)

// TestOnePoisonedRequestAmongMany damages one request behind the program's back. "make
// test-faults" takes 10,000 requests, otherwise there are 1,000.
func TestOnePoisonedRequestAmongMany(t *testing.T) {
	requests := 1000
	if os.Getenv("RECOURSE_FAULTS") == "1" {
		requests = 10_000
	}
	onEach(t, "2026-05-20", func(t *testing.T, b *bench) {
		relay := b.withRelay()
		bad := b.answeredLongAgo(requests)
		heal := b.poison(bad)
		wantSubjects(t, b.fresh(relay, "2026-05-20T12:00:00Z"), fmt.Sprintf("Recourse: %d reminders", requests-1))
		t.Run("the others are told", func(t *testing.T) {
			if told, failed := b.inState("sent"), b.inState("failed"); told != requests-1 || failed != 1 {
				t.Errorf("%d are told, %d set aside", told, failed)
			}
		})
		t.Run("the operator sees it, and which it is not", func(t *testing.T) {
			if f := b.figure("untold"); f.Count != 1 || f.State != casework.FigureLook {
				t.Errorf("%+v", f)
			}
		})
		t.Run("it is tried again, and holds up nothing then either", func(t *testing.T) {
			if sent := b.fresh(relay, "2026-05-21T12:00:00Z"); len(sent) != 0 || b.inState("failed") != 1 {
				t.Errorf("sent %q, %d set aside", sent, b.inState("failed"))
			}
		})
		t.Run("once it is mended, it is told", func(t *testing.T) {
			heal()
			b.fresh(relay, "2026-05-22T12:10:00Z")
			b.fresh(relay, "2026-05-23T12:20:00Z")
			if told, failed := b.inState("sent"), b.inState("failed"); told != requests || failed != 0 {
				t.Errorf("%d are told, %d set aside", told, failed)
			}
			if f := b.figure("untold"); f.Count != 0 || f.State != casework.FigureFine {
				t.Errorf("%+v", f)
			}
		})
	})
}

// answeredLongAgo fills the workspace with requests whose answer waits to be judged, and
// returns one of them, which has a controller of its own.
func (b *bench) answeredLongAgo(n int) dsar.Request {
	b.t.Helper()
	pattern := b.request(dsar.RightAccess).Request
	b.record(pattern.ID, dsar.EventSent, "2026-04-01")
	b.record(pattern.ID, dsar.EventReplyReceived, "2026-04-10")
	pattern = b.view(pattern.ID).Request
	others := b.controller("Lumina Ltd", "FR")
	bulk := store.Bulk{}
	for i := range n - 1 {
		r := pattern
		r.ID, r.Reference, r.ControllerID = uuid.Must(uuid.NewV7()).String(), fmt.Sprintf("RC-B%07d", i), others.ID
		bulk.Requests = append(bulk.Requests, r)
	}
	if err := b.Store.LoadBulk(b.ctx(), bulk); err != nil {
		b.t.Fatal(err)
	}
	return pattern
}

// poison makes that a request cannot be read or, where the database takes no such value,
// not be put into words. It returns how to mend that.
func (b *bench) poison(r dsar.Request) (heal func()) {
	b.t.Helper()
	if b.Store.Dialect() == store.Postgres {
		rename := func(name string) {
			b.execOn("UPDATE controllers SET name = $1 WHERE id = $2", name, r.ControllerID)
		}
		rename(" ")
		return func() { rename("Photomatch SAS") }
	}
	set := func(day any) { b.execOn("UPDATE requests SET sent_unseen_on = ? WHERE id = ?", day, r.ID) }
	set("neither day nor night")
	return func() { set(nil) }
}

// execOn changes the database as somebody without the program could.
func (b *bench) execOn(statement string, args ...any) {
	b.t.Helper()
	conn, err := b.Store.SQL().Conn(b.ctx())
	if err != nil {
		b.t.Fatal(err)
	}
	if b.Store.Dialect() == store.SQLite {
		_, err = conn.ExecContext(b.ctx(), "PRAGMA ignore_check_constraints = ON")
	}
	var result sql.Result
	if err == nil {
		result, err = conn.ExecContext(b.ctx(), statement, args...)
	}
	if b.Store.Dialect() == store.SQLite {
		_, off := conn.ExecContext(b.ctx(), "PRAGMA ignore_check_constraints = OFF")
		err = errors.Join(err, off)
	}
	if err := errors.Join(err, conn.Close()); err != nil {
		b.t.Fatal(err)
	}
	if n, err := result.RowsAffected(); n != 1 || err != nil {
		b.t.Fatalf("%d rows, %v", n, err)
	}
}

// inState counts the reminders of a state.
func (b *bench) inState(state string) (n int) {
	b.t.Helper()
	if err := b.Store.SQL().QueryRowContext(b.ctx(), "SELECT COUNT(*) FROM reminders WHERE state = '"+state+"'").Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}
