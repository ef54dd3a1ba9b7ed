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

// withRule is the law as shipped but for one rule file, in which the text is replaced.
func withRule(t *testing.T, name, old, text string) *law.Book {
	t.Helper()
	rules, holidays := filesOf(t, "rules"), filesOf(t, "holidays")
	was := string(rules[name].Data)
	if strings.Count(was, old) != 1 {
		t.Fatalf("%s has the text %d times", name, strings.Count(was, old))
	}
	rules[name].Data = []byte(strings.Replace(was, old, text, 1))
	return must(law.Load(rules, holidays))(t)
}

// appealAnswerLonger gives Colorado's controllers fifty days for an appeal instead of 45.
func appealAnswerLonger(t *testing.T) *law.Book {
	t.Helper()
	rules := filesOf(t, "rules")
	text := string(rules["us-co-cpa.yaml"].Data)
	from := strings.Index(text, "  - id: appeal-answer")
	part := text[from:]
	part = part[:strings.Index(part, "period: 45 days")+len("period: 45 days")]
	return withRule(t, "us-co-cpa.yaml", part, strings.Replace(part, "45 days", "50 days", 1))
}

var appealMoved = []dsar.MovedDate{{Date: "clock:us-co-cpa/appeal-answer", Old: day("2026-05-26"), New: day("2026-06-01")}}

// appealed is a refused request in Colorado with an appeal of 10 April 2026, which has to
// be answered within 45 days.
func (b *bench) appealed() casework.RequestView {
	b.t.Helper()
	v := b.under("us-co-cpa", "US", "2026-03-02")
	b.record(v.Request.ID, dsar.EventRefused, "2026-04-10")
	v = b.record(v.Request.ID, dsar.EventAppealLodged, "2026-04-10")
	if got := clock(b.t, v, "appeal-answer").End; got != day("2026-05-26") {
		b.t.Fatalf("the appeal has to be answered by %s", got)
	}
	return v
}

func TestARuleThatMovesAClock(t *testing.T) {
	book := appealAnswerLonger(t)
	each := func(t *testing.T, name string, fn func(t *testing.T, b *bench, v casework.RequestView)) {
		t.Run(name, func(t *testing.T) {
			onEach(t, "2026-04-10", func(t *testing.T, b *bench) {
				v := b.appealed()
				b.release(book)
				fn(t, b, v)
			})
		})
	}
	each(t, "is listed with old and new, and moves nothing", func(t *testing.T, b *bench, v casework.RequestView) {
		must(0, b.WatchLaw(b.ctx()))(t)
		review := must(b.ReviewLaw(b.ctx()))(t)
		if len(review.Moves) != 1 || !slices.Equal(review.Moves[0].Moved, appealMoved) || !slices.Equal(review.Moves[0].Files, []string{"rules/us-co-cpa"}) {
			t.Fatalf("got %+v", review)
		}
		if list := must(b.LawMoves(b.ctx(), b.owner, ""))(t); len(list.Items) != 1 || !slices.Equal(list.Items[0].Moved, appealMoved) {
			t.Errorf("the workspace's list is %+v", list)
		}
		now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		if c := clock(t, now, "appeal-answer"); c.End != day("2026-05-26") || c.Remind != dsar.RemindAfter || c.State != law.Running || now.Move == nil {
			t.Errorf("it is shown to end %s, reminder %q, %s", c.End, c.Remind, c.State)
		}
		if got := b.kept(v.Request.ID); !slices.Contains(got, "appeal-answer after 2026-05-26") {
			t.Errorf("kept: %v", got)
		}
		b.setToday("2026-05-28")
		if c := clock(t, must(b.Request(b.ctx(), b.owner, v.Request.ID))(t), "appeal-answer"); c.State != law.Missed {
			t.Errorf("after the day that stands it is %s", c.State)
		}
	})
	each(t, "goes on reminding of the day that stands", func(t *testing.T, b *bench, v casework.RequestView) {
		relay := b.withRelay()
		b.Service = withLaw(b, book)
		b.setToday("2026-05-27")
		b.remind()
		found := false
		for _, s := range subjects(relay.Messages()) {
			found = found || strings.Contains(s, "a time limit has passed")
		}
		if !found {
			t.Errorf("reminded of %q", subjects(relay.Messages()))
		}
	})
	each(t, "moves it when a person accepts, and says so in the history", func(t *testing.T, b *bench, v casework.RequestView) {
		must(0, b.WatchLaw(b.ctx()))(t)
		if n := must(b.AcceptAllLaw(b.ctx(), b.owner))(t); n != 1 {
			t.Errorf("%d moved", n)
		}
		now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
		told := lawEventsOf(now)
		if len(told) != 1 || !slices.Equal(told[0].Details.Moved, appealMoved) || now.Move != nil {
			t.Fatalf("the history says %+v", told)
		}
		if c := clock(t, now, "appeal-answer"); c.End != day("2026-06-01") {
			t.Errorf("it ends %s", c.End)
		}
		if got := b.kept(v.Request.ID); !slices.Contains(got, "appeal-answer after 2026-06-01") {
			t.Errorf("kept: %v", got)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
			t.Errorf("the doctor finds %v", report.Problems)
		}
	})
	each(t, "moves it with the next event, which is told first", func(t *testing.T, b *bench, v casework.RequestView) {
		b.setToday("2026-05-20")
		now := must(b.RecordEvent(b.ctx(), b.owner, v.Request.ID, casework.EventInput{Kind: dsar.EventNote, On: day("2026-05-20"), Note: "They called."}, casework.AnyVersion))(t)
		told := lawEventsOf(now)
		if len(told) != 1 || !told[0].Details.Automatic || !slices.Equal(told[0].Details.Moved, appealMoved) {
			t.Fatalf("the history says %+v", told)
		}
	})
	each(t, "is not moved by a rebuild, which lists it, and stays with a closed request", func(t *testing.T, b *bench, v casework.RequestView) {
		done := must(b.Rebuild(b.ctx()))(t)
		if len(done.Moves) != 1 || done.Changed != 0 {
			t.Errorf("got %+v", done)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "recourse law diff") {
			t.Errorf("the doctor says %v", report.Problems)
		}
		b.release(must(law.Default())(t))
		b.record(v.Request.ID, dsar.EventWithdrawn, "2026-04-10")
		b.release(book)
		must(b.Rebuild(b.ctx()))(t)
		if review := must(b.ReviewLaw(b.ctx()))(t); len(review.Moves) > 0 {
			t.Errorf("of a closed request %+v is listed", review.Moves)
		}
		if c := clock(t, must(b.Request(b.ctx(), b.owner, v.Request.ID))(t), "appeal-answer"); c.End != day("2026-05-26") {
			t.Errorf("closed, it is shown to end %s", c.End)
		}
	})
}

func withLaw(b *bench, book *law.Book) *casework.Service {
	o := b.Options
	o.Law = book
	return casework.New(o)
}

func TestALawThatGainsOrLosesAClock(t *testing.T) {
	text := string(filesOf(t, "rules")["us-co-cpa.yaml"].Data)
	from := strings.Index(text, "  - id: appeal-answer")
	part := text[from:]
	if next := strings.Index(part[1:], "\n  - id: "); next > 0 {
		part = part[:next+2]
	}
	without := withRule(t, "us-co-cpa.yaml", part, strings.ReplaceAll(part, "appeal-answer", "authority-order"))
	b := onSQLite(t, "2026-04-10")
	v := b.appealed()
	b.release(without)
	now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
	want := []dsar.MovedDate{{Date: "clock:us-co-cpa/appeal-answer", Old: day("2026-05-26")}, {Date: "clock:us-co-cpa/authority-order", New: day("2026-05-26")}}
	if now.Move == nil || !slices.Equal(now.Move.Moved, want) {
		t.Fatalf("moved: %+v", now.Move)
	}
	if c := clock(t, now, "appeal-answer"); c.End != day("2026-05-26") || c.State != law.Running || c.Name("en") == "clock_appeal-answer" || c.Article == nil {
		t.Errorf("the clock that stands is shown as %+v", c)
	}
	if slices.ContainsFunc(now.Clocks, func(c casework.ClockView) bool { return c.ID == "authority-order" && !c.End.IsZero() }) {
		t.Error("the clock that the rules add is shown before anybody accepted it")
	}
}

func TestTheTimeOfAnAuthorityIsHeld(t *testing.T) {
	book := withHoliday(t, "2026-08-04")
	onEach(t, "2026-03-02", func(t *testing.T, b *bench) {
		v := b.request(dsar.RightAccess)
		id := v.Request.ID
		b.record(id, dsar.EventSent, "2026-03-02")
		b.record(id, dsar.EventReceived, "2026-03-02")
		b.setToday("2026-05-04")
		v = must(b.LodgeComplaint(b.ctx(), b.owner, id, casework.ComplaintInput{AuthorityID: "fr-cnil", LodgedOn: day("2026-05-04")}, casework.AnyVersion))(t)
		complaint := v.Complaints[0].Complaint.ID
		b.release(book)
		want := dsar.MovedDate{Date: "complaint_clock:eu-gdpr/answer", Old: day("2026-08-04"), New: day("2026-08-05")}
		v = must(b.Request(b.ctx(), b.owner, id))(t)
		if v.Move == nil || !slices.Contains(v.Move.Moved, want) {
			t.Fatalf("moved: %+v", v.Move)
		}
		c := must(b.Complaint(b.ctx(), b.owner, complaint))(t)
		if c.Law.Due != day("2026-08-04") || c.Complaint.SilentDue != day("2026-08-04") || v.Complaints[0].Law.Due != day("2026-08-04") {
			t.Errorf("the authority's time is shown to end %s", c.Law.Due)
		}
		b.setToday("2026-05-11")
		c = must(b.RecordComplaintEvent(b.ctx(), b.owner, complaint, casework.EventInput{Kind: dsar.EventNote, On: day("2026-05-11"), Note: "they called"}, casework.AnyVersion))(t)
		if c.Law.Due != day("2026-08-05") || c.Complaint.SilentDue != day("2026-08-05") {
			t.Errorf("after the next event the time ends %s, stored %s", c.Law.Due, c.Complaint.SilentDue)
		}
		told := lawEventsOf(must(b.Request(b.ctx(), b.owner, id))(t))
		if len(told) != 1 || !told[0].Details.Automatic || !slices.Contains(told[0].Details.Moved, want) {
			t.Errorf("the history says %+v", told)
		}
		if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
			t.Errorf("the doctor finds %v", report.Problems)
		}
	})
}

func TestFurtherLawsAreHeld(t *testing.T) {
	text := string(filesOf(t, "rules")["us-ca-ccpa.yaml"].Data)
	if !strings.Contains(text, "45 days") {
		t.Skip("the law counts otherwise by now")
	}
	rules, holidays := filesOf(t, "rules"), filesOf(t, "holidays")
	rules["us-ca-ccpa.yaml"].Data = []byte(strings.ReplaceAll(text, "45 days", "44 days"))
	book := must(law.Load(rules, holidays))(t)
	b := onSQLite(t, "2026-03-02")
	c := b.controller("Company", "US")
	v := must(b.CreateRequest(b.ctx(), b.owner, casework.NewRequest{
		ControllerID: c.ID, Rights: []dsar.Right{dsar.RightAccess}, Regime: "eu-gdpr", AlsoRegimes: []string{"us-ca-ccpa"}, Language: "en",
		Subject: casework.SubjectInput{Name: "Ada", Email: "ada@mail.example", Country: "FR"},
	}))(t)
	v = b.record(v.Request.ID, dsar.EventReceived, "2026-03-02")
	b.release(book)
	now := must(b.Request(b.ctx(), b.owner, v.Request.ID))(t)
	if now.Move == nil || !slices.ContainsFunc(now.Move.Moved, func(m dsar.MovedDate) bool { return m.Date == "clock:us-ca-ccpa/answer" }) {
		t.Fatalf("moved: %+v", now.Move)
	}
	if !slices.Equal(now.Move.Files, []string{"rules/us-ca-ccpa"}) || now.Law.Due != v.Law.Due {
		t.Errorf("because of %v, due %s", now.Move.Files, now.Law.Due)
	}
}

// Requests of a release that kept only the clocks it reminded of, and requests from before
// clocks were kept at all, get theirs when the service starts.
func TestRequestsOfEarlierReleasesGetTheirClocks(t *testing.T) {
	for name, edition := range map[string]string{"that knew no edition": "", "that held no clocks": "rules/us-co-cpa=0011223344556677"} {
		t.Run(name, func(t *testing.T) {
			onEach(t, "2026-04-10", func(t *testing.T, b *bench) {
				id := b.appealed().Request.ID
				closed := b.under("us-co-cpa", "US", "2026-03-02").Request.ID
				b.record(closed, dsar.EventRefused, "2026-04-10")
				b.record(closed, dsar.EventWithdrawn, "2026-04-10")
				want := b.kept(id)
				for _, old := range []string{id, closed} {
					r := must(b.Store.Request(b.ctx(), b.owner.WorkspaceID, old))(t)
					r.Edition = edition
					must(0, b.Store.MarkLaw(b.ctx(), r))(t)
					must(0, b.Store.ReplaceClocks(b.ctx(), b.owner.WorkspaceID, old, nil))(t)
				}
				if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
					t.Errorf("before the service starts the doctor finds %v", report.Problems)
				}
				must(0, b.WatchLaw(b.ctx()))(t)
				if report := must(b.Doctor(b.ctx()))(t); len(report.Problems) > 0 {
					t.Errorf("afterwards the doctor finds %v", report.Problems)
				}
				if got := b.kept(id); len(want) == 0 || !slices.Equal(got, want) {
					t.Errorf("kept %v, want %v", got, want)
				}
				b.release(appealAnswerLonger(t))
				if v := must(b.Request(b.ctx(), b.owner, id))(t); v.Move == nil || clock(t, v, "appeal-answer").End != day("2026-05-26") {
					t.Errorf("afterwards its clocks are not held: %+v", v.Move)
				}
				if rows := must(b.Store.ClocksOf(b.ctx(), b.owner.WorkspaceID, []string{closed}))(t)[closed]; len(rows) == 0 {
					t.Error("the closed request has no clocks")
				}
			})
		})
	}
}

func TestTheLawJobReadsOnlyWhatCanHaveMoved(t *testing.T) {
	onEach(t, "2026-04-10", func(t *testing.T, b *bench) {
		colorado, france := b.appealed().Request, b.request(dsar.RightAccess).Request
		b.record(france.ID, dsar.EventReceived, "2026-04-09")
		b.release(appealAnswerLonger(t))
		// A date that nobody computed shows whether the request was looked at.
		france = must(b.Store.Request(b.ctx(), b.owner.WorkspaceID, france.ID))(t)
		france.Projection.Due = day("2030-01-01")
		must(0, b.Store.UpdateRequest(b.ctx(), france, france.Version))(t)
		must(0, b.WatchLaw(b.ctx()))(t)
		for id, want := range map[string]bool{colorado.ID: true, france.ID: false} {
			if r := must(b.Store.Request(b.ctx(), b.owner.WorkspaceID, id))(t); r.LawMoved != want {
				t.Errorf("%s %s: marked %v", r.Regime, r.Reference, r.LawMoved)
			}
		}
	})
}
