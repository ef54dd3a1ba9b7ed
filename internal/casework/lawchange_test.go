package casework_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/internal/casework"
	"recourse/internal/dsar"
	"recourse/internal/law"
)

// withHoliday is the law as shipped but for one more public holiday in France.
func withHoliday(t *testing.T, on string) *law.Book {
	t.Helper()
	rules, holidays := filesOf(t, "rules"), filesOf(t, "holidays")
	holidays["FR.yaml"].Data = append(holidays["FR.yaml"].Data, "  - on: "+on+"\n    name: {en: A new day, fr: Un jour, de: Ein Tag}\n    source: code-travail\n"...)
	return must(law.Load(rules, holidays))(t)
}

func filesOf(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	dir := filepath.Join("..", "law", folder)
	files := fstest.MapFS{}
	for _, name := range must(fs.Glob(os.DirFS(dir), "*.yaml"))(t) {
		files[name] = &fstest.MapFile{Data: must(os.ReadFile(filepath.Join(dir, name)))(t)}
	}
	return files
}

// release starts the program anew with other law on the same database.
func (b *bench) release(book *law.Book) {
	o := b.Options
	o.Law = book
	b.Service = casework.New(o)
}

var movedByOneDay = []dsar.MovedDate{
	{Date: dsar.DateDue, Old: day("2026-03-09"), New: day("2026-03-10")},
}

// dueMoved returns the move of the due date alone.
func dueMoved(moved []dsar.MovedDate) []dsar.MovedDate {
	return slices.DeleteFunc(slices.Clone(moved), func(m dsar.MovedDate) bool { return m.Date != dsar.DateDue })
}

func lawEventsOf(v casework.RequestView) []dsar.Event {
	return slices.DeleteFunc(slices.Clone(v.Events), func(e dsar.Event) bool { return e.Kind != dsar.EventLawChanged })
}

func TestARuleThatMovesADate(t *testing.T) {
	book := withHoliday(t, "2026-03-09")
	each := func(t *testing.T, name string, fn func(t *testing.T, b *bench, v casework.RequestView)) {
		t.Run(name, func(t *testing.T) {
			onEach(t, "2026-02-10", func(t *testing.T, b *bench) {
				v := b.request(dsar.RightAccess)
				b.record(v.Request.ID, dsar.EventSent, "2026-02-09")
				v = b.record(v.Request.ID, dsar.EventReceived, "2026-02-09")
				if got := v.Law.Due; got != day("2026-03-09") {
					t.Fatalf("due is %s", got)
				}
				b.release(book)
				fn(t, b, v)
			})
		})
	}
	each(t, "is listed with the file that changed, and moves nothing", func(t *testing.T, b *bench, v casework.RequestView) {
		review := must(b.ReviewLaw(b.ctx()))(t)
		if len(review.Moves) != 1 || review.Open != 1 {
			t.Fatalf("got %+v", review)
		}
		if got := dueMoved(review.Moves[0].Moved); !slices.Equal(got, movedByOneDay) {
			t.Errorf("got %v", got)
		}
		if got := review.Moves[0].Files; !slices.Equal(got, []string{"holidays/FR"}) {
			t.Errorf("got %v", got)
		}
		list := must(b.LawMoves(b.ctx(), b.owner, ""))(t)
		if len(list.Items) != 1 || list.Items[0].ControllerName == "" || list.Items[0].Request.Projection.Due != day("2026-03-09") {
			t.Errorf("the workspace's list is %+v", list)
		}
		now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		if now.Law.Due != day("2026-03-09") || now.Move == nil || now.Request.Version != v.Request.Version || len(now.Events) != len(v.Events) {
			t.Errorf("the request is due %s, the move is %v", now.Law.Due, now.Move)
		}
		if got := now.Law.ComplaintFrom; got != v.Law.ComplaintFrom {
			t.Errorf("a complaint is possible from %s, was %s", got, v.Law.ComplaintFrom)
		}
	})
	each(t, "moves it when a person accepts, and says so in the history", func(t *testing.T, b *bench, v casework.RequestView) {
		must(b.ReviewLaw(b.ctx()))(t)
		now := must(b.AcceptLaw(b.ctx(), b.owner, v.Request.ID, casework.AnyVersion))(t)
		if now.Law.Due != day("2026-03-10") || now.Request.Projection.Due != day("2026-03-10") || now.Move != nil {
			t.Errorf("due %s, stored %s, move %v", now.Law.Due, now.Request.Projection.Due, now.Move)
		}
		told := lawEventsOf(now)
		if len(told) != 1 || told[0].ActorID != b.owner.UserID || told[0].Details.Automatic {
			t.Fatalf("the history says %+v", told)
		}
		if got := dueMoved(told[0].Details.Moved); !slices.Equal(got, movedByOneDay) {
			t.Errorf("got %v", got)
		}
		if list := must(b.LawMoves(b.ctx(), b.owner, ""))(t); len(list.Items) > 0 {
			t.Errorf("it is still listed: %+v", list.Items)
		}
		if now.Request.Projection.ClockVersion == v.Request.Projection.ClockVersion {
			t.Error("reminders would not follow the new date")
		}
		_, err := b.AcceptLaw(b.ctx(), b.owner, v.Request.ID, casework.AnyVersion)
		wantCode(t, err, dsar.CodeConflict)
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
			t.Errorf("the doctor finds %v", report.Problems)
		}
	})
	each(t, "moves it with the next event, which is told first", func(t *testing.T, b *bench, v casework.RequestView) {
		now := b.record(v.Request.ID, dsar.EventAcknowledged, "2026-02-10")
		told := lawEventsOf(now)
		if now.Law.Due != day("2026-03-10") || len(told) != 1 || !told[0].Details.Automatic {
			t.Fatalf("due %s, the history says %+v", now.Law.Due, told)
		}
		last := now.Events[len(now.Events)-1]
		if last.Kind != dsar.EventAcknowledged || told[0].Seq != last.Seq-1 {
			t.Errorf("the event is number %d, the change of law %d", last.Seq, told[0].Seq)
		}
		_, err := b.CorrectEvent(b.ctx(), b.owner, v.Request.ID, told[0].ID, casework.CorrectionInput{Void: true}, casework.AnyVersion)
		wantCode(t, err, dsar.CodeConflict)
	})
	each(t, "is not moved by a rebuild, which lists it", func(t *testing.T, b *bench, v casework.RequestView) {
		done := must(b.Rebuild(b.ctx()))(t)
		if len(done.Moves) != 1 || done.Changed != 0 {
			t.Errorf("got %+v", done)
		}
		if now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t); now.Request.Projection.Due != day("2026-03-09") {
			t.Errorf("it is due %s", now.Request.Projection.Due)
		}
		report := must(b.Doctor(b.ctx()))(t)
		if len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "recourse law diff") {
			t.Errorf("the doctor says %v", report.Problems)
		}
	})
	each(t, "leaves a closed request with its dates", func(t *testing.T, b *bench, v casework.RequestView) {
		b.release(must(law.Default())(t))
		b.record(v.Request.ID, dsar.EventWithdrawn, "2026-02-10")
		b.release(book)
		if review := must(b.ReviewLaw(b.ctx()))(t); len(review.Moves) > 0 || review.Open > 0 {
			t.Errorf("got %+v", review)
		}
		if now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t); now.Law.Due != day("2026-03-09") {
			t.Errorf("it is due %s", now.Law.Due)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
			t.Errorf("the doctor finds %v", report.Problems)
		}
	})
	each(t, "is accepted for all at once, by people of the workspace who may write", func(t *testing.T, b *bench, v casework.RequestView) {
		must(b.ReviewLaw(b.ctx()))(t)
		reader, stranger := b.owner, b.owner
		reader.Role, stranger.WorkspaceID = dsar.RoleReader, "another"
		_, err := b.AcceptAllLaw(b.ctx(), reader)
		wantCode(t, err, dsar.CodeForbidden)
		if n := must(b.AcceptAllLaw(b.ctx(), stranger))(t); n != 0 {
			t.Errorf("a stranger moved %d", n)
		}
		if n := must(b.AcceptAllLaw(b.ctx(), b.owner))(t); n != 1 {
			t.Errorf("%d moved", n)
		}
		if n := must(b.AcceptAllLaw(b.ctx(), b.owner))(t); n != 0 {
			t.Errorf("%d moved a second time", n)
		}
	})
	each(t, "is accepted for the installation by whoever administers it", func(t *testing.T, b *bench, v casework.RequestView) {
		if n := must(b.AcceptEveryLaw(b.ctx(), must(b.ReviewLaw(b.ctx()))(t)))(t); n != 1 {
			t.Errorf("%d moved", n)
		}
		told := lawEventsOf(must(b.Request(b.ctx(), b.owner, v.Request.ID))(t))
		if len(told) != 1 || told[0].ActorID != "" {
			t.Errorf("the history says %+v", told)
		}
	})
	each(t, "is not listed any more when the rule is taken back", func(t *testing.T, b *bench, v casework.RequestView) {
		must(b.ReviewLaw(b.ctx()))(t)
		b.release(must(law.Default())(t))
		if review := must(b.ReviewLaw(b.ctx()))(t); len(review.Moves) > 0 {
			t.Errorf("got %+v", review.Moves)
		}
		if n := must(b.CountLawMoves(b.ctx(), b.owner, 10))(t); n != 0 {
			t.Errorf("%d are counted", n)
		}
	})
}

func TestARuleThatMovesNothing(t *testing.T) {
	book := withHoliday(t, "2026-06-09")
	onEach(t, "2026-02-10", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		v = b.record(v.Request.ID, dsar.EventReceived, "2026-02-09")
		b.release(book)
		if review := must(b.ReviewLaw(b.ctx()))(t); len(review.Moves) > 0 || review.Open != 1 {
			t.Errorf("got %+v", review)
		}
		now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		if now.Request.Edition != book.Edition("eu-gdpr", "FR") || now.Request.Edition == v.Request.Edition {
			t.Error("the request was not found right under the new rules")
		}
		now = b.record(v.Request.ID, dsar.EventAcknowledged, "2026-02-10")
		if told := lawEventsOf(now); len(told) > 0 {
			t.Errorf("the history says %+v", told)
		}
	})
}
